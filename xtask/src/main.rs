//! Every developer task: `cargo xtask --help`.
fn main() {}
