//! The model confidence set of the variance forecasts.

use super::words::{PERP, SPOT};
use crate::baselines;
use crate::confidence_set::confidence_set;
use crate::evaluate::{JUDGED, Trial};
use crate::losses::mean_by_time;
use plimsoll::volatility::ANCHORS;
use std::fmt::Write;

/// Rows in a block of the bootstrap: days.
const BLOCK: usize = 14;

pub(super) fn table(out: &mut String, trial: &Trial<'_>) {
    out.push_str(
        "### Model confidence set: p-value of each model by T_max on the mean loss over assets per day

A model of 0.10 or more cannot be told from the best with 90 % confidence (Hansen, Lunde and Nason 2011; blocks of 14 days).

| group | h | days | model | own |",
    );
    baselines::VARIANCE.iter().for_each(|name| {
        // Writing to a string cannot fail.
        let _ = write!(out, " {name} |");
    });
    let _ = writeln!(out, "\n| --- | --- | --- | --- | --- |{}", " --- |".repeat(baselines::VARIANCE.len()));
    for group in [&SPOT, &PERP] {
        for anchor in JUDGED {
            let Some(score) = trial.variance(group, anchor) else { continue };
            let all: Vec<&Vec<f64>> = [&score.model, &score.own].into_iter().chain(&score.baselines).collect();
            // Only rows on which every model speaks are compared.
            let kept: Vec<usize> = (0..score.rows.len()).filter(|at| all.iter().all(|losses| losses[*at].is_finite())).collect();
            let series: Vec<Vec<f64>> =
                all.iter().map(|losses| mean_by_time(kept.iter().map(|at| (score.rows[*at].ts, losses[*at])))).collect();
            let days = series.first().map_or(0, Vec::len);
            let values: Vec<String> = confidence_set(&series, BLOCK).iter().map(|value| format!("{value:.2}")).collect();
            let _ = writeln!(out, "| {} | {} | {days} | {} |", group.name, ANCHORS[anchor], values.join(" | "));
        }
    }
    out.push('\n');
}
