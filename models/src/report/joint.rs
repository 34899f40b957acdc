//! Several prices together: correlations in stress, regimes, positions of two assets, and contagion.

use super::{Source, percent, rate, walk_years};
use crate::backtest::{Plan, Walk};
use crate::joint::calibration::{ALPHAS, HORIZONS, MODELS, Opening, assets, forecasts, openings, positions, score};
use crate::joint::cocrash::{self, Day};
use crate::joint::contagion::{MEASURES, moments, study};
use crate::joint::learn::{Learned, learn};
use crate::joint::liquidations::{clusters, hourly};
use crate::joint::mixture::shares;
use crate::joint::own_part;
use crate::joint::pairs::{PairDay, correlation_loss, pair_days};
use crate::joint::panel::Panel;
use crate::joint::shock::shocks;
use anyhow::Result;
use plimsoll::scenario::{JointWeights, stressed_correlation};
use std::fmt::Write;

/// The section: each year judged by what was learned before it.
pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let panel = Panel::new(source.series);
    let mut out = String::from("## Several prices together: 2020-01 to 2025-06, learned before each January\n\n");
    let mut days: Vec<(PairDay, f64)> = Vec::new();
    let mut states: Vec<(f64, f64)> = Vec::new();
    let mut learned: Vec<JointWeights> = Vec::new();
    for (from, to) in walk_years() {
        let weights = source.lessons.before(from)?;
        let Learned { weights: joint, parts } = learn(source.series, &panel, source.data, &weights, from, own_part::MOST)?;
        let seen = shocks(source.data, &weights, from, to);
        let stressed = |rho: f64| stressed_correlation(&[rho], joint.correlation.stress_distance).first().copied().unwrap_or(rho);
        days.extend(pair_days(&panel, &joint.correlation, &seen, &parts, to).into_iter().map(|day| (day, stressed(day.forecast))));
        for shock in &seen {
            let [day, week] = shock.market;
            let given = joint.regimes.probabilities(&[Some(day), Some(week), None, None]).stressed;
            states.push((given, shares(&parts, shock.next)[2]));
        }
        learned.push(joint);
    }
    correlations(&mut out, &days);
    regimes(&mut out, &mut states);
    let plan = Plan::public();
    let weights = plan.refits.iter().map(|from| Ok((*source.lessons.before(*from)?).clone())).collect::<Result<Vec<_>>>()?;
    let walk = Walk::new(source.series, &plan, weights)?;
    let mut assets = assets(&positions(&panel));
    assets.extend(cocrash::ASSETS.map(str::to_string));
    assets.retain(|asset| panel.position(asset).is_some());
    assets.sort();
    assets.dedup();
    let forecasts = forecasts(source.series, &walk, &assets)?;
    two_assets(&mut out, &openings(&panel, &walk, &learned, &forecasts)?, &panel);
    crashes(&mut out, &cocrash::days(&panel, &walk, &learned, &forecasts)?);
    contagion(&mut out, source, &panel)?;
    Ok(out)
}

fn correlations(out: &mut String, days: &[(PairDay, f64)]) {
    out.push_str(
        "### Correlations\n\nPairs of spot assets on every third day: the correlation of hourly log returns as forecast, what it becomes in stress, and
what came over the next 24 h, by the regime that came. The loss is half the negative log likelihood of a bivariate normal with the
volatilities that came.\n\n| regime that came | pairs and days | forecast | stressed | came | loss, forecast | loss, stressed |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (place, name) in ["calm", "normal", "stressed"].into_iter().enumerate() {
        correlation_row(out, name, days.iter().filter(|(day, _)| day.shares[place] > 0.5).collect());
    }
    out.push_str(
        "\nThe same by the forecast. What moves a debt in one against a collateral in the other is 1 less the correlation.\n\n| forecast | pairs and days | forecast | stressed | came | loss, forecast | loss, stressed |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
    );
    for (name, from, to) in [("below 0.6", -1.0, 0.6), ("0.6 to 0.8", 0.6, 0.8), ("above 0.8", 0.8, 1.0)] {
        correlation_row(out, name, days.iter().filter(|(day, _)| day.forecast >= from && day.forecast < to).collect());
    }
    standing(out, days);
}

/// What came in the hours of a day, by whether both prices together then stood below where the day began.
fn standing(out: &mut String, days: &[(PairDay, f64)]) {
    out.push_str(
        "\nThe same by where the two prices stood together as the hour began, since the decision time (the first hour counts half in
each): prices that have fallen move together more than prices that have risen.\n\n| as the hour began | hours of all pairs | forecast | came |\n| --- | ---: | ---: | ---: |\n",
    );
    for (place, name) in ["fallen", "risen"].into_iter().enumerate() {
        let sum = |of: &dyn Fn(&(PairDay, f64)) -> f64| days.iter().map(of).sum::<f64>();
        let hours = sum(&|(day, _)| day.standing[place].count);
        let forecast = sum(&|(day, _)| day.forecast * day.standing[place].count) / hours;
        let came = sum(&|(day, _)| day.standing[place].products) / sum(&|(day, _)| day.standing[place].squares);
        let _ = writeln!(out, "| {name} | {hours:.0} | {forecast:.3} | {came:.3} |");
    }
}

fn correlation_row(out: &mut String, name: &str, held: Vec<&(PairDay, f64)>) {
    let mean = |of: &dyn Fn(&(PairDay, f64)) -> f64| held.iter().map(|day| of(day)).sum::<f64>() / held.len() as f64;
    let _ = writeln!(
        out,
        "| {name} | {} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
        held.len(),
        mean(&|(day, _)| day.forecast),
        mean(&|(_, stressed)| *stressed),
        mean(&|(day, _)| day.realised),
        mean(&|(day, _)| correlation_loss(day.forecast, day.realised)),
        mean(&|(day, stressed)| correlation_loss(*stressed, day.realised)),
    );
}

fn regimes(out: &mut String, states: &mut [(f64, f64)]) {
    states.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    out.push_str(
        "\n### Regimes\n\nProbability of the stressed regime over the next 24 h from the market's state, in fifths of the decision times (every six hours),
and the share that came.\n\n| fifth | times | given | came |\n| --- | ---: | ---: | ---: |\n",
    );
    for fifth in 0..5 {
        let held = &states[fifth * states.len() / 5..(fifth + 1) * states.len() / 5];
        let mean = |of: fn(&(f64, f64)) -> f64| held.iter().map(of).sum::<f64>() / held.len() as f64;
        let _ =
            writeln!(out, "| {} | {} | {} | {} |", fifth + 1, held.len(), percent(mean(|state| state.0)), percent(mean(|state| state.1)));
    }
}

fn two_assets(out: &mut String, made: &[Opening], panel: &Panel) {
    out.push_str(
        "\n### Positions of two assets\n\nOpened every three days at the debt that is called safe, liquidation threshold 0.8, no oracle deviation, 8,192 paths, and held for the
horizon on real prices. Liquidated: each price at its worst of every hour, both at once, which no market need have shown (at hourly
closes in parentheses, which miss what lies between): the truth lies between the two. `independent` has correlation 0, `as one`
correlation 1, in every regime; all three share the jumps' hours and the regimes' volatility.\n\n| position | horizon | accepted | model | opened | liquidated | leverage, median |\n| --- | ---: | ---: | --- | ---: | ---: | ---: |\n",
    );
    let mut groups: Vec<&str> = positions(panel).iter().map(|position| position.group).collect();
    groups.dedup();
    groups.sort_unstable();
    groups.dedup();
    for group in groups {
        for (horizon, hours) in HORIZONS.into_iter().enumerate() {
            for (alpha, accepted) in ALPHAS.into_iter().enumerate() {
                for (together, name) in MODELS {
                    let found = score(made, group, together, horizon, alpha);
                    let _ = writeln!(
                        out,
                        "| {group} | {hours} h | {} | {name} | {} | {} ({}) | {:.2} |",
                        percent(accepted),
                        found.count,
                        rate(&found.harsh),
                        percent(found.mild),
                        found.leverage,
                    );
                }
            }
        }
    }
}

fn crashes(out: &mut String, days: &[Day]) {
    let _ = write!(
        out,
        "\n### Co-crashes\n\nP(the second falls within 24 h beyond the 5 % quantile of its own forecast, given that the first does), every three days, all
ordered pairs of {}: as the joint simulation says, and as it came; and the same of rises. With nothing in common it would be 5 %. The
simulation is symmetric: it says of rises what it says of falls.\n\n| pairs and days | the first crashed | given | came | the first rose | came |\n| ---: | ---: | ---: | ---: | ---: | ---: |\n",
        cocrash::ASSETS.join(", ")
    );
    let all = cocrash::score(days);
    let (rose, both) = all.rises;
    let _ = writeln!(out, "| {} | {} | {} | {} | {rose} | {} |", days.len(), all.crashes, percent(all.given), rate(&all.came), rate(&both));
}

fn contagion(out: &mut String, source: &Source<'_>, panel: &Panel) -> Result<()> {
    out.push_str("\n### Contagion before clusters of liquidations\n\n");
    let folder = source.folder.join("defi/aave_market_hourly");
    if !folder.is_dir() {
        out.push_str("Not measured: the data hold no `defi/aave_market_hourly`.\n\n");
        return Ok(());
    }
    let starts = clusters(&hourly(&folder)?);
    let Some(first) = starts.first() else {
        out.push_str("The data hold no cluster of liquidations.\n\n");
        return Ok(());
    };
    let (_, until) = walk_years()[5];
    let moments = moments(panel, first - 30 * 86_400, until);
    let _ = writeln!(
        out,
        "{} clusters on Aave from 2021 to mid-2025: hours in which the value liquidated within 24 h passes the 99th percentile of the 90 days
before, and had not for 72 h. Each measure at times every six hours without a cluster in the last 72 h: AUC, the chance that it is
higher where a cluster begins within the horizon than elsewhere (0.5 says nothing), its interval, its lead over plain volatility with
the interval of the lead, and the AUC among times of like volatility (tenths).\n",
        starts.len()
    );
    for hours in [24, 72] {
        let found = study(&moments, &starts, hours);
        let counts = found.first().map_or((0, 0), |skill| skill.counts);
        let _ = writeln!(
            out,
            "| within {hours} h ({} times before, {} others) | AUC | over volatility | like volatility |\n| --- | ---: | ---: | ---: |",
            counts.0, counts.1
        );
        let mut above_chance: Vec<&str> = Vec::new();
        let mut above_volatility: Vec<&str> = Vec::new();
        for (name, skill) in MEASURES.iter().zip(found) {
            let (over, low, high) = skill.over_volatility;
            let (from, to) = skill.interval;
            let _ = writeln!(
                out,
                "| {name} | {:.2} [{from:.2}, {to:.2}] | {over:+.2} [{low:+.2}, {high:+.2}] | {:.2} |",
                skill.auc, skill.matched
            );
            above_chance.extend((from > 0.5).then_some(*name));
            above_volatility.extend((low > 0.0).then_some(*name));
        }
        let _ = writeln!(
            out,
            "\nRises before them beyond chance: {}. Beyond plain volatility: {}.\n",
            listed(&above_chance),
            listed(&above_volatility)
        );
    }
    Ok(())
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "none of them".to_string() } else { names.join(", ") }
}
