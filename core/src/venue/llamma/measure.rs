//! What the borrower's bands hold, and what they would become in slow trades along the oracle price.

use super::check::{band, precision};
use super::grid::Grid;
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{U256, WAD};
use alloc::vec::Vec;

const BANDS: &str = "amounts of the bands";

/// Shares that nobody owns in every band.
pub(super) const DEAD_SHARES: U256 = U256::new(1_000);

/// In which asset an equivalent is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// `get_x_down`: the borrowed asset, as the oracle falls through every band.
    Borrowed,
    /// `get_y_up`: the collateral, as it rises through every band.
    Collateral,
}

/// One band of the borrower between its two edges.
#[derive(Clone, Copy, Debug)]
struct Slice {
    x: U256,
    y: U256,
    upper: U256,
    lower: U256,
    user: U256,
    /// All shares and the dead ones.
    total: U256,
}

/// The borrower's bands on the grid of now; the oracle price is what is asked.
#[derive(Clone, Debug)]
pub(super) struct Bands {
    grid: Grid,
    slices: Vec<Slice>,
    collateral_precision: U256,
    borrowed_precision: U256,
}

impl Bands {
    pub(super) fn new(loan: &LlammaLoan, grid: &Grid) -> Result<Self, RiskError> {
        let (n1, n2, active) = (band(loan.n1), band(loan.n2), band(loan.active_band));
        let mut slices = Vec::new();
        // The contract takes the first band's shares as the sign of a deposit.
        let mine = || loan.bands.iter().filter(|one| (n1..=n2).contains(&band(one.n)));
        if mine().next().is_some_and(|first| !first.user_shares.is_zero()) {
            let mut lower = grid.upper_price(n1)?;
            for one in mine() {
                let n = band(one.n);
                let upper = lower;
                lower = grid.next_edge(lower)?;
                let y = if n >= active { one.y } else { U256::ZERO };
                let x = if n <= active { one.x } else { U256::ZERO };
                if (x.is_zero() && y.is_zero()) || one.user_shares.is_zero() {
                    continue;
                }
                let total = one.total_shares.try_add(DEAD_SHARES, BANDS)?;
                slices.push(Slice { x, y, upper, lower, user: one.user_shares, total });
            }
        }
        Ok(Self {
            grid: *grid,
            slices,
            collateral_precision: precision(loan.collateral_decimals),
            borrowed_precision: precision(loan.borrowed_decimals),
        })
    }

    /// The amount, token units, that the position is worth at `price` in slow trades.
    pub(super) fn equivalent(&self, price: U256, into: Target) -> Result<U256, RiskError> {
        if price.is_zero() {
            // The contract asserts that the oracle answers.
            return Err(RiskError::division_by_zero("oracle price"));
        }
        let mut sum = U256::ZERO;
        for slice in &self.slices {
            let amount = slice.equivalent(&self.grid, price, into)?;
            sum = sum.try_add(amount.try_mul(slice.user, BANDS)?.try_div(slice.total, BANDS)?, BANDS)?;
        }
        match into {
            Target::Borrowed => sum.try_div(self.borrowed_precision, BANDS),
            Target::Collateral => sum.try_div(self.collateral_precision, BANDS),
        }
    }

    /// Both edges of the lowest band that holds borrowed asset, and whether it holds collateral too; nothing when no band does.
    pub(super) fn converted_edges(&self) -> Option<(U256, U256, bool)> {
        let last = self.slices.iter().rev().find(|slice| !slice.x.is_zero())?;
        Some((last.lower, last.upper, !last.y.is_zero()))
    }
}

impl Slice {
    /// The whole band's equivalent, 18 decimals.
    fn equivalent(&self, grid: &Grid, price: U256, into: Target) -> Result<U256, RiskError> {
        // What the AMM's own price in the middle of the band is at this oracle price; it reverts where the band has no width.
        let middle = price.try_mul(price, BANDS)?.try_div(self.lower, BANDS)?.try_mul(price, BANDS)?.try_div(self.upper, BANDS)?;
        if self.x.is_zero() || self.y.is_zero() {
            if price > self.upper {
                let y = if self.y.is_zero() { self.x.try_mul(WAD, BANDS)?.try_div(middle, BANDS)? } else { self.y };
                return self.collateral_into(grid, y, into);
            }
            if price < self.lower {
                let x = if self.x.is_zero() { self.y.try_mul(middle, BANDS)?.try_div(WAD, BANDS)? } else { self.x };
                return self.borrowed_into(grid, x, into);
            }
        }
        self.on_the_curve(grid, price, into)
    }

    /// Collateral of the whole band at its upper edge.
    fn collateral_into(&self, grid: &Grid, y: U256, into: Target) -> Result<U256, RiskError> {
        match into {
            Target::Collateral => Ok(y),
            Target::Borrowed => y.try_mul(self.upper, BANDS)?.try_div(grid.sqrt_ratio, BANDS),
        }
    }

    /// Borrowed asset of the whole band at its lower edge.
    fn borrowed_into(&self, grid: &Grid, x: U256, into: Target) -> Result<U256, RiskError> {
        match into {
            Target::Collateral => x.try_mul(grid.sqrt_ratio, BANDS)?.try_div(self.upper, BANDS),
            Target::Borrowed => Ok(x),
        }
    }

    /// Trades along `(f + x)(g + y) = const` to the oracle price first, then slowly along it.
    fn on_the_curve(&self, grid: &Grid, price: U256, into: Target) -> Result<U256, RiskError> {
        let y0 = y0(grid, self.x, self.y, price, self.upper)?;
        let (f, g) = curve(grid, y0, price, self.upper)?;
        let invariant = f.try_add(self.x, BANDS)?.try_mul(g.try_add(self.y, BANDS)?, BANDS)?;
        if price > self.upper {
            let y = invariant.try_div(f, BANDS)?.saturating_sub(g);
            return self.collateral_into(grid, y, into);
        }
        if price < self.lower {
            let x = invariant.try_div(g, BANDS)?.saturating_sub(f);
            return self.borrowed_into(grid, x, into);
        }
        let y = grid.a.try_mul(y0, BANDS)?.try_mul(price.saturating_sub(self.lower), BANDS)?.try_div(price, BANDS)?;
        let x = invariant.try_div(g.try_add(y, BANDS)?, BANDS)?.saturating_sub(f);
        match into {
            Target::Collateral => {
                let rate = self.upper.try_mul(price, BANDS)?.square_root();
                y.try_add(x.try_mul(WAD, BANDS)?.try_div(rate, BANDS)?, BANDS)
            }
            Target::Borrowed => {
                let rate = self.lower.try_mul(price, BANDS)?.square_root();
                x.try_add(y.try_mul(rate, BANDS)?.try_div(WAD, BANDS)?, BANDS)
            }
        }
    }
}

/// Collateral that a band would hold with no borrowed asset in it, its AMM price and the oracle at its upper edge:
/// `p·A·y0² − y0·(p_up/p·(A−1)·x + p²/p_up·A·y) − x·y = 0`.
pub(super) fn y0(grid: &Grid, x: U256, y: U256, price: U256, upper: U256) -> Result<U256, RiskError> {
    let mut b = U256::ZERO;
    if !x.is_zero() {
        b = upper.try_mul(grid.a_minus_1, BANDS)?.try_mul(x, BANDS)?.try_div(price, BANDS)?;
    }
    if !y.is_zero() {
        let squared = price.try_mul(price, BANDS)?;
        let weight = grid.a.try_mul(squared, BANDS)?.try_div(upper, BANDS)?;
        b = b.try_add(weight.try_mul(y, BANDS)?.try_div(WAD, BANDS)?, BANDS)?;
    }
    let (two_a, four_a) = (grid.a.try_add(grid.a, BANDS)?, grid.a.try_mul(U256::new(4), BANDS)?);
    if x.is_zero() || y.is_zero() {
        return b.try_mul(WAD, BANDS)?.try_div(grid.a.try_mul(price, BANDS)?, BANDS);
    }
    let last = four_a.try_mul(price, BANDS)?.try_mul(y, BANDS)?.try_div(WAD, BANDS)?.try_mul(x, BANDS)?;
    let root = b.try_mul(b, BANDS)?.try_add(last, BANDS)?.square_root();
    b.try_add(root, BANDS)?.try_mul(WAD, BANDS)?.try_div(two_a.try_mul(price, BANDS)?, BANDS)
}

/// `f` and `g` of the curve `(f + x)(g + y) = const`.
pub(super) fn curve(grid: &Grid, y0: U256, price: U256, upper: U256) -> Result<(U256, U256), RiskError> {
    let scaled = grid.a.try_mul(y0, BANDS)?;
    let f = scaled.try_mul(price, BANDS)?.try_div(upper, BANDS)?.try_mul(price, BANDS)?.try_div(WAD, BANDS)?;
    let g = grid.a_minus_1.try_mul(y0, BANDS)?.try_mul(upper, BANDS)?.try_div(price, BANDS)?;
    Ok((f, g))
}

/// What of each band is the borrower's now, 18 decimals: `⌊(band + 1)·shares/(total + 1000)⌋`.
pub(super) fn owned(band_amount: U256, shares: U256, total: U256) -> Result<U256, RiskError> {
    band_amount.try_add(U256::ONE, BANDS)?.try_mul(shares, BANDS)?.try_div(total.try_add(DEAD_SHARES, BANDS)?, BANDS)
}

/// `get_sum_xy`: borrowed and collateral that are the borrower's now, token units.
pub(super) fn sum_xy(loan: &LlammaLoan) -> Result<(U256, U256), RiskError> {
    let (n1, n2) = (band(loan.n1), band(loan.n2));
    let (mut x, mut y) = (U256::ZERO, U256::ZERO);
    let mut first = true;
    for one in loan.bands.iter().filter(|one| (n1..=n2).contains(&band(one.n))) {
        if first && one.user_shares.is_zero() {
            break;
        }
        first = false;
        x = x.try_add(owned(one.x, one.user_shares, one.total_shares)?, BANDS)?;
        y = y.try_add(owned(one.y, one.user_shares, one.total_shares)?, BANDS)?;
    }
    Ok((x.try_div(precision(loan.borrowed_decimals), BANDS)?, y.try_div(precision(loan.collateral_decimals), BANDS)?))
}
