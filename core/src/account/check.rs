//! Refuses an account that no venue could hold, before any arithmetic.

use super::legs::{Account, Leg, LegSide};
use crate::error::{RiskError, RiskErrorKind};
use crate::text::text;
use crate::units::{finite, positive, within};
use alloc::string::String;

/// Amounts and prices lie within these powers of ten, so that no ratio of values overflows.
const SIZE: (f64, f64) = (1e-40, 1e40);

/// Smallest threshold and LTV above 0, and with them the smallest value that counts.
const LEAST_SHARE: f64 = 1e-9;

/// Largest interest either way, fraction per year.
const MOST_INTEREST: f64 = 100.0;

const FRACTIONS: &str = "pass fractions, not percent";
const UNSCALED: &str = "pass units of the asset, not on-chain integers";

/// Checks every field of every leg.
pub(crate) fn check(account: &Account) -> Result<(), RiskError> {
    account.legs.iter().enumerate().try_for_each(|(position, leg)| check_leg(leg).map_err(|error| in_leg(position, error)))
}

/// Names the leg only once something is wrong with it: names cost an allocation each.
fn in_leg(position: usize, error: RiskError) -> RiskError {
    let named = |field: String| text!("legs[", position, "].", field);
    RiskError::from(match error.into_kind() {
        RiskErrorKind::NotFinite { field, got } => RiskErrorKind::NotFinite { field: named(field), got },
        RiskErrorKind::OutOfRange { field, expected, got, hint } => RiskErrorKind::OutOfRange { field: named(field), expected, got, hint },
        other => other,
    })
}

fn check_leg(leg: &Leg) -> Result<(), RiskError> {
    within("amount", leg.amount, 0.0, SIZE.1, UNSCALED)?;
    if leg.amount > 0.0 {
        within("amount", leg.amount, SIZE.0, SIZE.1, "pass 0 for an empty leg")?;
    }
    positive("price", leg.price, "pass the price now, quote per base")?;
    within("price", leg.price, SIZE.0, SIZE.1, "pass quote per base, not an on-chain integer")?;
    within("threshold", leg.threshold, 0.0, 2.0, FRACTIONS)?;
    within("ltv", leg.ltv, 0.0, 1.0, FRACTIONS)?;
    for (field, share) in [("threshold", leg.threshold), ("ltv", leg.ltv)] {
        if share > 0.0 {
            within(field, share, LEAST_SHARE, 2.0, "pass 0 for collateral that does not count")?;
        }
    }
    finite("interestAnnual", leg.interest_annual)?;
    within("interestAnnual", leg.interest_annual, -MOST_INTEREST, MOST_INTEREST, "pass a fraction per year: 0.05 is 5 %")?;
    if leg.factor.as_ref().is_some_and(|factor| factor.is_empty()) {
        let hint = "name the price that drives the leg, or leave it out where the price is pegged";
        return Err(RiskError::out_of_range("factor", "a name of at least one letter", "\"\"", hint));
    }
    match leg.side {
        LegSide::Collateral => {
            within("threshold", leg.threshold, 0.0, 1.0, FRACTIONS)?;
            within("ltv", leg.ltv, 0.0, leg.threshold, "no venue lends beyond the liquidation threshold: are they swapped?")?;
        }
        LegSide::Debt => {
            within("threshold", leg.threshold, 1.0, 2.0, "a debt counts in full, a short position with its maintenance margin on top")?;
            within("ltv", leg.ltv, 0.0, 0.0, "nothing can be borrowed against a debt: pass 0")?;
        }
    }
    Ok(())
}
