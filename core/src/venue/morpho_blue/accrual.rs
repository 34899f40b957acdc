//! Interest of the time that has passed, and the fee out of it.

use super::check::check_market;
use super::shares::{morpho_blue_to_shares_down, stored_add, to_word};
use super::state::{MorphoBlueMarket, MorphoBluePosition};
use crate::error::RiskError;
use crate::exact::{U256, narrow_mul_div_floor, wad_mul_floor};

/// 2 and 3, 18 decimals.
const TWO: U256 = U256::new(2_000_000_000_000_000_000);
const THREE: U256 = U256::new(3_000_000_000_000_000_000);

/// What an accrual adds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MorphoBlueAccrual {
    /// Interest, loan units: added to what is owed and to what is lent.
    pub interest: U256,
    /// Supply shares that the fee's recipient gets.
    pub fee_shares: U256,
}

/// Returns the first three terms of `e^(rate·seconds) − 1`, each rounded down, 18 decimals.
///
/// ```text
/// t1 = rate·seconds    t2 = ⌊t1² / 2e18⌋    t3 = ⌊t2·t1 / 3e18⌋    t1 + t2 + t3
/// ```
/// Source: `wTaylorCompounded` of `MathLib.sol`.
///
/// # Errors
/// `overflow`.
///
/// ```
/// use plimsoll::{U256, venue::morpho_blue::morpho_blue_compounded};
/// // 5 % a year, continuously compounded over a year: e^0.05 − 1 is 0.0512711.
/// let rate = U256::new(1_585_489_599);
/// assert_eq!(morpho_blue_compounded(rate, 31_536_000)?.to_string(), "51270833327093113");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_compounded(rate: U256, seconds: u32) -> Result<U256, RiskError> {
    const OPERATION: &str = "compounded interest";
    let first = rate.try_mul(U256::new(u64::from(seconds)), OPERATION)?;
    let second = narrow_mul_div_floor(first, first, TWO)?;
    let third = narrow_mul_div_floor(second, first, THREE)?;
    first.try_add(second, OPERATION)?.try_add(third, OPERATION)
}

impl MorphoBlueMarket {
    /// Returns the market accrued to now, and what that added; itself when no second has passed.
    ///
    /// Interest `⌊total borrow · compounded / 1e18⌋` goes to both totals. The fee's shares are bought at the totals after interest
    /// less the fee: `⌊fee · (supply shares + 10^6) / (supply assets − fee + 1)⌋`. Source: `_accrueInterest` of `Morpho.sol`.
    ///
    /// # Errors
    /// `overflow`; `refused` with `max uint128 exceeded` for interest of more than 128 bits; `out_of_range`, `duplicate` for a
    /// market that the contract cannot hold.
    ///
    /// ```
    /// use plimsoll::{U256, venue::morpho_blue::MorphoBlueMarket};
    /// let market = MorphoBlueMarket {
    ///     borrow_rate: U256::new(1_585_489_599), elapsed_seconds: 31_536_000,
    ///     total_supply_assets: U256::new(2_000_000), total_supply_shares: U256::new(2_000_000_000_000),
    ///     total_borrow_assets: U256::new(1_000_000), total_borrow_shares: U256::new(1_000_000_000_000),
    ///     ..MorphoBlueMarket::default()
    /// };
    /// let (now, added) = market.accrue()?;
    /// assert_eq!((added.interest, added.fee_shares), (U256::new(51_270), U256::ZERO));
    /// assert_eq!((now.total_supply_assets, now.elapsed_seconds), (U256::new(2_051_270), 0));
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn accrue(&self) -> Result<(Self, MorphoBlueAccrual), RiskError> {
        check_market(self)?;
        self.accrued()
    }

    /// `accrue` of a market that is checked.
    pub(super) fn accrued(&self) -> Result<(Self, MorphoBlueAccrual), RiskError> {
        let mut market = self.clone();
        if self.elapsed_seconds == 0 {
            return Ok((market, MorphoBlueAccrual::default()));
        }
        let rate = self.rate()?;
        market.rate_at_target = self.rate_at_target.map(|_| rate.rate_at_target);
        let compounded = morpho_blue_compounded(rate.average_rate, self.elapsed_seconds)?;
        let interest = wad_mul_floor(self.total_borrow_assets, compounded)?;
        market.total_borrow_assets = stored_add(self.total_borrow_assets, interest)?;
        market.total_supply_assets = stored_add(self.total_supply_assets, interest)?;
        let mut fee_shares = U256::ZERO;
        if !self.fee.is_zero() {
            let fee = wad_mul_floor(interest, self.fee)?;
            let without = market.total_supply_assets.try_sub(fee, "supply without the fee")?;
            fee_shares = to_word(morpho_blue_to_shares_down(fee, without, self.total_supply_shares)?)?;
            market.total_supply_shares = stored_add(self.total_supply_shares, fee_shares)?;
        }
        market.elapsed_seconds = 0;
        Ok((market, MorphoBlueAccrual { interest, fee_shares }))
    }
}

impl MorphoBluePosition {
    /// The position with its market accrued to now. The fee's shares go to the fee's recipient, which is taken to be somebody else.
    pub(super) fn accrued(&self) -> Result<Self, RiskError> {
        Ok(Self { market: self.market.accrued()?.0, ..self.clone() })
    }
}
