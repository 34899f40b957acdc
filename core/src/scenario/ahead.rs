//! How low the health of an account may get, hour by hour, all of its prices moving together.

use super::joint::JointForecast;
use super::options::ScenarioOptions;
use super::worst::worst_health;
use crate::account::{Account, account_health};
use crate::error::RiskError;
use crate::math;
use alloc::vec::Vec;

/// Hours at which it is told, as far as the horizon goes.
const HOURS: [u32; 9] = [1, 6, 12, 24, 48, 72, 120, 168, 336];

/// The chances for which it is told.
const LEVELS: [f64; 4] = [0.5, 0.2, 0.05, 0.01];

/// Fewer paths than this below a health say nothing of how low it is.
const LEAST: f64 = 10.0;

/// Standard errors to either end of a 90 % interval.
const NINETY: f64 = 1.644_853_626_951_472_2;

/// How low health gets with one chance.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HealthQuantile {
    /// The chance, a fraction.
    pub probability: f64,
    /// The health factor that is passed downwards, at some time, with at most that chance.
    pub health_factor: f64,
    /// Lower end of its 90 % interval, from the number of paths.
    pub low: f64,
    /// Upper end of it.
    pub high: f64,
}

/// How low health gets within some hours.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HealthPoint {
    /// Hours from the decision time.
    pub hours: f64,
    /// By falling chance; a chance that too few paths would stand for is left out.
    pub lowest: Vec<HealthQuantile>,
}

/// How low the health of an account may get.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HealthAhead {
    /// The health factor now; absent when nothing is owed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// Paths simulated; 0 when nothing is owed.
    pub paths: u32,
    /// Rising hours up to the horizon; empty when nothing is owed.
    pub points: Vec<HealthPoint>,
}

/// Simulates how low the health of an account gets at some time within each of some hours: 1, 6, 12, 24, 48, 72, 120, 168 and 336 as far
/// as the horizon goes, and the horizon's last whole hour.
///
/// ```text
/// P(min over t ≤ h of health(t) < H(α, h)) ≤ α        health = Σ collateral · threshold · x(t) / Σ debt · x(t)
/// ```
///
/// Told for chances α of 50, 20, 5 and 1 %, where at least 10 of the paths stand for it. The walk is that of `joint_first_passage`, so
/// the share of paths below 1 is its probability. The interval holds what the number of paths and the pilots leave open, not what the
/// model may have wrong.
///
/// # Errors
/// Those of `joint_first_passage`.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast, joint_health};
/// let eth = FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? };
/// let leg = |side, amount, price, threshold, factor: Option<&str>| Leg {
///     asset: "A".into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let legs = vec![
///     leg(LegSide::Collateral, 10.0, 2_500.0, 0.8, Some("ETH")),
///     leg(LegSide::Debt, 14_000.0, 1.0, 1.0, None),
/// ];
/// let options = ScenarioOptions { seed: 1, paths: 4_000, horizon_hours: 72.0 };
/// let ahead = joint_health(&Account { legs, liquidatable: None }, &joint_forecast(&[eth], None)?, &options)?;
/// let day = &ahead.points[3];
/// assert_eq!((day.hours, day.lowest.len()), (24.0, 4));
/// assert!(day.lowest[3].health_factor < day.lowest[0].health_factor && day.lowest[0].health_factor < 1.43);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn joint_health(account: &Account, joint: &JointForecast, options: &ScenarioOptions) -> Result<HealthAhead, RiskError> {
    super::options::check(options)?;
    let last = math::floor(options.horizon_hours) as u32;
    let mut hours: Vec<u32> = HOURS.into_iter().filter(|hour| *hour < last).collect();
    hours.push(last);
    let scenario = ScenarioOptions { horizon_hours: f64::from(last), ..options.clone() };
    let worst = worst_health(account, joint, &scenario, &hours)?;
    let Some(now) = account_health(account)?.health_factor else {
        return Ok(HealthAhead { health_factor: None, paths: 0, points: Vec::new() });
    };
    let paths = f64::from(options.paths);
    let quantile = |lowest: &[f64], probability: f64| {
        let rank = math::floor(probability.clamp(0.0, 1.0) * paths) as usize;
        lowest.get(rank.min(lowest.len().saturating_sub(1))).copied().unwrap_or(now)
    };
    let told = |lowest: &[f64], probability: f64| {
        let error = math::sqrt(probability * (1.0 - probability) / paths + worst.variance(probability));
        HealthQuantile {
            probability,
            health_factor: quantile(lowest, probability),
            low: quantile(lowest, probability - NINETY * error),
            high: quantile(lowest, probability + NINETY * error),
        }
    };
    let chances: Vec<f64> = LEVELS.into_iter().filter(|level| level * paths >= LEAST).collect();
    let points = hours.iter().zip(&worst.lowest).map(|(hour, lowest)| HealthPoint {
        hours: f64::from(*hour),
        lowest: chances.iter().map(|chance| told(lowest, *chance)).collect(),
    });
    Ok(HealthAhead { health_factor: Some(now), paths: options.paths, points: points.collect() })
}
