//! The weighted median.

use super::feed::MOST_SOURCES;
use crate::error::RiskError;
use crate::units::finite;
use alloc::vec::Vec;

/// Returns the weighted median: half of the weight lies at or below it, half at or above; the plain median where all weights are equal.
///
/// Where the lower half ends exactly between two values it is their mean. Values of weight 0 are passed over.
///
/// # Errors
/// `length_mismatch` where there are not as many weights as values, or none of them is above 0; `not_finite`; `out_of_range` for a
/// weight below 0.
///
/// ```
/// use plimsoll::oracle::weighted_median;
/// assert_eq!(weighted_median(&[2_500.0, 2_501.0, 2_750.0], &[1.0, 1.0, 1.0])?, 2_501.0);
/// assert_eq!(weighted_median(&[2_500.0, 2_501.0], &[1.0, 1.0])?, 2_500.5);
/// assert_eq!(weighted_median(&[2_500.0, 2_501.0, 2_750.0], &[3.0, 1.0, 1.0])?, 2_500.0);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn weighted_median(values: &[f64], weights: &[f64]) -> Result<f64, RiskError> {
    let mut pairs = Vec::with_capacity(values.len());
    for (value, weight) in values.iter().zip(weights) {
        finite("values", *value)?;
        crate::units::within("weights", *weight, 0.0, 1e9, "a weight says how much a source counts beside the others")?;
        pairs.push((*value, *weight));
    }
    match median(&mut pairs) {
        Some(found) if values.len() == weights.len() => Ok(found),
        _ => Err(RiskError::length_mismatch("weights", "as many weights as values, one at least above 0", weights.len())),
    }
}

/// Pairs of value and weight, one a source at most: several medians are asked for with every tick, and none is worth a place on the heap.
pub(super) struct Few {
    pairs: [(f64, f64); MOST_SOURCES],
    count: usize,
}

impl Few {
    pub fn new(pairs: &mut dyn Iterator<Item = (f64, f64)>) -> Self {
        let mut few = Self { pairs: [(0.0, 0.0); MOST_SOURCES], count: 0 };
        for (place, pair) in few.pairs.iter_mut().zip(pairs) {
            *place = pair;
            few.count += 1;
        }
        few
    }

    /// Their weighted median.
    pub fn median(&mut self) -> Option<f64> {
        median(self.pairs.get_mut(..self.count)?)
    }

    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.pairs.iter().take(self.count).map(|pair| pair.0)
    }
}

/// The same over pairs of finite value and weight, which it sorts; nothing where no weight is above 0.
pub(super) fn median(pairs: &mut [(f64, f64)]) -> Option<f64> {
    // A handful of values: the library's sort would bring more code into a browser module than all of this room.
    for end in 1..pairs.len() {
        let mut at = end;
        while let Some([left, right]) = at.checked_sub(1).and_then(|before| pairs.get_mut(before..=at)) {
            if left.0 <= right.0 {
                break;
            }
            core::mem::swap(left, right);
            at -= 1;
        }
    }
    let total: f64 = pairs.iter().map(|pair| pair.1).sum();
    let (mut below, mut held) = (0.0, None);
    for &(value, weight) in pairs.iter().filter(|pair| pair.1 > 0.0) {
        if let Some(lower) = held {
            return Some(0.5 * (lower + value));
        }
        below += weight;
        if 2.0 * below > total {
            return Some(value);
        }
        if 2.0 * below >= total {
            held = Some(value);
        }
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_their_codes() {
        for (values, weights, code) in [
            (&[][..], &[][..], "length_mismatch"),
            (&[1.0], &[0.0], "length_mismatch"),
            (&[1.0, 2.0], &[1.0], "length_mismatch"),
            (&[f64::NAN], &[1.0], "not_finite"),
            (&[1.0], &[-1.0], "out_of_range"),
        ] {
            assert_eq!(weighted_median(values, weights).unwrap_err().code(), code, "{values:?} {weights:?}");
        }
        assert_eq!(weighted_median(&[5.0, 1.0, 3.0], &[0.0, 1.0, 0.0]), Ok(1.0));
        assert_eq!(weighted_median(&[4.0, 1.0, 3.0, 2.0], &[1.0; 4]), Ok(2.5));
    }
}
