//! How crashes pass from one price to another: co-crash probabilities, correlations expected for the coming day, and the breadth of
//! stress.

use super::board::Board;
use super::calibration::stretches;
use super::forecast::{FactorBars, check_joint};
use super::joint::{JointForecast, MAX_FACTORS};
use super::matrix::cell;
use super::options::{self, ScenarioOptions};
use super::passage::parts;
use super::pilot::{Stream, stream};
use super::reach::Reach;
use super::solvency::Solvency;
use crate::error::RiskError;
use crate::market::BAR_FIELDS;
use crate::math;
use crate::units::within;
use crate::volatility::{Law, Tracker};
use alloc::string::String;
use alloc::vec::Vec;
use plimsoll_kernels::walk::{Hour, Stretch, Watch, Width, Widths, walk};
use wide::f32x4;

/// Variance over the last day, over that of the last 30 days, from which an asset counts as stressed.
pub const STRESS_RATIO: f64 = 2.0;

/// What a crash of one factor means for another.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CoCrash {
    /// The factor that crashes: it falls further than its own forecast gives a chance of alpha.
    pub factor: String,
    /// The other.
    pub other: String,
    /// Correlation of their hourly log returns expected for the coming day: the regimes' correlations, by their probabilities.
    pub correlation: f64,
    /// The same in the stressed regime.
    pub stress_correlation: f64,
    /// P(the other crashes within the horizon, given that the factor does), a fraction; alpha where they have nothing in common.
    pub probability: f64,
    /// Standard error of `probability`, a fraction.
    pub standard_error: f64,
}

/// How a joint forecast says that crashes come together.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Contagion {
    /// Probability that defines a crash of each factor, a fraction.
    pub alpha: f64,
    /// Horizon, hours.
    pub horizon_hours: f64,
    /// Every ordered pair of factors.
    pub pairs: Vec<CoCrash>,
    /// Mean of the correlations expected for the coming day, over all pairs; 0 for one factor.
    pub mean_correlation: f64,
    /// Expected number of further factors that crash, given that one does: 0 for none, the number of the others for all.
    pub further_crashes: f64,
    /// Paths simulated.
    pub paths: u32,
}

/// How many assets move much more than they did.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StressBreadth {
    /// Share of the assets in stress, a fraction.
    pub share: f64,
    /// Names of the assets in stress, in the order given.
    pub stressed: Vec<String>,
}

/// Simulates how crashes come together: P(one factor falls beyond its own alpha-quantile within the horizon, given that another does).
///
/// Both quantiles are those of the factors' own forecasts, so that a crash is as rare for each; what is conditional comes from the
/// correlations, the regimes and the common hourly scale of `joint_first_passage`, whose walk it is.
///
/// - `alpha`: probability that defines a crash, a fraction in [0.001, 0.2].
/// - `options`: seed, paths and horizon in hours.
///
/// # Errors
/// Those of `joint_first_passage`; `out_of_range`: alpha outside its domain.
///
/// ```
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, contagion, joint_forecast};
/// use plimsoll::market::simulate_bars;
/// let bars = |seed| simulate_bars(seed, 960, 1_749_999_600, 2_500.0, 0.7);
/// let eth = FactorBars { factor: "ETH".into(), bars: bars(1)? };
/// let btc = FactorBars { factor: "BTC".into(), bars: bars(2)? };
/// let joint = joint_forecast(&[eth, btc], None)?;
/// let found = contagion(&joint, 0.05, &ScenarioOptions { seed: 1, paths: 20_000, horizon_hours: 24.0 })?;
/// // Even of two markets that have nothing in common but their jumps, crashes come together more often than by chance.
/// assert!(found.pairs[0].probability > 0.05 && found.pairs[0].probability < 0.5);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn contagion(joint: &JointForecast, alpha: f64, options: &ScenarioOptions) -> Result<Contagion, RiskError> {
    options::check(options)?;
    check_joint(joint)?;
    within("alpha", alpha, 0.001, 0.2, "pass the probability of a crash as a fraction: 0.01 is 1 %")?;
    let counts = match joint.factors.len() {
        0..=2 => together::<2>(joint, alpha, options)?,
        3 => together::<3>(joint, alpha, options)?,
        4 => together::<4>(joint, alpha, options)?,
        _ => together::<MAX_FACTORS>(joint, alpha, options)?,
    };
    let count = joint.factors.len();
    let stress = joint.regimes.stressed;
    let expected = |row: usize, column: usize| {
        (1.0 - stress) * cell(&joint.correlation, count, row, column) + stress * cell(&joint.stress_correlation, count, row, column)
    };
    let of = |row: usize, column: usize| f64::from(counts.get(row * MAX_FACTORS + column).copied().unwrap_or_default());
    let (mut pairs, mut sum, mut further, mut crashes) = (Vec::new(), 0.0, 0.0, 0.0);
    for (row, factor) in joint.factors.iter().enumerate() {
        let own = of(row, row);
        crashes += own;
        for (column, other) in joint.factors.iter().enumerate().filter(|(column, _)| *column != row) {
            let both = of(row, column);
            sum += expected(row, column);
            further += both;
            // Half a crash of both and half of one alone more: no count of none is an error of none.
            let smoothed = (both + 0.5) / (own + 1.0);
            pairs.push(CoCrash {
                factor: factor.factor.clone(),
                other: other.factor.clone(),
                correlation: expected(row, column),
                stress_correlation: cell(&joint.stress_correlation, count, row, column),
                probability: if own > 0.0 { both / own } else { 0.0 },
                standard_error: math::sqrt(smoothed * (1.0 - smoothed) / (own + 1.0)),
            });
        }
    }
    let mean_correlation = if pairs.is_empty() { 0.0 } else { sum / pairs.len() as f64 };
    let further_crashes = if crashes > 0.0 { further / crashes } else { 0.0 };
    Ok(Contagion { alpha, horizon_hours: options.horizon_hours, pairs, mean_correlation, further_crashes, paths: options.paths })
}

/// Tells which of several assets move much more than they did: realised variance over the last 24 h above twice that over 720 h.
///
/// Its share is the measure that rises before clusters of liquidations where any does: in the record of Aave's liquidations from
/// 2021 to mid-2025 it tells the day before a cluster from other times better than chance, mean correlation and the absorption
/// ratio do not, and over plain volatility its lead is within the error; see `models/EVALUATION.md`. So read it as volatility
/// counted across assets, not as a warning of its own.
///
/// # Errors
/// Those of `forecast_bars`, for any asset; `length_mismatch`: no asset.
///
/// ```
/// use plimsoll::scenario::{FactorBars, stress_breadth};
/// use plimsoll::market::simulate_bars;
/// let mut bars = simulate_bars(1, 720, 1_749_999_600, 2_500.0, 0.2)?;
/// let calm = FactorBars { factor: "CALM".into(), bars: bars.clone() };
/// // The last day swings by 5 % an hour.
/// for (hour, row) in bars.chunks_mut(6).enumerate().skip(696) {
///     let swing = if hour % 2 == 0 { 1.0 } else { 1.05 };
///     row[1..5].iter_mut().for_each(|price| *price *= swing);
/// }
/// let found = stress_breadth(&[calm, FactorBars { factor: "WILD".into(), bars }])?;
/// assert_eq!((found.share, found.stressed), (0.5, vec!["WILD".to_string()]));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn stress_breadth(assets: &[FactorBars]) -> Result<StressBreadth, RiskError> {
    if assets.is_empty() {
        return Err(RiskError::length_mismatch("assets", "one asset at least", 0));
    }
    let mut stressed = Vec::new();
    for asset in assets {
        // Rows of the last 31 days are all that it reads.
        let kept = asset.bars.len().saturating_sub(31 * 24 * BAR_FIELDS) / BAR_FIELDS * BAR_FIELDS;
        let tracker = Tracker::from_bars(if asset.bars.len().is_multiple_of(BAR_FIELDS) {
            asset.bars.get(kept..).unwrap_or_default()
        } else {
            &asset.bars
        })?;
        let [_, _, _, day, _, _, _, month] = tracker.window().sums();
        let mean = |squares: f64, hours: u32| squares / f64::from(hours.max(1));
        if mean(day.squares, day.hours) > STRESS_RATIO * mean(month.squares, month.hours) {
            stressed.push(asset.factor.clone());
        }
    }
    Ok(StressBreadth { share: stressed.len() as f64 / assets.len() as f64, stressed })
}

/// How many paths each pair of factors crashed in, row by row of 8; on the diagonal those of one.
fn together<const N: usize>(
    joint: &JointForecast,
    alpha: f64,
    options: &ScenarioOptions,
) -> Result<[u32; MAX_FACTORS * MAX_FACTORS], RiskError>
where
    Widths: Width<N>,
{
    let hours = math::ceil(options.horizon_hours) as usize;
    let board = Board::<N>::new(joint, &Solvency::falling(joint, hours), options)?;
    let mut depths = [0.0f64; N];
    for (depth, factor) in depths.iter_mut().zip(&joint.factors) {
        *depth = math::exp(-Law::new(&factor.forecast)?.drawdown_quantile(alpha, options.horizon_hours)?);
    }
    // The displacement at which each price is at its depth, per stretch: the tables fall with the displacement.
    let barriers: Vec<[f32x4; N]> = board
        .reaches
        .iter()
        .map(|reaches| {
            core::array::from_fn(|place| {
                f32x4::splat(reaches.get(place).zip(depths.get(place)).map_or(f32::MAX, |(reach, depth)| displacement(reach, *depth)))
            })
        })
        .collect();
    let mut crashes = Crashes {
        barriers: &barriers,
        hours,
        starts: board.stretches().map(|hours| hours.start).collect(),
        fallen: [0; 4],
        counts: [0; MAX_FACTORS * MAX_FACTORS],
    };
    for ((regime, first, paths), mix) in parts(&board.regimes, options).into_iter().zip(&board.mixes) {
        let hour = |sigma: &[f32; N]| Hour::new(sigma.map(|sigma| sigma * regime.volatility), f32::MIN);
        let walked: Vec<Stretch<N>> = board
            .stretches()
            .take(stretches(hours))
            .map(|hours| Stretch {
                hours: board.sigmas.get(hours).unwrap_or_default().iter().map(hour).collect(),
                weights: [1.0; N],
                floors: [0.0; N],
            })
            .collect();
        walk(stream(options.seed, Stream::Paths), first, paths, mix, &walked, &mut crashes);
    }
    Ok(crashes.counts)
}

/// Where a falling table reaches a price; beyond every displacement where it does not.
fn displacement(reach: &Reach, price: f64) -> f32 {
    let mut before: Option<(f64, f64)> = None;
    for (at, there) in reach.knots() {
        if there <= price {
            let from = before.unwrap_or((at, there));
            let share = if from.1 > there { (from.1 - price) / (from.1 - there) } else { 0.0 };
            return (from.0 + (at - from.0) * share) as f32;
        }
        before = Some((at, there));
    }
    f32::MAX
}

/// Which factors of four paths have fallen so far.
struct Crashes<'a, const N: usize> {
    barriers: &'a [[f32x4; N]],
    hours: usize,
    starts: Vec<usize>,
    /// One bit per factor and lane.
    fallen: [u8; 4],
    counts: [u32; MAX_FACTORS * MAX_FACTORS],
}

impl<const N: usize> Watch<N> for Crashes<'_, N> {
    fn look(&mut self, (stretch, within): (usize, usize), mask: u32, y: &[f32x4; N], _: &[f32x4; N]) -> u32 {
        let hour = self.starts.get(stretch).copied().unwrap_or_default() + within;
        if hour == 0 {
            self.fallen = [0; 4];
        }
        let Some(barriers) = self.barriers.get(stretch) else { return 0 };
        for (factor, (y, barrier)) in y.iter().zip(barriers).enumerate() {
            let over = y.simd_gt(*barrier).to_bitmask();
            for (lane, fallen) in self.fallen.iter_mut().enumerate() {
                *fallen |= ((over >> lane & 1) as u8) << factor;
            }
        }
        if hour + 1 == self.hours {
            for (_, fallen) in self.fallen.iter().enumerate().filter(|(lane, fallen)| mask >> lane & 1 == 1 && **fallen != 0) {
                for (place, count) in self.counts.iter_mut().enumerate() {
                    let both = 1u8 << (place / MAX_FACTORS) | 1u8 << (place % MAX_FACTORS);
                    *count += u32::from(fallen & both == both);
                }
            }
        }
        0
    }
}
