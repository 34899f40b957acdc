//! Auctions: purchases add up, the model sells where the contract would, and examples by hand.

use crate::seed::Seed;
use plimsoll::exact::RAY;
use plimsoll::liquidation::{
    Auction, AuctionBidders, AuctionProceeds, auction_price, auction_proceeds, auction_start, auction_status, auction_take,
};
use plimsoll::venue::Position;
use plimsoll::venue::maker::{MakerAuction, MakerClip, MakerPriceCurve};
use plimsoll::{RiskError, RiskErrorKind, U256, units};

fn scaled(whole: u64, decimals: u8) -> U256 {
    U256::new(whole).try_mul(U256::power_of_ten(decimals).expect("a power of ten"), "scaled").expect("fits")
}

/// 10 units for 5,000, from 1,200 to 0 in 1,000 seconds; nothing less than 1,000 may be left.
fn straight() -> MakerAuction {
    MakerAuction {
        asset: "ETH".into(),
        debt_asset: "DAI".into(),
        tab: scaled(5_000, 45),
        lot: scaled(10, 18),
        top: scaled(1_200, 27),
        elapsed_seconds: 0,
        clip: MakerClip {
            buf: scaled(12, 26),
            tail: 800,
            cusp: scaled(3, 26),
            chip: U256::ZERO,
            tip: U256::ZERO,
            chost: scaled(1_000, 45),
            curve: MakerPriceCurve::Linear { tau: 1_000 },
        },
    }
}

fn bidders() -> AuctionBidders {
    AuctionBidders { step_seconds: 100, margin: 0.1, takers: 2, sale_cost: 0.0, fixed_cost: 0.0, depth: None, reset_delay_seconds: 0 }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-9)
}

#[test]
fn auction_by_hand_one_purchase() {
    // Two takers want 5 % of 1,000: they pay 950. 1,200·(1 − t/1,000) is 950.4 at 208 seconds and 949.2 at 209.
    let end = auction_proceeds(&Auction::MakerClip(straight()), &[1_000.0; 4], &bidders()).expect("proceeds");
    assert_eq!((end.over_after_seconds, end.purchases, end.resets), (Some(209), 1, 0));
    assert!(close(end.raised, 5_000.0) && end.missing == 0.0 && end.unsold == 0.0);
    assert!(close(end.sold, 5_000.0 / 949.2) && close(end.refund, 10.0 - 5_000.0 / 949.2));
    assert!(close(end.refund_value, end.refund * 1_000.0) && close(end.taker_profit, end.sold * 1_000.0 - 5_000.0));
    // One taker alone waits for 900, at 250 seconds; a cost of 20 a purchase waits until 5,000·(950/p − 1) is 20: p = 946.2, at 212.
    let alone = auction_proceeds(&Auction::MakerClip(straight()), &[1_000.0; 4], &AuctionBidders { takers: 1, ..bidders() });
    assert_eq!(alone.expect("proceeds").over_after_seconds, Some(250));
    let costly = auction_proceeds(&Auction::MakerClip(straight()), &[1_000.0; 4], &AuctionBidders { fixed_cost: 20.0, ..bidders() });
    assert_eq!(costly.expect("proceeds").over_after_seconds, Some(212));
}

#[test]
fn auction_by_hand_a_thin_market() {
    // Two units a step: 2 at 949.2, 2 at 840, and the last 1,421.6 at 720.
    let thin = AuctionBidders { depth: Some(2.0), ..bidders() };
    let end = auction_proceeds(&Auction::MakerClip(straight()), &[1_000.0; 8], &thin).expect("proceeds");
    assert_eq!((end.over_after_seconds, end.purchases), (Some(400), 3));
    assert!(close(end.sold, 4.0 + 1_421.6 / 720.0) && close(end.raised, 5_000.0));
    assert!(close(end.taker_profit, end.sold * 1_000.0 - 5_000.0));
    // Nothing below 2,000 may be left: the second purchase, which would leave 1,421.6, stops at 2,000; the rest has to go at once.
    let mut strict = straight();
    strict.clip.chost = scaled(2_000, 45);
    let end = auction_proceeds(&Auction::MakerClip(strict), &[1_000.0; 8], &thin).expect("proceeds");
    assert!(end.purchases == 2 && close(end.missing, 2_000.0) && end.over_after_seconds.is_none(), "{end:?}");
}

#[test]
fn auction_by_hand_a_reset() {
    // Below 30 % of the start after 700 seconds: 701 needs a reset, and gets one 99 seconds later at 200: from 240 down.
    let auction = Auction::MakerClip(straight());
    assert_eq!(auction_status(&auction).expect("status").seconds_to_reset, Some(701));
    let slow = AuctionBidders { reset_delay_seconds: 99, ..bidders() };
    let end = auction_proceeds(&auction, &[200.0; 12], &slow).expect("proceeds");
    // 190 is 79.2 % of 240: 240·(1 − 209/1,000) is 189.84. Ten units raise 1,898.4 and no more.
    assert_eq!((end.resets, end.purchases, end.over_after_seconds), (1, 1, Some(1_009)));
    assert!(close(end.raised, 1_898.4) && close(end.missing, 3_101.6) && close(end.sold, 10.0) && end.refund == 0.0, "{end:?}");
}

fn random_auction(random: &mut Seed) -> MakerAuction {
    let cut = RAY.saturating_sub(random.amount(3, 22));
    let curve = match random.between(0, 2) {
        0 => MakerPriceCurve::Linear { tau: u32::try_from(random.between(600, 40_000)).expect("fits") },
        1 => MakerPriceCurve::Stairstep {
            cut: RAY.saturating_sub(random.amount(2, 24)),
            step: u32::try_from(random.between(1, 200)).expect("fits"),
        },
        _ => MakerPriceCurve::Exponential { cut },
    };
    let price = random.between(1, 5_000);
    let lot = random.amount(5, 15);
    // About what the lot is worth.
    let worth = lot.try_mul(scaled(price, 27), "worth").expect("fits");
    let tab = worth.try_mul(U256::new(random.between(20, 130)), "tab").and_then(|tab| tab.try_div(U256::new(100), "tab")).expect("fits");
    let share =
        |percent: u64| tab.try_mul(U256::new(percent), "share").and_then(|part| part.try_div(U256::new(100), "share")).expect("fits");
    MakerAuction {
        asset: "ETH".into(),
        debt_asset: "DAI".into(),
        tab,
        lot,
        top: scaled(price, 27)
            .try_mul(U256::new(random.between(100, 130)), "top")
            .and_then(|top| top.try_div(U256::new(100), "top"))
            .expect("fits"),
        elapsed_seconds: u32::try_from(random.between(0, 300)).expect("fits"),
        clip: MakerClip {
            buf: random.amount(2, 26).max(RAY),
            tail: u32::try_from(random.between(600, 20_000)).expect("fits"),
            cusp: random.amount(2, 25),
            chip: U256::ZERO,
            tip: U256::ZERO,
            chost: share(random.between(0, 60)),
            curve,
        },
    }
}

#[test]
fn auction_purchases_add_up_and_leave_what_they_must() {
    let mut random = Seed::new(4_301);
    let (mut sold, mut cut, mut refused, mut raised) = (0, 0, 0, 0);
    for _ in 0..20_000 {
        let auction = random_auction(&mut random);
        let amount = random.word(70);
        match auction_take(&Auction::MakerClip(auction.clone()), amount, U256::MAX).map_err(RiskError::into_kind) {
            Ok(taken) => {
                let cost = taken.bought.try_mul(taken.price, "cost").expect("fits");
                // Less than a unit of collateral is rounded in the auction's favour.
                assert!(cost <= taken.paid && taken.paid.saturating_sub(cost) < taken.price.max(U256::ONE));
                assert!(taken.bought <= amount && taken.paid <= auction.tab);
                let (tab, lot) = match &taken.auction {
                    Some(Auction::MakerClip(after)) => {
                        assert!(!after.tab.is_zero() && !after.lot.is_zero());
                        assert!(after.tab >= auction.clip.chost.min(auction.tab), "too little is left to be raised");
                        cut += u32::from(after.tab == auction.clip.chost);
                        (after.tab, after.lot)
                    }
                    None => {
                        raised += u32::from(taken.shortfall.is_zero());
                        sold += u32::from(taken.refund.is_zero());
                        (taken.shortfall, taken.refund)
                    }
                };
                assert_eq!(tab.try_add(taken.paid, "sum").expect("fits"), auction.tab);
                assert_eq!(lot.try_add(taken.bought, "sum").expect("fits"), auction.lot);
            }
            Err(RiskErrorKind::Refused { reason }) => {
                refused += 1;
                assert!(["Clipper/needs-reset", "Clipper/no-partial-purchase"].contains(&reason.as_str()), "{reason}");
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert!(sold > 200 && cut > 100 && refused > 500 && raised > 500, "{sold} sold, {cut} cut, {refused} refused, {raised} raised");
}

#[test]
fn an_auction_that_may_fall_to_nothing_is_answered_at_once() {
    // No price is below a floor of 0; looked at step by step, these would take minutes.
    for curve in [
        MakerPriceCurve::Stairstep { cut: scaled(99, 25), step: 90 },
        MakerPriceCurve::Exponential { cut: scaled(999_999_999, 18) },
        MakerPriceCurve::Linear { tau: 1_000 },
    ] {
        let mut auction = straight();
        auction.clip = MakerClip { curve, cusp: U256::ZERO, tail: u32::MAX, ..auction.clip };
        for _ in 0..2_000 {
            assert_eq!(auction.seconds_to_reset().expect("a second"), None);
        }
        auction.clip.tail = 800;
        assert_eq!(auction.seconds_to_reset().expect("a second"), Some(801));
    }
}

#[test]
fn auction_prices_fall_and_the_status_says_until_when() {
    let mut random = Seed::new(4_302);
    for _ in 0..2_000 {
        let auction = Auction::MakerClip(random_auction(&mut random));
        let status = auction_status(&auction).expect("status");
        assert_eq!(status.price, auction_price(&auction, 0).expect("a price"));
        assert_eq!(status.needs_reset, status.seconds_to_reset == Some(0));
        for _ in 0..20 {
            let later = auction_price(&auction, u32::try_from(random.between(0, 10_000)).expect("fits")).expect("a price");
            assert!(later <= status.price);
        }
        if let Some(last) = status.seconds_to_reset.and_then(|seconds| seconds.checked_sub(1)) {
            assert!(auction_price(&auction, last).expect("a price") >= status.floor);
        }
    }
}

fn adds_up(auction: &MakerAuction, end: &AuctionProceeds) {
    assert!(close(end.raised + end.missing, units::to_f64(auction.tab, 45)), "{end:?}");
    assert!(close(end.sold + end.refund + end.unsold, units::to_f64(auction.lot, 18)), "{end:?}");
    assert!(end.over_after_seconds.is_some() == (end.unsold == 0.0) && (end.refund == 0.0 || end.missing == 0.0));
    let numbers = [end.raised, end.missing, end.sold, end.refund, end.refund_value, end.unsold, end.taker_profit];
    assert!(numbers.iter().all(|number| number.is_finite()) && end.taker_profit >= -1e-9);
}

#[test]
fn auction_model_sells_where_the_contract_would() {
    let mut random = Seed::new(4_303);
    let mut compared = 0;
    for _ in 0..3_000 {
        let auction = random_auction(&mut random);
        let start = units::to_f64(auction.top, 27);
        let market = start * random.between(40, 110) as f64 / 100.0;
        let keen = AuctionBidders { step_seconds: 7_000, margin: 0.0, takers: 1, ..bidders() };
        let end = auction_proceeds(&Auction::MakerClip(auction.clone()), &[market; 3], &keen).expect("proceeds");
        adds_up(&auction, &end);
        let Some(second) = end.over_after_seconds.filter(|_| end.resets == 0) else { continue };
        let at = |second: u32| units::to_f64(auction_price(&Auction::MakerClip(auction.clone()), second).expect("a price"), 27);
        assert!(at(second) <= market * (1.0 + 1e-12) && (second == 0 || at(second - 1) >= market * (1.0 - 1e-12)));
        let then = MakerAuction { elapsed_seconds: auction.elapsed_seconds + second, ..auction.clone() };
        let taken = auction_take(&Auction::MakerClip(then), U256::MAX, U256::MAX).expect("the contract sells then");
        assert!(close(units::to_f64(taken.paid, 45), end.raised) && close(units::to_f64(taken.bought, 18), end.sold));
        compared += 1;
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn auction_competition_raises_more_and_sells_sooner() {
    let mut random = Seed::new(4_304);
    let mut sooner = 0;
    for _ in 0..1_000 {
        let auction = random_auction(&mut random);
        let market = units::to_f64(auction.top, 27) * random.between(60, 100) as f64 / 100.0;
        let end = |takers: u32| {
            let crowd = AuctionBidders { step_seconds: 500, margin: 0.2, takers, fixed_cost: 0.001, ..bidders() };
            auction_proceeds(&Auction::MakerClip(auction.clone()), &[market; 8], &crowd).expect("proceeds")
        };
        let (few, many) = (end(1), end(10));
        adds_up(&auction, &few);
        adds_up(&auction, &many);
        if few.resets == 0 && many.resets == 0 {
            assert!(many.raised >= few.raised * (1.0 - 1e-12));
            let (Some(early), Some(late)) = (many.over_after_seconds, few.over_after_seconds) else { continue };
            assert!(early <= late && many.refund >= few.refund - 1e-9 * few.sold);
            sooner += u32::from(early < late);
        }
    }
    assert!(sooner > 200, "{sooner}");
}

#[test]
fn auction_thin_markets_add_up_on_moving_prices() {
    let mut random = Seed::new(4_305);
    let mut several = 0;
    for _ in 0..2_000 {
        let auction = random_auction(&mut random);
        let mut market = units::to_f64(auction.top, 27) * 0.8;
        let path: Vec<f64> = (0..60)
            .map(|_| {
                market *= 0.9 + random.between(0, 200) as f64 / 1_000.0;
                market
            })
            .collect();
        let depth = units::to_f64(auction.lot, 18) / random.between(1, 12) as f64;
        let thin = AuctionBidders { depth: Some(depth), sale_cost: 0.01, reset_delay_seconds: 30, ..bidders() };
        let end = auction_proceeds(&Auction::MakerClip(auction.clone()), &path, &thin).expect("proceeds");
        adds_up(&auction, &end);
        several += u32::from(end.purchases > 2);
    }
    assert!(several > 100, "{several}");
}

#[test]
fn auction_bad_input_has_its_code_and_the_next_good_call_works() {
    let auction = Auction::MakerClip(straight());
    let code = |auction: &Auction, prices: &[f64], bidders: &AuctionBidders| auction_proceeds(auction, prices, bidders).unwrap_err().code();
    let good = bidders();
    assert_eq!(code(&auction, &[], &good), "length_mismatch");
    assert_eq!(code(&auction, &[f64::NAN], &good), "not_finite");
    for price in [0.0, -1.0, 1e41] {
        assert_eq!(code(&auction, &[1.0, price], &good), "out_of_range");
    }
    let spoilt: [fn(&mut AuctionBidders); 8] = [
        |one| one.margin = 1.0,
        |one| one.margin = -0.1,
        |one| one.sale_cost = 1.0,
        |one| one.fixed_cost = -1.0,
        |one| one.depth = Some(0.0),
        |one| one.takers = 0,
        |one| one.step_seconds = 0,
        |one| one.step_seconds = u32::MAX,
    ];
    for spoil in spoilt {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(code(&auction, &[1.0, 1.0], &bad), "out_of_range");
        assert!(auction_proceeds(&auction, &[1.0], &good).is_ok());
    }
    assert_eq!(code(&auction, &[1.0], &AuctionBidders { margin: f64::INFINITY, ..good.clone() }), "not_finite");
    let over = Auction::MakerClip(MakerAuction { tab: U256::ZERO, ..straight() });
    assert_eq!(code(&over, &[1.0], &good), "out_of_range");
    assert_eq!(
        auction_price(&Auction::MakerClip(MakerAuction { elapsed_seconds: 1, ..straight() }), u32::MAX).unwrap_err().code(),
        "out_of_range"
    );
    let mut never = straight();
    never.clip.curve = MakerPriceCurve::Stairstep { cut: RAY, step: 0 };
    assert_eq!(code(&Auction::MakerClip(never), &[1.0], &good), "division_by_zero");
    let trove = include_str!("../../src/venue/liquity_v2/example.json");
    let trove = Position::LiquityV2(serde_json::from_str(trove).expect("a trove"));
    assert_eq!(auction_start(&trove).unwrap_err().code(), "unsupported");
}
