//! The shipped numbers as they travel: decimals of eight digits, half as long as the binary fractions that they become.

use super::features::{FEATURE_COUNT, FeatureGroup, MARKET_FEATURES, OWN_FEATURES, Prior};
use super::model::{ANCHORS, HorizonWeights, Linear, Provenance, Weights};
use super::tail::{LEVELS, TAIL_FEATURES, TailLevel};
use crate::error::RiskError;
use crate::units::Shown;
use alloc::format;
use alloc::vec;
use alloc::vec::Vec;
use core::slice::from_mut;
use plimsoll_kernels::decimals::{POWERS_OF_TEN, decimals};

/// Numbers of a model: the prior, the range, means and scales, then each horizon's three linear models and two tails.
pub const NUMBERS: usize = 4
    + 2 * FEATURE_COUNT
    + ANCHORS.len() * (6 + 2 * OWN_FEATURES + MARKET_FEATURES + FEATURE_COUNT + 2 * LEVELS.len() * (TAIL_FEATURES + 2));

/// A trained model, packed: number k is `mantissas[k] / 10^places[k]`.
///
/// Mantissas and places lie apart because a compressor shortens the places to almost nothing when it sees them together.
#[derive(Clone, Debug, PartialEq)]
pub struct PackedWeights {
    /// What the model was made from, and until when it holds.
    pub provenance: Provenance,
    /// Decimal digits of each number, with its sign.
    pub mantissas: [i32; NUMBERS],
    /// Decimal places of each number, at most 22.
    pub places: [u8; NUMBERS],
}

impl PackedWeights {
    /// Unpacks the prior alone.
    pub(crate) fn prior(&self) -> Prior {
        Numbers { mantissas: &self.mantissas, places: &self.places }.prior()
    }

    /// Unpacks the numbers, in the order in which the artifact lists them.
    ///
    /// Mantissa and power of ten are both exact, so that their quotient is the number nearest to the decimal.
    ///
    /// ```
    /// use plimsoll::volatility::WEIGHTS;
    /// let weights = WEIGHTS.unpack();
    /// assert!(weights.sigma_annual_range.0 < weights.sigma_annual_range.1);
    /// ```
    #[must_use]
    pub fn unpack(&self) -> Weights {
        self.unpack_part(&Wanted { group: None, anchors: ANCHORS.len(), falls: true, rises: true })
    }

    /// Unpacks what the nested model of one group reads; the other models are left 0, which spares a third of the work.
    pub(crate) fn unpack_for(&self, group: FeatureGroup) -> Weights {
        self.unpack_part(&Wanted { group: Some(group), anchors: ANCHORS.len(), falls: true, rises: true })
    }

    /// Unpacks what is wanted; the rest is left 0.
    pub(super) fn unpack_part(&self, wanted: &Wanted) -> Weights {
        let mut numbers = Numbers { mantissas: &self.mantissas, places: &self.places };
        let mut weights = Weights {
            provenance: self.provenance.clone(),
            prior: numbers.prior(),
            sigma_annual_range: (numbers.one(), numbers.one()),
            means: [0.0; FEATURE_COUNT],
            scales: [0.0; FEATURE_COUNT],
            horizons: [const { HorizonWeights::ZERO }; ANCHORS.len()],
        };
        numbers.fill(true, &mut weights.means);
        numbers.fill(true, &mut weights.scales);
        let of = |group| wanted.group.is_none_or(|only| only == group);
        for horizon in weights.horizons.iter_mut().take(wanted.anchors) {
            numbers.linear(of(FeatureGroup::Own), &mut horizon.own);
            numbers.linear(of(FeatureGroup::Market), &mut horizon.market);
            numbers.linear(of(FeatureGroup::Panel), &mut horizon.panel);
            numbers.levels(wanted.falls, &mut horizon.drawdown);
            numbers.levels(wanted.rises, &mut horizon.runup);
        }
        weights
    }
}

/// What of a model is to be unpacked.
pub(super) struct Wanted {
    /// The nested model of this group, or all.
    pub group: Option<FeatureGroup>,
    /// How many anchor horizons, the shortest first.
    pub anchors: usize,
    /// The tail of the worst fall.
    pub falls: bool,
    /// The tail of the worst rise.
    pub rises: bool,
}

/// What is left to unpack. The arrays are as long as a model: the numbers do not run out.
struct Numbers<'a> {
    mantissas: &'a [i32],
    places: &'a [u8],
}

impl Numbers<'_> {
    fn fill(&mut self, wanted: bool, out: &mut [f64]) {
        let count = out.len();
        let (Some((mantissas, more)), Some((places, more_places))) =
            (self.mantissas.split_at_checked(count), self.places.split_at_checked(count))
        else {
            return;
        };
        (self.mantissas, self.places) = (more, more_places);
        if wanted {
            decimals(mantissas, places, out);
        }
    }

    fn one(&mut self) -> f64 {
        let mut one = 0.0;
        self.fill(true, from_mut(&mut one));
        one
    }

    fn prior(&mut self) -> Prior {
        Prior { log_variance: self.one(), log_range_variance: self.one() }
    }

    fn linear<const N: usize>(&mut self, wanted: bool, out: &mut Linear<N>) {
        self.fill(wanted, from_mut(&mut out.intercept));
        self.fill(wanted, &mut out.coefficients);
        self.fill(wanted, from_mut(&mut out.log_smearing));
    }

    fn levels(&mut self, wanted: bool, out: &mut [TailLevel; LEVELS.len()]) {
        // All at once: a call for each costs more than its numbers.
        let mut numbers = [0.0; LEVELS.len() * (TAIL_FEATURES + 2)];
        self.fill(wanted, &mut numbers);
        for (level, &[c0, c1, c2, c3, floor, spread]) in out.iter_mut().zip(numbers.as_chunks().0) {
            *level = TailLevel { coefficients: [c0, c1, c2, c3], floor, spread };
        }
    }
}

impl Weights {
    /// Returns all numbers in the order in which they are packed.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        let mut numbers = vec![self.prior.log_variance, self.prior.log_range_variance];
        numbers.extend([self.sigma_annual_range.0, self.sigma_annual_range.1]);
        numbers.extend(self.means.iter().chain(&self.scales));
        for one in &self.horizons {
            numbers.extend(core::iter::once(&one.own.intercept).chain(&one.own.coefficients).chain([&one.own.log_smearing]));
            numbers.extend(core::iter::once(&one.market.intercept).chain(&one.market.coefficients).chain([&one.market.log_smearing]));
            numbers.extend(core::iter::once(&one.panel.intercept).chain(&one.panel.coefficients).chain([&one.panel.log_smearing]));
            for level in one.drawdown.iter().chain(&one.runup) {
                numbers.extend(level.coefficients.iter().chain([&level.floor, &level.spread]));
            }
        }
        numbers
    }

    /// Packs the numbers, which must be decimals of at most nine digits and 22 places; `unpack` then gives these bits again.
    ///
    /// # Errors
    /// `out_of_range` for a number that is not such a decimal.
    ///
    /// ```
    /// use plimsoll::volatility::WEIGHTS;
    /// assert_eq!(WEIGHTS.unpack().pack()?, WEIGHTS);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn pack(&self) -> Result<PackedWeights, RiskError> {
        let mut packed = PackedWeights { provenance: self.provenance.clone(), mantissas: [0; NUMBERS], places: [0; NUMBERS] };
        for ((number, mantissa), places) in self.numbers().into_iter().zip(&mut packed.mantissas).zip(&mut packed.places) {
            (*mantissa, *places) = decimal(number).ok_or_else(|| {
                RiskError::out_of_range("weights", "decimals of nine digits and 22 places", Shown(number), "round to eight digits first")
            })?;
        }
        Ok(packed)
    }
}

/// Mantissa and decimal places of a number whose shortest decimal fits: their quotient is that number again, to the bit.
fn decimal(number: f64) -> Option<(i32, u8)> {
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e')?;
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: i32 = format!("{whole}{part}").parse().ok()?;
    let places = i32::try_from(part.len()).ok()?.checked_sub(exponent.parse::<i32>().ok()?)?;
    let trailing = 10_i32.checked_pow(places.min(0).unsigned_abs())?.checked_mul(mantissa)?;
    let places = u8::try_from(places.max(0)).ok()?;
    // A power of ten above 22 is not exact.
    (usize::from(places) < POWERS_OF_TEN.len()).then_some((trailing, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_group_is_unpacked_as_the_whole_is() {
        let (whole, market) = (super::super::WEIGHTS.unpack(), super::super::WEIGHTS.unpack_for(FeatureGroup::Market));
        assert_eq!((&whole.means, &whole.prior), (&market.means, &market.prior));
        for (whole, market) in whole.horizons.iter().zip(&market.horizons) {
            assert_eq!((&whole.market, &whole.drawdown, &whole.runup), (&market.market, &market.drawdown, &market.runup));
            assert_eq!((market.own.intercept, market.panel.intercept), (0.0, 0.0));
        }
    }

    #[test]
    fn a_packed_number_is_the_decimal_to_the_bit() {
        assert_eq!(decimal(-9.068_242_3), Some((-90_682_423, 7)));
        assert_eq!(decimal(6.810_169e-5), Some((6_810_169, 11)));
        assert_eq!(decimal(1_200.0), Some((1_200, 0)));
        assert_eq!(decimal(0.0), Some((0, 0)));
        assert_eq!(decimal(2.851_45e-17), Some((285_145, 22)));
        for refused in [f64::NAN, f64::INFINITY, 0.123_456_789_012, 1e12, 1e-23] {
            assert_eq!(decimal(refused), None, "{refused}");
        }
    }
}
