//! The joint forecast of several assets: what it learns, and how well it holds.

pub mod export;
pub mod learn;
pub mod mixture;
pub mod pairs;
pub mod panel;
pub mod shock;
