//! `liquidationCall`: what may be seized and repaid, what it does to every reserve, and what it costs the borrower.

mod amounts;
mod call;
mod calls;
mod effects;
mod outcome;

pub use call::{AaveV3Liquidation, AaveV3ReserveDeficit, aave_v3_liquidation_call};
pub(super) use calls::liquidation_calls;
pub(super) use outcome::liquidate;
