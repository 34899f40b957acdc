//! How much a market lends against how much: the highest range of bands that carries a debt, and its two inverses.

use super::check::{MAX_TICKS, band, check, precision};
use super::exp_ln::llamma_wad_ln;
use super::grid::Grid;
use super::health::debt;
use super::measure::{DEAD_SHARES, sum_xy};
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

const LIMIT: &str = "limit of a loan";

/// Fewest bands of a loan.
pub(super) const MIN_TICKS: i64 = 4;

/// Most empty bands that the AMM walks over.
pub(super) const MAX_SKIP_TICKS: i64 = 1_024;

/// How far above the oracle's own band the search for the highest base price begins.
const MAX_P_BASE_BANDS: i64 = 5;

/// The 0.01 % that a maximum keeps back, 18 decimals.
const MARGIN: U256 = U256::new(100_000_000_000_000);

/// `y_effective`: what the collateral, 18 decimals, is worth in slow trades over `count` bands, per price of the first band's
/// upper edge.
pub(super) fn y_effective(grid: &Grid, collateral: U256, count: u8, discount: U256) -> Result<U256, RiskError> {
    let count_word = U256::new(u64::from(count));
    let per_band = collateral.try_div(count_word, LIMIT)?.max(DEAD_SHARES);
    let lost = discount.try_add(DEAD_SHARES.try_mul(WAD, LIMIT)?.try_div(per_band, LIMIT)?, LIMIT)?.min(WAD);
    let kept = collateral.try_mul(WAD.saturating_sub(lost), LIMIT)?;
    let mut part = kept.try_div(grid.sqrt_ratio.try_mul(count_word, LIMIT)?, LIMIT)?;
    let mut sum = part;
    for _ in 1..count {
        part = grid.next_edge(part)?;
        sum = sum.try_add(part, LIMIT)?;
    }
    Ok(sum)
}

/// The number of bands as the contract takes it.
pub(super) fn count_of(bands: i64) -> Result<u8, RiskError> {
    match u8::try_from(bands) {
        Ok(count) if (MIN_TICKS..=MAX_TICKS).contains(&bands) => Ok(count),
        _ => Err(RiskError::refused(if bands < MIN_TICKS { "Need more ticks" } else { "Need less ticks" })),
    }
}

impl LlammaLoan {
    fn discount_of_loans(&self) -> Result<U256, RiskError> {
        self.loan_discount.try_add(self.extra_health, LIMIT)
    }

    /// `calculate_debt_n1`, the inputs checked.
    pub(super) fn lowest_band(&self, grid: &Grid, collateral: U256, debt: U256, bands: i64) -> Result<i64, RiskError> {
        let count = count_of(bands)?;
        if debt.is_zero() {
            return Err(RiskError::refused("No loan"));
        }
        let active = band(self.active_band);
        let base = grid.upper_price(active)?;
        let scaled = collateral.try_mul(precision(self.collateral_decimals), LIMIT)?;
        let owed = debt.try_mul(precision(self.borrowed_decimals), LIMIT)?.try_add(U256::ONE, LIMIT)?;
        let ratio = y_effective(grid, scaled, count, self.discount_of_loans()?)?.try_mul(base, LIMIT)?.try_div(owed, LIMIT)?;
        if ratio.is_zero() {
            return Err(RiskError::refused("Amount too low"));
        }
        let n1 = floor_log(ratio, grid)?.min(MAX_SKIP_TICKS - bands) + active;
        if n1 <= active && !self.can_skip_down_to(n1 - 1)? {
            return Err(RiskError::refused("Debt too high"));
        }
        if grid.upper_price(n1)? > self.seen()? {
            return Err(RiskError::refused("Debt too high"));
        }
        Ok(n1)
    }

    /// `can_skip_bands` for an end below the active band: nothing of the borrowed asset lies between.
    fn can_skip_down_to(&self, end: i64) -> Result<bool, RiskError> {
        let active = band(self.active_band);
        let from = (end + 1).max(active - MAX_SKIP_TICKS + 1);
        if self.holds_borrowed(from, active) {
            return Ok(false);
        }
        if end < active - MAX_SKIP_TICKS { Err(RiskError::refused("Too deep")) } else { Ok(true) }
    }

    fn holds_borrowed(&self, from: i64, to: i64) -> bool {
        self.bands.iter().any(|one| (from..=to).contains(&band(one.n)) && !one.x.is_zero())
    }

    /// `active_band_with_skip` of the AMM: the active band without the empty ones.
    pub(super) fn active_with_skip(&self) -> i64 {
        let (active, least) = (band(self.active_band), band(self.min_band));
        let lowest = active - MAX_SKIP_TICKS;
        let mut n = active;
        while n > lowest && n >= least {
            if self.holds_borrowed(n, n) {
                return n;
            }
            n -= 1;
        }
        lowest
    }

    /// The highest base price at which a new loan may begin.
    fn max_base_price(&self, grid: &Grid) -> Result<U256, RiskError> {
        let seen = self.seen()?;
        let ratio = grid.base_price.try_mul(WAD, LIMIT)?.try_div(seen, LIMIT)?;
        let least = self.active_with_skip();
        let mut n = (floor_log(ratio, grid)? + MAX_P_BASE_BANDS).max(least + 1);
        let mut price = grid.upper_price(n)?;
        for _ in 0..=MAX_SKIP_TICKS {
            n -= 1;
            if n <= least {
                break;
            }
            let before = price;
            price = grid.upper_price(n)?;
            if price > seen {
                return Ok(before);
            }
        }
        Ok(price)
    }

    /// `_max_borrowable`, all in.
    fn most_debt(&self, grid: &Grid, collateral: U256, count: u8, cap: U256) -> Result<U256, RiskError> {
        let scaled = collateral.try_mul(precision(self.collateral_decimals), LIMIT)?;
        let effective = y_effective(grid, scaled, count, self.discount_of_loans()?)?;
        let most = effective.try_mul(self.max_base_price(grid)?, LIMIT)?.try_div(WAD, LIMIT)?.saturating_sub(U256::ONE);
        let most = most.try_mul(WAD.saturating_sub(MARGIN), LIMIT)?;
        Ok(most.try_div(WAD.try_mul(precision(self.borrowed_decimals), LIMIT)?, LIMIT)?.min(cap))
    }

    /// Returns `calculate_debt_n1` of the controller: the band in which a loan of `debt` against `collateral` over `bands` bands
    /// begins, the lowest that its prices allow.
    ///
    /// # Errors
    /// Those of `debt`; `refused` with the contract's word: "Debt too high", "Too deep", "Amount too low", "Need more ticks".
    pub fn debt_n1(&self, collateral: U256, debt: U256, bands: u8) -> Result<I256, RiskError> {
        check(self)?;
        self.lowest_band(&Grid::new(self)?, collateral, debt, i64::from(bands)).map(super::check::number)
    }

    /// Returns `max_borrowable` of the controller: what may still be borrowed when `more_collateral` is added, token units; `bands`
    /// counts without a loan only. `available` is the controller's balance of the borrowed token.
    ///
    /// # Errors
    /// Those of `debt_n1`.
    pub fn max_borrowable(&self, more_collateral: U256, bands: u8, available: U256) -> Result<U256, RiskError> {
        check(self)?;
        let grid = Grid::new(self)?;
        let owed = debt(self, &grid)?;
        let (mut x, mut y, mut count) = (U256::ZERO, U256::ZERO, i64::from(bands));
        if !owed.is_zero() {
            (x, y) = sum_xy(self)?;
            count = band(self.n2) - band(self.n1) + 1;
        }
        if !x.is_zero() {
            return Ok(U256::ZERO);
        }
        let cap = available.try_add(owed, LIMIT)?;
        Ok(self.most_debt(&grid, y.try_add(more_collateral, LIMIT)?, count_of(count)?, cap)?.saturating_sub(owed))
    }

    /// Returns `min_collateral` of the controller: enough collateral for a debt over `bands` bands, token units.
    ///
    /// # Errors
    /// Those of `debt_n1`.
    pub fn min_collateral(&self, debt: U256, bands: u8) -> Result<U256, RiskError> {
        check(self)?;
        let (grid, count) = (Grid::new(self)?, count_of(i64::from(bands))?);
        let scale = precision(self.collateral_decimals);
        let per_unit = y_effective(&grid, WAD, count, self.discount_of_loans()?)?;
        let n = U256::new(u64::from(count));
        let spare = n.try_mul(n.try_add(U256::new(2_000), LIMIT)?, LIMIT)?.try_add(scale.saturating_sub(U256::ONE), LIMIT)?;
        let enough = debt
            .try_mul(WAD.try_mul(precision(self.borrowed_decimals), LIMIT)?, LIMIT)?
            .try_div(self.max_base_price(&grid)?, LIMIT)?
            .try_mul(WAD, LIMIT)?
            .try_div(per_unit, LIMIT)?
            .try_add(spare, LIMIT)?
            .try_div(scale, LIMIT)?;
        enough.try_mul(WAD, LIMIT)?.try_div(WAD.saturating_sub(MARGIN), LIMIT)
    }

    /// Returns `tokens_to_shrink` of the controller: what a borrower in soft liquidation must bring to leave the converted bands
    /// behind, token units.
    ///
    /// # Errors
    /// Those of `debt_n1`; `refused` ("Can't shrink") when fewer than four bands are left.
    pub fn tokens_to_shrink(&self, available: U256) -> Result<U256, RiskError> {
        check(self)?;
        let grid = Grid::new(self)?;
        let (active, n2) = (self.active_with_skip(), band(self.n2));
        if band(self.n1) > active {
            return Ok(U256::ZERO);
        }
        if n2 < active + MIN_TICKS {
            return Err(RiskError::refused("Can't shrink"));
        }
        let (x, y) = sum_xy(self)?;
        if y.is_zero() {
            return Err(RiskError::refused("Can't remove more collateral than user has"));
        }
        let left = debt(self, &grid)?.saturating_sub(x);
        let most = self.most_debt(&grid, y, count_of(n2 - active)?, available.try_add(left, LIMIT)?)?;
        Ok(left.saturating_sub(most))
    }
}

/// `⌊ln(ratio)/ln(A/(A−1))⌋`: the contract's division rounds toward zero, so a negative logarithm is moved first.
fn floor_log(ratio: U256, grid: &Grid) -> Result<i64, RiskError> {
    let mut log = llamma_wad_ln(ratio)?;
    if log.is_negative() {
        log = log.try_sub(grid.log_ratio.try_sub(I256::from(U256::ONE), LIMIT)?, LIMIT)?;
    }
    // At most 135e18 over 1e14.
    Ok(band(log.try_div(grid.log_ratio.magnitude(), LIMIT)?))
}
