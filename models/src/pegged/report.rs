//! The evaluation of the model of pegged assets, as Markdown.

use super::baselines::{Fitted, NAMES, general, smoothed};
use super::data::{Peg, PegRow, Source};
use super::{bar_table, events, fit, quantile};
use crate::bars::Series;
use crate::losses::{Interval, block_bootstrap, diebold_mariano, mean_by_time, qlike};
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, Forecast, LEVELS, PeggedWeights, pegged_forecast_with};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use time::macros::utc_datetime;
use time::{OffsetDateTime, UtcDateTime};

/// Horizons judged, as positions in the anchors: 24, 72 and 168 hours.
pub(super) const JUDGED: [usize; 3] = [2, 3, 4];

/// Levels judged, as positions in the levels: 5, 1 and 0.1 %.
pub(super) const TAIL: [usize; 3] = [2, 3, 4];

pub(super) const DAY: u32 = 86_400;

pub(super) fn seconds(time: UtcDateTime) -> u32 {
    u32::try_from(time.unix_timestamp()).unwrap_or(0)
}

/// Test periods walking forward: each trained on what ends a week before.
fn walk() -> [(u32, u32); 4] {
    let at = [
        utc_datetime!(2022-01-01 0:00),
        utc_datetime!(2023-01-01 0:00),
        utc_datetime!(2024-01-01 0:00),
        utc_datetime!(2025-01-01 0:00),
        utc_datetime!(2025-07-01 0:00),
    ]
    .map(seconds);
    std::array::from_fn(|year| (at[year], at[year + 1]))
}

/// A row with what was said of it before.
struct Case<'a> {
    row: &'a PegRow,
    made: Forecast,
}

fn forecasts<'a>(pegs: &[Peg], rows: impl Iterator<Item = &'a PegRow>, weights: &PeggedWeights) -> Vec<Case<'a>> {
    let daily: Vec<&PegRow> = rows.filter(|row| row.ts % DAY == 0).collect();
    daily.into_par_iter().map(|row| Case { row, made: pegged_forecast_with(weights, &row.state, pegs[row.peg].kind) }).collect()
}

/// Evaluates the model on the pegs and writes the section of the report.
///
/// # Errors
/// Too few rows, or a price that the core refuses.
pub fn report(pegs: &[Peg], rows: &[PegRow], bars: Option<&Series>) -> Result<String> {
    let mut out = String::from(HEAD);
    series_table(&mut out, pegs, rows);
    let years = walk()
        .into_par_iter()
        .map(|(from, to)| {
            let weights = fit::fit(pegs, rows, from, None)?;
            Ok(forecasts(pegs, rows.iter().filter(|row| row.ts >= from && row.ts < to), &weights))
        })
        .collect::<Result<Vec<_>>>()?;
    variance_tables(&mut out, pegs, rows, &years)?;
    if let Some(bars) = bars {
        bar_table::table(&mut out, pegs, rows, bars)?;
    }
    coverage_table(&mut out, "Walking forward, 2022-01 to 2025-06, refitted each January", &years.iter().flatten().collect::<Vec<_>>());
    let assets: BTreeSet<&str> = pegs.iter().map(|peg| peg.asset).collect();
    let without = assets
        .into_par_iter()
        .map(|asset| {
            let weights = fit::fit(pegs, rows, u32::MAX, Some(asset))?;
            Ok(forecasts(pegs, rows.iter().filter(|row| pegs[row.peg].asset == asset), &weights))
        })
        .collect::<Result<Vec<_>>>()?;
    coverage_table(&mut out, "Each asset by a model that never saw it, 2021-02 to 2025-06", &without.iter().flatten().collect::<Vec<_>>());
    peg_table(&mut out, pegs, &without);
    events::tables(&mut out, pegs, rows)?;
    Ok(out)
}

const HEAD: &str = "## Pegged assets: the model of the peg

`plimsoll-models pegged` makes this section alone. Prices are in units of the anchor. `closes` are hourly closes of one
exchange, the only series from which a variance is read; `index` are asynchronous samples, each replaced by the median of the
last five: good for where a price stood, not for how it moved, and blind to what lasted less than three hours. Rows daily; a row
needs a week of history. Pegs that failed before anyone recorded them are missing here: every rate below is that of survivors
and of a few famous failures.

";

fn series_table(out: &mut String, pegs: &[Peg], rows: &[PegRow]) {
    let _ = writeln!(
        out,
        "| asset | kind | source | first | last | rows (6 h) | lowest price | highest |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for (position, peg) in pegs.iter().enumerate() {
        let of: Vec<&PegRow> = rows.iter().filter(|row| row.peg == position).collect();
        let (low, high) = of.iter().fold((f64::INFINITY, 0.0f64), |(low, high), row| (low.min(row.state.price), high.max(row.state.price)));
        let source = if peg.source == Source::Closes { "closes" } else { "index" };
        let day = |row: Option<&&PegRow>| row.map_or_else(String::new, |row| date(row.ts));
        let _ = writeln!(
            out,
            "| {} | {:?} | {source} | {} | {} | {} | {low:.4} | {high:.4} |",
            peg.asset,
            peg.kind,
            day(of.first()),
            day(of.last()),
            of.len()
        );
    }
    out.push_str("\nPrices at the rows; under 0.5 an asset is no longer pegged and makes no rows.\n\n");
}

pub(super) fn date(ts: u32) -> String {
    OffsetDateTime::from_unix_timestamp(i64::from(ts)).map_or_else(|_| ts.to_string(), |time| time.date().to_string())
}

/// Losses on one row: the model's, the baselines', the general model's.
struct Losses {
    peg: usize,
    ts: u32,
    values: [f64; 2 + NAMES.len()],
}

fn variance_tables(out: &mut String, pegs: &[Peg], rows: &[PegRow], years: &[Vec<Case<'_>>]) -> Result<()> {
    out.push_str(
        "### QLIKE on closes, walking forward\n\nThe general model is the shipped one, trained on everything else until 2025-06. Ratio: loss of the model of the peg over \
         the other's, with its 95 % block-bootstrap interval; DM below −1.96: better at 5 %. `calm` leaves out the rows whose realised \
         variance is more than 20 times the model's: a depeg.\n\n| h | n | model | against | its loss | ratio | DM | calm n | model | its loss | ratio |\n| --- | --- | --- | --- | --- | \
         --- | --- | --- | --- | --- | --- |\n",
    );
    let daily: Vec<BTreeMap<u32, f64>> = pegs.iter().map(smoothed).collect();
    let times = |peg: usize| years.iter().flatten().filter(|case| case.row.peg == peg).map(|case| case.row.ts).collect::<Vec<_>>();
    let generals: Vec<BTreeMap<u32, Forecast>> = pegs
        .par_iter()
        .enumerate()
        .map(|(position, peg)| if peg.source == Source::Closes { general(peg, &times(position)) } else { Ok(BTreeMap::new()) })
        .collect::<Result<_>>()?;
    let mut by_asset =
        String::from("| asset | h | n | model | har | loghar | ewma94 | general |\n| --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for anchor in JUDGED {
        let mut losses = Vec::new();
        for ((from, _), cases) in walk().into_iter().zip(years) {
            let hours = ANCHORS[anchor].max(168);
            let training: Vec<&PegRow> =
                rows.iter().filter(|row| row.ts + hours * 3_600 <= from && pegs[row.peg].source == Source::Closes).collect();
            let fitted = Fitted::new(&training, anchor);
            losses.extend(cases.iter().filter_map(|case| {
                let row = case.row;
                let realised = row.targets[anchor]?.variance.filter(|variance| *variance > 0.0)?;
                let ewma = *daily[row.peg].range(..=row.ts).next_back()?.1;
                let [har, loghar, ewma] = fitted.variances(row, row.past?, ewma).map(|forecast| qlike(realised, forecast));
                let general = qlike(realised, generals[row.peg].get(&row.ts)?.horizons[anchor].variance);
                let own = qlike(realised, case.made.horizons[anchor].variance);
                Some((
                    realised / case.made.horizons[anchor].variance,
                    Losses { peg: row.peg, ts: row.ts, values: [own, har, loghar, ewma, general] },
                ))
            }));
        }
        let all: Vec<&Losses> = losses.iter().map(|(_, losses)| losses).collect();
        let calm: Vec<&Losses> = losses.iter().filter(|(ratio, _)| *ratio <= 20.0).map(|(_, losses)| losses).collect();
        let names = NAMES.into_iter().chain(["general"]);
        for (other, name) in (1..).zip(names) {
            let mean = |of: &[&Losses], at: usize| of.iter().map(|losses| losses.values[at]).sum::<f64>() / of.len() as f64;
            let interval = block_bootstrap(all.iter().map(|losses| (losses.ts, losses.values[0], losses.values[other])));
            let series = mean_by_time(all.iter().map(|losses| (losses.ts, losses.values[0] - losses.values[other])));
            let lag = (ANCHORS[anchor] as usize / 24).max((series.len() as f64).cbrt().ceil() as usize);
            let _ = writeln!(
                out,
                "| {} | {} | {:.4} | {name} | {:.4} | {} | {:.1} | {} | {:.4} | {:.4} | {:.3} |",
                ANCHORS[anchor],
                all.len(),
                mean(&all, 0),
                mean(&all, other),
                bracket(&interval),
                diebold_mariano(&series, lag),
                calm.len(),
                mean(&calm, 0),
                mean(&calm, other),
                mean(&calm, 0) / mean(&calm, other),
            );
        }
        for (position, peg) in pegs.iter().enumerate() {
            let of: Vec<&&Losses> = calm.iter().filter(|losses| losses.peg == position).collect();
            if !of.is_empty() {
                let cells: Vec<String> =
                    (0..5).map(|at| format!("{:.3}", of.iter().map(|losses| losses.values[at]).sum::<f64>() / of.len() as f64)).collect();
                let _ = writeln!(by_asset, "| {} | {} | {} | {} |", peg.asset, ANCHORS[anchor], of.len(), cells.join(" | "));
            }
        }
    }
    let _ = writeln!(out, "\nBy asset, calm rows:\n\n{by_asset}");
    Ok(())
}

pub(super) fn bracket(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.value, interval.low, interval.high)
}

fn percent(level: f64) -> String {
    format!("{} %", (1e4 * level).round() / 100.0)
}

/// Hits on one side, with the decision time.
fn hits<'a>(cases: &'a [&'a Case<'a>], anchor: usize, level: usize, side: usize) -> impl Iterator<Item = (u32, f64, f64)> + 'a {
    cases.iter().filter_map(move |case| {
        let realised = case.row.targets[anchor]?.moves[side];
        Some((case.row.ts, f64::from(u8::from(realised > quantile(&case.made, anchor, side, level))), 1.0))
    })
}

fn coverage_table(out: &mut String, title: &str, cases: &[&Case<'_>]) {
    let _ = writeln!(out, "### Hit rates: {title}\n\n| h | nominal | n | DD | RU | DD hits |\n| --- | --- | --- | --- | --- | --- |");
    for anchor in JUDGED {
        for level in TAIL {
            let rate = |side: usize| {
                let found = block_bootstrap(hits(cases, anchor, level, side));
                format!("{:.2} % [{:.2}, {:.2}]", 100.0 * found.value, 100.0 * found.low, 100.0 * found.high)
            };
            let (n, beyond) = hits(cases, anchor, level, 0).fold((0, 0.0), |sum, (_, hit, _)| (sum.0 + 1, sum.1 + hit));
            let _ = writeln!(out, "| {} | {} | {n} | {} | {} | {beyond} |", ANCHORS[anchor], percent(LEVELS[level]), rate(0), rate(1));
        }
    }
    out.push('\n');
}

fn peg_table(out: &mut String, pegs: &[Peg], without: &[Vec<Case<'_>>]) {
    out.push_str("By asset, never seen, worst fall within 168 h: hits at 5, 1 and 0.1 %, and the median 0.1 % quantile said.\n\n| asset | source | n | 5 % | 1 % | 0.1 % | median q at 0.1 % |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for (position, peg) in pegs.iter().enumerate() {
        let cases: Vec<&Case<'_>> = without.iter().flatten().filter(|case| case.row.peg == position).collect();
        let n = hits(&cases, 4, 2, 0).count();
        let cells: Vec<String> =
            TAIL.into_iter().map(|level| hits(&cases, 4, level, 0).map(|(_, hit, _)| hit).sum::<f64>().to_string()).collect();
        let mut said: Vec<f64> = cases.iter().map(|case| quantile(&case.made, 4, 0, 4)).collect();
        said.sort_unstable_by(f64::total_cmp);
        let median = said.get(said.len() / 2).copied().unwrap_or(f64::NAN);
        let source = if peg.source == Source::Closes { "closes" } else { "index" };
        let _ = writeln!(out, "| {} | {source} | {n} | {} | {median:.4} |", peg.asset, cells.join(" | "));
    }
    out.push('\n');
}
