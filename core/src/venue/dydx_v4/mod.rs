//! dYdX v4 (v4-chain at commit 84d4664b), to the last digit.
//!
//! One subaccount: USDC and perpetual positions that share it as margin, or one position in an isolated market. State in, the chain's
//! answers out: net collateral and margins, the verdict, boundary prices, what a user may do, at which price a liquidation trades and
//! what the insurance fund takes or gives.
//!
//! The chain's integers have no width. Here inputs and answers have 256 bits, everything between them as many as it needs: `overflow`
//! means that an answer does not fit. Liquidatable is maintenance margin above 0 and above net collateral; **equality is safe**.

mod account;
mod actions;
mod boundary;
mod check;
mod funding;
mod liquidation;
mod margin;
mod prices;
mod quantums;
mod risk;
mod rules;
mod state;
mod subticks;
mod view;

pub use account::dydx_v4_risk;
pub use funding::{dydx_v4_funding_index_delta, dydx_v4_settled, dydx_v4_settlement_ppm};
pub use liquidation::{DydxV4Deleveraging, dydx_v4_deleveraging, dydx_v4_max_liquidation};
pub use margin::{
    DydxV4Margins, dydx_v4_adjusted_initial_margin_ppm, dydx_v4_initial_margin, dydx_v4_maintenance_margin_ppm, dydx_v4_margins,
    dydx_v4_max_abs_funding_clamp_ppm,
};
pub use prices::{DydxV4Price, dydx_v4_bankruptcy_price, dydx_v4_fillable_price, dydx_v4_insurance_fund_delta};
pub use quantums::{dydx_v4_base_to_quote, dydx_v4_quote_to_base};
pub use risk::DydxV4Risk;
pub use state::{DydxV4LiquidationsConfig, DydxV4LiquidityTier, DydxV4Market, DydxV4Position, DydxV4Subaccount};
pub use subticks::{dydx_v4_fill_quote, dydx_v4_subticks};
