//! The online record against what the data set says happened.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics to fail")]

mod common;

use common::{HOUR, START, panel};
use plimsoll::volatility::{DriftStatus, WEIGHTS};
use plimsoll_models::backtest::{Plan, Walk};
use plimsoll_models::dataset::Dataset;
use plimsoll_models::online::{Outcome, Record, markdown};

const DAY: u32 = 24 * HOUR;

fn record() -> (Dataset, Record) {
    let series = panel();
    let data = Dataset::new(&series, || ()).unwrap();
    let plan = Plan { refits: vec![START + 40 * DAY], until: START + 300 * DAY, paths: 0, openings: 0 };
    let walk = Walk::new(&series, &plan, vec![WEIGHTS.unpack()]).unwrap();
    let record = Record::new(&series, &data, &walk, &walk).unwrap();
    (data, record)
}

#[test]
fn a_device_counts_what_the_data_set_counts() {
    let (data, record) = record();
    assert_eq!(record.streams.len(), 4);
    for stream in &record.streams {
        assert!(stream.days > 250);
        for level in &stream.own.levels {
            let place = usize::from(level.level == 0.05);
            let anchor = [24.0, 72.0, 168.0].iter().position(|hours| *hours == level.horizon_hours).unwrap() + 2;
            let known: Vec<&Outcome> = stream.outcomes.iter().filter(|one| one.anchor == anchor).take(level.resolved as usize).collect();
            assert_eq!(known.len(), stream.days as usize - level.horizon_hours as usize / 24);
            for (side, own) in [&level.drawdown, &level.runup].into_iter().enumerate() {
                let rate = |quantile: fn(&Outcome) -> &[[f64; 2]; 2]| {
                    let hits = known.iter().filter(|one| one.realised[side] > quantile(one)[side][place]).count();
                    Some(hits as f64 / known.len() as f64)
                };
                assert_eq!((own.model_hit_rate, own.hit_rate), (rate(|one| &one.model), rate(|one| &one.shown)));
            }
        }
    }
    let text = markdown(&data, &record);
    assert!(text.contains("| AAA | Spot | ") && !text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn nothing_shown_depends_on_later_bars() {
    let (_, whole) = record();
    let mut series = panel();
    let cut = START + 200 * DAY;
    for bar in series.iter_mut().flat_map(|one| &mut one.bars).filter(|bar| bar.ts >= cut) {
        (bar.open, bar.high, bar.low, bar.close) = (bar.open * 2.0, bar.high * 3.0, bar.low * 1.5, bar.close * 2.5);
    }
    let data = Dataset::new(&series, || ()).unwrap();
    let plan = Plan { refits: vec![START + 40 * DAY], until: START + 300 * DAY, paths: 0, openings: 0 };
    let walk = Walk::new(&series, &plan, vec![WEIGHTS.unpack()]).unwrap();
    let changed = Record::new(&series, &data, &walk, &walk).unwrap();
    for (before, after) in whole.streams.iter().zip(&changed.streams) {
        let shown = |stream: &plimsoll_models::online::Stream| {
            stream.outcomes.iter().filter(|one| one.ts <= cut).map(|one| (one.ts, one.anchor, one.shown)).collect::<Vec<_>>()
        };
        assert!(!shown(before).is_empty());
        assert_eq!(shown(before), shown(after));
    }
}

#[test]
fn a_halved_variance_is_noticed() {
    let (_, record) = record();
    let made = record.streams.iter().filter(|stream| stream.watched.made.broken.is_some()).count();
    let halved = record.streams.iter().filter(|stream| stream.watched.halved.broken.is_some()).count();
    assert!(halved > made, "{halved} of {}, and {made} as made", record.streams.len());
    assert!(record.streams.iter().all(|stream| stream.own.drift.status == DriftStatus::Fits || stream.watched.made.watch.is_some()));
}
