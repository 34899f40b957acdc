//! Places made ready: what one unit of collateral carries at each, and which factor's side liquidates it.

use super::spread_record::SpreadPlace;
use crate::account::{Account, LegSide, PriceDirection, account_health};
use crate::error::RiskError;
use crate::math;
use crate::scenario::FactorForecast;
use crate::units::{HOURS_PER_YEAR, within};
use crate::volatility::Law;
use alloc::format;
use alloc::vec::Vec;

/// Largest value of a cap or a cost, quote.
const MOST_VALUE: f64 = 1e80;

/// One side of one factor, with its law.
pub(super) struct Side<'a> {
    pub factor: &'a str,
    pub direction: PriceDirection,
    law: Law,
}

impl Side<'_> {
    /// P(the factor moves so far to this side within the horizon).
    pub fn probability(&self, distance: f64, horizon_hours: f64) -> Result<f64, RiskError> {
        let distance = distance.max(0.0);
        match self.direction {
            PriceDirection::Fall => self.law.drawdown_probability(distance, horizon_hours),
            PriceDirection::Rise => self.law.runup_probability(distance, horizon_hours),
        }
    }
}

/// A place in values, quote.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// What is there now.
    pub collateral: f64,
    pub debt: f64,
    /// Debt per collateral at which it is liquidatable, now or at the end of the horizon, whichever is less.
    pub threshold: f64,
    /// Debt per collateral that may be taken.
    pub ltv: f64,
    pub most_collateral: f64,
    pub most_debt: f64,
    pub cost: f64,
    /// Which side liquidates it; absent where no price does.
    pub side: Option<usize>,
}

impl Place {
    /// Log distance of the price to liquidation; nothing where none is owed or no price counts.
    pub fn distance(&self, collateral: f64, debt: f64) -> Option<f64> {
        if self.side.is_none() || debt <= 0.0 {
            return None;
        }
        let room = self.threshold * collateral / debt;
        Some(if room > 1.0 { math::ln(room) } else { 0.0 })
    }

    /// The debt is more than the collateral carries at any price of its factor.
    pub fn broken(&self, collateral: f64, debt: f64) -> bool {
        debt > self.threshold * collateral
    }
}

/// Checks the places and names the sides that bear on them.
pub(super) fn prepare<'a>(
    places: &'a [SpreadPlace],
    factors: &[FactorForecast],
    horizon_hours: f64,
) -> Result<(Vec<Place>, Vec<Side<'a>>), RiskError> {
    let mut sides: Vec<Side<'a>> = Vec::new();
    let mut ready = Vec::with_capacity(places.len());
    for (at, place) in places.iter().enumerate() {
        if places.iter().take(at).any(|earlier| earlier.name == place.name) {
            return Err(RiskError::duplicate("places", &place.name));
        }
        let named = |field: &str| format!("places[{at}].{field}");
        if (place.collateral.side, place.debt.side) != (LegSide::Collateral, LegSide::Debt) {
            return Err(RiskError::out_of_range(&named("debt.side"), "a collateral and a debt", "other sides", "are they swapped?"));
        }
        account_health(&Account { legs: [&place.collateral, &place.debt].map(Clone::clone).to_vec(), liquidatable: None })?;
        for (field, value) in [("mostCollateral", place.most_collateral), ("mostDebt", place.most_debt), ("cost", Some(place.cost))] {
            within(&named(field), value.unwrap_or_default(), 0.0, MOST_VALUE, "pass quote, 0 or more")?;
        }
        let side = match side_of(place)? {
            None => None,
            Some((factor, direction)) => Some(match sides.iter().position(|side| side.factor == factor && side.direction == direction) {
                Some(known) => known,
                None => {
                    let known = factors.iter().find(|one| one.factor == factor).ok_or_else(|| RiskError::unknown("factors", factor))?;
                    sides.push(Side { factor, direction, law: Law::new(&known.forecast)? });
                    sides.len() - 1
                }
            }),
        };
        let (collateral, debt) = (&place.collateral, &place.debt);
        let growth = math::exp((collateral.interest_annual - debt.interest_annual) * (horizon_hours / HOURS_PER_YEAR));
        ready.push(Place {
            collateral: collateral.amount * collateral.price,
            debt: debt.amount * debt.price,
            threshold: collateral.threshold / debt.threshold * growth.min(1.0),
            ltv: collateral.ltv,
            most_collateral: place.most_collateral.unwrap_or(f64::INFINITY),
            most_debt: place.most_debt.unwrap_or(f64::INFINITY),
            cost: place.cost,
            side,
        });
    }
    // From a long into a short, or into what no price moves, is a sale of the position, and the least likely to be liquidated.
    let way = |place: &Place| place.side.and_then(|side| sides.get(side)).map(|side| side.direction);
    let mut ways = ready.iter().map(way);
    if let Some(first) = ways.next()
        && ways.any(|other| other != first)
    {
        return Err(RiskError::unsupported(
            "a spread over places that a fall, a rise or no price liquidates",
            "spread long, short and pegged positions each on their own: between them the position itself would be sold",
        ));
    }
    Ok((ready, sides))
}

/// Which factor's move liquidates a place, and which way; nothing where collateral and debt move together or not at all.
fn side_of(place: &SpreadPlace) -> Result<Option<(&str, PriceDirection)>, RiskError> {
    match (place.collateral.factor.as_deref(), place.debt.factor.as_deref()) {
        (Some(factor), None) => Ok(Some((factor, PriceDirection::Fall))),
        (None, Some(factor)) => Ok(Some((factor, PriceDirection::Rise))),
        (None, None) => Ok(None),
        (Some(collateral), Some(debt)) if collateral == debt => Ok(None),
        (Some(collateral), Some(debt)) => Err(RiskError::unsupported(
            &format!("a place whose collateral and debt follow two factors ({collateral}, {debt})"),
            "name their ratio as one factor, such as stETH/ETH, with its own forecast",
        )),
    }
}
