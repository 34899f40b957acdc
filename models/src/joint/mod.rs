//! The joint forecast of several assets: what it learns, and how well it holds.

pub mod calibration;
pub mod cocrash;
pub mod contagion;
pub mod export;
pub mod learn;
pub mod liquidations;
pub mod mixture;
pub mod own_part;
pub mod pairs;
pub mod panel;
pub mod shock;
