//! The browser face: one line per function, no logic.

// Without the standard library, whose panics would bring their messages and the formatting of them into the module.
#![cfg_attr(target_arch = "wasm32", no_std)]

extern crate alloc;

#[cfg(feature = "full")]
mod baselines;
#[cfg(feature = "full")]
mod books;
#[cfg(feature = "full")]
mod boundaries;
mod bytes;
#[cfg(feature = "full")]
mod calibration;
mod error;
#[cfg(feature = "full")]
mod estimates;
mod forecast;
#[cfg(feature = "full")]
mod governance;
#[cfg(feature = "full")]
mod inputs;
mod js;
mod kept;
mod keys;
#[cfg(feature = "full")]
mod liquidation;
#[cfg(feature = "live")]
mod live;
#[cfg(feature = "full")]
mod llamma;
#[cfg(feature = "full")]
mod model;
#[cfg(feature = "full")]
mod panel;
#[cfg(feature = "full")]
mod plan;
#[cfg(feature = "full")]
mod portfolio;
mod position;
mod record;
#[cfg(feature = "full")]
mod run;
#[cfg(target_arch = "wasm32")]
mod runtime;
#[cfg(feature = "full")]
mod scenario;
mod shape;
pub mod shapes;
#[cfg(feature = "full")]
mod steps;
mod tracker;
#[cfg(feature = "full")]
mod tracker_numbers;
#[cfg(feature = "full")]
mod watch;
mod weights;

use alloc::vec::Vec;
use error::Refusal;
use forecast::write_forecast;
use js::{Float64Array, Number};
use plimsoll::account::{self, Account, AccountHealth, LiquidationDistance};
use plimsoll::leverage::{self, Advice, AdviceOptions};
use plimsoll::market;
use plimsoll::venue::aave_v3::{self, AaveV3AccountData, AaveV3User};
use plimsoll::volatility::{self, Forecast, MarketState};
use plimsoll::{RiskError, VersionInfo};
use record::write;
use shape::{flat, optional, read};
use tsify::Ts;
use wasm_bindgen::prelude::*;

#[cfg(feature = "full")]
pub use baselines::{ewma_variance, garch_fit, garch_variance, har_fit, har_variance, loghar_fit, loghar_variance};
#[cfg(feature = "full")]
pub use books::{compound_v3_book, morpho_blue_book};
#[cfg(feature = "full")]
pub use boundaries::{aave_v3_book, aave_v3_book_stress, aave_v3_boundaries};
#[cfg(feature = "full")]
pub use calibration::{calibrate_forecast, calibration_observe, calibration_push_bars, calibration_record, calibration_start};
#[cfg(feature = "full")]
pub use estimates::{drawdown_estimate, drawdown_probability_estimate, runup_estimate, runup_probability_estimate};
#[cfg(feature = "full")]
pub use governance::{recommend_parameters, smart_ltv, smart_ltv_risk_level};
#[cfg(feature = "full")]
pub use inputs::{forecast_prices, input_accuracy};
#[cfg(feature = "full")]
pub use liquidation::{
    auction_price, auction_proceeds, auction_start, auction_status, auction_take, best_liquidation, liquidation_profit, liquidation_scan,
};
#[cfg(feature = "live")]
pub use live::Monitor;
#[cfg(feature = "full")]
pub use llamma::{llamma_arbitrage_path, llamma_exchange, llamma_policy_rate, llamma_soft_liquidation};
#[cfg(feature = "full")]
pub use model::{forecast_bars_with, model_bytes, model_stamp};
#[cfg(feature = "full")]
pub use panel::{market_asset, market_panel, pegged_forecast};
#[cfg(feature = "full")]
pub use plan::{hedge_ratio, plan_loop, plan_rebalance, plan_spread, plan_unwind};
#[cfg(feature = "full")]
pub use portfolio::{portfolio_account, portfolio_first_passage, portfolio_health, portfolio_region};
pub use position::{position_account, position_at_prices, position_boundaries, position_health, position_later, position_prices};
#[cfg(feature = "full")]
pub use run::{AaveV3StressRun, FirstPassageRun, PortfolioPassageRun};
#[cfg(feature = "full")]
pub use scenario::{
    contagion, default_scenario_options, first_passage, joint_advice, joint_first_passage, joint_forecast, joint_from_forecasts,
    joint_health, joint_with_factor, regime_probabilities, stress_breadth,
};
#[cfg(feature = "full")]
pub use steps::{position_boundary_drift, position_group_boundary, position_liquidation, position_maximum, position_what_if};
pub use tracker::Tracker;
#[cfg(feature = "full")]
pub use watch::Watch;

/// Which code and which model answer; with the inputs they reproduce every number.
#[wasm_bindgen]
pub fn version() -> Result<Ts<VersionInfo>, Refusal> {
    write(&plimsoll::version())
}

/// What the Aave v3 contract answers for a user, to the last digit: balances, totals, health factor, verdict.
#[wasm_bindgen(js_name = aaveV3Account)]
pub fn aave_v3_account(user: Ts<AaveV3User>) -> Result<Ts<AaveV3AccountData>, Refusal> {
    write(&aave_v3::aave_v3_account(&read("user", user)?)?)
}

/// An Aave v3 user as the venue-neutral account that the advice reads.
#[wasm_bindgen(js_name = aaveV3View)]
pub fn aave_v3_view(user: Ts<AaveV3User>) -> Result<Ts<Account>, Refusal> {
    write(&aave_v3::aave_v3_view(&read("user", user)?)?)
}

/// Health, leverage and borrowing power of an account, from amounts and prices.
#[wasm_bindgen(js_name = accountHealth)]
pub fn account_health(account: Ts<Account>) -> Result<Ts<AccountHealth>, Refusal> {
    write(&account::account_health(&read("account", account)?)?)
}

/// How far the one price factor of an account may move before it is liquidated, or why no move does it.
#[wasm_bindgen(js_name = liquidationDistance)]
pub fn liquidation_distance(account: Ts<Account>) -> Result<Ts<LiquidationDistance>, Refusal> {
    write(&account::liquidation_distance(&read("account", account)?)?)
}

/// The options of an advice that nobody has asked to change: 1 % within 24 hours.
#[wasm_bindgen(js_name = defaultAdviceOptions)]
pub fn default_advice_options() -> Result<Ts<AdviceOptions>, Refusal> {
    write(&leverage::default_advice_options())
}

/// Probability of liquidation, safe leverage, moving thresholds and lead time of an account under a forecast.
#[wasm_bindgen]
pub fn advice(account: Ts<Account>, forecast: Ts<Forecast>, options: Ts<AdviceOptions>) -> Result<Ts<Advice>, Refusal> {
    write(&leverage::advice(&read("account", account)?, &read("forecast", forecast)?, &read("options", options)?)?)
}

/// Simulates hourly candles for examples and tests: flat rows of ts, open, high, low, close, volume, the same for one seed everywhere.
/// `startTs` in seconds UTC, a multiple of 3600; `sigmaAnnual` a fraction per year of 8,760 hours.
#[wasm_bindgen(js_name = simulateBars)]
pub fn simulate_bars(
    seed: Number,
    hours: Number,
    #[wasm_bindgen(js_name = startTs)] start_ts: Number,
    #[wasm_bindgen(js_name = startPrice)] start_price: Number,
    #[wasm_bindgen(js_name = sigmaAnnual)] sigma_annual: Number,
) -> Result<Vec<f64>, Refusal> {
    Ok(market::simulate_bars(
        read("seed", seed)?,
        read("hours", hours)?,
        read("startTs", start_ts)?,
        read("startPrice", start_price)?,
        read("sigmaAnnual", sigma_annual)?,
    )?)
}

/// Reads the market's state from hourly bars of BTC and ETH: flat rows of ts, open, high, low, close, volume, up to the same time.
#[wasm_bindgen(js_name = marketState)]
pub fn market_state(btc: Float64Array, eth: Float64Array) -> Result<Ts<MarketState>, Refusal> {
    write(&volatility::market_state(&flat("btc", &btc)?, &flat("eth", &eth)?)?)
}

/// Forecasts variance and tails from hourly bars: flat rows of ts, open, high, low, close, volume, oldest first, best 180 days or more.
#[wasm_bindgen(js_name = forecastBars)]
pub fn forecast_bars(bars: Float64Array, market: Option<Ts<MarketState>>) -> Result<Ts<Forecast>, Refusal> {
    write_forecast(&volatility::forecast_bars(&flat("bars", &bars)?, optional("market", market)?)?)
}

/// Total variance of log returns forecast over `horizonHours`, not annualised.
#[wasm_bindgen(js_name = forecastVariance)]
pub fn forecast_variance(forecast: Ts<Forecast>, #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number) -> Result<f64, Refusal> {
    Ok(volatility::forecast_variance(&read("forecast", forecast)?, read("horizonHours", horizon_hours)?)?)
}

/// Log distance that the worst fall within `horizonHours` exceeds with probability `alpha`, a fraction.
#[wasm_bindgen(js_name = drawdownQuantile)]
pub fn drawdown_quantile(
    forecast: Ts<Forecast>,
    alpha: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    ask(volatility::drawdown_quantile, forecast, ("alpha", alpha), horizon_hours)
}

/// Log distance that the worst rise within `horizonHours` exceeds with probability `alpha`, a fraction.
#[wasm_bindgen(js_name = runupQuantile)]
pub fn runup_quantile(
    forecast: Ts<Forecast>,
    alpha: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    ask(volatility::runup_quantile, forecast, ("alpha", alpha), horizon_hours)
}

/// Probability, a fraction, that the price falls by the log `distance` at some time within `horizonHours`.
#[wasm_bindgen(js_name = drawdownProbability)]
pub fn drawdown_probability(
    forecast: Ts<Forecast>,
    distance: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    ask(volatility::drawdown_probability, forecast, ("distance", distance), horizon_hours)
}

/// Probability, a fraction, that the price rises by the log `distance` at some time within `horizonHours`.
#[wasm_bindgen(js_name = runupProbability)]
pub fn runup_probability(
    forecast: Ts<Forecast>,
    distance: Number,
    #[wasm_bindgen(js_name = horizonHours)] horizon_hours: Number,
) -> Result<f64, Refusal> {
    ask(volatility::runup_probability, forecast, ("distance", distance), horizon_hours)
}

/// Asks a forecast for a number; once in the module, for reading a forecast is long.
#[inline(never)]
fn ask(
    question: fn(&Forecast, f64, f64) -> Result<f64, RiskError>,
    forecast: Ts<Forecast>,
    (name, value): (&'static str, Number),
    horizon_hours: Number,
) -> Result<f64, Refusal> {
    Ok(question(&read("forecast", forecast)?, read(name, value)?, read("horizonHours", horizon_hours)?)?)
}
