//! Equities, the dollar, gold and rates, from daily closes.

use super::Values;
use super::known::Known;
use crate::bars::Venue;
use crate::dataset::Dataset;
use anyhow::Result;
use std::path::Path;

/// A daily close is taken as known from the midnight that ends its day.
const DAY: u32 = 86_400;

/// Holidays and weekends: older values say nothing.
const AGE: u32 = 7 * DAY;

/// Trading days of a month and of the correlation.
const MONTH: usize = 22;
const CORRELATION: usize = 60;

/// VIX, its change in five trading days, realised variance of four markets, and BTC's correlation with the S&P 500.
pub fn values(folder: &Path, data: &Dataset) -> Result<Values<7>> {
    let read = |name: &str| Known::read(&folder.join(format!("macro/{name}.csv.gz")), DAY);
    let vix = read("VIX")?;
    let change = vix.over(6, |week| 2.0 * (week[5] / week[0]).ln());
    let stocks = read("SPX")?;
    let months: Vec<Known> =
        [stocks.clone(), read("DXY")?, read("GOLD_FUT")?, read("UST10Y")?].iter().map(|one| one.over(MONTH + 1, variance)).collect();
    let correlation = correlation(data, &stocks);
    let value = |row: &crate::dataset::Row| {
        let month = |market: usize| months[market].at(row.ts, AGE);
        Some([
            2.0 * vix.at(row.ts, AGE)?.ln(),
            change.at(row.ts, AGE)?,
            month(0)?,
            month(1)?,
            month(2)?,
            month(3)?,
            correlation.at(row.ts, AGE)?,
        ])
    };
    Ok(data.rows.iter().map(value).collect())
}

/// Log of the mean squared log return of consecutive closes.
fn variance(closes: &[f64]) -> f64 {
    let squares: f64 = closes.windows(2).map(|pair| (pair[1] / pair[0]).ln().powi(2)).sum();
    (squares / (closes.len() - 1) as f64).max(1e-10).ln()
}

/// Correlation of BTC's returns between the midnights that end trading days with those of the S&P 500.
fn correlation(data: &Dataset, stocks: &Known) -> Known {
    let Some(btc) = data.members.iter().position(|member| member.venue == Venue::Spot && member.asset == "BTC") else {
        return Known::default();
    };
    let price = |t: u32| data.grids[btc].closed(t).and_then(|closed| data.grids[btc].close.get(closed - 1).copied());
    let days: Vec<(u32, f64)> = stocks.0.iter().map(|(ts, close)| (*ts, *close)).collect();
    let both: Vec<(u32, f64, f64)> = days
        .windows(2)
        .filter_map(|pair| Some((pair[1].0, (pair[1].1 / pair[0].1).ln(), (price(pair[1].0)? / price(pair[0].0)?).ln())))
        .collect();
    Known(both.windows(CORRELATION).filter_map(|window| Some((window.last()?.0, correlated(window)))).collect())
}

fn correlated(days: &[(u32, f64, f64)]) -> f64 {
    let count = days.len() as f64;
    let mean = |of: &dyn Fn(&(u32, f64, f64)) -> f64| days.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(&|day| day.1), mean(&|day| day.2));
    let both = mean(&|day| (day.1 - x) * (day.2 - y));
    both / (mean(&|day| (day.1 - x).powi(2)) * mean(&|day| (day.2 - y).powi(2))).sqrt().max(1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_wholly_correlated_and_a_constant_move_has_its_own_variance() {
        let days: Vec<(u32, f64, f64)> = (0..60).map(|i| (i, f64::from(i % 7), 3.0 - 0.5 * f64::from(i % 7))).collect();
        assert!((correlated(&days) + 1.0).abs() < 1e-12);
        assert!((variance(&[1.0, 1.01, 1.0201]) - 1.01f64.ln().powi(2).ln()).abs() < 1e-9);
    }
}
