//! A liquidation on the order book: how much, at what price, and what it leaves. Deleveraging: when.

use super::account::Sums;
use super::check::{QUOTE, check};
use super::funding::dydx_v4_settled;
use super::margin::{ONE_MILLION, ppm, small};
use super::prices::{dydx_v4_insurance_fund_delta, fillable};
use super::quantums::{QUOTE_DECIMALS, dydx_v4_quote_to_base};
use super::rules::health_factor;
use super::state::{DydxV4Position, DydxV4Subaccount};
use super::subticks::{dydx_v4_fill_quote, dydx_v4_subticks};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_floor};
use crate::venue::outcome::{AssetAmount, LiquidationCall, LiquidationOutcome};
use alloc::vec::Vec;

/// Whether the chain may close a position against its counterparties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DydxV4Deleveraging {
    /// Net collateral is not below 0, and the market trades.
    None,
    /// Net collateral is below 0: at the bankruptcy price.
    AtBankruptcyPrice,
    /// The market is in final settlement: at the oracle price.
    AtOraclePrice,
}

/// Returns whether a position may be deleveraged (`CanDeleverageSubaccount`).
///
/// # Errors
/// `unknown`; `overflow` where net collateral does not fit; `out_of_range`, `duplicate` for a state that the chain cannot hold.
///
/// ```
/// # use plimsoll::{I256, U256};
/// # use plimsoll::venue::dydx_v4::{DydxV4LiquidationsConfig, DydxV4LiquidityTier, DydxV4Market, DydxV4Position, DydxV4Subaccount};
/// # let tier = DydxV4LiquidityTier {
/// #     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO,
/// #     open_interest_upper_cap: U256::ZERO,
/// # };
/// # let market = DydxV4Market {
/// #     asset: "BTC-USD".into(), factor: None, price: U256::new(2_000_000_000), price_exponent: "-5".parse()?,
/// #     atomic_resolution: "-10".parse()?, tier, open_interest_base_quantums: U256::ZERO, funding_index: I256::ZERO,
/// #     eight_hour_funding_rate_ppm: I256::ZERO, isolated: false, final_settlement: false, step_base_quantums: U256::new(1_000_000),
/// #     quantum_conversion_exponent: "-9".parse()?, subticks_per_tick: 100_000,
/// # };
/// # let liquidations = DydxV4LiquidationsConfig {
/// #     max_liquidation_fee_ppm: 15_000, bankruptcy_adjustment_ppm: 1_000_000, spread_to_maintenance_margin_ratio_ppm: 100_000,
/// #     min_position_notional_liquidated: U256::new(1_000_000_000), max_position_portion_liquidated_ppm: 1_000_000,
/// #     max_notional_liquidated: U256::new(100_000_000_000),
/// # };
/// # let subaccount = DydxV4Subaccount {
/// #     usdc_quote_quantums: "-19500000000".parse()?, liquidations, seconds_to_next_funding: 3_600,
/// #     positions: vec![DydxV4Position {
/// #         market, quantums: U256::new(10_000_000_000).into(), quote_balance: I256::ZERO, funding_index: I256::ZERO, custom_imf_ppm: 0,
/// #     }],
/// # };
/// use plimsoll::venue::dydx_v4::{DydxV4Deleveraging, dydx_v4_deleveraging};
/// assert_eq!(dydx_v4_deleveraging(&subaccount, "BTC-USD")?, DydxV4Deleveraging::None);
/// let mut worse = subaccount;
/// worse.usdc_quote_quantums = "-20000000001".parse()?;
/// assert_eq!(dydx_v4_deleveraging(&worse, "BTC-USD")?, DydxV4Deleveraging::AtBankruptcyPrice);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_deleveraging(subaccount: &DydxV4Subaccount, asset: &str) -> Result<DydxV4Deleveraging, RiskError> {
    check(subaccount)?;
    let settles = subaccount.position(asset)?.market.final_settlement;
    let (net_collateral, _) = Sums::of(subaccount)?.narrow()?;
    Ok(match (net_collateral.is_negative(), settles) {
        (true, _) => DydxV4Deleveraging::AtBankruptcyPrice,
        (false, true) => DydxV4Deleveraging::AtOraclePrice,
        (false, false) => DydxV4Deleveraging::None,
    })
}

/// Returns the size that the chain offers of a position in one block, as a change of it (`GetLiquidatablePositionSizeDelta`), when
/// nothing of the subaccount was liquidated in the block before.
///
/// All of it, unless its notional is above both the position's limit and the subaccount's; then whole steps of the smaller limit.
///
/// # Errors
/// `unknown`; `refused` with `ErrNoPerpetualPositionsToLiquidate` for a size of 0; `overflow`; `out_of_range`, `duplicate`.
///
/// ```
/// # use plimsoll::{I256, U256};
/// # use plimsoll::venue::dydx_v4::{DydxV4LiquidationsConfig, DydxV4LiquidityTier, DydxV4Market, DydxV4Position, DydxV4Subaccount};
/// # let tier = DydxV4LiquidityTier {
/// #     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO,
/// #     open_interest_upper_cap: U256::ZERO,
/// # };
/// # let market = DydxV4Market {
/// #     asset: "BTC-USD".into(), factor: None, price: U256::new(2_000_000_000), price_exponent: "-5".parse()?,
/// #     atomic_resolution: "-10".parse()?, tier, open_interest_base_quantums: U256::ZERO, funding_index: I256::ZERO,
/// #     eight_hour_funding_rate_ppm: I256::ZERO, isolated: false, final_settlement: false, step_base_quantums: U256::new(1_000_000),
/// #     quantum_conversion_exponent: "-9".parse()?, subticks_per_tick: 100_000,
/// # };
/// # let liquidations = DydxV4LiquidationsConfig {
/// #     max_liquidation_fee_ppm: 15_000, bankruptcy_adjustment_ppm: 1_000_000, spread_to_maintenance_margin_ratio_ppm: 100_000,
/// #     min_position_notional_liquidated: U256::new(1_000_000_000), max_position_portion_liquidated_ppm: 1_000_000,
/// #     max_notional_liquidated: U256::new(100_000_000_000),
/// # };
/// # let subaccount = DydxV4Subaccount {
/// #     usdc_quote_quantums: "-19500000000".parse()?, liquidations, seconds_to_next_funding: 3_600,
/// #     positions: vec![DydxV4Position {
/// #         market, quantums: U256::new(10_000_000_000).into(), quote_balance: I256::ZERO, funding_index: I256::ZERO, custom_imf_ppm: 0,
/// #     }],
/// # };
/// use plimsoll::venue::dydx_v4::dydx_v4_max_liquidation;
/// assert_eq!(dydx_v4_max_liquidation(&subaccount, "BTC-USD")?.to_string(), "-10000000000");
/// let mut limited = subaccount;
/// limited.liquidations.max_position_portion_liquidated_ppm = 333_333;
/// assert_eq!(dydx_v4_max_liquidation(&limited, "BTC-USD")?.to_string(), "-3333000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_max_liquidation(subaccount: &DydxV4Subaccount, asset: &str) -> Result<I256, RiskError> {
    check(subaccount)?;
    let position = subaccount.position(asset)?;
    if position.quantums.is_zero() {
        return Err(RiskError::refused("ErrNoPerpetualPositionsToLiquidate"));
    }
    Ok(I256::new(!position.quantums.is_negative(), largest(subaccount, position)?))
}

fn largest(subaccount: &DydxV4Subaccount, position: &DydxV4Position) -> Result<U256, RiskError> {
    let (market, terms, size) = (&position.market, &subaccount.liquidations, position.quantums.magnitude());
    let notional = market.notional(size, market.price)?;
    let least = terms.min_position_notional_liquidated.min(notional);
    let portion = mul_div_floor(notional, ppm(terms.max_position_portion_liquidated_ppm), ONE_MILLION)?;
    let most = least.max(portion).min(terms.max_notional_liquidated);
    if notional <= most || size <= market.step_base_quantums {
        return Ok(size);
    }
    let base = dydx_v4_quote_to_base(most.into(), small(market.atomic_resolution), market.price, small(market.price_exponent))?;
    let steps = base.magnitude().try_div(market.step_base_quantums, "steps")?.try_mul(market.step_base_quantums, "steps")?;
    Ok(steps.max(market.step_base_quantums).min(size))
}

/// Liquidates at the fillable price in subticks, the worst price for the owner; the insurance fund is taken to have what it pays.
pub(super) fn liquidate(
    subaccount: &DydxV4Subaccount,
    call: &LiquidationCall,
) -> Result<(DydxV4Subaccount, LiquidationOutcome), RiskError> {
    let before = health_if_liquidatable(subaccount, call)?;
    let settled = dydx_v4_settled(subaccount)?;
    let position = settled.position(&call.collateral)?;
    let (asset, is_buy) = (position.market.asset.as_str(), position.quantums.is_negative());
    let most = dydx_v4_max_liquidation(&settled, asset)?.magnitude();
    let amount = call.seize.unwrap_or(most);
    if amount > position.quantums.magnitude() {
        return Err(RiskError::refused("ErrInvalidPerpetualPositionSizeDelta"));
    }
    if amount > most {
        return Err(RiskError::refused("ErrLiquidationExceedsSubaccountMaxNotionalLiquidated"));
    }
    let exponent = small(position.market.quantum_conversion_exponent);
    let subticks = dydx_v4_subticks(fillable(&settled, position)?, !is_buy, exponent, position.market.subticks_per_tick)?;
    let insurance = dydx_v4_insurance_fund_delta(&settled, asset, is_buy, amount, subticks)?;
    let quote = dydx_v4_fill_quote(subticks, amount, exponent)?;
    let mut after = settled.clone();
    after.usdc_quote_quantums = settled.usdc_quote_quantums.try_add(I256::new(is_buy, quote), "USDC")?.try_sub(insurance, "USDC")?;
    for moved in after.positions.iter_mut().filter(|moved| moved.market.asset == asset) {
        moved.quantums = moved.quantums.try_add(I256::new(!is_buy, amount), "position")?;
    }
    let fill = Fill { asset, is_buy, amount, value: position.market.notional(amount, position.market.price)?, quote, insurance };
    let outcome = fill.outcome(before, health_factor(&after)?)?;
    Ok((after, outcome))
}

/// The health factor before, of a subaccount that may be liquidated by this call.
fn health_if_liquidatable(subaccount: &DydxV4Subaccount, call: &LiquidationCall) -> Result<Option<U256>, RiskError> {
    if call.repay.is_some() {
        return Err(RiskError::unsupported("a liquidation by the amount repaid", "pass `seize` in base quantums, or neither for the most"));
    }
    check(subaccount)?;
    subaccount.position(&call.collateral)?;
    let sums = Sums::of(subaccount)?;
    sums.narrow()?;
    if !sums.is_liquidatable() {
        return Err(RiskError::refused("ErrSubaccountNotLiquidatable"));
    }
    health_factor(subaccount)
}

/// One fill of a liquidation.
struct Fill<'a> {
    asset: &'a str,
    /// The subaccount buys back a short.
    is_buy: bool,
    amount: U256,
    /// Of the amount at the oracle price.
    value: U256,
    quote: U256,
    /// To the insurance fund; from it below 0.
    insurance: I256,
}

impl Fill<'_> {
    fn outcome(&self, health_before: Option<U256>, health_after: Option<U256>) -> Result<LiquidationOutcome, RiskError> {
        let size = (amount(self.asset, self.amount), self.value);
        let quote = (amount(QUOTE, self.quote), self.quote);
        let (given, got) = if self.is_buy { (quote, size) } else { (size, quote) };
        let fee = self.insurance.unsigned().unwrap_or(U256::ZERO);
        let deficit = if self.insurance.is_negative() { self.insurance.magnitude() } else { U256::ZERO };
        let mut seized = given.0.clone();
        seized.extend(amount(QUOTE, fee));
        let seized_value = given.1.try_add(fee, "value seized")?;
        let loss = I256::from(seized_value).try_sub(got.1.into(), "loss")?.try_sub(deficit.into(), "loss")?;
        Ok(LiquidationOutcome {
            repaid: got.0,
            seized: merged(seized),
            received: given.0,
            fee: amount(QUOTE, fee),
            deficit: amount(QUOTE, deficit),
            surplus: Vec::new(),
            repaid_value: got.1,
            seized_value,
            received_value: given.1,
            deficit_value: deficit,
            borrower_loss_value: loss,
            value_decimals: QUOTE_DECIMALS,
            health_before,
            health_after,
            lowers_health: matches!((health_before, health_after), (Some(before), Some(after)) if after < before),
        })
    }
}

/// An amount, unless it is nothing.
fn amount(asset: &str, amount: U256) -> Vec<AssetAmount> {
    if amount.is_zero() { Vec::new() } else { alloc::vec![AssetAmount { asset: asset.into(), amount }] }
}

/// The quote of a bought-back short and the fee are both USDC: one line.
fn merged(amounts: Vec<AssetAmount>) -> Vec<AssetAmount> {
    let mut merged: Vec<AssetAmount> = Vec::with_capacity(amounts.len());
    for one in amounts {
        match merged.iter_mut().find(|seen| seen.asset == one.asset) {
            // Their values were added before without overflow.
            Some(seen) => seen.amount = seen.amount.try_add(one.amount, "USDC").unwrap_or(U256::MAX),
            None => merged.push(one),
        }
    }
    merged
}
