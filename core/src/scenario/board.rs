//! Everything a joint walk needs, made once: volatilities, factors of the correlations, price tables.

use super::calibration::{CALIBRATED_HOURS, stretches};
use super::factor::Factor;
use super::joint::JointForecast;
use super::matrix::cholesky;
use super::options::ScenarioOptions;
use super::own_part::{Shared, settle};
use super::pilot::{Regime, regimes};
use super::reach::Reach;
use super::solvency::{Row, Solvency};
use super::within_hour::signed;
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::math;
use crate::volatility::Forecast;
use alloc::vec::Vec;

/// A joint walk of at most `N` factors; those that are missing stand still.
pub(crate) struct Board<const N: usize> {
    pub regimes: [Regime; 3],
    /// Volatility of each hour, by factor.
    pub sigmas: Vec<[f32; N]>,
    /// Cholesky factors of the correlations of harmful displacements, per regime.
    pub mixes: [[[f32; N]; N]; 3],
    /// Price tables of each stretch, by factor.
    pub reaches: Vec<[Reach; N]>,
    /// Where the factors go together when they harm, per stretch.
    pub leans: Vec<[f64; N]>,
    /// How well the pilots know a probability.
    pub pilots: Pilots,
}

/// What one factor brings to a board.
pub(crate) struct Column {
    /// Volatility of each hour.
    sigmas: Vec<f32>,
    /// 1 where a fall harms, −1 where a rise does.
    sign: f64,
    /// Price tables, and sizes of a rare move that harms, of each stretch.
    table: Vec<Reach>,
    sizes: Vec<f64>,
    kept: Vec<(f64, f64)>,
}

impl Column {
    /// Walks the factor's pilot and reads it.
    ///
    /// # Errors
    /// Those of the forecast.
    pub fn new(
        forecast: &Forecast,
        regimes: [Regime; 3],
        solvency: &Solvency,
        place: usize,
        options: &ScenarioOptions,
    ) -> Result<Self, RiskError> {
        let factor = Factor::new(forecast, regimes, options)?;
        let count = stretches(math::ceil(options.horizon_hours) as usize);
        let direction = direction(solvency, place);
        let (fall, rise) = (factor.side(PriceDirection::Fall)?, factor.side(PriceDirection::Rise)?);
        let (harm, help) = if direction == PriceDirection::Fall { (&fall, &rise) } else { (&rise, &fall) };
        let table = (0..count).map(|stretch| Reach::new(harm, help, direction, stretch)).collect::<Result<_, _>>()?;
        let sizes = (0..count).map(|stretch| harm.quantile(stretch, 0.05)).collect::<Result<_, _>>()?;
        let kept = KEPT.map(|alpha| Ok((alpha, harm.variance(harm.quantile(count.saturating_sub(1), alpha)?))));
        let kept = kept.into_iter().collect::<Result<Vec<_>, RiskError>>()?;
        let sign = if direction == PriceDirection::Fall { 1.0 } else { -1.0 };
        Ok(Self { sigmas: factor.sigmas, sign, table, sizes, kept })
    }
}

/// Variance of each pilot's share at some probabilities, falling.
#[derive(Clone)]
pub(crate) struct Pilots(Vec<Vec<(f64, f64)>>);

impl Pilots {
    /// Of each factor, the variances at `KEPT`.
    pub(super) fn new(kept: Vec<Vec<(f64, f64)>>) -> Self {
        Self(kept)
    }

    /// Variance of a probability that comes from the pilots: the largest of the factors'.
    pub fn variance(&self, probability: f64) -> f64 {
        let of = |kept: &Vec<(f64, f64)>| kept.iter().find(|kept| kept.0 <= probability).or(kept.last()).map_or(0.0, |kept| kept.1);
        self.0.iter().map(of).fold(0.0, f64::max)
    }
}

/// Probabilities at which the pilots' variances are kept.
pub(super) const KEPT: [f64; 8] = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.002, 0.0005];

impl<const N: usize> Board<N> {
    /// # Errors
    /// Those of the forecasts.
    pub fn new(joint: &JointForecast, solvency: &Solvency, options: &ScenarioOptions) -> Result<Self, RiskError> {
        let regimes = regimes(&joint.regimes);
        let mut columns = Vec::with_capacity(N);
        for (place, forecast) in solvency.factors.iter().filter_map(|factor| joint.factors.get(*factor)).enumerate() {
            columns.push(Column::new(&forecast.forecast, regimes, solvency, place, options)?);
        }
        Ok(Self::of(columns, joint, solvency, options))
    }

    /// From the columns of the account's factors, in order.
    pub fn of(columns: Vec<Column>, joint: &JointForecast, solvency: &Solvency, options: &ScenarioOptions) -> Self {
        let hours = math::ceil(options.horizon_hours) as usize;
        let count = stretches(hours);
        let mut sigmas = alloc::vec![[0.0; N]; hours];
        for (place, column) in columns.iter().enumerate() {
            for (row, sigma) in sigmas.iter_mut().zip(&column.sigmas) {
                row.iter_mut().skip(place).take(1).for_each(|slot| *slot = *sigma);
            }
        }
        let directions: Vec<f64> = columns.iter().map(|column| column.sign).collect();
        let (ordinary, stressed) =
            (signed(joint, &joint.correlation, solvency, &directions), signed(joint, &joint.stress_correlation, solvency, &directions));
        let leans = (0..count).map(|stretch| lean(&stressed, solvency, &columns, stretch)).collect();
        let (mut tables, mut kept) = (Vec::with_capacity(N), Vec::with_capacity(N));
        for column in columns {
            tables.push(column.table.into_iter());
            kept.push(column.kept);
        }
        let reaches = (0..count)
            .map(|_| {
                let mut row = tables.iter_mut().map(Iterator::next);
                core::array::from_fn(|_| row.next().flatten().unwrap_or_else(Reach::idle))
            })
            .collect();
        let (ordinary, stressed) = (mix(&ordinary, directions.len()), mix(&stressed, directions.len()));
        let regimes = regimes(&joint.regimes);
        Self { regimes, sigmas, mixes: [ordinary, ordinary, stressed], reaches, leans, pilots: Pilots(kept) }
    }

    /// Takes the prices of the account together within each hour, and says what each factor shares with the others.
    pub fn settle(&mut self, joint: &JointForecast, solvency: &Solvency) -> Shared {
        let sign = |place: usize| if direction(solvency, place) == PriceDirection::Fall { 1.0 } else { -1.0 };
        let signs: Vec<f64> = (0..solvency.factors.len()).map(sign).collect();
        settle(joint, solvency, &signs, self.reaches.iter_mut().map(|reaches| &mut reaches[..]))
    }

    /// The hours (from 0) of each stretch.
    pub fn stretches(&self) -> impl Iterator<Item = core::ops::Range<usize>> + '_ {
        let hours = self.sigmas.len();
        let ends = CALIBRATED_HOURS.into_iter().map(usize::from);
        [0].into_iter().chain(ends.clone()).zip(ends).map(move |(from, to)| from..to.min(hours)).take(self.reaches.len())
    }
}

/// The way that harms: by what the factor's price moves now, or at the end where that is nothing.
pub(super) fn direction(solvency: &Solvency, place: usize) -> PriceDirection {
    let net = |row: Option<&Row>| row.map_or(0.0, |row| row.net(place));
    let now = net(solvency.rows.first());
    let tells = if now == 0.0 { net(solvency.rows.last()) } else { now };
    if tells < 0.0 { PriceDirection::Rise } else { PriceDirection::Fall }
}

pub(super) fn mix<const N: usize>(matrix: &[f64], count: usize) -> [[f32; N]; N] {
    // A part of a correlation matrix is one.
    let factor = cholesky(matrix, count).unwrap_or_default();
    let mut rows = factor.chunks(count.max(1));
    core::array::from_fn(|_| {
        let mut row = rows.next().unwrap_or_default().iter();
        core::array::from_fn(|_| row.next().map_or(0.0, |value| *value as f32))
    })
}

/// Per factor, how far it moves in its own units where the account loses most likely: `Σ_b ρ_ab · size_b`.
fn lean<const N: usize>(correlation: &[f64], solvency: &Solvency, columns: &[Column], stretch: usize) -> [f64; N] {
    let count = columns.len();
    let losses: Vec<f64> = columns
        .iter()
        .enumerate()
        .map(|(factor, column)| {
            let net = solvency.rows.first().map_or(0.0, |row| row.net(factor));
            column.sizes.get(stretch).copied().unwrap_or_default() * math::abs(net)
        })
        .collect();
    let total: f64 = losses.iter().sum();
    let mut rows = correlation.chunks(count.max(1));
    core::array::from_fn(|_| {
        let row = rows.next()?.iter().zip(&losses).map(|(correlation, loss)| correlation * loss).sum::<f64>();
        Some(if total > 0.0 { (row / total).max(0.05) } else { 1.0 })
    })
    .map(|lean: Option<f64>| lean.unwrap_or(0.0))
}
