//! Liquidations, interest and margins by the numbers of the program's own tests, taken as data.
//!
//! Source: `programs/drift/src/controller/liquidation/tests.rs`, `controller/spot_balance/tests.rs`, `math/margin/tests.rs` of
//! protocol-v2 at 0ae3e3b1; the name of each test is that of the case.

use super::steps::refusal;
use super::{int, perp, spot};
use plimsoll::venue::drift::{DriftLiquidation, DriftPerpTerms, DriftSpot, DriftSpotMarket, DriftSpotTerms, DriftUser, drift_borrow_rate};
use plimsoll::venue::{Action, LiquidationCall, LiquidationOutcome, Venue};
use plimsoll::{I256, U256};

const DOLLAR: i64 = 1_000_000;
const BASE: i64 = 1_000_000_000;
/// One whole unit of a scaled balance.
const SPOT: u64 = 1_000_000_000;

fn limits(initial_pct: u32) -> Option<DriftLiquidation> {
    Some(DriftLiquidation { initial_pct_to_liquidate: initial_pct, liquidation_duration: 150, margin_freed: U256::ZERO, slots_elapsed: 0 })
}

pub fn perp_terms(fee: u32, insurance: u32) -> Option<DriftPerpTerms> {
    Some(DriftPerpTerms {
        margin_ratio_initial: 1_000,
        unrealized_pnl_initial_asset_weight: 10_000,
        unrealized_pnl_imf_factor: 0,
        order_step_size: U256::new(10_000_000),
        min_order_size: U256::ZERO,
        liquidator_fee: fee,
        if_liquidation_fee: insurance,
        ordinary_margin_ratios: None,
        isolated_tier: None,
        oracle: None,
    })
}

pub fn spot_terms(fee: u32, insurance: u32) -> Option<DriftSpotTerms> {
    Some(DriftSpotTerms {
        initial_asset_weight: 8_000,
        initial_liability_weight: 12_000,
        price_twap_5min: None,
        liquidator_fee: fee,
        if_liquidation_fee: insurance,
        isolated_tier: None,
        oracle: None,
    })
}

fn usdc(scaled: u64) -> DriftSpot {
    let mut usdc = spot("USDC", 6, 1_000_000, scaled);
    (usdc.maintenance_asset_weight, usdc.maintenance_liability_weight) = (10_000, 10_000);
    usdc.terms = spot_terms(0, 0).map(|terms| DriftSpotTerms { initial_asset_weight: 10_000, initial_liability_weight: 10_000, ..terms });
    usdc
}

/// The tests' SOL has 6 decimals.
fn sol(scaled: u64, is_borrow: bool, insurance: u32) -> DriftSpot {
    DriftSpot { is_borrow, terms: spot_terms(1_000, insurance), ..spot("SOL", 6, 100_000_000, scaled) }
}

/// A perpetual at 100 dollars with a fee of 1 % for the liquidator and at most 1 % for the insurance fund.
fn trader(base: i64, quote: i64, bids: i64, usdc_scaled: u64, buffer: u32, initial_pct: u32) -> DriftUser {
    let mut one = perp(base, quote, 100_000_000);
    one.terms = perp_terms(10_000, 10_000);
    if bids >= 0 {
        one.open_bids = int(bids)
    } else {
        one.open_asks = int(bids)
    }
    one.open_orders = u8::from(bids != 0);
    DriftUser {
        spots: vec![usdc(usdc_scaled)],
        perps: vec![one],
        being_liquidated: false,
        liquidation_margin_buffer_ratio: buffer,
        max_margin_ratio: None,
        liquidation: limits(initial_pct),
    }
}

fn call(collateral: &str, debt: &str, repay: Option<u64>, seize: Option<i64>) -> LiquidationCall {
    let seize = seize.map(|size| U256::new(size.unsigned_abs()));
    LiquidationCall { collateral: collateral.into(), debt: debt.into(), repay: repay.map(U256::new), seize, receive_shares: false }
}

fn amount(outcome: &LiquidationOutcome) -> U256 {
    outcome.fee.first().map_or(U256::ZERO, |fee| fee.amount)
}

/// Base, quote and the insurance fund's part after the liquidator took at most `most`.
fn take(user: &DriftUser, most: i64) -> (DriftUser, (I256, I256, U256)) {
    let (after, outcome) = user.liquidate(&call("SOL-PERP", "USDC", None, Some(most))).expect("a liquidation");
    let perp = &after.perps[0];
    assert_eq!((perp.open_bids, perp.open_asks, perp.open_orders), (I256::ZERO, I256::ZERO, 0));
    let found = (perp.base_asset_amount, perp.quote_asset_amount, amount(&outcome));
    (after, found)
}

#[test]
fn drift_perps_pass_to_the_liquidator_as_in_the_programs_tests() {
    let found = |user: DriftUser, most| take(&user, most).1;
    let expect = |base: i64, quote: i64, insurance: u64| (int(base), int(quote), U256::new(insurance));
    // successful_liquidation_long_perp, successful_liquidation_short_perp
    assert_eq!(found(trader(BASE, -150 * DOLLAR, BASE, 0, 10, 10_000), BASE), expect(0, -51 * DOLLAR, 0));
    assert_eq!(found(trader(-BASE, 50 * DOLLAR, -BASE, 0, 10, 10_000), BASE), expect(0, -51 * DOLLAR, 0));
    // successful_liquidation_up_to_max_liquidator_base_asset_amount
    assert_eq!(found(trader(BASE, -150 * DOLLAR, BASE, 0, 200, 10_000), BASE / 2), expect(BASE / 2, -100_500_000, 0));
    // successful_liquidation_to_cover_margin_shortage
    let covered = trader(2 * BASE, -200 * DOLLAR, BASE, 5 * SPOT, 200, 10_000);
    let (after, amounts) = take(&covered, 10 * BASE);
    assert_eq!(amounts, expect(200_000_000, -23_600_000, 1_800_000));
    assert!(!after.being_liquidated && !after.health().expect("health").liquidatable);
    // The margin ratio of what is left is 700: maintenance and buffer.
    assert_eq!(after.health().expect("health").backing, int(1_400_000));
    // liquidation_accelerated: a shortage below 50 dollars is covered at once.
    assert_eq!(found(DriftUser { liquidation: limits(1_000), ..covered }, 10 * BASE).0, int(200_000_000));
    // liquidate_user_with_step_size_position
    let small = trader(BASE / 100, -150 * DOLLAR / 100, 0, 6 * SPOT / 11, 10, 10_000);
    assert_eq!(found(small, BASE / 100), expect(0, -52 * DOLLAR / 100, 10_000));
    // partial_liquidation_oracle_down_20_pct: below 50 dollars nothing is left.
    let mut fallen = trader(BASE, -100 * DOLLAR, 0, 10 * SPOT, 200, 1_000);
    fallen.perps[0].price = U256::new(80_000_000);
    assert_eq!(take(&fallen, 10 * BASE).1.0, I256::ZERO);
    // successful_liquidation_half_of_if_fee
    assert_eq!(found(trader(-BASE, 100 * DOLLAR, 0, 15 * SPOT / 10, 10, 10_000), BASE).2, U256::new(475_000));
    // successful_liquidation_portion_of_if_fee
    let mut short = trader(-299_400_000_000, 6_959_294_318, 0, 113_838_792_000, 200, 10_000);
    short.perps[0].price = U256::new(23_244_136);
    assert_eq!(take(&short, 300 * BASE).1.2, U256::new(41_787_043));
}

/// `successful_liquidation_long_perp_whale_imf_factor`.
#[test]
fn drift_whale_is_liquidated_by_the_size_of_its_position() {
    let mut whale = trader(10_000 * BASE, -1_500_000 * DOLLAR, BASE, 1_500_000 * SPOT, 10, 10_000);
    whale.perps[0].imf_factor = 1_000;
    assert_eq!(whale.health().expect("health").required, U256::new(140_014_010_000));
    assert!(!whale.health().expect("health").liquidatable);
    whale.perps[0].imf_factor = 10_000;
    assert_eq!(whale.health().expect("health").required, U256::new(1_040_104_010_000));
    let found = take(&whale, BASE).1;
    assert_eq!(found, (int(9_999_000_000_000), int(-1_499_902_000_000), U256::new(1_000_000)));
}

/// `successful_liquidation_by_canceling_order`.
#[test]
fn drift_orders_are_cancelled_first() {
    let user = trader(BASE, 100 * DOLLAR, 1_000 * BASE, 50 * SPOT, 255, 10_000);
    assert!(user.health().expect("health").liquidatable);
    let (after, found) = take(&user, BASE);
    assert_eq!(found.0, int(BASE));
    assert!(!after.being_liquidated);
}

/// `liquidation_over_multiple_slots` of `liquidate_perp`: the share grows from a tenth to all in 150 slots.
#[test]
fn drift_liquidation_takes_its_time() {
    let mut user = trader(20 * BASE, -2_000 * DOLLAR, 10 * BASE, 50 * SPOT, 200, 1_000);
    let steps = [
        (0, 10, 70_010_000, 20_000_000_000),
        (75, 10, 95_802_000, 14_800_000_000),
        (75, 100, 96_000_400, 14_760_000_000),
        (100, 100, 122_486_800, 9_420_000_000),
    ];
    for (slots, most, freed, base) in steps {
        if let Some(limits) = &mut user.liquidation {
            limits.slots_elapsed = slots;
        }
        user = take(&user, most * BASE).0;
        assert_eq!(user.perps[0].base_asset_amount, int(base));
        assert!(user.being_liquidated);
        assert_eq!(user.liquidation.as_ref().expect("limits").margin_freed, U256::new(freed));
    }
    user.liquidation.as_mut().expect("limits").slots_elapsed = 135;
    user = take(&user, 100 * BASE).0;
    assert!(!user.being_liquidated);
    assert_eq!((user.perps[0].base_asset_amount, user.liquidation.expect("limits").margin_freed), (int(1_910_000_000), U256::ZERO));
}

fn borrower(usdc_scaled: u64, sol_scaled: u64, insurance: u32, buffer: u32, initial_pct: u32) -> DriftUser {
    let spots = vec![usdc(usdc_scaled), sol(sol_scaled, true, insurance)];
    DriftUser { spots, perps: Vec::new(), ..trader(0, 0, 0, 0, buffer, initial_pct) }
}

/// Scaled balances of the deposit and of the debt afterwards.
fn balances(user: &DriftUser) -> (U256, U256) {
    (user.spots[0].scaled_balance, user.spots[1].scaled_balance)
}

#[test]
fn drift_debts_pass_to_the_liquidator_as_in_the_programs_tests() {
    let expect = |held: u64, owed: u64| (U256::new(held), U256::new(owed));
    let take = |user: &DriftUser, most| user.liquidate(&call("USDC", "SOL", Some(most), None)).expect("a liquidation");
    // successful_liquidation_liability_transfer_implied_by_asset_amount
    assert_eq!(balances(&take(&borrower(100 * SPOT, SPOT, 0, 10, 10_000), 1_000_000).0), expect(0, 999_999));
    // successful_liquidation_liquidator_max_liability_transfer
    assert_eq!(balances(&take(&borrower(100 * SPOT, SPOT, 0, 10, 10_000), 100_000).0), expect(89_989_990_000, 899_999_999));
    // successful_liquidation_liability_transfer_to_cover_margin_shortage
    let (after, outcome) = take(&borrower(105 * SPOT, SPOT, 1_000, 200, 10_000), 1_000_000);
    assert_eq!(balances(&after), expect(45_558_159_000, 406_768_999));
    let health = after.health().expect("health");
    assert_eq!((health.backing, health.required), (int(45_558_159), U256::new(44_744_590)));
    assert_eq!((amount(&outcome), outcome.received[0].amount), (U256::new(593), U256::new(59_441_841)));
    // successful_liquidation_dust_borrow
    assert_eq!(balances(&take(&borrower(107 * SPOT / 50, SPOT / 50, 1_000, 200, 10_000), 1_000_000).0), expect(0, 19_999));
    // liquidate_over_multiple_slots
    let mut user = borrower(1_050 * SPOT, 10 * SPOT, 1_000, 200, 1_000);
    for (slots, freed, held, owed) in [
        (0, 7_000_031, 990_558_159_000, 9_406_768_999),
        (50, 30_328_714, 792_456_458_000, 7_429_711_998),
        (135, 0, 455_580_082_000, 4_067_681_997),
    ] {
        user.liquidation.as_mut().expect("limits").slots_elapsed = slots;
        user = take(&user, 10_000_000).0;
        assert_eq!(balances(&user), expect(held, owed));
        assert_eq!(user.liquidation.as_ref().expect("limits").margin_freed, U256::new(freed));
    }
    assert!(!user.being_liquidated);
    // successful_liquidation_half_if_fee: another stable coin that counts for 0.9, and SOL of 9 decimals.
    let mut user = borrower(0, SPOT, 50_000, 200, 10_000);
    user.spots[1] = DriftSpot { is_borrow: true, terms: spot_terms(10_000, 50_000), ..spot("SOL", 9, 100_000_000, SPOT) };
    user.spots.push(DriftSpot { terms: spot_terms(10_000, 0), factor: None, ..spot("USDT", 6, 1_000_000, 105 * SPOT) });
    let (_, outcome) = user.liquidate(&call("USDT", "SOL", None, None)).expect("a liquidation");
    assert_eq!(amount(&outcome), U256::new(23_944_781));
}

#[test]
fn drift_losses_pass_to_the_liquidator_as_in_the_programs_tests() {
    let user = |sol_scaled: u64, loss: i64, buffer: u32, pct: u32| {
        let mut user = trader(0, -loss, 0, 0, buffer, pct);
        user.spots.push(sol(sol_scaled, false, 0));
        user
    };
    let take = |user: &DriftUser, most: u64| {
        let after = user.liquidate(&call("SOL", "SOL-PERP", Some(most), None)).expect("a liquidation").0;
        let found = (after.spots[1].scaled_balance, after.perps[0].quote_asset_amount);
        (after, found)
    };
    let expect = |held: u64, loss: i64| (U256::new(held), int(-loss));
    // successful_liquidation_liquidator_max_pnl_transfer
    assert_eq!(take(&user(SPOT, 100 * DOLLAR, 10, 10_000), 50_000_000).1, expect(494_445_000, 50_000_000));
    // successful_liquidation_pnl_transfer_to_cover_margin_shortage
    assert_eq!(take(&user(SPOT, 91 * DOLLAR, 200, 10_000), 200_000_000).1, expect(740_788_000, 65_363_637));
    // successful_liquidation_pnl_transfer_implied_by_asset_amount: what is left is bankrupt.
    let (broke, found) = take(&user(SPOT, 150 * DOLLAR, 10, 10_000), 200_000_000);
    assert_eq!(found, expect(0, 51_098_901));
    // successful_liquidate_dust_position
    assert_eq!(take(&user(SPOT / 50, 91 * DOLLAR / 50, 200, 10_000), 200_000_000).1, expect(0, 0));
    // successful_liquidation_over_multiple_slots
    let mut slow = user(10 * SPOT, 950 * DOLLAR, 200, 1_000);
    for (slots, freed, held, loss) in [(0, 6_900_038, 9_365_758_000, 887_272_728), (50, 28_900_058, 7_343_536_000, 687_272_728)] {
        slow.liquidation.as_mut().expect("limits").slots_elapsed = slots;
        let (after, found) = take(&slow, 200_000_000);
        assert_eq!(found, expect(held, loss));
        assert_eq!(after.liquidation.as_ref().expect("limits").margin_freed, U256::new(freed));
        slow = after;
    }
    // successful_resolve_perp_bankruptcy: the whole loss goes.
    assert!(broke.liquidation_calls().expect("calls").is_empty() && !broke.being_liquidated);
    assert_eq!(refusal(broke.apply(&Action::Supply { asset: "USDC".into(), amount: U256::ONE })), "UserBankrupt");
    let (clear, outcome) = broke.liquidate(&call("USDC", "SOL-PERP", None, None)).expect("a resolution");
    assert_eq!((clear.perps[0].quote_asset_amount, outcome.deficit_value), (I256::ZERO, U256::new(51_098_901)));
    assert_eq!(outcome.borrower_loss_value, int(-51_098_901));
    assert!(!clear.health().expect("health").liquidatable);
}

/// `successful_resolve_spot_bankruptcy`: a debt of 100 units alone.
#[test]
fn drift_bankrupt_debt_goes() {
    let user = borrower(0, 100 * SPOT, 0, 10, 10_000);
    let (after, outcome) = user.liquidate(&call("USDC", "SOL", None, None)).expect("a resolution");
    assert_eq!(balances(&after), (U256::ZERO, U256::ZERO));
    assert_eq!((outcome.deficit[0].amount, outcome.deficit_value), (U256::new(100_000_000), U256::new(10_000_000_000)));
}

/// `check_fee_collection` of the spot balance's tests: after 100 and after 7,500 seconds.
#[test]
fn drift_interest_of_the_programs_own_test() {
    let market = DriftSpotMarket {
        deposit_balance: U256::new(1_000_000_000),
        borrow_balance: U256::new(125_000_001),
        optimal_utilization: 500_000,
        optimal_borrow_rate: 20_000_000,
        max_borrow_rate: 50_000_000,
        min_borrow_rate: 0,
        insurance_fund_factor: 1_000,
        scale_initial_asset_weight_start: U256::ZERO,
        elapsed_seconds: 0,
        limits: None,
    };
    let mut user = trader(0, 0, 0, 1_000_000 * SPOT, 10, 10_000);
    user.spots[0].market = Some(market);
    // A step that moves nothing of the market writes its interest.
    let touch = |user: DriftUser, seconds: u32| {
        let mut user = user;
        let market = user.spots[0].market.as_mut().expect("a market");
        market.elapsed_seconds = seconds;
        let before = (market.deposit_balance, market.borrow_balance);
        let mut after = user.apply(&Action::Withdraw { asset: "USDC".into(), amount: U256::ZERO }).expect("a step");
        let market = after.spots[0].market.as_mut().expect("a market");
        assert!(market.deposit_balance >= before.0 && market.elapsed_seconds == 0);
        after
    };
    let indices = |user: &DriftUser| (user.spots[0].cumulative_deposit_interest, user.spots[0].cumulative_borrow_interest);
    let user = touch(user, 100);
    assert_eq!(indices(&user), (U256::new(10_000_019_799), U256::new(10_000_158_551)));
    let user = touch(user, 7_400);
    assert_eq!(indices(&user), (U256::new(10_001_484_937), U256::new(10_011_891_454)));
}

/// `test_multi_stage_borrow_rate_curve`: the optimal rate at the optimum, the largest at full use, five kinks above it.
#[test]
fn drift_curve_of_the_programs_own_test() {
    let market = DriftSpotMarket {
        deposit_balance: U256::ZERO,
        borrow_balance: U256::ZERO,
        optimal_utilization: 700_000,
        optimal_borrow_rate: 100_000,
        max_borrow_rate: 5_000_000,
        min_borrow_rate: 0,
        insurance_fund_factor: 0,
        scale_initial_asset_weight_start: U256::ZERO,
        elapsed_seconds: 0,
        limits: None,
    };
    let rate = |utilization: u64| drift_borrow_rate(&market, U256::new(utilization)).expect("a rate");
    assert!(rate(700_000).try_add(U256::ONE, "rate").expect("small") >= U256::new(100_000) && rate(700_000) <= U256::new(100_000));
    assert_eq!(rate(1_000_000), U256::new(5_000_000));
    let mut jumps = 0;
    let (mut last, mut last_delta) = (U256::ZERO, U256::ZERO);
    for step in 0..=200 {
        let now = rate(step * 5_000);
        let delta = now.try_sub(last, "a rate that never falls").expect("a rate that never falls");
        assert!(delta >= last_delta.saturating_sub(U256::ONE));
        jumps += u32::from(!last_delta.is_zero() && delta > last_delta.try_add(U256::ONE, "delta").expect("small"));
        (last, last_delta) = (now, delta);
    }
    assert_eq!(jumps, 5);
}

/// `user_custom_margin_ratio` of `math/margin/tests.rs`: initial requirements of 50,000, 30,000 and 20,000 dollars.
#[test]
fn drift_initial_margin_of_the_programs_own_test() {
    for (ratio, required) in [(20_000, 50_000), (10_000, 30_000), (5_000, 20_000)] {
        let mut user = trader(100 * BASE, -10_000 * DOLLAR, 0, 0, 200, 10_000);
        user.spots =
            vec![usdc(60_000 * SPOT), DriftSpot { is_borrow: true, terms: spot_terms(0, 0), ..spot("SOL", 9, 100_000_000, 100 * SPOT) }];
        user.max_margin_ratio = Some(ratio);
        // Nothing is gained yet, so all that is not required can be taken, but for the unit that rounds against who leaves.
        let free = U256::new((60_000 - required) * 1_000_000 - 1);
        let withdraw = |amount| user.apply(&Action::Withdraw { asset: "USDC".into(), amount });
        withdraw(free).expect("all that is free");
        let more = free.try_add(U256::ONE, "more").expect("small");
        assert_eq!(refusal(withdraw(more)), "InsufficientCollateral");
    }
}
