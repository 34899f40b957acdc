//! Losses of poorer prices over those of hourly bars, on the same assets and days, out of sample.

use super::Learned;
use super::convert::Pair;
use super::fit::{Corrections, corrected};
use crate::baselines::Side;
use crate::evaluate::{JUDGED, realised};
use crate::losses::{Interval, block_bootstrap, pinball, qlike};
use plimsoll::volatility::{ANCHORS, FeatureGroup, HorizonForecast, LEVELS, PriceKind, Weights};
use rayon::prelude::*;
use std::fmt::Write;

/// Position of the 1 % level, and of the 5 % level.
const ONE: usize = 3;
const FIVE: usize = 2;

/// What one kind loses at each judged horizon.
pub struct Measured {
    /// One entry per judged horizon.
    pub horizons: Vec<Loss>,
}

/// Losses at one horizon.
pub struct Loss {
    /// Hours ahead.
    pub hours: u32,
    /// Rows compared.
    pub rows: usize,
    /// QLIKE over that of hourly bars.
    pub variance: Interval,
    /// Pinball loss at 1 % of the worst fall, and of the worst rise, over that of hourly bars.
    pub tails: [Interval; 2],
    /// Share of worst falls beyond the 5 % and the 1 % quantile.
    pub hits: [Interval; 2],
}

/// Measures on the daily rows from `from` to `to`.
#[must_use]
pub fn measure(weights: &Weights, corrections: Option<&Corrections>, pairs: &[Pair<'_>], from: u32, to: u32) -> Measured {
    let tested: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.row.ts >= from && pair.row.ts < to).collect();
    let made: Vec<[Vec<HorizonForecast>; 2]> = tested
        .par_iter()
        .map(|pair| {
            [
                weights.predict(&pair.row.features, FeatureGroup::Own),
                corrected(weights.predict(&pair.features, FeatureGroup::Own), corrections),
            ]
        })
        .collect();
    let horizons = JUDGED.map(|anchor| {
        let moved = |pair: &Pair<'_>| pair.row.targets[anchor].is_some_and(|target| target.variance > 0.0);
        let cases: Vec<_> = tested.iter().zip(&made).filter(|(pair, _)| moved(pair)).collect();
        let variance = block_bootstrap(cases.iter().map(|(pair, [rich, poor])| {
            let loss = |one: &HorizonForecast| pair.row.targets[anchor].map_or(f64::NAN, |target| qlike(target.variance, one.variance));
            (pair.row.ts, loss(&poor[anchor]), loss(&rich[anchor]))
        }));
        let tails = [Side::Drawdown, Side::Runup].map(|side| {
            block_bootstrap(cases.iter().map(|(pair, [rich, poor])| {
                let of = |one: &HorizonForecast| if side == Side::Drawdown { one.drawdown[ONE] } else { one.runup[ONE] };
                let loss = |one: &HorizonForecast| pinball(realised(pair.row, anchor, side), of(one), LEVELS[ONE]);
                (pair.row.ts, loss(&poor[anchor]), loss(&rich[anchor]))
            }))
        });
        let hits = [FIVE, ONE].map(|level| {
            block_bootstrap(cases.iter().map(|(pair, [_, poor])| {
                let hit = realised(pair.row, anchor, Side::Drawdown) > poor[anchor].drawdown[level];
                (pair.row.ts, f64::from(u8::from(hit)), 1.0)
            }))
        });
        Loss { hours: ANCHORS[anchor], rows: cases.len(), variance, tails, hits }
    });
    Measured { horizons: horizons.into() }
}

fn name(kind: PriceKind) -> &'static str {
    match kind {
        PriceKind::HourlyCloses => "one close an hour",
        PriceKind::OracleUpdates => "oracle updates (0.5 %, one hour)",
        PriceKind::DailyBars => "daily bars",
        PriceKind::FiveMinuteBars => "five-minute bars",
    }
}

/// The section of the evaluation.
#[must_use]
pub fn markdown(learned: &[Learned]) -> String {
    let mut out = String::from(
        "## Prices other than hourly bars

Losses over those of hourly bars on the same assets and days (1 is no loss), public year, model and corrections from before it, the
asset alone. The forecast carries a flag, and its quantiles are widened by what the years before showed. Oracle updates are made
from five-minute closes. Closes and days exist for every asset; five-minute bars for eight.

| prices | h | n | QLIKE | DD pinball 1 % | RU pinball 1 % | DD hits 5 % | DD hits 1 % |
| --- | --- | --- | --- | --- | --- | --- | --- |
",
    );
    let ratio = |one: &Interval| format!("{:.3} [{:.3}, {:.3}]", one.value, one.low, one.high);
    let rate = |one: &Interval| format!("{:.2} % [{:.2}, {:.2}]", 100.0 * one.value, 100.0 * one.low, 100.0 * one.high);
    for one in learned {
        for loss in &one.measured.horizons {
            let [dd, ru] = &loss.tails;
            let [five, one_percent] = &loss.hits;
            // Writing to a string cannot fail.
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} | {} | {} |",
                name(one.kind),
                loss.hours,
                loss.rows,
                ratio(&loss.variance),
                ratio(dd),
                ratio(ru),
                rate(five),
                rate(one_percent)
            );
        }
    }
    out.push('\n');
    out
}
