//! The market's weather: features from hourly bars, baselines, the trained model and its tail.

mod forecast;

pub use forecast::{Forecast, ForecastFlag, HorizonForecast, ModelStamp};
