//! The prices of a liquidation: where nothing is left, at what it may trade, and what the insurance fund takes or gives.

use super::account::Sums;
use super::check::check;
use super::margin::{ONE_MILLION, ppm, small};
use super::state::{DydxV4Position, DydxV4Subaccount};
use super::subticks::dydx_v4_fill_quote;
use crate::error::RiskError;
use crate::exact::{I256, U256, Wide, mul_div_floor};

/// An exact price: quote quantums per base quantum, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DydxV4Price {
    /// Numerator.
    pub numerator: U256,
    /// Denominator, above 0.
    pub denominator: U256,
}

/// Returns the quote for which a part of a position must change hands so that net collateral stays in proportion to maintenance
/// margin, quote quantums; below 0 the subaccount pays (`GetBankruptcyPriceInQuoteQuantums`).
///
/// ```text
/// −DNNV − ⌊TNC · |DMMR| / TMMR⌋        floor toward minus infinity
/// ```
/// `DNNV` and `DMMR` are what the trade changes of the position's value and maintenance margin, `TNC` and `TMMR` the subaccount's.
///
/// # Errors
/// `unknown`; `refused` with `ErrInvalidPerpetualPositionSizeDelta` for a change that does not make the position smaller, or turns it;
/// `division_by_zero` without any maintenance margin; `overflow` where an answer does not fit.
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
/// use plimsoll::venue::dydx_v4::dydx_v4_bankruptcy_price;
/// // One bitcoin, 19,500 USDC owed: sold for that, nothing is left.
/// let all = -I256::from(U256::new(10_000_000_000));
/// assert_eq!(dydx_v4_bankruptcy_price(&subaccount, "BTC-USD", all)?.to_string(), "19500000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_bankruptcy_price(subaccount: &DydxV4Subaccount, asset: &str, delta: I256) -> Result<I256, RiskError> {
    const OPERATION: &str = "bankruptcy price";
    let position = reduced_position(subaccount, asset, delta)?;
    let market = &position.market;
    let left = position.quantums.try_add(delta, OPERATION)?;
    let value = |size: I256| market.net_notional(size).map(Wide::from);
    let margin = |size: I256| market.notional(size.magnitude(), market.price).and_then(|notional| market.tier.maintenance(notional));
    let value_change = value(left)?.try_sub(value(position.quantums)?, OPERATION)?;
    // A smaller position never has the larger margin.
    let margin_change = margin(position.quantums)?.try_sub(margin(left)?, OPERATION)?;
    let all = Sums::of(subaccount)?;
    let product = all.net_collateral.try_mul(margin_change.into(), OPERATION)?;
    let share = product.try_div_floor(all.maintenance_margin, OPERATION)?;
    Wide::ZERO.try_sub(value_change, OPERATION)?.try_sub(share, OPERATION)?.narrow(OPERATION)
}

/// Returns the price at which the chain offers a liquidation, exactly (`GetFillablePrice`).
///
/// ```text
/// (PNNV − ABR · SMMR · PMMR) / PS        ABR = BA · (1 − TNC / TMMR), between 0 and 1
/// ```
/// `PS`, `PNNV` and `PMMR` are the position's size, value and maintenance margin; `BA` and `SMMR` the chain's terms.
///
/// # Errors
/// Those of `dydx_v4_bankruptcy_price`; `overflow` also for a price below 0, where the chain panics.
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
/// use plimsoll::venue::dydx_v4::dydx_v4_fillable_price;
/// // A sixth of the margin is gone, and so a sixth of the largest spread of 60 USDC is given: 19,990 instead of 20,000.
/// let all = -I256::from(U256::new(10_000_000_000));
/// let price = dydx_v4_fillable_price(&subaccount, "BTC-USD", all)?;
/// assert_eq!((price.numerator, price.denominator), (U256::new(1_999), U256::new(1_000)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_fillable_price(subaccount: &DydxV4Subaccount, asset: &str, delta: I256) -> Result<DydxV4Price, RiskError> {
    let position = reduced_position(subaccount, asset, delta)?;
    fillable(subaccount, position)
}

/// The same for any part of a position that has a size.
pub(super) fn fillable(subaccount: &DydxV4Subaccount, position: &DydxV4Position) -> Result<DydxV4Price, RiskError> {
    const OPERATION: &str = "fillable price";
    let (terms, million) = (&subaccount.liquidations, Wide::from(ONE_MILLION));
    let all = Sums::of(subaccount)?;
    if all.maintenance_margin.is_zero() {
        return Err(RiskError::division_by_zero(OPERATION));
    }
    let value = position.market.net_notional(position.quantums)?;
    let margin = position.market.tier.maintenance(value.magnitude())?;
    // The adjusted bankruptcy rating as a fraction, between 0 and 1.
    let below = all.maintenance_margin.try_sub(all.net_collateral, OPERATION)?;
    let whole = all.maintenance_margin.try_mul(million, OPERATION)?;
    let rating = below.try_mul(ppm(terms.bankruptcy_adjustment_ppm).into(), OPERATION)?.max(Wide::ZERO).min(whole);
    let spread = Wide::from(margin).try_mul(ppm(terms.spread_to_maintenance_margin_ratio_ppm).into(), OPERATION)?;
    let whole = whole.try_mul(million, OPERATION)?;
    let taken = rating.try_mul(spread, OPERATION)?;
    let numerator = whole.try_mul(value.into(), OPERATION)?.try_sub(taken, OPERATION)?;
    let (numerator, denominator) = numerator.reduced(whole.try_mul(position.quantums.into(), OPERATION)?, OPERATION)?;
    let numerator = numerator.unsigned().ok_or_else(|| RiskError::overflow("fillable price below 0"))?;
    Ok(DydxV4Price { numerator, denominator })
}

/// Returns what the insurance fund gets of a liquidation, quote quantums; below 0 it pays (`GetLiquidationInsuranceFundDelta`).
///
/// All beyond the bankruptcy price, but at most `⌊quote · maxLiquidationFeePpm / 1e6⌋`; whatever is missing to it.
///
/// # Errors
/// `refused` with `ErrInvalidQuantumsForInsuranceFundDeltaCalculation` for an amount of 0; those of `dydx_v4_bankruptcy_price`.
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
/// use plimsoll::venue::dydx_v4::dydx_v4_insurance_fund_delta;
/// // Sold at 19,990 USDC: 490 more than nothing, of which the fund takes 1.5 % of the quote at most.
/// let amount = U256::new(10_000_000_000);
/// let fee = |subticks: u64| dydx_v4_insurance_fund_delta(&subaccount, "BTC-USD", false, amount, U256::new(subticks));
/// assert_eq!((fee(1_999_000_000)?.to_string(), fee(1_940_000_000)?.to_string()), ("299850000".into(), "-100000000".into()));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_insurance_fund_delta(
    subaccount: &DydxV4Subaccount,
    asset: &str,
    is_buy: bool,
    fill_amount: U256,
    subticks: U256,
) -> Result<I256, RiskError> {
    if fill_amount.is_zero() {
        return Err(RiskError::refused("ErrInvalidQuantumsForInsuranceFundDeltaCalculation"));
    }
    let delta = I256::new(!is_buy, fill_amount);
    let position = reduced_position(subaccount, asset, delta)?;
    let quote = dydx_v4_fill_quote(subticks, fill_amount, small(position.market.quantum_conversion_exponent))?;
    let beyond = I256::new(is_buy, quote).try_sub(dydx_v4_bankruptcy_price(subaccount, asset, delta)?, "insurance fund")?;
    if beyond <= I256::ZERO {
        return Ok(beyond);
    }
    let most = mul_div_floor(quote, ppm(subaccount.liquidations.max_liquidation_fee_ppm), ONE_MILLION)?;
    Ok(beyond.min(most.into()))
}

/// Finds the position, and refuses a change that does not make it smaller or turns it.
fn reduced_position<'a>(subaccount: &'a DydxV4Subaccount, asset: &str, delta: I256) -> Result<&'a DydxV4Position, RiskError> {
    check(subaccount)?;
    let position = subaccount.position(asset)?;
    let size = position.quantums;
    let against = !size.is_zero() && !delta.is_zero() && size.is_negative() != delta.is_negative();
    if !against || delta.magnitude() > size.magnitude() {
        return Err(RiskError::refused("ErrInvalidPerpetualPositionSizeDelta"));
    }
    Ok(position)
}

impl DydxV4Subaccount {
    /// The position in a market, by its name.
    pub(super) fn position(&self, asset: &str) -> Result<&DydxV4Position, RiskError> {
        self.positions.iter().find(|position| position.market.asset == asset).ok_or_else(|| RiskError::unknown("asset", asset))
    }
}
