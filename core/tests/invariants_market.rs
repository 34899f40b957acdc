//! What a watch makes of the market's state: used while BTC and ETH are fresh, left out when they are not.
#![allow(clippy::unwrap_used, reason = "helpers of tests are not seen as tests by clippy")]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{AdviceOptions, AlertLevel, advice, default_advice_options, default_alert_rules};
use plimsoll::market::simulate_bars;
use plimsoll::oracle::{Tick, default_oracle_rules};
use plimsoll::volatility::{ForecastFlag, forecast_bars, market_state};
use plimsoll::watch::{Leaders, ModelAlone, Watch, WatchedAccount, WatchedMarket};

/// One LINK at 100 dollars against a debt.
fn of_link(debt: f64) -> Account {
    let leg = |asset: &str, side, amount, price, factor| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold: if side == LegSide::Debt { 1.0 } else { 0.83 },
        ltv: if side == LegSide::Debt { 0.0 } else { 0.805 },
        factor,
        interest_annual: 0.0,
    };
    let legs = vec![leg("LINK", LegSide::Collateral, 1.0, 100.0, Some("LINK".into())), leg("USDC", LegSide::Debt, debt, 1.0, None)];
    Account { legs, liquidatable: None }
}

/// Watches of BTC, ETH and LINK, each with its hours up to `end`.
fn three(end: f64) -> [Watch<ModelAlone>; 3] {
    let mut seed = 20;
    ["BTC", "ETH", "LINK"].map(|asset| {
        seed += 1;
        let mut watch = Watch::new(asset, &[1.0; 3], default_oracle_rules(), default_alert_rules()).unwrap();
        watch.history(&simulate_bars(seed, 800, end as u32 - 800 * 3_600, 100.0, 0.7).unwrap(), end).unwrap();
        watch
    })
}

#[test]
fn forecasts_read_the_market_of_fresh_leaders_and_go_on_without_stale_ones() {
    let end = f64::from(1_750_000_000_u32 / 3_600 * 3_600);
    let [mut btc, mut eth, mut link] = three(end);
    link.watch(WatchedAccount { name: "loop".into(), account: of_link(40.0), options: default_advice_options(), reference_price: None })
        .unwrap();
    for leader in [&mut btc, &mut eth] {
        leader.evaluate(end).unwrap();
    }
    let mut leaders = Leaders::default();
    let speak = |at: f64, link: &mut Watch<ModelAlone>| {
        for (number, source) in [1.0, 2.0, 3.0].into_iter().zip(0..) {
            link.tick(&Tick { source, id: at + number, price: 100.0, volume: 1.0, stamp: at - 0.1, received: at }).unwrap();
        }
        link.evaluate(at).unwrap();
        link.advice("loop").unwrap().1.clone()
    };
    let change = leaders.read(&btc, &eth, end + 60.0);
    assert_eq!(change.said, Some(true));
    link.market(change.told.unwrap());
    let advised = speak(end + 60.0, &mut link);
    assert!(!advised.confidence.flags.contains(&ForecastFlag::NoMarket));
    // The same as from the bars themselves.
    let bars = |seed| simulate_bars(seed, 800, end as u32 - 800 * 3_600, 100.0, 0.7).unwrap();
    let market = market_state(&bars(21), &bars(22)).unwrap();
    let forecast = forecast_bars(&bars(23), Some(market)).unwrap();
    let options = AdviceOptions { now: Some((end + 60.0) as u32), previous_level: Some(AlertLevel::Calm), ..default_advice_options() };
    assert_eq!(advised.probabilities, advice(&of_link(40.0), &forecast, &options).unwrap().probabilities);
    assert_eq!(leaders.read(&btc, &eth, end + 90.0), Default::default(), "nothing changed");

    // LINK goes on by the hour, BTC stands still: after two hours forecasts go on without the market.
    let next = |seed, hour: u32| simulate_bars(seed, 1, end as u32 + hour * 3_600, 100.0, 0.7).unwrap();
    for hour in 0..3 {
        let now = end + 3_600.0 * f64::from(hour + 1) + 60.0;
        eth.history(&next(31, hour), now).unwrap();
        link.history(&next(32, hour), now).unwrap();
        let change = leaders.read(&btc, &eth, now);
        assert_eq!(change.said, (hour == 1).then_some(false), "at hour {hour}");
        change.told.into_iter().for_each(|told| link.market(told));
        assert_eq!(speak(now, &mut link).confidence.flags.contains(&ForecastFlag::NoMarket), hour > 0, "at hour {hour}");
    }
    // After a sleep the market is awaited, not missed; back again, it is used and that is said.
    let now = end + 3.0 * 3_600.0 + 120.0;
    btc.resync(now);
    let change = leaders.read(&btc, &eth, now);
    assert_eq!((change.told, change.said), (Some(WatchedMarket::Awaited), None));
    for hour in 0..3 {
        btc.history(&next(33, hour), now).unwrap();
    }
    let change = leaders.read(&btc, &eth, now);
    assert_eq!(change.said, Some(true));
    link.market(change.told.unwrap());
    assert!(!speak(now, &mut link).confidence.flags.contains(&ForecastFlag::NoMarket));
}
