//! What prices can do, played many times: first passage with hitting times, for one price factor or several that move together.

mod board;
mod calibration;
mod correlation;
mod factor;
mod forecast;
mod joint;
mod joint_passage;
mod lanes;
mod learned;
mod matrix;
mod options;
mod outcome;
mod passage;
mod pilot;
mod reach;
mod regime;
mod screen;
mod solvency;
mod tally;
mod walk;
mod weights;
#[allow(dead_code, reason = "what the advice on a joint account reads")]
mod worst;

pub use correlation::{CorrelationWeights, correlation, stressed_correlation};
pub use forecast::{FactorBars, joint_forecast, joint_from_forecasts, joint_with_factor};
pub use joint::{FactorForecast, JointForecast, MAX_FACTORS, RegimeProbabilities};
pub use joint_passage::joint_first_passage;
pub use learned::JointWeights;
pub use options::{MAX_PATHS, ScenarioOptions, default_scenario_options};
pub use outcome::{FactorShare, FirstPassage, PassagePoint};
pub use passage::first_passage;
pub use regime::{REGIME_FEATURES, Regime, RegimeWeights, regime_probabilities, regime_probabilities_with};
pub use weights::JOINT_WEIGHTS;
