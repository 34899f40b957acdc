//! One asset watched live: prices and bars in, advice and alerts out for every account that it drives.
//!
//! It joins the rooms before it and adds nothing to what they say; sockets, timers and storage are a face's.

mod account;
mod bytes;
mod hours;
mod market;
mod outcomes;
mod state;

pub use account::WatchedAccount;
pub use market::{Leaders, MarketChange, WatchedMarket};
pub use outcomes::{Calibrated, ModelAlone, Outcomes};
pub use state::{Spoken, Watch};
