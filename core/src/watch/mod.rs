//! Assets watched live: prices and bars in, advice and alerts out for every account that one of them drives, or several together.
//!
//! It joins the rooms before it and adds nothing to what they say; sockets, timers and storage are a face's.

mod account;
mod bytes;
mod hours;
mod joint;
mod joint_account;
mod joint_turn;
mod lived;
mod market;
mod outcomes;
mod spoken;
mod state;
mod view;

pub use account::WatchedAccount;
pub use joint::JointWatch;
pub use joint_account::{JointAccount, JointShown, ReferencePrice, price_factors};
pub use market::{Leaders, MarketChange, WatchedMarket};
pub use outcomes::{Calibrated, ModelAlone, Outcomes};
pub use spoken::{Evaluated, Fault, Spoken};
pub use state::Watch;
