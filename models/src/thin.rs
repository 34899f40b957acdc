//! Thin histories: what a forecast from the last few hours loses against one from a full history, and how young assets fare.

use crate::bars::{Series, Venue};
use crate::dataset::{MarketTimeline, Row};
use crate::evaluate::JUDGED;
use crate::grid::HOUR;
use crate::lessons::Lessons;
use crate::losses::{Interval, block_bootstrap, mean_by_time, qlike};
use crate::report::rate;
use crate::targets::{Target, targets};
use anyhow::Result;
use plimsoll::volatility::{FeatureGroup, HorizonForecast, MarketState, Tracker, Weights, features, forecast_with};
use rayon::prelude::*;
use std::fmt::Write;

/// Hours of history that are tried; with the last, everything before is there.
const HISTORIES: [u32; 7] = [6, 24, 72, 168, 336, 719, 720];

/// Seconds between the rows on which histories are cut short.
const STEP: u32 = 4 * 86_400;

/// Bounds of the groups of young assets, hours of history.
const AGES: [u32; 5] = [0, 72, 168, 360, 721];

/// Positions of the levels shown: 5 and 1 %.
const SHOWN: [usize; 2] = [2, 3];

/// What was said for the judged horizons: variances, and for 24 h the quantiles of fall and rise at 5 and 1 %.
#[derive(Clone, Copy)]
struct Said {
    variances: [f64; JUDGED.len()],
    quantiles: [f64; 4],
}

impl Said {
    fn new(made: &[HorizonForecast]) -> Self {
        let day = &made[JUDGED[0]];
        let [often, rarely] = SHOWN;
        Self {
            variances: JUDGED.map(|anchor| made[anchor].variance),
            quantiles: [day.drawdown[often], day.drawdown[rarely], day.runup[often], day.runup[rarely]],
        }
    }
}

/// What happened beside the four quantiles of `Said`.
fn happened(target: &Target) -> [f64; 4] {
    [target.drawdown, target.drawdown, target.runup, target.runup]
}

/// One row, forecast from each history: what the weights say of the features, and what is answered once it is widened.
struct Case<'a> {
    row: &'a Row,
    plain: Vec<Said>,
    answered: Vec<Said>,
}

/// An asset in its first 30 days.
struct Young {
    ts: u32,
    hours: u32,
    said: Said,
    target: Target,
}

fn market(series: &[Series], (from, to): (u32, u32), weights: &Weights) -> Result<MarketTimeline> {
    let spot: Vec<&Series> = series.iter().filter(|one| one.venue == Venue::Spot).collect();
    let times: Vec<u32> = (from.div_ceil(86_400)..to.div_ceil(86_400)).map(|day| day * 86_400).collect();
    MarketTimeline::new(&spot, &times, &weights.prior)
}

fn from_last(weights: &Weights, series: &Series, ts: u32, hours: u32, market: Option<&MarketState>) -> Result<(Said, Said)> {
    // With a full history the slow levels read up to 181 days.
    let kept = if hours == 720 { 182 * 24 } else { hours };
    let begin = series.bars.partition_point(|bar| bar.ts + kept * HOUR < ts);
    let mut tracker = Tracker::new();
    for bar in series.bars[begin..].iter().take_while(|bar| bar.ts + HOUR <= ts) {
        tracker.push(bar)?;
    }
    let plain = weights.predict(&features(tracker.window(), &weights.prior, market), FeatureGroup::of(market));
    Ok((Said::new(&plain), Said::new(&forecast_with(weights, tracker.window(), market)?.horizons)))
}

fn cases<'a>(lessons: &Lessons<'a>, series: &[Series], year: (u32, u32)) -> Result<Vec<Case<'a>>> {
    let weights = lessons.before(year.0)?;
    let market = market(series, year, &weights)?;
    // A hole of all the hours that a history holds leaves nothing to forecast from.
    let traded = |row: &Row| {
        let bars = &series[row.series].bars;
        let next = bars.partition_point(|bar| bar.ts < row.ts);
        next > 0 && bars[next - 1].ts + HISTORIES[0] * HOUR >= row.ts
    };
    let held = |row: &&Row| {
        (year.0..year.1).contains(&row.ts) && row.ts.is_multiple_of(STEP) && !lessons.data.members[row.series].pegged && traded(row)
    };
    let rows: Vec<&Row> = lessons.data.rows.iter().filter(held).collect();
    rows.par_iter()
        .map(|row| {
            let said = |hours| from_last(&weights, &series[row.series], row.ts, hours, market.at(row.ts));
            let (plain, answered) = HISTORIES.into_iter().map(said).collect::<Result<(Vec<_>, Vec<_>)>>()?;
            Ok(Case { row, plain, answered })
        })
        .collect()
}

fn young(lessons: &Lessons<'_>, series: &[Series], year: (u32, u32)) -> Result<Vec<Young>> {
    let weights = lessons.before(year.0)?;
    let market = market(series, year, &weights)?;
    let mut out = Vec::new();
    for ((one, grid), member) in series.iter().zip(&lessons.data.grids).zip(&lessons.data.members) {
        let Some(first) = one.bars.first().filter(|_| !member.pegged).map(|bar| bar.ts) else { continue };
        for ts in (first / 86_400 + 1..first / 86_400 + 30).map(|day| day * 86_400).filter(|ts| (year.0..year.1).contains(ts)) {
            let hours = (ts - first) / HOUR;
            let Some(target) = grid.closed(ts).and_then(|closed| targets(grid, closed)[JUDGED[0]]) else { continue };
            if target.variance > 0.0 && hours > 0 {
                out.push(Young { ts, hours, said: from_last(&weights, one, ts, hours, market.at(ts))?.1, target });
            }
        }
    }
    Ok(out)
}

/// Writes both tables, over years that were each forecast by a model trained before.
///
/// # Errors
/// Too few rows for a training, a bar that the core refuses.
pub fn tables(out: &mut String, lessons: &Lessons<'_>, series: &[Series], years: &[(u32, u32)]) -> Result<()> {
    let (mut cut, mut fresh) = (Vec::new(), Vec::new());
    for year in years {
        cut.extend(cases(lessons, series, *year)?);
        fresh.extend(young(lessons, series, *year)?);
    }
    let levels = "DD 5 % | DD 1 % | RU 5 % | RU 1 %";
    let _ = writeln!(
        out,
        "### Histories cut short, {} rows: hit rates within 24 h\n\n| hours | QLIKE 24 / 72 / 168 h | {levels} | factor on quantiles | ln q from that of a full history, root mean square |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        cut.len()
    );
    for (place, hours) in HISTORIES.into_iter().enumerate() {
        let losses = std::array::from_fn::<_, 3, _>(|judged| {
            let rows = cut.iter().filter_map(|case| Some((case, case.row.targets[JUDGED[judged]]?.variance)));
            let rows = rows.filter(|(_, variance)| *variance > 0.0);
            let means = mean_by_time(rows.map(|(case, variance)| (case.row.ts, qlike(variance, case.plain[place].variances[judged]))));
            format!("{:.3}", means.iter().sum::<f64>() / means.len() as f64)
        });
        let seen = || cut.iter().filter_map(|case| Some((case.row.ts, &case.answered[place], case.row.targets[JUDGED[0]]?)));
        let rates = (0..4).map(|which| rate(&hits(seen(), which))).collect::<Vec<_>>().join(" | ");
        let factor = cut.first().map_or(f64::NAN, |case| case.answered[place].quantiles[0] / case.plain[place].quantiles[0]);
        let full = HISTORIES.len() - 1;
        let away = cut.iter().map(|case| {
            let logs = case.plain[place].quantiles.iter().zip(&case.plain[full].quantiles).map(|(short, full)| (short / full).ln());
            logs.map(|log| log * log).sum::<f64>() / 4.0
        });
        let away = (away.sum::<f64>() / cut.len() as f64).sqrt();
        let _ = writeln!(out, "| {hours} | {} | {rates} | {factor:.3} | {away:.3} |", losses.join(" / "));
    }
    let _ = writeln!(
        out,
        "\n### Assets in their first 30 days: hit rates within 24 h\n\n| hours of history | n | {levels} |\n| --- | --- | --- | --- | --- | --- |"
    );
    for ages in AGES.windows(2) {
        let of_age = || fresh.iter().filter(|one| (ages[0]..ages[1]).contains(&one.hours));
        let seen = || of_age().map(|one| (one.ts, &one.said, one.target));
        let rates = (0..4).map(|which| rate(&hits(seen(), which))).collect::<Vec<_>>().join(" | ");
        let _ = writeln!(out, "| {} to {} | {} | {rates} |", ages[0], ages[1] - 1, of_age().count());
    }
    out.push('\n');
    Ok(())
}

fn hits<'s>(seen: impl Iterator<Item = (u32, &'s Said, Target)>, which: usize) -> Interval {
    block_bootstrap(seen.map(|(ts, said, target)| (ts, f64::from(u8::from(happened(&target)[which] > said.quantiles[which])), 1.0)))
}
