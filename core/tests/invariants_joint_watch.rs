//! What must hold for accounts over several assets under watch.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests are not seen as tests by clippy; inputs may use any exponential"
)]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{AdviceOptions, AlertKind, AlertLevel, default_advice_options, default_alert_rules, joint_advice};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Tick, default_oracle_rules};
use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast};
use plimsoll::volatility::market_state;
use plimsoll::watch::{
    JointAccount, JointWatch, Leaders, ModelAlone, Outcomes, ReferencePrice, Spoken, Watch, WatchedAccount, price_factors,
};
use proptest::prelude::*;
use std::sync::OnceLock;

const FROM: u32 = 1_749_999_600;
const HOURS: u32 = 960;
const END: u32 = FROM + HOURS * 3_600;
const ASSETS: [&str; 2] = ["ETH", "BTC"];

fn bars(place: usize) -> Vec<f64> {
    simulate_bars(7 + place as u32, HOURS, FROM, [2_500.0, 60_000.0][place], [0.7, 0.5][place]).unwrap()
}

fn closes() -> [f64; 2] {
    [0, 1].map(|place| bars(place)[(HOURS as usize - 1) * 6 + 4])
}

fn leg(asset: &str, side: LegSide, amount: f64, price: f64, factor: Option<&str>) -> Leg {
    let (threshold, ltv) = if side == LegSide::Debt { (1.0, 0.0) } else { (0.83, 0.8) };
    Leg { asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// Ten ETH and so many BTC against a share of their value in USDC.
fn account(btc: f64, share: f64) -> Account {
    let [eth_price, btc_price] = closes();
    let debt = share * (10.0 * eth_price + btc * btc_price);
    let legs = vec![
        leg("ETH", LegSide::Collateral, 10.0, eth_price, Some("ETH")),
        leg("BTC", LegSide::Collateral, btc, btc_price, Some("BTC")),
        leg("USDC", LegSide::Debt, debt, 1.0, None),
    ];
    Account { legs, liquidatable: None }
}

fn watched(account: Account) -> JointAccount {
    JointAccount { name: "both".into(), account, options: default_advice_options(), reference_prices: None }
}

/// The watches of both assets, and the accounts over both.
struct Both<O = ModelAlone> {
    watches: [Watch<O>; 2],
    joint: JointWatch,
}

impl<O: Outcomes> Both<O> {
    /// With all hours of history, and nothing watched.
    fn new() -> Self {
        let mut both = Self::empty();
        for place in [0, 1] {
            both.watches[place].history(&bars(place), f64::from(END)).unwrap();
        }
        both
    }

    fn empty() -> Self {
        let watch = |asset| Watch::new(asset, &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap();
        Self { watches: ASSETS.map(watch), joint: JointWatch::new() }
    }

    fn watch(&mut self, account: JointAccount) -> Result<(), plimsoll::RiskError> {
        let Self { watches, joint } = self;
        joint.watch(account, &watches.each_ref())
    }

    /// A second with the prices of both, or of one that is silent.
    fn second(&mut self, second: u32, prices: [Option<f64>; 2]) -> Vec<Spoken> {
        let now = f64::from(END + second);
        for (watch, price) in self.watches.iter_mut().zip(prices) {
            for (source, price) in (0..3).zip([price; 3]).filter_map(|(source, price)| Some((source, price?))) {
                watch.tick(&Tick { source, id: f64::from(second + 1), price, volume: 1.0, stamp: now - 0.1, received: now }).unwrap();
            }
            assert_eq!(watch.evaluate(now).unwrap().faults, []);
        }
        let evaluated = self.joint.evaluate(&self.watches.each_ref(), now).unwrap();
        assert_eq!(evaluated.faults, []);
        evaluated.spoken
    }

    fn at(&self) -> Option<f64> {
        self.joint.advice("both").map(|shown| shown.at - f64::from(END))
    }
}

fn kinds(spoken: &[Spoken]) -> Vec<(AlertKind, AlertLevel)> {
    spoken.iter().map(|spoken| (spoken.event.kind, spoken.event.level)).collect()
}

const LEVELS: [AlertLevel; 4] = [AlertLevel::Calm, AlertLevel::Notice, AlertLevel::Act, AlertLevel::Critical];

fn rank(level: AlertLevel) -> Option<usize> {
    LEVELS.iter().position(|known| *known == level)
}

#[test]
fn the_advice_is_that_of_the_rooms_before_it_to_the_last_bit() {
    for market in [false, true] {
        let mut both: Both = Both::new();
        let mut known = None;
        if market {
            both.second(0, [None; 2]);
            let told = Leaders::default().read(&both.watches[1], &both.watches[0], f64::from(END)).told.unwrap();
            both.watches.iter_mut().for_each(|watch| watch.market(told.clone()));
            known = Some(market_state(&bars(1), &bars(0)).unwrap());
        }
        both.watch(watched(account(0.3, 0.6))).unwrap();
        let moved = [closes()[0] * 0.9, closes()[1] * 1.05];
        both.second(1, moved.map(Some));
        let shown = both.joint.advice("both").unwrap();
        assert_eq!((both.joint.assets("both"), &shown.prices[..]), (&ASSETS.map(String::from)[..], &moved[..]));
        let factors = [0, 1].map(|place| FactorBars { factor: ASSETS[place].into(), bars: bars(place) });
        let mut own = account(0.3, 0.6);
        for place in [0, 1] {
            own.legs[place].price *= moved[place] / closes()[place];
        }
        let options = AdviceOptions { now: Some(END), previous_level: Some(AlertLevel::Calm), ..default_advice_options() };
        let scenario = ScenarioOptions { seed: 1, paths: 4_096, horizon_hours: 24.0 };
        assert_eq!(shown.advice, joint_advice(&own, &joint_forecast(&factors, known).unwrap(), &options, &scenario).unwrap());
    }
}

#[test]
fn a_jump_of_one_of_two_prices_raises_the_level_at_once_and_is_said_once() {
    let mut both: Both = Both::new();
    both.watch(watched(account(0.5, 0.55))).unwrap();
    let [eth, btc] = closes();
    let mut said = Vec::new();
    for second in 0..120 {
        let jumped = if second < 60 { btc } else { 0.5 * btc };
        let spoken = both.second(second, [Some(eth), Some(jumped)]);
        assert_eq!(spoken.is_empty(), second != 60, "{second}: {spoken:?}");
        said.extend(spoken);
    }
    let event = &said[0].event;
    let shown = both.joint.advice("both").unwrap();
    assert_eq!((event.kind, event.level), (AlertKind::LevelRaised, shown.advice.level));
    assert!(rank(event.level) >= rank(AlertLevel::Act), "{event:?}");
    assert_eq!((event.horizon_hours, event.liquidation_price), (Some(24.0), None));
    assert!(event.message.contains("within 24 h is") && event.message.contains("with 99 % confidence"), "{}", event.message);
    assert_eq!(event.act_within.as_ref().unwrap().hours, shown.advice.lead_time.hours);
}

#[test]
fn a_price_that_one_asset_lacks_is_an_alert_that_names_it() {
    let mut both: Both = Both::new();
    both.watch(watched(account(0.5, 0.3))).unwrap();
    let [eth, btc] = closes();
    let mut said = Vec::new();
    for second in 0..1_200 {
        let silent = (60..600).contains(&second);
        let spoken = both.second(second, [Some(eth), (!silent).then_some(btc)]);
        said.extend(spoken.into_iter().map(|spoken| (second, spoken.event)));
        // The last advice stays, and none is made of an old price.
        assert_eq!(both.at().is_some_and(|at| at > 0.0), second >= 600, "{second}");
    }
    let kinds: Vec<_> = said.iter().map(|(second, event)| (*second, event.kind)).collect();
    assert_eq!(kinds, [(360, AlertKind::PricesStale), (900, AlertKind::PricesFresh)]);
    assert!(said[0].1.message.starts_with("BTC: No price for 5 min"), "{}", said[0].1.message);
    assert_eq!(said[0].1.level, AlertLevel::Calm);
}

#[test]
fn advice_is_new_where_a_price_or_a_forecast_is_and_after_five_minutes() {
    let mut both: Both = Both::new();
    let [eth, btc] = closes();
    let mut made = Vec::new();
    for second in 0..3_950 {
        if second == 3_000 {
            both.watch(watched(account(0.5, 0.5))).unwrap();
        }
        let eth = match second {
            3_010..3_020 => eth * 1.009_9,
            3_020.. => eth * 1.010_1,
            _ => eth,
        };
        both.second(second, [Some(eth), Some(btc)]);
        if made.last() != both.at().as_ref() {
            made.extend(both.at());
        }
    }
    // By the price, by five minutes, and by the hour's own bar, which is a new forecast.
    assert_eq!(made, [3_000.0, 3_020.0, 3_320.0, 3_600.0, 3_900.0]);
    assert_eq!(both.joint.advice("both").unwrap().advice.confidence.as_of, END + 3_600);
}

#[test]
fn accounts_take_turns_but_one_that_passes_a_mark_does_not_wait() {
    let mut both: Both = Both::new();
    for (name, share) in [("a", 0.3), ("b", 0.4), ("c", 0.3)] {
        both.watch(JointAccount { name: name.into(), ..watched(account(0.5, share)) }).unwrap();
    }
    let [eth, btc] = closes();
    let at = |both: &Both, second: u32, level: f64| {
        let now = f64::from(END + second);
        let mut both = Both { watches: both.watches.clone(), joint: both.joint.clone() };
        both.second(second, [Some(eth * level), Some(btc * level)]);
        ["a", "b", "c"].map(|name| both.joint.advice(name).map(|shown| now - shown.at))
    };
    for second in 0..3 {
        both.second(second, [Some(eth), Some(btc)]);
    }
    assert_eq!(at(&both, 3, 1.0), [3.0, 2.0, 1.0].map(Some));
    assert_eq!(at(&both, 3, 1.011), [0.0, 2.0, 1.0].map(Some), "the oldest has its turn");
    let mark =
        both.joint.advice("b").unwrap().advice.thresholds[0].health_factor / both.joint.advice("b").unwrap().advice.health_factor.unwrap();
    assert_eq!(at(&both, 3, mark * 1.01), [0.0, 2.0, 1.0].map(Some));
    assert_eq!(at(&both, 3, mark * 0.99), [0.0, 0.0, 1.0].map(Some));
}

#[test]
fn a_run_is_the_same_again_and_goes_on_after_a_restart() {
    const RESTART: u32 = 370;
    let prices = |second: u32| {
        // After a minute both fall by 27 % within nine.
        let fall = f64::from(second.saturating_sub(60).min(540)) / 540.0 * 0.27;
        closes().map(|price| Some(price * (1.0 - fall)))
    };
    let start = || {
        let mut both: Both<plimsoll::watch::Calibrated> = Both::new();
        both.watch(watched(account(0.5, 0.62))).unwrap();
        both
    };
    let (mut first, mut again) = (start(), start());
    let mut restored: Option<Both<plimsoll::watch::Calibrated>> = None;
    let (mut said, mut after) = (Vec::new(), Vec::new());
    for second in 0..620 {
        let spoken = first.second(second, prices(second));
        if second < 350 {
            assert_eq!(again.second(second, prices(second)), spoken);
        }
        if let Some(restored) = &mut restored {
            after.extend(restored.second(second, prices(second)).into_iter().map(|spoken| (second, spoken.event)));
        }
        said.extend(spoken.into_iter().map(|spoken| (second, spoken.event)));
        if second == RESTART {
            let mut other = Both::empty();
            // Handed in before the state comes and after it: a page may do either.
            other.watch(watched(account(0.5, 0.62))).unwrap();
            for place in [0, 1] {
                other.watches[place].restore(&first.watches[place].snapshot()).unwrap();
            }
            other.joint.restore(&first.joint.snapshot()).unwrap();
            assert_eq!(other.joint.snapshot(), first.joint.snapshot());
            other.watch(watched(account(0.5, 0.62))).unwrap();
            restored = Some(other);
        }
    }
    use AlertKind::{LevelRaised, Liquidatable};
    use AlertLevel::{Act, Critical, Notice};
    let levels: Vec<_> = said.iter().map(|(_, event)| (event.kind, event.level)).collect();
    assert_eq!(levels, [(LevelRaised, Notice), (LevelRaised, Act), (LevelRaised, Critical), (Liquidatable, Critical)], "{said:?}");
    assert!(said[0].0 < RESTART && said[1].0 > RESTART, "what was said before the restart is not said again: {said:?}");
    for ((at, event), (again, same)) in said[1..].iter().zip(&after) {
        // One percent of the fall takes 20 seconds: so much the two are out of step at most.
        assert!(
            (event.kind, event.level) == (same.kind, same.level) && at.abs_diff(*again) <= 20,
            "{event:?} at {at}, {same:?} at {again}"
        );
    }
    assert_eq!(after.len(), 3);
    let restored = restored.unwrap();
    assert_eq!(restored.joint.snapshot(), first.joint.snapshot());
    assert_eq!(first.joint.clone().restore(&first.watches[0].snapshot()).unwrap_err().code(), "invalid_snapshot");
}

#[test]
fn a_clock_set_back_ends_no_watch_of_several() {
    use AlertKind::{LevelLowered, LevelRaised, PricesFresh, PricesStale};
    const DAY: u32 = 86_400;
    let mut both: Both = Both::new();
    both.watch(watched(account(0.5, 0.6))).unwrap();
    let mut said = Vec::new();
    let mut run = |both: &mut Both, seconds: std::ops::Range<u32>, level: Option<f64>| {
        for second in seconds {
            let spoken = both.second(second, closes().map(|price| Some(level? * price)));
            said.extend(spoken.into_iter().map(|spoken| (second, spoken.event.kind)));
        }
    };
    // A clock a day ahead, whose hours are not to be had: the prices fall and recover, are then missing for a while, and are back.
    for (seconds, level) in [(0..400, Some(1.0)), (400..405, Some(0.8)), (405..410, Some(2.0)), (410..800, None), (800..810, Some(2.0))] {
        run(&mut both, DAY + seconds.start..DAY + seconds.end, level);
    }
    // It is set right: nothing that is waited for lies a day ahead.
    both.watches.iter_mut().for_each(|watch| watch.resync(f64::from(END + 810)));
    both.joint.resync(f64::from(END + 810));
    run(&mut both, 810..4_600, Some(2.0));
    said.retain(|(_, kind)| matches!(kind, LevelRaised | LevelLowered | PricesStale | PricesFresh));
    assert_eq!(said, [(DAY + 400, LevelRaised), (DAY + 710, PricesStale), (1_110, PricesFresh), (4_410, LevelLowered)]);
}

#[test]
fn without_one_of_the_forecasts_there_is_no_advice_and_no_error() {
    // One has no history: a minute of prices, then the alert that it has no hours.
    let mut both: Both = Both::empty();
    both.watches[0].history(&bars(0), f64::from(END)).unwrap();
    both.watch(watched(account(0.5, 0.5))).unwrap();
    let said: Vec<Spoken> = (0..400).flat_map(|second| both.second(second, closes().map(Some))).collect();
    assert_eq!((kinds(&said), both.at()), (vec![(AlertKind::BarsStale, AlertLevel::Calm)], None));
    assert!(said[0].event.message.starts_with("BTC: No hourly bar"), "{}", said[0].event.message);
    // One ends more than a day before the other.
    let mut both: Both = Both::empty();
    both.watches[0].history(&bars(0), f64::from(END)).unwrap();
    both.watches[1].history(&bars(1)[..6 * (HOURS as usize - 25)], f64::from(END)).unwrap();
    both.watch(watched(account(0.5, 0.5))).unwrap();
    for second in 0..400 {
        both.second(second, closes().map(Some));
    }
    assert!(both.watches[1].history_hours() > 0 && both.at().is_none());
}

#[test]
fn what_cannot_be_watched_is_refused_by_name() {
    let mut both: Both = Both::new();
    let code = |both: &mut Both, account: JointAccount| both.watch(account).unwrap_err().to_string();
    let mut other = account(0.5, 0.5);
    other.legs[1].factor = Some("SOL".into());
    assert!(code(&mut both, watched(other)).contains("SOL"));
    let mut wrapped = account(0.5, 0.5);
    wrapped.legs[1].asset = "WBTC".into();
    assert!(code(&mut both, watched(wrapped.clone())).contains("account.referencePrices"));
    let listed = |factor: &str, price| Some(vec![ReferencePrice { factor: factor.into(), price }]);
    let misspelt = JointAccount { reference_prices: listed("BTCC", 60_000.0), ..watched(wrapped.clone()) };
    assert!(code(&mut both, misspelt).contains("BTCC"));
    assert!(code(&mut both, JointAccount { reference_prices: listed("BTC", 0.0), ..watched(wrapped.clone()) }).contains("above 0"));
    let options = AdviceOptions { alpha: 2.0, ..default_advice_options() };
    assert!(code(&mut both, JointAccount { options, ..watched(account(0.5, 0.5)) }).contains("alpha"));
    let pegged = Account { legs: vec![account(0.5, 0.5).legs[2].clone()], liquidatable: None };
    assert!(code(&mut both, watched(pegged)).contains("one factor at least"));
    assert_eq!(both.joint.names().count(), 0, "nothing changed");
    both.watch(JointAccount { reference_prices: listed("BTC", closes()[1]), ..watched(wrapped) }).unwrap();
    both.second(0, closes().map(Some));
    let listed = both.joint.advice("both").unwrap().advice.clone();
    both.joint.unwatch("both");
    both.watch(watched(account(0.5, 0.5))).unwrap();
    both.second(1, closes().map(Some));
    assert_eq!(listed.probabilities, both.joint.advice("both").unwrap().advice.probabilities);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn one_factor_is_advised_as_its_own_watch_does(share in 0.2..0.86f64, fall in -0.1..0.1f64, staked in 0.0..8.0f64, empty in any::<bool>()) {
        // Either a second asset of which there is nothing, or two legs that one price drives.
        let mut both: Both = Both::new();
        let mut own = account(0.0, share);
        if !empty {
            own.legs[1] = leg("wstETH", LegSide::Collateral, staked + 0.1, 1.2 * closes()[0], Some("ETH"));
        }
        prop_assert_eq!(price_factors(&own), ["ETH"]);
        both.watch(watched(own.clone())).unwrap();
        let single = WatchedAccount { name: "one".into(), account: own, options: default_advice_options(), reference_price: None };
        both.watches[0].watch(single).unwrap();
        both.second(0, [Some(closes()[0] * (1.0 + fall)), Some(closes()[1])]);
        let (_, one) = both.watches[0].advice("one").unwrap();
        let joint = &both.joint.advice("both").unwrap().advice;
        prop_assert_eq!((joint.status, joint.health_factor), (one.status, one.health_factor));
        for (joint, one) in joint.probabilities.iter().zip(&one.probabilities) {
            let error = 4.0 * joint.standard_error + 1e-3;
            prop_assert!((joint.probability - one.probability).abs() <= error, "{:?} {:?}", joint, one);
        }
        let health = one.health_factor.unwrap();
        let near = one.thresholds.iter().any(|threshold| (health / threshold.health_factor - 1.0).abs() < 0.01);
        prop_assert!(joint.level == one.level || near, "{:?} {:?} at {}: {:?}", joint.level, one.level, health, one.thresholds);
    }

    #[test]
    fn an_altered_byte_is_refused_and_changes_nothing(place in 0.0..1.0f64, flip in 1u8..=255) {
        static MADE: OnceLock<JointWatch> = OnceLock::new();
        let mut joint = MADE.get_or_init(|| {
            let mut both: Both = Both::new();
            both.watch(watched(account(0.5, 0.75))).unwrap();
            assert_eq!(both.second(0, closes().map(Some)).len(), 1);
            both.joint
        }).clone();
        let whole = joint.snapshot();
        let mut bytes = whole.clone();
        let at = (bytes.len() as f64 * place) as usize;
        bytes[at] ^= flip;
        prop_assert_eq!(joint.restore(&bytes).unwrap_err().code(), "invalid_snapshot");
        prop_assert_eq!(joint.snapshot(), whole);
    }
}
