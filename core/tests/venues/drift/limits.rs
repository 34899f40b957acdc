//! Withdrawal limits by the numbers of the program's own tests, taken as data.
//!
//! Source: `test_check_withdraw_limits` and its two companions in `programs/drift/src/controller/spot_balance/tests.rs` of protocol-v2
//! at 0ae3e3b1.

use super::steps::{complete, market, refusal};
use super::{example, int, spot};
use plimsoll::U256;
use plimsoll::venue::drift::{DriftSpot, DriftSpotMarket, DriftUser, DriftWithdrawLimits};
use plimsoll::venue::{Action, Venue};

fn averages(deposits: u64, borrows: u64, utilization: u32) -> Option<DriftWithdrawLimits> {
    Some(DriftWithdrawLimits {
        deposit_token_twap: U256::new(deposits),
        borrow_token_twap: U256::new(borrows),
        utilization_twap: utilization,
        withdraw_guard_threshold: U256::ZERO,
        max_token_deposits: U256::ZERO,
        max_token_borrows_fraction: 0,
        isolated_pool: false,
        net_deposits: int(1_000_000_000_000),
        cumulative_deposits: int(1_000_000_000_000),
    })
}

/// 200,000 SOL and what is lent of them, at the indices of the tests.
fn sol(deposits: u64, borrows: u64, limits: Option<DriftWithdrawLimits>) -> DriftSpot {
    let mut sol = spot("SOL", 9, 100_000_000, 1_000_000_000);
    (sol.cumulative_deposit_interest, sol.cumulative_borrow_interest) = (U256::new(10_200_000_000), U256::new(12_220_000_000));
    sol.market = Some(DriftSpotMarket { limits, ..market(deposits, borrows, 0) });
    sol
}

fn bounds(spot: &DriftSpot) -> (u64, u64) {
    let small = |value: U256| value.to_string().parse().expect("a small number");
    let (least, most) = spot.withdraw_bounds().expect("bounds").expect("limits");
    (small(least), small(most))
}

#[test]
fn drift_withdraw_bounds_of_the_programs_own_tests() {
    // 21 of 28 on average must stay where 20 are left.
    let mut first = spot("SOL", 10, 100_000_000, 1_000_000_000);
    let limits = averages(28_000_000_000, 0, 0);
    first.market = Some(DriftSpotMarket { optimal_utilization: 0, limits, ..market(2_000_000_000, 1_000_000_000, 0) });
    assert_eq!(bounds(&first).0, 21_000_000_000);
    // `below_optimal_utilization`: the curve's optimum bounds both; after a withdrawal more stays than is left.
    let below = || averages(204_000_000_000_000, 122_200_000_000_000, 100_000);
    assert_eq!(bounds(&sol(200_000_000_000_000, 100_000_000_000_000, below())), (174_571_428_571_428, 142_800_000_000_000));
    assert_eq!(bounds(&sol(171_148_459_383_000, 100_000_000_000_000, below())), (174_571_428_570_660, 122_199_999_999_462));
    // `above_optimal_utilization`: half of the way to full use, and 13/14 of the deposits.
    let above = averages(204_000_000_000_000, 199_200_000_000_000, 929_000);
    assert_eq!(bounds(&sol(200_000_000_000_000, 160_000_000_000_000, above)), (202_716_433_385_173, 189_428_571_428_572));
    // `calculate_max_borrow_token_amount` alone: half on average and a fifth more.
    let mut one = spot("USDC", 6, 1_000_000, 1_000_000_000);
    one.market = Some(DriftSpotMarket { limits: averages(1_000_000, 500_000, 1_000_000), ..market(1_000_000_000, 0, 0) });
    assert_eq!(bounds(&one), (750_000, 700_000));
}

#[test]
fn drift_withdrawals_beyond_the_limits_are_refused() {
    let holder = |deposits: u64, change: fn(&mut DriftWithdrawLimits)| -> DriftUser {
        let mut limits = averages(204_000_000_000_000, 199_200_000_000_000, 929_000);
        change(limits.as_mut().expect("limits"));
        let mut user = complete(example());
        let terms = user.spots[1].terms.clone();
        user.spots[1] = DriftSpot { terms, ..sol(deposits, 160_000_000_000_000, limits) };
        user
    };
    let take = |user: &DriftUser| user.apply(&Action::Withdraw { asset: "SOL".into(), amount: U256::new(100_000_000) });
    // A deposit leaves while enough stays; the next is one too many.
    let enough = holder(200_000_000_000_000, |_| ());
    let after = take(&enough).expect("a withdrawal").spots[1].market.clone().expect("a market").limits.expect("limits");
    assert_eq!((after.net_deposits, after.cumulative_deposits), (int(999_990_000_000), int(999_900_000_000)));
    // Three quarters of 300 on average must stay. How much is lent out holds no deposit back where no threshold is set.
    let short = 198_741_601_357_000;
    assert!(take(&holder(short, |_| ())).is_ok());
    let more = |limits: &mut DriftWithdrawLimits| limits.deposit_token_twap = U256::new(300_000_000_000_000);
    assert_eq!(refusal(take(&holder(short, more))), "DailyWithdrawLimit");
    // A small holder takes his own in any case, unless he has taken more than that before.
    let guard = |limits: &mut DriftWithdrawLimits| {
        limits.deposit_token_twap = U256::new(300_000_000_000_000);
        limits.withdraw_guard_threshold = U256::new(10_200_000_011);
    };
    assert!(take(&holder(short, guard)).is_ok());
    let gone = |limits: &mut DriftWithdrawLimits| {
        limits.deposit_token_twap = U256::new(300_000_000_000_000);
        (limits.withdraw_guard_threshold, limits.net_deposits) = (U256::new(10_200_000_011), int(9_999_999));
    };
    assert_eq!(refusal(take(&holder(short, gone))), "DailyWithdrawLimit");
}
