//! The answer as text: a plain sentence first, then every number with its unit, horizon and confidence.

use crate::Answer;
use anyhow::Result;
use plimsoll::governance::{MarketParameter, ParameterCause, ParameterQuestion, ProposedParameters, StewardPlan, TodayAssessment};
use plimsoll::volatility::ForecastFlag;
use std::fmt::Write;
use time::OffsetDateTime;
use time::macros::format_description;

pub fn text(answer: &Answer) -> Result<String> {
    let (question, proposal) = (&answer.question, &answer.proposal);
    let mut out = String::new();
    sentence(&mut out, answer)?;
    band(&mut out, answer)?;
    why(&mut out, answer)?;
    writeln!(
        out,
        "\nSmartLTV       LTV {} with c = {}, daily volatility {} (next 24 h), β = {}",
        percent(proposal.smart_ltv),
        question.smart_ltv_factor,
        percent(proposal.sigma_daily),
        percent(question.slippage)
    )?;
    match &proposal.today {
        Some(today) => judged(&mut out, today, answer)?,
        None => writeln!(out, "Today          not given: pass --ltv, --lt and --bonus to have today's values judged")?,
    }
    if let Some(plan) = &proposal.steward {
        steward(&mut out, plan, question)?;
    }
    confidence(&mut out, answer)?;
    Ok(out)
}

fn sentence(out: &mut String, answer: &Answer) -> Result<()> {
    let (question, central) = (&answer.question, &answer.proposal.central);
    let alpha = percent(central.alpha);
    if !central.viable {
        writeln!(
            out,
            "{} should not back debt now: at {alpha} per event no threshold covers the fall while liquidators respond for {} h.\n",
            answer.asset, question.response_hours
        )?;
        return Ok(());
    }
    let binds = answer.proposal.reasons.iter().find(|reason| reason.parameter == MarketParameter::LiquidationThreshold);
    writeln!(
        out,
        "For {} now: lend up to {}, liquidate at {}, pay liquidators {}; mostly because of {}.",
        answer.asset,
        percent(central.parameters.ltv),
        percent(central.parameters.liquidation_threshold),
        percent(central.parameters.bonus),
        binds.map_or("nothing", |reason| cause(reason.cause)),
    )?;
    writeln!(
        out,
        "Accepted: {alpha} that the price falls by more within {} h than the threshold covers, {alpha} that a loan opened at the LTV is liquidated within 24 h.\n",
        question.response_hours
    )?;
    Ok(())
}

fn band(out: &mut String, answer: &Answer) -> Result<()> {
    writeln!(out, "               accepted   LTV      threshold  bonus     fall in {} h  fall in 24 h", answer.question.response_hours)?;
    let proposal = &answer.proposal;
    for (name, set) in [("low", &proposal.cautious), ("central", &proposal.central), ("high", &proposal.bold)] {
        let ProposedParameters { alpha, viable, parameters, close_out_fall, day_fall } = set;
        let [ltv, threshold, bonus] = if *viable {
            [parameters.ltv, parameters.liquidation_threshold, parameters.bonus].map(percent)
        } else {
            ["none", "none", "none"].map(String::from)
        };
        let [alpha, close_out, day] = [*alpha, fallen(*close_out_fall), fallen(*day_fall)].map(percent);
        writeln!(out, "{name:<14} {alpha:<10} {ltv:<8} {threshold:<10} {bonus:<9} {close_out:<12} {day}")?;
    }
    Ok(())
}

fn why(out: &mut String, answer: &Answer) -> Result<()> {
    let (question, proposal) = (&answer.question, &answer.proposal);
    for (parameter, name) in
        [(MarketParameter::Ltv, "LTV"), (MarketParameter::LiquidationThreshold, "threshold"), (MarketParameter::Bonus, "bonus")]
    {
        let shares: Vec<String> = proposal
            .reasons
            .iter()
            .filter(|reason| reason.parameter == parameter)
            .map(|reason| format!("{} {:.4}", cause(reason.cause), reason.log_share))
            .collect();
        writeln!(
            out,
            "{}What binds {name:<10} {} (log shares)",
            if parameter == MarketParameter::Ltv { "\n" } else { "" },
            shares.join(" · ")
        )?;
    }
    writeln!(
        out,
        "\nDepth          {} sellable at {}, debt cap {}, in the quote currency: one close-out of {} of the cap sells at {} below the market",
        amount(question.liquidity),
        percent(question.slippage),
        amount(question.debt_cap),
        percent(question.close_out_share),
        percent(proposal.close_out_slippage)
    )?;
    if !answer.assumed.is_empty() {
        writeln!(out, "Assumed        {}: pass your own", answer.assumed.join(", "))?;
    }
    Ok(())
}

fn judged(out: &mut String, today: &TodayAssessment, answer: &Answer) -> Result<()> {
    let (question, central) = (&answer.question, &answer.proposal.central.parameters);
    let values = &today.parameters;
    writeln!(
        out,
        "Today          LTV {}, threshold {}, bonus {}: SmartLTV's implied risk level is {:.2} (c; lower is riskier)",
        percent(values.ltv),
        percent(values.liquidation_threshold),
        percent(values.bonus),
        today.smart_ltv_risk_level
    )?;
    writeln!(
        out,
        "               an account at the threshold is short of its debt within {} h with {}",
        question.response_hours,
        percent(today.shortfall_probability)
    )?;
    writeln!(out, "               an account opened at the LTV is liquidated within 24 h with {}", percent(today.borrower_probability))?;
    let pays = if today.bonus_pays { "pays" } else { "does not pay" };
    writeln!(
        out,
        "               the bonus {pays} a liquidator's slippage, cost and price risk at {} over {} h",
        percent(question.alpha_central),
        question.response_hours
    )?;
    if central.liquidation_threshold < values.liquidation_threshold {
        writeln!(out, "               the proposed threshold is lower: it can liquidate accounts that are safe now; check them first")?;
    }
    Ok(())
}

fn steward(out: &mut String, plan: &StewardPlan, question: &ParameterQuestion) -> Result<()> {
    let when = match plan.wait_seconds {
        0 => "may act now".to_string(),
        wait => format!("must wait {:.1} h more", f64::from(wait) / 3_600.0),
    };
    let reach = match plan.steps {
        Some(0) => "nothing to change".to_string(),
        Some(steps) => {
            let delay = question.steward.as_ref().map_or(0, |limits| limits.minimum_delay_seconds);
            let days = (f64::from(steps - 1) * f64::from(delay) + f64::from(plan.wait_seconds)) / 86_400.0;
            format!("the central proposal is reached in {steps} changes, {days:.1} days from now at the soonest")
        }
        None => "it cannot reach the central proposal within its limits".to_string(),
    };
    writeln!(out, "Steward        {when}; {reach}")?;
    let steps: Vec<String> = plan
        .first_step
        .iter()
        .map(|step| format!("{} {} → {} of {} bps", name(step.parameter), step.from_bps, step.to_bps, step.target_bps))
        .collect();
    writeln!(out, "               {}: {}", if plan.wait_seconds == 0 { "first step" } else { "until then" }, steps.join(", "))?;
    Ok(())
}

fn confidence(out: &mut String, answer: &Answer) -> Result<()> {
    let trust = &answer.proposal.confidence;
    let as_of =
        OffsetDateTime::from_unix_timestamp(i64::from(trust.as_of))?.format(format_description!("[year]-[month]-[day] [hour]:[minute]"))?;
    writeln!(
        out,
        "Confidence     model {} ({}…), as of {as_of} UTC{}, {} h of history used of {} bars",
        trust.model.version,
        trust.model.hash.get(..8).unwrap_or(&trust.model.hash),
        if trust.stale { " (stale)" } else { "" },
        trust.history_hours,
        answer.bars
    )?;
    for flag in &trust.flags {
        writeln!(out, "               less trust: {}", flagged(*flag))?;
    }
    for note in &answer.notes {
        writeln!(out, "               {note}")?;
    }
    Ok(())
}

fn percent(fraction: f64) -> String {
    let shown = 100.0 * fraction;
    if shown > 0.0 && shown < 0.01 { "<0.01 %".to_string() } else { format!("{shown:.2} %") }
}

/// Grouped by thousands.
fn amount(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A log distance as the simple fall that it is.
fn fallen(log_distance: f64) -> f64 {
    -(-log_distance).exp_m1()
}

fn name(parameter: MarketParameter) -> &'static str {
    match parameter {
        MarketParameter::Ltv => "LTV",
        MarketParameter::LiquidationThreshold => "threshold",
        MarketParameter::Bonus => "bonus",
    }
}

fn cause(cause: ParameterCause) -> &'static str {
    match cause {
        ParameterCause::MarketTail => "the market's tail",
        ParameterCause::BorrowerBuffer => "the borrower's 24 h buffer",
        ParameterCause::Depth => "the depth",
        ParameterCause::Oracle => "the oracle",
        ParameterCause::Cost => "the liquidator's cost",
    }
}

fn flagged(flag: ForecastFlag) -> &'static str {
    match flag {
        ForecastFlag::ShortHistory => "under 720 h of history",
        ForecastFlag::MissingBars => "more than 5 % of the last 720 h are missing",
        ForecastFlag::VolatilityOutsideTraining => "volatility outside the training range",
        ForecastFlag::NoMarket => "no market state",
        ForecastFlag::NoPanel => "no cross-section of the market",
        ForecastFlag::ModelExpired => "the model is past its stated life",
        ForecastFlag::HourlyCloses => "made from one price an hour",
        ForecastFlag::OracleUpdates => "made from an oracle's updates",
        ForecastFlag::DailyBars => "made from daily bars",
        ForecastFlag::Calibrated => "calibrated by the outcomes seen so far",
        ForecastFlag::Pegged => "the model of pegged assets answered",
    }
}
