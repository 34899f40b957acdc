//! The advice back-tested, with its pictures.

use super::Source;
use crate::backtest::{Plan, Plots, Record, Walk, judge_by_minutes, report};
use crate::picture::{Axis, Picture, percent_tick, plain_tick};
use anyhow::Result;
use std::fmt::Write;

pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let plan = Plan::public();
    let weights = plan.refits.iter().map(|from| Ok((*source.lessons.before(*from)?).clone())).collect::<Result<Vec<_>>>()?;
    let walk = Walk::new(source.series, &plan, weights)?;
    let mut record = Record::new(source.series, source.data, &walk, &|| ())?;
    judge_by_minutes(&mut record.pairs, source.data, source.folder)?;
    let plots = Plots::new(&record);
    Picture {
        title: "Probability of a move against the position: given and come, 2020-01 to 2025-06",
        x: Axis { label: "probability given", log: true, tick: percent_tick },
        y: Axis { label: "share that came (bars: 95 %)", log: true, tick: percent_tick },
        lines: &plots.reliability,
        joined: false,
        reference: Some([(0.001, 0.001), (0.4, 0.4)]),
    }
    .write(&source.plots.join("advice_reliability.svg"))?;
    Picture {
        title: "Leverage against liquidations, 24 hours: the advice scaled, and one health factor for all",
        x: Axis { label: "share of positions liquidated within 24 h", log: true, tick: percent_tick },
        y: Axis { label: "mean leverage, collateral over equity", log: false, tick: plain_tick },
        lines: &plots.leverage,
        joined: true,
        reference: None,
    }
    .write(&source.plots.join("advice_leverage.svg"))?;
    Picture {
        title: "Lead time of `act` before liquidation, positions left alone for up to 60 days",
        x: Axis { label: "hours since `act`, up to (last point: longer)", log: false, tick: plain_tick },
        y: Axis { label: "share of liquidations", log: false, tick: percent_tick },
        lines: &plots.lead,
        joined: true,
        reference: None,
    }
    .write(&source.plots.join("advice_lead_time.svg"))?;
    let mut out = report(&record).trim_end().to_string();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "\n\n![Probability given against share that came](plots/advice_reliability.svg)\n");
    let _ = writeln!(out, "![Leverage against share liquidated, advice and fixed health factors](plots/advice_leverage.svg)\n");
    let _ = writeln!(out, "![Lead time of act before liquidation](plots/advice_lead_time.svg)");
    Ok(out)
}
