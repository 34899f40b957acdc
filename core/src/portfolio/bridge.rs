//! From a point of the model world to the venue's own integers, to ask the venue whether it agrees.

use super::book::Exact;
use super::sums::dot;
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::exact::{U256, mul_div_floor};
use crate::math;
use crate::venue::Venue;
use alloc::vec::Vec;

/// The venue's prices at a point of the model, and its verdicts around it.
pub(super) struct Asked {
    pub prices: Vec<U256>,
    pub at: Option<bool>,
    pub beyond: Option<bool>,
    pub short: Option<bool>,
    pub flip: Option<f64>,
}

/// Doublings by which the flip is looked for around the point, from a share of 10⁻¹² of the way on.
const DOUBLINGS: usize = 44;
const FIRST_STEP: f64 = 1e-12;

/// A price carries the error of the doubles of which it is made, some of their 2^−52: one in this many of its units is a step that tells.
const RESOLUTION: U256 = U256::new(1 << 48);

/// Asks the venue at log moves of the factors, one step further to harm in every price that they move and one nearer to now, and where
/// it flips. `harm` says of each price whether a fall or a rise harms; absent where neither does.
pub(super) fn ask(exact: &Exact, moves: &[f64], harm: &[Option<PriceDirection>]) -> Result<Asked, RiskError> {
    let prices = prices(exact, moves, 1.0)?;
    let stepped = |further: bool| -> Vec<U256> {
        let ways = harm.iter().zip(&exact.loads).map(|(harm, loads)| harm.filter(|_| loads.iter().any(|load| *load != 0.0)));
        let step = |(price, way): (&U256, Option<PriceDirection>)| {
            let step = price.try_div(RESOLUTION, "price").unwrap_or(U256::ZERO).max(U256::ONE);
            match way {
                None => *price,
                Some(way) if (way == PriceDirection::Fall) == further => price.saturating_sub(step),
                Some(_) => price.try_add(step, "price").unwrap_or(U256::MAX),
            }
        };
        prices.iter().zip(ways).map(step).collect()
    };
    Ok(Asked {
        at: verdict(exact, &prices),
        beyond: verdict(exact, &stepped(true)),
        short: verdict(exact, &stepped(false)),
        flip: flip(exact, moves),
        prices,
    })
}

/// The integers at a share of the log moves.
fn prices(exact: &Exact, moves: &[f64], share: f64) -> Result<Vec<U256>, RiskError> {
    exact.prices.iter().zip(&exact.loads).map(|(price, loads)| scaled(price.price, math::exp(dot(loads, moves) * share))).collect()
}

fn verdict(exact: &Exact, prices: &[U256]) -> Option<bool> {
    let named: Vec<(&str, U256)> = exact.prices.iter().zip(prices).map(|(known, price)| (known.asset.as_str(), *price)).collect();
    Some(exact.position.with_prices(&named).ok()?.health().ok()?.liquidatable)
}

/// The share of the way at which the venue's verdict flips, nearest to the whole of it; absent where it does not.
fn flip(exact: &Exact, moves: &[f64]) -> Option<f64> {
    let at = |share: f64| verdict(exact, &prices(exact, moves, share).ok()?);
    let liquidated = at(1.0)?;
    let (mut near, mut step) = (1.0, FIRST_STEP);
    let mut bracket = None;
    for _ in 0..DOUBLINGS {
        let far = if liquidated { (1.0 - step).max(0.0) } else { 1.0 + step };
        if far == near {
            break;
        }
        if at(far)? != liquidated {
            bracket = Some((near, far));
            break;
        }
        (near, step) = (far, 2.0 * step);
    }
    let (mut near, mut far) = bracket?;
    for _ in 0..64 {
        let middle = 0.5 * (near + far);
        if middle == near || middle == far {
            break;
        }
        if at(middle)? == liquidated { near = middle } else { far = middle }
    }
    Some(if liquidated { near } else { far })
}

/// The integer nearest below `price · multiple`, every bit of the multiple counted.
pub(super) fn scaled(price: U256, multiple: f64) -> Result<U256, RiskError> {
    let bits = multiple.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    if exponent == 0 {
        // Below 10^(−307): nothing is left of any price.
        return Ok(U256::ZERO);
    }
    let mantissa = U256::new(bits & ((1 << 52) - 1) | 1 << 52);
    let shift = exponent - 1_075;
    let power = |exponent: u32| (0..exponent).try_fold(U256::ONE, |power, _| power.try_add(power, "price"));
    if shift < -255 {
        return Ok(U256::ZERO);
    }
    if shift <= 0 {
        return mul_div_floor(price, mantissa, power(shift.unsigned_abs())?);
    }
    price.try_mul(mantissa, "price")?.try_mul(power(shift.unsigned_abs())?, "price")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_scaled_to_the_last_bit() {
        let price = U256::new(250_000_000_000);
        for (multiple, expected) in
            [(1.0, "250000000000"), (0.5, "125000000000"), (2.0, "500000000000"), (1.0 / 3.0, "83333333333"), (1e-300, "0"), (0.0, "0")]
        {
            assert_eq!(scaled(price, multiple).unwrap().to_string(), expected);
        }
        assert_eq!(scaled(U256::ONE, 1e30).unwrap().to_string(), "1000000000000000019884624838656");
        assert_eq!(scaled(U256::MAX, 1.0).unwrap(), U256::MAX);
        assert_eq!(scaled(U256::MAX, 2.0).unwrap_err().code(), "overflow");
    }
}
