//! What orders of GMX v2 move of the market's pools, by hand, and markets of one token.

use super::market::{around, factor, market, placed};
use super::{bps, dollars, random_position, word};
use crate::seed::Seed;
use plimsoll::venue::gmx_v2::{GmxV2Market, GmxV2Pool, GmxV2Position, GmxV2Swap};
use plimsoll::venue::{Action, Venue};
use plimsoll::{I256, RiskErrorKind, U256};

/// 25 million USDC beside the ETH; 37 % of the fees on sizes leave.
fn pool() -> GmxV2Pool {
    let none = U256::ZERO;
    GmxV2Pool {
        other: Some("USDC".into()),
        other_amount: U256::new(25_000_000_000_000),
        position_fee_receiver_factor: bps(3_700),
        borrowing_fee_receiver_factor: none,
        liquidation_fee_receiver_factor: none,
        collateral_sum: U256::new(5_000_000_000),
        max_collateral_sum: U256::new(1_000_000_000_000),
        lent_impact_amount: none,
        max_lendable_factor: none,
        max_lendable_usd: none,
        swap: None,
    }
}

/// Ten ETH for 25,000 dollars against 2,000 USDC; nothing has accrued and nothing moves a price.
fn position(pool: GmxV2Pool) -> GmxV2Position {
    let (none, straight) = (U256::ZERO, factor(1.0));
    let calm = GmxV2Market {
        positive_impact_factor: none,
        negative_impact_factor: none,
        positive_impact_exponent: straight,
        negative_impact_exponent: straight,
        pool: Some(pool),
        ..market()
    };
    GmxV2Position { cumulative_borrowing_factor: none, latest_funding_fee_amount_per_size: none, ..placed(calm) }
}

fn trade(position: &GmxV2Position, usd: i64, quote: i64) -> GmxV2Position {
    let size = I256::new(usd < 0, dollars(usd.unsigned_abs()));
    let quote = I256::new(quote < 0, U256::new(quote.unsigned_abs()));
    position.apply(&Action::Trade { asset: "ETH".into(), size, quote }).expect("an order")
}

fn pools(position: &GmxV2Position) -> (U256, U256, U256) {
    let market = position.market.as_ref().expect("a market");
    let pool = market.pool.as_ref().expect("a pool");
    (market.pool_amount, pool.other_amount, pool.collateral_sum)
}

#[test]
fn gmx_v2_orders_move_the_pools() {
    // 60 USDC of fee less a tenth; 63 % of it stays.
    let open = trade(&position(pool()), 100_000, -10_000_000_000);
    let before = word(10_000_000_000_000_000_000_000);
    assert_eq!(open.collateral_amount, U256::new(11_946_000_000));
    assert_eq!(pools(&open), (before, U256::new(25_000_034_020_000), U256::new(14_946_000_000)));
    // Half of it at 3,000: 12,500 of gain leave as ETH; 22.5 of fee, of which 14.175 stay.
    let risen = open.with_prices(&[("ETH", U256::new(3_000_000_000_000_000))]).expect("a price");
    let half = trade(&risen, -62_500, 0);
    let eth = word(4_166_666_666_666_666_666);
    assert_eq!(half.collateral_amount, U256::new(11_923_500_000));
    assert_eq!(pools(&half), (before.try_sub(eth, "pool").expect("fits"), U256::new(25_000_048_195_000), U256::new(14_923_500_000)));
    // At 2,000 the loss of 12,500 is all that the collateral holds and more: the liquidation leaves it to the pool.
    let fallen = open.with_prices(&[("ETH", U256::new(2_000_000_000_000_000))]).expect("a price");
    let call = fallen.liquidation_calls().expect("calls").remove(0);
    let (closed, outcome) = fallen.liquidate(&call).expect("a liquidation");
    assert!(!outcome.deficit_value.is_zero());
    assert_eq!(pools(&closed), (before, U256::new(25_011_980_020_000), U256::new(3_000_000_000)));
}

#[test]
fn gmx_v2_profits_are_swapped_where_the_order_says_so() {
    let none = U256::ZERO;
    let swap = GmxV2Swap {
        positive_impact_factor: none,
        negative_impact_factor: none,
        impact_exponent: factor(1.0),
        positive_fee_factor: bps(5),
        negative_fee_factor: bps(7),
        fee_receiver_factor: bps(3_700),
        impact_pool_amount: none,
        other_impact_pool_amount: none,
        virtual_amount: None,
        other_virtual_amount: None,
        max_pool_amount: word(20_000_000_000_000_000_000_000),
        other_reserve_factor: factor(1.0),
        max_pnl_factor_for_deposits: factor(0.9),
        other_max_pnl_factor_for_withdrawals: factor(0.9),
    };
    let start = position(GmxV2Pool { swap: Some(swap), ..pool() });
    let risen = trade(&start, 100_000, -10_000_000_000).with_prices(&[("ETH", U256::new(3_000_000_000_000_000))]).expect("a price");
    let half = trade(&risen, -62_500, 0);
    // The pools hold 30 million of ETH and 25 of USDC: selling ETH worsens that, and 7 basis points of it are the fee. What the swap
    // brings pays the order's fee, so that the collateral stays.
    assert_eq!(half.collateral_amount, U256::new(11_946_000_000));
    let eth = word(10_000_000_000_000_000_000_000 - 1_079_166_666_666_666);
    assert_eq!(pools(&half), (eth, U256::new(25_000_034_020_000 - 12_491_250_000 + 14_175_000), U256::new(14_946_000_000)));
    // A full pool refuses the swap, not the order.
    let mut full = risen.clone();
    if let Some(swap) = full.market.as_mut().and_then(|market| market.pool.as_mut()?.swap.as_mut()) {
        swap.max_pool_amount = U256::ONE;
    }
    assert_eq!(trade(&full, -62_500, 0).collateral_amount, U256::new(11_923_500_000));
}

#[test]
fn gmx_v2_pools_are_refused_by_name() {
    let refused = |pool: GmxV2Pool| match position(pool).health().map_err(plimsoll::RiskError::into_kind) {
        Err(RiskErrorKind::OutOfRange { field, .. }) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(GmxV2Pool { other: None, ..pool() }), "other");
    assert_eq!(refused(GmxV2Pool { other: Some("ETH".into()), ..pool() }), "other");
    assert_eq!(refused(GmxV2Pool { position_fee_receiver_factor: factor(1.1), ..pool() }), "positionFeeReceiverFactor");
    let full = position(GmxV2Pool { max_collateral_sum: U256::new(5_000_000_000), ..pool() });
    let error = full.apply(&Action::Supply { asset: "USDC".into(), amount: U256::ONE }).expect_err("no room");
    assert!(matches!(error.kind(), RiskErrorKind::Refused { reason } if reason == "MaxCollateralSumExceeded"));
}

/// A market of one token as its store has it answers what its getters' halves answer, odd units or not.
#[test]
fn gmx_v2_markets_of_one_token_count_halves() {
    let mut random = Seed::new(61);
    let mut odd = 0;
    for _ in 0..2_000 {
        let position = random_position(&mut random);
        let found = around(&mut random, position);
        let Some(getters) = found.market.clone() else { continue };
        let one = |market: GmxV2Market| GmxV2Position { collateral: found.profit.clone(), market: Some(market), ..found.clone() };
        let even = |amount: U256| amount.try_sub(U256::new(u64::from(amount.bit(0))), "even").expect("fits");
        let extra = U256::new(u64::from(random.chance(50)));
        let stored = GmxV2Market {
            pool_amount: getters.pool_amount.try_mul(U256::new(2), "pool").and_then(|all| all.try_add(extra, "pool")).expect("fits"),
            pool: Some(GmxV2Pool { other: None, other_amount: U256::ZERO, ..pool() }),
            ..getters.clone()
        };
        let halves = GmxV2Market {
            long_open_interest: even(getters.long_open_interest),
            short_open_interest: even(getters.short_open_interest),
            long_open_interest_in_tokens: even(getters.long_open_interest_in_tokens),
            short_open_interest_in_tokens: even(getters.short_open_interest_in_tokens),
            ..getters.clone()
        };
        odd += usize::from(halves != getters);
        assert_eq!(one(stored).health().ok(), one(halves).health().ok());
    }
    assert!(odd > 1_000, "{odd}");
}
