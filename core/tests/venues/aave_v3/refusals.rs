//! The contract's own refusals, each by its name, at the revisions that have it.

use super::example::{DOLLAR, ETHER, back, borrow, e_mode, limit, repay, supply, user, withdraw};
use super::generator::REVISIONS;
use plimsoll::U256;
use plimsoll::exact::RAY;
use plimsoll::venue::aave_v3::AaveV3Revision::{V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7};
use plimsoll::venue::aave_v3::{AaveV3EMode, AaveV3Revision, AaveV3User};
use plimsoll::venue::{Action, LiquidationCall, Venue};

const UP_TO_3_4: &[AaveV3Revision] = &[V3_0, V3_1, V3_2, V3_3, V3_4];
const UP_TO_3_5: &[AaveV3Revision] = &[V3_0, V3_1, V3_2, V3_3, V3_4, V3_5];
const UP_TO_3_6: &[AaveV3Revision] = &[V3_0, V3_1, V3_2, V3_3, V3_4, V3_5, V3_6];
const FROM_3_5: &[AaveV3Revision] = &[V3_5, V3_6, V3_7];
const FROM_3_6: &[AaveV3Revision] = &[V3_6, V3_7];

type Row = (&'static str, &'static [AaveV3Revision], fn(&mut AaveV3User), Action);

/// Each row: the refusal, where it holds, what is changed in the account, the action.
fn rows() -> Vec<Row> {
    let mut rows: Vec<Row> = vec![
        ("InvalidAmount", REVISIONS, |_| {}, supply("ETH", 0)),
        ("ReserveInactive", REVISIONS, |user| limit(user, 0, |limits| limits.active = false), supply("ETH", ETHER)),
        ("ReservePaused", REVISIONS, |user| limit(user, 0, |limits| (limits.paused, limits.frozen) = (true, true)), supply("ETH", ETHER)),
        ("ReserveFrozen", REVISIONS, |user| limit(user, 0, |limits| limits.frozen = true), supply("ETH", ETHER)),
        ("SupplyCapExceeded", REVISIONS, |user| limit(user, 0, |limits| limits.supply_cap = U256::new(1_000_000)), supply("ETH", 1)),
        // From 3.5 an amount that buys no share is no amount; before, the token refuses it.
        (
            "InvalidAmount",
            FROM_3_5,
            |user| user.reserves[0].liquidity_index = RAY.try_mul(U256::new(3), "3").expect("fits"),
            supply("ETH", 1),
        ),
        (
            "InvalidMintAmount",
            UP_TO_3_4,
            |user| user.reserves[0].liquidity_index = RAY.try_mul(U256::new(3), "3").expect("fits"),
            supply("ETH", 1),
        ),
        ("InvalidAmount", REVISIONS, |_| {}, withdraw("ETH", 0)),
        ("InvalidAmount", REVISIONS, |_| {}, Action::Withdraw { asset: "DAI".into(), amount: U256::MAX }),
        ("NotEnoughAvailableUserBalance", REVISIONS, |_| {}, withdraw("ETH", 10 * ETHER + 1)),
        ("ReservePaused", REVISIONS, |user| limit(user, 0, |limits| limits.paused = true), withdraw("ETH", 1)),
        ("HealthFactorLowerThanLiquidationThreshold", REVISIONS, |_| {}, withdraw("ETH", 4 * ETHER)),
        ("HealthFactorLowerThanLiquidationThreshold", REVISIONS, |_| {}, Action::Withdraw { asset: "ETH".into(), amount: U256::MAX }),
        ("InvalidAmount", REVISIONS, |_| {}, borrow("DAI", 0)),
        ("ReserveFrozen", REVISIONS, |user| limit(user, 2, |limits| limits.frozen = true), borrow("DAI", ETHER)),
        ("BorrowingNotEnabled", REVISIONS, |user| limit(user, 2, |limits| limits.borrowing_enabled = false), borrow("DAI", ETHER)),
        ("InvalidAmount", &[V3_1, V3_2, V3_3, V3_4, V3_5, V3_6, V3_7], |_| {}, borrow("DAI", 1_000_001 * ETHER)),
        ("BorrowCapExceeded", REVISIONS, |user| limit(user, 2, |limits| limits.borrow_cap = U256::new(500_000)), borrow("DAI", 1)),
        ("CollateralCannotCoverNewBorrow", REVISIONS, |_| {}, borrow("DAI", 6_126 * ETHER)),
        ("CollateralBalanceIsZero", UP_TO_3_4, without_collateral, borrow("DAI", ETHER)),
        ("LtvValidationFailed", FROM_3_5, without_collateral, borrow("DAI", ETHER)),
        ("LtvValidationFailed", REVISIONS, |user| user.reserves[0].ltv_bps = 0, borrow("DAI", ETHER)),
        (
            "HealthFactorLowerThanLiquidationThreshold",
            UP_TO_3_4,
            |user| user.reserves[0].price = U256::new(160_000_000_000),
            borrow("DAI", 1),
        ),
        (
            "HealthFactorLowerThanLiquidationThreshold",
            FROM_3_5,
            |user| user.reserves[0].price = U256::new(160_000_000_000),
            borrow("DAI", 1),
        ),
        ("InvalidAmount", REVISIONS, |_| {}, repay("USDC", 0)),
        ("ReservePaused", REVISIONS, |user| limit(user, 1, |limits| limits.paused = true), repay("USDC", DOLLAR)),
        ("NoDebtOfSelectedType", REVISIONS, |_| {}, repay("DAI", ETHER)),
        ("UnderlyingBalanceZero", REVISIONS, |_| {}, back("DAI", true)),
        ("UnderlyingBalanceZero", &[V3_0, V3_1, V3_2, V3_3], |_| {}, back("DAI", false)),
        ("HealthFactorLowerThanLiquidationThreshold", REVISIONS, |_| {}, back("ETH", false)),
        ("UserInIsolationModeOrLtvZero", UP_TO_3_6, supplied_dai_of_no_ltv, back("DAI", true)),
        ("UserHasAssetWithZeroLtv", &[V3_7], supplied_dai_of_no_ltv, back("DAI", true)),
        ("UserInIsolationModeOrLtvZero", UP_TO_3_6, supplied_isolated_dai, back("DAI", true)),
        // Another collateral may not leave before the one of LTV 0.
        ("LtvValidationFailed", REVISIONS, backing_dai_of_no_ltv, withdraw("ETH", 1)),
    ];
    rows.extend(isolation_rows());
    rows.extend(e_mode_rows());
    rows
}

fn isolation_rows() -> Vec<Row> {
    fn isolated(user: &mut AaveV3User) {
        limit(user, 0, |limits| {
            (limits.debt_ceiling, limits.isolation_mode_total_debt) = (U256::new(1_500_000), U256::new(1_400_000));
        });
    }
    vec![
        ("DebtCeilingExceeded", UP_TO_3_6, isolated, borrow("USDC", 1_001 * DOLLAR)),
        (
            "AssetNotBorrowableInIsolation",
            UP_TO_3_6,
            |user| {
                isolated(user);
                limit(user, 2, |limits| limits.borrowable_in_isolation = false);
            },
            borrow("DAI", ETHER),
        ),
        ("SiloedBorrowingViolation", UP_TO_3_6, |user| limit(user, 2, |limits| limits.siloed_borrowing = true), borrow("DAI", ETHER)),
        ("SiloedBorrowingViolation", UP_TO_3_6, |user| limit(user, 1, |limits| limits.siloed_borrowing = true), borrow("DAI", ETHER)),
    ]
}

fn e_mode_rows() -> Vec<Row> {
    let enter = |category| Action::SetEMode { category };
    vec![
        (
            "InconsistentEModeCategory",
            REVISIONS,
            |user| user.e_modes.as_mut().expect("categories")[0].liquidation_threshold_bps = 0,
            enter(1),
        ),
        (
            "InconsistentEModeCategory",
            &[V3_0, V3_1],
            |user| user.e_modes.as_mut().expect("categories")[0].borrowable_bitmap = Some(U256::ZERO),
            enter(1),
        ),
        (
            "NotBorrowableInEMode",
            &[V3_2, V3_3, V3_4, V3_5],
            |user| user.e_modes.as_mut().expect("categories")[0].borrowable_bitmap = Some(U256::ZERO),
            enter(1),
        ),
        (
            "InvalidDebtInEmode",
            FROM_3_6,
            |user| user.e_modes.as_mut().expect("categories")[0].borrowable_bitmap = Some(U256::ZERO),
            enter(1),
        ),
        ("InvalidCollateralInEmode", FROM_3_6, |user| user.e_modes.as_mut().expect("categories")[0].ltvzero_bitmap = U256::ONE, enter(1)),
        (
            "InvalidDebtInEmode",
            FROM_3_6,
            |user| {
                user.e_mode = Some(e_mode(1));
                limit(user, 1, |limits| limits.borrowing_enabled = false);
            },
            enter(0),
        ),
        ("HealthFactorLowerThanLiquidationThreshold", &[V3_2, V3_3, V3_4, V3_5, V3_6, V3_7], low_category, enter(1)),
        ("InconsistentEModeCategory", &[V3_0, V3_1], |user| user.e_mode = Some(e_mode(1)), borrow("DAI", ETHER)),
        ("NotBorrowableInEMode", &[V3_2, V3_3, V3_4, V3_5, V3_6, V3_7], |user| user.e_mode = Some(e_mode(1)), borrow("DAI", ETHER)),
        (
            "BorrowingNotEnabled",
            UP_TO_3_5,
            |user| {
                user.e_mode = Some(e_mode(1));
                limit(user, 2, |limits| limits.borrowing_enabled = false);
            },
            borrow("DAI", ETHER),
        ),
    ]
}

fn without_collateral(user: &mut AaveV3User) {
    (user.reserves[0].scaled_a_token_balance, user.reserves[0].used_as_collateral) = (U256::ZERO, false);
    (user.reserves[1].scaled_variable_debt, user.reserves[1].is_borrowing) = (U256::ZERO, false);
}

fn supplied_dai_of_no_ltv(user: &mut AaveV3User) {
    (user.reserves[2].scaled_a_token_balance, user.reserves[2].ltv_bps) = (U256::from_u128(100 * ETHER), 0);
}

fn backing_dai_of_no_ltv(user: &mut AaveV3User) {
    supplied_dai_of_no_ltv(user);
    user.reserves[2].used_as_collateral = true;
}

fn supplied_isolated_dai(user: &mut AaveV3User) {
    user.reserves[2].scaled_a_token_balance = U256::from_u128(100 * ETHER);
    limit(user, 2, |limits| limits.debt_ceiling = U256::ONE);
}

/// A category that counts ether for less than the reserve does.
fn low_category(user: &mut AaveV3User) {
    (user.e_modes.as_mut().expect("categories")[0].ltv_bps, user.e_modes.as_mut().expect("categories")[0].liquidation_threshold_bps) =
        (1_000, 2_000);
}

#[test]
fn aave_v3_refuses_by_the_contracts_own_names() {
    let mut seen = 0;
    for (refusal, revisions, change, action) in rows() {
        for revision in revisions {
            let mut user = user(*revision);
            change(&mut user);
            let error = user.apply(&action).expect_err(refusal);
            let said = format!("{revision:?} {action:?}: {error}");
            assert!(error.code() == "refused" && error.to_string().contains(&format!(": {refusal};")), "{refusal} expected, {said}");
            seen += 1;
        }
    }
    assert!(seen > 200, "only {seen} refusals");
}

/// What one revision refuses, another takes.
#[test]
fn aave_v3_takes_what_its_revision_allows() {
    let takes = |revision, change: fn(&mut AaveV3User), action: Action| {
        let mut user = user(revision);
        change(&mut user);
        user.apply(&action).unwrap_or_else(|error| panic!("{revision:?} {action:?}: {error}"))
    };
    let after = takes(V3_7, supplied_isolated_dai, back("DAI", true));
    assert!(after.reserves[2].used_as_collateral, "isolation mode is gone");
    takes(V3_7, |user| limit(user, 2, |limits| limits.siloed_borrowing = true), borrow("DAI", ETHER));
    takes(V3_4, |_| {}, back("DAI", false));
    takes(V3_1, low_category, Action::SetEMode { category: 1 });
    takes(V3_0, low_category, Action::SetEMode { category: 1 });
    takes(V3_0, |_| {}, borrow("DAI", 6_124 * ETHER));
    for revision in FROM_3_6 {
        // Inside a category the reserve's own flag is not read.
        let listed = |user: &mut AaveV3User| {
            user.e_mode = Some(AaveV3EMode { borrowable_bitmap: Some(U256::new(0b110)), ..e_mode(1) });
            limit(user, 2, |limits| limits.borrowing_enabled = false);
        };
        takes(*revision, listed, borrow("DAI", ETHER));
    }
    for revision in REVISIONS {
        let after = takes(*revision, |_| {}, supply("DAI", ETHER));
        assert!(after.reserves[2].used_as_collateral, "a first supply backs the debt");
        let after = takes(*revision, |_| {}, Action::SetEMode { category: 1 });
        assert_eq!(after.e_mode, Some(e_mode(1)));
        let back = after.apply(&Action::SetEMode { category: 0 }).expect("the way back");
        assert_eq!((back.e_mode, back.e_modes), (None, Some(vec![e_mode(1)])));
        let after = takes(*revision, |_| {}, borrow("DAI", 100 * ETHER));
        let (now, pool) = (&after.reserves[2], after.reserves[2].pool.expect("the pool"));
        assert!(now.is_borrowing && now.scaled_variable_debt == U256::from_u128(100 * ETHER));
        assert_eq!(pool.virtual_underlying_balance, U256::from_u128(499_900 * ETHER));
        // 500,100 of 1,000,000 are lent: 4 % · 0.5001 / 0.8.
        assert_eq!(now.current_variable_borrow_rate, U256::from_u128(25_005_000_000_000_000_000_000_000));
        assert_eq!(now.current_liquidity_rate, U256::from_u128(11_254_500_450_000_000_000_000_000));
    }
}

#[test]
fn aave_v3_counts_isolated_debt_in_cents() {
    for revision in UP_TO_3_6 {
        let mut user = user(*revision);
        limit(&mut user, 0, |limits| limits.debt_ceiling = U256::new(1_500_000));
        let counted = |user: &AaveV3User| user.reserves[0].limits.expect("limits").isolation_mode_total_debt;
        let lent = user.apply(&borrow("USDC", 1_000 * DOLLAR + 9_999)).expect("within the ceiling");
        assert_eq!(counted(&lent), U256::new(100_000), "part of a cent is not counted");
        let paid = lent.apply(&repay("USDC", 400 * DOLLAR)).expect("a repayment");
        assert_eq!(counted(&paid), U256::new(60_000));
        let paid = paid.apply(&repay("USDC", 5_000 * DOLLAR)).expect("more than was counted");
        assert_eq!(counted(&paid), U256::ZERO);
    }
}

#[test]
fn aave_v3_says_what_it_cannot_answer() {
    let good = user(V3_7);
    let code = |action: Action| good.apply(&action).expect_err("no answer").code();
    assert_eq!(code(supply("WBTC", 1)), "unknown");
    assert_eq!(code(Action::SetEMode { category: 9 }), "unknown");
    assert_eq!(code(Action::Trade { asset: "ETH".into(), size: U256::ONE.into(), quote: U256::ONE.into() }), "unsupported");
    assert_eq!(code(Action::SetLeverage { asset: "ETH".into(), leverage: 2 }), "unsupported");
    let call =
        LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay: None, seize: Some(U256::ONE), receive_shares: false };
    assert_eq!(good.liquidate(&call).expect_err("no answer").code(), "unsupported");
    let capped = |user: &mut AaveV3User| {
        limit(user, 0, |limits| limits.supply_cap = U256::ONE);
        user.reserves[0].pool = None;
    };
    type Broken = (&'static str, fn(&mut AaveV3User));
    let broken: Vec<Broken> = vec![
        ("duplicate", |user| user.reserves[1].asset = "ETH".into()),
        ("duplicate", |user| user.e_modes.as_mut().expect("categories").push(e_mode(1))),
        ("out_of_range", |user| user.e_modes.as_mut().expect("categories")[0].id = 0),
        ("out_of_range", |user| user.e_modes.as_mut().expect("categories")[0].borrowable_bitmap = Some(U256::MAX)),
        ("out_of_range", |user| user.reserves[0].liquidation_protocol_fee_bps = Some(10_001)),
        ("out_of_range", |user| user.reserves[0].pool.as_mut().expect("a pool").reserve_factor_bps = 10_001),
        ("out_of_range", |user| user.reserves[0].pool.as_mut().expect("a pool").optimal_usage_ratio_bps = 10_001),
        ("out_of_range", capped),
    ];
    for (code, spoil) in broken {
        let mut user = good.clone();
        spoil(&mut user);
        assert_eq!(user.apply(&supply("ETH", ETHER)).expect_err(code).code(), code);
        assert!(good.apply(&supply("ETH", ETHER)).is_ok(), "the next good call works");
    }
}
