//! Net collateral and margins of a whole subaccount, its funding settled.

use super::check::check;
use super::funding::settled_usdc;
use super::margin::dydx_v4_margins;
use super::risk::DydxV4Risk;
use super::state::{DydxV4Position, DydxV4Subaccount};
use crate::error::RiskError;
use crate::exact::{I256, U256, Wide};

/// Returns net collateral and margins (`GetNetCollateralAndMarginRequirements`): the initial margin with the user's own fractions and
/// scaled by open interest, funding settled.
///
/// # Errors
/// `overflow` where an answer does not fit; `out_of_range`, `duplicate` for a state that the chain cannot hold.
///
/// ```
/// # use plimsoll::{I256, U256};
/// # use plimsoll::venue::dydx_v4::{DydxV4LiquidationsConfig, DydxV4LiquidityTier, DydxV4Market, DydxV4Position, DydxV4Subaccount};
/// use plimsoll::venue::dydx_v4::dydx_v4_risk;
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
/// // One bitcoin at 20,000 USDC, 19,500 of them owed: 500 are left where 600 are needed.
/// let risk = dydx_v4_risk(&subaccount)?;
/// assert_eq!((risk.net_collateral, risk.maintenance_margin), (U256::new(500_000_000).into(), U256::new(600_000_000)));
/// assert!(risk.is_liquidatable());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn dydx_v4_risk(subaccount: &DydxV4Subaccount) -> Result<DydxV4Risk, RiskError> {
    check(subaccount)?;
    let (net_collateral, maintenance_margin) = Sums::of(subaccount)?.narrow()?;
    let mut initial_margin = U256::ZERO;
    for position in &subaccount.positions {
        let margins = dydx_v4_margins(&position.market, position.quantums.magnitude(), position.custom_imf_ppm)?;
        initial_margin = initial_margin.try_add(margins.initial, "initial margin")?;
    }
    Ok(DydxV4Risk { net_collateral, initial_margin, maintenance_margin })
}

/// What the liquidation check compares, in any width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    pub(super) net_collateral: Wide,
    pub(super) maintenance_margin: Wide,
}

impl Sums {
    /// Of a subaccount that has been checked.
    pub(super) fn of(subaccount: &DydxV4Subaccount) -> Result<Self, RiskError> {
        let mut sums = Self { net_collateral: settled_usdc(subaccount)?, maintenance_margin: Wide::ZERO };
        for position in &subaccount.positions {
            sums.net_collateral = sums.net_collateral.try_add(position.quote_balance.into(), NET)?;
            sums = sums.with(position, position.market.price)?;
        }
        Ok(sums)
    }

    /// With the value of a position at a price, and the margin of it.
    pub(super) fn with(self, position: &DydxV4Position, price: U256) -> Result<Self, RiskError> {
        self.and(position, price, false)
    }

    /// Without it.
    pub(super) fn without(self, position: &DydxV4Position, price: U256) -> Result<Self, RiskError> {
        self.and(position, price, true)
    }

    fn and(self, position: &DydxV4Position, price: U256, less: bool) -> Result<Self, RiskError> {
        let notional = position.market.notional(position.quantums.magnitude(), price)?;
        let margin = I256::new(less, position.market.tier.maintenance(notional)?);
        let value = I256::new(position.quantums.is_negative() != less, notional);
        Ok(Self {
            net_collateral: self.net_collateral.try_add(value.into(), NET)?,
            maintenance_margin: self.maintenance_margin.try_add(margin.into(), MARGIN)?,
        })
    }

    /// Liquidatable is a margin above 0 that net collateral does not reach.
    pub(super) fn is_liquidatable(&self) -> bool {
        !self.maintenance_margin.is_zero() && self.maintenance_margin > self.net_collateral
    }

    /// The answers, where they fit.
    pub(super) fn narrow(&self) -> Result<(I256, U256), RiskError> {
        Ok((self.net_collateral.narrow(NET)?, self.maintenance_margin.narrow(MARGIN)?.magnitude()))
    }
}

const NET: &str = "net collateral";
const MARGIN: &str = "maintenance margin";
