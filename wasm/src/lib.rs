//! The browser face: one line per function, no logic.

mod error;
mod shape;
