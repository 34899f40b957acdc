//! What must hold for the stored state of a watch that an earlier version wrote, or one of another version.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are not seen as tests by clippy")]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{AlertKind, default_advice_options, default_alert_rules};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Tick, default_oracle_rules};
use plimsoll::watch::{Watch, WatchedAccount};

const HOURS: u32 = 960;
const FROM: u32 = 1_749_999_600;
const END: u32 = FROM + HOURS * 3_600;
/// Hours that a watch asks for where it has none.
const ASKED: u32 = 181 * 24;

fn bars() -> Vec<f64> {
    simulate_bars(7, HOURS, FROM, 2_500.0, 0.7).unwrap()
}

/// The account of one who owes a share of ten ETH.
fn account(share: f64) -> WatchedAccount {
    let close = bars()[6 * HOURS as usize - 2];
    let leg = |asset: &str, side, amount, price, factor: Option<&str>| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold: if side == LegSide::Debt { 1.0 } else { 0.83 },
        ltv: 0.0,
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    };
    let legs = vec![leg("ETH", LegSide::Collateral, 10.0, close, Some("ETH")), leg("USDC", LegSide::Debt, share * 10.0 * close, 1.0, None)];
    let account = Account { legs, liquidatable: None };
    WatchedAccount { name: "me".into(), account, options: default_advice_options(), reference_price: None }
}

fn new() -> Watch {
    Watch::new("ETH", &[1.0; 2], default_oracle_rules(), default_alert_rules()).unwrap()
}

/// A second with the last close of both sources; what was said.
fn second(watch: &mut Watch, second: u32) -> Vec<AlertKind> {
    let now = f64::from(END + second);
    for source in 0..2 {
        let price = bars()[6 * HOURS as usize - 2];
        watch.tick(&Tick { source, id: now, price, volume: 1.0, stamp: now - 0.1, received: now }).unwrap();
    }
    let evaluated = watch.evaluate(now).unwrap();
    assert_eq!(evaluated.faults, []);
    evaluated.spoken.into_iter().map(|spoken| spoken.event.kind).collect()
}

/// A watch with the last of the hours, of whose account it was said that it can be liquidated.
fn spoken(hours: usize) -> Watch {
    let mut watch = new();
    watch.history(&bars()[6 * (HOURS as usize - hours)..], f64::from(END)).unwrap();
    watch.watch(account(0.9)).unwrap();
    assert_eq!(second(&mut watch, 0), [AlertKind::Liquidatable]);
    watch
}

/// The bytes with another version, and without what lies in `cut`.
fn rewritten(bytes: &[u8], version: u16, cut: std::ops::Range<usize>) -> Vec<u8> {
    let mut older = [&bytes[..4], &version.to_le_bytes(), &bytes[6..cut.start], &bytes[cut.end..bytes.len() - 8]].concat();
    let sum = older.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    older.extend(sum.to_le_bytes());
    older
}

/// As version 1 wrote them: without the byte behind asset, feed, tracker and outcomes that says whether all hours came live.
fn first_version(bytes: &[u8]) -> Vec<u8> {
    let past = |at: usize| at + 4 + u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let alone = past(past(past(past(6))));
    assert!(bytes[alone] <= 1);
    rewritten(bytes, 1, alone..alone + 1)
}

#[test]
fn a_state_of_version_1_is_taken_up_whole() {
    let watch = spoken(HOURS as usize);
    let mut restored = new();
    restored.restore(&first_version(&watch.snapshot())).unwrap();
    assert_eq!(restored.snapshot(), watch.snapshot(), "the feed, the hours, their outcomes and what was said");
    assert_eq!((restored.history_hours(), restored.missing(f64::from(END))), (720, None));
    restored.watch(account(0.9)).unwrap();
    restored.resync(f64::from(END));
    assert!((1..90).all(|at| second(&mut restored, at).is_empty()), "what was said is not said again");
}

#[test]
fn a_short_state_of_version_1_is_filled_up_once_more_and_keeps_what_was_said() {
    // There the first hour that came live shut history out: how these two days came is not known.
    let watch = spoken(48);
    assert_eq!(watch.missing(f64::from(END)), None);
    let mut restored = new();
    restored.restore(&first_version(&watch.snapshot())).unwrap();
    assert_eq!((restored.history_hours(), restored.missing(f64::from(END))), (48, Some(END - ASKED * 3_600)));
    restored.watch(account(0.9)).unwrap();
    restored.resync(f64::from(END));
    assert!((1..5).all(|at| second(&mut restored, at).is_empty()));
    restored.history(&bars(), f64::from(END + 4)).unwrap();
    let mut batch = spoken(HOURS as usize);
    for at in 5..90 {
        second(&mut batch, at);
        assert!(second(&mut restored, at).is_empty(), "what was said is not said again");
    }
    assert_eq!((restored.history_hours(), restored.missing(f64::from(END + 90))), (720, None));
    assert_eq!(restored.advice("me"), batch.advice("me"), "as if all hours had come from history, to the last bit");
}

#[test]
fn a_state_of_a_version_that_is_not_known_is_refused_by_name_and_changes_nothing() {
    let bytes = spoken(HOURS as usize).snapshot();
    let mut watch = spoken(48);
    let before = watch.snapshot();
    for version in [0, 3, u16::MAX] {
        let error = watch.restore(&rewritten(&bytes, version, 6..6)).unwrap_err();
        assert!(error.code() == "invalid_snapshot" && error.to_string().contains("another version"), "{error}");
        assert_eq!(watch.adopt(&rewritten(&bytes, version, 6..6)).unwrap_err().code(), "invalid_snapshot");
    }
    // Version 1 has no such byte, and version 2 has it.
    for unlike in [rewritten(&bytes, 1, 6..6), rewritten(&first_version(&bytes), 2, 6..6)] {
        assert_eq!(watch.restore(&unlike).unwrap_err().code(), "invalid_snapshot");
    }
    assert_eq!(watch.snapshot(), before);
}
