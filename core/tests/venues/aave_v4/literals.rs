//! The numbers that the protocol's own unit tests state.

use super::*;

fn terms() -> AaveV4LiquidationTerms {
    AaveV4LiquidationTerms {
        liquidation: user(vec![]).liquidation_config,
        config: config(5_000, 12_000),
        debt_balance: units(5, 18),
        collateral_balance: units(11_000, 6),
        debt_to_cover: units(3, 18),
        total_debt_value: units(10_000, 26),
        health_factor: U256::new(800_000_000_000_000_000),
        debt_price: units(2_000, 8),
        debt_decimals: 18,
        collateral_price: units(1, 8),
        collateral_decimals: 6,
    }
}

/// tests/unit/libraries/LiquidationLogic/LiquidationLogic.LiquidationAmounts.t.sol at 1168687 (aave/aave-v4): enough collateral, and
/// too little.
#[test]
fn aave_v4_liquidates_the_amounts_of_its_own_tests() {
    let amounts = aave_v4_liquidation_amounts(&terms()).unwrap();
    assert_eq!(amounts.debt_to_liquidate, U256::new(2_500_000_000_000_000_000));
    assert_eq!(amounts.collateral_to_liquidate, units(6_000, 6));
    assert_eq!(amounts.collateral_to_liquidator, units(5_900, 6));
    let little = AaveV4LiquidationTerms { collateral_balance: units(3_000, 6), ..terms() };
    let amounts = aave_v4_liquidation_amounts(&little).unwrap();
    assert_eq!(amounts.debt_to_liquidate, U256::new(1_250_000_000_000_000_000));
    assert_eq!(amounts.collateral_to_liquidate, units(3_000, 6));
    assert_eq!(amounts.collateral_to_liquidator, units(2_950, 6));
}

/// LiquidationLogic.LiquidateUser.t.sol at 012a3fb: dust of the debt, dust of the collateral.
#[test]
fn aave_v4_refuses_to_leave_the_dust_of_its_own_tests() {
    let refused = |terms: &AaveV4LiquidationTerms| aave_v4_liquidation_amounts(terms).unwrap_err().to_string();
    let debt = AaveV4LiquidationTerms {
        total_debt_value: units(20_000, 26),
        debt_to_cover: U256::new(4_900_000_000_000_000_000),
        collateral_balance: units(20_400, 6),
        ..terms()
    };
    assert!(refused(&debt).contains("MustNotLeaveDust"));
    assert_eq!(
        aave_v4_liquidation_amounts(&AaveV4LiquidationTerms { debt_to_cover: units(5, 18), ..debt }).unwrap().debt_to_liquidate,
        units(5, 18)
    );
    let collateral =
        AaveV4LiquidationTerms { collateral_balance: units(6_500, 6), debt_to_cover: U256::new(2_600_000_000_000_000_000), ..terms() };
    assert!(refused(&collateral).contains("MustNotLeaveDust"));
    let all = aave_v4_liquidation_amounts(&AaveV4LiquidationTerms { debt_to_cover: U256::MAX, ..collateral }).unwrap();
    assert_eq!((all.collateral_to_liquidate, all.debt_to_liquidate), (units(6_500, 6), U256::new(2_708_333_333_333_333_334)));
}

/// LiquidationLogic.DebtToTargetHealthFactor.t.sol at 19c88b8 (there in ray; here the token units of 8e6ea16, rounded up).
#[test]
fn aave_v4_has_the_debt_to_target_of_its_own_tests() {
    for decimals in [0, 6, 18] {
        let mut terms =
            AaveV4LiquidationTerms { config: config(5_000, 15_000), debt_decimals: decimals, debt_price: units(1, 8), ..terms() };
        terms.liquidation.target_health_factor = U256::new(1_250_000_000_000_000_000);
        assert_eq!(aave_v4_debt_to_target(&terms).unwrap(), units(9_000, decimals));
        terms.liquidation.target_health_factor = WAD;
        terms.debt_price = units(2_000, 8);
        assert_eq!(aave_v4_debt_to_target(&terms).unwrap(), units(4, decimals));
        terms.debt_price = units(333, 8);
        let expected: &[(u8, &str)] = &[(0, "25"), (6, "24024025"), (18, "24024024024024024025")];
        let (_, digits) = expected.iter().find(|(of, _)| *of == decimals).unwrap();
        assert_eq!(aave_v4_debt_to_target(&terms).unwrap().to_string(), *digits);
    }
    let unpriced = AaveV4LiquidationTerms { debt_price: U256::ZERO, ..terms() };
    assert_eq!(aave_v4_debt_to_target(&unpriced).unwrap_err().code(), "division_by_zero");
    let above = AaveV4LiquidationTerms { health_factor: WAD.try_add(U256::ONE, "above").unwrap(), ..terms() };
    assert_eq!(aave_v4_debt_to_target(&above).unwrap_err().code(), "overflow");
}

/// LiquidationLogic.LiquidationBonus.t.sol at 60d1963.
#[test]
fn aave_v4_has_the_bonus_curve_of_its_own_tests() {
    let bonus = |health: u64| aave_v4_liquidation_bonus(&user(vec![]).liquidation_config, 11_000, U256::new(health)).unwrap();
    assert_eq!(bonus(1_000_000_000_000_000_000 - 1), U256::new(10_500));
    assert_eq!(bonus(960_000_000_000_000_000), U256::new(10_600));
    assert_eq!(bonus(800_000_000_000_000_000), U256::new(11_000));
    assert_eq!(bonus(0), U256::new(11_000));
    let flat = AaveV4LiquidationConfig { liquidation_bonus_factor_bps: 10_000, ..user(vec![]).liquidation_config };
    assert_eq!(aave_v4_liquidation_bonus(&flat, 11_000, U256::new(999_999_999_999_999_999)).unwrap(), U256::new(11_000));
}

/// `Spoke._validateDynamicReserveConfig` at its edges.
#[test]
fn aave_v4_accepts_the_configurations_that_the_spoke_accepts() {
    for (factor, bonus, accepted) in [
        (8_000, 12_498, true),
        (8_000, 12_499, false),
        (9_999, 10_000, true),
        (10_000, 10_000, false),
        (8_000, 9_999, false),
        (0, 10_000, true),
    ] {
        assert_eq!(aave_v4_check_config(&config(factor, bonus)).is_ok(), accepted, "{factor} {bonus}");
    }
    let dear = AaveV4DynamicConfig { liquidation_fee_bps: 10_001, ..config(8_000, 10_500) };
    assert!(aave_v4_check_config(&dear).unwrap_err().to_string().contains("InvalidLiquidationFee"));
    assert!(aave_v4_no_split_incentive(&user(vec![]).liquidation_config, &config(7_272, 11_000)).unwrap());
    assert!(!aave_v4_no_split_incentive(&user(vec![]).liquidation_config, &config(7_273, 11_000)).unwrap());
}
