//! Sums that begin at 0: the standard library's begins at −0, which would be shown where nothing is summed.

/// The sum of some values.
pub(super) fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// The sum of the products of two rows.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    total(one.iter().zip(other).map(|(a, b)| a * b))
}
