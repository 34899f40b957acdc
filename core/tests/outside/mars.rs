//! Mars: `test_health_scenarios.rs` and `test_liquidation_price.rs` of mars-protocol/core-contracts, packages/health-computer, at
//! 20370ebc. The health factor counted for liquidation; the one for borrowing is the same sum with other weights.

use crate::reserve::{Price, reserve, user};
use plimsoll::account::{Account, Leg, LegSide, LiquidationDistance, PriceDirection, account_health, liquidation_distance};
use plimsoll::exact::{WAD, mul_div_floor};
use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, aave_v3_account};
use plimsoll::{RiskError, U256};

const MARS: Price = Price(1, 0);
const DAI: Price = Price(313_451, 6);
const LUNA: Price = Price(10, 0);
const STARS: Price = Price(5_265_478_965_412_365_487_125, 12);
const JUNO: Price = Price(7_012_302_005, 3);

struct Spot {
    name: &'static str,
    reserves: Vec<AaveV3Reserve>,
    /// Published: value of the collateral, of it what counts, value of the debt, health factor with 18 decimals.
    collateral: u64,
    counted: u64,
    debt: u64,
    health: &'static str,
    /// Ten-thousandths of a unit of value that Mars drops: it rounds down what counts of every single asset, Aave the sum.
    dropped: u64,
}

fn mars(supplied: u64, owed: u64) -> AaveV3Reserve {
    reserve("MARS", MARS, 8_400, supplied, owed)
}

fn dai(supplied: u64, owed: u64) -> AaveV3Reserve {
    reserve("DAI", DAI, 9_000, supplied, owed)
}

/// A share of a vault: a value with a threshold of its own.
fn vault(value: u64) -> AaveV3Reserve {
    reserve("VAULT", MARS, 5_000, value, 0)
}

fn spots() -> Vec<Spot> {
    let case =
        |name, reserves, (collateral, counted, debt), health, dropped| Spot { name, reserves, collateral, counted, debt, health, dropped };
    vec![
        case("above_max_ltv_below_liq_threshold", vec![mars(1_200, 0), dai(33, 3_100)], (1_210, 1_017, 972), "1046296296296296296", 0),
        case("liquidatable", vec![mars(1_200, 200), dai(33, 3_100)], (1_210, 1_017, 1_172), "867747440273037542", 0),
        case("unlocked_vault", vec![mars(1_200, 200), dai(33, 3_100), vault(5_264)], (6_474, 3_649, 1_172), "3113481228668941979", 0),
        case(
            "locked_vault_with_unlocking_positions",
            vec![mars(1_200, 200), dai(33, 3_100), vault(5_000), reserve("UNLOCKING", MARS, 9_000, 264, 0)],
            (6_474, 3_754, 1_172),
            "3203071672354948805",
            6_000,
        ),
        case(
            "vault_base_token_is_not_whitelisted",
            vec![mars(1_200, 200), dai(33, 3_100), vault(5_000), reserve("UNLOCKING", MARS, 9_000, 497_873_442, 0)],
            (497_879_652, 448_089_614, 1_172),
            "382329022184300341296928",
            8_000,
        ),
        // Lent coins are a position of their own, with their own rounding: 7 and 3 of DAI.
        case(
            "lent_coins_used_as_collateral",
            vec![mars(1_200, 0), dai(23, 3_100), reserve("LENT", DAI, 9_000, 10, 0), reserve("LUNA", LUNA, 7_800, 2, 0)],
            (1_230, 1_031, 972),
            "1060699588477366255",
            3_000 + 7_000 + 6_000,
        ),
    ]
}

/// Values and verdicts are the published ones; the health factor too, once what Mars drops is taken off the sum.
#[test]
fn spot_accounts_of_mars_by_aave_v3() -> Result<(), RiskError> {
    for case in spots() {
        let ours = aave_v3_account(&user(AaveV3Revision::V3_7, case.reserves))?;
        assert_eq!(ours.total_collateral_base, U256::new(case.collateral), "{}", case.name);
        assert_eq!(ours.total_debt_base, U256::new(case.debt), "{}", case.name);
        let published: U256 = case.health.parse()?;
        assert_eq!(ours.liquidatable, published < WAD, "{}", case.name);
        // ⌊counted·1e18/debt⌋, and with what was dropped.
        let debt = U256::new(case.debt).try_mul(U256::new(10_000), "debt")?;
        let counted = U256::new(case.counted * 10_000);
        assert_eq!(mul_div_floor(counted, WAD, debt)?, published, "{}", case.name);
        let whole = mul_div_floor(U256::new(case.counted * 10_000 + case.dropped), WAD, debt)?;
        assert_eq!(ours.health_factor, whole, "{}", case.name);
    }
    Ok(())
}

/// Collateral rounds down, debt up, each asset by itself, as in Aave from 3.5.
#[test]
fn debts_of_mars_round_up() -> Result<(), RiskError> {
    let stars = reserve("STARS", STARS, 7_000, 300, 0);
    let ours = aave_v3_account(&user(AaveV3Revision::V3_7, vec![stars, reserve("JUNO", JUNO, 9_000, 49, 50)]))?;
    assert_eq!(ours.total_debt_base, U256::new(350_615_101), "ltv_and_lqdt_adjusted_values");
    assert!(!ours.liquidatable);
    Ok(())
}

fn leg(asset: &str, side: LegSide, amount: f64, price: f64, threshold: f64) -> Leg {
    Leg { asset: asset.into(), side, amount, price, threshold, ltv: 0.0, factor: None, interest_annual: 0.0 }
}

fn held(asset: &str, amount: f64, price: f64, threshold: f64) -> Leg {
    leg(asset, LegSide::Collateral, amount, price, threshold)
}

fn owed(asset: &str, amount: f64, price: f64, threshold: f64) -> Leg {
    leg(asset, LegSide::Debt, amount, price, threshold)
}

/// A perpetual of Mars as legs. A long is its value, counted with the threshold less the closing fee, against the value at entry; a
/// short the value at entry against its value, counted with 2 less the threshold and the fee. Funding received counts with the
/// threshold, funding owed in full.
struct Perp {
    asset: &'static str,
    size: f64,
    entry: f64,
    price: f64,
    threshold: f64,
    fee: f64,
    funding: f64,
}

impl Perp {
    fn legs(&self) -> Vec<Leg> {
        let (size, at_entry) = (self.size.abs(), self.size.abs() * self.entry);
        let mut legs = if self.size > 0.0 {
            vec![held(self.asset, size, self.price, self.threshold - self.fee), owed("entry", at_entry, 1.0, 1.0)]
        } else {
            vec![owed(self.asset, size, self.price, 2.0 - self.threshold + self.fee), held("entry", at_entry, 1.0, 1.0)]
        };
        if self.funding > 0.0 {
            legs.push(held("funding", self.funding, 1.0, self.threshold));
        } else if self.funding < 0.0 {
            legs.push(owed("funding", -self.funding, 1.0, 1.0));
        }
        legs
    }
}

fn btc(size: f64, price: f64, threshold: f64, fee: f64, funding: f64) -> Perp {
    Perp { asset: "BTC", size, entry: 100.0, price, threshold, fee, funding }
}

/// The model world has 53 bits, Mars 18 decimals.
fn same(name: &str, ours: f64, published: f64) {
    assert!((ours - published).abs() <= published * 1e-15 + 1e-18, "{name}: {ours:e}, published {published:e}");
}

#[test]
fn perpetuals_of_mars_by_the_neutral_account() -> Result<(), RiskError> {
    let usd = |amount| held("USDC", amount, 1.0, 0.95);
    let eth = Perp { asset: "ETH", size: -8e7, entry: 10.0, price: 10.72, threshold: 0.9, fee: 0.0002, funding: -12.65e6 };
    let cases: [(&str, Vec<Leg>, Vec<Perp>, f64); 7] = [
        ("long_one_negative_pnl", vec![usd(152e6)], vec![btc(1e7, 92.0, 0.95, 0.0002, -25.21e6)], 0.993_177_983_047_375_7),
        ("long_one_positive_pnl", vec![usd(152e6)], vec![btc(1e7, 104.0, 0.95, 0.0002, 15.21e6)], 1.146_641_5),
        ("one_short_negative_pnl", vec![usd(152e6)], vec![btc(-1e7, 105.0, 0.95, 0.0002, 15.21e6)], 1.050_910_484_170_815_5),
        (
            "one_short_vault_collateral",
            vec![held("VAULT", 112e6, 1.0, 0.95)],
            vec![btc(-1e7, 105.5, 0.95, 0.0, 0.0)],
            0.998_781_313_473_256_6,
        ),
        ("one_short_one_long", vec![usd(152e6)], vec![btc(1e7, 115.0, 0.95, 0.0002, 15.21e6), eth], 1.048_532_295_714_561_3),
        (
            "short_delta_neutral_with_btc_collateral",
            vec![held("BTC", 1e7, 95.0, 0.72)],
            vec![btc(-1e7, 95.0, 0.85, 0.0002, 15.21e6)],
            1.552_982_547_657_615_6,
        ),
        (
            "spot_short_delta_neutral_with_leverage",
            vec![usd(1_300e6), owed("BTC", 1e7, 104.0, 1.0)],
            vec![btc(1e7, 104.0, 0.95, 0.0002, 15.21e6)],
            1.096_687_009_803_921_6,
        ),
    ];
    for (name, mut legs, perps, published) in cases {
        legs.extend(perps.iter().flat_map(Perp::legs));
        let health = account_health(&Account { legs, liquidatable: None })?;
        same(name, health.health_factor.expect("a debt"), published);
        assert_eq!(health.liquidatable, published < 1.0, "{name}");
    }
    Ok(())
}

/// `liquidation_price_asset`: five assets, each moved alone.
#[test]
fn liquidation_prices_of_mars_by_the_neutral_account() -> Result<(), RiskError> {
    let mut legs = vec![held("USDC", 1e9, 1.0, 0.85), held("TIA", 1.5e20, 16e-12, 0.35), owed("OSMO", 2.85e8, 1.35, 1.0)];
    let atom = Perp { asset: "ATOM", size: 3e8, entry: 10.0, price: 12.0, threshold: 0.85, fee: 0.0002, funding: -725e6 };
    let dydx = Perp { asset: "DYDX", size: -5e20, entry: 27e-13, price: 33e-13, threshold: 0.8, fee: 0.0002, funding: 425e6 };
    legs.extend(atom.legs());
    legs.extend(dydx.legs());
    for (asset, published, direction) in [
        ("USDC", 0.589_176_470_588_235_3, PriceDirection::Fall),
        ("TIA", 9.348_571e-12, PriceDirection::Fall),
        ("OSMO", 2.575_263_157_894_737, PriceDirection::Rise),
        ("ATOM", 10.630_265_944_928_218, PriceDirection::Fall),
        ("DYDX", 3.881_903e-12, PriceDirection::Rise),
    ] {
        let mut moved = legs.clone();
        for one in moved.iter_mut().filter(|one| one.asset == asset) {
            one.factor = Some(asset.into());
        }
        let distance = liquidation_distance(&Account { legs: moved, liquidatable: None })?;
        let LiquidationDistance::At { price, direction: side, .. } = distance else { panic!("{asset}: no price") };
        same(asset, price, published);
        assert_eq!(side, direction, "{asset}");
    }
    Ok(())
}
