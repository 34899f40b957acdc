//! The public year: every table of one split.

use super::words::{bracket, percent, rate};
use crate::baselines::{self, Side};
use crate::evaluate::{Group, JUDGED, SIDES, TAIL_LEVELS, Trial, mean};
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::fmt::Write;

pub(super) fn variance_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
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

pub(super) fn pinball_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
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

pub(super) fn hit_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
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

pub(super) fn leverage_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
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

pub(super) fn test_table(out: &mut String, trial: &Trial<'_>, group: &Group) {
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
