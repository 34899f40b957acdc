//! Redemptions: BOLD for collateral at the oracle's price, from the troves with the lowest rate first.

use super::branch::Change;
use super::math::{liquity_v2_dec_pow, wad_product};
use super::open::MIN_DEBT;
use super::state::{LiquityV2Book, LiquityV2Branch, LiquityV2Status};
use crate::error::RiskError;
use crate::exact::{U256, WAD, wad_div_floor};
use crate::order::sort_by;
use alloc::vec::Vec;

/// The base rate keeps this share of itself each minute: it halves in six hours.
const MINUTE_DECAY: U256 = U256::new(998_076_443_575_628_800);

/// Least fee of a redemption, 0.5 %.
const FEE_FLOOR: U256 = U256::new(5_000_000_000_000_000);

const MINUTE: u32 = 60;

/// What a redemption does, 18 decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LiquityV2Redemption {
    /// BOLD that it tries to redeem: at most what the stability pool does not back.
    pub attempted: U256,
    /// BOLD redeemed.
    pub redeemed: U256,
    /// Collateral sent.
    pub coll_sent: U256,
    /// Collateral that stays in the troves as the fee.
    pub coll_fee: U256,
    /// The fee that stays in each trove: place of the trove, collateral.
    pub fees: Vec<(usize, U256)>,
}

impl LiquityV2Branch {
    /// Returns the base rate now, decayed by the whole minutes of its clock.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::{exact::WAD, venue::liquity_v2::LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let mut branch = serde_json::from_str::<LiquityV2Trove>(json)?.branch;
    /// (branch.base_rate, branch.base_rate_elapsed_seconds) = (WAD, 6 * 3_600 + 59);
    /// assert_eq!(branch.decayed_base_rate()?.to_string(), "500000000000011054");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn decayed_base_rate(&self) -> Result<U256, RiskError> {
        let minutes = u64::from(self.base_rate_elapsed_seconds / MINUTE);
        wad_product(self.base_rate, liquity_v2_dec_pow(MINUTE_DECAY, minutes.into())?)
    }

    /// Returns the fee rate of redeeming `amount` now: `min(1, 0.5 % + min(1, base rate + amount/supply))`.
    ///
    /// Source: `getRedemptionRateForRedeemedAmount` of liquity/bold contracts/src/CollateralRegistry.sol at 405f9122.
    ///
    /// # Errors
    /// `overflow`; `division_by_zero` without any BOLD.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::LiquityV2Trove;
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let branch = serde_json::from_str::<LiquityV2Trove>(json)?.branch;
    /// // A hundredth of the supply.
    /// let rate = branch.redemption_rate("10000000000000000000000".parse()?)?;
    /// assert_eq!(rate.to_string(), "15000000000000000");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redemption_rate(&self, amount: U256) -> Result<U256, RiskError> {
        Ok(WAD.min(FEE_FLOOR.try_add(self.base_rate_with(amount, self.bold_supply)?, "redemption rate")?))
    }

    fn base_rate_with(&self, redeemed: U256, supply: U256) -> Result<U256, RiskError> {
        let share = wad_div_floor(redeemed, supply)?;
        Ok(WAD.min(self.decayed_base_rate()?.try_add(share, "base rate")?))
    }
}

impl LiquityV2Book {
    /// Returns the places of the troves in the order in which a redemption takes them now: the zombie that an earlier one left, then
    /// by rising interest rate, the newest first among equal ones. A trove with a ratio below 100 % is passed over.
    ///
    /// # Errors
    /// `overflow`; `out_of_range` for a zombie that is not in the list.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Trove, LiquityV2TroveState};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, price, .. } = serde_json::from_str(json)?;
    /// let cheap = LiquityV2TroveState { annual_interest_rate: "30000000000000000".parse()?, ..trove.clone() };
    /// let book = LiquityV2Book { price, branch, troves: vec![trove.clone(), cheap, trove], last_zombie: None };
    /// assert_eq!(book.redemption_order()?, [1, 2, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redemption_order(&self) -> Result<Vec<usize>, RiskError> {
        let mut order: Vec<usize> = (0..self.troves.len()).rev().collect();
        order.retain(|place| self.troves.get(*place).is_some_and(|trove| trove.status == LiquityV2Status::Active));
        // Stable: the newest stays first among equal rates.
        let rate = |place: usize| self.troves.get(place).map(|trove| trove.annual_interest_rate);
        sort_by(&mut order, |a, b| rate(*a).cmp(&rate(*b)));
        if let Some(zombie) = self.last_zombie {
            order.insert(0, self.place(zombie)?);
        }
        let mut redeemable = Vec::with_capacity(order.len());
        for place in order {
            if let Some(trove) = self.troves.get(place)
                && trove.now(&self.branch)?.icr(self.price)? >= WAD
            {
                redeemable.push(place);
            }
        }
        Ok(redeemable)
    }

    /// Returns the debt that redemptions take before that of one trove, 18 decimals: the more stands in front of it, the later it is
    /// redeemed. In front of a trove that is passed over stands everything that can be redeemed.
    ///
    /// # Errors
    /// `overflow`; `out_of_range` for a place that is not in the list.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Trove, LiquityV2TroveState};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, price, .. } = serde_json::from_str(json)?;
    /// let cheap = LiquityV2TroveState { annual_interest_rate: "30000000000000000".parse()?, ..trove.clone() };
    /// let book = LiquityV2Book { price, branch, troves: vec![trove, cheap], last_zombie: None };
    /// assert_eq!(book.debt_in_front(0)?.to_string(), "20000000000000000000000");
    /// assert_eq!(book.debt_in_front(1)?.to_string(), "0");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn debt_in_front(&self, trove: u32) -> Result<U256, RiskError> {
        let own = self.place(trove)?;
        let mut debt = U256::ZERO;
        for place in self.redemption_order()? {
            if place == own {
                break;
            }
            if let Some(trove) = self.troves.get(place) {
                debt = debt.try_add(trove.now(&self.branch)?.entire_debt, "debt in front")?;
            }
        }
        Ok(debt)
    }

    /// Redeems BOLD; the clock and the base rate move even where nothing is redeemed. An error changes nothing.
    ///
    /// ```text
    /// lot = min(rest, debt)      c = ⌊lot·1e18/price⌋      fee = ⌊c·rate/1e18⌋, which stays      sent = c − fee
    /// ```
    /// At most what the stability pool does not back is redeemed, where that is anything; nothing while the branch's ratio is below
    /// the shutdown ratio. For one branch alone: with several, the contract spreads the amount over their unbacked debts first.
    /// Source: `redeemCollateral` of liquity/bold contracts/src/{CollateralRegistry,TroveManager}.sol at 405f9122.
    ///
    /// # Errors
    /// `refused` with `CollateralRegistry: Amount must be greater than zero`; `overflow`; `division_by_zero` for a price or a supply of 0.
    ///
    /// ```
    /// use plimsoll::venue::liquity_v2::{LiquityV2Book, LiquityV2Trove};
    /// let json = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/venue/liquity_v2/example.json"));
    /// let LiquityV2Trove { branch, trove, price, .. } = serde_json::from_str(json)?;
    /// let mut book = LiquityV2Book { price, branch, troves: vec![trove], last_zombie: None };
    /// let done = book.redeem("3000000000000000000000".parse()?)?;
    /// // One unit of collateral, of which 0.8 % stays.
    /// assert_eq!((done.coll_sent.to_string(), done.coll_fee.to_string()), ("992000000000000000".to_string(), "8000000000000000".to_string()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn redeem(&mut self, amount: U256) -> Result<LiquityV2Redemption, RiskError> {
        if amount.is_zero() {
            return Err(RiskError::refused("CollateralRegistry: Amount must be greater than zero"));
        }
        let mut after = self.clone();
        let (supply, mut done) = (self.branch.bold_supply, LiquityV2Redemption::default());
        if self.branch.tcr(self.price)? >= self.branch.scr {
            let unbacked = self.branch.debt()?.saturating_sub(self.branch.sp_deposits);
            done.attempted = if unbacked.is_zero() { amount } else { amount.min(unbacked) };
            let rate = self.branch.redemption_rate(done.attempted)?;
            after.redeem_troves(rate, &mut done)?;
        }
        after.branch.base_rate = self.branch.base_rate_with(done.redeemed, supply)?;
        after.branch.base_rate_elapsed_seconds = self.branch.base_rate_elapsed_seconds % MINUTE;
        *self = after;
        Ok(done)
    }

    fn redeem_troves(&mut self, rate: U256, done: &mut LiquityV2Redemption) -> Result<(), RiskError> {
        let (mut rest, mut total) = (done.attempted, Change::default());
        for place in self.redemption_order()? {
            if rest.is_zero() {
                break;
            }
            let (lot, sent, fee, change) = self.redeem_trove(place, rest, rate)?;
            total.add(&change)?;
            rest = rest.try_sub(lot, "rest")?;
            done.redeemed = done.redeemed.try_add(lot, "redeemed")?;
            done.coll_sent = done.coll_sent.try_add(sent, "sent")?;
            done.coll_fee = done.coll_fee.try_add(fee, "fee")?;
            done.fees.push((place, fee));
        }
        self.branch.book(&total)?;
        self.branch.burn(done.redeemed)
    }

    /// Takes up to `rest` from one trove: what is redeemed, sent and kept, and the change of the sums.
    fn redeem_trove(&mut self, place: usize, rest: U256, rate: U256) -> Result<(U256, U256, U256, Change), RiskError> {
        let (branch, price, last_zombie) = (&mut self.branch, self.price, &mut self.last_zombie);
        let Some(trove) = self.troves.get_mut(place) else { return Err(no_place(place)) };
        let now = trove.now(branch)?;
        let lot = rest.min(now.entire_debt);
        let worth = wad_div_floor(lot, price)?;
        let fee = wad_product(worth, rate)?;
        let sent = worth.try_sub(fee, "sent")?;
        let (debt, coll) = (now.entire_debt.try_sub(lot, "debt")?, now.entire_coll.try_sub(sent, "collateral")?);
        let new_weighted_debt = debt.try_mul(trove.annual_interest_rate, "weighted debt")?;
        let change = Change { debt_decrease: lot, coll_decrease: sent, new_weighted_debt, ..Change::of(&now) };
        let stake = branch.restake(trove.stake, coll)?;
        trove.touch(branch, coll, debt, stake);
        let number = u32::try_from(place).map_err(|_| no_place(place))?;
        if trove.status == LiquityV2Status::Active && debt < MIN_DEBT {
            trove.status = LiquityV2Status::Zombie;
            if !debt.is_zero() {
                *last_zombie = Some(number);
            }
        } else if debt.is_zero() && *last_zombie == Some(number) {
            *last_zombie = None;
        }
        Ok((lot, sent, fee, change))
    }

    /// A place in the list of troves.
    pub(super) fn place(&self, trove: u32) -> Result<usize, RiskError> {
        usize::try_from(trove).ok().filter(|place| *place < self.troves.len()).ok_or_else(|| no_place(trove))
    }
}

pub(super) fn no_place(place: impl crate::text::Piece) -> RiskError {
    RiskError::out_of_range("trove", "a place in the list of troves", place, "count from 0")
}
