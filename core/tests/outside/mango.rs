//! Mango v4: `test_health1` of blockworks-foundation/mango-v4, programs/mango-v4/src/health/cache.rs, at 1303a4a1: initial health in
//! quote units, given to Drift's engine with Mango's weights. Drift's sum is the same: assets with their weight, debts with theirs, a
//! perpetual with its open orders as they fill worst.
//!
//! Two things of Mango have no place in Drift. It weighs the result of a perpetual market as a whole (a positive one by the market's
//! and the settlement token's asset weight, a negative one by the token's liability weight), so the table is compared before these
//! weights, which every row states. And it holds tokens reserved in spot orders: rows 6 to 9 and 14 to 17 are left out.

use plimsoll::venue::Venue;
use plimsoll::venue::drift::{DriftPerp, DriftSpot, DriftUser};
use plimsoll::{I256, RiskError, U256};

/// A unit of quote value.
const UNIT: i64 = 1_000_000;
/// A unit of a scaled balance and of a position.
const BASE: i64 = 1_000_000_000;

fn int(value: i64) -> I256 {
    I256::new(value < 0, U256::new(value.unsigned_abs()))
}

fn spot(asset: &str, price: u64, balance: i64, weights: (u32, u32)) -> DriftSpot {
    DriftSpot {
        asset: asset.into(),
        decimals: 6,
        is_quote: asset == "USDC",
        price: U256::new(price * UNIT.unsigned_abs()),
        factor: Some(asset.into()),
        scaled_balance: U256::new(balance.unsigned_abs() * BASE.unsigned_abs()),
        is_borrow: balance < 0,
        cumulative_deposit_interest: U256::new(10_000_000_000),
        cumulative_borrow_interest: U256::new(10_000_000_000),
        maintenance_asset_weight: weights.0,
        maintenance_liability_weight: weights.1,
        imf_factor: 0,
        terms: None,
        market: None,
    }
}

/// Lots of 10 at a price of 5, weights 0.8 and 1.2.
fn perp(lots: i64, quote: i64, bids: i64, asks: i64) -> DriftPerp {
    DriftPerp {
        asset: "PERP".into(),
        price: U256::new(5 * UNIT.unsigned_abs()),
        factor: Some("TOKEN2".into()),
        base_asset_amount: int(lots * 10 * BASE),
        quote_asset_amount: int(quote * UNIT),
        open_bids: int(bids * 10 * BASE),
        open_asks: int(-asks * 10 * BASE),
        // Drift asks a cent for each; Mango nothing.
        open_orders: 0,
        last_cumulative_funding_rate: I256::ZERO,
        cumulative_funding_rate: I256::ZERO,
        margin_ratio_maintenance: 2_000,
        imf_factor: 0,
        unrealized_pnl_maintenance_asset_weight: 10_000,
        terms: None,
        funding: None,
    }
}

/// Health in millionths of the quote: what counts less what is required.
fn health(spots: Vec<DriftSpot>, perps: Vec<DriftPerp>) -> Result<i128, RiskError> {
    let mut all = vec![spot("USDC", 1, 0, (10_000, 10_000))];
    all.extend(spots);
    let user = DriftUser {
        spots: all,
        perps,
        being_liquidated: false,
        liquidation_margin_buffer_ratio: 0,
        max_margin_ratio: None,
        liquidation: None,
    };
    let health = user.health()?;
    let sum = health.backing.try_sub(health.required.into(), "health")?;
    assert_eq!(health.liquidatable, sum.is_negative(), "below 0 is liquidatable in both");
    Ok(sum.to_string().parse().expect("a small sum"))
}

#[test]
fn perpetuals_of_mango_by_drift() -> Result<(), RiskError> {
    // Row, position, weights of the row in thousandths, published: the same number times the weights.
    let rows: [(u8, DriftPerp, i128, f64); 8] = [
        (0, perp(3, -131, 7, 11), 800, 0.8 * (10.0 * 50.0 * 0.8 + (-131.0 - 7.0 * 50.0))),
        (1, perp(-10, -131, 7, 11), 1_200, 1.2 * (-21.0 * 50.0 * 1.2 + (-131.0 + 11.0 * 50.0))),
        (2, perp(-1, 100, 0, 0), 760, 0.8 * 0.95 * (100.0 - 1.2 * 1.0 * 50.0)),
        (3, perp(1, -100, 0, 0), 1_200, 1.2 * (-100.0 + 0.8 * 1.0 * 50.0)),
        (4, perp(10, 100, 0, 0), 760, 0.8 * 0.95 * (100.0 + 0.8 * 10.0 * 50.0)),
        (5, perp(30, -100, 0, 0), 760, 0.8 * 0.95 * (-100.0 + 0.8 * 30.0 * 50.0)),
        (12, perp(1, 100, 0, 0), 760, 0.8 * (0.95 * (100.0 + 0.8 * 1.0 * 50.0))),
        (13, perp(-1, -100, 0, 0), 1_200, 1.2 * (-100.0 - 1.2 * 1.0 * 50.0)),
    ];
    for (row, position, weight, published) in rows {
        let ours = health(vec![], vec![position])? * weight;
        assert_eq!(ours, (published * 1e9).round() as i128, "row {row}");
    }
    Ok(())
}

/// Rows 0 and 1 of the client's table, before orders: `-10·5·1.5` and the like.
#[test]
fn tokens_of_mango_by_drift() -> Result<(), RiskError> {
    let first = |balance| spot("TOKEN1", 1, balance, (8_000, 12_000));
    let second = |balance| spot("TOKEN2", 5, balance, (5_000, 15_000));
    assert_eq!(health(vec![first(100), second(-10)], vec![])?, 80_000_000 - 75_000_000);
    assert_eq!(health(vec![first(-100), second(10)], vec![])?, -120_000_000 + 25_000_000);
    // Row 11: the borrow limit scales the weight of a debt, 1.5 to 2.25 and 15.
    let scaled = vec![first(-100), spot("TOKEN2", 5, -100, (5_000, 22_500)), spot("TOKEN3", 10, -100, (5_000, 150_000))];
    assert_eq!(health(scaled, vec![])?, -120_000_000 - 1_125_000_000 - 15_000_000_000);
    // Row 10: the collateral limit scales 0.5 to 1/3 and 0.05. Drift's weight has four decimals, Mango's is a float: of 500 in
    // value, a third of a ten-thousandth is missing.
    let limited = vec![first(100), spot("TOKEN2", 5, 100, (3_333, 15_000)), spot("TOKEN3", 10, 100, (500, 15_000))];
    let published = 80.0 + 0.5 * 100.0 * 5.0 * (5_000.0 / 7_500.0) + 0.5 * 100.0 * 10.0 * 0.1;
    assert_eq!((published * 1e6_f64).round() as i128 - health(limited, vec![])?, 16_667);
    Ok(())
}
