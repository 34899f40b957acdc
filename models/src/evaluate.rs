//! Scores the model against its baselines on rows that it has not seen.

use crate::baselines::{self, Daily, Side};
use crate::dataset::{Dataset, Row};
use crate::lessons::Lessons;
use crate::losses::{Interval, block_bootstrap, christoffersen, diebold_mariano, kupiec, mean_by_time, pinball, qlike};
use crate::train::{PURGE_HOURS, training_rows};
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, FeatureGroup, HorizonForecast, LEVELS};
use std::collections::BTreeMap;

/// Horizons judged, as positions in the core's anchors: 24, 72 and 168 hours.
pub const JUDGED: [usize; 3] = [2, 3, 4];

/// Levels judged, as positions in the core's levels: 5, 1 and 0.1 %.
pub const TAIL_LEVELS: [usize; 3] = [2, 3, 4];

/// Both sides of the tail, with the names of the tables.
pub const SIDES: [(Side, &str); 2] = [(Side::Drawdown, "DD"), (Side::Runup, "RU")];

/// Training rows under which a group's baselines are not shown: beating them would prove nothing.
const THIN: usize = 2_000;

/// Seconds between test rows.
const DAY: u32 = 86_400;

/// One test row with what the model said.
pub struct Case<'a> {
    /// The row.
    pub row: &'a Row,
    /// One entry per anchor.
    pub made: Vec<HorizonForecast>,
    /// Variances of the nested model that reads the asset alone.
    pub own: [f64; ANCHORS.len()],
}

impl Case<'_> {
    fn quantile(&self, anchor: usize, side: Side, level: usize) -> f64 {
        let one = &self.made[anchor];
        if side == Side::Drawdown { one.drawdown[level] } else { one.runup[level] }
    }
}

/// What happened on one side.
#[must_use]
pub fn realised(row: &Row, anchor: usize, side: Side) -> f64 {
    row.targets[anchor].map_or(f64::NAN, |target| if side == Side::Drawdown { target.drawdown } else { target.runup })
}

/// A group of assets judged together.
pub struct Group {
    /// Heading.
    pub name: &'static str,
    /// Which members belong.
    pub holds: fn(&crate::dataset::Member) -> bool,
}

/// Weights learned before `from`, tried on the daily rows from then until `to`.
pub struct Trial<'a> {
    data: &'a Dataset,
    /// First test time; training rows end a week before.
    pub from: u32,
    cases: Vec<Case<'a>>,
    daily: Daily,
}

impl<'a> Trial<'a> {
    /// Forecasts the rows from `from` until `to` with weights learned before; with `daily`, fits the daily baselines too.
    ///
    /// # Errors
    /// Too few rows.
    pub fn new(lessons: &Lessons<'a>, from: u32, to: u32, daily: bool) -> Result<Self> {
        let (data, weights) = (lessons.data, lessons.before(from)?);
        let tested = data.rows.iter().filter(|row| row.ts >= from && row.ts < to && row.ts % DAY == 0);
        let cases = tested
            .map(|row| Case {
                row,
                made: weights.predict(&row.features, row.group),
                own: weights.variances(&row.features, FeatureGroup::Own),
            })
            .collect();
        let daily = if daily { Daily::new(data, from - PURGE_HOURS * 3_600) } else { Daily::default() };
        Ok(Self { data, from, cases, daily })
    }

    fn cases(&self, group: &Group, anchor: usize) -> (Vec<&Case<'a>>, usize) {
        let held: Vec<&Case<'a>> = self
            .cases
            .iter()
            .filter(|case| (group.holds)(&self.data.members[case.row.series]) && case.row.targets[anchor].is_some())
            .collect();
        let all = held.len();
        let moved: Vec<_> = held.into_iter().filter(|case| case.row.targets[anchor].is_some_and(|target| target.variance > 0.0)).collect();
        let dropped = all - moved.len();
        (moved, dropped)
    }

    fn training(&self, group: &Group, anchor: usize) -> Vec<&'a Row> {
        let hours = ANCHORS[anchor].max(PURGE_HOURS);
        let pegged = self.data.members.iter().any(|member| member.pegged && (group.holds)(member));
        if !pegged {
            return training_rows(self.data, self.from, anchor)
                .into_iter()
                .filter(|row| (group.holds)(&self.data.members[row.series]))
                .collect();
        }
        let fits = |row: &&Row| {
            (group.holds)(&self.data.members[row.series])
                && row.ts + hours * 3_600 <= self.from
                && row.targets[anchor].is_some_and(|target| target.variance > 0.0)
        };
        self.data.rows.iter().filter(fits).collect()
    }

    /// Whether a baseline of this group would be fitted on too few rows to be worth beating.
    #[must_use]
    pub fn thin(&self, group: &Group, anchor: usize) -> bool {
        self.training(group, anchor).len() < THIN
    }

    /// QLIKE of the model and of every variance baseline, row by row; absent where the group has no rows.
    #[must_use]
    pub fn variance(&self, group: &Group, anchor: usize) -> Option<VarianceScore<'a>> {
        let (cases, dropped) = self.cases(group, anchor);
        let training = self.training(group, anchor);
        if cases.is_empty() || training.is_empty() {
            return None;
        }
        let rows: Vec<&Row> = cases.iter().map(|case| case.row).collect();
        let loss = |row: &Row, forecast: f64| row.targets[anchor].map_or(f64::NAN, |target| qlike(target.variance, forecast));
        let model = cases.iter().map(|case| loss(case.row, case.made[anchor].variance)).collect();
        let own = cases.iter().map(|case| loss(case.row, case.own[anchor])).collect();
        let forecasts = baselines::variances(self.data, &self.daily, &training, &rows, anchor);
        let baselines = forecasts.map(|forecasts| rows.iter().zip(forecasts).map(|(row, forecast)| loss(row, forecast)).collect());
        Some(VarianceScore { rows, dropped, model, own, baselines })
    }

    /// Quantiles of the model and of every tail baseline, row by row.
    #[must_use]
    pub fn tail(&self, group: &Group, anchor: usize, side: Side, level: usize) -> Option<TailScore<'a>> {
        let (cases, _) = self.cases(group, anchor);
        let training = self.training(group, anchor);
        if cases.is_empty() || training.is_empty() {
            return None;
        }
        let rows: Vec<&Row> = cases.iter().map(|case| case.row).collect();
        let baselines = baselines::quantiles(self.data, &training, &rows, anchor, side, LEVELS[level]);
        Some(TailScore {
            alpha: LEVELS[level],
            realised: rows.iter().map(|row| realised(row, anchor, side)).collect(),
            model: cases.iter().map(|case| case.quantile(anchor, side, level)).collect(),
            rows,
            baselines,
        })
    }
}

/// Losses of variance forecasts on the same rows.
pub struct VarianceScore<'a> {
    /// The rows.
    pub rows: Vec<&'a Row>,
    /// Rows without a move, left out.
    pub dropped: usize,
    /// Loss of the model.
    pub model: Vec<f64>,
    /// Loss of the nested model that reads the asset alone.
    pub own: Vec<f64>,
    /// Loss of each baseline.
    pub baselines: [Vec<f64>; baselines::VARIANCE.len()],
}

/// Mean of the finite values.
#[must_use]
pub fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.filter(|value| value.is_finite()).fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / count
}

impl VarianceScore<'_> {
    /// Ratio of the model's loss to another on the rows that `keep` holds, where both exist.
    #[must_use]
    pub fn ratio(&self, other: &[f64], keep: impl Fn(&Row) -> bool) -> f64 {
        let both = || self.rows.iter().zip(&self.model).zip(other).filter(|((row, _), other)| other.is_finite() && keep(row));
        mean(both().map(|((_, model), _)| *model)) / mean(both().map(|(_, other)| *other))
    }

    /// The ratio of the model's loss to another with its block-bootstrap interval.
    #[must_use]
    pub fn interval(&self, other: &[f64]) -> Interval {
        let rows = self.rows.iter().zip(&self.model).zip(other).filter(|(_, other)| other.is_finite());
        block_bootstrap(rows.map(|((row, model), other)| (row.ts, *model, *other)))
    }

    /// Diebold–Mariano statistic against another, below 0 where the model is better.
    #[must_use]
    pub fn against(&self, other: &[f64], anchor: usize) -> f64 {
        let rows = self.rows.iter().zip(&self.model).zip(other).filter(|(_, other)| other.is_finite());
        let series = mean_by_time(rows.map(|((row, model), other)| (row.ts, model - other)));
        let lag = (ANCHORS[anchor] as usize / 24).max((series.len() as f64).cbrt().ceil() as usize);
        diebold_mariano(&series, lag)
    }
}

/// Quantiles on the same rows.
pub struct TailScore<'a> {
    /// The rows.
    pub rows: Vec<&'a Row>,
    /// Probability of exceedance.
    pub alpha: f64,
    /// What happened.
    pub realised: Vec<f64>,
    /// Quantile of the model.
    pub model: Vec<f64>,
    /// Quantile of each baseline.
    pub baselines: [Vec<f64>; baselines::TAIL.len()],
}

impl TailScore<'_> {
    /// Pinball loss of quantiles, row by row.
    pub fn losses<'s>(&'s self, quantiles: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        self.realised.iter().zip(quantiles).map(|(realised, quantile)| pinball(*realised, *quantile, self.alpha))
    }

    /// The best of static, v30emp and v7emp on these rows: its position.
    #[must_use]
    pub fn best(&self) -> usize {
        (0..3).min_by(|a, b| mean(self.losses(&self.baselines[*a])).total_cmp(&mean(self.losses(&self.baselines[*b])))).unwrap_or(0)
    }

    /// Loss of the model over that of a baseline, with its interval.
    #[must_use]
    pub fn ratio(&self, baseline: usize) -> Interval {
        let rows = self.rows.iter().zip(self.losses(&self.model)).zip(self.losses(&self.baselines[baseline]));
        block_bootstrap(rows.map(|((row, model), other)| (row.ts, model, other)))
    }

    /// Share of rows beyond the quantile, with its interval.
    #[must_use]
    pub fn hits(&self, quantiles: &[f64]) -> Interval {
        let rows = self.rows.iter().zip(&self.realised).zip(quantiles);
        block_bootstrap(rows.map(|((row, realised), quantile)| (row.ts, f64::from(u8::from(realised > quantile)), 1.0)))
    }

    /// Decision time and hit of the model, row by row.
    pub fn model_hits(&self) -> impl Iterator<Item = (u32, f64)> + '_ {
        self.rows
            .iter()
            .zip(&self.realised)
            .zip(&self.model)
            .map(|((row, realised), quantile)| (row.ts, f64::from(u8::from(realised > quantile))))
    }

    /// Median leverage that quantiles allow once they are all scaled to be exceeded with probability alpha.
    #[must_use]
    pub fn leverage(&self, quantiles: &[f64], side: Side) -> f64 {
        let mut needed: Vec<f64> = self.realised.iter().zip(quantiles).map(|(realised, quantile)| realised / quantile).collect();
        let scale = crate::losses::upper_quantile(&mut needed, self.alpha);
        let allowed = |quantile: &f64| match side {
            Side::Drawdown => 1.0 / (1.0 - (-scale * quantile).exp()),
            Side::Runup => 1.0 / ((scale * quantile).exp() - 1.0),
        };
        crate::losses::upper_quantile(&mut quantiles.iter().map(allowed).collect::<Vec<_>>(), 0.5)
    }

    /// Kupiec's and Christoffersen's p-values per series, on windows that do not overlap, averaged over the phases.
    #[must_use]
    pub fn tests(&self, anchor: usize) -> BTreeMap<usize, [f64; 2]> {
        let phases = ANCHORS[anchor] / 24;
        let mut series: BTreeMap<(usize, u32), Vec<bool>> = BTreeMap::new();
        for ((row, realised), quantile) in self.rows.iter().zip(&self.realised).zip(&self.model) {
            series.entry((row.series, row.ts / DAY % phases)).or_default().push(realised > quantile);
        }
        let mut sums: BTreeMap<usize, ([f64; 2], f64)> = BTreeMap::new();
        for ((one, _), hits) in series.into_iter().filter(|(_, hits)| hits.len() >= 20) {
            let sum = sums.entry(one).or_default();
            sum.0[0] += kupiec(&hits, self.alpha);
            sum.0[1] += christoffersen(&hits, self.alpha);
            sum.1 += 1.0;
        }
        sums.into_iter().map(|(one, (sum, count))| (one, sum.map(|sum| sum / count))).collect()
    }
}
