//! Least squares with an intercept and three slopes, by the normal equations.

/// Sums `x xᵀ` and `x y` of rows `1, a, b, c, y`.
#[derive(Clone, Debug, Default)]
pub(super) struct Moments([[f64; 5]; 4]);

impl Moments {
    pub(super) fn push(&mut self, slopes: [f64; 3], target: f64) {
        let [a, b, c] = slopes;
        let row = [1.0, a, b, c];
        for (equation, left) in self.0.iter_mut().zip(row) {
            for (cell, right) in equation.iter_mut().zip(row.into_iter().chain([target])) {
                *cell += left * right;
            }
        }
    }

    /// Solves by Gaussian elimination; absent where the slopes are told apart by rounding alone.
    pub(super) fn solve(&self) -> Option<[f64; 4]> {
        solve(self.0)
    }
}

fn solve(mut equations: [[f64; 5]; 4]) -> Option<[f64; 4]> {
    // Unit diagonal first: squared returns are 1e-5 beside the constant's 1, and pivots must be comparable.
    let mut units = [0.0; 4];
    for (row, unit) in units.iter_mut().enumerate() {
        let diagonal = *equations.get(row)?.get(row)?;
        *unit = crate::math::sqrt(diagonal);
        if *unit <= 0.0 {
            return None;
        }
    }
    for (equation, unit) in equations.iter_mut().zip(units) {
        for (cell, other) in equation.iter_mut().zip(units.into_iter().chain([1.0])) {
            *cell /= unit * other;
        }
    }
    for column in 0..4 {
        let pivot = (column..4).max_by(|a, b| size(&equations, *a, column).total_cmp(&size(&equations, *b, column)))?;
        if size(&equations, pivot, column) < 1e-12 {
            return None;
        }
        equations.swap(column, pivot);
        let source = *equations.get(column)?;
        let divisor = *source.get(column)?;
        for (_, equation) in equations.iter_mut().enumerate().filter(|(row, _)| *row != column) {
            let factor = *equation.get(column)? / divisor;
            for (cell, from) in equation.iter_mut().zip(source) {
                *cell -= factor * from;
            }
        }
    }
    let mut solution = [0.0; 4];
    for (row, value) in solution.iter_mut().enumerate() {
        let equation = equations.get(row)?;
        *value = equation.get(4)? / equation.get(row)? / units.get(row)?;
    }
    Some(solution)
}

fn size(equations: &[[f64; 5]; 4], row: usize, column: usize) -> f64 {
    equations.get(row).and_then(|equation| equation.get(column)).map_or(0.0, |cell| crate::math::abs(*cell))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_finds_exact_coefficients() {
        // y = 2 + 3a − b + 0.5c over five points that are not on a plane.
        let points = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 1.0, 1.0], [2.0, -1.0, 0.5]];
        let mut moments = Moments::default();
        for [a, b, c] in points {
            moments.push([a, b, c], 2.0 + 3.0 * a - b + 0.5 * c);
        }
        for (found, expected) in moments.solve().unwrap().into_iter().zip([2.0, 3.0, -1.0, 0.5]) {
            assert!((found - expected).abs() < 1e-12, "{found} {expected}");
        }
        assert!(Moments::default().solve().is_none());
    }
}
