//! The online calibration and the drift monitor, each series by itself.

use super::Source;
use crate::backtest::{Plan, Walk};
use crate::online::{Record, by_asset, markdown, narrow};
use crate::picture::{Axis, Line, Picture, Point, plain_tick};
use anyhow::Result;

pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let plan = Plan::public();
    let weights = plan.refits.iter().map(|from| Ok((*source.lessons.before(*from)?).clone())).collect::<Result<Vec<_>>>()?;
    let walk = Walk::new(source.series, &plan, weights)?;
    let narrow = narrow(source.series, source.data, source.options)?;
    let record = Record::new(source.series, source.data, &walk, &narrow)?;
    let lines: Vec<Line> = by_asset(source.data, &record)
        .into_iter()
        .map(|(side, rates)| {
            let points = rates.into_iter().map(|[model, shown]| Point::bare(model, shown)).collect();
            Line { name: side.to_string(), points }
        })
        .collect();
    Picture {
        title: "Hit rate over nominal by series, 5 % and 24 hours: the model alone, and as shown by the device",
        x: Axis { label: "model alone", log: false, tick: plain_tick },
        y: Axis { label: "shown, calibrated online", log: false, tick: plain_tick },
        lines: &lines,
        joined: false,
        reference: Some([(0.6, 0.6), (2.1, 2.1)]),
    }
    .write(&source.plots.join("online_coverage.svg"))?;
    Ok(markdown(source.data, &record) + "![Hit rate by series, model alone against calibrated](plots/online_coverage.svg)\n")
}
