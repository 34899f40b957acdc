//! Margins of one position by its liquidity tier.

use super::quantums::scaled;
use super::state::{DydxV4LiquidityTier, DydxV4Market};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_ceil, mul_div_floor};

/// Parts per million in one.
pub(super) const ONE_MILLION: U256 = U256::new(1_000_000);

/// What a position must have behind it, quote quantums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DydxV4Margins {
    /// To open or enlarge it.
    pub initial: U256,
    /// To keep it.
    pub maintenance: U256,
}

/// Returns the maintenance margin fraction, parts per million: `⌊initial · fraction / 1e6⌋` (`GetMaintenanceMarginPpm`). The margin
/// itself is not computed from it.
///
/// # Errors
/// `overflow` never for a tier of the chain.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::{DydxV4LiquidityTier, dydx_v4_maintenance_margin_ppm}};
/// let tier = DydxV4LiquidityTier {
///     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO, open_interest_upper_cap: U256::ZERO,
/// };
/// assert_eq!(dydx_v4_maintenance_margin_ppm(&tier)?, U256::new(30_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_maintenance_margin_ppm(tier: &DydxV4LiquidityTier) -> Result<U256, RiskError> {
    mul_div_floor(ppm(tier.initial_margin_ppm), ppm(tier.maintenance_fraction_ppm), ONE_MILLION)
}

/// Returns the largest funding rate of eight hours either way, parts per million: `⌊clamp · (initial − maintenance) / 1e6⌋`
/// (`GetMaxAbsFundingClampPpm`).
///
/// # Errors
/// `overflow` for a maintenance fraction above 100 %.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::{DydxV4LiquidityTier, dydx_v4_max_abs_funding_clamp_ppm}};
/// let tier = DydxV4LiquidityTier {
///     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO, open_interest_upper_cap: U256::ZERO,
/// };
/// assert_eq!(dydx_v4_max_abs_funding_clamp_ppm(&tier, 6_000_000)?, U256::new(120_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_max_abs_funding_clamp_ppm(tier: &DydxV4LiquidityTier, clamp_factor_ppm: u32) -> Result<U256, RiskError> {
    let room = ppm(tier.initial_margin_ppm).try_sub(dydx_v4_maintenance_margin_ppm(tier)?, "funding clamp")?;
    mul_div_floor(ppm(clamp_factor_ppm), room, ONE_MILLION)
}

/// Returns the initial margin fraction scaled by open interest, parts per million (`GetAdjustedInitialMarginPpm`).
///
/// ```text
/// initial                                                   up to the lower cap, or where the upper cap is 0
/// initial + ⌊(1e6 − initial) · (oi − lower) / (upper − lower)⌋   between the caps
/// 1e6                                                       from the upper cap on
/// ```
///
/// # Errors
/// `overflow` for an initial margin above 100 % between the caps.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::{DydxV4LiquidityTier, dydx_v4_adjusted_initial_margin_ppm}};
/// let tier = DydxV4LiquidityTier {
///     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000,
///     open_interest_lower_cap: U256::new(1_000_000), open_interest_upper_cap: U256::new(3_000_000),
/// };
/// assert_eq!(dydx_v4_adjusted_initial_margin_ppm(&tier, U256::new(2_000_000))?, U256::new(525_000));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_adjusted_initial_margin_ppm(tier: &DydxV4LiquidityTier, open_interest: U256) -> Result<U256, RiskError> {
    const OPERATION: &str = "adjusted initial margin";
    let (initial, lower, upper) = (ppm(tier.initial_margin_ppm), tier.open_interest_lower_cap, tier.open_interest_upper_cap);
    if upper.is_zero() || open_interest <= lower {
        return Ok(initial);
    }
    if open_interest >= upper {
        return Ok(ONE_MILLION);
    }
    let (above, range) = (open_interest.try_sub(lower, OPERATION)?, upper.try_sub(lower, OPERATION)?);
    mul_div_floor(ONE_MILLION.try_sub(initial, OPERATION)?, above, range)?.try_add(initial, OPERATION)
}

/// Returns the initial margin of a notional, quote quantums (`GetInitialMarginQuoteQuantums`): `⌈notional · fraction / 1e6⌉` with the
/// larger of the scaled fraction and the user's own.
///
/// # Errors
/// Those of `dydx_v4_adjusted_initial_margin_ppm`.
///
/// ```
/// use plimsoll::{U256, venue::dydx_v4::{DydxV4LiquidityTier, dydx_v4_initial_margin}};
/// let tier = DydxV4LiquidityTier {
///     initial_margin_ppm: 50_000, maintenance_fraction_ppm: 600_000, open_interest_lower_cap: U256::ZERO, open_interest_upper_cap: U256::ZERO,
/// };
/// let margin = |custom: u32| dydx_v4_initial_margin(&tier, U256::new(123_457), U256::ZERO, custom);
/// assert_eq!((margin(0)?, margin(200_000)?), (U256::new(6_173), U256::new(24_692)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_initial_margin(
    tier: &DydxV4LiquidityTier,
    notional: U256,
    open_interest: U256,
    custom_imf_ppm: u32,
) -> Result<U256, RiskError> {
    let fraction = dydx_v4_adjusted_initial_margin_ppm(tier, open_interest)?.max(ppm(custom_imf_ppm));
    mul_div_ceil(notional, fraction, ONE_MILLION)
}

/// Returns the margins of a position (`GetMarginRequirementsInQuoteQuantums`), from its size whatever the side. The maintenance margin
/// is `⌈⌈notional · initial / 1e6⌉ · maintenanceFraction / 1e6⌉`, with the fraction that open interest has not scaled.
///
/// # Errors
/// `overflow` where a result does not fit.
///
/// ```
/// # use plimsoll::{I256, U256, venue::dydx_v4::{DydxV4LiquidityTier, DydxV4Market}};
/// use plimsoll::venue::dydx_v4::dydx_v4_margins;
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
/// // One bitcoin at 20,000 USDC, 5 % initial and 60 % of that maintenance margin.
/// let margins = dydx_v4_margins(&market, U256::new(10_000_000_000), 0)?;
/// assert_eq!((margins.initial, margins.maintenance), (U256::new(1_000_000_000), U256::new(600_000_000)));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_margins(market: &DydxV4Market, size: U256, custom_imf_ppm: u32) -> Result<DydxV4Margins, RiskError> {
    let notional = market.notional(size, market.price)?;
    let open_interest = market.notional(market.open_interest_base_quantums, market.price)?;
    let initial = dydx_v4_initial_margin(&market.tier, notional, open_interest, custom_imf_ppm)?;
    Ok(DydxV4Margins { initial, maintenance: market.tier.maintenance(notional)? })
}

impl DydxV4LiquidityTier {
    /// The maintenance margin of a notional. It never falls when the notional rises, and rises by at most 1 when that rises by 1.
    pub(super) fn maintenance(&self, notional: U256) -> Result<U256, RiskError> {
        let initial = mul_div_ceil(notional, ppm(self.initial_margin_ppm), ONE_MILLION)?;
        mul_div_ceil(initial, ppm(self.maintenance_fraction_ppm), ONE_MILLION)
    }
}

impl DydxV4Market {
    /// The value of a size at a price, quote quantums, rounded down.
    pub(super) fn notional(&self, size: U256, price: U256) -> Result<U256, RiskError> {
        scaled(size, price, i64::from(small(self.price_exponent)) + i64::from(small(self.atomic_resolution)) + 6)
    }

    /// The value of a signed size at the price now, rounded toward zero.
    pub(super) fn net_notional(&self, quantums: I256) -> Result<I256, RiskError> {
        Ok(I256::new(quantums.is_negative(), self.notional(quantums.magnitude(), self.price)?))
    }
}

/// A power of ten of the state, which the check has found to be small.
pub(super) fn small(exponent: I256) -> i32 {
    let [low, ..] = exponent.magnitude().limbs();
    let magnitude = i32::try_from(low).unwrap_or(i32::MAX);
    if exponent.is_negative() { -magnitude } else { magnitude }
}

pub(super) fn ppm(parts: u32) -> U256 {
    U256::new(u64::from(parts))
}
