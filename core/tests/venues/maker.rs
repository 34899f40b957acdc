//! Maker: boundaries, monotone health, refusals that change nothing.

use crate::boundary::{POSITIONS, boundaries_hold};
use crate::seed::Seed;
use plimsoll::exact::RAY;
use plimsoll::exact::ray_pow_half_up;
use plimsoll::venue::maker::{MakerAuction, MakerClip, MakerDog, MakerIlk, MakerJug, MakerPriceCurve, MakerVault};
use plimsoll::venue::{Action, LiquidationCall, Venue};
use plimsoll::{RiskError, RiskErrorKind, U256};

fn big(zeros: u8) -> U256 {
    U256::power_of_ten(zeros).expect("a power of ten")
}

fn terms(random: &mut Seed) -> MakerClip {
    let cut = |random: &mut Seed| RAY.saturating_sub(random.amount(3, 23));
    let curve = match random.between(0, 2) {
        0 => MakerPriceCurve::Linear { tau: u32::try_from(random.between(1, 40_000)).expect("fits") },
        1 => MakerPriceCurve::Stairstep { cut: cut(random), step: u32::try_from(random.between(1, 200)).expect("fits") },
        _ => MakerPriceCurve::Exponential { cut: cut(random) },
    };
    MakerClip {
        buf: random.amount(3, 25),
        tail: u32::try_from(random.between(600, 20_000)).expect("fits"),
        cusp: random.amount(3, 24),
        chip: random.amount(2, 14),
        tip: random.amount(3, 45),
        chost: random.amount(4, 45),
        curve,
    }
}

/// A poked vault: of usual size, or of any size that 256 bits hold.
fn vault(random: &mut Seed) -> MakerVault {
    let extreme = random.chance(25);
    let word = |random: &mut Seed, bits: u32, digits: u8, zeros: u8| {
        if extreme { random.word(bits).max(U256::ONE) } else { random.amount(digits, zeros) }
    };
    let price = word(random, 150, 6, 17);
    let (par, mat) = if extreme {
        (word(random, 120, 1, 1), word(random, 120, 1, 1))
    } else {
        (RAY, big(27).try_add(random.amount(3, 25), "mat").expect("fits"))
    };
    let rate = if extreme { word(random, 130, 1, 1) } else { RAY.try_add(random.amount(4, 23), "rate").expect("fits") };
    let (ink, mut art) = (word(random, 130, 8, 16), word(random, 130, 9, 16));
    if !extreme && random.chance(70) {
        // Near the edge: debt for about the collateral that it has.
        let fair = ink.try_mul(price, "fair").and_then(|value| value.try_div(big(18), "fair")).expect("fits");
        art = fair.try_mul(U256::new(random.between(30, 110)), "art").and_then(|art| art.try_div(U256::new(100), "art")).expect("fits");
    }
    let (ink, art) = match random.between(0, 19) {
        0 => (U256::ZERO, art),
        1 => (ink, U256::ZERO),
        _ => (ink, art),
    };
    let made = MakerVault {
        asset: "ETH".into(),
        factor: Some("ETH".into()),
        debt_asset: "DAI".into(),
        ink,
        art,
        price,
        price_valid: true,
        par,
        mat,
        ilk: MakerIlk {
            total_art: art.try_add(random.amount(5, 18), "Art").expect("fits"),
            rate,
            spot: U256::ZERO,
            line: big(60),
            dust: random.amount(4, 45),
            global_debt: big(59),
            global_line: big(62),
        },
        jug: MakerJug { base: U256::ZERO, duty: RAY.try_add(random.amount(3, 16), "duty").expect("fits"), elapsed_seconds: 0 },
        dog: MakerDog {
            chop: U256::new(random.between(100, 120)).try_mul(big(16), "chop").expect("fits"),
            hole: if random.chance(50) { big(55) } else { random.amount(5, 48) },
            dirt: random.amount(3, 47),
            global_hole: big(55),
            global_dirt: big(50),
        },
        clip: terms(random),
    };
    made.poke(price, true).unwrap_or_else(|_| MakerVault { par: RAY, mat: RAY, ..made }.poke(big(18), true).expect("a usual price"))
}

#[test]
fn maker_boundaries_are_exact() {
    let seen = boundaries_hold(4_101, vault);
    assert!(seen.flips > POSITIONS / 2 && seen.none > POSITIONS / 20, "{seen:?}");
}

#[test]
fn maker_health_rises_with_the_price_and_rounding_never_favours_the_owner() {
    let mut random = Seed::new(4_102);
    let mut compared = 0;
    for _ in 0..5_000 {
        let vault = vault(&mut random);
        let higher = vault.price.try_add(random.word(80), "higher").expect("fits");
        let (Ok(now), Ok(then)) = (vault.with_prices(&[("ETH", vault.price)]), vault.with_prices(&[("ETH", higher)])) else { continue };
        let (Ok(now), Ok(then)) = (now.health(), then.health()) else { continue };
        assert!(then.backing >= now.backing && then.health_factor >= now.health_factor);
        compared += 1;
        // The spot never exceeds the exact quotient: spot·mat·par ≤ price·10^63.
        let spot = vault.ilk.spot.try_mul(vault.mat, "product").and_then(|product| product.try_div(RAY, "product"));
        if let Ok(back) = spot.and_then(|ray| ray.try_mul(vault.par, "product")).and_then(|product| product.try_div(big(36), "product")) {
            assert!(back <= vault.price);
        }
    }
    assert!(compared > 4_000, "{compared}");
}

#[test]
fn maker_actions_keep_the_rules_and_refusals_change_nothing() {
    let mut random = Seed::new(4_103);
    let (mut done, mut refused) = (0, 0);
    for _ in 0..5_000 {
        let vault = vault(&mut random);
        let before = vault.clone();
        let amount = random.amount(7, 17);
        let action = match random.between(0, 3) {
            0 => Action::Supply { asset: "ETH".into(), amount },
            1 => Action::Withdraw { asset: "ETH".into(), amount },
            2 => Action::Borrow { asset: "DAI".into(), amount },
            _ => Action::Repay { asset: "DAI".into(), amount },
        };
        match vault.apply(&action) {
            Ok(after) => {
                done += 1;
                let risky = matches!(action, Action::Withdraw { .. } | Action::Borrow { .. });
                assert!(!risky || !after.health().expect("health").liquidatable, "{action:?} made it unsafe");
                let debt = |vault: &MakerVault| vault.art.try_mul(vault.ilk.rate, "debt").expect("fits");
                let ray = amount.try_mul(RAY, "amount").expect("fits");
                match action {
                    // A draw owes at least what it gives, a payment clears at most what it takes.
                    Action::Borrow { .. } => assert!(debt(&after) >= debt(&vault).try_add(ray, "sum").expect("fits")),
                    Action::Repay { .. } => assert!(debt(&vault).saturating_sub(debt(&after)) <= ray),
                    _ => {}
                }
            }
            Err(error) => {
                refused += 1;
                assert!(["refused", "overflow"].contains(&error.code()), "{error}");
            }
        }
        assert_eq!(vault, before);
    }
    assert!(done > 1_000 && refused > 1_000, "{done} done, {refused} refused");
}

#[test]
fn maker_barks_take_what_the_limits_allow() {
    let call = LiquidationCall { collateral: "ETH".into(), debt: "DAI".into(), repay: None, seize: None, receive_shares: false };
    let mut random = Seed::new(4_104);
    let (mut whole, mut part) = (0, 0);
    for _ in 0..20_000 {
        let vault = vault(&mut random);
        let Ok(health) = vault.health() else { continue };
        assert_eq!(vault.liquidation_calls().expect("calls").len(), usize::from(health.liquidatable));
        if !health.liquidatable {
            let refused = vault.liquidate(&call).map_err(RiskError::into_kind).unwrap_err();
            assert_eq!(refused, RiskErrorKind::Refused { reason: "Dog/not-unsafe".into() });
            continue;
        }
        let Ok((after, outcome)) = vault.liquidate(&call) else { continue };
        assert!(after.dog.dirt > vault.dog.dirt && outcome.repaid_value <= health.required);
        assert_eq!(outcome.seized.iter().map(|one| one.amount).next(), Some(vault.ink.saturating_sub(after.ink)));
        if after.art.is_zero() {
            whole += 1;
        } else {
            part += 1;
            let rest = after.art.try_mul(after.ilk.rate, "rest").expect("fits");
            assert!(rest >= vault.ilk.dust, "dust is left");
            assert!(!outcome.lowers_health, "a share of both sides, the collateral's rounded down");
        }
    }
    assert!(whole > 500 && part > 500, "{whole} whole, {part} in part");
}

#[test]
fn maker_auctions_reset_at_the_first_second_that_needs_it() {
    let mut random = Seed::new(4_105);
    let (mut by_price, mut by_age) = (0, 0);
    for number in 0..150 {
        let top = random.amount(9, 22);
        let auction = MakerAuction {
            asset: "ETH".into(),
            debt_asset: "DAI".into(),
            tab: random.amount(6, 45),
            lot: random.amount(6, 16),
            top,
            elapsed_seconds: u32::try_from(random.between(0, 2_000)).expect("fits"),
            clip: terms(&mut random),
        };
        let found = auction.elapsed_seconds + auction.seconds_to_reset().expect("a second").expect("within 2^32 seconds");
        // Every second before it, one by one.
        for second in auction.elapsed_seconds..found {
            let status = auction.status_at(second).expect("a status");
            assert!(!status.needs_reset && status.price >= auction.floor().expect("a floor"), "{number}: second {second} of {found}");
        }
        assert!(auction.status_at(found).expect("a status").needs_reset, "{number}: {found}");
        if found > auction.clip.tail { by_age += 1 } else { by_price += 1 }
    }
    assert!(by_price > 30 && by_age > 30, "{by_price} by price, {by_age} by age");
}

#[test]
fn maker_without_a_price_is_not_liquidatable_and_keeps_its_boundary() {
    let mut random = Seed::new(4_107);
    let mut seen = 0;
    for _ in 0..2_000 {
        let vault = vault(&mut random);
        let (Ok(boundaries), Ok(mute)) = (vault.boundaries(), vault.poke(vault.price, false)) else { continue };
        assert!(!mute.health().expect("health").liquidatable);
        if vault.is_unsafe().is_ok_and(|found| found) {
            assert_eq!(mute.bark().unwrap_err().to_string(), vault.poke(U256::ZERO, true).expect("poke").bark().unwrap_err().to_string());
        }
        if matches!(boundaries[0].boundary, plimsoll::account::PriceBoundary::At { .. }) {
            assert_eq!(mute.boundaries().expect("boundaries"), boundaries);
            seen += 1;
        }
    }
    assert!(seen > 1_000, "{seen}");
}

#[test]
fn maker_bad_states_have_their_code_and_the_next_good_call_works() {
    let good = loop {
        let vault = vault(&mut Seed::new(4_106));
        if vault.health().is_ok() {
            break vault;
        }
    };
    type Spoilt = (fn(&mut MakerVault), &'static str);
    let spoilt: [Spoilt; 5] = [
        (|vault| vault.par = U256::ZERO, "out_of_range"),
        (|vault| vault.mat = U256::ZERO, "out_of_range"),
        (|vault| vault.ilk.rate = U256::ZERO, "out_of_range"),
        (|vault| vault.debt_asset = "ETH".into(), "duplicate"),
        (|vault| (vault.art, vault.ilk.rate) = (U256::MAX, RAY), "overflow"),
    ];
    for (spoil, code) in spoilt {
        let mut bad = good.clone();
        spoil(&mut bad);
        assert_eq!(bad.health().unwrap_err().code(), code);
        assert_eq!(bad.boundaries().unwrap_err().code(), code);
        assert!(good.health().is_ok() && good.boundaries().is_ok());
    }
    assert_eq!(good.with_prices(&[("BTC", U256::ONE)]).unwrap_err().code(), "unknown");
    assert_eq!(good.apply(&Action::Supply { asset: "DAI".into(), amount: U256::ONE }).unwrap_err().code(), "unknown");
    assert_eq!(good.apply(&Action::SetEMode { category: 1 }).unwrap_err().code(), "unsupported");
    assert_eq!(good.later(u32::MAX).and_then(|vault| vault.later(1)).unwrap_err().code(), "out_of_range");
    assert_eq!(good.later(77).expect("later").jug.elapsed_seconds, 77);
    assert_eq!(ray_pow_half_up(U256::MAX, U256::new(2)).unwrap_err().code(), "overflow");
}
