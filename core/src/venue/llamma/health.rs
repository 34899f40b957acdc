//! The controller's health.

use super::check::{band, check, precision};
use super::grid::Grid;
use super::measure::{Bands, Target, sum_xy};
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

const HEALTH: &str = "health";

/// Everything that health reads beside the oracle price.
#[derive(Clone, Debug)]
pub(super) struct Book {
    pub(super) bands: Bands,
    pub(super) debt: U256,
    pub(super) collateral: U256,
    pub(super) borrowed: U256,
    discount: U256,
    /// Upper edge of the highest prices of the range; absent in soft liquidation, where `full` adds nothing.
    top: Option<U256>,
    collateral_precision: U256,
    borrowed_precision: U256,
}

impl Book {
    /// Reads a loan with the discount that counts for it.
    pub(super) fn new(loan: &LlammaLoan, discount: U256) -> Result<Self, RiskError> {
        let grid = Grid::new(loan)?;
        let (borrowed, collateral) = sum_xy(loan)?;
        let above = band(loan.n1) > band(loan.active_band);
        Ok(Self {
            bands: Bands::new(loan, &grid)?,
            debt: debt(loan, &grid)?,
            collateral,
            borrowed,
            discount,
            top: if above { Some(grid.upper_price(band(loan.n1))?) } else { None },
            collateral_precision: precision(loan.collateral_decimals),
            borrowed_precision: precision(loan.borrowed_decimals),
        })
    }

    /// `1 + health`, 18 decimals: `⌊x_down·(1 − discount)/debt⌋`, with `full` and the oracle above all bands also
    /// `⌊(p − p_up)·y/debt⌋`. The debt is not 0.
    pub(super) fn factor(&self, price: U256, full: bool) -> Result<U256, RiskError> {
        let kept = WAD.try_sub(self.discount, HEALTH)?;
        let equivalent = self.bands.equivalent(price, Target::Borrowed)?;
        let factor = equivalent.try_mul(kept, HEALTH)?.try_div(self.debt, HEALTH)?;
        if full { factor.try_add(self.above_bands(price)?.try_div(self.scaled_debt()?, HEALTH)?, HEALTH) } else { Ok(factor) }
    }

    /// The value above the bands, 36 decimals.
    fn above_bands(&self, price: U256) -> Result<U256, RiskError> {
        match self.top {
            Some(top) if price > top => {
                price.saturating_sub(top).try_mul(self.collateral, HEALTH)?.try_mul(self.collateral_precision, HEALTH)
            }
            _ => Ok(U256::ZERO),
        }
    }

    fn scaled_debt(&self) -> Result<U256, RiskError> {
        self.debt.try_mul(self.borrowed_precision, HEALTH)
    }

    /// What health holds against the debt, units of the borrowed token, rounded down.
    pub(super) fn backing(&self, price: U256) -> Result<U256, RiskError> {
        let kept = WAD.try_sub(self.discount, HEALTH)?;
        let bands = self.bands.equivalent(price, Target::Borrowed)?.try_mul(kept, HEALTH)?.try_div(WAD, HEALTH)?;
        let above = self.above_bands(price)?.try_div(WAD, HEALTH)?.try_div(self.borrowed_precision, HEALTH)?;
        bands.try_add(above, HEALTH)
    }

    /// Collateral at a price, units of the borrowed token, rounded down.
    pub(super) fn collateral_value(&self, amount: U256, price: U256) -> Result<U256, RiskError> {
        let value = amount.try_mul(self.collateral_precision, HEALTH)?.try_mul(price, HEALTH)?;
        value.try_div(WAD, HEALTH)?.try_div(self.borrowed_precision, HEALTH)
    }

    /// The rule of `liquidate`: full health below 0.
    pub(super) fn liquidatable(&self, price: U256) -> Result<bool, RiskError> {
        if self.debt.is_zero() {
            return Ok(false);
        }
        Ok(self.factor(price, true)? < WAD)
    }
}

/// The debt now, rounded up: `⌈initial·rate_mul/loan_rate_mul⌉`.
pub(super) fn debt(loan: &LlammaLoan, grid: &Grid) -> Result<U256, RiskError> {
    if loan.initial_debt.is_zero() {
        return Ok(U256::ZERO);
    }
    loan.initial_debt.try_mul(grid.rate_mul, "debt")?.try_div_ceil(loan.loan_rate_mul, "debt")
}

impl LlammaLoan {
    /// Returns `debt(user)` of the controller: the debt with interest now, units of the borrowed token, rounded up.
    ///
    /// # Errors
    /// `out_of_range`, `duplicate` for a state that no market holds; `overflow`, `division_by_zero` where the contract reverts.
    pub fn debt(&self) -> Result<U256, RiskError> {
        check(self)?;
        debt(self, &Grid::new(self)?)
    }

    /// Returns `health(user, full)` of the controller, 18 decimals: below 0 with `full` means hard liquidation.
    ///
    /// ```text
    /// health = ⌊x_down·(1 − discount)/debt⌋ − 1        full and oracle above all bands: + ⌊(p − p_up(n1))·y/debt⌋
    /// ```
    /// Source: `controller.vy` of curve-stablecoin at cf1d05fb.
    ///
    /// # Errors
    /// Those of `debt`; `refused` ("Loan doesn't exist") without a debt.
    pub fn controller_health(&self, full: bool) -> Result<I256, RiskError> {
        check(self)?;
        let book = Book::new(self, self.user_liquidation_discount)?;
        if book.debt.is_zero() {
            return Err(RiskError::refused("Loan doesn't exist"));
        }
        I256::from(book.factor(self.seen()?, full)?).try_sub(WAD.into(), HEALTH)
    }

    /// Returns `get_x_down(user)` of the AMM: the borrowed asset that the bands become while the oracle falls slowly through all
    /// of them, token units.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn x_down(&self) -> Result<U256, RiskError> {
        self.equivalent(Target::Borrowed)
    }

    /// Returns `get_y_up(user)` of the AMM: the collateral that the bands become while the oracle rises slowly through all of
    /// them, token units.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn y_up(&self) -> Result<U256, RiskError> {
        self.equivalent(Target::Collateral)
    }

    fn equivalent(&self, into: Target) -> Result<U256, RiskError> {
        check(self)?;
        Bands::new(self, &Grid::new(self)?)?.equivalent(self.seen()?, into)
    }

    /// Returns `get_sum_xy(user)` of the AMM: the borrowed asset and the collateral that are the borrower's now, token units. Any
    /// borrowed asset means soft liquidation.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn sum_xy(&self) -> Result<(U256, U256), RiskError> {
        check(self)?;
        sum_xy(self)
    }

    /// Returns `p_oracle_up(n)` of the AMM: the oracle price of a band's upper edge now, 18 decimals.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn p_oracle_up(&self, n: i32) -> Result<U256, RiskError> {
        check(self)?;
        Grid::new(self)?.upper_price(i64::from(n))
    }
}
