//! Makes the joint forecast: from bars in one call, or from forecasts made elsewhere.

use super::correlation::{correlation, stressed_correlation};
use super::joint::{FactorForecast, JointForecast, MAX_FACTORS, RegimeProbabilities};
use super::matrix::{cell, cholesky};
use super::regime::{regime_probabilities, state};
use super::weights::JOINT_WEIGHTS;
use crate::error::RiskError;
use crate::units::{SECONDS_PER_HOUR, Shown, within};
use crate::volatility::{Law, MarketAsset, MarketState, Tracker, WEIGHTS, WINDOW_HOURS, Window};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Furthest apart that the factors' last bars may be, seconds.
pub(crate) const MAX_DISTANCE: u32 = 24 * SECONDS_PER_HOUR;

/// Rounding allowed in a correlation matrix that came from elsewhere.
const ROUNDING: f64 = 1e-9;

/// The hourly bars of one price factor.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorBars {
    /// The factor's name, as the legs of an account carry it, such as "ETH".
    pub factor: String,
    /// Flat rows of ts, open, high, low, close, volume, oldest first, best 180 days or more.
    #[cfg_attr(feature = "wasm", tsify(type = "Float64Array | number[]"))]
    pub bars: Vec<f64>,
}

/// Forecasts several price factors together from their hourly bars.
///
/// Each factor's own forecast as `forecast_bars` makes it; correlations from the hours of the last 720 that all of them have
/// (see `correlation`), and what they become in stress; regime probabilities from the market's state, where it is given, and
/// the factors' own, averaged over the factors.
///
/// # Errors
/// - Those of `forecast_bars`, for any factor.
/// - `length_mismatch`: no factor; `out_of_range`: more than 8, an empty name, last bars more than 24 hours apart;
///   `duplicate`: one name twice.
///
/// ```
/// use plimsoll::{market::simulate_bars, scenario::{FactorBars, joint_forecast}};
/// let eth = FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? };
/// let btc = FactorBars { factor: "BTC".into(), bars: simulate_bars(2, 960, 1_749_999_600, 60_000.0, 0.5)? };
/// let joint = joint_forecast(&[eth, btc], None)?;
/// // Two simulated markets have nothing in common, and the prior is soon outweighed.
/// assert!(joint.correlation[1].abs() < 0.4 && joint.stress_correlation[1] > joint.correlation[1]);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None)))]
pub fn joint_forecast(factors: &[FactorBars], market: Option<MarketState>) -> Result<JointForecast, RiskError> {
    check_count("factors", factors.len())?;
    let market = market.as_ref();
    let (mut trackers, mut made) = (Vec::with_capacity(factors.len()), Vec::with_capacity(factors.len()));
    for one in factors {
        let tracker = Tracker::from_bars(&one.bars)?;
        made.push(FactorForecast { factor: one.factor.clone(), forecast: tracker.forecast(market)? });
        trackers.push(tracker);
    }
    join(made.into_iter().zip(&trackers).map(|(made, tracker)| Joined { made, tracker, market }).collect())
}

/// The forecast of one factor, the tracker that made it, and the market that it was made in.
pub(crate) struct Joined<'a> {
    pub made: FactorForecast,
    pub tracker: &'a Tracker,
    pub market: Option<&'a MarketState>,
}

/// Joins forecasts by what their trackers know: the hours that all of them have, and each one's own state.
///
/// # Errors
/// Those of `joint_forecast`.
pub(crate) fn join(factors: Vec<Joined<'_>>) -> Result<JointForecast, RiskError> {
    let prior = WEIGHTS.prior();
    let mut sums = [0.0; 3];
    for one in &factors {
        let state = state(one.market, Some(&MarketAsset::from_tracker(one.tracker, &prior)))?;
        let regimes = JOINT_WEIGHTS.regimes.probabilities(&state);
        sums = [sums[0] + regimes.calm, sums[1] + regimes.normal, sums[2] + regimes.stressed];
    }
    let windows: Vec<&Window> = factors.iter().map(|one| one.tracker.window()).collect();
    let made: Vec<FactorForecast> = factors.into_iter().map(|one| one.made).collect();
    check_factors(&made)?;
    let matrix = correlation(&common_hours(&windows), &JOINT_WEIGHTS.correlation);
    let stress_correlation = stressed_correlation(&matrix, JOINT_WEIGHTS.correlation.stress_distance);
    let [calm, normal, stressed] = sums.map(|sum| sum / made.len() as f64);
    Ok(JointForecast { factors: made, correlation: matrix, stress_correlation, regimes: RegimeProbabilities { calm, normal, stressed } })
}

/// Joins forecasts made elsewhere, given the correlation matrix of their hourly log returns.
///
/// The stressed correlation is `stressed_correlation` of the one given; regime probabilities come from the market's state, or
/// are the learned average where none is given.
///
/// - `correlation`: row by row in the order of `factors`, symmetric, 1 on the diagonal, positive definite.
///
/// # Errors
/// `length_mismatch`: no factor, or a matrix of another size; `not_finite`; `out_of_range`: more than 8 factors, an empty name,
/// decision times more than 24 hours apart, a matrix that is not a correlation matrix, a market state that does not fit, a
/// forecast that `Law::new` refuses; `duplicate`: one name twice.
///
/// ```
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorForecast, joint_from_forecasts};
/// use plimsoll::volatility::forecast_bars;
/// let forecast = |seed| forecast_bars(&simulate_bars(seed, 960, 1_749_999_600, 2_500.0, 0.7)?, None);
/// let eth = FactorForecast { factor: "ETH".into(), forecast: forecast(1)? };
/// let btc = FactorForecast { factor: "BTC".into(), forecast: forecast(2)? };
/// let joint = joint_from_forecasts(vec![eth, btc], vec![1.0, 0.8, 0.8, 1.0], None)?;
/// assert!(joint.stress_correlation[1] > 0.8 && joint.stress_correlation[1] < 1.0);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None)))]
pub fn joint_from_forecasts(
    factors: Vec<FactorForecast>,
    correlation: Vec<f64>,
    market: Option<MarketState>,
) -> Result<JointForecast, RiskError> {
    check_factors(&factors)?;
    check_matrix("correlation", &correlation, factors.len())?;
    let stress_correlation = stressed_correlation(&correlation, JOINT_WEIGHTS.correlation.stress_distance);
    Ok(JointForecast { factors, correlation, stress_correlation, regimes: regime_probabilities(market, None)? })
}

/// Adds a factor whose correlation with the others is known, or is 0, and stays what it is in stress: the ratio of a staked token
/// to its underlying, or a stablecoin's price.
///
/// - `correlation`: with each factor of `joint`, in their order; absent: 0 with all.
///
/// # Errors
/// Those of `joint_from_forecasts`; `out_of_range` also where the row does not fit the others (no positive definite matrix).
///
/// ```
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorForecast, joint_from_forecasts, joint_with_factor};
/// use plimsoll::volatility::forecast_bars;
/// let forecast = |seed, sigma| forecast_bars(&simulate_bars(seed, 960, 1_749_999_600, 1.0, sigma)?, None);
/// let eth = FactorForecast { factor: "ETH".into(), forecast: forecast(1, 0.7)? };
/// let ratio = FactorForecast { factor: "stETH/ETH".into(), forecast: forecast(2, 0.02)? };
/// let joint = joint_with_factor(&joint_from_forecasts(vec![eth], vec![1.0], None)?, ratio, None)?;
/// assert_eq!((joint.correlation, joint.stress_correlation), (vec![1.0, 0.0, 0.0, 1.0], vec![1.0, 0.0, 0.0, 1.0]));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(correlation = None)))]
pub fn joint_with_factor(joint: &JointForecast, factor: FactorForecast, correlation: Option<Vec<f64>>) -> Result<JointForecast, RiskError> {
    check_joint(joint)?;
    let size = joint.factors.len();
    let row = correlation.unwrap_or_else(|| joint.factors.iter().map(|_| 0.0).collect());
    if row.len() != size {
        return Err(RiskError::length_mismatch("correlation", &format!("{size} values, one per factor of the joint forecast"), row.len()));
    }
    let mut factors = joint.factors.clone();
    factors.push(factor);
    check_factors(&factors)?;
    let grown = |matrix: &[f64]| {
        let mut cells: Vec<f64> = Vec::with_capacity((size + 1) * (size + 1));
        for (old, own) in matrix.chunks_exact(size).zip(&row) {
            cells.extend(old);
            cells.push(*own);
        }
        cells.extend(&row);
        cells.push(1.0);
        check_matrix("correlation", &cells, size + 1)?;
        Ok::<_, RiskError>(cells)
    };
    let correlation = grown(&joint.correlation)?;
    let stress_correlation = grown(&joint.stress_correlation)?;
    Ok(JointForecast { factors, correlation, stress_correlation, regimes: joint.regimes.clone() })
}

/// Log returns of the hours that all windows have, with the hour before, oldest first; one column per window.
fn common_hours(windows: &[&Window]) -> Vec<Vec<f64>> {
    let mut columns: Vec<Vec<f64>> = windows.iter().map(|_| Vec::new()).collect();
    let Some(last) = windows.iter().filter_map(|window| window.last_ts()).min() else { return columns };
    for back in (0..WINDOW_HOURS).rev() {
        let Some(ts) = last.checked_sub(back * SECONDS_PER_HOUR) else { continue };
        let row: Option<Vec<f64>> = windows.iter().map(|window| return_at(window, ts)).collect();
        for (column, value) in columns.iter_mut().zip(row.unwrap_or_default()) {
            column.push(value);
        }
    }
    columns
}

/// The return of an hour that opened at `ts`, where its bar and the one before it are real.
fn return_at(window: &Window, ts: u32) -> Option<f64> {
    window.real_return((window.last_ts()?.checked_sub(ts)? / SECONDS_PER_HOUR) as usize)
}

/// Refuses no factor, and more than can be joined.
pub(crate) fn check_count(field: &str, count: usize) -> Result<(), RiskError> {
    match count {
        0 => Err(RiskError::length_mismatch(field, "one factor at least", 0)),
        1..=MAX_FACTORS => Ok(()),
        more => Err(RiskError::out_of_range(field, "8 factors at most", more, "give one factor to legs that move together")),
    }
}

/// Refuses a joint forecast that none of the functions here makes.
pub(crate) fn check_joint(joint: &JointForecast) -> Result<(), RiskError> {
    let RegimeProbabilities { calm, normal, stressed } = joint.regimes;
    let hint = "pass probabilities that sum to 1, as `regime_probabilities` makes them";
    for (field, value) in [("joint.regimes.calm", calm), ("joint.regimes.normal", normal), ("joint.regimes.stressed", stressed)] {
        within(field, value, 0.0, 1.0, hint)?;
    }
    within("joint.regimes", calm + normal + stressed, 1.0 - ROUNDING, 1.0 + ROUNDING, hint)?;
    check_factors(&joint.factors)?;
    check_matrix("joint.correlation", &joint.correlation, joint.factors.len())?;
    check_matrix("joint.stressCorrelation", &joint.stress_correlation, joint.factors.len())
}

/// Names that can be told apart, forecasts that can be read, and decision times that fit together.
fn check_factors(factors: &[FactorForecast]) -> Result<(), RiskError> {
    check_count("factors", factors.len())?;
    for (place, one) in factors.iter().enumerate() {
        Law::new(&one.forecast)?;
        if one.factor.is_empty() {
            return Err(RiskError::out_of_range(&format!("factors[{place}].factor"), "a name of at least one letter", "\"\"", "name it"));
        }
        if factors.iter().take(place).any(|other| other.factor == one.factor) {
            return Err(RiskError::duplicate("factors", &one.factor));
        }
    }
    let times = || factors.iter().map(|one| one.forecast.as_of);
    let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
    if last - first > MAX_DISTANCE {
        let hint = "forecast all factors from bars of the same time";
        return Err(RiskError::out_of_range("factors.asOf", "within 24 hours of each other", format!("{first} and {last}"), hint));
    }
    Ok(())
}

/// Refuses what is not a correlation matrix.
fn check_matrix(field: &str, matrix: &[f64], size: usize) -> Result<(), RiskError> {
    if matrix.len() != size * size {
        return Err(RiskError::length_mismatch(field, &format!("{} values, {size} rows of {size}", size * size), matrix.len()));
    }
    let hint = "pass correlations of log returns of the same hours, row by row";
    for row in 0..size {
        for column in 0..size {
            let value = within(field, cell(matrix, size, row, column), -1.0, 1.0, hint)?;
            let expected = if row == column { 1.0 } else { cell(matrix, size, column, row) };
            if (value - expected).abs() > ROUNDING {
                return Err(RiskError::out_of_range(field, "symmetric with 1 on the diagonal", Shown(value), hint));
            }
        }
    }
    if cholesky(matrix, size).is_none() {
        return Err(RiskError::out_of_range(field, "positive definite", "a matrix that is not", hint));
    }
    Ok(())
}
