//! What prices can do, played many times: first passage with hitting times, for one price factor or several that move together.

mod ahead;
mod board;
mod calibration;
mod contagion;
mod correlation;
mod course;
mod factor;
mod forecast;
mod joint;
mod joint_passage;
mod learned;
mod matrix;
mod options;
mod outcome;
mod own_part;
mod passage;
mod pilot;
mod reach;
mod regime;
mod run;
#[cfg(feature = "uniffi")]
mod run_handle;
mod screen;
mod solvency;
mod table;
mod tally;
mod together;
mod weights;
mod within_hour;
mod worst;

pub use ahead::{HealthAhead, HealthPoint, HealthQuantile, joint_health};
pub use contagion::{CoCrash, Contagion, STRESS_RATIO, StressBreadth, contagion, stress_breadth};
pub use correlation::{CorrelationWeights, correlation, stressed_correlation};
pub use forecast::{FactorBars, joint_forecast, joint_from_forecasts, joint_with_factor};
pub(crate) use forecast::{Joined, MAX_DISTANCE, check_count, check_joint, join};
pub use joint::{FactorForecast, JointForecast, MAX_FACTORS, RegimeProbabilities};
pub use joint_passage::joint_first_passage;
pub(crate) use joint_passage::passage;
pub use learned::JointWeights;
pub use options::{MAX_PATHS, ScenarioOptions, default_scenario_options};
pub use outcome::{FactorShare, FirstPassage, PassagePoint};
pub use passage::first_passage;
pub use regime::{REGIME_FEATURES, Regime, RegimeWeights, regime_probabilities, regime_probabilities_with};
pub use run::FirstPassageRun;
#[cfg(feature = "uniffi")]
pub use run_handle::FirstPassageRunHandle;
pub(crate) use together::TogetherRun;
pub use weights::JOINT_WEIGHTS;
pub use worst::{WorstHealth, worst_health, worst_health_with, worst_healths};
