//! First passages in parts: for whoever has other things to do meanwhile, or may want to stop.

use super::board::Column;
use super::calibration::pilot_paths;
use super::course::Counting;
use super::factor::Factor;
use super::joint::JointForecast;
use super::joint_passage::{alone, drivers, prepare, several};
use super::options::{self, ScenarioOptions};
use super::outcome::FirstPassage;
use super::passage::OneFactor;
use super::pilot::{ordinary, regimes};
use super::solvency::Solvency;
use super::tally::{Tally, certain};
use crate::account::{Account, PriceDirection};
use crate::error::RiskError;
use crate::units::within;
use crate::volatility::Forecast;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A first passage on its way: `first_passage` or `joint_first_passage`, in as many parts as one likes.
///
/// Done, it has the bits of the one call, however it was cut. Before that it tells what the paths so far say, with the standard error
/// of so few.
///
/// ```
/// use plimsoll::account::PriceDirection;
/// use plimsoll::scenario::{FirstPassageRun, ScenarioOptions, first_passage};
/// use plimsoll::{market::simulate_bars, volatility::forecast_bars};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let options = ScenarioOptions { seed: 1, paths: 20_000, horizon_hours: 24.0 };
/// let mut run = FirstPassageRun::new(&forecast, 0.1, PriceDirection::Fall, &options)?;
/// while run.advance(4_000)? < 1.0 {
///     assert!(run.result().is_none_or(|so_far| so_far.paths < 20_000 && so_far.standard_error > 0.0));
/// }
/// assert_eq!(run.result(), Some(first_passage(&forecast, 0.1, PriceDirection::Fall, &options)?));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub struct FirstPassageRun {
    options: ScenarioOptions,
    /// The factors that bear on the account.
    names: Vec<String>,
    /// How it ends where no path is needed.
    certain: Option<bool>,
    ready: Option<Ready>,
    course: Option<Box<dyn Counting>>,
}

/// A joint walk whose factors are being made ready, one after another.
struct Ready {
    solvency: Solvency,
    joint: JointForecast,
    columns: Vec<Column>,
}

impl FirstPassageRun {
    /// Starts what `first_passage` answers.
    ///
    /// # Errors
    /// Those of `first_passage`.
    pub fn new(forecast: &Forecast, distance: f64, direction: PriceDirection, options: &ScenarioOptions) -> Result<Self, RiskError> {
        options::check(options)?;
        within("distance", distance, 0.0, f64::MAX, "pass the log distance to the boundary, 0 or more")?;
        let factor = Factor::new(forecast, ordinary(), options)?;
        if distance == 0.0 {
            return Ok(Self::empty(options, Vec::new(), Some(true)));
        }
        let calibration = factor.side(direction)?;
        let course = OneFactor::new(&factor, &calibration, &ordinary(), options, |_| Some(distance), calibration.variance(distance))?;
        Ok(Self { course: Some(Box::new(course)), ..Self::empty(options, Vec::new(), None) })
    }

    /// Starts what `joint_first_passage` answers.
    ///
    /// # Errors
    /// Those of `joint_first_passage`, but for what only preparing a factor shows.
    pub fn joint(account: &Account, joint: &JointForecast, options: &ScenarioOptions) -> Result<Self, RiskError> {
        let (solvency, liquidatable) = prepare(account, joint, options)?;
        let names = solvency.factors.iter().filter_map(|factor| joint.factors.get(*factor)).map(|known| known.factor.clone()).collect();
        let certain = if liquidatable { Some(true) } else { solvency.untouchable().then_some(false) };
        let ready = certain.is_none().then(|| Ready { solvency, joint: joint.clone(), columns: Vec::new() });
        Ok(Self { ready, ..Self::empty(options, names, certain) })
    }

    fn empty(options: &ScenarioOptions, names: Vec<String>, certain: Option<bool>) -> Self {
        Self { options: options.clone(), names, certain, ready: None, course: None }
    }

    /// Walks at most so many paths more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// The first calls of a joint run walk no path: each makes one price factor ready, which counts as its pilot's paths.
    ///
    /// # Errors
    /// Those of the forecasts.
    pub fn advance(&mut self, paths: u32) -> Result<f64, RiskError> {
        if let Some(ready) = &mut self.ready {
            if let Some(course) = ready.advance(&self.options)? {
                (self.ready, self.course) = (None, Some(course));
            }
        } else if let Some(course) = &mut self.course {
            course.advance(paths);
        }
        Ok(self.done())
    }

    fn done(&self) -> f64 {
        if self.certain.is_some() {
            return 1.0;
        }
        let pilots = |count: usize| f64::from(pilot_paths(self.options.paths)) * count as f64;
        let ready = pilots(self.ready.as_ref().map_or(self.names.len(), |ready| ready.columns.len()));
        (ready + f64::from(self.walked())) / (pilots(self.names.len()) + f64::from(self.options.paths))
    }

    /// Returns how many paths it has walked.
    #[must_use]
    pub fn walked(&self) -> u32 {
        self.course.as_ref().map_or(0, |course| course.walked())
    }

    /// Returns the answer of the paths so far, whose number is its `paths`; nothing before the first of them.
    #[must_use]
    pub fn result(&self) -> Option<FirstPassage> {
        if let Some(passed) = self.certain {
            return Some(certain(passed, &self.options, drivers(&self.names, &[])));
        }
        let course = self.course.as_ref().filter(|course| course.walked() > 0)?;
        let horizon_hours = self.options.horizon_hours;
        let tally = course.tally();
        let probability = f64::from(tally.by(horizon_hours)) / f64::from(course.walked());
        let shares = drivers(&self.names, &course.by_factor(horizon_hours));
        Some(tally.answer(course.walked(), horizon_hours, course.variance(probability), shares))
    }

    /// Goes to the end; with the passages by the minute where paths were drawn.
    pub(crate) fn finish(mut self) -> Result<(FirstPassage, Option<Tally>), RiskError> {
        loop {
            self.advance(u32::MAX)?;
            // The call that walks a path walks all of them.
            if let Some(answer) = self.result() {
                return Ok((answer, self.course.map(Counting::into_tally)));
            }
        }
    }
}

impl Ready {
    /// Makes one factor ready; with the last of them, the walk.
    fn advance(&mut self, options: &ScenarioOptions) -> Result<Option<Box<dyn Counting>>, RiskError> {
        let (regimes, place) = (regimes(&self.joint.regimes), self.columns.len());
        let known = self.solvency.factors.get(place).and_then(|factor| self.joint.factors.get(*factor));
        if let ([_], Some(known), Some(direction)) = (&self.solvency.factors[..], known, self.solvency.harm(0)) {
            return alone(&known.forecast, direction, &self.solvency, &regimes, options).map(Some);
        }
        if let Some(known) = known {
            self.columns.push(Column::new(&known.forecast, regimes, &self.solvency, place, options)?);
            if self.columns.len() < self.solvency.factors.len() {
                return Ok(None);
            }
        }
        Ok(Some(several(core::mem::take(&mut self.solvency), &self.joint, core::mem::take(&mut self.columns), options)))
    }
}
