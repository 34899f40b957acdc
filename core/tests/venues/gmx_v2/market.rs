//! The market around a GMX v2 position: the curve of the impact, the cap on profits, and what refuses an opening.

use super::{bps, dollars, example, random_position, share};
use crate::seed::Seed;
use plimsoll::venue::gmx_v2::{GmxV2Market, GmxV2Position, GmxV2Trading};
use plimsoll::venue::{Action, Venue};
use plimsoll::{I256, RiskErrorKind, U256};

pub fn factor(value: f64) -> U256 {
    // The last digits of a float are no settings.
    U256::from_u128((value * 1e12).round() as u128 * 1_000_000_000_000_000_000)
}

/// A million of longs against half a million of shorts; a billionth of the squared imbalance.
pub fn market() -> GmxV2Market {
    GmxV2Market {
        long_open_interest: dollars(1_000_000),
        short_open_interest: dollars(500_000),
        long_open_interest_in_tokens: U256::from_u128(400_000_000_000_000_000_000),
        short_open_interest_in_tokens: U256::from_u128(200_000_000_000_000_000_000),
        balance_in_tokens: false,
        virtual_inventory: None,
        positive_impact_factor: factor(5e-10),
        negative_impact_factor: factor(1e-9),
        positive_impact_exponent: factor(2.0),
        negative_impact_exponent: factor(2.0),
        positive_fee_factor: bps(4),
        negative_fee_factor: bps(6),
        pool_amount: U256::from_u128(10_000_000_000_000_000_000_000),
        max_pnl_factor: factor(0.9),
        max_open_interest: dollars(2_000_000),
        reserve_factor: factor(1.0),
        open_interest_reserve_factor: factor(0.9),
        min_collateral_factor_multiplier: U256::ZERO,
        pool: None,
    }
}

pub fn placed(market: GmxV2Market) -> GmxV2Position {
    let none = U256::ZERO;
    GmxV2Position {
        price_impact_usd: I256::ZERO,
        position_fee_factor: none,
        trading: Some(GmxV2Trading {
            increase_impact_factor: I256::ZERO,
            decrease_impact_factor: I256::ZERO,
            increase_fee_factor: none,
            min_position_size_usd: none,
            min_collateral_factor: none,
            min_collateral_factor_for_open_interest: none,
        }),
        market: Some(market),
        ..example()
    }
}

fn signed(usd: i64) -> I256 {
    I256::new(usd < 0, dollars(usd.unsigned_abs()))
}

fn impact(position: &GmxV2Position, usd: i64) -> (f64, bool) {
    let (impact, improves) = position.price_impact_of(signed(usd)).expect("an impact");
    (impact.to_f64() / 1e30, improves)
}

/// 500,000² − 600,000² billionths, and half of 500,000² − 480,000² on the way back.
#[test]
fn gmx_v2_impact_by_hand() {
    let position = placed(market());
    let (cost, improves) = impact(&position, 100_000);
    assert!((cost + 110.0).abs() < 1e-9 && !improves, "{cost}");
    let (gain, improves) = impact(&position, -20_000);
    assert!((gain - 9.8).abs() < 1e-9 && improves, "{gain}");
    // A short beyond the balance: half of 500,000² is gained, 100,000² lost.
    let short = GmxV2Position { is_long: false, ..placed(market()) };
    let (crossing, improves) = impact(&short, 600_000);
    assert!((crossing - 115.0).abs() < 1e-9 && improves, "{crossing}");
    // A straight curve has no power in it.
    let straight = placed(GmxV2Market { negative_impact_exponent: factor(1.0), negative_impact_factor: bps(1), ..market() });
    assert_eq!(straight.price_impact_of(signed(100_000)).expect("an impact").0, signed(-10));
    // Other markets of the token hold a million of longs: they count where they cost more.
    let shared = placed(GmxV2Market { virtual_inventory: Some(signed(-1_000_000)), ..market() });
    let (cost, _) = impact(&shared, 100_000);
    assert!((cost + 210.0).abs() < 1e-9, "{cost}");
}

#[test]
fn gmx_v2_profits_are_capped_by_the_pool() {
    // Up to 3,000: ten ETH gain 5,000; all longs gain 200,000, of which the pool of 100,000 pays nine tenths.
    let pool = U256::from_u128(100_000_000_000_000_000_000).try_div(U256::new(3), "pool").expect("fits");
    let risen = |market| placed(market).with_prices(&[("ETH", U256::new(3_000_000_000_000_000))]).expect("a price");
    let equity = |market| risen(market).health().expect("health").equity.to_f64() / 1e30;
    let (free, capped) = (equity(market()), equity(GmxV2Market { pool_amount: pool, ..market() }));
    assert!((free - capped - (5_000.0 - 5_000.0 * 90_000.0 / 200_000.0)).abs() < 1e-6, "{free} {capped}");
    // A cap of nothing is none.
    assert_eq!(equity(GmxV2Market { pool_amount: U256::ZERO, ..market() }), free);
}

#[test]
fn gmx_v2_openings_are_refused_by_name() {
    let open = |market: GmxV2Market, usd: i64| {
        let trade = Action::Trade { asset: "ETH".into(), size: signed(usd), quote: -I256::from(U256::new(100_000_000_000)) };
        match placed(market).apply(&trade).map_err(plimsoll::RiskError::into_kind) {
            Ok(after) => after.market.expect("a market").long_open_interest.to_string(),
            Err(RiskErrorKind::Refused { reason }) => reason,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(open(market(), 100_000), dollars(1_100_000).to_string());
    assert_eq!(open(market(), 1_000_001), "MaxOpenInterestExceeded");
    let small = |eth: u64| GmxV2Market {
        pool_amount: U256::new(eth).try_mul(U256::new(1_000_000_000_000_000_000), "eth").expect("fits"),
        ..market()
    };
    assert_eq!(open(small(420), 100_000), "InsufficientReserve");
    assert_eq!(open(small(450), 100_000), "InsufficientReserveForOpenInterest");
    let wrong = GmxV2Position { price_impact_usd: signed(1), ..placed(market()) };
    assert_eq!(wrong.health().expect_err("given twice").code(), "out_of_range");
}

/// Nobody gains by an opening and its closing, in dollars of impact, while the price stands.
#[test]
fn gmx_v2_impact_never_pays_for_a_round_trip() {
    let mut random = Seed::new(93);
    let mut worse = 0;
    for _ in 0..3_000 {
        let exponent = factor(1.0 + random.between(0, 100) as f64 / 100.0);
        let mut market = GmxV2Market {
            positive_impact_exponent: exponent,
            negative_impact_exponent: exponent,
            positive_impact_factor: factor(random.between(0, 20) as f64 * 1e-10),
            negative_impact_factor: factor(random.between(0, 20) as f64 * 1e-10),
            long_open_interest: dollars(random.between(25_000, 2_000_000)),
            short_open_interest: dollars(random.between(0, 2_000_000)),
            max_open_interest: dollars(1_000_000_000),
            ..market()
        };
        market.pool_amount = U256::from_u128(1_000_000_000_000_000_000_000_000);
        let (now, size) = (placed(market), random.between(1, 1_000_000));
        let size = i64::try_from(size).expect("small");
        let there = now.price_impact_of(signed(size)).expect("an impact").0;
        let mut after = now.clone();
        let market = after.market.as_mut().expect("a market");
        market.long_open_interest = market.long_open_interest.try_add(dollars(size.unsigned_abs()), "more").expect("fits");
        after.size_in_usd = dollars(size.unsigned_abs());
        let back = after.price_impact_of(signed(-size)).expect("an impact").0;
        let both = there.try_add(back, "both").expect("fits");
        // The last digits of a power of 18 decimals.
        assert!(both.to_f64() / 1e30 < 1e-3, "{there} and {back}");
        worse += usize::from(both.is_negative());
    }
    assert!(worse > 1_000, "{worse}");
}

/// Random positions keep a verified boundary with a market around them.
pub fn around(random: &mut Seed, position: GmxV2Position) -> GmxV2Position {
    let others = dollars(random.between(0, 1_000_000));
    let entry = share(position.tokens[0].price, random.between(600, 1_400), 1_000).max(U256::ONE);
    let (more, tokens) = (others.try_add(position.size_in_usd, "all"), others.try_div(entry, "tokens").expect("not zero"));
    let all = tokens.try_add(position.size_in_tokens, "all");
    let (Ok(usd), Ok(all)) = (more, all) else { return position };
    let mut market = GmxV2Market {
        balance_in_tokens: random.chance(40),
        pool_amount: share(all, random.between(1, 30), 10),
        max_pnl_factor: factor(random.between(0, 10) as f64 / 10.0),
        positive_impact_exponent: factor(random.pick(&[10, 10, 10, 12]) as f64 / 10.0),
        negative_impact_exponent: factor(random.pick(&[10, 10, 10, 15]) as f64 / 10.0),
        positive_impact_factor: bps(random.between(0, 20)),
        negative_impact_factor: bps(random.between(0, 20)),
        ..market()
    };
    if market.negative_impact_exponent > factor(1.0) {
        (market.positive_impact_factor, market.negative_impact_factor) = (factor(1e-6), factor(2e-6));
    }
    if position.is_long {
        (market.long_open_interest, market.long_open_interest_in_tokens) = (usd, all);
    } else {
        (market.short_open_interest, market.short_open_interest_in_tokens) = (usd, all);
    }
    GmxV2Position { price_impact_usd: I256::ZERO, position_fee_factor: U256::ZERO, market: Some(market), ..position }
}

#[test]
fn gmx_v2_boundaries_are_flips_with_a_market() {
    let seen = crate::boundary::boundaries_hold(0x6f_30, |random| {
        let position = random_position(random);
        around(random, position)
    });
    assert!(seen.flips > 50_000, "{seen:?}");
}
