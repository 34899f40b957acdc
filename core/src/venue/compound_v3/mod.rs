//! Compound III (Comet), to the last digit: one market, one account with its collaterals, absorption and the store front.
//!
//! Source: `CometWithExtendedAssetList.sol`, `CometCore.sol` and `AssetList.sol` of compound-finance/comet at d5a30b0. At equality an
//! account is safe.
//!
//! Elapsed time: `absorb` accrues before it looks, so the health, the boundaries and the view of an account are those of its market
//! accrued to now; the contract's own `isLiquidatable` and `isBorrowCollateralized` answer on the indices as stored, and so do the
//! methods of these names. Pauses and the market's own token balances are not modelled.

mod absorb;
mod accrual;
mod actions;
mod book;
mod boundary;
mod check;
mod collateral;
mod config;
mod limits;
mod rules;
mod state;
mod store_front;
mod tally;
mod values;
mod view;

pub use absorb::{CompoundV3Absorption, CompoundV3Seized};
pub use book::compound_v3_book;
pub use config::{compound_v3_factor, compound_v3_rate_per_second, compound_v3_supply_cap};
pub use state::{CompoundV3Collateral, CompoundV3Curve, CompoundV3Market, CompoundV3Position};
pub use store_front::compound_v3_quote_collateral;
pub(super) use tally::tally;
pub use values::{compound_v3_present_value, compound_v3_principal_value_borrow, compound_v3_principal_value_supply};
