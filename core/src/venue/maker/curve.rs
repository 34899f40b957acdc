//! Powers as the contracts compute them, and the three price curves.

use super::state::MakerPriceCurve;
use crate::exact::{Fault, RAY, U256, ray_mul_floor, ray_mul_half_up};

/// Returns `x^n` in ray by squaring, every product rounded half-up.
///
/// Zero to any power but 0 is 0; anything to the power 0 is 10^27. Source: `rpow` of dss src/{jug,abaci}.sol at fa4f6630.
///
/// # Errors
/// `overflow` where a product and its half reach 2^256.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::maker::maker_rpow};
/// // 5 % a year: the factor per second to the power of a year's seconds.
/// let year = maker_rpow("1000000001547125957863212448".parse()?, U256::new(31_536_000))?;
/// assert_eq!(year.to_string(), "1049999999999999999961070145");
/// assert_eq!(maker_rpow(U256::ZERO, U256::ZERO)?, RAY);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn maker_rpow(x: U256, n: U256) -> Result<U256, Fault> {
    if x.is_zero() {
        return Ok(if n.is_zero() { RAY } else { U256::ZERO });
    }
    let (mut base, mut left) = (x, n.half());
    let mut power = if n.bit(0) { x } else { RAY };
    while !left.is_zero() {
        base = ray_mul_half_up(base, base)?;
        if left.bit(0) {
            power = ray_mul_half_up(power, base)?;
        }
        left = left.half();
    }
    Ok(power)
}

/// Returns the price of an auction `seconds` after its start, ray.
///
/// ```text
/// linear       ⌊top·⌊(tau − t)·RAY/tau⌋/RAY⌋, 0 from tau on
/// stairstep    ⌊top·cut^⌊t/step⌋/RAY⌋
/// exponential  ⌊top·cut^t/RAY⌋
/// ```
/// with the powers of `maker_rpow`. Source: dss src/abaci.sol at fa4f6630.
///
/// # Errors
/// `overflow`; `division_by_zero` for a step of 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::maker::{MakerPriceCurve, maker_price}};
/// let half = maker_price(&MakerPriceCurve::Linear { tau: 7_200 }, RAY, U256::new(3_600))?;
/// assert_eq!(half.to_string(), "500000000000000000000000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn maker_price(curve: &MakerPriceCurve, top: U256, seconds: U256) -> Result<U256, Fault> {
    match curve {
        MakerPriceCurve::Linear { tau } => {
            let tau = U256::new(u64::from(*tau));
            if seconds >= tau {
                return Ok(U256::ZERO);
            }
            let left = tau.try_sub(seconds, PRICE)?.try_mul(RAY, PRICE)?.try_div(tau, PRICE)?;
            ray_mul_floor(top, left)
        }
        MakerPriceCurve::Stairstep { cut, step } => {
            let steps = seconds.try_div(U256::new(u64::from(*step)), PRICE)?;
            ray_mul_floor(top, maker_rpow(*cut, steps)?)
        }
        MakerPriceCurve::Exponential { cut } => ray_mul_floor(top, maker_rpow(*cut, seconds)?),
    }
}

const PRICE: &str = "maker_price";
