//! The models to beat, all refitted on the same training rows.

use crate::bars::Venue;
use crate::dataset::{Dataset, Row};
use crate::garch::Garch;
use crate::grid::{Grid, HOUR};
use crate::losses::upper_quantile;
use ndarray::{Array1, Array2};
use plimsoll::volatility::ANCHORS;
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
    let har = regressions(data, train, anchor, fit_har);
    let loghar = regressions(data, train, anchor, fit_loghar);
    let hours = f64::from(ANCHORS[anchor]);
    [
        test.iter().map(|row| har.of(data, row).har(row) * hours).collect(),
        test.iter().map(|row| loghar.of(data, row).loghar(row) * hours).collect(),
        test.iter().map(|row| daily.at(row).map_or(f64::NAN, |day| day.ewma * f64::from(days))).collect(),
        test.iter().map(|row| daily.at(row).map_or(f64::NAN, |day| day.garch.sum(day.garch_next, days) / 1e4)).collect(),
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

/// A heterogeneous autoregression: three slopes after the intercept, and the floor or the smearing factor.
struct Har {
    slopes: [f64; 4],
    last: f64,
}

impl Har {
    fn har(&self, row: &Row) -> f64 {
        let [day, week, month] = row.past;
        dot(&self.slopes, &[1.0, day, week, month]).max(self.last)
    }

    fn loghar(&self, row: &Row) -> f64 {
        let [day, week, month] = row.past.map(|past| past.max(STILL).ln());
        dot(&self.slopes, &[1.0, day, week, month]).exp() * self.last
    }
}

fn regressions(data: &Dataset, train: &[&Row], anchor: usize, fit: fn(&[&Row], usize) -> Har) -> Grouped<Har> {
    grouped(data, train, |rows| fit(rows, anchor))
}

fn hourly(row: &Row, anchor: usize) -> f64 {
    row.targets[anchor].map_or(f64::NAN, |target| target.variance / f64::from(ANCHORS[anchor]))
}

fn fit_har(rows: &[&Row], anchor: usize) -> Har {
    let points = rows.iter().map(|row| (row.past, hourly(row, anchor)));
    Har { slopes: least_squares(points), last: rows.iter().map(|row| hourly(row, anchor)).fold(f64::INFINITY, f64::min) }
}

fn fit_loghar(rows: &[&Row], anchor: usize) -> Har {
    let slopes = least_squares(rows.iter().map(|row| (row.past.map(|past| past.max(STILL).ln()), hourly(row, anchor).ln())));
    let mut model = Har { slopes, last: 1.0 };
    model.last = rows.iter().map(|row| hourly(row, anchor) / model.loghar(row)).sum::<f64>() / rows.len() as f64;
    model
}

/// Ordinary least squares with an intercept, by the normal equations of scaled columns.
fn least_squares(points: impl Iterator<Item = ([f64; 3], f64)> + Clone) -> [f64; 4] {
    let scale = points.clone().fold([f64::MIN_POSITIVE; 3], |scale, (x, _)| std::array::from_fn(|i| scale[i].max(x[i].abs())));
    let (mut gram, mut right) = (Array2::<f64>::zeros((4, 4)), Array1::<f64>::zeros(4));
    for (x, y) in points {
        let row = [1.0, x[0] / scale[0], x[1] / scale[1], x[2] / scale[2]];
        for i in 0..4 {
            right[i] += row[i] * y;
            for j in 0..4 {
                gram[[i, j]] += row[i] * row[j];
            }
        }
    }
    let solution = crate::linear::solve(gram, right);
    [solution[0], solution[1] / scale[0], solution[2] / scale[1], solution[3] / scale[2]]
}

fn dot(a: &[f64; 4], b: &[f64; 4]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// What the daily baselines say at one UTC midnight.
#[derive(Clone, Copy, Debug)]
pub struct DayForecast {
    /// Smoothed variance per day.
    pub ewma: f64,
    /// Model of the asset, in percent².
    pub garch: Garch,
    /// Its variance of the next day, percent².
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
        let fits: Vec<Option<Garch>> = returns
            .par_iter()
            .map(|days| {
                let past: Vec<f64> = days.iter().filter(|(end, _)| *end < until).map(|(_, r)| 100.0 * r).collect();
                if past.len() < OWN_DAYS { None } else { Garch::fit(&past) }
            })
            .collect();
        let mut out = BTreeMap::new();
        for (series, days) in returns.iter().enumerate() {
            let Some(garch) = fits[series].or_else(|| mean_fit(data, &fits, data.members[series].venue)) else { continue };
            let percent: Vec<f64> = days.iter().map(|(_, r)| 100.0 * r).collect();
            let start = &days[..days.len().min(SMOOTHING_START)];
            let mut ewma = start.iter().map(|(_, r)| r * r).sum::<f64>() / start.len().max(1) as f64;
            for ((end, r), garch_next) in days.iter().zip(garch.variances(&percent).into_iter().skip(1)) {
                ewma = DECAY * ewma + (1.0 - DECAY) * r * r;
                if *end >= until {
                    out.insert((series, *end), DayForecast { ewma, garch, garch_next });
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
fn mean_fit(data: &Dataset, fits: &[Option<Garch>], venue: Venue) -> Option<Garch> {
    let of_venue = data.members.iter().zip(fits).filter(|(member, _)| member.venue == venue && !member.pegged);
    let fitted: Vec<Garch> = of_venue.filter_map(|(_, fit)| *fit).filter(|fit| fit.alpha + fit.beta < 0.995).collect();
    let mean = |of: fn(&Garch) -> f64| fitted.iter().map(of).sum::<f64>() / fitted.len() as f64;
    let (alpha, beta) = (mean(|fit| fit.alpha), mean(|fit| fit.beta));
    let level = mean(|fit| fit.omega / (1.0 - fit.alpha - fit.beta));
    (!fitted.is_empty()).then(|| Garch { omega: level * (1.0 - alpha - beta), alpha, beta, nu: mean(|fit| fit.nu) })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_recovers_a_plane() {
        let points = (0..40).map(|i| {
            let x = [f64::from(i) * 1e-5, f64::from(i * i % 17) * 1e-4, f64::from(i % 5) * 1e-3];
            (x, 2e-5 + 0.4 * x[0] + 0.3 * x[1] - 0.2 * x[2])
        });
        let found = least_squares(points);
        for (found, expected) in found.iter().zip([2e-5, 0.4, 0.3, -0.2]) {
            assert!((found - expected).abs() < 1e-10, "{found} is not {expected}");
        }
    }

    #[test]
    fn the_sum_of_garch_is_the_recursion() {
        let garch = Garch { omega: 0.1, alpha: 0.1, beta: 0.8, nu: 5.0 };
        assert!((garch.sum(2.0, 3) - (2.0 + 1.9 + 1.81)).abs() < 1e-12);
        assert_eq!(garch.sum(2.0, 1), 2.0);
    }
}
