//! Positions and forecasts whose answers can be computed by hand.

use plimsoll::account::{Account, Leg, LegSide, account_health};
use plimsoll::leverage::{Advice, AdviceOptions, default_advice_options};
use plimsoll::venue::aave_v3::AaveV3User;
use plimsoll::volatility::{Forecast, HorizonForecast, ModelStamp};

pub fn leg(side: LegSide, asset: &str, amount: f64, price: f64, factor: Option<&str>) -> Leg {
    let (threshold, ltv) = if side == LegSide::Collateral { (0.8, 0.75) } else { (1.0, 0.0) };
    Leg { asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0 }
}

/// The example position: 10 ETH against 14,000 USDC at Aave v3.7.
pub fn example_user() -> AaveV3User {
    serde_json::from_str(include_str!("../../../examples/position.json")).unwrap()
}

/// Ether against a stable debt.
pub fn long(debt: f64) -> Account {
    let legs = vec![leg(LegSide::Collateral, "ETH", 10.0, 2_500.0, Some("ETH")), leg(LegSide::Debt, "USDC", debt, 1.0, None)];
    Account { legs, liquidatable: None }
}

/// Stable collateral against an ether debt.
pub fn short(debt_eth: f64) -> Account {
    let legs = vec![leg(LegSide::Collateral, "USDC", 25_000.0, 1.0, None), leg(LegSide::Debt, "ETH", debt_eth, 2_500.0, Some("ETH"))];
    Account { legs, liquidatable: None }
}

/// A forecast whose quantiles are `size · step · √(h / 24)`, the rise 1.2 times the fall.
pub fn forecast(size: f64) -> Forecast {
    let steps = [0.2, 0.4, 0.7, 1.0, 1.6];
    let horizons = [6.0, 24.0, 72.0, 168.0, 720.0]
        .into_iter()
        .map(|horizon_hours: f64| {
            let scale = size * (horizon_hours / 24.0).sqrt();
            HorizonForecast {
                horizon_hours,
                variance: scale * scale / 9.0,
                sigma_annual: scale / 3.0 * (8_760.0 / horizon_hours).sqrt(),
                drawdown: steps.iter().map(|step| step * scale).collect(),
                runup: steps.iter().map(|step| 1.2 * step * scale).collect(),
                drawdown_spread: vec![0.02, 0.04, 0.06, 0.1, 0.3],
                runup_spread: vec![0.02, 0.04, 0.06, 0.1, 0.3],
            }
        })
        .collect();
    Forecast {
        model: ModelStamp { version: "hand".into(), hash: "00".into(), trained_until: 1_700_000_000, valid_until: 1_800_000_000 },
        as_of: 1_750_000_000,
        price: 2_500.0,
        history_hours: 720,
        levels: vec![0.5, 0.2, 0.05, 0.01, 0.001],
        horizons,
        flags: vec![],
    }
}

pub fn plain() -> AdviceOptions {
    AdviceOptions { oracle_deviation: 0.0, ..default_advice_options() }
}

pub fn near(got: f64, expected: f64) {
    assert!((got / expected - 1.0).abs() < 1e-12, "got {got}, expected {expected}");
}

/// The same account with its debt scaled to a debt-to-collateral ratio.
pub fn opened_at(account: &Account, ratio: f64) -> Account {
    let health = account_health(account).unwrap();
    let mut opened = account.clone();
    for leg in opened.legs.iter_mut().filter(|leg| leg.side == LegSide::Debt) {
        leg.amount *= ratio * health.collateral / health.debt;
    }
    opened
}

pub fn within(advice: &Advice, hours: f64) -> f64 {
    advice.probabilities.iter().find(|entry| entry.horizon_hours == hours).unwrap().probability
}
