//! The sums of a position whose legs each hang on one price: a tick works one leg out anew.
//!
//! Everything fits in half a word here, and so does not overflow where the contract computes in whole ones; what does not fit makes the
//! tally silent, and the venue's own rules answer.

use crate::error::RiskError;
use crate::exact::{Factor, U256, WAD, mul_div_floor, wad_quotient};
use crate::venue::aave_v3::AaveV3Revision;
use crate::venue::position::Position;
use crate::venue::{aave_v3, compound_v3, morpho_blue};
use alloc::vec::Vec;

/// What one asset adds at its price.
#[derive(Clone, Debug)]
pub(in crate::venue) struct Leg {
    /// Whose price moves it: a place in the position's list of prices.
    pub(in crate::venue) place: usize,
    /// The balance over a whole token: times the price it is the value.
    pub(in crate::venue) balance: Factor,
    /// The contract rounds the value up.
    pub(in crate::venue) rounds_up: bool,
    /// The share of a collateral's value that counts; absent for a debt.
    pub(in crate::venue) share: Option<Factor>,
    /// Value at the price of now, and what of it counts; absent where it does not fit.
    pub(super) now: Option<(u128, u128)>,
}

impl Leg {
    pub(in crate::venue) fn new(place: usize, balance: Factor, rounds_up: bool, share: Option<Factor>) -> Self {
        Self { place, balance, rounds_up, share, now: None }
    }

    pub(super) fn at(&self, price: u128) -> Option<(u128, u128)> {
        let value = if self.rounds_up { self.balance.ceil(price) } else { self.balance.floor(price) }?;
        let counted = match &self.share {
            Some(share) => share.floor(value)?,
            None => value,
        };
        Some((value, counted))
    }
}

/// The verdict that a venue draws from the sums.
#[derive(Clone, Copy, Debug)]
pub(in crate::venue) enum Rule {
    /// Liquidatable where less counts than is owed.
    Covered,
    /// By the health factor of a revision; what counts is in basis points.
    AaveV3(AaveV3Revision),
}

impl Rule {
    /// The verdict on sums, where every number fits.
    pub(super) fn liquidatable(self, sums: Sums) -> Option<bool> {
        match self {
            Self::Covered => Some(sums.counted < sums.debt),
            Self::AaveV3(revision) => aave_v3::liquidatable_at(revision, sums).ok(),
        }
    }

    /// Divisor of the health factor over a debt, and what is added before the division; nothing for a rule that asks for more than one sum.
    pub(super) fn quotient(self, debt: u128) -> Option<(u128, u128)> {
        match self {
            Self::Covered => Some((debt, 0)),
            Self::AaveV3(revision) => aave_v3::health_quotient(revision, debt),
        }
    }

    /// The exact health factor with 18 decimals, or the fact that nothing is required, where every number fits.
    pub(super) fn health_factor(self, sums: Sums) -> Option<Option<U256>> {
        if sums.debt == 0 {
            return Some(None);
        }
        let factor = match self {
            Self::Covered => ratio(sums),
            Self::AaveV3(revision) => aave_v3::health_factor_at(revision, sums),
        };
        factor.ok().map(Some)
    }
}

/// Sums at the prices of now.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::venue) struct Sums {
    pub(in crate::venue) collateral: u128,
    pub(in crate::venue) counted: u128,
    pub(in crate::venue) debt: u128,
}

impl Sums {
    /// Adds a leg's value and what of it counts, if the sums still fit.
    pub(super) fn add(&mut self, leg: &Leg, (value, counted): (u128, u128)) -> Option<()> {
        if leg.share.is_some() {
            self.collateral = self.collateral.checked_add(value)?;
            self.counted = self.counted.checked_add(counted)?;
        } else {
            self.debt = self.debt.checked_add(value)?;
        }
        Some(())
    }
}

/// The legs of a position.
#[derive(Clone, Debug)]
pub(in crate::venue) struct Tally {
    pub(in crate::venue) legs: Vec<Leg>,
    /// What is owed at any price.
    pub(in crate::venue) fixed_debt: u128,
    pub(in crate::venue) rule: Rule,
    /// The contract may refuse a price of 0.
    pub(in crate::venue) needs_prices: bool,
}

impl Tally {
    /// The tally of a position, where its venue has one and its numbers fit.
    pub(super) fn of(position: &Position, prices: &[U256]) -> Option<Self> {
        let mut tally = match position {
            Position::AaveV3(user) => aave_v3::tally(user),
            Position::MorphoBlue(position) => morpho_blue::tally(position),
            Position::CompoundV3(position) => compound_v3::tally(position),
            #[cfg(feature = "every-venue")]
            _ => None,
        }?;
        prices.iter().enumerate().for_each(|(place, price)| tally.tick(place, *price));
        Some(tally)
    }

    /// Takes a price of one asset.
    pub(super) fn tick(&mut self, place: usize, price: U256) {
        let price = price.narrow().filter(|price| *price > 0 || !self.needs_prices);
        for leg in self.legs.iter_mut().filter(|leg| leg.place == place) {
            leg.now = price.and_then(|price| leg.at(price));
        }
    }

    /// The verdict, where every number fits.
    pub(super) fn liquidatable(&self) -> Option<bool> {
        self.rule.liquidatable(self.sums()?)
    }

    /// The exact health factor with 18 decimals, or the fact that nothing is required, where every number fits.
    pub(super) fn health_factor(&self) -> Option<Option<U256>> {
        self.rule.health_factor(self.sums()?)
    }

    fn sums(&self) -> Option<Sums> {
        let mut sums = Sums { debt: self.fixed_debt, ..Sums::default() };
        for leg in &self.legs {
            sums.add(leg, leg.now?)?;
        }
        Some(sums)
    }
}

/// What counts over what is owed, 18 decimals, rounded down.
fn ratio(sums: Sums) -> Result<U256, RiskError> {
    if let Some(short) = wad_quotient(sums.counted, 0, sums.debt) {
        return Ok(U256::from_u128(short));
    }
    mul_div_floor(U256::from_u128(sums.counted), WAD, U256::from_u128(sums.debt))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::venue::Venue;

    #[test]
    fn the_three_venues_are_answered_from_their_sums_where_prices_fit() {
        for file in [
            include_str!("../../../tests/vectors/venue_aave_v3.json"),
            include_str!("../../../tests/vectors/venue_morpho_blue.json"),
            include_str!("../../../tests/vectors/venue_compound_v3.json"),
        ] {
            let file: serde_json::Value = serde_json::from_str(file).unwrap();
            let asked = |case: &&serde_json::Value| case["function"] == "positionHealth" && case.get("out").is_some();
            let mut count = 0;
            for case in file["cases"].as_array().unwrap().iter().filter(asked) {
                let position: Position = serde_json::from_value(case["in"]["position"].clone()).unwrap();
                let prices: Vec<_> = position.prices().unwrap().iter().map(|one| one.price).collect();
                let tally = Tally::of(&position, &prices).unwrap();
                let fits = prices.iter().all(|price| price.narrow().is_some_and(|price| price > 0 || !tally.needs_prices));
                assert_eq!(tally.liquidatable(), fits.then(|| position.health().unwrap().liquidatable), "{}", case["name"]);
                count += 1;
            }
            assert!(count > 2);
        }
    }
}
