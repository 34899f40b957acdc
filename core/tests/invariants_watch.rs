//! What must hold for a watch when owners act, clocks are set, devices sleep, accounts fail and history is late.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; inputs may use any exponential"
)]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{AdviceOptions, AlertKind, AlertLevel, default_advice_options, default_alert_rules};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Feed, SourceStatus, Tick, TickFate, default_oracle_rules};
use plimsoll::watch::{Evaluated, JointAccount, JointWatch, ModelAlone, Watch, WatchedAccount};

const HOURS: u32 = 960;
const FROM: u32 = 1_749_999_600;
const END: u32 = FROM + HOURS * 3_600;
const HOUR: f64 = 3_600.0;

fn bars() -> Vec<f64> {
    simulate_bars(7, HOURS, FROM, 2_500.0, 0.7).unwrap()
}

fn close() -> f64 {
    let bars = bars();
    bars[bars.len() - 2]
}

fn leg(asset: &str, side: LegSide, amount: f64, price: f64, factor: Option<&str>) -> Leg {
    let (threshold, ltv) = if side == LegSide::Debt { (1.0, 0.0) } else { (0.83, 0.8) };
    Leg { asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// Ten ETH against a share of their value.
fn account(share: f64) -> Account {
    let collateral = leg("ETH", LegSide::Collateral, 10.0, close(), Some("ETH"));
    Account { legs: vec![collateral, leg("USDC", LegSide::Debt, share * 10.0 * close(), 1.0, None)], liquidatable: None }
}

fn named(name: &str, account: Account) -> WatchedAccount {
    WatchedAccount { name: name.into(), account, options: default_advice_options(), reference_price: None }
}

fn new() -> Watch<ModelAlone> {
    Watch::new("ETH", &[1.0; 2], default_oracle_rules(), default_alert_rules()).unwrap()
}

/// With its history.
fn filled() -> Watch<ModelAlone> {
    let mut watch = new();
    watch.history(&bars(), f64::from(END)).unwrap();
    watch
}

/// One evaluation after ticks of both sources, or of none.
fn beat(watch: &mut Watch<ModelAlone>, now: f64, price: Option<f64>) -> Evaluated {
    for (source, price) in (0..2).zip([price; 2]).filter_map(|(source, price)| Some((source, price?))) {
        watch.tick(&Tick { source, id: now, price, volume: 1.0, stamp: now - 0.1, received: now }).unwrap();
    }
    watch.evaluate(now).unwrap()
}

/// Every second from one to another, at a multiple of the last close; what was said, with when.
fn run(watch: &mut Watch<ModelAlone>, seconds: std::ops::Range<u32>, level: impl Fn(u32) -> Option<f64>) -> Vec<(u32, AlertKind)> {
    let said = seconds.flat_map(|second| {
        let evaluated = beat(watch, f64::from(END + second), level(second).map(|level| level * close()));
        assert_eq!(evaluated.faults, []);
        evaluated.spoken.into_iter().map(move |spoken| (second, spoken.event.kind))
    });
    said.collect()
}

#[test]
fn after_the_owner_acts_the_next_danger_is_said_at_once() {
    use AlertKind::{LevelLowered, LevelRaised, Liquidatable};
    let mut watch = filled();
    watch.watch(named("me", account(0.84))).unwrap();
    assert_eq!(run(&mut watch, 0..30, |_| Some(1.0)), [(0, Liquidatable)]);
    // The owner repays: what is left is said by the next advice, and not counted.
    for round in 0..3 {
        watch.watch(named("me", account(0.1))).unwrap();
        let from = 30 + 60 * round;
        assert_eq!(run(&mut watch, from..from + 30, |_| Some(1.0)), [(from, LevelLowered)]);
        watch.watch(named("me", account(0.82))).unwrap();
        assert_eq!(run(&mut watch, from + 30..from + 60, |_| Some(1.0)), [(from + 30, LevelRaised)]);
    }
    // The same account anew, as a page hands it in, or with a little interest on it: the market's noise must settle as before.
    let mut settled = watch.clone();
    for again in [account(0.82), account(0.820_5)] {
        let mut watch = watch.clone();
        watch.watch(named("me", again)).unwrap();
        assert_eq!(run(&mut watch, 210..300, |_| Some(2.0)), []);
    }
    let lowered = run(&mut settled, 210..4_000, |_| Some(2.0));
    assert_eq!(lowered, [(3_810, LevelLowered)], "after one settling time, not doubled");
    // Several assets likewise.
    let mut joint = JointWatch::new();
    let over =
        |share| JointAccount { name: "me".into(), account: account(share), options: default_advice_options(), reference_prices: None };
    let mut watch = filled();
    let mut said = Vec::new();
    for (second, share) in [(0, 0.84), (1, 0.1), (2, 0.84)] {
        let now = f64::from(END + second);
        beat(&mut watch, now, Some(close()));
        joint.watch(over(share), &[&watch]).unwrap();
        said.extend(joint.evaluate(&[&watch], now).unwrap().spoken.into_iter().map(|spoken| spoken.event.kind));
    }
    assert_eq!(said, [Liquidatable, LevelLowered, Liquidatable]);
}

#[test]
fn one_account_that_fails_keeps_nothing_from_the_others() {
    let mut watch = new();
    let bad = AdviceOptions { alpha: 1.0, ..default_advice_options() };
    let refused = watch.watch(WatchedAccount { options: bad, ..named("bad", account(0.4)) });
    assert_eq!(refused.unwrap_err().code(), "out_of_range", "though there is no forecast yet");
    // At its own prices it is an account; at the live one a price is beyond all bounds.
    let mut wild = account(0.4);
    wild.legs[0].price = 1e38;
    watch.watch(WatchedAccount { reference_price: Some(1e-3), ..named("bad", wild) }).unwrap();
    watch.watch(named("good", account(0.82))).unwrap();
    watch.history(&bars(), f64::from(END)).unwrap();
    let (mut said, mut faults) = (Vec::new(), Vec::new());
    for second in 0..700 {
        let at = f64::from(END + second);
        let evaluated = beat(&mut watch, at, (second < 200).then(|| close() * (1.0 + 0.001 * f64::from(second % 2))));
        said.extend(evaluated.spoken.into_iter().map(|spoken| (spoken.name, spoken.event.kind)));
        faults.extend(evaluated.faults.into_iter().map(|fault| (fault.name, fault.error.code())));
    }
    assert_eq!(faults, [(Some("bad".into()), "out_of_range")], "once");
    let of = |name: &str, kind| (String::from(name), kind);
    assert_eq!(
        said,
        [of("good", AlertKind::LevelRaised), of("bad", AlertKind::PricesStale), of("good", AlertKind::PricesStale)],
        "the others have their advice, and all their alerts of data"
    );
    assert!(watch.advice("good").is_some() && watch.advice("bad").is_none());
    assert_eq!(watch.evaluate(f64::NAN).unwrap_err().code(), "not_finite");
}

#[test]
fn an_asset_that_is_gone_is_a_fault_of_its_accounts_alone() {
    let [mut eth, mut btc] = ["ETH", "BTC"].map(|asset| -> Watch<ModelAlone> {
        let mut watch = Watch::new(asset, &[1.0; 2], default_oracle_rules(), default_alert_rules()).unwrap();
        watch.history(&bars(), f64::from(END)).unwrap();
        watch
    });
    let mut joint = JointWatch::new();
    for (name, asset) in [("gone", "BTC"), ("here", "ETH")] {
        let mut account = account(0.82);
        (account.legs[0].asset, account.legs[0].factor) = (asset.into(), Some(asset.into()));
        let account = JointAccount { name: name.into(), account, options: default_advice_options(), reference_prices: None };
        joint.watch(account, &[&eth, &btc]).unwrap();
    }
    for second in 0..3 {
        let now = f64::from(END + second);
        for watch in [&mut eth, &mut btc] {
            beat(watch, now, Some(close()));
        }
        let Evaluated { spoken, faults } = joint.evaluate(&[&eth], now).unwrap();
        assert_eq!((spoken.len(), faults.len()), (usize::from(second == 0), usize::from(second == 0)), "{spoken:?} {faults:?}");
    }
    assert!(joint.advice("here").is_some());
}

#[test]
fn that_an_account_can_be_liquidated_needs_no_forecast() {
    let mut watch = new();
    watch.watch(named("me", account(0.82))).unwrap();
    assert_eq!(run(&mut watch, 0..20, |_| Some(1.0)), []);
    let said = run(&mut watch, 20..60, |second| Some(if second % 2 == 0 { 0.97 } else { 1.0 }));
    assert_eq!(said, [(20, AlertKind::Liquidatable)]);
    let mut other = watch.clone();
    // The forecast comes: nothing is said twice, and the level settles.
    watch.history(&bars(), f64::from(END)).unwrap();
    assert_eq!(run(&mut watch, 60..80, |_| Some(0.97)), []);
    assert!(watch.advice("me").is_some());
    // Without one, the owner acts: the next fall is another one.
    other.watch(named("me", account(0.5))).unwrap();
    assert_eq!(run(&mut other, 60..80, |_| Some(0.97)), []);
    let mut event = None;
    for spoken in beat(&mut other, f64::from(END + 80), Some(0.6 * close())).spoken {
        event = Some(spoken.event);
    }
    let event = event.unwrap();
    assert_eq!((event.kind, event.level, event.probability), (AlertKind::Liquidatable, AlertLevel::Critical, None));
    assert!((event.health_factor.unwrap() - 0.83 * 0.6 / 0.5).abs() < 1e-12);
    // Nor do several assets need one.
    let (mut eth, mut joint) = (new(), JointWatch::new());
    let over = JointAccount { name: "me".into(), account: account(0.84), options: default_advice_options(), reference_prices: None };
    joint.watch(over, &[&eth]).unwrap();
    let said: Vec<_> = (0..3)
        .flat_map(|second| {
            let now = f64::from(END + second);
            beat(&mut eth, now, Some(close()));
            joint.evaluate(&[&eth], now).unwrap().spoken
        })
        .collect();
    assert_eq!((said.len(), said[0].event.kind), (1, AlertKind::Liquidatable));
}

#[test]
fn a_mark_passed_by_a_small_move_is_advised_at_once() {
    let mut watch = filled();
    watch.watch(named("me", account(0.83 * 0.999_7))).unwrap();
    run(&mut watch, 0..5, |_| Some(1.0));
    let before = watch.advised().unwrap();
    let said = run(&mut watch, 5..15, |_| Some(0.999_6));
    assert_eq!(said, [(5, AlertKind::Liquidatable)]);
    assert_eq!(watch.advised().map(|(at, _)| at), Some(f64::from(END + 5)), "with its advice: {before:?}");
    let mark = |watch: &Watch<ModelAlone>| {
        let (price, advice) = watch.advice("me").unwrap();
        advice.thresholds[0].price / price
    };
    let mut watch = filled();
    watch.watch(named("me", account(0.3))).unwrap();
    run(&mut watch, 0..5, |_| Some(1.0));
    let mark = mark(&watch);
    run(&mut watch, 5..6, |_| Some(mark * 1.000_1));
    run(&mut watch, 6..8, |_| Some(mark * 1.000_1));
    assert_eq!(run(&mut watch, 8..9, |_| Some(mark * 0.999_9)), [(8, AlertKind::LevelRaised)]);
}

#[test]
fn a_clock_set_back_ends_no_watch() {
    use AlertKind::{PricesFresh, PricesStale};
    const DAY: u32 = 86_400;
    let mut watch = filled();
    watch.watch(named("me", account(0.1))).unwrap();
    // What is said of prices: the hours of the day that was not are another matter.
    let prices = |watch: &mut Watch<ModelAlone>, seconds, level| {
        let mut said = run(watch, seconds, |_| level);
        said.retain(|(_, kind)| matches!(kind, PricesStale | PricesFresh));
        said
    };
    // A day ahead, and its prices dead before and after it is set right.
    prices(&mut watch, DAY..DAY + 10, Some(1.0));
    assert_eq!(prices(&mut watch, DAY + 10..DAY + 400, None), [(DAY + 310, PricesStale)]);
    let stored = watch.snapshot();
    for restart in [false, true] {
        let mut watch = watch.clone();
        if restart {
            watch = new();
            watch.restore(&stored).unwrap();
            watch.watch(named("me", account(0.1))).unwrap();
        }
        watch.resync(f64::from(END + 400));
        assert_eq!(prices(&mut watch, 400..530, None), []);
        assert_eq!(watch.price(f64::from(END + 530)).price, None, "what died is no longer used");
        assert_eq!(prices(&mut watch, 530..1_000, Some(1.0)), [(700, PricesFresh)]);
        assert_eq!(prices(&mut watch, 1_000..1_600, None), [(1_300, PricesStale)]);
    }
}

#[test]
fn a_device_that_wakes_now_and_then_hears_of_stale_prices() {
    let mut watch = filled();
    watch.watch(named("me", account(0.1))).unwrap();
    run(&mut watch, 0..10, |_| Some(1.0));
    // A sleep of eight hours and a quick recovery: nothing is said.
    let mut now = f64::from(END) + 8.0 * HOUR;
    watch.resync(now);
    for second in 0..120 {
        let evaluated = beat(&mut watch, now + f64::from(second), (second > 60).then(close));
        assert!(evaluated.spoken.is_empty(), "{evaluated:?}");
    }
    let mut said = Vec::new();
    for beats in 0..20 {
        now += 150.0;
        watch.resync(now);
        said.extend(beat(&mut watch, now, None).spoken.into_iter().map(|spoken| (beats, spoken.event)));
    }
    said.retain(|(_, event)| event.kind == AlertKind::PricesStale);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!((4..8).contains(&said[0].0) && said[0].1.age_seconds.unwrap() > 600.0, "as old as it is: {said:?}");
}

#[test]
fn history_that_comes_late_is_not_shut_out_by_the_first_live_hour() {
    let live = |watch: &mut Watch<ModelAlone>| {
        for minute in 0..61u32 {
            beat(watch, f64::from(END + minute * 60), Some(100.0 + f64::from(minute)));
        }
    };
    let mut watch = new();
    live(&mut watch);
    let now = f64::from(END) + HOUR + 60.0;
    // With no history at all there is a forecast of what came live, and older hours are still asked for, after a restart too.
    assert_eq!(watch.history_hours(), 1);
    let mut restored = new();
    restored.restore(&watch.snapshot()).unwrap();
    for watch in [&mut watch, &mut restored] {
        assert_eq!(watch.missing(now), Some(END + 3_600 - 181 * 86_400));
        let hour = simulate_bars(9, 1, END, close(), 0.7).unwrap();
        let page = 6 * 480;
        watch.history(&bars()[..page], now).unwrap();
        assert_eq!(watch.missing(now), Some(FROM + 480 * 3_600));
        watch.history(&[&bars()[page..], &hour[..]].concat(), now).unwrap();
        assert_eq!((watch.missing(now), watch.history_hours()), (None, 720));
        let mut batch = new();
        batch.history(&[bars(), hour].concat(), now).unwrap();
        watch.watch(named("me", account(0.5))).unwrap();
        batch.watch(named("me", account(0.5))).unwrap();
        for watch in [&mut *watch, &mut batch] {
            watch.resync(now);
            beat(watch, now + 600.0, Some(close()));
        }
        assert_eq!(watch.advice("me"), batch.advice("me"), "to the last bit");
    }
    // Bars that only go on from there begin nothing anew.
    let mut young = new();
    live(&mut young);
    young.history(&simulate_bars(9, 1, END + 3_600, 160.0, 0.7).unwrap(), now + HOUR).unwrap();
    assert_eq!((young.history_hours(), young.missing(now + HOUR)), (2, None));
}

#[test]
fn a_watch_is_of_the_asset_that_drives_the_account() {
    let mut watch = new();
    let mut other = account(0.5);
    other.legs[0].factor = Some("BTC".into());
    let mut empty = other.clone();
    other.legs.insert(0, leg("ETH", LegSide::Collateral, 0.0, close(), Some("ETH")));
    let refused = watch.watch(named("me", other)).unwrap_err();
    assert!(refused.code() == "unknown" && refused.to_string().contains("BTC"), "{refused}");
    // Legs that bear on nothing are no drivers.
    empty.legs[0].amount = 0.0;
    empty.legs.push(leg("ETH", LegSide::Collateral, 10.0, close(), Some("ETH")));
    empty.legs.push(Leg { threshold: 0.0, ltv: 0.0, ..leg("WBTC", LegSide::Collateral, 1.0, 60_000.0, Some("BTC")) });
    watch.watch(named("me", empty)).unwrap();
}

#[test]
fn interest_accrues_while_it_is_watched() {
    let mut owing = account(0.7);
    owing.legs[1].interest_annual = 1.0;
    let mut watch = new();
    watch.watch(named("me", owing.clone())).unwrap();
    let hours = 12 * 24;
    let expected = |hours: f64| 0.83 / (0.7 * (hours / 8_760.0).exp());
    let now = f64::from(END);
    beat(&mut watch, now, Some(close()));
    // Handed in again as it is, it has not begun anew.
    watch.watch(named("me", owing.clone())).unwrap();
    let later = now + f64::from(hours) * HOUR;
    watch.history(&simulate_bars(7, 960, END - (960 - hours) * 3_600, close(), 0.7).unwrap(), later).unwrap();
    beat(&mut watch, later, Some(close()));
    let (_, advice) = watch.advice("me").unwrap();
    assert!((advice.health_factor.unwrap() / expected(f64::from(hours)) - 1.0).abs() < 1e-12, "{:?}", advice.health_factor);
    // Read anew from the venue, it begins anew.
    owing.legs[1].amount *= (f64::from(hours) / 8_760.0).exp();
    watch.watch(named("me", owing)).unwrap();
    beat(&mut watch, later + 1.0, Some(close()));
    let (_, advice) = watch.advice("me").unwrap();
    assert!((advice.health_factor.unwrap() / expected(f64::from(hours)) - 1.0).abs() < 1e-7);
}

#[test]
fn an_old_trade_is_not_fresh_and_a_wild_time_orders_nothing() {
    let now = f64::from(END);
    let tick = |source, id, price, stamp, received| Tick { source, id, price, volume: 1.0, stamp, received };
    // Greeted with a trade half an hour old.
    for old_first in [false, true] {
        let mut feed = Feed::new(&[1.0; 2], default_oracle_rules()).unwrap();
        let old = tick(1, 7.0, 101.0, now - 1_800.0, now);
        if old_first {
            feed.push(&old).unwrap();
        }
        feed.push(&tick(0, 1.0, 100.0, now - 0.1, now)).unwrap();
        if !old_first {
            feed.push(&old).unwrap();
        }
        let report = feed.price(now + 1.0);
        assert_eq!(report.sources[1].status, SourceStatus::Stale, "{report:?}");
        assert!(report.sources[1].age_seconds > 1_800.0 && !report.confirmed);
        feed.push(&tick(1, 8.0, 100.1, now + 9.9, now + 10.0)).unwrap();
        assert!(feed.price(now + 10.0).confirmed);
    }
    // A time a year ahead, once the clocks are known and before.
    for known in [true, false] {
        let mut feed = Feed::new(&[1.0; 2], default_oracle_rules()).unwrap();
        if known {
            for source in 0..2 {
                feed.push(&tick(source, 1.0, 100.0, now - 0.1, now)).unwrap();
            }
        }
        let fate = feed.push(&tick(1, 1e15, 100.0, now + 3e7, now + 1.0)).unwrap().0;
        assert_eq!(fate, if known { TickFate::OutOfOrder } else { TickFate::Taken });
        feed = Feed::restore(&[1.0; 2], default_oracle_rules(), &feed.snapshot()).unwrap();
        for second in 2..400 {
            let at = now + f64::from(second);
            for source in 0..2 {
                let fate = feed.push(&tick(source, f64::from(second), 100.0, at - 0.1, at)).unwrap().0;
                assert_eq!(fate, TickFate::Taken, "{known} {source} {second}");
            }
        }
        let report = feed.price(now + 400.0);
        assert!(report.confirmed && report.sources.iter().all(|source| source.status == SourceStatus::Used), "{report:?}");
    }
}
