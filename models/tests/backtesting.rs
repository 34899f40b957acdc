//! The back-test: no decision reads the future, and the record is the same on any number of threads.

mod common;

use plimsoll_models::backtest::{Opening, PairOpening, Plan, Record, Walk, report};
use plimsoll_models::bars::Series;
use plimsoll_models::dataset::Dataset;
use plimsoll_models::train::Options;
use std::sync::LazyLock;

const DAY: u32 = 24 * common::HOUR;

/// Six assets of 300 days: enough for what is learned of several together.
fn panel() -> Vec<Series> {
    ["AAA", "BBB", "BTC", "CCC", "DDD", "ETH"].iter().zip(1..).map(|(name, seed)| common::series(name, common::bars(seed, 7_200))).collect()
}

/// On two threads.
static RECORD: LazyLock<Record> = LazyLock::new(|| record(&panel(), 2));

fn record(series: &[Series], threads: usize) -> Record {
    let refits = vec![common::START + 200 * DAY, common::START + 260 * DAY];
    let plan = Plan { refits, until: common::START + 300 * DAY, paths: 200, openings: 60 };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let data = Dataset::new(series, || ()).unwrap();
        let walk = Walk::train(series, &data, &plan, &Options::default(), &|| ()).unwrap();
        Record::new(series, &data, &walk, &|| ()).unwrap()
    })
}

/// What was decided at an opening, without what became of it.
fn decision(one: &Opening) -> (usize, u32, u32, String) {
    (
        one.series,
        one.ts,
        one.hours,
        format!(
            "{:?} {:?}",
            one.kind,
            [one.advised, one.defaults].concat().iter().map(|it| (it.leverage, it.distance)).collect::<Vec<_>>()
        ),
    )
}

#[test]
fn a_changed_future_changes_no_opening_and_no_threads_change_anything() {
    let series = panel();
    let before = &*RECORD;
    assert!(*before == record(&series, 1), "the record depends on the number of threads");

    let cut = common::START + 280 * DAY;
    let mut other = series;
    for (one, seed) in other.iter_mut().zip(11..) {
        one.bars.retain(|bar| bar.ts < cut);
        one.bars.extend(common::bars(seed, 7_200).into_iter().filter(|bar| bar.ts >= cut));
    }
    let after = record(&other, 2);
    let decided = |record: &Record| record.openings.iter().filter(|one| one.ts <= cut).map(decision).collect::<Vec<_>>();
    assert_eq!(decided(before), decided(&after));
    let held = |record: &Record| record.openings.iter().filter(|one| one.ts + one.hours * common::HOUR <= cut).copied().collect::<Vec<_>>();
    assert!(held(before).len() > 1_000 && held(before) == held(&after), "a position closed before the change");
    let known = |record: &Record| record.watched.iter().filter(|one| one.ts + 67 * DAY <= cut).cloned().collect::<Vec<_>>();
    assert!(known(before).len() > 80 && known(before) == known(&after), "a position watched before the change");
    let joined = |record: &Record| {
        let decision = |one: &PairOpening| (one.series, one.pair, one.ts, one.advised.map(|it| (it.leverage, it.distance)));
        record.pairs.iter().filter(|one| one.ts <= cut).map(decision).collect::<Vec<_>>()
    };
    // Both as collateral, each of BTC and ETH against the other, four others against ETH, every day from 200 to 280.
    assert!(joined(before).len() == 7 * 81 && joined(before) == joined(&after), "a position of two assets opened before the change");
    // The change is felt where it may be.
    assert!(before.pairs.iter().filter(|one| one.ts > cut).ne(after.pairs.iter().filter(|one| one.ts > cut)));
    assert!(before.openings.iter().filter(|one| one.ts > cut).ne(after.openings.iter().filter(|one| one.ts > cut)));
    assert!(before.watched != after.watched);
}

#[test]
fn the_report_counts_what_the_record_holds() {
    let record = &*RECORD;
    let text = report(record);
    let held = record.openings.iter().filter(|one| one.hours == 24 && one.ts >= common::START + 200 * DAY).count();
    // Days 200 to 299: the last needs 24 hours after it.
    assert_eq!(held, 6 * 2 * 100);
    for one in ["## The advice, back-tested", "| long | 24 | 1 % | 600 |", "| short | 168 | 5 % |", "| all of two assets | 1 % |"] {
        assert!(text.contains(one), "{one} is not in\n{text}");
    }
}
