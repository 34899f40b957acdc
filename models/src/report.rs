//! Writes the evaluation as Markdown.

use crate::bars::{Series, Venue, data_sha256};
use crate::baselines::{self, Side};
use crate::dataset::Dataset;
use crate::evaluate::{Group, JUDGED, SIDES, TAIL_LEVELS, Trial, mean};
use crate::losses::{Interval, block_bootstrap};
use crate::train::{self, Options};
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::collections::BTreeMap;
use std::fmt::Write;
use time::macros::utc_datetime;
use time::{OffsetDateTime, UtcDateTime};

const SPOT: Group = Group { name: "Spot, pegged assets apart", holds: |member| member.venue == Venue::Spot && !member.pegged };
const PERP: Group = Group { name: "Perpetuals", holds: |member| member.venue == Venue::Perp && !member.pegged };
const PEGGED: Group = Group { name: "Pegged assets", holds: |member| member.pegged };

/// Test years of the walk forward: first and last time.
fn walk() -> [(u32, u32); 6] {
    let january = [
        utc_datetime!(2020-01-01 0:00),
        utc_datetime!(2021-01-01 0:00),
        utc_datetime!(2022-01-01 0:00),
        utc_datetime!(2023-01-01 0:00),
        utc_datetime!(2024-01-01 0:00),
        utc_datetime!(2025-01-01 0:00),
        utc_datetime!(2025-07-01 0:00),
    ]
    .map(seconds);
    std::array::from_fn(|year| (january[year], january[year + 1]))
}

fn seconds(time: UtcDateTime) -> u32 {
    u32::try_from(time.unix_timestamp()).unwrap_or(0)
}

/// Calls of `done` that `report` makes.
#[must_use]
pub fn steps() -> u64 {
    train::steps() * 7
}

/// Trains, tests and writes the whole report.
///
/// # Errors
/// Too few rows for a training.
pub fn report(series: &[Series], data: &Dataset, options: &Options, done: &(dyn Fn() + Sync)) -> Result<String> {
    let (from, to) = (seconds(utc_datetime!(2024-07-01 0:00)), seconds(utc_datetime!(2025-07-01 0:00)));
    let mut out = String::from(HEAD);
    let _ = writeln!(out, "Data SHA-256 `{}`, {} series, {} rows.\n", data_sha256(series), series.len(), data.rows.len());
    let public = Trial::new(data, from, to, true, options, done)?;
    out.push_str("## Public year: train before 2024-06-24, test daily 2024-07-01 to 2025-06-30\n\n");
    for group in [&SPOT, &PERP, &PEGGED] {
        variance_table(&mut out, &public, group);
    }
    for group in [&SPOT, &PERP] {
        pinball_table(&mut out, &public, group);
    }
    for group in [&SPOT, &PERP, &PEGGED] {
        hit_table(&mut out, &public, group);
    }
    leverage_table(&mut out, &public, &SPOT);
    test_table(&mut out, &public, &SPOT);
    asset_table(&mut out, data, &public);
    month_table(&mut out, &public);
    regime_table(&mut out, &public);
    worst_days_table(&mut out, &public);
    let years = walk().into_iter().map(|(from, to)| Trial::new(data, from, to, false, options, done)).collect::<Result<Vec<_>>>()?;
    out.push_str("## Walk forward: 2020-01 to 2025-06, refitted each January\n\n");
    for group in [&SPOT, &PERP] {
        coverage_table(&mut out, &years, group);
        walk_table(&mut out, &years, group);
    }
    Ok(out)
}

const HEAD: &str = "# Evaluation of the volatility model

Made by `cargo run --release -p plimsoll-models -- evaluate`; do not edit. Every figure is out of sample: weights and baselines
are refitted on rows that end a week before the test begins. QLIKE is RV/F − ln(RV/F) − 1; a ratio below 1 means that the model
loses less than the baseline whose own loss stands beside it. DM is the Diebold–Mariano statistic on the mean over assets per
day (Newey–West, lag at least h/24 and the cube root of the days): below −1.96 the model is better at 5 %. Intervals in brackets
are 95 %, by bootstrap of blocks of 14 calendar days with all assets together. `own` is the nested model without BTC and ETH.
DD is the worst fall within the horizon, RU the worst rise. GARCH is ours (`garch_fit` of the core); an asset with fewer than 250
days before the split takes the mean parameters of its venue.

";

pub(crate) fn percent(alpha: f64) -> String {
    format!("{} %", (1e4 * alpha).round() / 100.0)
}

fn bracket(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.value, interval.low, interval.high)
}

pub(crate) fn rate(interval: &Interval) -> String {
    format!("{:.2} % [{:.2}, {:.2}]", 100.0 * interval.value, 100.0 * interval.low, 100.0 * interval.high)
}

fn variance_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
    let _ = writeln!(
        out,
        "### {}: QLIKE\n\n| h | n | no move | model | against | its loss | ratio | DM |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for anchor in JUDGED {
        let Some(score) = trial.variance(group, anchor) else { continue };
        let (hours, n, dropped, model) = (ANCHORS[anchor], score.rows.len(), score.dropped, mean(score.model.iter().copied()));
        let others = baselines::VARIANCE.into_iter().zip(&score.baselines).chain([("own", &score.own)]);
        for (name, losses) in others {
            let (loss, ratio, dm) = (mean(losses.iter().copied()), bracket(&score.interval(losses)), score.against(losses, anchor));
            let _ = writeln!(out, "| {hours} | {n} | {dropped} | {model:.4} | {name} | {loss:.4} | {ratio} | {dm:.1} |");
        }
    }
    out.push('\n');
}

fn pinball_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
    let _ = writeln!(
        out,
        "### {}: pinball loss, times 10⁴\n\n| side | h | level | n | model | static | v30emp | v7emp | gauss | best | ratio to best |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in SIDES {
        for anchor in JUDGED {
            for level in TAIL_LEVELS {
                let Some(score) = trial.tail(group, anchor, side, level) else { continue };
                let loss = |quantiles: &[f64]| format!("{:.3}", 1e4 * mean(score.losses(quantiles)));
                let own: Vec<String> = score.baselines.iter().map(|quantiles| loss(quantiles)).collect();
                let best = score.best();
                let (hours, alpha, n) = (ANCHORS[anchor], percent(LEVELS[level]), score.rows.len());
                let (model, others, ratio) = (loss(&score.model), own.join(" | "), bracket(&score.ratio(best)));
                let _ = writeln!(out, "| {name} | {hours} | {alpha} | {n} | {model} | {others} | {} | {ratio} |", baselines::TAIL[best]);
            }
        }
    }
    out.push('\n');
}

fn hit_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
    let _ =
        writeln!(out, "### {}: hit rates\n\n| side | h | nominal | n | model | gauss |\n| --- | --- | --- | --- | --- | --- |", group.name);
    for (side, name) in SIDES {
        for anchor in JUDGED {
            for level in TAIL_LEVELS {
                let Some(score) = trial.tail(group, anchor, side, level) else { continue };
                let (hours, alpha, n) = (ANCHORS[anchor], percent(LEVELS[level]), score.rows.len());
                let (model, gauss) = (rate(&score.hits(&score.model)), rate(&score.hits(&score.baselines[3])));
                let _ = writeln!(out, "| {name} | {hours} | {alpha} | {n} | {model} | {gauss} |");
            }
        }
    }
    out.push('\n');
}

fn leverage_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
    let _ = writeln!(
        out,
        "### {}: median leverage allowed, every model rescaled to the nominal hit rate\n\n| position | h | level | model | static | v30emp | v7emp | gauss |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in [(Side::Drawdown, "long"), (Side::Runup, "short")] {
        for anchor in JUDGED {
            for level in [2, 3] {
                let Some(score) = trial.tail(group, anchor, side, level) else { continue };
                let all: Vec<String> = [&score.model]
                    .into_iter()
                    .chain(&score.baselines)
                    .map(|quantiles| format!("{:.2}", score.leverage(quantiles, side)))
                    .collect();
                let _ = writeln!(out, "| {name} | {} | {} | {} |", ANCHORS[anchor], percent(LEVELS[level]), all.join(" | "));
            }
        }
    }
    out.push('\n');
}

fn test_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
    let _ = writeln!(
        out,
        "### {}: assets refused at 5 % by Kupiec and by Christoffersen (windows that do not overlap, p averaged over phases)\n\n| side | h | level | assets | Kupiec | Christoffersen |\n| --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in SIDES {
        for anchor in JUDGED {
            for level in [2, 3] {
                let Some(score) = trial.tail(group, anchor, side, level) else { continue };
                let tests = score.tests(anchor);
                let refused = |test: usize| tests.values().filter(|p| p[test] < 0.05).count();
                let (hours, alpha, n) = (ANCHORS[anchor], percent(LEVELS[level]), tests.len());
                let _ = writeln!(out, "| {name} | {hours} | {alpha} | {n} | {} | {} |", refused(0), refused(1));
            }
        }
    }
    out.push('\n');
}

fn asset_table(out: &mut String, data: &Dataset, trial: &Trial<'_>) {
    out.push_str("### By asset, 24 hours\n\n| asset | venue | n | QLIKE | to har | to loghar | to ewma94 | to garch_t | DD hits 5 % | DD hits 1 % | RU hits 5 % | RU hits 1 % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for group in [&SPOT, &PERP] {
        let Some(score) = trial.variance(group, JUDGED[0]) else { continue };
        let tails: Vec<_> = SIDES.iter().flat_map(|(side, _)| [2, 3].map(|level| trial.tail(group, JUDGED[0], *side, level))).collect();
        for (series, member) in data.members.iter().enumerate().filter(|(_, member)| (group.holds)(member)) {
            let of = |row: &crate::dataset::Row| row.series == series;
            let losses: Vec<f64> = score.rows.iter().zip(&score.model).filter(|(row, _)| of(row)).map(|(_, loss)| *loss).collect();
            if losses.is_empty() {
                continue;
            }
            let ratios: Vec<String> = score.baselines.iter().map(|other| format!("{:.2}", score.ratio(other, of))).collect();
            let hits: Vec<String> = tails
                .iter()
                .flatten()
                .map(|tail| {
                    let hits = tail.rows.iter().zip(tail.model_hits()).filter(|(row, _)| of(row)).map(|(_, (_, hit))| hit);
                    format!("{:.1} %", 100.0 * mean(hits))
                })
                .collect();
            let (n, loss) = (losses.len(), mean(losses.iter().copied()));
            let _ = writeln!(
                out,
                "| {} | {:?} | {n} | {loss:.3} | {} | {} |",
                member.asset,
                member.venue,
                ratios.join(" | "),
                hits.join(" | ")
            );
        }
    }
    out.push('\n');
}

pub(crate) fn month_of(ts: u32) -> String {
    let time = OffsetDateTime::from_unix_timestamp(i64::from(ts)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!("{}-{:02}", time.year(), u8::from(time.month()))
}

fn month_table(out: &mut String, trial: &Trial<'_>) {
    out.push_str("### Spot by month: QLIKE ratio to har / to loghar, and DD hits at 1 %, 24 hours\n\n| month | 24 h | 72 h | 168 h | DD hits 1 % |\n| --- | --- | --- | --- | --- |\n");
    let scores: Vec<_> = JUDGED.iter().filter_map(|anchor| trial.variance(&SPOT, *anchor)).collect();
    let mut hits: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for (ts, hit) in trial.tail(&SPOT, JUDGED[0], Side::Drawdown, 3).iter().flat_map(|tail| tail.model_hits().collect::<Vec<_>>()) {
        let sum = hits.entry(month_of(ts)).or_default();
        *sum = (sum.0 + hit, sum.1 + 1.0);
    }
    for (month, (hit, count)) in hits {
        let within = |row: &crate::dataset::Row| month_of(row.ts) == month;
        let ratios: Vec<String> = scores
            .iter()
            .map(|score| format!("{:.2} / {:.2}", score.ratio(&score.baselines[0], within), score.ratio(&score.baselines[1], within)))
            .collect();
        let _ = writeln!(out, "| {month} | {} | {:.2} % |", ratios.join(" | "), 100.0 * hit / count);
    }
    out.push('\n');
}

fn regime_table(out: &mut String, trial: &Trial<'_>) {
    out.push_str("### Spot by regime: annualised volatility of the last 30 days, 24 hours\n\n| regime | n | QLIKE | to har | to loghar | DD hits 5 % | DD hits 1 % | RU hits 5 % | RU hits 1 % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let Some(score) = trial.variance(&SPOT, JUDGED[0]) else { return };
    let tails: Vec<_> = SIDES.iter().flat_map(|(side, _)| [2, 3].map(|level| trial.tail(&SPOT, JUDGED[0], *side, level))).collect();
    for (name, low, high) in [("calm, below 50 %", 0.0, 0.5), ("normal, 50 to 100 %", 0.5, 1.0), ("stressed, above 100 %", 1.0, f64::MAX)] {
        let within = |row: &crate::dataset::Row| (low..high).contains(&(row.past[2] * 8_760.0).sqrt());
        let losses: Vec<f64> = score.rows.iter().zip(&score.model).filter(|(row, _)| within(row)).map(|(_, loss)| *loss).collect();
        let hits: Vec<String> = tails
            .iter()
            .flatten()
            .map(|tail| {
                let hits = tail.rows.iter().zip(tail.model_hits()).filter(|(row, _)| within(row)).map(|(_, (_, hit))| hit);
                format!("{:.2} %", 100.0 * mean(hits))
            })
            .collect();
        let (har, loghar) = (score.ratio(&score.baselines[0], within), score.ratio(&score.baselines[1], within));
        let (n, loss) = (losses.len(), mean(losses.iter().copied()));
        let _ = writeln!(out, "| {name} | {n} | {loss:.4} | {har:.2} | {loghar:.2} | {} |", hits.join(" | "));
    }
    out.push('\n');
}

fn worst_days_table(out: &mut String, trial: &Trial<'_>) {
    out.push_str("### Spot with and without the five worst days, 24 hours\n\nA diagnostic only: it selects on the outcome. Worst days: those of the largest mean realised variance over assets.\n\n| rows | QLIKE | to har | to loghar | DD hits 1 % | DD hits 0.1 % |\n| --- | --- | --- | --- | --- | --- |\n");
    let Some(score) = trial.variance(&SPOT, JUDGED[0]) else { return };
    let mut days: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for row in &score.rows {
        let sum = days.entry(row.ts).or_default();
        *sum = (sum.0 + row.targets[JUDGED[0]].map_or(0.0, |target| target.variance), sum.1 + 1.0);
    }
    let mut worst: Vec<(u32, f64)> = days.into_iter().map(|(ts, (sum, count))| (ts, sum / count)).collect();
    worst.sort_by(|a, b| b.1.total_cmp(&a.1));
    let worst: Vec<u32> = worst.into_iter().take(5).map(|(ts, _)| ts).collect();
    let tails: Vec<_> = [3, 4].map(|level| trial.tail(&SPOT, JUDGED[0], Side::Drawdown, level)).into_iter().collect();
    for (name, without) in [("all", false), ("without the five", true)] {
        let within = |row: &crate::dataset::Row| !without || !worst.contains(&row.ts);
        let loss = mean(score.rows.iter().zip(&score.model).filter(|(row, _)| within(row)).map(|(_, loss)| *loss));
        let hits: Vec<String> = tails
            .iter()
            .flatten()
            .map(|tail| {
                let hits = tail.rows.iter().zip(tail.model_hits()).filter(|(row, _)| within(row)).map(|(_, (_, hit))| hit);
                format!("{:.2} %", 100.0 * mean(hits))
            })
            .collect();
        let (har, loghar) = (score.ratio(&score.baselines[0], within), score.ratio(&score.baselines[1], within));
        let _ = writeln!(out, "| {name} | {loss:.4} | {har:.3} | {loghar:.3} | {} |", hits.join(" | "));
    }
    out.push('\n');
}

fn coverage_table(out: &mut String, years: &[Trial<'_>], group: &Group) {
    let _ = writeln!(
        out,
        "### {}: coverage, pooled\n\n| side | h | nominal | n | hit rate | over nominal | pinball to the best baseline, mean of years |\n| --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in SIDES {
        for anchor in JUDGED {
            for level in TAIL_LEVELS {
                let scores: Vec<_> = years.iter().filter_map(|year| year.tail(group, anchor, side, level)).collect();
                let hits = block_bootstrap(scores.iter().flat_map(|score| score.model_hits()).map(|(ts, hit)| (ts, hit, 1.0)));
                let n: usize = scores.iter().map(|score| score.rows.len()).sum();
                let fair = years.iter().filter(|year| !year.thin(group, anchor)).filter_map(|year| year.tail(group, anchor, side, level));
                let pinball = mean(fair.map(|score| score.ratio(score.best()).value));
                let (hours, alpha, over) = (ANCHORS[anchor], percent(LEVELS[level]), hits.value / LEVELS[level]);
                let _ = writeln!(out, "| {name} | {hours} | {alpha} | {n} | {} | {over:.2} | {pinball:.3} |", rate(&hits));
            }
        }
    }
    out.push('\n');
}

fn walk_table(out: &mut String, years: &[Trial<'_>], group: &Group) {
    let _ = writeln!(
        out,
        "### {}: QLIKE ratio to har / to loghar, and DD hits at 5 % / 1 %, 24 hours\n\n| from | n | 24 h | 72 h | 168 h | DD 5 % / 1 % |\n| --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for year in years {
        if JUDGED.iter().any(|anchor| year.thin(group, *anchor)) {
            let _ = writeln!(out, "| {} | too few rows before it for fair baselines | | | | |", month_of(year.from));
            continue;
        }
        let scores: Vec<_> = JUDGED.iter().filter_map(|anchor| year.variance(group, *anchor)).collect();
        let Some(first) = scores.first() else { continue };
        let ratios: Vec<String> = scores
            .iter()
            .map(|score| format!("{:.2} / {:.2}", score.ratio(&score.baselines[0], |_| true), score.ratio(&score.baselines[1], |_| true)))
            .collect();
        let hits: Vec<String> = [2, 3]
            .into_iter()
            .filter_map(|level| year.tail(group, JUDGED[0], Side::Drawdown, level))
            .map(|tail| format!("{:.2} %", 100.0 * mean(tail.model_hits().map(|(_, hit)| hit))))
            .collect();
        let _ = writeln!(out, "| {} | {} | {} | {} |", month_of(year.from), first.rows.len(), ratios.join(" | "), hits.join(" / "));
    }
    out.push('\n');
}
