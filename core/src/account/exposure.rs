//! The account as a straight line in the price of its one factor: what the distance and the probability are solved on.

use super::legs::{Account, Leg, LegSide};
use crate::error::{RiskError, RiskErrorKind};
use crate::math;
use crate::text::text;
use crate::units::HOURS_PER_YEAR;
use alloc::string::ToString;

/// Which way the driving price must move to reach the boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PriceDirection {
    /// Down: the account is net long.
    Fall,
    /// Up: the account is net short.
    Rise,
}

/// Values in the quote currency, split by what the factor's price moves.
///
/// ```text
/// health(x) = (counted_pegged + counted_factor · x) / (debt_pegged + debt_factor · x)
/// ```
/// with `x` the factor's price over its price now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Exposure {
    pub counted_pegged: f64,
    pub counted_factor: f64,
    pub debt_pegged: f64,
    pub debt_factor: f64,
}

/// Where the line crosses zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Crossing {
    /// Safe at every price.
    Never,
    /// Liquidatable at every price.
    Always,
    /// Safe on one side of `multiple` (of the price now) only.
    At { direction: PriceDirection, multiple: f64 },
}

impl Exposure {
    /// Reads the legs with their interest of some hours added.
    pub fn after(account: &Account, hours: f64) -> Self {
        let mut sums = Self::default();
        for leg in &account.legs {
            let value = leg.amount * leg.price * math::exp(leg.interest_annual * (hours / HOURS_PER_YEAR));
            match (leg.side, leg.factor.is_some()) {
                (LegSide::Collateral, false) => sums.counted_pegged += value * leg.threshold,
                (LegSide::Collateral, true) => sums.counted_factor += value * leg.threshold,
                (LegSide::Debt, false) => sums.debt_pegged += value * leg.threshold,
                (LegSide::Debt, true) => sums.debt_factor += value * leg.threshold,
            }
        }
        sums
    }

    /// Health factor with the factor's price at `multiple` of its price now; the debt is above 0.
    pub fn health(&self, multiple: f64) -> f64 {
        (self.counted_pegged + self.counted_factor * multiple) / (self.debt_pegged + self.debt_factor * multiple)
    }

    /// The account owes something.
    pub fn indebted(&self) -> bool {
        self.debt_pegged > 0.0 || self.debt_factor > 0.0
    }

    /// By floats alone; the venue's verdict, where there is one, wins over it.
    pub fn underwater(&self) -> bool {
        self.counted_pegged + self.counted_factor < self.debt_pegged + self.debt_factor
    }

    /// Solves `pegged + factor · x = 0`, which has at most one root above 0.
    pub fn crossing(&self) -> Crossing {
        let pegged = self.counted_pegged - self.debt_pegged;
        let factor = self.counted_factor - self.debt_factor;
        if pegged >= 0.0 && factor >= 0.0 {
            Crossing::Never
        } else if pegged <= 0.0 && factor <= 0.0 {
            Crossing::Always
        } else {
            let direction = if factor > 0.0 { PriceDirection::Fall } else { PriceDirection::Rise };
            Crossing::At { direction, multiple: -pegged / factor }
        }
    }
}

/// The leg whose price stands for the factor: the first that carries it and bears on solvency.
///
/// # Errors
/// `unsupported` where legs of several factors do.
pub(crate) fn driving_leg(account: &Account) -> Result<Option<&Leg>, RiskError> {
    let mut driving = account.legs.iter().filter(|leg| leg.driver().is_some());
    let first = driving.next();
    if let Some((known, other)) = first.and_then(|first| Some((first, driving.find(|leg| leg.factor != first.factor)?))) {
        let [known, other] = [known, other].map(|leg| leg.factor.as_deref().unwrap_or_default());
        return Err(RiskError::from(RiskErrorKind::Unsupported {
            question: text!("an account driven by several price factors (", known, ", ", other, ")"),
            hint: "give one factor to legs that move together, and leave the factor of pegged legs out".to_string(),
        }));
    }
    Ok(first)
}

/// The verdict: the venue's own where it is known.
pub(crate) fn is_liquidatable(account: &Account, exposure: &Exposure) -> bool {
    account.liquidatable.unwrap_or_else(|| exposure.underwater())
}
