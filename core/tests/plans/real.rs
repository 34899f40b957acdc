//! Plans at real venues: each is applied by the venue's own rules, reaches its target, and one unit less does not.

use crate::replayed;
use plimsoll::account::account_health;
use plimsoll::exact::RAY;
use plimsoll::liquidation::{ActionCosts, AssetCosts};
use plimsoll::plan::{HealthGoal, LeverageGoal, PlanStep, plan_loop, plan_loop_for, plan_rebalance_for, plan_unwind_for};
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use plimsoll::venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition};
use plimsoll::venue::{Action, AssetAmount, Position, Venue};
use plimsoll::{RiskErrorKind, U256};

/// SplitMix64.
struct Random(u64);

impl Random {
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (z ^ (z >> 31)) % (high - low + 1)
    }
}

fn whole(amount: u64, decimals: u8) -> U256 {
    U256::new(amount).try_mul(U256::power_of_ten(decimals).unwrap(), "whole").unwrap()
}

fn costs(random: &mut Random) -> ActionCosts {
    let depth = random.between(1, 50) as f64 * 1e6;
    let asset = |asset: &str, decimals, fee, depth| AssetCosts { asset: asset.into(), decimals, trade_fee: fee, two_percent_depth: depth };
    ActionCosts {
        gas: random.between(0, 20) as f64,
        flash_loan_fee: random.between(0, 9) as f64 * 1e-4,
        assets: vec![
            asset("ETH", 18, 0.0005, Some(depth)),
            asset("WBTC", 8, 0.001, Some(depth * 2.0)),
            asset("USDC", 6, 0.0, None),
            asset("DAI", 18, 0.0001, None),
        ],
    }
}

/// Ether and bitcoin against dollars of two kinds, between safe and nearly liquidatable.
fn aave(random: &mut Random) -> AaveV3User {
    let rows: [(&str, u8, u64, u16); 4] = [
        ("ETH", 18, 250_000_000_000, 8_300),
        ("WBTC", 8, 6_100_000_000_000, 7_800),
        ("USDC", 6, 100_000_000, 7_800),
        ("DAI", 18, 99_990_000, 7_700),
    ];
    let revision = [AaveV3Revision::V3_0, AaveV3Revision::V3_3, AaveV3Revision::V3_5, AaveV3Revision::V3_7][random.between(0, 3) as usize];
    let ether = random.between(100, 3_000);
    let value = ether * 25 + random.between(0, 40) * 610;
    let bitcoin = (value - ether * 25) / 610;
    let owed = value * random.between(300, 760) / 1_000;
    let split = random.between(0, 100);
    let balances = [whole(ether, 16), whole(bitcoin, 6), whole(owed * split, 4), whole(owed * (100 - split), 16)];
    let reserves = (0u8..).zip(rows).zip(balances).map(|((id, (asset, decimals, price, threshold)), scaled)| {
        let held = id < 2;
        let zero = U256::ZERO;
        AaveV3Reserve {
            id,
            asset: asset.into(),
            decimals,
            price: U256::new(price),
            factor: held.then(|| asset.into()),
            ltv_bps: threshold - 300,
            liquidation_threshold_bps: threshold,
            liquidation_bonus_bps: 10_500,
            liquidity_index: RAY.try_add(U256::new(random.between(0, 1 << 60)), "index").unwrap(),
            variable_borrow_index: RAY.try_add(U256::new(random.between(0, 1 << 62)), "index").unwrap(),
            current_liquidity_rate: whole(random.between(1, 30), 24),
            current_variable_borrow_rate: whole(random.between(30, 60), 24),
            elapsed_seconds: u32::try_from(random.between(0, 3_600)).unwrap(),
            scaled_a_token_balance: if held { scaled } else { zero },
            scaled_variable_debt: if held { zero } else { scaled },
            used_as_collateral: held && !scaled.is_zero(),
            is_borrowing: !held && !scaled.is_zero(),
            liquidation_protocol_fee_bps: Some(1_000),
            limits: None,
            pool: None,
        }
    });
    AaveV3User { revision, e_mode: None, reserves: reserves.collect(), e_modes: None }
}

fn morpho(random: &mut Random) -> MorphoBluePosition {
    let collateral = whole(random.between(10, 3_000), 16);
    let owed = collateral.try_mul(U256::new(25 * random.between(300, 840)), "owed").unwrap().try_div(whole(1, 13), "owed").unwrap();
    let total = whole(90_000_000, 6);
    let market = MorphoBlueMarket {
        loan_asset: "USDC".into(),
        loan_decimals: 6,
        collateral_asset: "ETH".into(),
        collateral_decimals: 18,
        price: whole(2_500, 24),
        factor: Some("ETH".into()),
        lltv: whole(86, 16),
        fee: U256::ZERO,
        borrow_rate: U256::new(1_500_000_000),
        rate_at_target: None,
        elapsed_seconds: u32::try_from(random.between(0, 3_600)).unwrap(),
        total_supply_assets: whole(100_000_000, 6),
        total_supply_shares: whole(100_000_000, 12),
        total_borrow_assets: total,
        total_borrow_shares: whole(89_000_000, 12),
    };
    let borrow_shares = owed.try_mul(U256::new(1_000_000), "shares").unwrap();
    MorphoBluePosition { market, supply_shares: U256::ZERO, borrow_shares, collateral, pre_liquidation: None }
}

fn leverage<V: Venue>(venue: &V) -> f64 {
    account_health(&venue.account().unwrap()).unwrap().leverage.unwrap()
}

#[derive(Debug, Default)]
struct Seen {
    loops: u32,
    unwinds: u32,
    refused: u32,
    unreachable: u32,
}

/// Plans to some leverages; the plan's actions reach it, and by no more than a unit's worth.
fn levers<V: Venue + PartialEq + std::fmt::Debug>(venue: &V, random: &mut Random, seen: &mut Seen) {
    let now = leverage(venue);
    let costs = costs(random);
    for _ in 0..2 {
        let target_leverage = [1.0, 1.0 + random.between(0, 3_000) as f64 / 1_000.0][random.between(0, 1) as usize];
        let flash_loan = random.between(0, 1) == 1;
        let goal = LeverageGoal {
            collateral: "ETH".into(),
            debt: "USDC".into(),
            target_leverage,
            flash_loan,
            most_loops: 12,
            least_health: (!flash_loan && random.between(0, 1) == 1).then(|| whole(1_010, 15)),
        };
        let up = target_leverage > now;
        let planned = if up { plan_loop_for(venue, &goal, &costs) } else { plan_unwind_for(venue, &goal, &costs) };
        match planned {
            Ok(planned) => {
                assert_eq!(replayed(venue, &planned.plan), planned.venue);
                let reached = planned.plan.leverage_after.unwrap();
                let off = if up { reached - target_leverage } else { target_leverage - reached };
                // The last unit of the loop: dust of either token, seen through the float of the sums.
                assert!((0.0..1e-6).contains(&off), "{target_leverage} {reached} {goal:?}");
                assert!(
                    flash_loan
                        || planned
                            .plan
                            .steps
                            .iter()
                            .all(|step| goal.least_health.is_none_or(|least| step.health_after.is_none_or(|health| health >= least)))
                );
                if up { seen.loops += 1 } else { seen.unwinds += 1 }
            }
            Err(error) if matches!(error.kind(), RiskErrorKind::Refused { .. }) => seen.refused += 1,
            Err(error) => {
                assert_eq!(error.code(), "out_of_range", "{error} {goal:?}");
                seen.unreachable += 1;
            }
        }
    }
}

#[test]
fn leverage_is_reached_at_aave_and_morpho() {
    let (mut random, mut seen) = (Random(1), Seen::default());
    for _ in 0..150 {
        levers(&aave(&mut random), &mut random, &mut seen);
        levers(&morpho(&mut random), &mut random, &mut seen);
    }
    println!("leverage: {seen:?}");
    assert!(seen.loops > 60 && seen.unwinds > 100 && seen.refused > 5 && seen.unreachable > 5);
}

#[test]
fn a_whole_unwind_leaves_no_debt() {
    let mut random = Random(2);
    for round in 0..60 {
        let goal = LeverageGoal {
            collateral: "ETH".into(),
            debt: "USDC".into(),
            target_leverage: 1.0,
            flash_loan: round % 2 == 0,
            most_loops: 60,
            least_health: None,
        };
        let costs = costs(&mut random);
        let position = morpho(&mut random);
        let planned = plan_unwind_for(&position, &goal, &costs).unwrap();
        assert!(planned.venue.borrow_shares.is_zero(), "{round}: {:?}", planned.plan.steps.last());
        let mut user = aave(&mut random);
        user.reserves[0].scaled_a_token_balance = whole(1_000, 18);
        user.reserves[3].scaled_variable_debt = U256::ZERO;
        user.reserves[3].is_borrowing = false;
        if user.reserves[2].is_borrowing {
            let planned = plan_unwind_for(&user, &goal, &costs).unwrap();
            assert_eq!(planned.plan.health_after, None, "{round}");
        }
    }
}

/// Rebalances to a health a little above; the last wallet amount less one unit misses it.
fn restores<V: Venue + PartialEq + std::fmt::Debug>(venue: &V, wallet: Vec<AssetAmount>, random: &mut Random) -> Option<(u32, u32)> {
    let now = venue.health().unwrap().health_factor.unwrap();
    let target_health =
        now.try_mul(U256::new(random.between(1_005, 1_300)), "target").unwrap().try_div(U256::new(1_000), "target").unwrap();
    let goal = HealthGoal { target_health, wallet, sell_collateral: random.between(0, 2) > 0, flash_loan: random.between(0, 3) > 0 };
    let planned = match plan_rebalance_for(venue, &goal, &costs(random)) {
        Ok(planned) => planned,
        Err(error) => {
            assert_eq!(error.code(), "out_of_range", "{error}");
            return None;
        }
    };
    assert_eq!(replayed(venue, &planned.plan), planned.venue);
    let after = planned.plan.health_after;
    assert!(after.is_none_or(|health| health >= target_health));
    // Within one unit step of the dearest token unit: 0.0006 dollars of bitcoin in thousands.
    assert!(after.is_none_or(|health| health.to_f64() < target_health.to_f64() * 1.000_001), "{after:?} {target_health}");
    let (last, earlier) = planned.plan.steps.split_last().unwrap();
    let less = match last.action.clone() {
        Action::Repay { asset, amount } if last.trade.is_none() => Action::Repay { asset, amount: amount.saturating_sub(U256::ONE) },
        Action::Supply { asset, amount } => Action::Supply { asset, amount: amount.saturating_sub(U256::ONE) },
        _ => return Some((planned.plan.moves, planned.plan.fewest_moves)),
    };
    let before = earlier.iter().fold(venue.clone(), |now, step| now.apply(&step.action).unwrap());
    let short = match before.apply(&less) {
        Ok(now) => now.health().unwrap().health_factor.is_some_and(|health| health < target_health),
        Err(error) => error.code() == "refused",
    };
    assert!(short, "one unit less of {:?} does as well", last.action);
    Some((planned.plan.moves, planned.plan.fewest_moves))
}

#[test]
fn health_is_restored_at_aave_and_morpho() {
    let mut random = Random(3);
    let (mut one, mut two, mut none) = (0, 0, 0);
    for round in 0..60 {
        let amount = |asset: &str, amount| AssetAmount { asset: asset.into(), amount };
        let dollars = whole(random.between(0, 3_000), 6);
        let ether = whole(random.between(0, 200), 16);
        let mut wallet = vec![amount("USDC", dollars), amount("ETH", ether)];
        let found = if round % 2 == 0 {
            restores(&morpho(&mut random), wallet, &mut random)
        } else {
            wallet.push(amount("DAI", whole(random.between(0, 500), 18)));
            restores(&aave(&mut random), wallet, &mut random)
        };
        match found {
            Some((1, fewest)) => {
                assert_eq!(fewest, 1);
                one += 1;
            }
            Some(_) => two += 1,
            None => none += 1,
        }
    }
    println!("health: {one} by one move, {two} by two, {none} out of reach");
    assert!(one > 10 && two > 3 && none > 3);
}

#[test]
fn the_plan_of_every_face_is_the_plan_of_the_venue() {
    let mut random = Random(4);
    let user = aave(&mut random);
    let goal = LeverageGoal {
        collateral: "ETH".into(),
        debt: "USDC".into(),
        target_leverage: leverage(&user) + 0.01,
        flash_loan: true,
        most_loops: 1,
        least_health: None,
    };
    let costs = costs(&mut random);
    let through = plan_loop(&Position::AaveV3(user.clone()), &goal, &costs);
    let direct = plan_loop_for(&user, &goal, &costs);
    assert_eq!(through.clone().map(|planned| planned.plan), direct.clone().map(|planned| planned.plan));
    assert_eq!(through.map(|planned| planned.position), direct.map(|planned| Position::AaveV3(planned.venue)));
}

#[test]
fn a_market_of_one_base_asset_is_planned_like_any_other() {
    // Compound III: 10 ETH and 0.4 WBTC against 22,000 dollars of base asset.
    let file: serde_json::Value = serde_json::from_str(include_str!("../vectors/venue_compound_v3.json")).unwrap();
    let position: Position = serde_json::from_value(file["cases"][0]["in"]["position"].clone()).unwrap();
    let asset = |asset: &str, decimals| AssetCosts { asset: asset.into(), decimals, trade_fee: 0.001, two_percent_depth: Some(1e7) };
    let costs = ActionCosts {
        gas: 2.0,
        flash_loan_fee: 0.0,
        assets: vec![asset("WETH", 18), asset("WBTC", 8), asset("USDC", 6), asset("COMP", 18)],
    };
    let now = leverage(&position);
    for flash_loan in [true, false] {
        let goal = |target_leverage| LeverageGoal {
            collateral: "WETH".into(),
            debt: "USDC".into(),
            target_leverage,
            flash_loan,
            most_loops: 20,
            least_health: None,
        };
        let up = plan_loop_for(&position, &goal(now + 0.2), &costs).unwrap();
        let down = plan_unwind_for(&position, &goal(now - 0.5), &costs).unwrap();
        for (planned, target) in [(up, now + 0.2), (down, now - 0.5)] {
            assert_eq!(replayed(&position, &planned.plan), planned.venue);
            assert!((planned.plan.leverage_after.unwrap() - target).abs() < 1e-6, "{:?}", planned.plan);
        }
    }
    let health = position.health().unwrap().health_factor.unwrap();
    let target_health = health.try_mul(U256::new(11), "target").unwrap().try_div(U256::new(10), "target").unwrap();
    let wallet = vec![AssetAmount { asset: "USDC".into(), amount: whole(9_000, 6) }];
    let goal = HealthGoal { target_health, wallet, sell_collateral: true, flash_loan: true };
    let planned = plan_rebalance_for(&position, &goal, &costs).unwrap();
    assert_eq!(replayed(&position, &planned.plan), planned.venue);
    assert!(matches!(planned.plan.steps[..], [PlanStep { action: Action::Repay { .. }, .. }]), "{:?}", planned.plan);
    assert!(planned.plan.health_after.unwrap() >= target_health);
}

#[test]
fn no_more_is_sold_than_a_venue_gives_out() {
    // Aave v4: 1,000 LINK at 10 dollars and 5 ETH against some 12,600 dollars. A withdrawal of more LINK than there is takes all of it.
    let file: serde_json::Value = serde_json::from_str(include_str!("../vectors/venue_aave_v4.json")).unwrap();
    let position: Position = serde_json::from_value(file["cases"][0]["in"]["position"].clone()).unwrap();
    let repaid = position.apply(&Action::Repay { asset: "USDC".into(), amount: U256::MAX }).unwrap();
    assert!(repaid.apply(&Action::Withdraw { asset: "LINK".into(), amount: whole(1_260, 18) }).is_ok());
    let asset = |asset: &str, decimals| AssetCosts { asset: asset.into(), decimals, trade_fee: 0.001, two_percent_depth: None };
    let costs = ActionCosts { gas: 2.0, flash_loan_fee: 0.0, assets: vec![asset("ETH", 18), asset("LINK", 18), asset("USDC", 6)] };
    let goal = |collateral: &str| LeverageGoal {
        collateral: collateral.into(),
        debt: "USDC".into(),
        target_leverage: 1.0,
        flash_loan: true,
        most_loops: 1,
        least_health: None,
    };
    let refused = plan_unwind_for(&position, &goal("LINK"), &costs).map(|planned| planned.plan);
    assert_eq!(refused.as_ref().map_err(plimsoll::RiskError::code), Err("overflow"), "{refused:?}");
}
