//! Small symmetric systems, solved by Cholesky.

use ndarray::{Array1, Array2};

/// Lower triangle L of `A = L Lᵀ`; a tiny ridge keeps a singular matrix solvable.
#[must_use]
pub fn cholesky(matrix: &Array2<f64>) -> Array2<f64> {
    let size = matrix.nrows();
    let mut lower = Array2::<f64>::zeros((size, size));
    for i in 0..size {
        for j in 0..=i {
            let inner: f64 = (0..j).map(|k| lower[[i, k]] * lower[[j, k]]).sum();
            lower[[i, j]] = if i == j {
                (matrix[[i, i]] - inner).max(1e-12 * matrix[[i, i]].abs().max(f64::MIN_POSITIVE)).sqrt()
            } else {
                (matrix[[i, j]] - inner) / lower[[j, j]]
            };
        }
    }
    lower
}

/// Solves `L x = b` from above.
#[must_use]
pub fn forward(lower: &Array2<f64>, mut right: Array1<f64>) -> Array1<f64> {
    for i in 0..right.len() {
        let inner: f64 = (0..i).map(|k| lower[[i, k]] * right[k]).sum();
        right[i] = (right[i] - inner) / lower[[i, i]];
    }
    right
}

/// Solves `A x = b` for a symmetric positive definite A.
#[must_use]
pub fn solve(matrix: Array2<f64>, right: Array1<f64>) -> Array1<f64> {
    let lower = cholesky(&matrix);
    let mut x = forward(&lower, right);
    for i in (0..x.len()).rev() {
        let inner: f64 = (i + 1..x.len()).map(|k| lower[[k, i]] * x[k]).sum();
        x[i] = (x[i] - inner) / lower[[i, i]];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn solves_a_system_by_hand() {
        let x = solve(array![[4.0, 2.0], [2.0, 3.0]], array![10.0, 8.0]);
        assert!((x[0] - 1.75).abs() < 1e-14 && (x[1] - 1.5).abs() < 1e-14);
    }
}
