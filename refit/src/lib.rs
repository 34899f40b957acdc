//! Refits the last layer of the volatility model for one asset, on the user's own hourly bars and on the user's own device.
//!
//! The shipped model knows the panel; one asset may be calmer, wilder or slower to forget. `refit` learns, per horizon, a correction
//! of the shipped log variance (its level and four slopes), drawn to zero the more the fewer independent windows there are. It is
//! kept only where it beats the shipped model on the last third of the bars, which it has not seen. Nothing leaves the device.

mod correction;
mod report;
mod rows;
mod run;

pub use correction::Shrinkage;
pub use report::{Refit, RefitHorizon, RefitReport, RefitVerdict};
pub use run::RefitRun;

use correction::Correction;
use plimsoll::volatility::{ANCHORS, PackedWeights, Weights};
use plimsoll::{RiskError, math};
use rows::Row;
use sha2::{Digest, Sha256};

/// Fewest hours between the first bar and the last: 180 days.
pub const LEAST_HOURS: u32 = 180 * 24;

/// Life of a refit after its last bar, seconds: 180 days, or until the model's own end.
pub const LIFE: u32 = 180 * 86_400;

/// Hours of the horizons that decide.
const DECIDING: [u32; 3] = [24, 72, 168];

/// Share of the history that a trial fit sees; the rest judges it.
const SEEN: f64 = 2.0 / 3.0;

/// Least gain that counts as one: 2 % of QLIKE, the mean over the deciding horizons.
const LEAST_GAIN: f64 = 0.02;

/// What marks a refitted model's version, after that of the features.
const MARK: &str = "+refit";

/// Refits a model on one asset's bars.
///
/// - `bars`: flat rows of hourly bars (ts, open, high, low, close, volume, oldest first), 180 days or more.
/// - `model`: bytes of the model to start from, such as `model_bytes` gives.
///
/// The answer has the verdict and its numbers, and the refitted model's bytes where it was accepted; the main module loads them.
///
/// # Errors
/// `invalid_model`; `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::model_bytes};
/// use plimsoll_refit::{RefitVerdict, refit};
/// let bars = simulate_bars(7, 2_000, 1_700_000_000 / 3_600 * 3_600, 2_500.0, 0.7)?;
/// let refit = refit(&bars, &model_bytes())?;
/// assert_eq!((refit.report.verdict, refit.report.hours), (RefitVerdict::TooThin, 2_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn refit(bars: &[f64], model: &[u8]) -> Result<Refit, RiskError> {
    refit_with(bars, model, &Shrinkage::CHOSEN)
}

/// As `refit`, with another shrinkage: for whoever chooses it on other data.
///
/// # Errors
/// As `refit`.
pub fn refit_with(bars: &[f64], model: &[u8], shrinkage: &Shrinkage) -> Result<Refit, RiskError> {
    RefitRun::with(bars, model, shrinkage)?.finish()
}

/// Second from which rows judge: two thirds of the way from the first row to the last.
fn split(rows: &[Row]) -> u32 {
    let (first, last) = (rows.first().map_or(0, |row| row.ts), rows.last().map_or(0, |row| row.ts));
    first + (f64::from(last - first) * SEEN) as u32
}

/// Fits one horizon on the first rows, whose windows end before the split, and judges on those after it.
fn trial(rows: &[Row], anchor: usize, split: u32, shrinkage: &Shrinkage) -> Option<RefitHorizon> {
    let hours = *ANCHORS.get(anchor)?;
    let known = |row: &&Row| row.target(anchor).is_some();
    let seen: Vec<&Row> = rows.iter().filter(known).filter(|row| row.ts.saturating_add(hours * 3_600) <= split).collect();
    let unseen: Vec<&Row> = rows.iter().filter(known).filter(|row| row.ts >= split).collect();
    let correction = Correction::fit(&seen, anchor, shrinkage)?;
    let mean = |loss: &dyn Fn(&Row) -> Option<f64>| {
        let losses: Vec<f64> = unseen.iter().filter_map(|row| loss(row)).collect();
        (!losses.is_empty()).then(|| losses.iter().sum::<f64>() / losses.len() as f64)
    };
    Some(RefitHorizon {
        horizon_hours: hours,
        rows_seen: u32::try_from(seen.len()).ok()?,
        rows_unseen: u32::try_from(unseen.len()).ok()?,
        qlike_base: mean(&|row| Some(qlike(row.target(anchor)?, row.log(anchor)?)))?,
        qlike_refit: mean(&|row| Some(qlike(row.target(anchor)?, row.log(anchor)? + correction.of(row, anchor)?)))?,
        level: correction.level,
        slopes: correction.slopes.to_vec(),
    })
}

/// Patton's loss (2011) of the log of a forecast.
fn qlike(realised: f64, log_forecast: f64) -> f64 {
    let log = math::ln(realised) - log_forecast;
    math::exp(log) - log - 1.0
}

/// Rounds as training does, stamps with what the refit was made from, and writes the bytes.
fn sealed(mut weights: Weights, bars: &[f64], end: u32) -> Result<Vec<u8>, RiskError> {
    let base = weights.provenance.clone();
    weights.provenance.version = format!("{}{MARK}", base.version.split('+').next().unwrap_or_default()).into();
    weights.provenance.trained_until = end.max(base.trained_until.min(base.valid_until));
    weights.provenance.valid_until = base.valid_until.min(end.saturating_add(LIFE)).max(weights.provenance.trained_until);
    // Of the bars and of the model that the refit began with.
    let mut data = Sha256::new_with_prefix(base.artifact_hash.as_bytes());
    bars.iter().for_each(|value| data.update(value.to_le_bytes()));
    weights.provenance.data_hash = hex(&data.finalize()).into();
    let text: String = weights.numbers().iter().map(|number| format!("{number:?}\n")).collect();
    weights.provenance.artifact_hash = hex(&Sha256::digest(text)).into();
    weights.pack().map(|packed: PackedWeights| packed.to_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
