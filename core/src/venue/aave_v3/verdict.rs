//! The verdict alone, of a whole pool's users: nothing is allocated, and only those near their line are counted out exactly.
//!
//! Floats decide where no rounding of theirs or of the contract's could change the verdict. Everything nearer, everything with a number
//! so large that the contract could overflow, goes through the exact sums of `aave_v3_account`, with its reverts.

use super::account::is_liquidatable;
use super::position::{Line, Totals};
use super::state::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use super::terms::{check, collateral_weights};
use crate::error::RiskError;
use crate::exact::U256;

/// Relative error of the floats: some thirty roundings of 2^-53 each, taken a hundred times.
const RELATIVE: f64 = 1e-12;

const RAY: f64 = 1e27;

/// Seconds in the contract's year of 365 days.
const YEAR: f64 = 31_536_000.0;

/// Below these no product of the contract's reaches 2^256: prices, indices, rates, scaled balances.
const LARGEST_PRICE: u128 = 1 << 64;
const LARGEST_INDEX: u128 = 1 << 100;
/// From here an index's own rounding is below that of a double.
const SMALLEST_INDEX: u128 = 1 << 64;
const LARGEST_RATE: u128 = 1 << 92;
const LARGEST_BALANCE: u128 = 1 << 112;

/// Below this a value times 10^22 does not either.
const LARGEST_VALUE: f64 = 1e50;

/// Powers of ten that are exact in a double.
const POWERS: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// The contract's verdict, with the sums and the reverts of `aave_v3_account`.
pub(super) fn liquidatable(user: &AaveV3User) -> Result<bool, RiskError> {
    check(user)?;
    match far_from_the_line(user) {
        Some(verdict) => Ok(verdict),
        None => exactly(user),
    }
}

fn exactly(user: &AaveV3User) -> Result<bool, RiskError> {
    let mut totals = Totals::default();
    for reserve in &user.reserves {
        let line = Line::new(user, reserve)?;
        if let Some(weights) = line.weights {
            totals.add_collateral(line.collateral_value, weights)?;
        }
        totals.add_debt(line.debt_value)?;
    }
    Ok(is_liquidatable(totals.answers(user.revision)?.health_factor))
}

/// Returns the verdict where it is beyond doubt.
fn far_from_the_line(user: &AaveV3User) -> Option<bool> {
    let (mut counted, mut debt, mut slack) = (0.0, 0.0, 4.0);
    for reserve in &user.reserves {
        let price = below(reserve.price, LARGEST_PRICE)?;
        let balances = [reserve.scaled_a_token_balance, reserve.scaled_variable_debt];
        let [supplied, owed] = [below(balances[0], LARGEST_BALANCE)?, below(balances[1], LARGEST_BALANCE)?];
        let growth = Growth::new(user.revision, reserve)?;
        let per_unit = price / POWERS.get(usize::from(reserve.decimals))?;
        // Every amount is a whole number of token units, every value one of value units.
        slack += 2.0 * per_unit + 2.0;
        if let Some(weights) = collateral_weights(user, reserve).filter(|_| supplied > 0.0) {
            let value = supplied * (growth.income()? * per_unit);
            counted += value * (f64::from(weights.threshold_bps) * 1e-4);
            // Until 3.4 the average threshold is a whole number of basis points, rounded down.
            slack += if user.revision.averages_threshold() { 1e-4 * value } else { 0.0 };
        }
        if reserve.is_borrowing && owed > 0.0 {
            let (index, error) = growth.debt()?;
            let value = owed * (index * per_unit);
            debt += value;
            slack += value * error;
        }
    }
    slack += RELATIVE * (counted + debt);
    if counted.max(debt) > LARGEST_VALUE {
        return None;
    }
    let room = counted - debt;
    // A debt of 0 is exact, and safe whatever is held.
    if debt == 0.0 || room > slack {
        Some(false)
    } else if room < -slack {
        Some(true)
    } else {
        None
    }
}

/// A reserve's indices and rates, all of them below what could overflow.
struct Growth<'a> {
    reserve: &'a AaveV3Reserve,
    revision: AaveV3Revision,
    seconds: f64,
}

impl<'a> Growth<'a> {
    fn new(revision: AaveV3Revision, reserve: &'a AaveV3Reserve) -> Option<Self> {
        let usual = |index: U256| index.narrow().is_some_and(|index| (SMALLEST_INDEX..LARGEST_INDEX).contains(&index));
        let low = |rate: U256| rate.narrow().is_some_and(|rate| rate < LARGEST_RATE);
        let known = usual(reserve.liquidity_index)
            && usual(reserve.variable_borrow_index)
            && low(reserve.current_liquidity_rate)
            && low(reserve.current_variable_borrow_rate);
        known.then_some(Self { reserve, revision, seconds: f64::from(reserve.elapsed_seconds) })
    }

    /// Supply index now, in units of one.
    fn income(&self) -> Option<f64> {
        let index = below(self.reserve.liquidity_index, LARGEST_INDEX)? / RAY;
        if self.seconds == 0.0 {
            return Some(index);
        }
        Some(index * (1.0 + below(self.reserve.current_liquidity_rate, LARGEST_RATE)? / RAY * (self.seconds / YEAR)))
    }

    /// Borrow index now, in units of one, and its relative error beyond that of the floats.
    fn debt(&self) -> Option<(f64, f64)> {
        let index = below(self.reserve.variable_borrow_index, LARGEST_INDEX)? / RAY;
        let seconds = self.seconds;
        if seconds == 0.0 {
            return Some((index, 0.0));
        }
        let rate = below(self.reserve.current_variable_borrow_rate, LARGEST_RATE)? / (RAY * YEAR);
        let x = rate * seconds;
        if !self.revision.compounds_by_binomial() {
            return Some((index * (1.0 + x * (1.0 + x * (0.5 + x / 6.0))), 0.0));
        }
        // The binomial rounds the rate's powers down before it multiplies them by the seconds' powers.
        let (second, third) = ((seconds - 1.0).max(0.0), (seconds - 2.0).max(0.0));
        let growth = 1.0 + x * (1.0 + rate * second * (0.5 + rate * third / 6.0));
        Some((index * growth, 2.0 * seconds * seconds * (1.0 + seconds) / RAY))
    }
}

#[allow(clippy::cast_precision_loss, reason = "the conversion rounds to the nearest, ties to even")]
fn below(value: U256, limit: u128) -> Option<f64> {
    value.narrow().filter(|value| *value < limit).map(|value| value as f64)
}
