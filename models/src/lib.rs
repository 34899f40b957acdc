//! Trains, evaluates and runs the volatility model of plimsoll on hourly bars.

pub mod backtest;
pub mod bars;
pub mod baselines;
pub mod clustering;
pub mod confidence_set;
pub mod dataset;
pub mod evaluate;
pub mod export;
pub mod extreme;
pub mod forecast;
pub mod grid;
pub mod inputs;
pub mod joint;
pub mod lessons;
pub mod linear;
pub mod losses;
pub mod pegged;
pub mod picture;
pub mod report;
pub mod spread;
pub mod tail;
pub mod targets;
pub mod thin;
pub mod train;
