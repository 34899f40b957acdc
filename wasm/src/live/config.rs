//! What a monitor is told: assets, addresses, rules.

use alloc::string::String;
use alloc::vec::Vec;
use plimsoll::leverage::AlertRules;
use plimsoll::oracle::OracleRules;

/// What to watch and where to listen.
#[derive(serde::Deserialize, tsify::Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitorConfig {
    /// The assets, each under the name that accounts give their price factor.
    pub assets: Vec<MonitorAsset>,
    /// Other addresses than the exchanges' own.
    #[serde(default)]
    #[tsify(optional)]
    pub addresses: Option<MonitorAddresses>,
    /// When a source's price counts. Absent: the defaults.
    #[serde(default)]
    #[tsify(optional)]
    pub oracle: Option<OracleRules>,
    /// When alerts are given. Absent: the defaults.
    #[serde(default)]
    #[tsify(optional)]
    pub alerts: Option<AlertRules>,
    /// Which of the assets are the market's leaders: their state goes into every forecast. Absent: forecasts carry the flag `noMarket`.
    #[serde(default)]
    #[tsify(optional)]
    pub market: Option<MonitorMarket>,
    /// Begin of the keys in storage. Default "plimsoll".
    #[serde(default)]
    #[tsify(optional)]
    pub storage_key: Option<String>,
    /// Show alerts as browser notifications too, where the page has the permission. Default false.
    #[serde(default)]
    #[tsify(optional)]
    pub notify: Option<bool>,
}

/// An asset and its market at each exchange; an exchange without a symbol is not asked.
#[derive(serde::Deserialize, tsify::Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitorAsset {
    /// Name, such as "ETH".
    pub asset: String,
    /// Symbol at Binance, such as "ETHUSDT".
    #[serde(default)]
    #[tsify(optional)]
    pub binance: Option<String>,
    /// Product at Coinbase, such as "ETH-USD".
    #[serde(default)]
    #[tsify(optional)]
    pub coinbase: Option<String>,
    /// Pair at Kraken, such as "ETH/USD".
    #[serde(default)]
    #[tsify(optional)]
    pub kraken: Option<String>,
}

/// Bitcoin and ether, by the names that they have among the assets. They are listened to as any other, with accounts or without.
#[derive(serde::Deserialize, tsify::Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitorMarket {
    /// Name of bitcoin, such as "BTC".
    pub btc: String,
    /// Name of ether, such as "ETH".
    pub eth: String,
}

/// Addresses of the exchanges' public market data.
#[derive(Default, serde::Deserialize, tsify::Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitorAddresses {
    /// Default `wss://stream.binance.com:9443/stream` and `https://data-api.binance.vision/api/v3/klines`.
    #[serde(default)]
    #[tsify(optional)]
    pub binance: Option<MonitorAddress>,
    /// Default `wss://ws-feed.exchange.coinbase.com` and `https://api.exchange.coinbase.com/products`.
    #[serde(default)]
    #[tsify(optional)]
    pub coinbase: Option<MonitorAddress>,
    /// Default `wss://ws.kraken.com/v2` and `https://api.kraken.com/0/public/OHLC`.
    #[serde(default)]
    #[tsify(optional)]
    pub kraken: Option<MonitorAddress>,
}

/// The two addresses of one exchange.
#[derive(serde::Deserialize, tsify::Tsify)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MonitorAddress {
    /// Where its market streams are, `wss://…`.
    pub socket: String,
    /// Where its candles are, `https://…`.
    pub history: String,
}
