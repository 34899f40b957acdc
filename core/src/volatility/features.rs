//! What the model reads: one number per feature, from one asset's window and the market's state.
//!
//! Every variance is per hour and in logs. A window that the history does not cover yet is shrunk to the panel's prior,
//! which the asset's own bars replace as they come.

use super::market_state::{MarketAsset, MarketState, PanelState};
use super::window::{WINDOW_DAYS, Window, WindowSums};
use crate::math;

/// Features of the asset itself.
pub const OWN_FEATURES: usize = 29;

/// Features of BTC and ETH.
pub const MARKET_FEATURES: usize = 6;

/// Features of the cross-section of assets.
pub const PANEL_FEATURES: usize = 6;

/// All features.
pub const FEATURE_COUNT: usize = OWN_FEATURES + MARKET_FEATURES + PANEL_FEATURES;

/// Names of the features, the asset's own first, then the market's, then the panel's.
pub const FEATURES: [&str; FEATURE_COUNT] = [
    "log_rv_24",
    "log_rv_168",
    "log_rv_180d",
    "log_range_1",
    "log_range_6",
    "log_range_24",
    "log_range_72",
    "log_range_168",
    "log_range_720",
    "surge_24",
    "downside_168",
    "largest_24",
    "move_24",
    "move_168",
    "from_high_720",
    "from_low_720",
    "from_high_168",
    "root_from_low_720",
    "lopsided_168",
    "volume_6",
    "volume_24",
    "volume_168",
    "day_sin_1",
    "day_cos_1",
    "week_sin_1",
    "week_cos_1",
    "week_sin_2",
    "week_cos_2",
    "weekend_ahead",
    "market_log_rv_24",
    "btc_log_rv_168",
    "btc_log_rv_720",
    "market_volume_24",
    "market_volume_168",
    "market_from_low_720",
    "panel_log_range_6",
    "panel_log_range_24",
    "panel_log_range_168",
    "panel_log_range_720",
    "panel_volume_24",
    "panel_volume_168",
];

/// Which of the nested models answers: each reads what the one before reads, and more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeatureGroup {
    /// The asset alone.
    Own,
    /// BTC and ETH as well.
    Market,
    /// And the cross-section of assets.
    Panel,
}

impl FeatureGroup {
    /// Returns the largest group that a market state can feed.
    #[must_use]
    pub fn of(market: Option<&MarketState>) -> Self {
        match market {
            None => Self::Own,
            Some(MarketState { panel: None, .. }) => Self::Market,
            Some(_) => Self::Panel,
        }
    }
}

/// Below this variance per hour a market is as good as still (0.03 % a year); the logarithm stops there.
const STILL: f64 = 1e-11;

/// `8/π`: the squared mean log range over it is a variance (Feller 1951), one that a single spike moves little.
const FELLER: f64 = 2.546_479_089_470_325_4;

/// Hours of own history that weigh as much as the prior in a window that is nearly empty.
const PRIOR_HOURS: f64 = 48.0;

/// Largest distance of a day from its month that is squared: 55 times the variance.
const SURGE_LIMIT: f64 = 4.0;

/// Largest log of a window's volume over the month's.
const VOLUME_LIMIT: f64 = 4.0;

/// Distance from the month's low below which its root stops being steep: at 0 the last digit of a price would be felt.
const LEAST_RISE: f64 = 1e-4;

/// What stands in for the variance of an asset without history: the panel's averages.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Log of the realised variance per hour.
    pub log_variance: f64,
    /// Log of the variance per hour from the mean range.
    pub log_range_variance: f64,
}

/// Computes the features of one asset at its decision time, in the order of `FEATURES`.
///
/// Without a market state, or without its panel, the values of the missing groups are 0: only the nested model without them
/// may read the rest.
///
/// ```
/// use plimsoll::volatility::{features, Prior, Window, FEATURES};
/// let prior = Prior { log_variance: -9.0, log_range_variance: -9.5 };
/// let values = features(&Window::new(), &prior, None);
/// let position = FEATURES.iter().position(|name| *name == "log_rv_24").unwrap();
/// assert_eq!(values[position], -9.0);
/// ```
#[must_use]
pub fn features(window: &Window, prior: &Prior, market: Option<&MarketState>) -> [f64; FEATURE_COUNT] {
    let [w1, _, w6, w24, w72, w168, _, w720] = window.sums();
    let range = |sums: &WindowSums, length| log_range(sums, length, prior);
    let log_rv_720 = log_rv(&w720, 720, prior);
    let (log_range_24, log_range_720) = (range(&w24, 24), range(&w720, 720));
    let volume = |sums: &WindowSums| log_volume(sums, &w720);
    let downside_168 = downside(&w168, 168);
    // One harmonic of the day: rows every six hours cannot tell two apart.
    let [day1] = harmonics(window.as_of(), 24);
    let [week1, week2] = harmonics(window.as_of(), 168);
    let [market_24, btc_168, btc_720, market_volume_24, market_volume_168, market_low] =
        market.map_or([0.0; MARKET_FEATURES], market_features);
    let [panel_6, panel_24, panel_168, panel_720, panel_volume_24, panel_volume_168] =
        market.and_then(|market| market.panel.as_ref()).map_or([0.0; PANEL_FEATURES], panel_features);
    [
        log_rv(&w24, 24, prior),
        log_rv(&w168, 168, prior),
        log_rv_days(window, log_rv_720),
        range(&w1, 1),
        range(&w6, 6),
        log_range_24,
        range(&w72, 72),
        range(&w168, 168),
        log_range_720,
        surge(log_range_24, log_range_720),
        downside_168,
        largest(&w24, 24),
        drift(&w24),
        drift(&w168),
        w720.lowest,
        w720.highest,
        w168.lowest,
        // Steep where the price has just left the month's low, flat far above it.
        math::sqrt(w720.highest + LEAST_RISE),
        // A week whose variance came from falls alone, or from rises alone, is a week of jumps.
        downside_168 * downside_168,
        volume(&w6),
        volume(&w24),
        volume(&w168),
        day1.0,
        day1.1,
        week1.0,
        week1.1,
        week2.0,
        week2.1,
        weekend_ahead(window.as_of()),
        market_24,
        btc_168,
        btc_720,
        market_volume_24,
        market_volume_168,
        market_low,
        panel_6,
        panel_24,
        panel_168,
        panel_720,
        panel_volume_24,
        panel_volume_168,
    ]
}

/// The market's block: the last day of BTC and ETH together, their volume and rise, and BTC's slower levels. More of either
/// bought nothing on the validation years.
fn market_features(market: &MarketState) -> [f64; MARKET_FEATURES] {
    let both = |of: fn(&MarketAsset) -> f64| 0.5 * (of(&market.btc) + of(&market.eth));
    [
        both(|asset| asset.log_rv_24),
        market.btc.log_rv_168,
        market.btc.log_rv_720,
        both(|asset| asset.volume_24),
        both(|asset| asset.volume_168),
        both(|asset| asset.from_low_720),
    ]
}

fn panel_features(panel: &PanelState) -> [f64; PANEL_FEATURES] {
    [panel.log_range_6, panel.log_range_24, panel.log_range_168, panel.log_range_720, panel.volume_24, panel.volume_168]
}

/// What the other assets' models read of one asset.
pub(crate) fn market_asset(window: &Window, prior: &Prior) -> MarketAsset {
    let [_, _, w6, w24, _, w168, _, w720] = window.sums();
    MarketAsset {
        log_rv_24: log_rv(&w24, 24, prior),
        log_rv_168: log_rv(&w168, 168, prior),
        log_rv_720: log_rv(&w720, 720, prior),
        log_range_6: log_range(&w6, 6, prior),
        log_range_24: log_range(&w24, 24, prior),
        log_range_168: log_range(&w168, 168, prior),
        log_range_720: log_range(&w720, 720, prior),
        volume_24: log_volume(&w24, &w720),
        volume_168: log_volume(&w168, &w720),
        from_low_720: w720.highest,
    }
}

fn log_rv(sums: &WindowSums, length: u32, prior: &Prior) -> f64 {
    shrunk(sums.squares, sums.hours, covered(sums, length), prior.log_variance, PRIOR_HOURS)
}

/// Ranges exist only where bars do; returns carry a hole's variance into the bar after it.
fn log_range(sums: &WindowSums, length: u32, prior: &Prior) -> f64 {
    let mean = sums.ranges / f64::from(sums.real.max(1));
    let total = mean * mean / FELLER * f64::from(sums.real);
    shrunk(total, sums.real, covered(sums, length), prior.log_range_variance, PRIOR_HOURS)
}

/// The slow level; until its days are there, the last 720 hours stand for them.
fn log_rv_days(window: &Window, log_rv_720: f64) -> f64 {
    let (squares, hours) = window.daily();
    shrunk(squares, hours, f64::from(hours) / f64::from(WINDOW_DAYS * 24), log_rv_720, 720.0)
}

/// Log of the mean, blended with the prior by the hours at hand: all own where the window is covered.
fn shrunk(total: f64, count: u32, covered: f64, prior: f64, prior_hours: f64) -> f64 {
    if count == 0 {
        return prior;
    }
    let count = f64::from(count);
    let own = math::ln((total / count).max(STILL));
    let weight = prior_hours * (1.0 - covered);
    if weight <= 0.0 { own } else { (count * own + weight * prior) / (count + weight) }
}

/// How far the last day is from the month, squared: a market far from its level returns to it faster than in proportion.
fn surge(day: f64, month: f64) -> f64 {
    let distance = (day - month).clamp(-SURGE_LIMIT, SURGE_LIMIT);
    distance * distance
}

/// Log of the mean volume over the month's, free of its unit; 0 where no volume is known.
fn log_volume(sums: &WindowSums, month: &WindowSums) -> f64 {
    if sums.volume <= 0.0 || month.volume <= 0.0 {
        return 0.0;
    }
    let ratio = (sums.volume / month.volume) * (f64::from(month.hours) / f64::from(sums.hours));
    math::ln(ratio).clamp(-VOLUME_LIMIT, VOLUME_LIMIT)
}

/// Share of the variance that came from falls, less one half; 0 where nothing is known.
fn downside(sums: &WindowSums, length: u32) -> f64 {
    if still(sums) { 0.0 } else { covered(sums, length) * (sums.downside / sums.squares - 0.5) }
}

/// Log of the largest squared return over what Gaussian returns of the same variance would show, `2 ln n`.
fn largest(sums: &WindowSums, length: u32) -> f64 {
    if still(sums) || sums.hours < 2 {
        return 0.0;
    }
    let hours = f64::from(sums.hours);
    covered(sums, length) * math::ln(sums.largest * sums.largest * hours / (2.0 * math::ln(hours) * sums.squares))
}

/// Return over the window in units of its realised volatility, within ±6.
fn drift(sums: &WindowSums) -> f64 {
    if still(sums) { 0.0 } else { (sums.drift / math::sqrt(sums.squares)).clamp(-6.0, 6.0) }
}

fn still(sums: &WindowSums) -> bool {
    sums.squares <= STILL * f64::from(sums.hours)
}

fn covered(sums: &WindowSums, length: u32) -> f64 {
    f64::from(sums.hours) / f64::from(length)
}

/// Sine and cosine of the first harmonics of the hour within a period, from the epoch (a Thursday, 00:00 UTC).
fn harmonics<const K: usize>(as_of: u32, period: u32) -> [(f64, f64); K] {
    let phase = f64::from(as_of / crate::units::SECONDS_PER_HOUR % period) / f64::from(period);
    core::array::from_fn(|k| {
        let angle = core::f64::consts::TAU * phase * (k as f64 + 1.0);
        (math::sin(angle), math::cos(angle))
    })
}

/// Share of the next 24 hours that falls on a Saturday or a Sunday, UTC.
fn weekend_ahead(as_of: u32) -> f64 {
    // Hours since Monday 00:00; the epoch is a Thursday. The weekend lies between 120 and 168.
    let from = (as_of / crate::units::SECONDS_PER_HOUR + 72) % 168;
    f64::from((from + 24).min(168) - from.max(120).min((from + 24).min(168))) / 24.0
}
