//! What the model said hour by hour through five crashes, by weights that were learned before each.

use super::Source;
use super::words::seconds;
use crate::bars::{Series, Venue};
use crate::dataset::{Follower, MarketTimeline, decision_times};
use crate::grid::{Grid, HOUR};
use crate::picture::{Axis, Line, Picture, Point, percent_tick};
use crate::targets::targets;
use anyhow::{Context, Result};
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{AdviceOptions, advice, default_advice_options};
use plimsoll::volatility::{Forecast, Law, Weights, forecast_with};
use std::fmt::Write;
use time::OffsetDateTime;
use time::UtcDateTime;
use time::macros::utc_datetime;

/// Name, first and last hour, and the January before which the weights were learned.
const EPISODES: [(&str, UtcDateTime, UtcDateTime, UtcDateTime); 5] = [
    ("2020-03", utc_datetime!(2020-03-10 0:00), utc_datetime!(2020-03-15 0:00), utc_datetime!(2020-01-01 0:00)),
    ("2021-05", utc_datetime!(2021-05-17 0:00), utc_datetime!(2021-05-22 0:00), utc_datetime!(2021-01-01 0:00)),
    ("2022-05", utc_datetime!(2022-05-06 0:00), utc_datetime!(2022-05-14 0:00), utc_datetime!(2022-01-01 0:00)),
    ("2022-11", utc_datetime!(2022-11-06 0:00), utc_datetime!(2022-11-12 0:00), utc_datetime!(2022-01-01 0:00)),
    ("2024-08", utc_datetime!(2024-08-02 0:00), utc_datetime!(2024-08-07 0:00), utc_datetime!(2024-01-01 0:00)),
];

const ASSETS: [&str; 2] = ["BTC", "ETH"];

/// Horizon of everything said here, hours, with its position among the anchors.
const DAY: (f64, usize) = (24.0, 2);

/// Hours between the rows of the tables; the files beside them hold every hour.
const SHOWN: usize = 6;

/// Liquidation threshold of the account whose safe leverage is shown.
const THRESHOLD: f64 = 0.83;

/// One hour of one asset.
struct Said {
    ts: u32,
    sigma: f64,
    quantile: f64,
    leverage: f64,
    fifth: f64,
    /// Worst fall over the 24 hours that followed, log distance.
    came: f64,
}

pub(super) fn section(source: &Source<'_>) -> Result<String> {
    let mut out = String::from(
        "## Hour by hour through five crashes

Weights learned before the January before each. `1 %` is the fall that the next 24 hours exceed with probability 1 %; `came` the worst
fall that they brought; `safe` the leverage of a long against a stable debt (threshold 0.83, oracle and costs apart) that is liquidated
within 24 hours with probability 1 %; `−20 %` the probability of a fall by a fifth. Every hour is in `models/episodes/*.csv`.

",
    );
    let spot = |name: &str| source.series.iter().find(|one| one.venue == Venue::Spot && one.asset == name);
    let all: Vec<&Series> = ASSETS.iter().map(|name| spot(name).with_context(|| format!("{name} is missing"))).collect::<Result<_>>()?;
    let panel: Vec<&Series> = source.series.iter().filter(|one| one.venue == Venue::Spot).collect();
    for (name, from, to, learned) in EPISODES {
        let (from, to) = (seconds(from), seconds(to));
        let weights = source.lessons.before(seconds(learned))?;
        let times: Vec<u32> = decision_times(from - HOUR, to, HOUR).collect();
        let market = MarketTimeline::new(&panel, &times, &weights.prior)?;
        let told: Vec<Vec<Said>> = all.iter().map(|one| follow(one, &weights, &market, from, to)).collect::<Result<_>>()?;
        table(&mut out, name, &told);
        picture(source, name, &told)?;
        file(source, name, &told)?;
        let _ = writeln!(out, "![Fall said to be exceeded with 1 % and worst fall that came, {name}](plots/episode_{name}.svg)\n");
    }
    Ok(out)
}

fn follow(series: &Series, weights: &Weights, market: &MarketTimeline, from: u32, to: u32) -> Result<Vec<Said>> {
    let grid = Grid::new(&series.bars);
    let mut follower = Follower::new(series);
    let mut told = Vec::new();
    for ts in decision_times(from - HOUR, to, HOUR) {
        follower.advance(ts)?;
        let Some(closed) = grid.closed(ts) else { continue };
        let made = forecast_with(weights, follower.tracker.window(), market.at(ts))?;
        let Some(came) = targets(&grid, closed)[DAY.1] else { continue };
        let law = Law::new(&made)?;
        told.push(Said {
            ts,
            sigma: made.horizons[DAY.1].sigma_annual,
            quantile: law.drawdown_quantile(0.01, DAY.0)?,
            leverage: safe(&made)?,
            fifth: law.drawdown_probability(-(0.8f64.ln()), DAY.0)?,
            came: came.drawdown,
        });
    }
    Ok(told)
}

/// Safe leverage of a long, by the core's advice.
fn safe(made: &Forecast) -> Result<f64> {
    let leg = |asset: &str, side, amount, price, factor: Option<&str>| Leg {
        asset: asset.to_string(),
        side,
        amount,
        price,
        threshold: if side == LegSide::Collateral { THRESHOLD } else { 1.0 },
        // The venue's own limit must not bind where the market's tail is shown.
        ltv: if side == LegSide::Collateral { THRESHOLD } else { 0.0 },
        factor: factor.map(str::to_string),
        interest_annual: 0.0,
    };
    let legs = vec![leg("X", LegSide::Collateral, 1.0, made.price, Some("X")), leg("USD", LegSide::Debt, 0.1 * made.price, 1.0, None)];
    let options = AdviceOptions { oracle_deviation: 0.0, ..default_advice_options() };
    Ok(advice(&Account { legs, liquidatable: None }, made, &options)?.safe_leverage.leverage)
}

fn hour_of(ts: u32) -> String {
    let time = OffsetDateTime::from_unix_timestamp(i64::from(ts)).unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!("{:02}-{:02} {:02}:00", u8::from(time.month()), time.day(), time.hour())
}

fn share(log_distance: f64) -> f64 {
    1.0 - (-log_distance).exp()
}

fn table(out: &mut String, name: &str, told: &[Vec<Said>]) {
    let _ =
        writeln!(out, "### {name}\n\n| UTC | {} |", ASSETS.map(|one| format!("{one} σ, a year | 1 % | came | safe | −20 %")).join(" | "));
    let _ = writeln!(out, "| --- |{}", " --- |".repeat(5 * ASSETS.len()));
    for at in (0..told.iter().map(Vec::len).min().unwrap_or(0)).step_by(SHOWN) {
        let cells: Vec<String> = told
            .iter()
            .map(|hours| {
                let said = &hours[at];
                let (quantile, came) = (100.0 * share(said.quantile), 100.0 * share(said.came));
                format!("{:.0} % | {quantile:.1} % | {came:.1} % | {:.2} | {:.2} %", 100.0 * said.sigma, said.leverage, 100.0 * said.fifth)
            })
            .collect();
        let _ = writeln!(out, "| {} | {} |", hour_of(told[0][at].ts), cells.join(" | "));
    }
    out.push('\n');
}

fn picture(source: &Source<'_>, name: &str, told: &[Vec<Said>]) -> Result<()> {
    let line = |name: String, hours: &[Said], of: fn(&Said) -> f64| Line {
        name,
        points: hours.iter().map(|said| Point::bare(f64::from(said.ts), share(of(said)))).collect(),
    };
    let lines: Vec<Line> = ASSETS
        .iter()
        .zip(told)
        .flat_map(|(asset, hours)| {
            let said = line(format!("{asset}: exceeded with 1 %, as said at the hour"), hours, |said| said.quantile);
            [said, line(format!("{asset}: came within the next 24 h"), hours, |said| said.came)]
        })
        .collect();
    Picture {
        title: &format!("Worst fall within 24 hours, {name}: said and come"),
        x: Axis { label: "hour of the forecast, UTC", log: false, tick: |ts| hour_of(ts.max(0.0) as u32 / HOUR * HOUR) },
        y: Axis { label: "fall of the price, percent", log: false, tick: percent_tick },
        lines: &lines,
        joined: true,
        reference: None,
    }
    .write(&source.plots.join(format!("episode_{name}.svg")))
}

/// Every hour as a file: what was said, and the worst fall that came, no price.
fn file(source: &Source<'_>, name: &str, told: &[Vec<Said>]) -> Result<()> {
    let folder = source.plots.with_file_name("episodes");
    let path = folder.join(format!("{name}.csv"));
    let failed = || format!("{}: cannot write", path.display());
    std::fs::create_dir_all(&folder).with_context(failed)?;
    let mut writer = csv::Writer::from_path(&path).with_context(failed)?;
    writer
        .write_record(["asset", "ts", "sigma_annual", "dd_q99_24h", "safe_leverage_24h_1pct", "p_fall_20pct_24h", "dd_came_24h"])
        .with_context(failed)?;
    for (asset, hours) in ASSETS.iter().zip(told) {
        for said in hours {
            let numbers = [said.sigma, said.quantile, said.leverage, said.fifth, said.came].map(|number| format!("{number:.6}"));
            let record = [(*asset).to_string(), said.ts.to_string()].into_iter().chain(numbers);
            writer.write_record(record.collect::<Vec<_>>()).with_context(failed)?;
        }
    }
    writer.flush().with_context(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll::volatility::ANCHORS;

    #[test]
    fn anchors_and_names() {
        assert_eq!(f64::from(ANCHORS[DAY.1]), DAY.0);
        assert_eq!(hour_of(1_584_000_000), "03-12 08:00");
        assert!((share(0.2231435513) - 0.2).abs() < 1e-9);
    }
}
