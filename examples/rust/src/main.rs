//! The example position in Rust.
fn main() {}
