//! Parameters that are safe now, from the tail, the depth and the oracle.

use super::question::{
    MarketParameter, MarketParameters, ParameterCause, ParameterProposal, ParameterQuestion, ParameterReason, ProposedParameters,
    TodayAssessment,
};
use super::smart_ltv::{smart_ltv, smart_ltv_risk_level};
use super::steward::{InBps, plan};
use crate::error::RiskError;
use crate::leverage::confidence;
use crate::math;
use crate::order::sort_by;
use crate::units::{positive, within};
use crate::volatility::Law;
use alloc::vec::Vec;

/// The borrower's buffer, hours.
const BUFFER_HOURS: f64 = 24.0;

/// Basis points in 1.
const BPS: f64 = 10_000.0;

const FRACTIONS: &str = "pass fractions, not percent";

/// Returns the LTV, liquidation threshold and bonus that are safe now for one volatile collateral, as a band.
///
/// ```text
/// 1 − slip = 1 / (1 + s/ℓ · β/(1 − β))                          s = share · cap: one close-out, sold along a constant-product curve
/// 1 + bonus = (1 + cost) · e^q / ((1 − dev) · (1 − slip))       the liquidator is whole after a fall by q while selling
/// LT = e^(−q) · (1 − dev) / (1 + bonus)                         debt and bonus are covered after a fall by q before anyone came
/// LTV = LT · e^(−q24) · (1 − dev)                               an account opened at the LTV is safe for 24 h
/// ```
///
/// With `ℓ`, `β` the stated depth and its slippage; `q`, `q24` the falls exceeded with probability alpha within the response
/// time and within 24 h. LTV and threshold are rounded down to a basis point, the bonus up, so LTV < LT and
/// LT · (1 + bonus) ≤ 1 hold in every viable set. Where they do not fit, the set is not viable: the asset should not back debt.
/// A threshold below today's may liquidate accounts that are safe now: it needs a check of the accounts before it is set.
///
/// # Errors
/// `not_finite`, `out_of_range`, `length_mismatch`: the question's fields outside the ranges that they state, today's LTV
/// above its threshold, today's threshold · (1 + bonus) above 1, alphas not rising, or a last change after the question.
///
/// ```
/// use plimsoll::governance::{ParameterQuestion, recommend_parameters};
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_quantile, forecast_bars}};
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let fall = drawdown_quantile(&forecast, 0.01, 2.0)?;
/// let proposal = recommend_parameters(&ParameterQuestion {
///     forecast, alpha_cautious: 0.001, alpha_central: 0.01, alpha_bold: 0.05, liquidity: 5e7, slippage: 0.05, debt_cap: 2e8,
///     close_out_share: 0.25, response_hours: 2.0, oracle_deviation: 0.005, execution_cost: 0.002, smart_ltv_factor: 7.0,
///     today: None, steward: None, now: None,
/// })?;
/// assert!((proposal.close_out_slippage - 0.05).abs() < 1e-15);
/// let bonus = 1.002 * fall.exp() / (0.995 * 0.95) - 1.0;
/// assert!((proposal.central.parameters.bonus - bonus).abs() < 1e-4);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn recommend_parameters(question: &ParameterQuestion) -> Result<ParameterProposal, RiskError> {
    check(question)?;
    let law = Law::new(&question.forecast)?;
    let costs = Costs::new(question);
    let cautious = propose(question, &law, &costs, question.alpha_cautious)?;
    let central = propose(question, &law, &costs, question.alpha_central)?;
    let bold = propose(question, &law, &costs, question.alpha_bold)?;
    let sigma_daily = math::sqrt(law.variance(BUFFER_HOURS)?);
    let beta = question.slippage;
    let today = question.today.as_ref().map(|today| -> Result<_, RiskError> {
        Ok(TodayAssessment {
            parameters: today.clone(),
            smart_ltv_risk_level: smart_ltv_risk_level(today.ltv, sigma_daily, question.liquidity, question.debt_cap, beta)?,
            shortfall_probability: fall_probability(
                &law,
                -math::ln(today.liquidation_threshold * (1.0 + today.bonus)) - costs.oracle,
                question.response_hours,
            )?,
            borrower_probability: fall_probability(&law, math::ln(today.liquidation_threshold / today.ltv) - costs.oracle, BUFFER_HOURS)?,
            bonus_pays: math::ln_1p(today.bonus) >= central.close_out_fall + costs.oracle + costs.depth + costs.cost,
        })
    });
    let now = question.now.unwrap_or(question.forecast.as_of);
    let steward = question
        .today
        .as_ref()
        .zip(question.steward.as_ref())
        .map(|(today, limits)| plan(limits, in_bps(today), in_bps(&central.parameters), now));
    Ok(ParameterProposal {
        reasons: reasons(&central, &costs),
        cautious,
        central,
        bold,
        close_out_slippage: costs.slippage,
        sigma_daily,
        smart_ltv: smart_ltv(sigma_daily, question.liquidity, question.debt_cap, question.smart_ltv_factor, beta)?,
        today: today.transpose()?,
        steward: steward.transpose()?,
        confidence: confidence(&question.forecast, question.now),
    })
}

/// What does not depend on the tail, in logs.
struct Costs {
    slippage: f64,
    depth: f64,
    oracle: f64,
    cost: f64,
}

impl Costs {
    fn new(question: &ParameterQuestion) -> Self {
        let sold = question.close_out_share * question.debt_cap / question.liquidity;
        let impact = sold * question.slippage / (1.0 - question.slippage);
        Self {
            slippage: impact / (1.0 + impact),
            depth: math::ln_1p(impact),
            oracle: -math::ln_1p(-question.oracle_deviation),
            cost: math::ln_1p(question.execution_cost),
        }
    }
}

fn propose(question: &ParameterQuestion, law: &Law, costs: &Costs, alpha: f64) -> Result<ProposedParameters, RiskError> {
    let close_out_fall = law.drawdown_quantile(alpha, question.response_hours)?;
    let day_fall = law.drawdown_quantile(alpha, BUFFER_HOURS)?;
    let log_bonus = close_out_fall + costs.oracle + costs.depth + costs.cost;
    let bonus = math::ceil(math::expm1(log_bonus) * BPS);
    let threshold = math::floor(math::exp(-close_out_fall - costs.oracle) / (1.0 + bonus / BPS) * BPS);
    let ltv = math::floor(threshold * math::exp(-day_fall - costs.oracle)).min(threshold - 1.0);
    let viable = bonus <= BPS && ltv >= 1.0;
    let parameters = if viable {
        MarketParameters { ltv: ltv / BPS, liquidation_threshold: threshold / BPS, bonus: bonus / BPS }
    } else {
        MarketParameters { ltv: 0.0, liquidation_threshold: 0.0, bonus: 0.0 }
    };
    Ok(ProposedParameters { alpha, viable, parameters, close_out_fall, day_fall })
}

/// P(the price falls by what is left) within some hours; 1 when nothing is left.
fn fall_probability(law: &Law, left: f64, hours: f64) -> Result<f64, RiskError> {
    if left > 0.0 { law.drawdown_probability(left, hours) } else { Ok(1.0) }
}

fn reasons(central: &ProposedParameters, costs: &Costs) -> Vec<ParameterReason> {
    let fall = central.close_out_fall;
    let threshold = [
        (ParameterCause::MarketTail, 2.0 * fall),
        (ParameterCause::Oracle, 2.0 * costs.oracle),
        (ParameterCause::Depth, costs.depth),
        (ParameterCause::Cost, costs.cost),
    ];
    let with_buffer = threshold.map(|(cause, share)| (cause, if cause == ParameterCause::Oracle { 3.0 * costs.oracle } else { share }));
    let bonus = threshold.map(|(cause, share)| {
        let twice = matches!(cause, ParameterCause::MarketTail | ParameterCause::Oracle);
        (cause, if twice { 0.5 * share } else { share })
    });
    let buffer = [(ParameterCause::BorrowerBuffer, central.day_fall)];
    let mut reasons = Vec::new();
    for (parameter, shares) in [
        (MarketParameter::Ltv, [&buffer[..], &with_buffer[..]].concat()),
        (MarketParameter::LiquidationThreshold, threshold.to_vec()),
        (MarketParameter::Bonus, bonus.to_vec()),
    ] {
        let mut of_parameter: Vec<ParameterReason> =
            shares.into_iter().map(|(cause, log_share)| ParameterReason { parameter, cause, log_share }).collect();
        sort_by(&mut of_parameter, |a, b| b.log_share.total_cmp(&a.log_share));
        reasons.append(&mut of_parameter);
    }
    reasons
}

fn in_bps(parameters: &MarketParameters) -> InBps {
    // Every value is a fraction of 1 at most.
    let bps = |fraction: f64| math::floor(fraction * BPS + 0.5) as u32;
    InBps { ltv: bps(parameters.ltv), threshold: bps(parameters.liquidation_threshold), bonus: bps(parameters.bonus) }
}

fn check(question: &ParameterQuestion) -> Result<(), RiskError> {
    let alphas = "pass probabilities as fractions, rising from cautious to bold";
    within("alphaCautious", question.alpha_cautious, 0.001, 0.2, alphas)?;
    within("alphaCentral", question.alpha_central, question.alpha_cautious, 0.2, alphas)?;
    within("alphaBold", question.alpha_bold, question.alpha_central, 0.2, alphas)?;
    let money = "pass an amount in the quote currency";
    for (field, value) in [("liquidity", question.liquidity), ("debtCap", question.debt_cap)] {
        positive(field, value, money)?;
        within(field, value, 1e-20, 1e20, money)?;
    }
    within("slippage", question.slippage, 0.0001, 0.5, FRACTIONS)?;
    within("closeOutShare", question.close_out_share, 0.0001, 1.0, FRACTIONS)?;
    within("responseHours", question.response_hours, 0.25, 720.0, "pass hours; the model looks at most 30 days ahead")?;
    within("oracleDeviation", question.oracle_deviation, 0.0, 0.5, FRACTIONS)?;
    within("executionCost", question.execution_cost, 0.0, 0.5, FRACTIONS)?;
    if let Some(today) = &question.today {
        within("today.liquidationThreshold", today.liquidation_threshold, 0.0001, 1.0, FRACTIONS)?;
        within(
            "today.ltv",
            today.ltv,
            0.0001,
            today.liquidation_threshold,
            "the LTV lies at or below the threshold; fractions, not percent",
        )?;
        within("today.bonus", today.bonus, 0.0, 1.0, "pass the bonus without the 100 %, as a fraction: 0.05 is 5 %")?;
        let most = 1.0 / today.liquidation_threshold - 1.0 + 1e-12;
        within("today.bonus", today.bonus, 0.0, most, "the threshold and the bonus together exceed the collateral: check both")?;
    }
    Ok(())
}
