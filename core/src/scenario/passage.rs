//! First passage of one price through a distance.

use super::calibration::{CALIBRATED_HOURS, Calibration, NEVER};
use super::course::{Counting, Course};
use super::factor::Factor;
use super::options::ScenarioOptions;
use super::outcome::FirstPassage;
use super::pilot::{Regime, Stream, stream};
use super::run::FirstPassageRun;
use super::tally::Tally;
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::math;
use crate::volatility::Forecast;
use alloc::boxed::Box;
use alloc::vec::Vec;
use plimsoll_kernels::walk::lanes::next;
use plimsoll_kernels::walk::{Hour, Stretch, Watch};
use wide::f32x4;

/// Simulates when a price first passes a distance, and answers with the chance, its error and the hitting times.
///
/// ```text
/// y += σ(hour) · v · s · n        n normal, s of tail index 4 per hour, v the regime's volatility per path
/// ```
///
/// The walk has the forecast's volatility in each hour, heavy-tailed innovations (a slash distribution) and a regime per path. At
/// 1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 480, 720 and 768 hours its barrier is set by a pilot of a
/// sixth as many paths, 2,048 to 16,384, such that the probability agrees with `drawdown_probability` or `runup_probability`
/// within `standard_error`, which holds the pilot's error too. Between those hours it lies below the law, the more the rarer: by up to
/// 0.36 of the law's under 2 hours, 0.25 under 6 and 0.2 beyond, as measured at 5 and 1 %. Where quantiles of several levels lie within
/// a few percent of each other (a price that all but stands still, flagged `VolatilityOutsideTraining`) the law is a step, and the walk
/// may say several times its probability or a fraction of it: ask the law there.
///
/// The same seed and paths give the same walk at every horizon and distance: the probability falls with the distance and rises with the
/// horizon, and `curve` is what shorter horizons would answer.
///
/// - `distance`: `|ln(boundary / price)|`, 0 or more. At 0 the probability is 1 and no path is drawn.
/// - `direction`: which way the boundary lies.
///
/// # Errors
/// `not_finite`, `out_of_range` (distance below 0, no path or more than 10,000,000, a horizon outside [1, 768] h), and those of a
/// forecast that no model made.
///
/// ```
/// use plimsoll::account::PriceDirection;
/// use plimsoll::scenario::{default_scenario_options, first_passage};
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let distance = drawdown_quantile(&forecast, 0.05, 24.0)?;
/// let passage = first_passage(&forecast, distance, PriceDirection::Fall, &default_scenario_options())?;
/// assert!((passage.probability - 0.05).abs() < 4.0 * passage.standard_error && passage.standard_error < 0.003);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn first_passage(
    forecast: &Forecast,
    distance: f64,
    direction: PriceDirection,
    options: &ScenarioOptions,
) -> Result<FirstPassage, RiskError> {
    Ok(FirstPassageRun::new(forecast, distance, direction, options)?.finish()?.0)
}

/// The walk of one factor towards a distance.
pub(crate) struct OneFactor {
    course: Course<1, Passage>,
    variance: f64,
}

impl OneFactor {
    /// The distance may differ from hour to hour: passed at 0 and below, never where there is `None`. `variance` is that of the barriers.
    ///
    /// # Errors
    /// Those of the law.
    pub fn new(
        factor: &Factor,
        calibration: &Calibration<'_>,
        regimes: &[Regime; 3],
        options: &ScenarioOptions,
        distance: impl Fn(usize) -> Option<f64>,
        variance: f64,
    ) -> Result<Self, RiskError> {
        let hours = math::ceil(options.horizon_hours) as usize;
        let passage = Passage { tally: Tally::new(hours), barriers: barriers(calibration, hours, distance)? };
        let rows: Vec<(f32, f32)> = factor.sigmas.iter().copied().zip(passage.barriers.iter().copied()).collect();
        let stretches = |regime: &Regime| {
            let hours = rows.iter().map(|(sigma, barrier)| Hour::new([sigma * regime.volatility], *barrier)).collect();
            alloc::vec![Stretch { hours, weights: [1.0], floors: [0.0] }]
        };
        Ok(Self { course: Course::new(options, regimes, [[[1.0]]; 3], stretches, passage), variance })
    }
}

impl Counting for OneFactor {
    fn advance(&mut self, paths: u32) {
        self.course.advance(paths);
    }

    fn walked(&self) -> u32 {
        self.course.walked()
    }

    fn tally(&self) -> &Tally {
        &self.course.watch.tally
    }

    fn by_factor(&self, horizon_hours: f64) -> Vec<u32> {
        alloc::vec![self.tally().by(horizon_hours)]
    }

    fn variance(&self, _: f64) -> f64 {
        self.variance
    }

    fn into_tally(self: Box<Self>) -> Tally {
        self.course.watch.tally
    }
}

/// The displacement to pass in each hour.
fn barriers(calibration: &Calibration<'_>, hours: usize, distance: impl Fn(usize) -> Option<f64>) -> Result<Vec<f32>, RiskError> {
    let mut barriers = Vec::with_capacity(hours);
    for (stretch, end) in CALIBRATED_HOURS.into_iter().enumerate() {
        let from = barriers.len();
        let (mut known, mut barrier) = (None, NEVER);
        for hour in from..usize::from(end).min(hours) {
            let distance = distance(hour);
            if hour == from || distance != known {
                barrier = match distance {
                    Some(distance) if distance > 0.0 => calibration.barrier(stretch, distance)?,
                    Some(_) => -NEVER,
                    None => NEVER,
                };
                known = distance;
            }
            barriers.push(barrier as f32);
        }
    }
    Ok(barriers)
}

/// How many paths each regime gets: each path draws its own.
pub(crate) fn parts(regimes: &[Regime; 3], options: &ScenarioOptions) -> [(Regime, u32, u32); 3] {
    let [calm, normal, stressed] = *regimes;
    let mut state = stream(options.seed, Stream::Regimes);
    let (mut calms, mut normals) = (0, 0);
    for _ in 0..options.paths {
        let uniform = (next(&mut state) >> 11) as f64 / 9_007_199_254_740_992.0;
        if uniform < calm.probability {
            calms += 1;
        } else if uniform < calm.probability + normal.probability {
            normals += 1;
        }
    }
    [(calm, 0, calms), (normal, calms, normals), (stressed, calms + normals, options.paths - calms - normals)]
}

struct Passage {
    tally: Tally,
    barriers: Vec<f32>,
}

impl Watch<1> for Passage {
    #[cold]
    #[inline(never)]
    fn look(&mut self, (_, hour): (usize, usize), mask: u32, [y]: &[f32x4; 1], [step]: &[f32x4; 1]) -> u32 {
        let barrier = f64::from(self.barriers.get(hour).copied().unwrap_or_default());
        for (lane, (y, step)) in y.to_array().into_iter().zip(step.to_array()).enumerate() {
            if mask >> lane & 1 == 1 {
                let (y, step) = (f64::from(y), f64::from(step));
                // A straight line through the hour; a barrier that came nearer with the hour is passed as it opens.
                let left = barrier - (y - step);
                self.tally.count(hour, if left > 0.0 { left / step } else { 0.0 });
            }
        }
        mask
    }
}
