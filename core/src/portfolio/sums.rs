//! Sums that begin at 0: the standard library's begins at −0, which would be shown where nothing is summed.

use crate::math;

/// The sum of some values.
pub(super) fn total(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum, value| sum + value)
}

/// The sum of the products of two rows.
pub(super) fn dot(one: &[f64], other: &[f64]) -> f64 {
    total(one.iter().zip(other).map(|(a, b)| a * b))
}

/// The length of a row, also where the squares of its values overflow.
pub(super) fn length(row: &[f64]) -> f64 {
    let square = dot(row, row);
    if square.is_finite() {
        return math::sqrt(square);
    }
    let largest = row.iter().fold(0.0, |most: f64, one| most.max(math::abs(*one)));
    largest * math::sqrt(total(row.iter().map(|one| (one / largest) * (one / largest))))
}
