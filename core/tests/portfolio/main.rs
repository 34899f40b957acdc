//! One account over everything: hand-made portfolios, and what holds for all.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a portfolio that it cannot judge")]

mod health;
mod make;
mod passage;
mod region;
