//! The records of a parameter question and of its answer.

use crate::leverage::Confidence;
use crate::volatility::Forecast;
use alloc::vec::Vec;

/// A market's parameters, fractions.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MarketParameters {
    /// Share of the collateral's value that may be borrowed, in [0, 1].
    pub ltv: f64,
    /// Share of the collateral's value that counts before liquidation, in [0, 1], not below the LTV.
    pub liquidation_threshold: f64,
    /// Liquidation bonus without the 100 %, in [0, 1]: 0.05 pays the liquidator 1.05 per 1 repaid.
    pub bonus: f64,
}

/// How far a steward may move one parameter at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StepLimit {
    /// Largest step, basis points of 1, or of the value before it where relative; at most 10,000.
    pub maximum_bps: u16,
    /// The step is relative to the value before it.
    pub relative: bool,
}

/// A steward's limits, and when it last changed the market.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StewardLimits {
    /// Least time between two changes, seconds.
    pub minimum_delay_seconds: u32,
    /// Limit of the LTV.
    pub ltv: StepLimit,
    /// Limit of the liquidation threshold.
    pub liquidation_threshold: StepLimit,
    /// Limit of the bonus, compared without the 100 %.
    pub bonus: StepLimit,
    /// Time of the last change, seconds UTC; absent when there was none.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub last_change: Option<u32>,
}

/// What a protocol asks for one volatile collateral against stable debts.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ParameterQuestion {
    /// The collateral's forecast.
    pub forecast: Forecast,
    /// Tail of the cautious proposal: accepted probability per event, in [0.001, 0.2], at most that of the central one.
    pub alpha_cautious: f64,
    /// Tail of the central proposal, in [0.001, 0.2].
    pub alpha_central: f64,
    /// Tail of the bold proposal, in [0.001, 0.2], at least that of the central one.
    pub alpha_bold: f64,
    /// Collateral sellable at `slippage`, quote currency, above 0.
    pub liquidity: f64,
    /// Average price lost when selling `liquidity`, a fraction in [0.0001, 0.5].
    pub slippage: f64,
    /// Most debt that the market allows against the collateral, quote currency, above 0.
    pub debt_cap: f64,
    /// Share of the debt cap that one close-out must sell, in [0.0001, 1].
    pub close_out_share: f64,
    /// Time that liquidators need to respond, and again to sell, hours in [0.25, 720].
    pub response_hours: f64,
    /// Oracle deviation threshold: the price may already be this far away, a fraction in [0, 0.5].
    pub oracle_deviation: f64,
    /// Gas, fees and margin of a liquidator, as a fraction of the debt repaid, in [0, 0.5].
    pub execution_cost: f64,
    /// SmartLTV's confidence level factor `c`, in (0, 100].
    pub smart_ltv_factor: f64,
    /// The market's values now; absent for a new listing.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub today: Option<MarketParameters>,
    /// The steward that would make the change; it is checked only where today's values are given.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub steward: Option<StewardLimits>,
    /// Time of the question, seconds UTC. Absent: the forecast's time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub now: Option<u32>,
}

/// Which parameter is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MarketParameter {
    /// Loan to value.
    Ltv,
    /// Liquidation threshold.
    LiquidationThreshold,
    /// Liquidation bonus.
    Bonus,
}

/// What moves a parameter away from 1 (for a bonus: from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum ParameterCause {
    /// The market's tail while liquidators respond and sell.
    MarketTail,
    /// The market's tail over 24 h, as the borrower's buffer.
    BorrowerBuffer,
    /// The slippage of selling the close-out into the stated depth.
    Depth,
    /// The oracle's deviation.
    Oracle,
    /// The liquidator's gas, fees and margin.
    Cost,
}

/// One cause's share of one parameter.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ParameterReason {
    /// The parameter.
    pub parameter: MarketParameter,
    /// The cause.
    pub cause: ParameterCause,
    /// Its share in logs: the shares of a threshold or an LTV add up to −ln of it before rounding, those of a bonus to ln(1 + bonus).
    pub log_share: f64,
}

/// One consistent set of parameters, each on a whole basis point, on the safe side.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ProposedParameters {
    /// Accepted probability per event, a fraction.
    pub alpha: f64,
    /// False when no parameters are safe at this tail: the asset should not back debt, and all three values are 0.
    pub viable: bool,
    /// The values.
    pub parameters: MarketParameters,
    /// Fall exceeded with probability alpha within the response time, log distance.
    pub close_out_fall: f64,
    /// Fall exceeded with probability alpha within 24 h, log distance.
    pub day_fall: f64,
}

/// Today's values, judged by the same forecast.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TodayAssessment {
    /// The values now.
    pub parameters: MarketParameters,
    /// SmartLTV's implied risk level: the `c` at which its formula gives today's LTV; comparable between markets.
    pub smart_ltv_risk_level: f64,
    /// P(the collateral no longer covers debt and bonus when liquidators come), for an account at its threshold now.
    pub shortfall_probability: f64,
    /// P(liquidated within 24 h), for an account at the LTV now.
    pub borrower_probability: f64,
    /// The bonus pays a liquidator's slippage, cost and price risk at the central tail.
    pub bonus_pays: bool,
}

/// One parameter's way to its target under the steward's limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StewardStep {
    /// The parameter.
    pub parameter: MarketParameter,
    /// Value now, basis points.
    pub from_bps: u16,
    /// The first allowed step, basis points; equal to `from_bps` when it must wait or stay.
    pub to_bps: u16,
    /// The central proposal, basis points.
    pub target_bps: u16,
}

/// What the steward may do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StewardPlan {
    /// Seconds until the next change is allowed; 0 when it is allowed now.
    pub wait_seconds: u32,
    /// The first step of each parameter: LTV, liquidation threshold, bonus.
    pub first_step: Vec<StewardStep>,
    /// Changes until all three are at their targets, 0 when they are; absent when the steward cannot reach them.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub steps: Option<u32>,
}

/// Parameters for a market, with what binds them, beside SmartLTV's formula and today's values.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ParameterProposal {
    /// The low end of the band.
    pub cautious: ProposedParameters,
    /// The proposal.
    pub central: ProposedParameters,
    /// The high end of the band.
    pub bold: ProposedParameters,
    /// Why the central proposal is what it is: per parameter, the largest share first, which is what binds.
    pub reasons: Vec<ParameterReason>,
    /// Average price lost when selling one close-out, a fraction.
    pub close_out_slippage: f64,
    /// Forecast standard deviation of the log return over 24 h: SmartLTV's σ.
    pub sigma_daily: f64,
    /// SmartLTV's own answer, with β = `slippage`; below 0 where the formula lends nothing.
    pub smart_ltv: f64,
    /// Today's values judged; absent when none were given.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub today: Option<TodayAssessment>,
    /// What the steward may do; absent without today's values or a steward.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub steward: Option<StewardPlan>,
    /// How much to trust it.
    pub confidence: Confidence,
}
