//! The public year taken apart: by asset, month, regime, and without its worst days.

use super::words::{PERP, SPOT, month_of};
use crate::baselines::Side;
use crate::dataset::Dataset;
use crate::evaluate::{JUDGED, SIDES, Trial, mean};
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn asset_table(out: &mut String, data: &Dataset, trial: &Trial<'_>) {
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

pub(super) fn month_table(out: &mut String, trial: &Trial<'_>) {
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

pub(super) fn regime_table(out: &mut String, trial: &Trial<'_>) {
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

pub(super) fn worst_days_table(out: &mut String, trial: &Trial<'_>) {
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
