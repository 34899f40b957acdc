//! A later time: interest by the market's own rate curve, funding at a given rate.
//!
//! Source: `calculate_accumulated_interest` and `calculate_borrow_rate` of `math/spot_balance.rs`,
//! `update_spot_market_cumulative_interest` of `controller/spot_balance.rs` of protocol-v2 at 0ae3e3b1.

use super::margin::wide;
use super::state::{DriftPerp, DriftSpot, DriftUser};
use super::terms::DriftSpotMarket;
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::rules::elapsed;

const INTEREST: &str = "interest";

const ONE: U256 = U256::new(1_000_000);
const YEAR: U256 = U256::new(31_536_000);

/// Half a percent, the unit of the smallest rate.
const MIN_RATE_STEP: U256 = U256::new(5_000);

/// Beyond the optimal utilisation: where a segment of the curve ends, and its part of what the rate can still rise, of a thousand.
const SEGMENTS: [(u64, u64); 6] = [(850_000, 50), (900_000, 100), (950_000, 150), (990_000, 200), (995_000, 250), (1_000_000, 250)];

/// Returns the yearly rate of a debt, 6 decimals, at a utilisation of as many.
///
/// ```text
/// u ≤ optimal:  ⌊u·⌊optimalRate·10^6/optimal⌋/10^6⌋
/// else:         optimalRate + Σ ⌊(max − optimalRate)·weight/1000⌋ of each segment passed, the last one in proportion
/// ```
///
/// # Errors
/// `overflow` where the program's arithmetic fails, such as an optimal utilisation above the first segment's end.
///
/// ```
/// use plimsoll::{U256, venue::drift::{DriftSpotMarket, drift_borrow_rate}};
/// let market = DriftSpotMarket {
///     deposit_balance: U256::ZERO, borrow_balance: U256::ZERO, optimal_utilization: 800_000, optimal_borrow_rate: 100_000,
///     max_borrow_rate: 1_100_000, min_borrow_rate: 0, insurance_fund_factor: 0, scale_initial_asset_weight_start: U256::ZERO,
///     elapsed_seconds: 0, limits: None,
/// };
/// assert_eq!(drift_borrow_rate(&market, U256::new(400_000))?, U256::new(50_000));
/// // Half of the first segment: 0.1 + 5 % of 1.0, halved.
/// assert_eq!(drift_borrow_rate(&market, U256::new(825_000))?, U256::new(125_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn drift_borrow_rate(market: &DriftSpotMarket, utilization: U256) -> Result<U256, RiskError> {
    let number = |value: u32| U256::new(u64::from(value));
    let (optimal, rate, most) = (number(market.optimal_utilization), number(market.optimal_borrow_rate), number(market.max_borrow_rate));
    let found = if utilization <= optimal {
        let slope = rate.try_mul(ONE, INTEREST)?.try_div(optimal, INTEREST)?;
        utilization.try_mul(slope, INTEREST)?.try_div(ONE, INTEREST)?
    } else {
        beyond(utilization, optimal, rate, most.try_sub(rate, INTEREST)?)?
    };
    Ok(found.max(U256::new(u64::from(market.min_borrow_rate)).try_mul(MIN_RATE_STEP, INTEREST)?))
}

fn beyond(utilization: U256, optimal: U256, mut rate: U256, extra: U256) -> Result<U256, RiskError> {
    let mut start = optimal;
    for (end, weight) in SEGMENTS.map(|(end, weight)| (U256::new(end), U256::new(weight))) {
        let range = end.try_sub(start, INTEREST)?;
        let whole = extra.try_mul(weight, INTEREST)?.try_div(U256::new(1_000), INTEREST)?;
        if utilization <= end {
            let part = whole.try_mul(utilization.try_sub(start, INTEREST)?, INTEREST)?.try_div(range, INTEREST)?;
            return rate.try_add(part, INTEREST);
        }
        rate = rate.try_add(whole, INTEREST)?;
        start = end;
    }
    Ok(rate)
}

impl DriftUser {
    /// The user after every market was updated now.
    pub(super) fn now(&self) -> Result<Self, RiskError> {
        let mut user = self.clone();
        for spot in &mut user.spots {
            spot.accrue()?;
        }
        for perp in &mut user.perps {
            perp.accrue()?;
        }
        Ok(user)
    }

    /// The user some seconds later, untouched.
    pub(super) fn after(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut user = self.clone();
        if seconds == 0 {
            return Ok(user);
        }
        for spot in &mut user.spots {
            match &mut spot.market {
                Some(market) => market.elapsed_seconds = elapsed(market.elapsed_seconds, seconds)?,
                None if spot.scaled_balance.is_zero() => {}
                None => return Err(RiskError::unsupported("a later time without `market`", "pass the spot market's totals and rates")),
            }
        }
        for perp in &mut user.perps {
            match &mut perp.funding {
                Some(funding) => funding.elapsed_seconds = elapsed(funding.elapsed_seconds, seconds)?,
                None if perp.base_asset_amount.is_zero() => {}
                None => return Err(RiskError::unsupported("a later time without `funding`", "pass the funding that you expect")),
            }
        }
        Ok(user)
    }
}

impl DriftSpot {
    /// One update of the market: interest is simple from the last one, and too little to pay a lender waits for the next.
    fn accrue(&mut self) -> Result<(), RiskError> {
        let Some(market) = self.market.clone().filter(|market| market.elapsed_seconds > 0) else { return Ok(()) };
        let held = self.tokens(market.deposit_balance, false)?;
        let owed = self.tokens(market.borrow_balance, true)?;
        let utilization = match (held.is_zero(), owed.is_zero()) {
            (_, true) => U256::ZERO,
            (true, false) => ONE,
            (false, false) => wide(owed.try_mul(ONE, INTEREST)?)?.try_div(held, INTEREST)?,
        };
        if utilization.is_zero() {
            return Ok(());
        }
        let rate = drift_borrow_rate(&market, utilization)?.try_mul(U256::new(u64::from(market.elapsed_seconds)), INTEREST)?;
        let lent = wide(rate.try_mul(utilization, INTEREST)?)?.try_div(ONE, INTEREST)?;
        let grow = |index: U256, rate: U256| wide(index.try_mul(rate, INTEREST)?)?.try_div(YEAR, INTEREST)?.try_div(ONE, INTEREST);
        let borrow = grow(self.cumulative_borrow_interest, rate)?.try_add(U256::ONE, INTEREST)?;
        let deposit = grow(self.cumulative_deposit_interest, lent)?;
        let factor = U256::new(u64::from(market.insurance_fund_factor));
        let stakers = deposit.try_mul(factor, INTEREST)?.try_div(ONE, INTEREST)?;
        let lenders = deposit.try_sub(stakers, INTEREST)?;
        if borrow <= U256::ONE || lenders.is_zero() {
            return Ok(());
        }
        self.cumulative_deposit_interest = self.cumulative_deposit_interest.try_add(lenders, INTEREST)?;
        self.cumulative_borrow_interest = self.cumulative_borrow_interest.try_add(borrow, INTEREST)?;
        let pool = self.staked(market.deposit_balance, stakers)?;
        if let Some(market) = &mut self.market {
            market.deposit_balance = wide(market.deposit_balance.try_add(pool, INTEREST)?)?;
            market.elapsed_seconds = 0;
        }
        Ok(())
    }
}

impl DriftPerp {
    /// The whole periods that have passed, each at the rate of now.
    fn accrue(&mut self) -> Result<(), RiskError> {
        let Some(funding) = &mut self.funding else { return Ok(()) };
        let periods = funding.elapsed_seconds / funding.period_seconds.max(1);
        funding.elapsed_seconds %= funding.period_seconds.max(1);
        let moved = funding.rate.try_mul(I256::from(U256::new(u64::from(periods))), INTEREST)?;
        self.cumulative_funding_rate = self.cumulative_funding_rate.try_add(moved, INTEREST)?;
        Ok(())
    }
}
