//! The forecast of a pegged asset, in the same record as every other.

use super::mixture::{EverydayFall, quantiles};
use super::model::{PegKind, PegSide, PeggedWeights};
use super::state::PegState;
use super::weights::PEGGED_WEIGHTS;
use crate::error::RiskError;
use crate::math;
use crate::units::HOURS_PER_YEAR;
use crate::volatility::forecast::{Forecast, ForecastFlag, HorizonForecast};
use crate::volatility::model::ANCHORS;
use crate::volatility::tail::LEVELS;
use crate::volatility::window::WINDOW_HOURS;
use alloc::vec::Vec;

/// Bounds of the log of a total variance: they only keep every forecast positive and finite.
const LOG_VARIANCE_BOUNDS: (f64, f64) = (-30.0, 8.0);

/// Shortfall at which the interval is that of a broken peg.
const STRESSED: f64 = 0.05;

/// `LEVELS`, the ones between them that follow the bend from the everyday spread to the depeg, and the rarer ones of a depeg within hours.
const PEG_LEVELS: [f64; 18] = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5, 5e-6, 2e-6, 1e-6];

/// Forecasts an asset that is held to an anchor: a stablecoin in its currency, a staked or wrapped token in its underlying.
///
/// Everything that reads a forecast reads this one, the advice included: for a loop of stETH against ETH, give the stETH legs a
/// factor of their own, leave the factor of the ETH legs out, and quote both in ETH.
///
/// - `prices`: flat rows of ts, price, oldest first, 720 hours or more of them; ts in seconds UTC, the time at which the price
///   was observed, evenly spaced or not; the price in units of the anchor, so that par is 1 (in [0.001, 1000]). The price of a
///   token that accrues is divided by the rate at which it redeems (wstETH, rETH; not stETH).
/// - `kind`: what holds the peg; it sets how often the peg breaks.
///
/// The quantiles mix an everyday spread, scaled to the asset's own past, with a depeg whose rate and size are pooled over past
/// depegs: they do not shrink in calm, and they rise while the price stands below par. The variance is that of days on which the
/// peg holds; a depeg is in the quantiles alone. Few pegs have broken: the rarest quantile is known to a factor
/// of about two at par and of ten below it, as its spread says, and pegs that nobody recorded are not in it. The forecast carries the flag `pegged`.
///
/// Its levels are closer than those of other forecasts and go on to 1e-6, which a depeg within hours or a day needs. At each level the
/// quantile is the mixture's. Between two, where the everyday spread ends and the depeg begins, a straight line of logs lies below the
/// mixture: at the model's horizons the probability of a fall of 1 % is at least half of what the depeg alone makes it, of 3 % 0.6, of
/// 5 % 0.8, of 8 % and more 0.9.
///
/// # Errors
/// `length_mismatch` (not 2 values per row); `not_enough_history` without a row; `not_finite`, `out_of_range`; `unordered_bars`.
///
/// ```
/// use plimsoll::volatility::{PegKind, drawdown_probability, pegged_forecast};
/// let quiet: Vec<f64> = (0..721).flat_map(|hour| [1.75e9 + 3_600.0 * f64::from(hour), 1.0 - 0.0001 * f64::from(hour % 2)]).collect();
/// let forecast = pegged_forecast(&quiet, PegKind::Stablecoin)?;
/// let depeg = drawdown_probability(&forecast, 0.05, 168.0)?;
/// assert!(depeg > 1e-4 && depeg < 1e-2);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn pegged_forecast(prices: &[f64], kind: PegKind) -> Result<Forecast, RiskError> {
    let state = PegState::new(prices, &PEGGED_WEIGHTS.prior)?;
    Ok(pegged_forecast_with(&PEGGED_WEIGHTS, &state, kind))
}

/// Makes the forecast with the given weights; the shipped ones are used by `pegged_forecast`.
///
/// ```
/// use plimsoll::volatility::{PEGGED_WEIGHTS, PegKind, PegState, pegged_forecast, pegged_forecast_with};
/// let prices = [0.0, 1.0, 3_600.0, 0.999];
/// let state = PegState::new(&prices, &PEGGED_WEIGHTS.prior)?;
/// let made = pegged_forecast_with(&PEGGED_WEIGHTS, &state, PegKind::WrappedToken);
/// assert_eq!(made, pegged_forecast(&prices, PegKind::WrappedToken)?);
/// assert_eq!((made.price, made.history_hours), (0.999, 1));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[must_use]
pub fn pegged_forecast_with(weights: &PeggedWeights, state: &PegState, kind: PegKind) -> Forecast {
    let mut horizons: Vec<HorizonForecast> = Vec::with_capacity(ANCHORS.len());
    let stress = (state.worst_shortfall / STRESSED).min(1.0);
    for (position, (anchor, variance)) in ANCHORS.into_iter().zip(weights.variances(state)).enumerate() {
        let hours = f64::from(anchor);
        let scale = everyday_scale(state, variance);
        let side = |side: &PegSide, pull: f64, shorter: Option<&[f64]>| {
            let factors = side.everyday.get(position).copied().unwrap_or_default();
            quantiles(&PEG_LEVELS, &EverydayFall::new(&factors, scale, pull), &side.jump, (kind, state, hours), shorter)
        };
        let spread = |side: &PegSide| {
            let both = side.spread.iter().zip(&side.stressed_spread);
            let stressing = |(calm, stressed): (&f64, &f64)| calm + (stressed - calm) * stress;
            let known = both.clone().nth(position);
            // One law of the depeg holds for every horizon: it is known as the widest of the rarest quantiles is, which are its own.
            let depeg = both.filter_map(|(calm, stressed)| calm.last().zip(stressed.last())).map(stressing).fold(0.0, f64::max);
            let of = |level: &f64| {
                // Between two levels the rarer one's, which is the less well known.
                let rarer = LEVELS.iter().position(|known| known <= level);
                known.zip(rarer).and_then(|((calm, stressed), at)| calm.get(at).zip(stressed.get(at))).map_or(depeg, stressing)
            };
            PEG_LEVELS.iter().map(of).collect()
        };
        let before = horizons.last();
        horizons.push(HorizonForecast {
            horizon_hours: hours,
            variance,
            sigma_annual: math::sqrt(variance / hours * HOURS_PER_YEAR),
            drawdown: side(&weights.drawdown, state.above, before.map(|shorter| shorter.drawdown.as_slice())),
            runup: side(&weights.runup, state.below, before.map(|shorter| shorter.runup.as_slice())),
            drawdown_spread: spread(&weights.drawdown),
            runup_spread: spread(&weights.runup),
        });
    }
    Forecast {
        model: weights.provenance.stamp(),
        as_of: state.as_of,
        price: state.price,
        history_hours: state.history_hours,
        levels: PEG_LEVELS.to_vec(),
        horizons,
        flags: flags(weights, state),
    }
}

/// The unit of the everyday quantiles: between the month's spread and the horizon's volatility, because a price that returns to
/// its anchor goes no further in a month than in a day, while one that has just begun to move does.
#[must_use]
pub(super) fn everyday_scale(state: &PegState, variance: f64) -> f64 {
    math::sqrt(math::exp(state.log_range) * math::sqrt(variance))
}

impl PeggedWeights {
    /// Total variance over each anchor horizon while the peg holds, nondecreasing in the horizon.
    #[must_use]
    pub fn variances(&self, state: &PegState) -> [f64; ANCHORS.len()] {
        let mut variances = [0.0; ANCHORS.len()];
        let mut shorter = 0.0;
        for ((variance, anchor), coefficients) in variances.iter_mut().zip(ANCHORS).zip(&self.variance) {
            let log_hourly = coefficients.iter().zip(&state.features).fold(0.0, |sum, (coefficient, feature)| sum + coefficient * feature);
            let log_total = (log_hourly + math::ln(f64::from(anchor))).clamp(LOG_VARIANCE_BOUNDS.0, LOG_VARIANCE_BOUNDS.1);
            shorter = math::exp(log_total).max(shorter);
            *variance = shorter;
        }
        variances
    }
}

fn flags(weights: &PeggedWeights, state: &PegState) -> Vec<ForecastFlag> {
    let outside = state.log_range < weights.log_range_bounds.0 || state.log_range > weights.log_range_bounds.1;
    let missing = (state.history_hours - state.observed_hours) * 20 > state.history_hours;
    [
        (true, ForecastFlag::Pegged),
        (state.history_hours < WINDOW_HOURS, ForecastFlag::ShortHistory),
        (missing, ForecastFlag::MissingBars),
        (outside, ForecastFlag::VolatilityOutsideTraining),
        (state.as_of > weights.provenance.valid_until, ForecastFlag::ModelExpired),
    ]
    .into_iter()
    .filter_map(|(raised, flag)| raised.then_some(flag))
    .collect()
}
