//! Plimsoll, the load line for leverage: how much leverage is safe now.
//!
//! The map, in the order in which data flows; each room reads only rooms above it.
// uniffi's derives name `std`, so the mobile face alone has it.
#![cfg_attr(not(any(test, feature = "uniffi")), no_std)]
// The derives of the two faces expand to `unsafe` glue; the crate's own code has none.
#![cfg_attr(not(any(feature = "uniffi", feature = "wasm")), forbid(unsafe_code))]
#![cfg_attr(not(feature = "every-venue"), allow(dead_code, unused_imports, reason = "what only the venues left out use"))]

extern crate alloc;
#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("plimsoll");

mod bytes;
pub mod error;
pub mod math;
mod order;
mod text;
pub mod units;

pub mod exact;
pub mod market;
pub mod oracle;
pub mod volatility;

pub mod account;
pub mod venue;

pub mod liquidation;

pub mod scenario;

pub mod portfolio;

pub mod governance;
pub mod leverage;

pub mod plan;

pub mod watch;

mod version;

pub use error::{RiskError, RiskErrorKind};
pub use exact::{I256, U256};
pub use version::{VersionInfo, version};
