//! The limit on jumps of LLAMMA's oracle, the fee for them, and the lag that fees leave; and the policy of the interest by hand.

use super::{traded, wad};
use crate::seed::Seed;
use plimsoll::U256;
use plimsoll::account::PriceBoundary;
use plimsoll::venue::Venue;
use plimsoll::venue::llamma::{
    LlammaDebtCandle, LlammaDebtRatio, LlammaLoan, LlammaOracle, LlammaPolicy, LlammaTurn, llamma_arbitrage_path, llamma_policy_rate,
};

/// The loan with an oracle that last stood at its price.
fn remembering(loan: LlammaLoan) -> LlammaLoan {
    let oracle = Some(LlammaOracle { last_price: loan.oracle_price, last_fee: U256::ZERO, elapsed_seconds: 0 });
    LlammaLoan { oracle, ..loan }
}

/// 10 to the decimals of a token.
fn power(decimals: u8) -> f64 {
    U256::power_of_ten(decimals).expect("few decimals").to_f64()
}

fn percent(value: U256, of: u64) -> U256 {
    super::times(value, U256::new(of), 100)
}

/// Down by 40 %: 20 % count at once, at a fee of 1 − 0.8³, half of which is left after a minute, and nothing after two.
#[test]
fn llamma_jump_by_hand() {
    let loan = remembering(LlammaLoan { oracle_price: wad(3_000), ..super::example() });
    let fallen = LlammaLoan { oracle_price: wad(1_800), ..loan };
    assert_eq!(fallen.price_oracle().expect("a price"), (wad(2_400), U256::new(488_000_000_000_000_000)));
    let minute = fallen.later(60).expect("later");
    assert_eq!(minute.price_oracle().expect("a price"), (wad(2_400), U256::new(244_000_000_000_000_000)));
    assert_eq!(fallen.later(120).expect("later").price_oracle().expect("a price"), (wad(1_800), U256::ZERO));
    // A price that is asked for has stood, and what is told is the AMM's.
    assert_eq!(fallen.with_prices(&[("ETH", wad(1_800))]).expect("a price").price_oracle().expect("a price"), (wad(1_800), U256::ZERO));
    assert_eq!(fallen.prices().expect("prices")[0].price, wad(2_400));
    // So is a boundary.
    let found = fallen.boundaries().expect("boundaries");
    let PriceBoundary::At { price, .. } = found[0].boundary else { panic!("{found:?}") };
    let liquidatable = |price| fallen.with_prices(&[("ETH", price)]).and_then(|at| at.health()).expect("health").liquidatable;
    assert!(!liquidatable(price) && liquidatable(price.saturating_sub(U256::ONE)), "{price}");
    let risen = LlammaLoan { oracle_price: wad(6_000), ..fallen };
    assert_eq!(risen.price_oracle().expect("a price").0, wad(3_750));
}

#[test]
fn llamma_jump_never_passes_a_quarter_nor_costs_all() {
    let mut random = Seed::new(91);
    for _ in 0..20_000 {
        let mut loan = super::example();
        let (old, answer) = (random.word(100).max(U256::ONE), random.word(100));
        let elapsed_seconds = u32::try_from(random.between(0, 200)).expect("few seconds");
        let last_fee = U256::new(random.between(0, 999_999_999_999_999_999));
        loan.oracle_price = answer;
        loan.oracle = Some(LlammaOracle { last_price: old, last_fee, elapsed_seconds });
        let (price, fee) = loan.price_oracle().expect("fits");
        assert!(fee < wad(1));
        if elapsed_seconds >= 120 {
            assert_eq!((price, fee), (answer, U256::ZERO));
        } else {
            assert!(price <= percent(old, 125) && price >= percent(old, 80), "{price} after {old}");
            assert!(price == answer || fee.to_f64() >= 0.488e18 * f64::from(120 - elapsed_seconds) / 120.0 - 1.0, "{fee}");
        }
    }
}

/// An arbitrageur never loses, the AMM's price ends no nearer than the fee lets it, and a second one finds nothing.
#[test]
fn llamma_lag_is_what_the_fee_leaves() {
    let mut random = Seed::new(92);
    let (mut moved, mut lagging) = (0, 0);
    for _ in 0..600 {
        let loan = remembering(traded(&mut random));
        let turns: Vec<LlammaTurn> = (1..=8)
            .map(|step| {
                let seconds = u32::try_from(random.pick(&[0, 12, 60, 300])).expect("few");
                LlammaTurn { seconds, price: percent(loan.oracle_price, random.between(100 - 2 * step, 101)) }
            })
            .collect();
        let Ok(path) = llamma_arbitrage_path(&loan, turns) else { continue };
        for point in &path.points {
            let (Some(paid), Some(received)) = (&point.paid, &point.received) else { continue };
            moved += 1;
            let worth = |one: &plimsoll::venue::AssetAmount| {
                let (decimals, price) = if one.asset == "ETH" {
                    (loan.collateral_decimals, point.price.to_f64() / 1e18)
                } else {
                    (loan.borrowed_decimals, 1.0)
                };
                one.amount.to_f64() * price / power(decimals)
            };
            let unit = |decimals: u8, price: f64| price / power(decimals);
            let blur = 2.0 * (unit(loan.collateral_decimals, point.price.to_f64() / 1e18) + unit(loan.borrowed_decimals, 1.0));
            assert!(worth(received) - worth(paid) >= -blur - 1e-12 * worth(paid), "{point:?}");
            lagging += usize::from(point.amm_price != point.price);
        }
        let last = path.points.last().expect("a point");
        let (again, _) = path.loan.later(300).and_then(|rested| rested.amount_that_pays(last.price)).expect("an amount");
        let (first, pump) = path.loan.amount_that_pays(last.price).expect("an amount");
        let decimals = if pump { loan.borrowed_decimals } else { loan.collateral_decimals };
        let dust = 2.0 + 1e-9 * power(decimals);
        assert!(first.to_f64() <= again.to_f64() + dust, "a fee that falls lets more in, not less: {first} {again}");
    }
    assert!(moved > 500 && lagging > 300, "{moved} {lagging}");
}

/// At a price of 1 with the peg keepers at their target and a market half full: base · e^(−1) · (0.9 + 0.1/0.5).
#[test]
fn llamma_policy_by_hand() {
    let candle = LlammaDebtCandle { earlier: wad(100), later: wad(100), seconds: 1_700_000_000 };
    let policy = LlammaPolicy {
        seconds: 1_700_000_000,
        price: wad(1),
        base_rate: U256::new(3_000_000_000),
        sigma: U256::new(20_000_000_000_000_000),
        target_debt_fraction: U256::new(100_000_000_000_000_000),
        extra_rate: U256::ZERO,
        peg_keeper_debt: wad(10),
        total_debt: wad(100),
        market_debt: wad(100),
        debt_ceiling: wad(200),
        total_candle: candle,
        market_candle: candle,
        debt_ratio: LlammaDebtRatio {
            averaging_seconds: 3_600,
            value: U256::new(100_000_000_000_000_000),
            queued: U256::new(100_000_000_000_000_000),
            seconds: 1_700_000_000,
        },
    };
    let rate = |policy: &LlammaPolicy| llamma_policy_rate(policy, 0).expect("a rate").rate.to_f64();
    let expected = 3e9 * 0.367_879_441_171_442_33 * 1.1;
    assert!((rate(&policy) - expected).abs() < 2.0, "{} for {expected}", rate(&policy));
    // A cent below the peg doubles the power of the peg keepers' discount away: e^(−0.5).
    let cheap = LlammaPolicy { price: U256::new(990_000_000_000_000_000), ..policy.clone() };
    assert!((rate(&cheap) - 3e9 * 0.606_530_659_712_633_4 * 1.1).abs() < 2.0);
    // A market that is paid back is only believed after the day's candles.
    let full = LlammaPolicy { market_debt: wad(190), ..policy.clone() };
    assert_eq!(rate(&full), rate(&policy));
    let next = llamma_policy_rate(&full, 200_000).expect("a rate");
    assert!(next.rate.to_f64() > rate(&policy) && next.policy.market_candle.later == wad(190));
    let refused = |policy: LlammaPolicy| llamma_policy_rate(&policy, 0).expect_err("refused").code();
    assert_eq!(refused(LlammaPolicy { sigma: U256::ZERO, ..policy.clone() }), "out_of_range");
    assert_eq!(refused(LlammaPolicy { target_debt_fraction: U256::ZERO, ..policy.clone() }), "out_of_range");
    assert_eq!(refused(LlammaPolicy { price: U256::MAX, ..policy.clone() }), "overflow");
    assert_eq!(refused(LlammaPolicy { seconds: 1, ..policy }), "overflow");
}

/// Interest to now is kept, and runs at the new rate from here: 10 % and then nothing.
#[test]
fn llamma_rate_is_taken_over() {
    let loan = LlammaLoan { rate: U256::new(1_000_000_000_000), elapsed_seconds: 100_000, ..super::example() };
    let owed = loan.debt().expect("a debt");
    assert!(owed >= wad(27_500) && owed < wad(27_501), "{owed}");
    let free = loan.with_rate(U256::ZERO).expect("a rate");
    assert_eq!((free.debt().expect("a debt"), free.later(1_000_000).and_then(|later| later.debt()).expect("a debt")), (owed, owed));
}
