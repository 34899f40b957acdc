//! The models to beat, all refitted on the same training rows.

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::grid::{Grid, HOUR};
use crate::losses::upper_quantile;
use plimsoll::volatility::{ANCHORS, GarchFit, GarchLaw, HarCoefficients, LogHarCoefficients, garch_fit};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, Normal};
use std::collections::BTreeMap;

/// An asset with fewer training rows takes the pooled fit of its venue.
const OWN_ROWS: usize = 700;

/// An asset with fewer daily returns before the split takes the venue's mean GARCH parameters.
const OWN_DAYS: usize = 250;

/// RiskMetrics' decay of daily squared returns.
const DECAY: f64 = 0.94;

/// Days whose mean square starts the smoothing.
const SMOOTHING_START: usize = 30;

/// Below this mean square a logarithm stops.
const STILL: f64 = 1e-12;

/// Variance baselines, in the order of the tables.
pub const VARIANCE: [&str; 4] = ["har", "loghar", "ewma94", "garch_t"];

/// Tail baselines; the last is not a candidate for the best.
pub const TAIL: [&str; 4] = ["static", "v30emp", "v7emp", "gauss"];

/// Side of a tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Worst fall.
    Drawdown,
    /// Worst rise.
    Runup,
}

/// Forecasts of the variance over an anchor horizon for test rows, one vector per baseline of `VARIANCE`.
#[must_use]
pub fn variances(data: &Dataset, daily: &Daily, train: &[&Row], test: &[&Row], anchor: usize) -> [Vec<f64>; VARIANCE.len()] {
    let days = ANCHORS[anchor] / 24;
    let rows = |rows: &[&Row]| -> Vec<([f64; 3], f64)> { rows.iter().filter_map(|row| Some((row.past, hourly(row, anchor)?))).collect() };
    let har = grouped(data, train, |of| HarCoefficients::from_rows(&rows(of)));
    let loghar = grouped(data, train, |of| LogHarCoefficients::from_rows(&rows(of)));
    let hours = f64::from(ANCHORS[anchor]);
    [
        test.iter().map(|row| har.of(data, row).as_ref().map_or(f64::NAN, |fit| fit.hourly(row.past) * hours)).collect(),
        test.iter().map(|row| loghar.of(data, row).as_ref().map_or(f64::NAN, |fit| fit.hourly(row.past) * hours)).collect(),
        test.iter().map(|row| daily.at(row).map_or(f64::NAN, |day| day.ewma * f64::from(days))).collect(),
        test.iter().map(|row| daily.at(row).map_or(f64::NAN, |day| day.garch.total(day.garch_next, days))).collect(),
    ]
}

/// Quantiles exceeded with probability `alpha` for test rows, one vector per baseline of `TAIL`.
#[must_use]
pub fn quantiles(data: &Dataset, train: &[&Row], test: &[&Row], anchor: usize, side: Side, alpha: f64) -> [Vec<f64>; TAIL.len()] {
    let realised = |row: &Row| row.targets[anchor].map(|target| if side == Side::Drawdown { target.drawdown } else { target.runup });
    let hours = f64::from(ANCHORS[anchor]);
    let sigma = |row: &Row, window: usize| (row.past[window].max(STILL) * hours).sqrt();
    let unconditional =
        grouped(data, train, |rows| upper_quantile(&mut rows.iter().filter_map(|row| realised(row)).collect::<Vec<_>>(), alpha));
    let scaled = |window: usize| {
        by_venue(data, train, |rows| {
            let mut ratios: Vec<f64> = rows.iter().filter_map(|row| Some(realised(row)? / sigma(row, window))).collect();
            upper_quantile(&mut ratios, alpha)
        })
    };
    let (month, week) = (scaled(2), scaled(1));
    let reflection = Normal::standard().inverse_cdf(1.0 - 0.5 * alpha);
    let venue = |row: &Row| data.members[row.series].venue;
    [
        test.iter().map(|row| *unconditional.of(data, row)).collect(),
        test.iter().map(|row| month.get(&venue(row)).map_or(f64::NAN, |factor| factor * sigma(row, 2))).collect(),
        test.iter().map(|row| week.get(&venue(row)).map_or(f64::NAN, |factor| factor * sigma(row, 1))).collect(),
        test.iter().map(|row| reflection * sigma(row, 2)).collect(),
    ]
}

/// A fit per asset with enough rows, and one per venue for the rest.
struct Grouped<T> {
    own: BTreeMap<usize, T>,
    pooled: BTreeMap<Venue, T>,
}

impl<T> Grouped<T> {
    fn of(&self, data: &Dataset, row: &Row) -> &T {
        self.own.get(&row.series).unwrap_or_else(|| &self.pooled[&data.members[row.series].venue])
    }
}

fn by_venue<T>(data: &Dataset, train: &[&Row], fit: impl Fn(&[&Row]) -> T) -> BTreeMap<Venue, T> {
    let mut venues: BTreeMap<Venue, Vec<&Row>> = BTreeMap::new();
    for row in train {
        venues.entry(data.members[row.series].venue).or_default().push(row);
    }
    venues.into_iter().map(|(venue, rows)| (venue, fit(&rows))).collect()
}

fn grouped<T>(data: &Dataset, train: &[&Row], fit: impl Fn(&[&Row]) -> T) -> Grouped<T> {
    let mut series: BTreeMap<usize, Vec<&Row>> = BTreeMap::new();
    for row in train {
        series.entry(row.series).or_default().push(row);
    }
    let own = series.into_iter().filter(|(_, rows)| rows.len() >= OWN_ROWS).map(|(one, rows)| (one, fit(&rows))).collect();
    Grouped { own, pooled: by_venue(data, train, fit) }
}

/// Realised variance per hour after a row.
fn hourly(row: &Row, anchor: usize) -> Option<f64> {
    row.targets[anchor].map(|target| target.variance / f64::from(ANCHORS[anchor]))
}

/// What the daily baselines say at one UTC midnight.
#[derive(Clone, Debug)]
pub struct DayForecast {
    /// Smoothed variance per day.
    pub ewma: f64,
    /// Model of the asset.
    pub garch: GarchFit,
    /// Its variance of the next day.
    pub garch_next: f64,
}

/// Daily baselines of every series, at every midnight from the split on.
#[derive(Debug, Default)]
pub struct Daily(BTreeMap<(usize, u32), DayForecast>);

impl Daily {
    /// Fits on the days that end before `until`, filters every later day.
    #[must_use]
    pub fn new(data: &Dataset, until: u32) -> Self {
        let returns: Vec<Vec<(u32, f64)>> = data.grids.par_iter().map(daily_returns).collect();
        let fits: Vec<Option<GarchFit>> = returns
            .par_iter()
            .map(|days| {
                let past: Vec<f64> = days.iter().filter(|(end, _)| *end < until).map(|(_, r)| *r).collect();
                if past.len() < OWN_DAYS { None } else { garch_fit(&past, GarchLaw::StudentT).ok() }
            })
            .collect();
        let mut out = BTreeMap::new();
        for (series, days) in returns.iter().enumerate() {
            let Some(garch) = fits[series].clone().or_else(|| mean_fit(data, &fits, data.members[series].venue)) else { continue };
            let squares: Vec<f64> = days.iter().map(|(_, r)| r * r).collect();
            let start = &days[..days.len().min(SMOOTHING_START)];
            let mut ewma = start.iter().map(|(_, r)| r * r).sum::<f64>() / start.len().max(1) as f64;
            for ((end, r), garch_next) in days.iter().zip(garch.variances(&squares).skip(1)) {
                ewma = DECAY * ewma + (1.0 - DECAY) * r * r;
                if *end >= until {
                    out.insert((series, *end), DayForecast { ewma, garch: garch.clone(), garch_next });
                }
            }
        }
        Self(out)
    }

    fn at(&self, row: &Row) -> Option<&DayForecast> {
        // A day without a bar has no return of its own: the day before speaks.
        self.0.range((row.series, row.ts.saturating_sub(3 * 86_400))..=(row.series, row.ts)).next_back().map(|(_, day)| day)
    }
}

/// Mean parameters of a venue; its constant is the mean of the fitted long-run variances.
fn mean_fit(data: &Dataset, fits: &[Option<GarchFit>], venue: Venue) -> Option<GarchFit> {
    let of_venue = data.members.iter().zip(fits).filter(|(member, _)| member.venue == venue && !member.pegged);
    let fitted: Vec<&GarchFit> = of_venue.filter_map(|(_, fit)| fit.as_ref()).filter(|fit| fit.alpha + fit.beta < 0.995).collect();
    let mean = |of: fn(&GarchFit) -> f64| fitted.iter().map(|fit| of(fit)).sum::<f64>() / fitted.len() as f64;
    let (alpha, beta) = (mean(|fit| fit.alpha), mean(|fit| fit.beta));
    let level = mean(|fit| fit.omega / (1.0 - fit.alpha - fit.beta));
    (!fitted.is_empty()).then_some(GarchFit {
        omega: level * (1.0 - alpha - beta),
        alpha,
        beta,
        nu: None,
        // It was not fitted to any returns.
        log_likelihood: f64::NAN,
        converged: false,
    })
}

/// Log returns between UTC midnights, each with the midnight that ends it; a day without a single bar is left out.
fn daily_returns(grid: &Grid) -> Vec<(u32, f64)> {
    const DAY: u32 = 86_400;
    let first = grid.start.div_ceil(DAY) * DAY;
    let end = grid.start + grid.hours() as u32 * HOUR;
    let mut before: Option<f64> = None;
    let mut out = Vec::new();
    for midnight in (first..=end).step_by(DAY as usize) {
        let Some(closed) = grid.closed(midnight) else { continue };
        let close = grid.close[closed - 1];
        if let Some(before) = before
            && grid.real_between(closed.saturating_sub(24), closed) > 0
        {
            out.push((midnight, (close / before).ln()));
        }
        before = Some(close);
    }
    out
}
