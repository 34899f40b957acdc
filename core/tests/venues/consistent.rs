//! Two questions about one position whose answers must fit.
#![allow(clippy::unwrap_used, reason = "a test stops at a position that it cannot judge")]

use crate::everywhere::positions;
use plimsoll::U256;
use plimsoll::account::PriceBoundary;
use plimsoll::exact::WAD;
use plimsoll::liquidation::{ActionCosts, AssetCosts, best_liquidation, liquidation_scan};
use plimsoll::venue::dydx_v4::DydxV4Subaccount;
use plimsoll::venue::maker::MakerVault;
use plimsoll::venue::morpho_blue::{MorphoBlueMarket, MorphoBluePosition, MorphoBluePreLiquidation};
use plimsoll::venue::{
    Action, MaximumLimit, MaximumQuestion, MaximumStep, Position, Venue, Watch, group_boundary, position_account, position_boundary_drift,
    position_maximum, position_what_if,
};

fn at(price: &str) -> PriceBoundary {
    PriceBoundary::At { price: price.parse().unwrap(), unique: true }
}

fn power(exponent: u8) -> U256 {
    U256::power_of_ten(exponent).unwrap()
}

fn times(value: u64, exponent: u8) -> U256 {
    U256::new(value).try_mul(power(exponent), "test").unwrap()
}

/// 10 ETH against 10,000 DAI at a rate of 1.05 and 150 %: safe from 1,575 on.
fn vault() -> MakerVault {
    serde_json::from_str(include_str!("../../src/venue/maker/example.json")).unwrap()
}

#[test]
fn a_group_is_judged_by_the_feed_where_the_venue_still_has_an_older_price() {
    for feed in [1_500, 1_580, 2_000] {
        // The spot stored is that of 2,000 dollars.
        let vault = MakerVault { price: times(feed, 18), price_valid: true, ..vault().poke(times(2_000, 18), true).unwrap() };
        assert!(!vault.health().unwrap().liquidatable);
        let found = group_boundary(&vault, std::slice::from_ref(&vault.asset)).unwrap();
        assert_eq!(found.smallest_safe.boundary, at("1575000000000000000000"), "{feed}");
        assert_eq!(vault.boundaries().unwrap()[0].boundary, found.smallest_safe.boundary);
    }
}

#[test]
fn a_group_is_followed_to_the_last_price_that_answers() {
    // Prices have 64 bits: twice the price before the flip has none.
    let json = r#"{"liquidations":{"bankruptcyAdjustmentPpm":1000000,"maxLiquidationFeePpm":15000,"maxNotionalLiquidated":"61197000000",
        "maxPositionPortionLiquidatedPpm":1000000,"minPositionNotionalLiquidated":"356817000","spreadToMaintenanceMarginRatioPpm":100000},
        "positions":[{"customImfPpm":0,"fundingIndex":"0","market":{"asset":"MEME-USD","atomicResolution":"0",
        "eightHourFundingRatePpm":"0","factor":"MEME","finalSettlement":false,"fundingIndex":"0","isolated":true,
        "openInterestBaseQuantums":"0","price":"671731","priceExponent":"-26","quantumConversionExponent":"-10","stepBaseQuantums":"3",
        "subticksPerTick":1000000,"tier":{"initialMarginPpm":200000,"maintenanceFractionPpm":500000,"openInterestLowerCap":"0",
        "openInterestUpperCap":"0"}},"quantums":"-900000000","quoteBalance":"0"}],
        "secondsToNextFunding":1,"usdcQuoteQuantums":"120000000"}"#;
    let short: DydxV4Subaccount = serde_json::from_str(json).unwrap();
    let found = group_boundary(&short, &["MEME-USD".into()]).unwrap();
    assert_eq!(found.largest_safe.boundary, at("12121212222222222222"));
    assert_eq!(short.boundaries().unwrap()[0].boundary, found.largest_safe.boundary);
}

#[test]
fn a_fee_that_nobody_has_dripped_counts_in_drift_and_account() {
    let mut owing = vault();
    // 8 % a year, last dripped 90 days ago.
    owing.jug.duty = "1000000002440418608258400030".parse().unwrap();
    owing.jug.elapsed_seconds = 90 * 86_400;
    let year = owing.later(31_536_000).unwrap();
    let dripped = |vault: &MakerVault| vault.drip().unwrap().0;
    let price = |vault: &MakerVault| vault.boundaries().unwrap()[0].boundary;
    // The contract's verdict is that of the stored rate, now and later.
    assert_eq!((price(&owing), price(&year)), (at("1575000000000000000000"), at("1575000000000000000000")));
    let drift = position_boundary_drift(&Position::Maker(owing.clone()), &[0, 31_536_000]).unwrap();
    assert_eq!((drift[0].boundaries[0].boundary, drift[1].boundaries[0].boundary), (price(&dripped(&owing)), price(&dripped(&year))));
    assert_eq!(drift[1].health, dripped(&year).health().unwrap());
    let PriceBoundary::At { price: later, .. } = drift[1].boundaries[0].boundary else { panic!("a flip") };
    // 1.08 to the power of 1 and 90/365.
    assert!((later.to_f64() / 1575e18 - 1.100_690_5).abs() < 1e-5, "{later}");
    let account = position_account(&Position::Maker(owing.clone())).unwrap();
    assert_eq!(account.legs[1].amount, position_account(&Position::Maker(dripped(&owing))).unwrap().legs[1].amount);
    assert!(account.legs[1].amount > 10_690.0 && account.liquidatable == Some(false));
}

#[test]
fn no_more_is_withdrawn_than_there_is() {
    let mut judged = 0;
    for position in positions().remove("venue_aave_v4").unwrap() {
        let Position::AaveV4(user) = &position else { panic!("another venue") };
        for reserve in &user.reserves {
            let step = MaximumStep::Withdraw { asset: reserve.asset.clone() };
            let found = position_maximum(&position, &MaximumQuestion { step, health_factor: None }).unwrap();
            let held = position.takes_at_most(&reserve.asset).unwrap().unwrap();
            assert!(found.amount <= held, "{found:?}");
            if found.limit == MaximumLimit::Unlimited {
                let withdraw = |amount| position.apply(&Action::Withdraw { asset: reserve.asset.clone(), amount });
                assert_eq!((found.amount, withdraw(held)), (held, withdraw(U256::MAX)));
                judged += u32::from(!held.is_zero());
            }
        }
    }
    assert!(judged > 0);
}

#[test]
fn a_price_of_nothing_is_the_contracts_refusal() {
    let mut asked = 0;
    for (venue, reason) in [("venue_compound_v3", "BadPrice"), ("venue_aave_v4", "InvalidPrice")] {
        for position in positions().remove(venue).unwrap() {
            let mut watch = Watch::new(&position).unwrap();
            for (place, known) in (0_u32..).zip(position.prices().unwrap()) {
                let there = position.with_prices(&[(&known.asset, U256::ZERO)]).unwrap();
                let grid = watch.health_grid(place, &[0.0, 1e8]).unwrap();
                let Err(error) = there.health() else { continue };
                assert!(error.code() == "refused" && error.to_string().contains(reason), "{venue}: {error}");
                assert_eq!((grid.verdicts[0], grid.health_factors[0]), (2, 0.0));
                // The price was taken, and another one answers again.
                assert_eq!(watch.tick(place, 0.0).unwrap_err().code(), "refused");
                assert!(watch.prices().unwrap()[place as usize].price.is_zero());
                assert_eq!(watch.set_price(&known.asset, known.price), Ok(position.health().unwrap().liquidatable));
                asked += 1;
            }
        }
    }
    assert!(asked > 3, "{asked}");
}

#[test]
fn a_poke_that_overflows_is_a_revert_of_the_grid() {
    // With a target price of 1 unit the feed's answer takes 90 bits more, and the spot 90 more again.
    let vault = MakerVault { par: U256::ONE, ..vault() };
    let grid = Watch::new(&Position::Maker(vault)).unwrap().health_grid(0, &[0.0, 1e10, 1e22]).unwrap();
    assert_eq!(grid.verdicts, [0, 0, 2]);
}

#[test]
fn a_step_that_reads_no_price_is_refused_by_name() {
    let mut named = 0;
    for position in positions().remove("venue_compound_v3").unwrap() {
        for known in position.prices().unwrap() {
            let Position::CompoundV3(state) = &position else { panic!("another venue") };
            let there = position.with_prices(&[(&known.asset, U256::ZERO)]).unwrap();
            if there.health().is_err() {
                continue;
            }
            let base = state.market.base_asset.clone();
            let borrow = Action::Borrow { asset: base.clone(), amount: times(20, 9) };
            let steps = position_what_if(&there, &[borrow]).unwrap().steps;
            let question = MaximumQuestion { step: MaximumStep::Borrow { asset: base }, health_factor: None };
            let limit = position_maximum(&there, &question).unwrap().limit;
            let reason = MaximumLimit::Refused { reason: "BadPrice".into() };
            named += u32::from(steps[0].refusal.as_deref() == Some("BadPrice")) + u32::from(limit == reason);
        }
    }
    assert!(named > 1, "{named}");
}

/// 100 of collateral of 18 decimals at a price in a loan token of some decimals, with an LLTV of 86 %.
fn borrower(loan: &str, decimals: u8, debt_of_hundred: u64) -> MorphoBluePosition {
    let market = MorphoBlueMarket {
        loan_asset: loan.into(),
        loan_decimals: decimals,
        collateral_asset: "wstETH".into(),
        collateral_decimals: 18,
        price: power(18 + decimals),
        lltv: times(86, 16),
        total_supply_assets: times(1_000_000, decimals),
        total_supply_shares: times(1_000_000, decimals + 6),
        total_borrow_assets: times(500_000, decimals),
        total_borrow_shares: times(500_000, decimals + 6),
        ..MorphoBlueMarket::default()
    };
    let borrow_shares = times(debt_of_hundred, decimals + 6);
    MorphoBluePosition { market, borrow_shares, collateral: times(100, 18), ..MorphoBluePosition::default() }
}

fn costs() -> ActionCosts {
    let asset = |asset: &str, decimals| AssetCosts { asset: asset.into(), decimals, trade_fee: 0.0, two_percent_depth: None };
    ActionCosts { gas: 0.1, flash_loan_fee: 0.0, assets: vec![asset("wstETH", 18), asset("USDC", 6)] }
}

#[test]
fn a_scan_goes_on_past_other_decimals_and_finds_what_a_second_threshold_pays() {
    let mut early = borrower("USDC", 6, 83);
    let flat = times(102, 16);
    early.pre_liquidation =
        Some(MorphoBluePreLiquidation { pre_lltv: times(80, 16), pre_lcf1: WAD.half(), pre_lcf2: WAD, pre_lif1: flat, pre_lif2: flat });
    let book: Vec<_> = [borrower("USDC", 6, 90), borrower("USDC", 18, 90), early, borrower("USDC", 6, 83)].map(Position::MorphoBlue).into();
    assert!(!book[2].health().unwrap().liquidatable && book[2].seizable().unwrap() && !book[3].seizable().unwrap());
    let scan = liquidation_scan(&book, &costs()).unwrap();
    assert_eq!(scan.candidates.iter().map(|one| one.index).collect::<Vec<_>>(), [0, 2]);
    assert_eq!((scan.failed.len(), scan.failed[0].index, scan.failed[0].code.as_str()), (1, 1, "out_of_range"));
    for one in &scan.candidates {
        assert_eq!(best_liquidation(&book[one.index as usize], &costs()).unwrap().best.as_ref(), Some(&one.best));
    }
}
