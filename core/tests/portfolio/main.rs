//! One account over everything: hand-made portfolios, and what holds for all.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test stops at a portfolio that it cannot judge, and an expected value may come from std's own floats"
)]

mod health;
mod make;
mod passage;
mod region;
mod region_random;
