//! GARCH(1,1) with zero mean and normal or Student-t errors, by maximum likelihood.

mod density;
mod fit;
mod likelihood;
mod newton;

pub use fit::{GarchFit, GarchLaw, garch_fit, garch_variance};
