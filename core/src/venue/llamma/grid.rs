//! The grid of bands: which prices each band spans, and the two constants that follow from `A`.

use super::exp_ln::{llamma_wad_exp, llamma_wad_ln};
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

const GRID: &str = "price of a band";

/// Where the contract gives up: fewer than three digits of the multiplier are left.
const LEAST_MULTIPLIER: U256 = U256::new(1_000);

/// 10^36.
pub(super) const WAD_SQUARED: U256 = U256::from_u128(1_000_000_000_000_000_000_000_000_000_000_000_000);

/// What a market's `A` and its interest fix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    pub(super) a: U256,
    pub(super) a_minus_1: U256,
    /// `ln(A/(A−1))`, 18 decimals.
    pub(super) log_ratio: I256,
    /// `√(A/(A−1))`, 18 decimals.
    pub(super) sqrt_ratio: U256,
    /// Rate multiplier now, 18 decimals.
    pub(super) rate_mul: U256,
    /// Price of the upper edge of band 0 now, 18 decimals.
    pub(super) base_price: U256,
}

impl Grid {
    pub(super) fn new(loan: &LlammaLoan) -> Result<Self, RiskError> {
        let a = U256::new(u64::from(loan.a));
        let a_minus_1 = a.saturating_sub(U256::ONE);
        let interest = loan.rate.try_mul(U256::new(u64::from(loan.elapsed_seconds)), "rate multiplier")?;
        let growth = WAD.try_add(interest, "rate multiplier")?;
        let rate_mul = loan.rate_mul.try_mul(growth, "rate multiplier")?.try_div(WAD, "rate multiplier")?;
        Ok(Self {
            a,
            a_minus_1,
            log_ratio: llamma_wad_ln(a.try_mul(WAD, GRID)?.try_div(a_minus_1, GRID)?)?,
            sqrt_ratio: WAD_SQUARED.try_mul(a, GRID)?.try_div(a_minus_1, GRID)?.square_root(),
            rate_mul,
            base_price: loan.base_price.try_mul(rate_mul, "base price")?.try_div(WAD, "base price")?,
        })
    }

    /// Oracle price of a band's upper edge: `⌊base · e^(−n·ln(A/(A−1)))⌋`.
    pub(super) fn upper_price(&self, n: i64) -> Result<U256, RiskError> {
        let n = I256::new(n > 0, U256::new(n.unsigned_abs()));
        let multiplier = llamma_wad_exp(n.try_mul(self.log_ratio, GRID)?)?;
        if multiplier <= LEAST_MULTIPLIER {
            return Err(RiskError::overflow(GRID));
        }
        self.base_price.try_mul(multiplier, GRID)?.try_div(WAD, GRID)
    }

    /// The next edge below, as the AMM steps from band to band: `⌊edge·(A−1)/A⌋`.
    pub(super) fn next_edge(&self, edge: U256) -> Result<U256, RiskError> {
        edge.try_mul(self.a_minus_1, GRID)?.try_div(self.a, GRID)
    }
}
