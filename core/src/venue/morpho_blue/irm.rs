//! The interest rate model of nearly all markets: a curve around a rate that moves while utilisation is off its target.
//!
//! Source: `AdaptiveCurveIrm.sol` and its libraries, morpho-org/morpho-blue-irm at a1a87fd.

use super::state::MorphoBlueMarket;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD, wad_div_floor};

const SECONDS_PER_YEAR: u64 = 31_536_000;

/// Utilisation at which the rate stays, 0.9.
const TARGET: U256 = U256::new(900_000_000_000_000_000);

/// Its distance from full utilisation, 0.1.
const ABOVE_TARGET: U256 = U256::new(100_000_000_000_000_000);

/// How fast the rate at target moves at the largest error, 50 a year, for each second.
const SPEED: U256 = U256::new(1_585_489_599_188);

/// `1 − 1/4` and `4 − 1`: how far the curve falls to utilisation 0 and rises to 1.
const FALL: U256 = U256::new(750_000_000_000_000_000);
const RISE: U256 = U256::new(3_000_000_000_000_000_000);

/// 4 %, 0.1 % and 200 % a year, for each second.
const INITIAL: U256 = U256::new(40_000_000_000_000_000 / SECONDS_PER_YEAR);
const LOWEST: U256 = U256::new(1_000_000_000_000_000 / SECONDS_PER_YEAR);
pub(super) const HIGHEST: U256 = U256::new(2_000_000_000_000_000_000 / SECONDS_PER_YEAR);

/// ln 2, 18 decimals.
const LN_2: U256 = U256::new(693_147_180_559_945_309);

/// ln 10^−18 below zero: what is smaller rounds to 0.
const LEAST_EXPONENT: U256 = U256::from_u128(41_446_531_673_892_822_312);

/// From here the exponential is clipped.
const MOST_EXPONENT: U256 = U256::from_u128(93_859_467_695_000_404_319);

const OPERATION: &str = "adaptive rate";

/// What the model answers for the time since the last update.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MorphoBlueAdaptiveRate {
    /// Average rate over that time, per second, 18 decimals: what the market compounds.
    pub average_rate: U256,
    /// Rate at target after it, per second, 18 decimals.
    pub rate_at_target: U256,
}

/// Returns the rate of the adaptive curve model.
///
/// With `e` the distance of utilisation from 0.9 in [−1, 1], `s` the rate at target as stored and `T` the seconds:
/// ```text
/// end = clamp(s·exp(50·e·T/year), 0.1 %, 200 % a year)     mid likewise at T/2     average at target = (s + end + 2·mid)/4
/// rate = (1 + 3e)·average for e ≥ 0, (1 + 0.75e)·average below       s = 0 is a first touch: 4 %
/// ```
/// Every product and quotient is rounded toward zero, the exponential is the contract's own approximation.
///
/// # Errors
/// `overflow`, for a utilisation that no market has.
///
/// ```
/// use plimsoll::{U256, exact::WAD, venue::morpho_blue::morpho_blue_adaptive_rate};
/// let target = U256::new(1_268_391_679);
/// // At the target nothing moves; at full utilisation the rate is four times as high.
/// assert_eq!(morpho_blue_adaptive_rate(U256::new(900_000_000_000_000_000), target, 86_400)?.average_rate, target);
/// assert_eq!(morpho_blue_adaptive_rate(WAD, target, 0)?.average_rate, U256::new(5_073_566_716));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn morpho_blue_adaptive_rate(utilization: U256, rate_at_target: U256, seconds: u32) -> Result<MorphoBlueAdaptiveRate, RiskError> {
    let off = I256::from(utilization).try_sub(TARGET.into(), OPERATION)?;
    let error = off.try_mul(WAD.into(), OPERATION)?.try_div(if off.is_negative() { TARGET } else { ABOVE_TARGET }, OPERATION)?;
    let adaptation = mul(SPEED.into(), error)?.try_mul(U256::new(u64::from(seconds)).into(), OPERATION)?;
    let (average, end) = if rate_at_target.is_zero() {
        (INITIAL, INITIAL)
    } else if adaptation.is_zero() {
        (rate_at_target, rate_at_target)
    } else {
        let end = moved(rate_at_target, adaptation)?;
        let middle = moved(rate_at_target, adaptation.try_div(U256::new(2), OPERATION)?)?;
        let sum = rate_at_target.try_add(end, OPERATION)?.try_add(middle, OPERATION)?.try_add(middle, OPERATION)?;
        (sum.try_div(U256::new(4), OPERATION)?, end)
    };
    let steepness = if error.is_negative() { FALL } else { RISE };
    let share = mul(steepness.into(), error)?.try_add(WAD.into(), OPERATION)?;
    let average_rate = mul(share, average.into())?.unsigned().ok_or_else(|| RiskError::overflow(OPERATION))?;
    Ok(MorphoBlueAdaptiveRate { average_rate, rate_at_target: end })
}

impl MorphoBlueMarket {
    /// What the market's model answers for the time since the last update: the adaptive curve's answer where its rate at target is
    /// given, else the rate as given.
    pub(super) fn rate(&self) -> Result<MorphoBlueAdaptiveRate, RiskError> {
        let Some(rate_at_target) = self.rate_at_target else {
            return Ok(MorphoBlueAdaptiveRate { average_rate: self.borrow_rate, rate_at_target: U256::ZERO });
        };
        let (owed, lent) = (self.total_borrow_assets, self.total_supply_assets);
        let utilization = if lent.is_zero() { U256::ZERO } else { wad_div_floor(owed, lent)? };
        morpho_blue_adaptive_rate(utilization, rate_at_target, self.elapsed_seconds)
    }
}

/// The rate at target after an adaptation, within its bounds.
fn moved(rate: U256, adaptation: I256) -> Result<U256, RiskError> {
    let grown = mul(rate.into(), exponential(adaptation)?.into())?.magnitude();
    Ok(grown.min(HIGHEST).max(LOWEST))
}

/// The contract's `e^x`: `2^q·(1 + r + r²/2)` with `x = q·ln 2 + r`, each step an integer.
fn exponential(exponent: I256) -> Result<U256, RiskError> {
    let size = exponent.magnitude();
    if exponent.is_negative() && size > LEAST_EXPONENT {
        return Ok(U256::ZERO);
    }
    if !exponent.is_negative() && size >= MOST_EXPONENT {
        // The contract clips to another constant; both are far above the highest rate, whatever they multiply.
        return Ok(U256::from_u128(u128::MAX));
    }
    let power = I256::new(exponent.is_negative(), size.try_add(LN_2.half(), OPERATION)?.try_div(LN_2, OPERATION)?);
    let rest = exponent.try_sub(power.try_mul(LN_2.into(), OPERATION)?, OPERATION)?;
    let square = rest.magnitude().try_mul(rest.magnitude(), OPERATION)?.try_div(WAD, OPERATION)?.half();
    let near_one = I256::from(WAD).try_add(rest, OPERATION)?.try_add(square.into(), OPERATION)?.magnitude();
    let mut doubled = U256::ONE;
    let mut left = power.magnitude();
    while !left.is_zero() {
        doubled = doubled.try_add(doubled, OPERATION)?;
        left = left.saturating_sub(U256::ONE);
    }
    if power.is_negative() { near_one.try_div(doubled, OPERATION) } else { near_one.try_mul(doubled, OPERATION) }
}

/// Product of two numbers with 18 decimals, toward zero.
fn mul(a: I256, b: I256) -> Result<I256, RiskError> {
    a.try_mul(b, OPERATION)?.try_div(WAD, OPERATION)
}
