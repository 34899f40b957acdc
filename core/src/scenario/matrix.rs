//! Small symmetric matrices, row by row in one flat array.

use crate::math;
use alloc::vec::Vec;

/// Smallest pivot of a matrix that counts as positive definite: a correlation above 1 − 10⁻⁹ is rounding, not information.
pub(crate) const LEAST_PIVOT: f64 = 1e-9;

/// Cell of a flat square matrix; NaN outside, which every comparison then refuses.
pub(crate) fn cell(matrix: &[f64], size: usize, row: usize, column: usize) -> f64 {
    matrix.get(row * size + column).copied().unwrap_or(f64::NAN)
}

/// Lower triangle `L` of `A = L·Lᵀ`, row by row with zeros above; absent where `A` is not positive definite.
pub(crate) fn cholesky(matrix: &[f64], size: usize) -> Option<Vec<f64>> {
    let mut lower = Vec::with_capacity(size * size);
    for i in 0..size {
        for j in 0..size {
            if j > i {
                lower.push(0.0);
                continue;
            }
            let inner = (0..j).fold(0.0, |sum, k| sum + cell(&lower, size, i, k) * cell(&lower, size, j, k));
            let rest = cell(matrix, size, i, j) - inner;
            if i == j {
                if rest.is_nan() || rest <= LEAST_PIVOT * cell(matrix, size, i, i) {
                    return None;
                }
                lower.push(math::sqrt(rest));
            } else {
                lower.push(rest / cell(&lower, size, j, j));
            }
        }
    }
    Some(lower)
}

/// Solves `L·x = b` from the first row to the last.
pub(crate) fn forward(lower: &[f64], right: &[f64]) -> Vec<f64> {
    let size = right.len();
    let mut solved: Vec<f64> = Vec::with_capacity(size);
    for (row, value) in right.iter().enumerate() {
        let inner = solved.iter().enumerate().fold(0.0, |sum, (column, x)| sum + cell(lower, size, row, column) * x);
        solved.push((value - inner) / cell(lower, size, row, row));
    }
    solved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_by_hand() {
        let lower = cholesky(&[4.0, 2.0, 2.0, 5.0], 2).unwrap();
        assert_eq!(lower, [2.0, 0.0, 1.0, 2.0]);
        assert_eq!(forward(&lower, &[2.0, 5.0]), [1.0, 2.0]);
        assert_eq!(cholesky(&[1.0, 1.0, 1.0, 1.0], 2), None);
        assert_eq!(cholesky(&[1.0, f64::NAN, f64::NAN, 1.0], 2), None);
        assert_eq!(cholesky(&[1.0], 2), None);
    }
}
