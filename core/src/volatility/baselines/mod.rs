//! The baselines that every model is compared with, usable by themselves: smoothing, autoregressions, GARCH.

mod ewma;
mod garch;
mod har;
mod least_squares;
mod loghar;
mod returns;

pub use ewma::ewma_variance;
pub use garch::{GarchFit, GarchLaw, garch_fit, garch_variance};
pub use har::{HarCoefficients, har_fit, har_variance};
pub use loghar::{LogHarCoefficients, loghar_fit, loghar_variance};
