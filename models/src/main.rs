//! Reads bars, trains, evaluates, forecasts.
fn main() {}
