//! What the model of the peg said through past depegs, trained before each.

use super::baselines::general;
use super::data::{Peg, PegRow, Source};
use super::fit;
use super::report::{date, seconds};
use anyhow::{Context, Result};
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{advice, default_advice_options};
use plimsoll::volatility::{Forecast, PegState, drawdown_probability, drawdown_quantile, pegged_forecast_with};
use std::fmt::Write;
use time::UtcDateTime;
use time::macros::utc_datetime;

const HOUR: u32 = 3_600;

struct Event {
    title: &'static str,
    asset: &'static str,
    source: Source,
    from: UtcDateTime,
    to: UtcDateTime,
    every: u32,
}

const EVENTS: [Event; 3] = [
    Event {
        title: "USDC after the failure of its bank, March 2023; closes begin at the low, on 2023-03-11 15:00",
        asset: "USDC",
        source: Source::Closes,
        from: utc_datetime!(2023-03-11 15:00),
        to: utc_datetime!(2023-03-13 15:00),
        every: 3,
    },
    Event {
        title: "UST, May 2022",
        asset: "UST",
        source: Source::Sampled,
        from: utc_datetime!(2022-05-07 0:00),
        to: utc_datetime!(2022-05-12 0:00),
        every: 4,
    },
    Event {
        title: "stETH against ETH, May and June 2022",
        asset: "STETH",
        source: Source::Sampled,
        from: utc_datetime!(2022-05-07 0:00),
        to: utc_datetime!(2022-06-20 0:00),
        every: 24,
    },
];

/// The loop of the example: stETH worth eight times the equity, the rest borrowed in ETH, liquidated at 0.95 of the collateral.
const LOOP: (f64, f64) = (8.0, 0.95);

/// Writes a table per event, and the example of a loop.
///
/// # Errors
/// Too few rows before an event, or a price that the core refuses.
pub fn tables(out: &mut String, pegs: &[Peg], rows: &[PegRow]) -> Result<()> {
    for event in &EVENTS {
        let Some(peg) = pegs.iter().find(|peg| peg.asset == event.asset && peg.source == event.source) else { continue };
        let weights = fit::fit(pegs, rows, seconds(event.from), None)?;
        let _ = writeln!(
            out,
            "### What was said: {}\n\nTrained on rows that end a week before. q: quantile of the worst fall; P: probability of a fall of 5 % \
             and of 20 % within 7 days; then the worst fall that came.\n\n| time (UTC) | price | hours of history | q 1 %, 24 h | q 1 %, 7 d | q 0.1 %, 7 d | P 5 % | P 20 % | came in 24 h | came in 7 d |\n| --- | \
             --- | --- | --- | --- | --- | --- | --- | --- | --- |",
            event.title
        );
        for t in (seconds(event.from)..=seconds(event.to)).step_by((event.every * HOUR) as usize) {
            let state = PegState::new(&history(peg, t), &weights.prior)?;
            let made = pegged_forecast_with(&weights, &state, peg.kind);
            let q = |alpha: f64, hours: f64| drawdown_quantile(&made, alpha, hours);
            let came = |hours: u32| fall(peg, t, hours).map_or_else(|| "–".to_string(), |fall| format!("{fall:.4}"));
            let _ = writeln!(
                out,
                "| {} {:02}:00 | {:.4} | {} | {:.4} | {:.4} | {:.4} | {:.2} % | {:.2} % | {} | {} |",
                date(t),
                t / HOUR % 24,
                made.price,
                made.history_hours,
                q(0.01, 24.0)?,
                q(0.01, 168.0)?,
                q(0.001, 168.0)?,
                100.0 * drawdown_probability(&made, -(0.95f64.ln()), 168.0)?,
                100.0 * drawdown_probability(&made, -(0.8f64.ln()), 168.0)?,
                came(24),
                came(168)
            );
        }
        out.push('\n');
    }
    looped(out, pegs, rows)
}

/// Flat rows of the last 31 days up to a time; nothing from before a hole of more than two days.
fn history(peg: &Peg, t: u32) -> Vec<f64> {
    let until = peg.prices.partition_point(|(ts, _)| *ts <= t);
    let known = &peg.prices[peg.prices.partition_point(|(ts, _)| *ts < t.saturating_sub(723 * HOUR))..until];
    let hole = known.windows(2).rposition(|pair| pair[1].0 - pair[0].0 > 48 * HOUR).map_or(0, |at| at + 1);
    known[hole..].iter().flat_map(|(ts, price)| [f64::from(*ts), *price]).collect()
}

fn fall(peg: &Peg, t: u32, hours: u32) -> Option<f64> {
    let now = peg.prices.iter().rev().find(|(ts, _)| *ts <= t)?.1;
    let low = peg.prices.iter().filter(|(ts, _)| *ts > t && *ts <= t + hours * HOUR).map(|(_, price)| *price).fold(now, f64::min);
    Some((now / low).ln())
}

/// A loop of stETH against ETH, both quoted in ETH.
fn account(price: f64, leverage: f64) -> Account {
    let leg = |asset: &str, side, amount: f64, price: f64, factor: Option<&str>| Leg {
        asset: asset.to_string(),
        side,
        amount,
        price,
        threshold: if side == LegSide::Collateral { LOOP.1 } else { 1.0 },
        ltv: if side == LegSide::Collateral { 0.93 } else { 0.0 },
        factor: factor.map(str::to_string),
        interest_annual: 0.0,
    };
    Account {
        legs: vec![
            leg("stETH", LegSide::Collateral, leverage / price, price, Some("stETH/ETH")),
            leg("ETH", LegSide::Debt, leverage - 1.0, 1.0, None),
        ],
        liquidatable: None,
    }
}

fn looped(out: &mut String, pegs: &[Peg], rows: &[PegRow]) -> Result<()> {
    let Some(peg) = pegs.iter().find(|peg| peg.asset == "STETH") else { return Ok(()) };
    let _ = writeln!(
        out,
        "### A loop of stETH against ETH\n\nLeverage {} at a threshold of {}, the venue's limit 0.93 of the collateral: liquidated when stETH falls by {:.1} % against ETH. Safe \
         leverage at 1 % and 7 days. `general` is the model of other assets on the same ratio; `daily σ` a Gaussian with the standard \
         deviation of the ratio's last 30 daily closes (reflection principle).\n\n| day | stETH/ETH | P(7 d), peg | P(7 d), general | P(7 d), daily σ | safe leverage, peg | safe leverage, general | worst fall that came in 30 d |\n| \
         --- | --- | --- | --- | --- | --- | --- | --- |",
        LOOP.0,
        LOOP.1,
        100.0 * (1.0 - (LOOP.0 - 1.0) / (LOOP.0 * LOOP.1))
    );
    let days = [
        utc_datetime!(2022-03-15 0:00),
        utc_datetime!(2022-04-15 0:00),
        utc_datetime!(2022-05-09 0:00),
        utc_datetime!(2022-05-12 0:00),
        utc_datetime!(2022-05-13 0:00),
        utc_datetime!(2022-06-10 0:00),
        utc_datetime!(2022-06-13 0:00),
        utc_datetime!(2022-10-15 0:00),
    ]
    .map(seconds);
    let generals = general(peg, &days)?;
    let mut options = default_advice_options();
    (options.horizon_hours, options.oracle_deviation) = (168.0, 0.0);
    for day in days {
        let weights = fit::fit(pegs, rows, day, None)?;
        let state = PegState::new(&history(peg, day), &weights.prior)?;
        let made = pegged_forecast_with(&weights, &state, peg.kind);
        let other = generals.get(&day).context("the general model has no history")?;
        let ask = |forecast: &Forecast| -> Result<(f64, f64)> {
            let account = account(state.price, LOOP.0);
            let answer = advice(&account, forecast, &options)?;
            let week = answer.probabilities.iter().find(|one| one.horizon_hours == 168.0).context("no answer for a week")?;
            Ok((week.probability, answer.safe_leverage.leverage))
        };
        let ((p, leverage), (p_general, leverage_general)) = (ask(&made)?, ask(other)?);
        let distance = (LOOP.0 * LOOP.1 / (LOOP.0 - 1.0)).ln();
        let _ = writeln!(
            out,
            "| {} | {:.4} | {:.2} % | {:.2} % | {:.1e} | {leverage:.2} | {leverage_general:.2} | {:.4} |",
            date(day),
            state.price,
            100.0 * p,
            100.0 * p_general,
            gaussian(peg, day, distance),
            fall(peg, day, 720).unwrap_or(f64::NAN)
        );
    }
    out.push('\n');
    Ok(())
}

/// P(worst fall within a week beyond the distance) of a driftless Brownian motion with the volatility of the last 30 days.
fn gaussian(peg: &Peg, day: u32, distance: f64) -> f64 {
    use statrs::distribution::{ContinuousCDF, Normal};
    let at = |t: u32| peg.prices.iter().rev().find(|(ts, _)| *ts <= t).map_or(1.0, |(_, price)| price.ln());
    let daily = (0..30).map(|back| (at(day - back * 86_400) - at(day - (back + 1) * 86_400)).powi(2)).sum::<f64>() / 30.0;
    2.0 * Normal::standard().sf(distance / (7.0 * daily).sqrt())
}
