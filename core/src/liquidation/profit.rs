//! What one liquidation call is worth to the liquidator, and what it costs the borrower.

use super::costs::{ActionCosts, Rates};
use super::desk::Desk;
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::units::{self, Shown};
use crate::venue::{LiquidationCall, LiquidationOutcome, Position, Venue};
use alloc::format;

/// Values of fewer units are too small to tell a wrong power of ten from rounding.
const TELLING: U256 = U256::new(1_000);

/// What one liquidation call is worth; values in the venue's quote.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LiquidationProfit {
    /// What the liquidator keeps: received less repaid and the three costs; below 0 a loss.
    pub profit: f64,
    /// What the liquidator receives, at the venue's prices.
    pub received_value: f64,
    /// What the liquidator repays, at the venue's prices; 0 where a pool of the venue repays.
    pub repaid_value: f64,
    /// Lost in selling what is received for what was repaid: fees and the move of the price.
    pub trade_cost: f64,
    /// Fee of the flash loan of what is repaid.
    pub flash_loan_cost: f64,
    /// Gas of the call.
    pub gas: f64,
    /// What the borrower loses: seized less repaid, deficit and surplus.
    pub borrower_loss: f64,
    /// The call lowers health and leaves debt.
    pub lowers_health: bool,
    /// What the venue did, exactly.
    pub outcome: LiquidationOutcome,
}

/// Returns what one liquidation call is worth to the liquidator in quote, and what it costs the borrower.
///
/// ```text
/// profit = Σ proceeds(received) − repaid · (1 + flash-loan fee) − gas
/// ```
///
/// The amounts are the contract's integers; what is received is sold at the venue's price for the asset that was repaid, at the costs
/// of both. Debts of several assets are repaid out of the same proceeds. Where part of what is seized is neither the liquidator's nor the
/// venue's fee nor the borrower's, a pool of the venue repays, and only what is received counts. An asset that the
/// position does not price is its quote.
///
/// # Errors
/// - Those of `position_liquidation`: `refused` with the contract's own name for the refusal.
/// - `not_finite`, `out_of_range`, `duplicate`: costs outside their domains, none for an asset that is repaid or received, or decimals
///   that are not the token's.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, liquidation_profit};
/// use plimsoll::venue::{LiquidationCall, Position, Venue};
/// // 10 ETH against 14,000 dollars, with ether at 1,650: half may be repaid, for 5 % more.
/// let position = Position::AaveV3(serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?);
/// let position = position.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let call = LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay: None, seize: None, receive_shares: false };
/// let found = liquidation_profit(&position, &call, &costs)?;
/// // 7,350 received for 7,000 less 7.35 of the trade, 3.5 of the loan and 10 of gas.
/// assert!((found.profit - 329.15).abs() < 1e-9);
/// assert!((found.borrower_loss - 350.0).abs() < 1e-6 && !found.lowers_health);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn liquidation_profit(position: &Position, call: &LiquidationCall, costs: &ActionCosts) -> Result<LiquidationProfit, RiskError> {
    liquidation_profit_for(position, call, costs)
}

/// Returns what `liquidation_profit` returns, for any venue.
///
/// # Errors
/// Those of `liquidation_profit`.
///
/// ```
/// use plimsoll::U256;
/// use plimsoll::liquidation::{ActionCosts, AssetCosts, liquidation_profit_for};
/// use plimsoll::venue::{LiquidationCall, Venue};
/// use plimsoll::venue::aave_v3::AaveV3User;
/// let user: AaveV3User = serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/position.json")))?;
/// let user = user.with_prices(&[("ETH", U256::new(165_000_000_000))])?;
/// let asset = |asset: &str, decimals, trade_fee| AssetCosts { asset: asset.into(), decimals, trade_fee, two_percent_depth: None };
/// let costs = ActionCosts { gas: 10.0, flash_loan_fee: 0.0005, assets: vec![asset("ETH", 18, 0.001), asset("USDC", 6, 0.0)] };
/// let call = LiquidationCall { collateral: "ETH".into(), debt: "USDC".into(), repay: None, seize: None, receive_shares: false };
/// assert!((liquidation_profit_for(&user, &call, &costs)?.profit - 329.15).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn liquidation_profit_for<V: Venue>(venue: &V, call: &LiquidationCall, costs: &ActionCosts) -> Result<LiquidationProfit, RiskError> {
    costs.check()?;
    profit(venue, call, &Desk::new(venue.prices()?, costs))
}

pub(super) fn profit<V: Venue>(venue: &V, call: &LiquidationCall, desk: &Desk<'_>) -> Result<LiquidationProfit, RiskError> {
    let (_, outcome) = venue.liquidate(call)?;
    let received_value = told_alike(desk.total(&outcome.received)?, outcome.received_value, outcome.value_decimals)?;
    let repaid_value = told_alike(desk.total(&outcome.repaid)?, outcome.repaid_value, outcome.value_decimals)?;
    let repaid_value = if goes_to_the_liquidator(&outcome) { repaid_value } else { 0.0 };
    let mut proceeds = 0.0;
    for one in &outcome.received {
        proceeds += rates(desk, &one.asset, &outcome)?.proceeds(desk.value(&one.asset, one.amount)?);
    }
    let flash_loan_cost = repaid_value * desk.costs.flash_loan_fee;
    let trade_cost = received_value - proceeds;
    let gas = desk.costs.gas;
    Ok(LiquidationProfit {
        profit: received_value - repaid_value - trade_cost - flash_loan_cost - gas,
        received_value,
        repaid_value,
        trade_cost,
        flash_loan_cost,
        gas,
        borrower_loss: signed(outcome.borrower_loss_value, outcome.value_decimals),
        lowers_health: outcome.lowers_health,
        outcome,
    })
}

/// Refuses decimals of the costs with which amounts are worth another power of ten than the venue says.
fn told_alike(value: f64, by_venue: U256, decimals: u8) -> Result<f64, RiskError> {
    let expected = units::to_f64(by_venue, decimals);
    if by_venue < TELLING || (value < 3.0 * expected && expected < 3.0 * value) {
        return Ok(value);
    }
    let domain = format!("such that the amounts are worth {}, as the venue counts them", Shown(expected));
    Err(RiskError::out_of_range("costs.assets.decimals", &domain, Shown(value), "pass each token's decimals()"))
}

/// Says whether all that is seized, less the venue's fee and the borrower's surplus, is the liquidator's: else a pool repays and keeps it.
fn goes_to_the_liquidator(outcome: &LiquidationOutcome) -> bool {
    let parts = || outcome.received.iter().chain(&outcome.fee).chain(&outcome.surplus);
    outcome.seized.iter().all(|seized| {
        let left = parts().filter(|part| part.asset == seized.asset).fold(seized.amount, |left, part| left.saturating_sub(part.amount));
        left.is_zero()
    })
}

/// What is received is sold for the first asset repaid, or for the quote where nothing was.
pub(super) fn rates(desk: &Desk<'_>, received: &str, outcome: &LiquidationOutcome) -> Result<Rates, RiskError> {
    match outcome.repaid.first() {
        Some(repaid) => desk.rates(received, &repaid.asset),
        None => desk.rates_to_quote(received),
    }
}

fn signed(value: I256, decimals: u8) -> f64 {
    let magnitude = units::to_f64(value.magnitude(), decimals);
    if value.is_negative() { -magnitude } else { magnitude }
}
