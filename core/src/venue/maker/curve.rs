//! Powers as the contracts compute them, and the three price curves.

use super::state::MakerPriceCurve;
use crate::error::RiskError;
use crate::exact::{RAY, U256, ray_mul_floor, ray_pow_half_up};

/// Returns the price of an auction `seconds` after its start, ray.
///
/// ```text
/// linear       ⌊top·⌊(tau − t)·RAY/tau⌋/RAY⌋, 0 from tau on
/// stairstep    ⌊top·cut^⌊t/step⌋/RAY⌋
/// exponential  ⌊top·cut^t/RAY⌋
/// ```
/// with the powers of `ray_pow_half_up`. Source: dss src/abaci.sol at fa4f6630.
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
pub fn maker_price(curve: &MakerPriceCurve, top: U256, seconds: U256) -> Result<U256, RiskError> {
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
            ray_mul_floor(top, ray_pow_half_up(*cut, steps)?)
        }
        MakerPriceCurve::Exponential { cut } => ray_mul_floor(top, ray_pow_half_up(*cut, seconds)?),
    }
}

const PRICE: &str = "maker_price";
