//! A bark as a liquidation among those of other venues.

use super::frob::feed;
use super::rules::{VALUE_DECIMALS, health_factor};
use super::state::MakerVault;
use crate::error::RiskError;
use crate::exact::{I256, RAY, U256};
use crate::venue::outcome::{AssetAmount, LiquidationOutcome};
use alloc::vec;
use alloc::vec::Vec;

/// What a bark does, in the records that all venues share.
///
/// `repaid` is the debt that the venue takes over from the vault (`due`), `fee` the penalty that the auction is to raise besides, and
/// `seized` what it has to sell. Nobody has bought yet: `received` is empty, and `borrower_loss_value` is the most that the owner
/// loses, because the auction gives back what it does not sell.
pub(super) fn bark_outcome(before: &MakerVault) -> Result<(MakerVault, LiquidationOutcome), RiskError> {
    let (after, bark) = before.bark()?;
    let one = |asset: &str, amount: U256| -> Vec<AssetAmount> {
        if amount.is_zero() { Vec::new() } else { vec![AssetAmount { asset: asset.into(), amount }] }
    };
    let in_debt_asset = |rad: U256| rad.try_div(RAY, "wad");
    let seized_value = feed(before.price, before.par).and_then(|feed| bark.dink.try_mul(feed, "value")).unwrap_or(U256::MAX);
    let (health_before, health_after) = (health_factor(before)?, health_factor(&after)?);
    let outcome = LiquidationOutcome {
        repaid: one(&before.debt_asset, in_debt_asset(bark.due)?),
        seized: one(&before.asset, bark.dink),
        received: Vec::new(),
        fee: one(&before.debt_asset, in_debt_asset(bark.auction.tab.saturating_sub(bark.due))?),
        deficit: Vec::new(),
        surplus: Vec::new(),
        repaid_value: bark.due,
        seized_value,
        received_value: U256::ZERO,
        deficit_value: U256::ZERO,
        borrower_loss_value: I256::from(seized_value).try_sub(bark.due.into(), "loss")?,
        value_decimals: VALUE_DECIMALS,
        health_before,
        health_after,
        lowers_health: health_after.is_some() && health_after < health_before,
    };
    Ok((after, outcome))
}
