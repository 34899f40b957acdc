//! Utilisation, rates, and what a second adds to the indices.
//!
//! Source: `accrueInternal`, `accruedInterestIndices` and `updateBasePrincipal` of `CometWithExtendedAssetList.sol` at d5a30b0.

use super::check::{check, check_market};
use super::state::{CompoundV3Curve, CompoundV3Market, CompoundV3Position};
use super::values::{MAX_64, cast, compound_v3_present_value, within};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, narrow_mul_div_floor, wad_mul_floor};

/// Decimals of accrued rewards.
const REWARD_UNIT: U256 = U256::new(1_000_000);

const INDEX: &str = "a 64-bit index";

impl CompoundV3Curve {
    /// Returns the rate per second at a utilisation, 18 decimals.
    ///
    /// ```text
    /// base + ⌊low·u/1e18⌋                                  u ≤ kink
    /// base + ⌊low·kink/1e18⌋ + ⌊high·(u − kink)/1e18⌋      beyond
    /// ```
    ///
    /// # Errors
    /// `refused` with `InvalidUInt64` for a rate of more than 64 bits; `overflow`.
    ///
    /// ```
    /// use plimsoll::{U256, exact::WAD, venue::compound_v3::CompoundV3Curve};
    /// let curve = CompoundV3Curve { kink: WAD.half(), base: U256::new(10), slope_low: U256::new(100), slope_high: U256::new(1_000) };
    /// assert_eq!((curve.rate(WAD.half())?, curve.rate(WAD)?), (U256::new(60), U256::new(560)));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn rate(&self, utilization: U256) -> Result<U256, RiskError> {
        const OPERATION: &str = "interest rate";
        let low = self.base.try_add(wad_mul_floor(self.slope_low, utilization.min(self.kink))?, OPERATION)?;
        let high = wad_mul_floor(self.slope_high, utilization.saturating_sub(self.kink))?;
        cast(low.try_add(high, OPERATION)?, MAX_64, "InvalidUInt64")
    }
}

impl CompoundV3Market {
    /// 10^decimals of the base token.
    pub(super) fn base_scale(&self) -> Result<U256, RiskError> {
        U256::power_of_ten(self.base_decimals).ok_or_else(|| RiskError::overflow("base scale"))
    }

    /// Returns the utilisation at the indices as stored, 18 decimals: what is owed over what is supplied, both rounded down; 0 when
    /// nothing is supplied.
    ///
    /// # Errors
    /// `overflow`.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::CompoundV3Market};
    /// let market = CompoundV3Market {
    ///     base_supply_index: U256::new(1_000_000_000_000_000), base_borrow_index: U256::new(1_500_000_000_000_000),
    ///     total_supply_base: U256::new(1_000), total_borrow_base: U256::new(500), ..CompoundV3Market::default()
    /// };
    /// assert_eq!(market.utilization()?, U256::new(750_000_000_000_000_000));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn utilization(&self) -> Result<U256, RiskError> {
        let supplied = compound_v3_present_value(self.total_supply_base, self.base_supply_index)?;
        let owed = compound_v3_present_value(self.total_borrow_base, self.base_borrow_index)?;
        if supplied.is_zero() { Ok(U256::ZERO) } else { narrow_mul_div_floor(owed, WAD, supplied) }
    }

    /// The supply and the borrow index of now.
    pub(super) fn indices_now(&self) -> Result<(U256, U256), RiskError> {
        if self.elapsed_seconds == 0 {
            return Ok((self.base_supply_index, self.base_borrow_index));
        }
        let utilization = self.utilization()?;
        let seconds = U256::new(u64::from(self.elapsed_seconds));
        let grown = |index: U256, rate: U256| {
            let increment = cast(wad_mul_floor(index, rate.try_mul(seconds, INDEX)?)?, MAX_64, "InvalidUInt64")?;
            within(index.try_add(increment, INDEX)?, MAX_64, INDEX)
        };
        let supply_rate = self.supply_curve.rate(utilization)?;
        let borrow_rate = self.borrow_curve.rate(utilization)?;
        Ok((grown(self.base_supply_index, supply_rate)?, grown(self.base_borrow_index, borrow_rate)?))
    }

    /// Returns the market accrued to now: interest at the utilisation before it, and the tracking indices of the rewards.
    ///
    /// # Errors
    /// `refused` with `InvalidUInt64` for a rate or an increment of more than 64 bits; `overflow` for an index beyond them;
    /// `out_of_range` for a market that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, exact::WAD, venue::compound_v3::{CompoundV3Curve, CompoundV3Market}};
    /// let curve = CompoundV3Curve { kink: WAD, base: U256::new(1_000_000_000), ..CompoundV3Curve::default() };
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, borrow_curve: curve, elapsed_seconds: 100,
    ///     base_supply_index: U256::new(1_000_000_000_000_000), base_borrow_index: U256::new(1_000_000_000_000_000),
    ///     ..CompoundV3Market::default()
    /// };
    /// assert_eq!(market.accrue()?.base_borrow_index, U256::new(1_000_000_100_000_000));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn accrue(&self) -> Result<Self, RiskError> {
        check_market(self)?;
        self.accrued()
    }

    /// `accrue` of a market that is checked.
    pub(super) fn accrued(&self) -> Result<Self, RiskError> {
        let mut market = self.clone();
        if self.elapsed_seconds == 0 {
            return Ok(market);
        }
        (market.base_supply_index, market.base_borrow_index) = self.indices_now()?;
        let tracked = |index: U256, speed: U256, total: U256| {
            if total < self.base_min_for_rewards {
                return Ok(index);
            }
            let rewards = speed.try_mul(U256::new(u64::from(self.elapsed_seconds)), INDEX)?;
            let increment = cast(narrow_mul_div_floor(rewards, self.base_scale()?, total)?, MAX_64, "InvalidUInt64")?;
            within(index.try_add(increment, INDEX)?, MAX_64, INDEX)
        };
        market.tracking_supply_index = tracked(self.tracking_supply_index, self.base_tracking_supply_speed, self.total_supply_base)?;
        market.tracking_borrow_index = tracked(self.tracking_borrow_index, self.base_tracking_borrow_speed, self.total_borrow_base)?;
        market.elapsed_seconds = 0;
        Ok(market)
    }
}

impl CompoundV3Position {
    /// The account with its market accrued to now.
    pub(super) fn accrued(&self) -> Result<Self, RiskError> {
        Ok(Self { market: self.market.accrued()?, ..self.clone() })
    }

    /// Settles the rewards up to now and stores another principal.
    pub(super) fn settle(&mut self, principal: I256) -> Result<(), RiskError> {
        const OPERATION: &str = "rewards";
        let market = &self.market;
        let index_of = |principal: I256| if principal.is_negative() { market.tracking_borrow_index } else { market.tracking_supply_index };
        let passed = index_of(self.principal).try_sub(self.base_tracking_index, OPERATION)?;
        let descale = market.base_scale()?.try_div(REWARD_UNIT, OPERATION)?;
        let earned = narrow_mul_div_floor(self.principal.magnitude(), passed, market.tracking_index_scale)?.try_div(descale, OPERATION)?;
        let earned = cast(earned, MAX_64, "InvalidUInt64")?;
        self.base_tracking_accrued = within(self.base_tracking_accrued.try_add(earned, OPERATION)?, MAX_64, OPERATION)?;
        self.base_tracking_index = index_of(principal);
        self.principal = principal;
        Ok(())
    }

    /// Returns the account after `accrueAccount`: the market accrued to now, the account's rewards settled.
    ///
    /// # Errors
    /// Those of the market's `accrue`; `overflow` for a tracking index above the market's; `division_by_zero` for a tracking scale of 0.
    ///
    /// ```
    /// use plimsoll::{U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let one = U256::new(1_000_000_000_000_000);
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: one, base_borrow_index: one,
    ///     tracking_index_scale: one, tracking_supply_index: U256::new(3_000_000_000_000_000), ..CompoundV3Market::default()
    /// };
    /// let account = CompoundV3Position { market, principal: U256::new(7).into(), base_tracking_index: one, ..CompoundV3Position::default() };
    /// assert_eq!(account.accrue_account()?.base_tracking_accrued, U256::new(14));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn accrue_account(&self) -> Result<Self, RiskError> {
        check(self)?;
        let mut account = self.accrued()?;
        account.settle(self.principal)?;
        Ok(account)
    }

    /// Returns the balance of the base asset at the indices of now, base units: supplied above zero, owed below.
    ///
    /// # Errors
    /// Those of the market's `accrue`.
    ///
    /// ```
    /// use plimsoll::{I256, U256, venue::compound_v3::{CompoundV3Market, CompoundV3Position}};
    /// let market = CompoundV3Market {
    ///     base_decimals: 6, base_min_for_rewards: U256::ONE, base_supply_index: U256::new(1_000_000_000_000_000),
    ///     base_borrow_index: U256::new(1_500_000_000_000_000), ..CompoundV3Market::default()
    /// };
    /// let account = CompoundV3Position { market, principal: -I256::from(U256::new(1_001)), ..CompoundV3Position::default() };
    /// assert_eq!(account.balance_now()?.to_string(), "-1501");
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn balance_now(&self) -> Result<I256, RiskError> {
        check(self)?;
        let (supply, borrow) = self.market.indices_now()?;
        let index = if self.principal.is_negative() { borrow } else { supply };
        Ok(I256::new(self.principal.is_negative(), compound_v3_present_value(self.principal.magnitude(), index)?))
    }
}
