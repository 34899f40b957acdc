//! What a borrower does with his loan, and what it does to the bands.

use super::check::{band, check, number, precision};
use super::grid::Grid;
use super::health::{Book, debt};
use super::limits::{MAX_SKIP_TICKS, MIN_TICKS, count_of};
use super::measure::{DEAD_SHARES, owned, sum_xy};
use super::state::{LlammaBand, LlammaLoan};
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use crate::venue::action::Action;

const STEP: &str = "step of a loan";

impl LlammaLoan {
    /// Does one step as the controller would: `add_collateral`, `remove_collateral`, `borrow_more` without collateral, `repay`
    /// without a callback and without shrinking. The interest rate stays: the monetary policy that sets it anew is not part of the state;
    /// `llamma_policy_rate` answers it and `with_rate` takes it over.
    pub(super) fn step(&self, action: &Action) -> Result<Self, RiskError> {
        check(self)?;
        let only = |asset: &str, expected: &str| if asset == expected { Ok(()) } else { Err(RiskError::unknown("asset", asset)) };
        match action {
            Action::Supply { asset, amount } => {
                only(asset, &self.collateral)?;
                if amount.is_zero() { Ok(self.clone()) } else { self.moved(*amount, U256::ZERO, false) }
            }
            Action::Withdraw { asset, amount } => {
                only(asset, &self.collateral)?;
                if amount.is_zero() { Ok(self.clone()) } else { self.moved(*amount, U256::ZERO, true) }
            }
            Action::Borrow { asset, amount } => {
                only(asset, &self.borrowed)?;
                if amount.is_zero() { Ok(self.clone()) } else { self.moved(U256::ZERO, *amount, false) }
            }
            Action::Repay { asset, amount } => {
                only(asset, &self.borrowed)?;
                self.repaid(*amount, false)
            }
            _ => Err(RiskError::unsupported("this action", "a loan takes supply, withdraw, borrow and repay")),
        }
    }

    /// Returns the loan after `create_loan` of the controller: `collateral` over `bands` bands, the highest that carry `debt`. The
    /// market's bands and terms are this state's; its own loan must be empty.
    ///
    /// # Errors
    /// `refused` with the contract's word, such as "Debt too high", "Loan already created" or "The action ends with unhealthy
    /// state"; those of `debt`.
    pub fn create_loan(&self, collateral: U256, debt: U256, bands: u8) -> Result<Self, RiskError> {
        check(self)?;
        if !self.initial_debt.is_zero() {
            return Err(RiskError::refused("Loan already created"));
        }
        let (grid, bands) = (Grid::new(self)?, i64::from(bands));
        let mut loan = self.clone();
        loan.settle(&grid);
        let n1 = loan.lowest_band(&grid, collateral, debt, bands)?;
        loan.deposit(collateral, n1, n1 + bands - 1)?;
        (loan.initial_debt, loan.loan_rate_mul) = (debt, grid.rate_mul);
        loan.healthy()
    }

    /// Returns the loan after `repay` of the controller without a callback. With `shrink` the borrowed asset in the bands repays
    /// too, and the converted bands are left behind.
    ///
    /// # Errors
    /// `refused` with the contract's word: "Loan doesn't exist", "no coins to repay", "Can't shrink", those of `debt_n1`, "The action
    /// ends with unhealthy state"; those of `debt`.
    pub fn repaid(&self, amount: U256, shrink: bool) -> Result<Self, RiskError> {
        check(self)?;
        let grid = Grid::new(self)?;
        let owed = debt(self, &grid)?;
        if owed.is_zero() {
            return Err(RiskError::refused("Loan doesn't exist"));
        }
        let (x, _) = sum_xy(self)?;
        let paid = amount.min(owed).try_add(x, STEP)?.min(owed);
        if paid.is_zero() {
            return Err(RiskError::refused("no coins to repay"));
        }
        let mut loan = self.clone();
        loan.settle(&grid);
        loan.loan_rate_mul = grid.rate_mul;
        if paid == owed {
            loan.withdraw(WAD)?;
            loan.initial_debt = U256::ZERO;
            return Ok(loan);
        }
        let active = self.active_with_skip();
        let (n1, n2) = (band(self.n1), band(self.n2));
        let mut size = n2 - n1 + 1;
        if n1 <= active && shrink {
            if n2 < active + MIN_TICKS {
                return Err(RiskError::refused("Can't shrink"));
            }
            size = n2 - active;
        }
        let mut left = owed.try_sub(amount, STEP)?;
        if n1 > active || shrink {
            let (x, y) = loan.withdraw(WAD)?;
            if shrink {
                left = left.try_sub(x, STEP)?;
            } else if !x.is_zero() {
                return Err(RiskError::refused("Underwater"));
            }
            let n1 = loan.lowest_band(&grid, y, left, size)?;
            loan.deposit(y, n1, n1 + size - 1)?;
        }
        loan.initial_debt = left;
        loan.healthy()
    }

    /// `_add_collateral_borrow`.
    fn moved(&self, collateral: U256, more_debt: U256, remove: bool) -> Result<Self, RiskError> {
        let grid = Grid::new(self)?;
        let owed = debt(self, &grid)?;
        if owed.is_zero() {
            return Err(RiskError::refused("Loan doesn't exist"));
        }
        let owed = owed.try_add(more_debt, STEP)?;
        let size = band(self.n2) - band(self.n1) + 1;
        let mut loan = self.clone();
        loan.settle(&grid);
        let (x, y) = loan.withdraw(WAD)?;
        if !x.is_zero() {
            return Err(RiskError::refused("Underwater"));
        }
        let y = if remove { y.try_sub(collateral, STEP)? } else { y.try_add(collateral, STEP)? };
        let n1 = loan.lowest_band(&grid, y, owed, size)?;
        loan.deposit(y, n1, n1 + size - 1)?;
        (loan.initial_debt, loan.loan_rate_mul) = (owed, grid.rate_mul);
        loan.healthy()
    }

    /// Returns the loan after `set_rate` of the AMM: interest up to now is stored, and runs at `rate` per second, 18 decimals, from here.
    ///
    /// # Errors
    /// Those of `debt`.
    pub fn with_rate(&self, rate: U256) -> Result<Self, RiskError> {
        check(self)?;
        let mut loan = self.clone();
        loan.settle(&Grid::new(self)?);
        loan.rate = rate;
        Ok(loan)
    }

    /// The rate multiplier is stored at every step.
    pub(super) fn settle(&mut self, grid: &Grid) {
        (self.rate_mul, self.elapsed_seconds) = (grid.rate_mul, 0);
    }

    /// Takes the market's liquidation discount over, and refuses a loan that is not healthy without `full`.
    fn healthy(mut self) -> Result<Self, RiskError> {
        self.user_liquidation_discount = self.liquidation_discount;
        let book = Book::new(&self, self.liquidation_discount)?;
        if book.factor(self.seen()?, false)? < WAD {
            return Err(RiskError::refused("The action ends with unhealthy state"));
        }
        Ok(self)
    }

    /// `AMM.withdraw`: takes a share, 18 decimals, of every band of the borrower; returns borrowed and collateral, token units.
    pub(super) fn withdraw(&mut self, share: U256) -> Result<(U256, U256), RiskError> {
        let (n1, n2) = (band(self.n1), band(self.n2));
        let (mut x, mut y) = (U256::ZERO, U256::ZERO);
        let mut least = band(self.min_band);
        let mut most = n1 - 1;
        let mine = |one: &LlammaBand| (n1..=n2).contains(&band(one.n));
        if self.bands.iter().find(|one| mine(one)).is_none_or(|first| first.user_shares.is_zero()) {
            return Err(RiskError::refused("No deposits"));
        }
        for one in self.bands.iter_mut().filter(|one| mine(one)) {
            let shares = share.try_mul(one.user_shares, STEP)?.try_div(WAD, STEP)?;
            let out_x = owned(one.x, shares, one.total_shares)?;
            let out_y = owned(one.y, shares, one.total_shares)?;
            one.user_shares = one.user_shares.try_sub(shares, STEP)?;
            one.total_shares = one.total_shares.try_sub(shares, STEP)?;
            (one.x, one.y) = (one.x.try_sub(out_x, STEP)?, one.y.try_sub(out_y, STEP)?);
            if one.total_shares.is_zero() {
                // The last one leaves the dust to the AMM.
                (one.x, one.y) = (U256::ZERO, U256::ZERO);
            }
            if band(one.n) == least && one.x.is_zero() && one.y.is_zero() {
                least += 1;
            }
            if !one.x.is_zero() || !one.y.is_zero() {
                most = band(one.n);
            }
            (x, y) = (x.try_add(out_x, STEP)?, y.try_add(out_y, STEP)?);
        }
        self.min_band = number(least);
        if let Some(trading) = self.trading.as_mut().filter(|trading| band(trading.max_band) <= n2) {
            trading.max_band = number(most);
        }
        Ok((x.try_div(precision(self.borrowed_decimals), STEP)?, y.try_div(precision(self.collateral_decimals), STEP)?))
    }

    /// `AMM.deposit_range`: collateral, token units, in equal parts over the bands; the first takes the remainder.
    fn deposit(&mut self, amount: U256, n1: i64, n2: i64) -> Result<(), RiskError> {
        let count = U256::new(u64::from(count_of(n2 - n1 + 1)?));
        let scaled = amount.try_mul(precision(self.collateral_decimals), STEP)?;
        let part = scaled.try_div(count, STEP)?;
        if part <= U256::new(100) {
            return Err(RiskError::refused("Amount too low"));
        }
        self.skip_down_below(n1)?;
        for n in n1..=n2 {
            let y = if n == n1 { scaled.try_sub(part.try_mul(count.saturating_sub(U256::ONE), STEP)?, STEP)? } else { part };
            self.slot(n)?.deposit(y)?;
        }
        (self.n1, self.n2) = (number(n1), number(n2));
        self.min_band = number(band(self.min_band).min(n1));
        if let Some(trading) = &mut self.trading {
            trading.max_band = number(band(trading.max_band).max(n2));
        }
        // Bands that the borrower left stay only where they hold something.
        self.bands.retain(|one| !one.user_shares.is_zero() || !one.total_shares.is_zero() || !one.x.is_zero() || !one.y.is_zero());
        Ok(())
    }

    /// Moves the active band below the deposit, over empty bands only.
    fn skip_down_below(&mut self, n1: i64) -> Result<(), RiskError> {
        let mut active = band(self.active_band);
        for skipped in 0..=MAX_SKIP_TICKS {
            if n1 > active {
                self.active_band = number(active);
                return Ok(());
            }
            let empty = self.bands.iter().all(|one| band(one.n) != active || one.x.is_zero());
            if !empty || skipped >= MAX_SKIP_TICKS {
                break;
            }
            active -= 1;
        }
        Err(RiskError::refused("Deposit below current band"))
    }

    /// The record of a band, made where there is none.
    pub(super) fn slot(&mut self, n: i64) -> Result<&mut LlammaBand, RiskError> {
        let place = self.bands.partition_point(|one| band(one.n) < n);
        if self.bands.get(place).is_none_or(|one| band(one.n) != n) {
            let empty = U256::ZERO;
            self.bands.insert(place, LlammaBand { n: number(n), x: empty, y: empty, total_shares: empty, user_shares: empty });
        }
        self.bands.get_mut(place).ok_or_else(|| RiskError::overflow(STEP))
    }
}

impl LlammaBand {
    fn deposit(&mut self, y: U256) -> Result<(), RiskError> {
        if !self.x.is_zero() {
            return Err(RiskError::refused("Band not empty"));
        }
        let shares = self.total_shares.try_add(DEAD_SHARES, STEP)?.try_mul(y, STEP)?.try_div(self.y.try_add(U256::ONE, STEP)?, STEP)?;
        if shares.is_zero() {
            return Err(RiskError::refused("Amount too low"));
        }
        self.total_shares = self.total_shares.try_add(shares, STEP)?;
        if self.total_shares.narrow().is_none() {
            return Err(RiskError::overflow("shares of a band"));
        }
        self.user_shares = shares;
        self.y = self.y.try_add(y, STEP)?;
        Ok(())
    }
}
