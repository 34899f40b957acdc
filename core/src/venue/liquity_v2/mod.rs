//! Liquity v2, liquity/bold at 405f9122: troves of one branch without batches, to the last digit.
//!
//! - Safe at equality: ICR ≥ MCR. Interest and redistributed gains count at every moment, stored or not.
//! - All integers have 18 decimals, prices too (BOLD per unit of collateral), but a weighted debt is debt times rate, 36.
//! - A trove is liquidated whole: against the stability pool as far as that reaches, and by redistribution for the rest.
//! - A redemption takes collateral at the oracle's price from the troves with the lowest interest rate first: what stands in front of
//!   a trove is `LiquityV2Book::debt_in_front`.

mod adjust;
mod book;
mod branch;
mod liquidation;
mod math;
mod open;
mod redemption;
mod rules;
mod state;
mod trove;

pub use adjust::LiquityV2Adjustment;
pub use liquidation::{LiquityV2Liquidation, LiquityV2Split, liquity_v2_split};
pub use math::{liquity_v2_collateral_ratio, liquity_v2_dec_pow};
pub use redemption::LiquityV2Redemption;
pub use state::{LiquityV2Book, LiquityV2Branch, LiquityV2Status, LiquityV2Trove, LiquityV2TroveState};
pub use trove::LiquityV2TroveNow;
