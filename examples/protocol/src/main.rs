//! A protocol's first answer.
fn main() {}
