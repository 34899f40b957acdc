//! Numbers that other protocols publish in their own tests, given to the nearest engine here. None of these protocols is a venue of
//! this project; where an answer differs, the test says by how much and why.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a wrong number")]

mod mango;
mod marginfi;
mod mars;
mod reserve;
