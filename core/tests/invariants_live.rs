//! What must hold for every stream of ticks, every run of alerts and every watch.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; inputs may use any exponential"
)]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{
    Advice, AdviceStatus, AlertKind, AlertLevel, Alerts, DataAge, advice, default_advice_options, default_alert_rules,
};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Feed, SourceStatus, Tick, TickFate, default_oracle_rules, merge_bars, weighted_median};
use plimsoll::volatility::{Tracker, forecast_bars};
use plimsoll::watch::{ModelAlone, Watch, WatchedAccount};
use proptest::prelude::*;
use std::sync::OnceLock;

const START: f64 = 1_750_000_000.0;

fn feed() -> Feed {
    Feed::new(&[1.0; 3], default_oracle_rules()).unwrap()
}

fn tick(source: u32, id: f64, price: f64, stamp: f64, received: f64) -> Tick {
    Tick { source, id, price, volume: 1.0, stamp, received }
}

/// Three sources once a second; `price` says the price of a source at a second, `None` where it keeps still.
fn run(feed: &mut Feed, seconds: std::ops::Range<u32>, price: impl Fn(u32, u32) -> Option<f64>) {
    for second in seconds {
        for source in 0..3 {
            if let Some(price) = price(source, second) {
                let now = START + f64::from(second);
                feed.push(&tick(source, f64::from(second + 1), price, now - 0.1, now)).unwrap();
            }
        }
    }
}

fn statuses(feed: &Feed, second: u32) -> Vec<SourceStatus> {
    feed.price(START + f64::from(second)).sources.iter().map(|source| source.status).collect()
}

#[test]
fn a_wrong_source_a_frozen_one_and_a_stale_one_are_set_aside() {
    use SourceStatus::{Diverging, Frozen, Stale, Used};
    let mut wrong = feed();
    run(&mut wrong, 0..60, |source, _| Some(if source == 1 { 110.0 } else { 100.0 + f64::from(source) * 0.01 }));
    assert_eq!(statuses(&wrong, 60), [Used, Diverging, Used]);
    assert!((wrong.price(START + 60.0).price.unwrap() - 100.01).abs() < 1e-9);

    let mut frozen = feed();
    run(&mut frozen, 0..600, |source, second| Some(if source == 2 { 100.0 } else { 100.0 + f64::from(second) * 0.002 }));
    assert_eq!(statuses(&frozen, 600), [Used, Used, Frozen]);
    let mut calm = feed();
    run(&mut calm, 0..600, |_, _| Some(100.0));
    assert_eq!(statuses(&calm, 600), [Used; 3], "standing still together is no fault");

    let mut stale = feed();
    run(&mut stale, 0..200, |source, second| (source != 0 || second < 50).then_some(100.0));
    assert_eq!(statuses(&stale, 200), [Stale, Used, Used]);
    run(&mut stale, 200..201, |_, _| None);
    let silent = stale.price(START + 400.0);
    assert_eq!((silent.price, silent.confirmed, silent.age_seconds), (None, false, 201.0));
}

#[test]
fn a_lone_source_is_believed_near_the_last_price_only() {
    let mut lone = feed();
    run(&mut lone, 0..10, |_, _| Some(100.0));
    // Two stop; the third creeps on, then leaps by a tenth.
    run(&mut lone, 10..300, |source, second| (source == 1).then_some(100.0 + f64::from(second) * 0.01));
    let crept = lone.price(START + 299.0);
    assert_eq!((crept.price, crept.confirmed), (Some(102.99), false));
    run(&mut lone, 300..2_090, |source, _| (source == 1).then_some(113.0));
    assert_eq!(lone.price(START + 2_090.0).price, None, "nothing confirms the leap");
    run(&mut lone, 2_090..2_140, |source, _| (source == 1).then_some(113.0));
    assert_eq!(lone.price(START + 2_140.0).price, Some(113.0), "held for half an hour, it is believed");
    // A fall that all see is believed at once.
    let mut crash = feed();
    run(&mut crash, 0..10, |_, _| Some(100.0));
    run(&mut crash, 10..11, |_, _| Some(80.0));
    assert_eq!(crash.price(START + 10.0).price, Some(80.0));
    // Two that disagree: the one near the last price.
    run(&mut crash, 11..300, |source, _| (source != 0).then_some(if source == 1 { 80.0 } else { 88.0 }));
    let torn = crash.price(START + 299.0);
    assert_eq!((torn.price, torn.confirmed), (Some(80.0), false));
}

#[test]
fn order_duplicates_and_clocks() {
    let mut feed = feed();
    let fate = |feed: &mut Feed, tick: Tick| feed.push(&tick).unwrap().0;
    assert_eq!(fate(&mut feed, tick(0, 5.0, 100.0, START, START)), TickFate::Taken);
    assert_eq!(fate(&mut feed, tick(0, 5.0, 100.0, START, START + 1.0)), TickFate::Duplicate);
    assert_eq!(fate(&mut feed, tick(0, 4.0, 100.0, START - 1.0, START + 1.0)), TickFate::OutOfOrder);
    assert_eq!(fate(&mut feed, tick(0, 1.0, 100.0, START + 2.0, START + 2.0)), TickFate::Taken, "an exchange that counts anew");
    let report = feed.price(START + 2.0);
    assert_eq!((report.sources[0].duplicates, report.sources[0].out_of_order), (1, 1));
    for (bad, code) in [
        (tick(3, 1.0, 100.0, START, START), "unknown"),
        (tick(0, 1.0, f64::NAN, START, START), "not_finite"),
        (tick(0, 1.0, 0.0, START, START), "out_of_range"),
        (tick(0, f64::INFINITY, 1.0, START, START), "not_finite"),
        (tick(0, 9.0, 1.0, START * 1_000.0, START), "out_of_range"),
    ] {
        let before = feed.clone();
        assert_eq!(feed.push(&bad).unwrap_err().code(), code);
        assert_eq!(feed, before, "nothing changes on an error");
    }

    // Our clock is two minutes fast: the hour follows the sources', and a source ten minutes late is set aside.
    let mut clocks = self::feed();
    for second in 0..300u32 {
        let now = START + f64::from(second);
        for (source, lag) in [(0, 120.0), (1, 120.2), (2, 720.0)] {
            clocks.push(&tick(source, f64::from(second + 1), 100.0, now - lag, now)).unwrap();
        }
    }
    let report = clocks.price(START + 299.0);
    assert_eq!(report.sources.iter().map(|source| source.status).collect::<Vec<_>>()[2], SourceStatus::Skewed);
    assert_eq!((report.price, report.confirmed), (Some(100.0), true));
    assert!((report.clock_error_seconds - 120.2).abs() < 1e-3, "{}", report.clock_error_seconds);
}

#[test]
fn hours_are_assembled_from_what_was_agreed() {
    let hour = 1_750_003_200.0;
    let mut feed = feed();
    let mut ended = None;
    for second in 0..3_605u32 {
        let now = hour + f64::from(second);
        for source in 0..3u32 {
            // A dip of 3 % for a second, which all see, and a wrong source throughout.
            let price = if second == 1_800 { 97.0 } else { 100.0 + f64::from(second) / 3_600.0 };
            let price = if source == 2 { price * 1.1 } else { price };
            let (_, over) = feed.push(&tick(source, f64::from(second + 1), price, now - 0.05, now)).unwrap();
            ended = ended.or(over);
        }
    }
    let ended = ended.unwrap();
    assert_eq!((ended.minutes, ended.bar.ts), (60, 1_750_003_200));
    assert_eq!((ended.bar.open, ended.bar.low, ended.bar.close), (100.0, 97.0, 100.0 + 3_599.0 / 3_600.0));
    assert_eq!(ended.bar.volume, 3_600.0, "the median of the sources, not their sum");
    assert_eq!(feed.last_minute().unwrap().ts, 1_750_006_740);
}

#[test]
fn histories_are_merged_by_the_hour() {
    let bars = simulate_bars(3, 72, 1_749_999_600, 100.0, 0.7).unwrap();
    let scaled = |factor: f64| {
        let row = |(place, value): (usize, &f64)| if (1..=4).contains(&(place % 6)) { value * factor } else { *value };
        bars.iter().enumerate().map(row).collect::<Vec<f64>>()
    };
    let merged = merge_bars(&[scaled(1.001), scaled(1.0), scaled(0.999), scaled(1.1)], 0.015).unwrap();
    for (merged, own) in merged.chunks(6).zip(bars.chunks(6)) {
        assert!(merged[0] == own[0] && (merged[4] / own[4] - 1.0).abs() < 1e-12, "{merged:?} {own:?}");
    }
    // Each source lacks an hour of its own, and one row is garbage: no hour is lost.
    let without = |hour: usize| [&bars[..hour * 6], &bars[hour * 6 + 6..]].concat();
    let mut garbage = bars.clone();
    garbage[61] = f64::NAN;
    assert_eq!(merge_bars(&[without(1), without(2), garbage], 0.015).unwrap(), bars);
    assert_eq!(merge_bars(&[bars.clone(), scaled(1.1)], 0.015).unwrap(), [], "two that differ say nothing");
    assert_eq!(merge_bars(&[scaled(1.1)], 0.015).unwrap(), scaled(1.1));
    Tracker::from_bars(&merged).unwrap();
}

fn account(debt: f64) -> Account {
    let eth = Leg {
        asset: "ETH".into(),
        side: LegSide::Collateral,
        amount: 10.0,
        price: 2_500.0,
        threshold: 0.83,
        ltv: 0.805,
        factor: Some("ETH".into()),
        interest_annual: 0.0,
    };
    let usdc = Leg {
        asset: "USDC".into(),
        side: LegSide::Debt,
        amount: debt,
        price: 1.0,
        threshold: 1.0,
        ltv: 0.0,
        factor: None,
        interest_annual: 0.0,
    };
    Account { legs: vec![eth, usdc], liquidatable: None }
}

fn an_advice(level: AlertLevel) -> Advice {
    static MADE: OnceLock<Advice> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let forecast = forecast_bars(&simulate_bars(7, 800, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap();
        advice(&account(14_000.0), &forecast, &default_advice_options()).unwrap()
    });
    Advice { level, ..made.clone() }
}

const LEVELS: [AlertLevel; 4] = [AlertLevel::Calm, AlertLevel::Notice, AlertLevel::Act, AlertLevel::Critical];

fn rank(level: AlertLevel) -> usize {
    LEVELS.iter().position(|known| *known == level).unwrap()
}

#[test]
fn an_alert_says_what_to_do_with_unit_horizon_and_confidence() {
    let mut alerts = Alerts::new();
    let said = alerts.step(START, Some(&an_advice(AlertLevel::Act)), &DataAge::default(), &default_alert_rules()).unwrap();
    assert_eq!((said[0].kind, said[0].level, said[0].previous_level), (AlertKind::LevelRaised, AlertLevel::Act, AlertLevel::Calm));
    let message = &said[0].message;
    assert!(
        message.starts_with("Act: act within about ") && message.contains(" % confidence") && message.contains("within 24 h"),
        "{message}"
    );
    let gone = Advice { status: AdviceStatus::Liquidatable, ..an_advice(AlertLevel::Critical) };
    let said = alerts.step(START, Some(&gone), &DataAge::default(), &default_alert_rules()).unwrap();
    assert_eq!((said.len(), said[0].kind), (1, AlertKind::Liquidatable));
}

#[test]
fn stale_data_are_said_once_and_their_end_once() {
    let rules = default_alert_rules();
    let mut alerts = Alerts::new();
    let mut kinds = Vec::new();
    for minute in 0..60u32 {
        let age = DataAge { prices_seconds: if minute < 30 { f64::from(minute) * 60.0 } else { 0.0 }, ..DataAge::default() };
        let said = alerts.step(START + f64::from(minute) * 60.0, Some(&an_advice(AlertLevel::Calm)), &age, &rules).unwrap();
        kinds.extend(said.into_iter().map(|event| (minute, event.kind)));
    }
    assert_eq!(kinds, [(6, AlertKind::PricesStale), (35, AlertKind::PricesFresh)]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_raise_is_never_missed_and_there_is_never_a_storm(levels in prop::collection::vec((0usize..4, 1u32..4_000), 1..600)) {
        let rules = default_alert_rules();
        let (mut alerts, mut now) = (Alerts::new(), START);
        let mut said: Vec<f64> = Vec::new();
        for (level, seconds) in levels {
            now += f64::from(seconds);
            let before = rank(alerts.level());
            let events = alerts.step(now, Some(&an_advice(LEVELS[level])), &DataAge::default(), &rules).unwrap();
            // Whatever was said before, the level shown is never below the level reached.
            prop_assert!(rank(alerts.level()) >= level);
            prop_assert_eq!(!events.is_empty(), rank(alerts.level()) != before);
            prop_assert!(events.iter().all(|event| (event.kind == AlertKind::LevelRaised) == (level > before)));
            said.extend(events.iter().map(|event| event.at));
            let restored = Alerts::restore(&alerts.snapshot()).unwrap();
            prop_assert_eq!(&restored, &alerts);
            alerts = restored;
        }
        for (first, at) in said.iter().enumerate() {
            let day = said[first..].iter().take_while(|later| *later - at < 86_400.0).count();
            prop_assert!(day <= 24, "{} alerts within a day", day);
        }
    }

    #[test]
    fn a_feed_restored_goes_on_with_the_same_bits(
        ticks in prop::collection::vec((0u32..3, 0.9..1.1f64, -3.0..40.0f64, -200.0..200.0f64, 0u32..6), 1..400),
        split in 0.0..1.0f64,
    ) {
        let mut feed = feed();
        let mut now = START;
        let at = (ticks.len() as f64 * split) as usize;
        let mut other = None;
        for (index, (source, price, pause, skew, kind)) in ticks.into_iter().enumerate() {
            now += pause.max(0.0) * 10.0;
            let id = if kind == 0 { 0.0 } else { (index + 1) as f64 - f64::from(kind == 1) * 3.0 };
            let one = tick(source, id, 100.0 * price, now - skew, now);
            if index == at {
                other = Some(Feed::restore(&[1.0; 3], default_oracle_rules(), &feed.snapshot()).unwrap());
            }
            let fate = feed.push(&one).unwrap();
            if let Some(other) = &mut other {
                prop_assert_eq!(other.push(&one).unwrap(), fate);
                prop_assert_eq!(&*other, &feed);
            }
            let report = feed.price(now);
            let used: Vec<f64> = report.sources.iter().filter(|s| s.status == SourceStatus::Used).map(|s| s.price).collect();
            prop_assert_eq!(report.price, weighted_median(&used, &vec![1.0; used.len()]).ok());
            prop_assert!(!report.confirmed || used.len() >= 2);
            prop_assert!(report.spread.is_finite() && report.age_seconds >= 0.0 && report.confirmed_age_seconds >= report.age_seconds);
            prop_assert!(report.sources.iter().all(|s| s.age_seconds >= 0.0 && s.deviation.is_finite() && s.skew_seconds.is_finite()));
        }
    }

    #[test]
    fn an_altered_byte_is_refused(place in 0.0..1.0f64, flip in 1u8..=255) {
        let mut feed = feed();
        run(&mut feed, 0..100, |source, second| Some(100.0 + f64::from(source + second)));
        let mut bytes = feed.snapshot();
        let at = (bytes.len() as f64 * place) as usize;
        bytes[at] ^= flip;
        let refused = Feed::restore(&[1.0; 3], default_oracle_rules(), &bytes).unwrap_err();
        prop_assert_eq!(refused.code(), "invalid_snapshot");
        let mut alerts = Alerts::new().snapshot();
        let at = (alerts.len() as f64 * place) as usize;
        alerts[at] ^= flip;
        prop_assert_eq!(Alerts::restore(&alerts).unwrap_err().code(), "invalid_snapshot");
    }
}

#[test]
fn a_watch_speaks_on_a_fall_and_goes_on_after_a_restart() {
    let hour = 1_749_999_600 + 1_440 * 3_600;
    let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7).unwrap();
    let price = bars[bars.len() - 2];
    let new = || -> Watch { Watch::new("ETH", &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap() };
    let mut legs = account(0.5 * 10.0 * price);
    legs.legs[0].price = price;
    let watched = WatchedAccount { name: "loop".into(), account: legs, options: default_advice_options(), reference_price: None };
    let mut watch = new();
    watch.history(&bars, f64::from(hour)).unwrap();
    watch.watch(watched.clone()).unwrap();
    let mut said = Vec::new();
    let mut restored: Option<Watch> = None;
    for second in 0..7_300u32 {
        let now = f64::from(hour + second);
        // From the second hour on it falls by 35 % within half an hour.
        let fall = f64::from(second.saturating_sub(3_600).min(1_800)) / 1_800.0 * 0.35;
        for source in 0..3 {
            let one = tick(source, f64::from(second + 1), price * (1.0 - fall), now - 0.1, now);
            watch.tick(&one).unwrap();
            if let Some(restored) = &mut restored {
                restored.tick(&one).unwrap();
            }
        }
        let spoken = watch.evaluate(now).unwrap().spoken;
        if let Some(restored) = &mut restored {
            let same = restored.evaluate(now).unwrap().spoken;
            assert_eq!(
                same.iter().map(|spoken| spoken.event.kind).collect::<Vec<_>>(),
                spoken.iter().map(|s| s.event.kind).collect::<Vec<_>>()
            );
        }
        said.extend(spoken.into_iter().map(|spoken| (spoken.event.kind, spoken.event.level)));
        if second == 4_000 {
            let mut other = new();
            other.restore(&watch.snapshot()).unwrap();
            other.watch(watched.clone()).unwrap();
            restored = Some(other);
        }
    }
    use AlertKind::LevelRaised;
    use AlertLevel::{Act, Critical, Notice};
    assert_eq!(
        said,
        [(LevelRaised, Notice), (LevelRaised, Act), (LevelRaised, Critical)],
        "a fall of 35 % leaves health at {:?}",
        watch.advice("loop").unwrap().1.health_factor
    );
    assert_eq!(watch.missing(f64::from(hour + 7_300)), None, "both hours came from ticks");
    assert_eq!(watch.snapshot(), restored.unwrap().snapshot());
    let mut plain: Watch<ModelAlone> = Watch::new("ETH", &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap();
    assert_eq!(plain.restore(&watch.snapshot()).unwrap_err().code(), "invalid_snapshot");
    let mut other: Watch = Watch::new("BTC", &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap();
    assert_eq!(other.restore(&watch.snapshot()).unwrap_err().code(), "invalid_snapshot");
}

#[test]
fn a_hole_is_filled_from_history_or_left_after_a_while() {
    let start = 1_749_999_600u32;
    let bars = simulate_bars(7, 60, start, 100.0, 0.7).unwrap();
    let mut watch: Watch<ModelAlone> = Watch::new("ETH", &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap();
    watch.history(&bars[..6 * 48], f64::from(start + 48 * 3_600)).unwrap();
    let live = |watch: &mut Watch<ModelAlone>, hour: u32| {
        for minute in 0..61u32 {
            for source in 0..3 {
                let now = f64::from(start + hour * 3_600 + minute * 60);
                watch.tick(&tick(source, f64::from(hour * 60 + minute + 1), 100.0 + f64::from(minute), now - 0.1, now)).unwrap();
            }
        }
    };
    // Hour 48 is slept through; 49 comes from ticks and waits.
    live(&mut watch, 49);
    let now = f64::from(start + 50 * 3_600 + 60);
    assert_eq!((watch.missing(now), watch.history_hours()), (Some(start + 48 * 3_600), 48));
    watch.history(&bars[6 * 48..6 * 49], now).unwrap();
    assert_eq!((watch.missing(now), watch.history_hours()), (None, 50));
    // Without history the hole stays, and the hours after it count once three wait.
    for hour in 51..54 {
        live(&mut watch, hour);
    }
    assert_eq!(watch.missing(f64::from(start + 54 * 3_600 + 60)), None);
    assert_eq!(watch.history_hours(), 54);
}
