//! What one price can do, played many times: first passage with hitting times, for one price factor or several that move together.

mod correlation;
mod forecast;
mod joint;
mod learned;
mod matrix;
mod options;
mod outcome;
mod regime;
mod weights;

pub use correlation::{CorrelationWeights, correlation, stressed_correlation};
pub use forecast::{FactorBars, joint_forecast, joint_from_forecasts, joint_with_factor};
pub use joint::{FactorForecast, JointForecast, MAX_FACTORS, RegimeProbabilities};
pub use learned::JointWeights;
pub use options::{MAX_PATHS, ScenarioOptions, default_scenario_options};
pub use outcome::{FactorShare, FirstPassage, PassagePoint};
pub use regime::{REGIME_FEATURES, Regime, RegimeWeights, regime_probabilities, regime_probabilities_with};
pub use weights::JOINT_WEIGHTS;
