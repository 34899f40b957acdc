//! Funding: what a position owes or gets since it was last settled, and how the index goes on.

use super::check::check;
use super::margin::small;
use super::quantums::dydx_v4_base_to_quote;
use super::state::{DydxV4Market, DydxV4Position, DydxV4Subaccount};
use crate::error::RiskError;
use crate::exact::{I256, U256, Wide};

/// Millionths in a quote quantum.
const MILLION: U256 = U256::new(1_000_000);

/// Seconds of eight hours, and of the chain's funding epoch.
const EIGHT_HOURS: U256 = U256::new(28_800);
pub(super) const FUNDING_EPOCH: u32 = 3_600;

/// Returns what funding credits a position, or takes below 0, in millionths of a quote quantum (`GetSettlementPpmWithPerpetual`):
/// `−(fundingIndex − lastIndex) · quantums`.
///
/// # Errors
/// `overflow` where the result does not fit.
///
/// ```
/// use plimsoll::{I256, U256, venue::dydx_v4::dydx_v4_settlement_ppm};
/// let at = |index: u64| I256::from(U256::new(index));
/// assert_eq!(dydx_v4_settlement_ppm(at(1_200), at(1_000), at(5_000_000))?.to_string(), "-1000000000");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_settlement_ppm(funding_index: I256, last_index: I256, quantums: I256) -> Result<I256, RiskError> {
    settlement(funding_index, last_index, quantums)?.narrow(SETTLEMENT)
}

const SETTLEMENT: &str = "funding settlement";

fn settlement(funding_index: I256, last_index: I256, quantums: I256) -> Result<Wide, RiskError> {
    Wide::from(last_index).try_sub(funding_index.into(), SETTLEMENT)?.try_mul(quantums.into(), SETTLEMENT)
}

/// Returns the USDC after funding of all positions: the sum of their settlements in millionths, rounded down once.
pub(super) fn settled_usdc(subaccount: &DydxV4Subaccount) -> Result<Wide, RiskError> {
    let mut sum = Wide::ZERO;
    for position in &subaccount.positions {
        sum = sum.try_add(position.settlement()?, SETTLEMENT)?;
    }
    Wide::from(subaccount.usdc_quote_quantums).try_add(sum.try_div_floor(MILLION, SETTLEMENT)?, SETTLEMENT)
}

impl DydxV4Position {
    fn settlement(&self) -> Result<Wide, RiskError> {
        settlement(self.market.funding_index, self.funding_index, self.quantums)
    }
}

/// Returns the subaccount with its funding settled (`GetSettledSubaccountWithPerpetuals`), as every step of the chain begins.
///
/// # Errors
/// `overflow` where the USDC does not fit; `out_of_range`, `duplicate` for a state that the chain cannot hold.
///
/// ```
/// # use plimsoll::{I256, U256};
/// # use plimsoll::venue::dydx_v4::{DydxV4LiquidationsConfig, DydxV4LiquidityTier, DydxV4Market, DydxV4Position, DydxV4Subaccount};
/// use plimsoll::venue::dydx_v4::dydx_v4_settled;
/// # let tier = DydxV4LiquidityTier {
/// #     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO,
/// #     open_interest_upper_cap: U256::ZERO,
/// # };
/// # let market = DydxV4Market {
/// #     asset: "BTC-USD".into(), factor: None, price: U256::new(2_000_000_000), price_exponent: "-5".parse()?,
/// #     atomic_resolution: "-10".parse()?, tier, open_interest_base_quantums: U256::ZERO, funding_index: U256::new(30).into(),
/// #     eight_hour_funding_rate_ppm: I256::ZERO, isolated: false, final_settlement: false, step_base_quantums: U256::new(1_000_000),
/// #     quantum_conversion_exponent: "-9".parse()?, subticks_per_tick: 100_000,
/// # };
/// # let liquidations = DydxV4LiquidationsConfig {
/// #     max_liquidation_fee_ppm: 15_000, bankruptcy_adjustment_ppm: 1_000_000, spread_to_maintenance_margin_ratio_ppm: 100_000,
/// #     min_position_notional_liquidated: U256::new(1_000_000_000), max_position_portion_liquidated_ppm: 1_000_000,
/// #     max_notional_liquidated: U256::new(100_000_000_000),
/// # };
/// # let subaccount = DydxV4Subaccount {
/// #     usdc_quote_quantums: U256::new(5_000_000_000).into(), liquidations, seconds_to_next_funding: 3_600,
/// #     positions: vec![DydxV4Position {
/// #         market, quantums: U256::new(10_000_000_001).into(), quote_balance: I256::ZERO, funding_index: I256::ZERO, custom_imf_ppm: 0,
/// #     }],
/// # };
/// // A little more than one bitcoin long, 30 millionths of a quantum owed on each of its quantums: rounded against the holder.
/// assert_eq!(dydx_v4_settled(&subaccount)?.usdc_quote_quantums.to_string(), "4999699999");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_settled(subaccount: &DydxV4Subaccount) -> Result<DydxV4Subaccount, RiskError> {
    check(subaccount)?;
    let mut settled = subaccount.clone();
    settled.usdc_quote_quantums = settled_usdc(subaccount)?.narrow(SETTLEMENT)?;
    for position in &mut settled.positions {
        position.funding_index = position.market.funding_index;
    }
    Ok(settled)
}

/// Returns by how much some seconds of a funding rate move a market's index (`GetFundingIndexDelta`):
///
/// ```text
/// (seconds · rate of eight hours) in quote quantums at the price, / 28800        each rounded toward zero
/// ```
///
/// # Errors
/// `overflow` where the result does not fit.
///
/// ```
/// # use plimsoll::{I256, U256, venue::dydx_v4::{DydxV4LiquidityTier, DydxV4Market}};
/// use plimsoll::venue::dydx_v4::dydx_v4_funding_index_delta;
/// # let tier = DydxV4LiquidityTier {
/// #     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO,
/// #     open_interest_upper_cap: U256::ZERO,
/// # };
/// # let market = DydxV4Market {
/// #     asset: "BTC-USD".into(), factor: None, price: U256::new(2_000_000_000), price_exponent: "-5".parse()?,
/// #     atomic_resolution: "-10".parse()?, tier, open_interest_base_quantums: U256::ZERO, funding_index: I256::ZERO,
/// #     eight_hour_funding_rate_ppm: U256::new(100).into(), isolated: false, final_settlement: false,
/// #     step_base_quantums: U256::new(1_000_000), quantum_conversion_exponent: "-9".parse()?, subticks_per_tick: 100_000,
/// # };
/// // 0.01 % in eight hours, bitcoin at 20,000 USDC: 25 millionths of a quote quantum per base quantum and hour.
/// assert_eq!(dydx_v4_funding_index_delta(&market, 3_600)?.to_string(), "25");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_funding_index_delta(market: &DydxV4Market, seconds: u32) -> Result<I256, RiskError> {
    let rate = market.eight_hour_funding_rate_ppm.try_mul(U256::new(u64::from(seconds)).into(), "funding index")?;
    dydx_v4_base_to_quote(rate, small(market.atomic_resolution), market.price, small(market.price_exponent))?
        .try_div(EIGHT_HOURS, "funding index")
}

/// The subaccount some seconds later: the indices move at each full hour of the chain, by the rate and the price of now.
pub(super) fn later(subaccount: &DydxV4Subaccount, seconds: u32) -> Result<DydxV4Subaccount, RiskError> {
    check(subaccount)?;
    let mut later = subaccount.clone();
    let Some(beyond) = seconds.checked_sub(subaccount.seconds_to_next_funding) else {
        later.seconds_to_next_funding = subaccount.seconds_to_next_funding.saturating_sub(seconds);
        return Ok(later);
    };
    let epochs = U256::new(u64::from(beyond / FUNDING_EPOCH) + 1);
    later.seconds_to_next_funding = FUNDING_EPOCH - beyond % FUNDING_EPOCH;
    for position in &mut later.positions {
        let moved = dydx_v4_funding_index_delta(&position.market, FUNDING_EPOCH)?.try_mul(epochs.into(), "funding index")?;
        position.market.funding_index = position.market.funding_index.try_add(moved, "funding index")?;
    }
    Ok(later)
}
