//! The example position in Rust: an Aave account and a forecast in, the advice out.

use plimsoll::leverage::{Advice, AdviceStatus, advice, default_advice_options};
use plimsoll::market::simulate_bars;
use plimsoll::venue::aave_v3::aave_v3_view;
use plimsoll::volatility::forecast_bars;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let user = serde_json::from_str(include_str!("../../position.json"))?;
    let account = aave_v3_view(&user)?;
    let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
    let advice = advice(&account, &forecast, &default_advice_options())?;
    print!("{}", report(&advice));
    Ok(())
}

/// The sentence first, then every figure with its unit, horizon and confidence.
fn report(advice: &Advice) -> String {
    let safe = &advice.safe_leverage;
    let asset = advice.factor.as_deref().unwrap_or("nothing");
    let alpha = 100.0 * safe.alpha;
    let mut lines = vec![sentence(advice, asset), String::new()];
    let mut figure = |name: &str, value: Option<String>| lines.push(format!("{name:<18} {}", value.as_deref().unwrap_or("none")));
    figure("Health factor", advice.health_factor.map(|health| format!("{health:.3}, liquidatable below 1")));
    figure("Leverage", advice.leverage.map(|leverage| format!("{leverage:.3}, collateral over equity")));
    figure(
        "Safe leverage",
        Some(format!(
            "{:.3} for at most {alpha} % within {} h; bound by {}; the venue allows {:.3}",
            safe.leverage,
            safe.horizon_hours,
            words(safe.binding),
            safe.venue_maximum
        )),
    );
    figure("Liquidation price", advice.liquidation_price.map(|price| format!("${price:.2} per {asset}")));
    for at in &advice.probabilities {
        let interval = format!("{:.4} to {:.4} % with 90 % confidence", 100.0 * at.low, 100.0 * at.high);
        figure("P(liquidated)", Some(format!("{:.4} % within {} h; {interval}", 100.0 * at.probability, at.horizon_hours)));
    }
    for mark in &advice.thresholds {
        let name = format!("Mark {}", words(mark.level));
        let what = format!("health {:.3}, {asset} at ${:.2}: {alpha} % within {} h", mark.health_factor, mark.price, mark.horizon_hours);
        figure(&name, Some(what));
    }
    let least = if advice.lead_time.capped { "more than" } else { "at least" };
    figure("Lead time", Some(format!("{least} {:.1} h with {} % confidence", advice.lead_time.hours, 100.0 - alpha)));
    let trust = &advice.confidence;
    let flags: Vec<String> = trust.flags.iter().map(words).collect();
    let flags = if flags.is_empty() { "none".to_string() } else { flags.join(", ") };
    figure(
        "Confidence",
        Some(format!("model v{}, {} h history; reasons for less trust: {flags}", trust.model.version, trust.history_hours)),
    );
    figure("Market", Some("simulated, not real: seed 7, 1,440 h, 70 % volatility a year".to_string()));
    lines.join("\n") + "\n"
}

fn sentence(advice: &Advice, asset: &str) -> String {
    match advice.status {
        AdviceStatus::NoDebt => "Nothing is owed, so no price can liquidate this position.".to_string(),
        AdviceStatus::NothingLiquidates => format!("No price of {asset} liquidates this position."),
        AdviceStatus::Liquidatable => "This position can be liquidated now.".to_string(),
        AdviceStatus::Exposed => {
            let day = advice.probabilities.first().map_or(100.0, |at| 100.0 * at.probability);
            let chance = if day < 0.01 { "under 0.01 %".to_string() } else { format!("{day:.2} %") };
            let lead =
                if advice.lead_time.capped { "more than 30 days" } else { &format!("at least {} hours", advice.lead_time.hours.floor()) };
            let level = words(advice.level);
            let sure = 100.0 * (1.0 - advice.safe_leverage.alpha);
            format!(
                "This position is at level {level}: its chance of liquidation within 24 hours is {chance}, and it can be left alone for {lead} with {sure} % confidence."
            )
        }
    }
}

/// A variant's name in plain words: `MarketTail` is "market tail".
fn words(variant: impl std::fmt::Debug) -> String {
    let name = format!("{variant:?}");
    name.chars()
        .flat_map(|c| c.is_uppercase().then_some(' ').into_iter().chain(c.to_lowercase()))
        .collect::<String>()
        .trim_start()
        .to_string()
}
