//! First passage of an account whose prices move together.

use super::board::{Board, Column, Pilots};
use super::course::{Counting, Course};
use super::factor::Factor;
use super::forecast::check_joint;
use super::joint::{JointForecast, MAX_FACTORS};
use super::options::{self, ScenarioOptions};
use super::outcome::{FactorShare, FirstPassage};
use super::own_part::Shared;
use super::passage::OneFactor;
use super::pilot::Regime;
use super::reach::Reach;
use super::run::FirstPassageRun;
use super::screen::Screen;
use super::solvency::{Row, Solvency};
use super::tally::Tally;
use crate::account::{Account, PriceDirection, account_health};
use crate::error::RiskError;
use crate::math;
use crate::volatility::Forecast;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use plimsoll_kernels::walk::{Hour, Stretch, Watch, Width, Widths};
use wide::f32x4;

/// Simulates when an account first meets its venue's liquidation rule, its prices moving together.
///
/// ```text
/// Σ collateral_i · threshold_i · x_i(t) < Σ debt_j · x_j(t)      x = price over price now, 1 for pegged legs
/// ```
///
/// Each factor walks as in `first_passage`, its marginal made to agree with its own forecast. What they share: a regime per path
/// (calm, normal, stressed), which scales every factor's volatility, and correlations that are those of stress in the stressed
/// regime; and a heavy-tailed scale per hour, so that jumps come to all of them at once. Interest accrues by the hour. Each price
/// is taken at its worst of the hour where it harms; where it helps, at no better than the hour ends. What several prices do within
/// an hour beyond its end adds up as their correlation has it: a collateral is not at its low when the debt is at its high. What harms
/// one price beyond what the others tell of it, their displacements weighted by correlation and by what each moves of the account, is
/// stretched to the tail of its own law only in part (`JointWeights::unstretched`): a common crash stretches them together.
///
/// An account that is liquidatable already has probability 1, one that no price and no interest liquidates 0, both without a
/// path. `drivers` says which factor's move had cost most when the account was liquidated. The prices are those in the legs:
/// to allow for an oracle's deviation move them first, and add its delay to the horizon.
///
/// # Errors
/// - Those of `account_health`, of the forecasts and of the options.
/// - `length_mismatch`: no factor, or a matrix that is not one row per factor of one value per factor.
/// - `duplicate`: two factors of one name; `unknown`: a leg's factor is not in the joint forecast.
/// - `out_of_range`: more than 8 factors, forecasts more than a day apart, probabilities that do not sum to 1, or a matrix that is no
///   positive definite correlation matrix.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::scenario::{FactorForecast, JointForecast, RegimeProbabilities, ScenarioOptions, joint_first_passage};
/// use plimsoll::{market::simulate_bars, volatility::forecast_bars};
/// let leg = |asset: &str, side, amount: f64, price, threshold: f64, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let forecast = |seed| forecast_bars(&simulate_bars(seed, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None);
/// let joint = JointForecast {
///     factors: vec![
///         FactorForecast { factor: "ETH".into(), forecast: forecast(7)? },
///         FactorForecast { factor: "BTC".into(), forecast: forecast(8)? },
///     ],
///     correlation: vec![1.0, 0.7, 0.7, 1.0],
///     stress_correlation: vec![1.0, 0.9, 0.9, 1.0],
///     regimes: RegimeProbabilities { calm: 0.5, normal: 0.4, stressed: 0.1 },
/// };
/// let account = Account {
///     legs: vec![
///         leg("ETH", LegSide::Collateral, 4.0, 2_500.0, 0.8, Some("ETH")),
///         leg("BTC", LegSide::Collateral, 0.1, 100_000.0, 0.8, Some("BTC")),
///         leg("USDC", LegSide::Debt, 14_000.0, 1.0, 1.0, None),
///     ],
///     liquidatable: None,
/// };
/// let passage = joint_first_passage(&account, &joint, &ScenarioOptions { seed: 1, paths: 20_000, horizon_hours: 24.0 })?;
/// assert!(passage.probability > 0.001 && passage.probability < 0.05);
/// assert!((passage.drivers.iter().map(|driver| driver.share).sum::<f64>() - 1.0).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn joint_first_passage(account: &Account, joint: &JointForecast, options: &ScenarioOptions) -> Result<FirstPassage, RiskError> {
    Ok(passage(account, joint, options)?.0)
}

/// The answer, with the passages by the minute where paths were drawn.
pub(crate) fn passage(
    account: &Account,
    joint: &JointForecast,
    options: &ScenarioOptions,
) -> Result<(FirstPassage, Option<Tally>), RiskError> {
    FirstPassageRun::joint(account, joint, options)?.finish()
}

/// Checks, and the account by the hour with its verdict.
pub(crate) fn prepare(account: &Account, joint: &JointForecast, options: &ScenarioOptions) -> Result<(Solvency, bool), RiskError> {
    options::check(options)?;
    let verdict = account_health(account)?;
    check_joint(joint)?;
    Ok((Solvency::new(account, joint, math::ceil(options.horizon_hours) as usize)?, verdict.liquidatable))
}

/// The walk of an account with one factor that harms one way.
///
/// # Errors
/// Those of the forecast.
pub(crate) fn alone(
    forecast: &Forecast,
    direction: PriceDirection,
    solvency: &Solvency,
    regimes: &[Regime; 3],
    options: &ScenarioOptions,
) -> Result<Box<dyn Counting>, RiskError> {
    let factor = Factor::new(forecast, *regimes, options)?;
    let calibration = factor.side(direction)?;
    let distance = |hour: usize| boundary(solvency.rows.get(hour + 1)?, direction);
    let last = distance(solvency.rows.len().saturating_sub(2)).unwrap_or(f64::MAX);
    Ok(Box::new(OneFactor::new(&factor, &calibration, regimes, options, distance, calibration.variance(last))?))
}

/// Log distance to the boundary of an account with one factor; 0 or below beyond it, `None` where there is none.
fn boundary(row: &Row, direction: PriceDirection) -> Option<f64> {
    let (pegged, net) = (row.pegged(), row.net(0));
    match direction {
        PriceDirection::Fall if net > 0.0 && pegged < 0.0 => Some(0.0 - math::ln(-pegged / net)),
        PriceDirection::Rise if net < 0.0 && pegged > 0.0 => Some(math::ln(-pegged / net)),
        _ => (pegged + net < 0.0).then_some(0.0),
    }
}

/// The share of the passages that each factor drove.
pub(crate) fn drivers(names: &[String], passages: &[u32]) -> Vec<FactorShare> {
    let all: u32 = passages.iter().sum();
    let share = |place: usize| passages.get(place).map_or(0.0, |count| f64::from(*count) / f64::from(all.max(1)));
    names.iter().enumerate().map(|(place, name)| FactorShare { factor: name.clone(), share: share(place) }).collect()
}

/// The walk of the smallest size that holds the factors.
pub(crate) fn several(solvency: Solvency, joint: &JointForecast, columns: Vec<Column>, options: &ScenarioOptions) -> Box<dyn Counting> {
    match columns.len() {
        0..=2 => Box::new(Several::<2>::new(solvency, joint, columns, options)),
        3 => Box::new(Several::<3>::new(solvency, joint, columns, options)),
        4 => Box::new(Several::<4>::new(solvency, joint, columns, options)),
        _ => Box::new(Several::<MAX_FACTORS>::new(solvency, joint, columns, options)),
    }
}

/// The walk of an account with several factors.
struct Several<const N: usize> {
    course: Course<N, Passage<N>>,
    pilots: Pilots,
}

impl<const N: usize> Several<N>
where
    Widths: Width<N>,
{
    fn new(solvency: Solvency, joint: &JointForecast, columns: Vec<Column>, options: &ScenarioOptions) -> Self {
        let mut board = Board::<N>::of(columns, joint, &solvency, options);
        let shared = board.settle(joint, &solvency);
        let bounds: Vec<_> = board.stretches().collect();
        let screens: Vec<Screen<N>> = bounds
            .iter()
            .zip(board.reaches.iter().zip(&board.leans))
            .map(|(hours, (reaches, lean))| Screen::new(&worst(&solvency.rows, hours.clone()), reaches, lean))
            .collect();
        let stretches = |regime: &Regime| {
            let hour = |sigma: &[f32; N], screen: &Screen<N>| Hour::new(sigma.map(|sigma| sigma * regime.volatility), screen.threshold);
            let stretch = |(hours, screen): (&Range<usize>, &Screen<N>)| Stretch {
                hours: board.sigmas.get(hours.clone()).unwrap_or_default().iter().map(|sigma| hour(sigma, screen)).collect(),
                weights: screen.weights,
                floors: screen.floors,
            };
            bounds.iter().zip(&screens).map(stretch).collect()
        };
        let passage = Passage {
            tally: Tally::new(board.sigmas.len()),
            passages: [0; MAX_FACTORS],
            reaches: board.reaches,
            shared,
            starts: bounds.iter().map(|hours| hours.start).collect(),
            one_sided: solvency.one_sided(),
            rows: solvency.rows,
            horizon_minutes: options.horizon_hours * 60.0,
        };
        Self { course: Course::new(options, &board.regimes, board.mixes, stretches, passage), pilots: board.pilots }
    }
}

impl<const N: usize> Counting for Several<N>
where
    Widths: Width<N>,
{
    fn advance(&mut self, paths: u32) {
        self.course.advance(paths);
    }

    fn walked(&self) -> u32 {
        self.course.walked()
    }

    fn tally(&self) -> &Tally {
        &self.course.watch.tally
    }

    fn by_factor(&self, _: f64) -> Vec<u32> {
        self.course.watch.passages.to_vec()
    }

    fn variance(&self, probability: f64) -> f64 {
        self.pilots.variance(probability)
    }

    fn into_tally(self: Box<Self>) -> Tally {
        self.course.watch.tally
    }
}

/// Of each sum what is worst from the hour before a stretch to its end.
fn worst(rows: &[Row], hours: Range<usize>) -> Row {
    let mut rows = rows.get(hours.start..=hours.end).unwrap_or_default().iter();
    let first = rows.next().copied().unwrap_or_default();
    rows.fold(first, |mut worst, row| {
        worst.counted_pegged = worst.counted_pegged.min(row.counted_pegged);
        worst.debt_pegged = worst.debt_pegged.max(row.debt_pegged);
        worst.counted.iter_mut().zip(row.counted).for_each(|(worst, counted)| *worst = worst.min(counted));
        worst.debt.iter_mut().zip(row.debt).for_each(|(worst, debt)| *worst = worst.max(debt));
        worst
    })
}

/// The closer look: the account at mapped prices.
struct Passage<const N: usize> {
    tally: Tally,
    passages: [u32; MAX_FACTORS],
    reaches: Vec<[Reach; N]>,
    shared: Shared,
    starts: Vec<usize>,
    rows: Vec<Row>,
    /// No price both helps and harms: what `harshest` leaves safe is safe.
    one_sided: bool,
    horizon_minutes: f64,
}

impl<const N: usize> Watch<N> for Passage<N> {
    #[cold]
    #[inline(never)]
    fn look(&mut self, (stretch, within): (usize, usize), mask: u32, y: &[f32x4; N], step: &[f32x4; N]) -> u32 {
        let hour = self.starts.get(stretch).copied().unwrap_or_default() + within;
        let (Some(reaches), Some(before), Some(after)) = (self.reaches.get(stretch), self.rows.get(hour), self.rows.get(hour + 1)) else {
            return 0;
        };
        let (now, steps) = (y.map(f32x4::to_array), step.map(f32x4::to_array));
        let mut done = 0;
        for lane in 0..4 {
            if mask >> lane & 1 == 0 {
                continue;
            }
            let at = |values: &[[f32; 4]; N]| values.map(|lanes| lanes.into_iter().nth(lane).unwrap_or_default());
            let here = at(&now);
            if self.one_sided && after.margin(harshest(reaches, &here)) >= 0.0 {
                continue;
            }
            let prices = priced(reaches, &self.shared, &here);
            let margin = after.margin(prices);
            if margin >= 0.0 {
                continue;
            }
            done |= 1 << lane;
            let mut there = here;
            there.iter_mut().zip(at(&steps)).for_each(|(y, step)| *y -= step);
            let left = before.margin(priced(reaches, &self.shared, &there));
            let share = if left > 0.0 { left / (left - margin) } else { 0.0 };
            self.tally.count(hour, share);
            if (hour as f64 + share) * 60.0 <= self.horizon_minutes {
                let losses = prices.into_iter().enumerate().map(|(place, price)| after.net(place) * (1.0 - price));
                let most = losses.enumerate().fold((0, f64::MIN), |most, loss| if loss.1 > most.1 { loss } else { most });
                self.passages.iter_mut().skip(most.0).take(1).for_each(|count| *count += 1);
            }
        }
        done
    }
}

/// Prices at displacements by the tables alone, of which none is milder than that of `priced`.
pub(crate) fn harshest<const N: usize>(reaches: &[Reach; N], displacements: &[f32; N]) -> [f64; N] {
    let mut prices = [1.0; N];
    for ((price, reach), displacement) in prices.iter_mut().zip(reaches).zip(displacements) {
        *price = f64::from(reach.price(*displacement));
    }
    prices
}

/// Prices at displacements.
pub(crate) fn priced<const N: usize>(reaches: &[Reach; N], shared: &Shared, displacements: &[f32; N]) -> [f64; N] {
    let mut prices = [1.0; N];
    for (place, (price, reach)) in prices.iter_mut().zip(reaches).enumerate() {
        *price = f64::from(shared.price(place, reach, displacements));
    }
    prices
}
