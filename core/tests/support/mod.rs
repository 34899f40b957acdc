//! The conformance vectors: their format, and every exported function by its name.

pub mod dispatch;
pub mod run;
pub mod value;
