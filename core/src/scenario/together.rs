//! First passages of several accounts on the same paths: the prices of a path are the same for all of them.

use super::board::{KEPT, Pilots, direction, mix};
use super::calibration::{CALIBRATED_HOURS, pilot_paths, stretches};
use super::course::Course;
use super::factor::Factor;
use super::joint::{JointForecast, MAX_FACTORS};
use super::joint_passage::prepare;
use super::options::ScenarioOptions;
use super::outcome::FirstPassage;
use super::own_part::settle;
use super::pilot::{Regime, regimes};
use super::reach::Reach;
use super::solvency::Solvency;
use super::table::{Player, Table};
use crate::account::{Account, PriceDirection};
use crate::error::RiskError;
use crate::math;
use alloc::boxed::Box;
use alloc::vec::Vec;
use plimsoll_kernels::walk::{Hour, Stretch, Width, Widths};

/// First passages of several accounts on the same paths.
pub(crate) struct Together {
    /// Of any of them.
    pub any: FirstPassage,
    /// Of each, and the probability that it is the first.
    pub each: Vec<(FirstPassage, f64)>,
}

/// The walk of all factors of some accounts, each account watched on every path; in as many parts as one likes.
///
/// The walk is that of `joint_first_passage` over the factors in the order in which the accounts name them, a displacement above 0 being
/// a fall; an account that a rise harms reads it with the other sign. An account that is liquidated stays so, and changes nothing for
/// the others.
pub(crate) struct TogetherRun {
    joint: JointForecast,
    options: ScenarioOptions,
    /// The factors that bear on the accounts, and those that are ready.
    factors: Vec<usize>,
    made: Vec<Factor>,
    /// The accounts, and those that are ready, until the walk has them.
    prepared: Vec<(Solvency, Option<bool>)>,
    players: Vec<Player>,
    course: Option<Box<dyn Watched>>,
}

impl TogetherRun {
    /// # Errors
    /// Those of `joint_first_passage`, but for what only preparing a factor shows.
    pub fn new(accounts: &[Account], joint: &JointForecast, options: &ScenarioOptions) -> Result<Self, RiskError> {
        let mut factors: Vec<usize> = Vec::new();
        let mut prepared = Vec::with_capacity(accounts.len());
        for account in accounts {
            let (solvency, liquidatable) = prepare(account, joint, options)?;
            let certain = if liquidatable { Some(true) } else { solvency.untouchable().then_some(false) };
            if certain.is_none() {
                let new = solvency.factors.iter().filter(|factor| !factors.contains(factor)).copied().collect::<Vec<_>>();
                factors.extend(new);
            }
            prepared.push((solvency, certain));
        }
        let (joint, options) = (joint.clone(), options.clone());
        Ok(Self { joint, options, factors, made: Vec::new(), prepared, players: Vec::new(), course: None })
    }

    /// Makes one factor or one account ready; when all are, walks at most so many paths. Returns the share of the work that is done.
    ///
    /// # Errors
    /// Those of the forecasts.
    pub fn advance(&mut self, paths: u32) -> Result<f64, RiskError> {
        let whole = self.paths();
        if let Some(course) = &mut self.course {
            course.advance(paths.min(whole));
        } else if let Some(factor) = self.factors.get(self.made.len()).and_then(|factor| self.joint.factors.get(*factor)) {
            self.made.push(Factor::new(&factor.forecast, regimes(&self.joint.regimes), &self.options)?);
        } else if let Some((solvency, certain)) = self.prepared.get_mut(self.players.len()) {
            let hours = math::ceil(self.options.horizon_hours) as usize;
            self.players.push(player(&self.joint, solvency, *certain, &self.factors, &self.made, hours)?);
        }
        if self.course.is_none() && self.players.len() == self.prepared.len() {
            self.course = Some(self.course());
        }
        Ok(self.done())
    }

    fn done(&self) -> f64 {
        let pilot = f64::from(pilot_paths(self.options.paths));
        let parts = |factors: usize, accounts: usize| pilot * (factors + accounts) as f64;
        let ready = if self.course.is_some() { self.prepared.len() } else { self.players.len() };
        let done = parts(self.made.len(), ready) + f64::from(self.walked());
        let all = parts(self.factors.len(), self.prepared.len()) + f64::from(self.paths());
        if all > 0.0 { done / all } else { 1.0 }
    }

    pub fn walked(&self) -> u32 {
        self.course.as_ref().map_or(0, |course| course.walked())
    }

    /// Paths to walk: none where every account is certain.
    fn paths(&self) -> u32 {
        if self.prepared.iter().any(|(_, certain)| certain.is_none()) { self.options.paths } else { 0 }
    }

    /// What the paths so far say; nothing before the first of them.
    pub fn result(&self) -> Option<Together> {
        let course = self.course.as_ref().filter(|course| course.walked() > 0 || self.paths() == 0)?;
        Some(course.table().answers(&self.joint, &self.options, course.walked()))
    }

    fn course(&mut self) -> Box<dyn Watched> {
        match self.factors.len() {
            0..=2 => Box::new(self.course_of::<2>()),
            3 => Box::new(self.course_of::<3>()),
            4 => Box::new(self.course_of::<4>()),
            _ => Box::new(self.course_of::<MAX_FACTORS>()),
        }
    }

    fn course_of<const N: usize>(&mut self) -> Course<N, Table>
    where
        Widths: Width<N>,
    {
        let Self { joint, options, factors, made, .. } = self;
        let hours = math::ceil(options.horizon_hours) as usize;
        let sigmas =
            |hour: usize| core::array::from_fn(|place| made.get(place).and_then(|one| one.sigmas.get(hour)).copied().unwrap_or(0.0));
        let sigmas: Vec<[f32; N]> = (0..hours).map(sigmas).collect();
        let part = |matrix: &[f64]| mix::<N>(&rows_of(matrix, joint.factors.len(), factors), factors.len());
        let (ordinary, stressed) = (part(&joint.correlation), part(&joint.stress_correlation));
        let stretches = |regime: &Regime| {
            let hour = |sigma: &[f32; N]| Hour::new(sigma.map(|sigma| sigma * regime.volatility), f32::MIN);
            let stretch = |(from, to)| Stretch {
                hours: sigmas.get(from..to).unwrap_or_default().iter().map(hour).collect(),
                weights: [1.0; N],
                floors: [0.0; N],
            };
            bounds(hours).map(stretch).collect()
        };
        let table = Table::new(core::mem::take(&mut self.players), hours, options);
        Course::new(options, &regimes(&joint.regimes), [ordinary, ordinary, stressed], stretches, table)
    }
}

/// A course of any number of factors, on which several accounts are watched.
trait Watched: Send {
    fn advance(&mut self, paths: u32);

    fn walked(&self) -> u32;

    fn table(&self) -> &Table;
}

impl<const N: usize> Watched for Course<N, Table>
where
    Widths: Width<N>,
{
    fn advance(&mut self, paths: u32) {
        Course::advance(self, paths);
    }

    fn walked(&self) -> u32 {
        Course::walked(self)
    }

    fn table(&self) -> &Table {
        &self.watch
    }
}

/// The hours of each stretch, from the first to before the last.
pub(super) fn bounds(hours: usize) -> impl Iterator<Item = (usize, usize)> {
    let ends = CALIBRATED_HOURS.into_iter().map(usize::from);
    [0].into_iter().chain(ends.clone()).zip(ends).map(move |(from, to)| (from, to.min(hours))).take(stretches(hours))
}

/// Part of a matrix, in another order.
fn rows_of(matrix: &[f64], width: usize, factors: &[usize]) -> Vec<f64> {
    let cell = |row: &usize, column: &usize| matrix.get(row * width + column).copied().unwrap_or_default();
    factors.iter().flat_map(|row| factors.iter().map(move |column| cell(row, column))).collect()
}

/// An account with its tables. On an error it is left as it was.
fn player(
    joint: &JointForecast,
    solvency: &mut Solvency,
    certain: Option<bool>,
    factors: &[usize],
    made: &[Factor],
    hours: usize,
) -> Result<Player, RiskError> {
    let count = stretches(hours);
    let (mut places, mut tables, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let known = solvency.factors.iter().enumerate().filter(|_| certain.is_none());
    for (own, factor) in known {
        let found = factors.iter().position(|one| one == factor);
        let Some((place, factor)) = found.and_then(|place| Some((place, made.get(place)?))) else { continue };
        let way = direction(solvency, own);
        let (fall, rise) = (factor.side(PriceDirection::Fall)?, factor.side(PriceDirection::Rise)?);
        let (harm, help) = if way == PriceDirection::Fall { (&fall, &rise) } else { (&rise, &fall) };
        places.push((place, if way == PriceDirection::Fall { 1.0 } else { -1.0 }));
        tables.push((0..count).map(|stretch| Reach::new(harm, help, way, stretch)).collect::<Result<Vec<_>, _>>()?);
        let variances = KEPT.map(|alpha| Ok((alpha, harm.variance(harm.quantile(count.saturating_sub(1), alpha)?))));
        kept.push(variances.into_iter().collect::<Result<Vec<_>, RiskError>>()?);
    }
    let mut columns: Vec<_> = tables.into_iter().map(Vec::into_iter).collect();
    let mut reaches: Vec<Vec<Reach>> = (0..count).map(|_| columns.iter_mut().filter_map(Iterator::next).collect()).collect();
    let signs: Vec<f64> = places.iter().map(|(_, sign)| f64::from(*sign)).collect();
    let shared = settle(joint, solvency, &signs, reaches.iter_mut().map(Vec::as_mut_slice));
    Ok(Player { solvency: core::mem::take(solvency), certain, places, reaches, shared, pilots: Pilots::new(kept) })
}
