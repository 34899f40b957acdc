//! What one price can do, played many times: first passage with hitting times, for one price factor or several that move together.

mod joint;
mod options;
mod outcome;

pub use joint::{FactorForecast, JointForecast, MAX_FACTORS, RegimeProbabilities};
pub use options::{MAX_PATHS, ScenarioOptions, default_scenario_options};
pub use outcome::{FactorShare, FirstPassage, PassagePoint};
