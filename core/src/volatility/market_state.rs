//! The market group: what every asset's model reads of BTC and ETH, and of the cross-section of assets.

use super::features::{self, Prior};
use super::tracker::Tracker;
use super::weights::WEIGHTS;
use crate::error::RiskError;
use crate::text::text;
use crate::units::within;
use alloc::vec::Vec;

/// Oldest market state that may be paired with an asset's bars, seconds.
const MAX_DISTANCE: u32 = 24 * 3_600;

/// Fewest assets that make a panel: with fewer, BTC and ETH alone forecast better.
pub const MIN_PANEL: u32 = 12;

/// What the models of other assets read of an asset; variances are per hour, in logs.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MarketAsset {
    /// Log of the mean squared hourly log return over the last 24 hours.
    pub log_rv_24: f64,
    /// The same over 168 hours.
    pub log_rv_168: f64,
    /// The same over 720 hours.
    pub log_rv_720: f64,
    /// Log of the variance per hour from the mean hourly range over the last 6 hours.
    pub log_range_6: f64,
    /// The same over 24 hours.
    pub log_range_24: f64,
    /// The same over 168 hours.
    pub log_range_168: f64,
    /// The same over 720 hours.
    pub log_range_720: f64,
    /// Log of the mean volume of the last 24 hours over that of 720; 0 where no volume is known.
    pub volume_24: f64,
    /// The same of 168 hours over 720.
    pub volume_168: f64,
    /// Log of the last close over the lowest of 720 hours, 0 or more.
    pub from_low_720: f64,
}

/// The cross-section of assets at one time: means over the assets of what `MarketAsset` says of each.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PanelState {
    /// How many assets were averaged.
    pub assets: u32,
    /// Mean of `log_range_6`.
    pub log_range_6: f64,
    /// Mean of `log_range_24`.
    pub log_range_24: f64,
    /// Mean of `log_range_168`.
    pub log_range_168: f64,
    /// Mean of `log_range_720`.
    pub log_range_720: f64,
    /// Mean of `volume_24`.
    pub volume_24: f64,
    /// Mean of `volume_168`.
    pub volume_168: f64,
}

/// The state of the market at one time, the second group of the model's features.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MarketState {
    /// Decision time: the close of the older of the two last bars, seconds UTC.
    pub as_of: u32,
    /// BTC.
    pub btc: MarketAsset,
    /// ETH.
    pub eth: MarketAsset,
    /// The cross-section of assets, the third group of features; without it the nested model without it answers.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub panel: Option<PanelState>,
}

impl MarketAsset {
    /// Reads an asset from its tracker; windows that its history does not cover are shrunk to `prior`.
    #[must_use]
    pub fn from_tracker(tracker: &Tracker, prior: &Prior) -> Self {
        features::market_asset(tracker.window(), prior)
    }

    fn check(&self, name: &str) -> Result<(), RiskError> {
        for value in
            [self.log_rv_24, self.log_rv_168, self.log_rv_720, self.log_range_6, self.log_range_24, self.log_range_168, self.log_range_720]
        {
            log_variance(name, value)?;
        }
        log_volume(name, self.volume_24)?;
        log_volume(name, self.volume_168)?;
        within(name, self.from_low_720, 0.0, 140.0, "pass a log distance, as `market_asset` makes it")?;
        Ok(())
    }
}

impl PanelState {
    /// Averages what is known of the assets, each given once; their number is not judged here.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{PanelState, market_asset}};
    /// let asset = market_asset(&simulate_bars(1, 720, 1_749_999_600, 60_000.0, 0.5)?)?;
    /// assert_eq!(PanelState::mean(&[asset.clone(), asset.clone()]).log_range_24, asset.log_range_24);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[must_use]
    pub fn mean(assets: &[MarketAsset]) -> Self {
        let count = assets.len().max(1) as f64;
        let mean = |of: fn(&MarketAsset) -> f64| assets.iter().map(of).sum::<f64>() / count;
        Self {
            assets: u32::try_from(assets.len()).unwrap_or(u32::MAX),
            log_range_6: mean(|asset| asset.log_range_6),
            log_range_24: mean(|asset| asset.log_range_24),
            log_range_168: mean(|asset| asset.log_range_168),
            log_range_720: mean(|asset| asset.log_range_720),
            volume_24: mean(|asset| asset.volume_24),
            volume_168: mean(|asset| asset.volume_168),
        }
    }

    fn check(&self) -> Result<(), RiskError> {
        const NAME: &str = "market.panel";
        if self.assets < MIN_PANEL {
            return Err(few(self.assets));
        }
        for value in [self.log_range_6, self.log_range_24, self.log_range_168, self.log_range_720] {
            log_variance(NAME, value)?;
        }
        log_volume(NAME, self.volume_24)?;
        log_volume(NAME, self.volume_168)?;
        Ok(())
    }
}

fn log_variance(name: &str, value: f64) -> Result<f64, RiskError> {
    within(name, value, -40.0, 12.0, "pass logs of a variance per hour, as `market_asset` makes them")
}

fn log_volume(name: &str, value: f64) -> Result<f64, RiskError> {
    within(name, value, -4.0, 4.0, "pass logs of a volume over the month's, as `market_asset` makes them")
}

fn few(assets: u32) -> RiskError {
    RiskError::length_mismatch("assets", &text!("at least ", MIN_PANEL, " assets"), assets as usize)
}

impl MarketState {
    /// Reads the market from the trackers of BTC and ETH; windows that a history does not cover are shrunk to `prior`.
    #[must_use]
    pub fn from_trackers(btc: &Tracker, eth: &Tracker, prior: &Prior) -> Self {
        Self {
            as_of: btc.window().as_of().min(eth.window().as_of()),
            btc: MarketAsset::from_tracker(btc, prior),
            eth: MarketAsset::from_tracker(eth, prior),
            panel: None,
        }
    }

    /// Whether it may be paired with bars that end at `as_of`: one of another day is none.
    pub(crate) fn is_near(&self, as_of: u32) -> bool {
        self.as_of.abs_diff(as_of) <= MAX_DISTANCE
    }

    /// Checks a state that came from a face, for an asset whose last bar closed at `as_of`.
    pub(crate) fn check(&self, as_of: u32) -> Result<(), RiskError> {
        self.btc.check("market.btc")?;
        self.eth.check("market.eth")?;
        if let Some(panel) = &self.panel {
            panel.check()?;
        }
        if !self.is_near(as_of) {
            return Err(RiskError::out_of_range(
                "market.asOf",
                &text!("within 24 hours of the asset's last close, ", as_of),
                self.as_of,
                "compute the market state from bars of the same time, or leave it out",
            ));
        }
        Ok(())
    }
}

/// Reads the market's state from the hourly bars of BTC and ETH: flat rows of ts, open, high, low, close, volume, up to the
/// same time, best 720 hours or more of each.
///
/// # Errors
/// `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`, `length_mismatch`; `not_enough_history` where one is empty.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::market_state};
/// let btc = simulate_bars(1, 720, 1_749_999_600, 60_000.0, 0.5)?;
/// let eth = simulate_bars(2, 720, 1_749_999_600, 2_500.0, 0.7)?;
/// let market = market_state(&btc, &eth)?;
/// assert_eq!(market.as_of, 1_749_999_600 + 720 * 3_600);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn market_state(btc: &[f64], eth: &[f64]) -> Result<MarketState, RiskError> {
    let (btc, eth) = (Tracker::from_bars(btc)?, Tracker::from_bars(eth)?);
    Ok(MarketState::from_trackers(&btc, &eth, &WEIGHTS.prior()))
}

/// Reads what other assets' models read of one asset, from its hourly bars: flat rows of ts, open, high, low, close, volume,
/// best 720 hours or more.
///
/// # Errors
/// `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`, `length_mismatch`; `not_enough_history` where there is no bar.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{market_asset, market_state}};
/// let bars = simulate_bars(1, 720, 1_749_999_600, 60_000.0, 0.5)?;
/// assert_eq!(market_asset(&bars)?, market_state(&bars, &bars)?.btc);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn market_asset(bars: &[f64]) -> Result<MarketAsset, RiskError> {
    Ok(MarketAsset::from_tracker(&Tracker::from_bars(bars)?, &WEIGHTS.prior()))
}

/// Averages the cross-section of assets, for `MarketState::panel`: what `market_asset` says of each at the same time, each
/// asset once, no stablecoin or wrapped coin, at least 12 (`MIN_PANEL`).
///
/// # Errors
/// `length_mismatch` for fewer than 12 assets; `not_finite`, `out_of_range` for values that no asset has.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{market_asset, market_panel}};
/// let asset = market_asset(&simulate_bars(1, 720, 1_749_999_600, 60_000.0, 0.5)?)?;
/// let panel = market_panel(vec![asset.clone(); 16])?;
/// assert!(panel.assets == 16 && (panel.log_range_24 - asset.log_range_24).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "the foreign languages hand over what they pass")]
pub fn market_panel(assets: Vec<MarketAsset>) -> Result<PanelState, RiskError> {
    for asset in &assets {
        asset.check("assets")?;
    }
    let panel = PanelState::mean(&assets);
    if panel.assets < MIN_PANEL { Err(few(panel.assets)) } else { Ok(panel) }
}
