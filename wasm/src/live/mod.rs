//! The live monitor: what only a face may hold, sockets, timers and storage. What it hears goes to the core's `watch` room, and what is
//! said there leaves as events; the rules of prices and alerts are the core's.

mod accounts;
mod config;
mod exchange;
mod history;
#[cfg(feature = "full")]
mod joint;
#[cfg(feature = "full")]
mod joint_types;
mod js;
mod keep;
mod link;
mod monitor;
mod requests;
#[cfg(not(feature = "full"))]
mod single;
#[cfg(not(feature = "full"))]
mod single_types;
mod sockets;
mod state;
mod store;
mod transport;
mod types;

pub use config::MonitorConfig;
pub use monitor::Monitor;
