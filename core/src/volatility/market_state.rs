//! The market group: what every asset's model reads of BTC and ETH.

use super::features::{Prior, market_asset};
use super::tracker::Tracker;
use super::weights::WEIGHTS;
use crate::error::RiskError;
use crate::units::within;
use alloc::format;

/// Oldest market state that may be paired with an asset's bars, seconds.
const MAX_DISTANCE: u32 = 24 * 3_600;

/// What the models of other assets read of a leading asset; variances are per hour, in logs.
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
}

impl MarketState {
    /// Reads the market from the trackers of BTC and ETH; windows that a history does not cover are shrunk to `prior`.
    #[must_use]
    pub fn from_trackers(btc: &Tracker, eth: &Tracker, prior: &Prior) -> Self {
        Self {
            as_of: btc.window().as_of().min(eth.window().as_of()),
            btc: market_asset(btc.window(), prior),
            eth: market_asset(eth.window(), prior),
        }
    }

    /// Checks a state that came from a face, for an asset whose last bar closed at `as_of`.
    pub(crate) fn check(&self, as_of: u32) -> Result<(), RiskError> {
        for (name, asset) in [("btc", &self.btc), ("eth", &self.eth)] {
            for value in [asset.log_rv_24, asset.log_rv_168, asset.log_rv_720] {
                within(&format!("market.{name}"), value, -40.0, 12.0, "pass logs of a variance per hour, as `market_state` makes them")?;
            }
        }
        if self.as_of.abs_diff(as_of) > MAX_DISTANCE {
            return Err(RiskError::out_of_range(
                "market.asOf",
                &format!("within 24 hours of the asset's last close, {as_of}"),
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
    Ok(MarketState::from_trackers(&btc, &eth, &WEIGHTS.unpack().prior))
}
