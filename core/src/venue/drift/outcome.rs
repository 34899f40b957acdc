//! What changes hands in a liquidation.

use super::margin::QUOTE;
use super::perp::value_of;
use super::state::{DriftPerp, DriftSpot, DriftUser};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::venue::outcome::{AssetAmount, LiquidationOutcome};
use crate::venue::rules::Venue;
use alloc::vec::Vec;

const OUTCOME: &str = "outcome";

/// Amounts of one kind, and their value in dollars of 6 decimals.
#[derive(Default)]
struct Flow {
    amounts: Vec<AssetAmount>,
    value: U256,
}

impl Flow {
    fn add(&mut self, (asset, amount, value): (&str, U256, U256)) -> Result<(), RiskError> {
        self.value = self.value.try_add(value, OUTCOME)?;
        if !amount.is_zero() {
            self.amounts.push(AssetAmount { asset: asset.into(), amount });
        }
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct Flows {
    repaid: Flow,
    seized: Flow,
    received: Flow,
    fee: Flow,
    deficit: Flow,
}

/// The quote's name and the value of an amount of it.
fn quote(user: &DriftUser, amount: U256) -> Result<(&str, U256, U256), RiskError> {
    let spot = user.spots.iter().find(|spot| spot.is_quote);
    let price = spot.map_or(QUOTE, |spot| spot.price);
    Ok((spot.map_or("", |spot| spot.asset.as_str()), amount, amount.try_mul(price, OUTCOME)?.try_div(QUOTE, OUTCOME)?))
}

fn tokens(spot: &DriftSpot, amount: U256) -> Result<(&str, U256, U256), RiskError> {
    Ok((spot.asset.as_str(), amount, spot.plain_value(amount)?))
}

impl Flows {
    /// A long gives its base for quote, a short quote for its base; fees come on top, in quote.
    pub(super) fn size(
        &mut self,
        user: &DriftUser,
        perp: &DriftPerp,
        (base, value): (U256, U256),
        (fee, insurance): (U256, U256),
    ) -> Result<(), RiskError> {
        let paid = quote(user, value)?;
        let size = (perp.asset.as_str(), base, quote(user, value_of(base, perp.price)?)?.2);
        let (given, got) = if perp.base_asset_amount.is_negative() { (paid, size) } else { (size, paid) };
        self.repaid.add(got)?;
        for (flow, extra) in [(&mut self.received, fee), (&mut self.seized, fee.try_add(insurance, OUTCOME)?)] {
            flow.add(given)?;
            flow.add(quote(user, extra)?)?;
        }
        self.fee.add(quote(user, insurance)?)
    }

    /// The insurance fund's fee is a part of the debt that the liquidator takes and the user is not freed of.
    pub(super) fn debt(&mut self, held: &DriftSpot, owed: &DriftSpot, (given, taken): (U256, U256), fee: U256) -> Result<(), RiskError> {
        self.repaid.add(tokens(owed, taken)?)?;
        self.seized.add(tokens(held, given)?)?;
        self.received.add(tokens(held, given)?)?;
        self.seized.add(tokens(owed, fee)?)?;
        self.fee.add(tokens(owed, fee)?)
    }

    pub(super) fn loss(&mut self, user: &DriftUser, held: &DriftSpot, (given, taken): (U256, U256)) -> Result<(), RiskError> {
        self.repaid.add(quote(user, taken)?)?;
        self.seized.add(tokens(held, given)?)?;
        self.received.add(tokens(held, given)?)
    }

    pub(super) fn lost_quote(&mut self, user: &DriftUser, amount: U256) -> Result<(), RiskError> {
        self.deficit.add(quote(user, amount)?)
    }

    pub(super) fn lost_debt(&mut self, owed: &DriftSpot, amount: U256) -> Result<(), RiskError> {
        self.deficit.add(tokens(owed, amount)?)
    }

    pub(super) fn outcome(self, before: &DriftUser, after: &DriftUser) -> Result<LiquidationOutcome, RiskError> {
        let (was, is) = (before.health()?, after.health()?);
        let loss = I256::from(self.seized.value).try_sub(self.repaid.value.into(), OUTCOME)?;
        Ok(LiquidationOutcome {
            repaid_value: self.repaid.value,
            seized_value: self.seized.value,
            received_value: self.received.value,
            deficit_value: self.deficit.value,
            borrower_loss_value: loss.try_sub(self.deficit.value.into(), OUTCOME)?,
            repaid: self.repaid.amounts,
            seized: self.seized.amounts,
            received: self.received.amounts,
            fee: self.fee.amounts,
            deficit: self.deficit.amounts,
            surplus: Vec::new(),
            value_decimals: 6,
            lowers_health: is.health_factor.zip(was.health_factor).is_some_and(|(is, was)| is < was),
            health_before: was.health_factor,
            health_after: is.health_factor,
        })
    }
}
