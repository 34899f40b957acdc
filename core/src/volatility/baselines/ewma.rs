//! Exponential smoothing of squared returns.

use super::returns::{squares, steps_ahead};
use crate::error::RiskError;
use crate::units::{Shown, finite};

/// Returns the total variance over `steps` periods by exponential smoothing, started at the first squared return.
///
/// ```text
/// v_0 = r_0²,   v_i = λ v_{i−1} + (1 − λ) r_i²,   total = steps · v_n
/// ```
///
/// - `returns`: log returns of equal periods, oldest first, not empty.
/// - `decay`: in (0, 1); RiskMetrics uses 0.94 on days.
/// - `steps`: number of periods ahead, above 0, in the periods of `returns`.
///
/// Source: J.P. Morgan, RiskMetrics Technical Document (1996), section 5.2.
///
/// # Errors
/// `not_enough_history` without a return; `not_finite`, `out_of_range`.
///
/// ```
/// let total = plimsoll::volatility::ewma_variance(&[0.02, 0.01], 0.75, 3.0)?;
/// assert!((total - 3.0 * (0.75 * 0.0004 + 0.25 * 0.0001)).abs() < 1e-18);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn ewma_variance(returns: &[f64], decay: f64, steps: f64) -> Result<f64, RiskError> {
    let squares = squares(returns, 1)?;
    finite("decay", decay)?;
    if decay <= 0.0 || decay >= 1.0 {
        return Err(RiskError::out_of_range("decay", "in (0, 1)", Shown(decay), "pass the weight of the past, such as 0.94"));
    }
    steps_ahead("steps", steps)?;
    let mut smoothed = squares.iter().copied();
    let first = smoothed.next().unwrap_or(0.0);
    Ok(steps * smoothed.fold(first, |variance, square| decay * variance + (1.0 - decay) * square))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_have_codes() {
        assert_eq!(ewma_variance(&[], 0.94, 1.0).unwrap_err().code(), "not_enough_history");
        assert_eq!(ewma_variance(&[0.1], 1.0, 1.0).unwrap_err().code(), "out_of_range");
        assert_eq!(ewma_variance(&[f64::NAN], 0.9, 1.0).unwrap_err().code(), "not_finite");
        assert_eq!(ewma_variance(&[0.1], 0.9, 0.0).unwrap_err().code(), "out_of_range");
    }
}
