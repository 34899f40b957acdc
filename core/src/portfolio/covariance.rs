//! A covariance as a linear map from independent units, singular ones included.

use super::sums::{dot, total};
use crate::error::RiskError;
use crate::math;
use crate::units::{Shown, within};
use alloc::format;
use alloc::vec::Vec;

/// What is left of a variance after the factors before it, as a share of it, below which it is rounding.
const ROUNDING: f64 = 1e-12;

/// Covariance that rounding may leave where no variance is left, as a share of the standard deviations.
const TOLERANCE: f64 = 1e-6;

/// Largest covariance of log returns.
const MOST: f64 = 1e6;

const HINT: &str = "pass covariances of log returns over the horizon, row by row in the order of the factors";

/// Columns of `L` with `Σ = L·Lᵀ`, as many as the rank: one row per factor.
pub(super) struct Spread {
    pub rows: Vec<Vec<f64>>,
    pub rank: usize,
}

impl Spread {
    /// Factors a covariance, each time by the factor with most of its variance left (Cholesky with pivots; Higham 1990).
    ///
    /// # Errors
    /// `length_mismatch`, `not_finite`, `out_of_range` where it is no covariance.
    pub fn new(covariance: &[f64], size: usize) -> Result<Self, RiskError> {
        if covariance.len() != size * size {
            return Err(RiskError::length_mismatch("covariance", &format!("{size} rows of {size}"), covariance.len()));
        }
        let mut rest: Vec<Vec<f64>> = covariance.chunks(size.max(1)).map(<[f64]>::to_vec).collect();
        let variances: Vec<f64> = (0..size).map(|place| cell(&rest, place, place)).collect();
        for row in 0..size {
            for column in 0..size {
                within("covariance", cell(&rest, row, column), -MOST, MOST, HINT)?;
                let scale = math::sqrt(at(&variances, row) * at(&variances, column)).max(f64::MIN_POSITIVE);
                let (value, mirrored) = (cell(&rest, row, column), cell(&rest, column, row));
                if at(&variances, row) < 0.0 || math::abs(value - mirrored) > TOLERANCE * scale {
                    return Err(refused(value));
                }
            }
        }
        let mut rows: Vec<Vec<f64>> = (0..size).map(|_| Vec::new()).collect();
        for rank in 0..=size {
            let share = |place: usize| if at(&variances, place) > 0.0 { cell(&rest, place, place) / at(&variances, place) } else { 0.0 };
            let pivot =
                (0..size).fold((0, 0.0), |best: (usize, f64), place| if share(place) > best.1 { (place, share(place)) } else { best });
            if pivot.1 <= ROUNDING || rank == size {
                check_rest(&rest, &variances)?;
                return Ok(Self { rows, rank });
            }
            let root = math::sqrt(cell(&rest, pivot.0, pivot.0));
            let column: Vec<f64> = (0..size).map(|place| cell(&rest, place, pivot.0) / root).collect();
            for ((row, rest), own) in rows.iter_mut().zip(&mut rest).zip(&column) {
                row.push(*own);
                rest.iter_mut().zip(&column).for_each(|(value, other)| *value -= own * other);
            }
        }
        Ok(Self { rows, rank: size })
    }

    /// Loads on the factors as loads on the independent units.
    pub fn unit_loads(&self, loads: &[f64]) -> Vec<f64> {
        (0..self.rank).map(|unit| total(loads.iter().zip(&self.rows).map(|(load, row)| load * at(row, unit)))).collect()
    }

    /// The factors' moves at a point of the independent units.
    pub fn moves(&self, point: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| dot(row, point)).collect()
    }
}

/// What no variance is left for must be nothing.
fn check_rest(rest: &[Vec<f64>], variances: &[f64]) -> Result<(), RiskError> {
    for (row, own) in rest.iter().zip(variances) {
        for (value, other) in row.iter().zip(variances) {
            if math::abs(*value) > TOLERANCE * math::sqrt(own * other) {
                return Err(refused(*value));
            }
        }
    }
    Ok(())
}

fn refused(got: f64) -> RiskError {
    RiskError::out_of_range("covariance", "symmetric and positive semidefinite", Shown(got), HINT)
}

fn cell(matrix: &[Vec<f64>], row: usize, column: usize) -> f64 {
    matrix.get(row).map_or(0.0, |row| at(row, column))
}

fn at(values: &[f64], place: usize) -> f64 {
    values.get(place).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rebuilt(spread: &Spread) -> Vec<f64> {
        let rows = &spread.rows;
        rows.iter().flat_map(|one| rows.iter().map(|other| dot(one, other))).collect()
    }

    #[test]
    fn a_covariance_is_rebuilt_whatever_its_rank() {
        for (covariance, size, rank) in [
            (vec![4.0, 2.0, 2.0, 5.0], 2, 2),
            (vec![1.0, 1.0, 1.0, 1.0], 2, 1),
            (vec![0.0, 0.0, 0.0, 0.04], 2, 1),
            (vec![0.0; 9], 3, 0),
            (vec![1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 3.0, 6.0, 9.0], 3, 1),
            (vec![], 0, 0),
        ] {
            let spread = Spread::new(&covariance, size).unwrap();
            assert_eq!(spread.rank, rank);
            assert!(rebuilt(&spread).iter().zip(&covariance).all(|(a, b)| (a - b).abs() < 1e-14));
        }
    }

    #[test]
    fn what_is_no_covariance_is_refused() {
        for bad in [vec![1.0, 2.0, 2.0, 1.0], vec![-1.0, 0.0, 0.0, 1.0], vec![1.0, 0.2, 0.1, 1.0], vec![0.0, 0.5, 0.5, 1.0]] {
            assert_eq!(Spread::new(&bad, 2).err().map(|error| error.code()), Some("out_of_range"), "{bad:?}");
        }
        assert_eq!(Spread::new(&[1.0], 2).err().map(|error| error.code()), Some("length_mismatch"));
        assert_eq!(Spread::new(&[f64::NAN], 1).err().map(|error| error.code()), Some("not_finite"));
    }
}
