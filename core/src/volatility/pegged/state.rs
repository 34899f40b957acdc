//! What the model reads of a pegged asset's prices.

use super::model::{PEG_FEATURES, PegPrior};
use crate::error::{RiskError, RiskErrorKind};
use crate::math;
use crate::units::{SECONDS_PER_HOUR, Shown, finite, within};
use crate::volatility::window::WINDOW_HOURS;
use alloc::format;
use alloc::vec::Vec;

/// Prices accepted, in units of the anchor: a peg that has moved further is none.
const PRICES: (f64, f64) = (0.001, 1_000.0);

/// Hours of the windows: a day, a week, a month.
const DAY: usize = 24;
const WEEK: usize = 168;
const MONTH: usize = WINDOW_HOURS as usize;

/// Least variance per hour and least range: below a tenth of the smallest tick a price stands still.
const LEAST_VARIANCE: f64 = 1e-10;
const LEAST_RANGE: f64 = 1e-4;

/// The last 720 hours of a pegged asset, read at its last price.
#[derive(Clone, Debug, PartialEq)]
pub struct PegState {
    /// Time of the last price, seconds UTC.
    pub as_of: u32,
    /// Last price, in units of the anchor.
    pub price: f64,
    /// Hours of history, at most 720.
    pub history_hours: u32,
    /// Hours among them in which a price was observed.
    pub observed_hours: u32,
    /// 1, and the logs of the variance per hour over 24, 168 and 720 hours; the month without its tenth of wildest days.
    pub features: [f64; PEG_FEATURES],
    /// Log of the range that holds the middle four fifths of the month's log prices.
    pub log_range: f64,
    /// How far the price stands above the median of the last 168 hours, log distance, 0 or more.
    pub above: f64,
    /// How far it stands below that median, log distance, 0 or more.
    pub below: f64,
    /// How far it stands below par, log distance, 0 or more.
    pub shortfall: f64,
    /// The largest such distance of the last 168 hours.
    pub worst_shortfall: f64,
}

impl PegState {
    /// Reads flat rows of ts, price; see `pegged_forecast`.
    ///
    /// # Errors
    /// As `pegged_forecast`.
    ///
    /// ```
    /// use plimsoll::volatility::{PEGGED_WEIGHTS, PegState};
    /// let state = PegState::new(&[0.0, 1.0, 3_600.0, 0.99, 7_200.0, 0.995], &PEGGED_WEIGHTS.prior)?;
    /// assert!((state.worst_shortfall + 0.99f64.ln()).abs() < 1e-15 && (state.shortfall + 0.995f64.ln()).abs() < 1e-15);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn new(prices: &[f64], prior: &PegPrior) -> Result<Self, RiskError> {
        let rows = rows(prices)?;
        let (Some(&(first, _)), Some(&(as_of, price))) = (rows.first(), rows.last()) else {
            return Err(RiskError::not_enough_history(1, 0));
        };
        let (levels, observed_hours) = hourly(&rows, as_of, ((as_of - first) / SECONDS_PER_HOUR).min(WINDOW_HOURS));
        let now = levels.first().copied().unwrap_or(0.0);
        let week = levels.get(..=WEEK).unwrap_or(&levels);
        let from_median = now - quantile(week, 1, 2);
        let squares: Vec<f64> =
            levels.iter().zip(levels.iter().skip(1)).map(|(later, earlier)| (later - earlier) * (later - earlier)).collect();
        let known = squares.len() as f64 / MONTH as f64;
        let range = (quantile(&levels, 9, 10) - quantile(&levels, 1, 10)).max(LEAST_RANGE);
        let prior_variance = math::exp(prior.log_variance);
        let blended = |own: f64, share: f64| math::ln((own * share + prior_variance * (1.0 - share)).max(LEAST_VARIANCE));
        let recent = |hours: usize| {
            let last = squares.get(..hours).unwrap_or(&squares);
            blended(mean(last), last.len() as f64 / hours as f64)
        };
        Ok(Self {
            as_of,
            price,
            history_hours: squares.len() as u32,
            observed_hours,
            features: [1.0, recent(DAY), recent(WEEK), blended(usual(&squares), known)],
            log_range: known * math::ln(range) + (1.0 - known) * prior.log_range,
            above: from_median.max(0.0),
            below: (-from_median).max(0.0),
            shortfall: (-now).max(0.0),
            worst_shortfall: week.iter().fold(0.0, |worst: f64, level| worst.max(-level)),
        })
    }
}

/// Checks every row.
fn rows(prices: &[f64]) -> Result<Vec<(u32, f64)>, RiskError> {
    if !prices.len().is_multiple_of(2) {
        return Err(RiskError::length_mismatch("prices", "2 values per row, ts and price", prices.len()));
    }
    let mut rows: Vec<(u32, f64)> = Vec::with_capacity(prices.len() / 2);
    for (index, row) in prices.chunks_exact(2).enumerate() {
        let &[ts, price] = row else { continue };
        let field = format!("prices[{index}].ts");
        finite(&field, ts)?;
        if !(0.0..=f64::from(u32::MAX)).contains(&ts) || math::floor(ts) != ts {
            let expected = "whole seconds UTC in [0, 4294967295]";
            return Err(RiskError::out_of_range(&field, expected, Shown(ts), "pass seconds, not milliseconds"));
        }
        let hint = "pass the price in units of the anchor, 1 at par, and end the series when the peg is gone";
        within(&format!("prices[{index}].price"), price, PRICES.0, PRICES.1, hint)?;
        let ts = ts as u32;
        if let Some(&(previous_ts, _)) = rows.last().filter(|(before, _)| *before >= ts) {
            return Err(RiskError::from(RiskErrorKind::UnorderedBars { index: index as u32, ts, previous_ts }));
        }
        rows.push((ts, price));
    }
    Ok(rows)
}

/// Log prices at `as_of` and at each hour before it, newest first, the last one carried; and the hours with a price of their own.
fn hourly(rows: &[(u32, f64)], as_of: u32, hours: u32) -> (Vec<f64>, u32) {
    let mut levels = Vec::with_capacity(hours as usize + 1);
    let mut observed = 0;
    let mut past = rows.iter().rev().peekable();
    for back in 0..=hours {
        let at = as_of - back * SECONDS_PER_HOUR;
        let mut seen = false;
        while past.next_if(|(ts, _)| *ts > at).is_some() {
            seen = true;
        }
        observed += u32::from(seen);
        levels.extend(past.peek().map(|(_, price)| math::ln(*price)));
    }
    (levels, observed)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / (values.len() as f64).max(1.0)
}

/// Mean square per hour without the wildest tenth of the days.
fn usual(squares: &[f64]) -> f64 {
    let mut days: Vec<f64> = squares.chunks(DAY).map(mean).collect();
    days.sort_unstable_by(f64::total_cmp);
    let kept = days.len() - days.len() / 10;
    mean(days.get(..kept).unwrap_or(&days))
}

/// The order statistic at a share of the way, given as a fraction.
fn quantile(values: &[f64], numerator: usize, denominator: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len().saturating_sub(1) * numerator / denominator).copied().unwrap_or(0.0)
}
