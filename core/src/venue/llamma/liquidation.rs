//! Hard liquidation: a stranger repays a part of the debt and takes a little less than that part of the bands.

use super::check::{band, check};
use super::grid::Grid;
use super::health::{Book, debt};
use super::measure::sum_xy;
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome};
use alloc::vec::Vec;

const LIQUIDATE: &str = "liquidation";

/// The share of the bands that goes with a share of the debt, both 18 decimals: `((1 + h/2)/(1 + h)·(1 − f) + f)·f`, with `h` the
/// borrower's liquidation discount.
pub(super) fn share_removed(share: U256, limit: U256) -> Result<U256, RiskError> {
    if limit.is_zero() || share == WAD {
        return Ok(share);
    }
    let kept = WAD.try_add(limit.half(), LIQUIDATE)?.try_mul(WAD.saturating_sub(share), LIQUIDATE)?;
    let kept = kept.try_div(WAD.try_add(limit, LIQUIDATE)?, LIQUIDATE)?;
    kept.try_add(share, LIQUIDATE)?.try_mul(share, LIQUIDATE)?.try_div(WAD, LIQUIDATE)
}

/// `⌈debt·share⌉`.
fn part_of(debt: U256, share: U256) -> Result<U256, RiskError> {
    debt.try_mul(share, LIQUIDATE)?.try_add(WAD.saturating_sub(U256::ONE), LIQUIDATE)?.try_div(WAD, LIQUIDATE)
}

/// The largest share whose part is at most `repay`.
fn share_for(debt: U256, repay: Option<U256>) -> Result<U256, RiskError> {
    match repay {
        Some(repay) if repay < debt => repay.try_mul(WAD, LIQUIDATE)?.try_div(debt, LIQUIDATE),
        _ => Ok(WAD),
    }
}

impl LlammaLoan {
    /// Returns `tokens_to_liquidate(user, frac)` of the controller for a stranger: what he must bring, token units. `share` has 18
    /// decimals.
    ///
    /// # Errors
    /// `refused` ("frac>100%"); those of `debt`.
    pub fn tokens_to_liquidate(&self, share: U256) -> Result<U256, RiskError> {
        check(self)?;
        if share > WAD {
            return Err(RiskError::refused("frac>100%"));
        }
        let (x, _) = sum_xy(self)?;
        let removed = share_removed(share, self.user_liquidation_discount)?;
        let borrowed = x.try_mul(removed, LIQUIDATE)?.try_div(WAD, LIQUIDATE)?;
        Ok(part_of(debt(self, &Grid::new(self)?)?, share)?.saturating_sub(borrowed))
    }

    /// Returns the loan after a stranger's `liquidate` of a share of the debt, 18 decimals, with the debt that was repaid, and the
    /// borrowed asset and the collateral that left the bands, token units.
    ///
    /// # Errors
    /// `refused`: "Not enough rekt" at a full health of 0 or more, "frac>100%", "Loan doesn't exist"; those of `debt`.
    pub fn liquidated(&self, share: U256) -> Result<(Self, U256, U256, U256), RiskError> {
        check(self)?;
        let grid = Grid::new(self)?;
        let owed = debt(self, &grid)?;
        if owed.is_zero() {
            return Err(RiskError::refused("Loan doesn't exist"));
        }
        if !Book::new(self, self.user_liquidation_discount)?.liquidatable(self.seen()?)? {
            return Err(RiskError::refused("Not enough rekt"));
        }
        if share > WAD {
            return Err(RiskError::refused("frac>100%"));
        }
        let part = part_of(owed, share)?;
        if part.is_zero() {
            return Err(RiskError::refused("debt is 0"));
        }
        let left = owed.try_sub(part, LIQUIDATE)?;
        let removed = if left.is_zero() { WAD } else { share_removed(share, self.user_liquidation_discount)? };
        let mut loan = self.clone();
        loan.settle(&grid);
        let (x, y) = loan.withdraw(removed)?;
        (loan.initial_debt, loan.loan_rate_mul) = (left, grid.rate_mul);
        Ok((loan, part, x, y))
    }

    /// The call of the venue-neutral question.
    pub(super) fn answer(&self, call: &LiquidationCall) -> Result<(Self, LiquidationOutcome), RiskError> {
        if call.seize.is_some() {
            return Err(RiskError::unsupported(
                "a liquidation by what is seized",
                "give `repay`: the controller takes a share of the debt",
            ));
        }
        let before = Book::new(self, self.user_liquidation_discount)?;
        let (loan, part, x, y) = self.liquidated(share_for(before.debt, call.repay)?)?;
        let price = self.seen()?;
        let health_before = before.factor(price, true)?;
        let health_after =
            if loan.initial_debt.is_zero() { None } else { Some(Book::new(&loan, loan.user_liquidation_discount)?.factor(price, true)?) };
        let from_bands = x.min(part);
        let value = before.collateral_value(y, price)?;
        let received_value = value.try_add(x.saturating_sub(from_bands), LIQUIDATE)?;
        let seized_value = value.try_add(x, LIQUIDATE)?;
        let amount = |asset: &str, amount: U256| AssetAmount { asset: asset.into(), amount };
        let both = |x: U256| [amount(&self.borrowed, x), amount(&self.collateral, y)].into_iter().filter(|one| !one.amount.is_zero());
        let outcome = LiquidationOutcome {
            repaid: alloc::vec![amount(&self.borrowed, part)],
            seized: both(x).collect(),
            received: both(x.saturating_sub(from_bands)).collect(),
            fee: Vec::new(),
            deficit: Vec::new(),
            surplus: Vec::new(),
            repaid_value: part,
            seized_value,
            received_value,
            deficit_value: U256::ZERO,
            borrower_loss_value: I256::from(seized_value).try_sub(part.into(), LIQUIDATE)?,
            value_decimals: self.borrowed_decimals,
            health_before: Some(health_before),
            health_after,
            lowers_health: health_after.is_some_and(|after| after < health_before),
        };
        Ok((loan, outcome))
    }

    /// Bands of the borrower that were converted, entirely or in part.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn bands_in_soft_liquidation(&self) -> Result<u8, RiskError> {
        check(self)?;
        let mine = band(self.n1)..=band(self.n2);
        let converted = self.bands.iter().filter(|one| mine.contains(&band(one.n)) && !one.user_shares.is_zero() && !one.x.is_zero());
        Ok(u8::try_from(converted.count()).unwrap_or(u8::MAX))
    }
}
