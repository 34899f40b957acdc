//! The walk forward: coverage of six years, each forecast by a model trained before it.

use super::words::{month_of, percent, rate};
use crate::baselines::Side;
use crate::evaluate::{Group, JUDGED, SIDES, TAIL_LEVELS, Trial, mean};
use crate::losses::block_bootstrap;
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::fmt::Write;

pub(super) fn coverage_table(out: &mut String, years: &[Trial<'_>], group: &Group) {
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

pub(super) fn walk_table(out: &mut String, years: &[Trial<'_>], group: &Group) {
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
