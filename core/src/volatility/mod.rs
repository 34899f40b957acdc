//! The market's weather: features from hourly bars, baselines, the trained model and its tail.

mod baselines;
mod calibration;
mod drift;
mod estimate;
mod features;
mod forecast;
mod inputs;
mod law;
mod loader;
mod market_state;
mod model;
mod packed;
mod part;
mod pegged;
mod questions;
mod ring;
mod side;
mod snapshot;
mod tail;
mod tracker;
#[cfg(feature = "uniffi")]
mod tracker_handle;
mod weights;
mod window;

pub use baselines::{
    GarchFit, GarchLaw, HarCoefficients, LogHarCoefficients, ewma_variance, garch_fit, garch_variance, har_fit, har_variance, loghar_fit,
    loghar_variance,
};
pub(crate) use calibration::calibration_check;
pub use calibration::{
    CalibratedLevel, CalibratedSide, CalibrationRecord, calibrate_forecast, calibration_observe, calibration_push_bars, calibration_record,
    calibration_start,
};
pub use drift::{DriftReport, DriftStatus};
pub(crate) use estimate::EXTRAPOLATED_BELOW;
pub use estimate::{TailEstimate, drawdown_estimate, drawdown_probability_estimate, runup_estimate, runup_probability_estimate};
pub use features::{FEATURE_COUNT, FEATURES, FeatureGroup, MARKET_FEATURES, OWN_FEATURES, PANEL_FEATURES, Prior, features};
pub use forecast::{Forecast, ForecastFlag, HorizonForecast, ModelStamp};
pub use inputs::{
    Accuracy, Correction, INPUT_WEIGHTS, InputAccuracy, InputWeights, KindWeights, PriceKind, SCALED_LEVELS, correct_horizons,
    forecast_prices, hourly_bars, input_accuracy,
};
pub use law::{Law, MAX_HORIZON_HOURS};
pub use loader::{forecast_bars_with, load_model, model_bytes, model_stamp};
pub use market_state::{MIN_PANEL, MarketAsset, MarketState, PanelState, market_asset, market_panel, market_state};
pub use model::{ANCHORS, HorizonWeights, Linear, Provenance, Weights, forecast_with};
pub use packed::{NUMBERS, PackedWeights};
pub use pegged::{
    EVERYDAY_LEVELS, EverydayFall, JumpLaw, PEG_FEATURES, PEGGED_WEIGHTS, PegKind, PegPrior, PegSide, PegState, PeggedWeights,
    pegged_forecast, pegged_forecast_with,
};
pub use questions::{drawdown_probability, drawdown_quantile, forecast_variance, runup_probability, runup_quantile};
pub(crate) use side::Bound;
pub use tail::{LEVELS, TAIL_FEATURES, TailLevel, TailState};
pub use tracker::{Tracker, forecast_bars};
#[cfg(feature = "uniffi")]
pub use tracker_handle::TrackerHandle;
pub use weights::WEIGHTS;
pub use window::{WICK_LIMIT, WINDOW_DAYS, WINDOW_HOURS, WINDOWS, Window, WindowSums};
