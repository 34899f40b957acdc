//! Collateral and debt spread over places so that any liquidation is least likely.

use super::spread_group::{Place, Side, prepare};
use super::spread_record::{Placement, SpreadPlace, SpreadPlan};
use crate::error::RiskError;
use crate::math;
use crate::order::{distinct, sort_by};
use crate::scenario::FactorForecast;
use crate::units::within;
use crate::volatility::MAX_HORIZON_HOURS;
use alloc::vec;
use alloc::vec::Vec;

/// Most places: every set of them is tried.
const MOST_PLACES: usize = 8;

/// A change that lowers the probability by less is not worth a step.
const NO_GAIN: f64 = 1e-9;

/// Halvings of the ratio that is solved for, and of the search's step.
const BISECTIONS: u32 = 60;
const FIRST_STEP: f64 = 0.25;
const LAST_STEP: f64 = 1e-5;

/// Returns how to spread collateral and debt over several positions so that the probability that any of them is liquidated within a
/// horizon is least, at the same total debt.
///
/// Let `d = k · threshold · c` at each place, so that its log distance is `−ln k`. Places that one factor moves to the same side are
/// liquidated together: of them the nearest decides, so their distances are made equal, and collateral goes first where a unit of it
/// carries most, up to each place's caps and LTV. For one factor the answer is exact: the smallest `k` at which the places carry the
/// debt. For several, each factor's side has its own `k`, and the sum of the sides' probabilities, which bounds that of any from above
/// (the union bound), is lowered by a search along each `log k` in turn, its step halved from 0.25 to 1e-5, the last `k` solved for.
/// Every set of places is tried; the costs of those that change are paid out of the collateral; to leave everything is among the
/// choices, and is the answer where nothing gains more than 1e-9.
///
/// Values are spread, not units: the sums of the collaterals' and of the debts' values are kept. Where places differ in their assets, to
/// move from one to the other is to sell the one's collateral for the other's, or to owe another asset; the user holds less of the one
/// and more of the other afterwards, and the trades are paid only as far as `cost` says. Give places the same assets to keep them.
///
/// Model world: values at the prices of the legs, which move to the nearest of each place's caps; interest of the horizon is allowed for
/// by the worse of now and then. Without caps nothing is gained by spreading over places of one factor: it all goes where the threshold
/// is highest.
///
/// # Errors
/// - Those of `account_health` for the legs, and of the forecasts.
/// - `length_mismatch`: no place or more than 8; `duplicate`: two places of one name; `unknown`: a leg's factor has no forecast.
/// - `unsupported`: a place whose collateral and debt follow two factors; places of which a fall liquidates some and a rise, or no
///   price, others.
/// - `out_of_range`: caps and costs outside [0, 1e80], or a horizon outside (0, 768].
///
/// ```
/// use plimsoll::account::{Leg, LegSide};
/// use plimsoll::{market::simulate_bars, volatility::forecast_bars};
/// use plimsoll::plan::{SpreadPlace, plan_spread};
/// use plimsoll::scenario::FactorForecast;
/// let place = |name: &str, ether, dollars| SpreadPlace {
///     name: name.into(),
///     collateral: Leg {
///         asset: "ETH".into(), side: LegSide::Collateral, amount: ether, price: 2_500.0, threshold: 0.8, ltv: 0.75,
///         factor: Some("ETH".into()), interest_annual: 0.0,
///     },
///     debt: Leg {
///         asset: "USDC".into(), side: LegSide::Debt, amount: dollars, price: 1.0, threshold: 1.0, ltv: 0.0, factor: None,
///         interest_annual: 0.0,
///     },
///     most_collateral: Some(25_000.0),
///     most_debt: None,
///     cost: 0.0,
/// };
/// let forecast = forecast_bars(&simulate_bars(7, 960, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let factors = [FactorForecast { factor: "ETH".into(), forecast }];
/// // 20,000 dollars against 20 ETH in all: each place at 0.8 · 2.5, whatever they are at now.
/// let plan = plan_spread(&[place("near", 10.0, 14_000.0), place("far", 10.0, 6_000.0)], &factors, 24.0)?;
/// assert!((plan.placements[0].distance.ok_or("no debt")? - 2f64.ln()).abs() < 1e-9);
/// assert!(plan.exact && plan.probability < plan.probability_before);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn plan_spread(places: &[SpreadPlace], factors: &[FactorForecast], horizon_hours: f64) -> Result<SpreadPlan, RiskError> {
    if places.is_empty() || places.len() > MOST_PLACES {
        return Err(RiskError::length_mismatch("places", "1 to 8 places", places.len()));
    }
    within("horizonHours", horizon_hours, f64::MIN_POSITIVE, MAX_HORIZON_HOURS, "pass hours, such as 24")?;
    let (ready, sides) = prepare(places, factors, horizon_hours)?;
    let table = Table { places: &ready, sides: &sides, horizon_hours };
    let now: Vec<(f64, f64)> = ready.iter().map(|place| (place.collateral, place.debt)).collect();
    let before = table.probability(&now)?;
    let mut best = Found { spread: now, probability: before, cost: 0.0 };
    for set in 1u32..1 << ready.len() {
        let used: Vec<usize> = (0..ready.len()).filter(|place| set >> place & 1 == 1).collect();
        if let Some(found) = table.least(&used)?
            && (found.probability + NO_GAIN < best.probability || (found.probability <= best.probability && found.cost < best.cost))
        {
            best = found;
        }
    }
    answer(places, &table, best, before)
}

fn answer(places: &[SpreadPlace], table: &Table<'_>, best: Found, probability_before: f64) -> Result<SpreadPlan, RiskError> {
    let mut placements = Vec::with_capacity(places.len());
    for ((place, ready), &(collateral, debt)) in places.iter().zip(table.places).zip(&best.spread) {
        let (collateral_amount, debt_amount) = (collateral / place.collateral.price, debt / place.debt.price);
        placements.push(Placement {
            name: place.name.clone(),
            collateral_amount,
            debt_amount,
            collateral_change: collateral_amount - place.collateral.amount,
            debt_change: debt_amount - place.debt.amount,
            distance: ready.distance(collateral, debt),
            probability: table.at(ready, collateral, debt)?,
        });
    }
    let mut owing = table.places.iter().zip(&best.spread).filter(|(_, (_, debt))| *debt > 0.0).filter_map(|(place, _)| place.side);
    let first = owing.next();
    let exact = owing.all(|side| Some(side) == first);
    Ok(SpreadPlan { placements, probability: best.probability, probability_before, exact, cost: best.cost })
}

/// A spread with what it is worth; collateral and debt of each place, quote.
struct Found {
    spread: Vec<(f64, f64)>,
    probability: f64,
    cost: f64,
}

struct Table<'a> {
    places: &'a [Place],
    sides: &'a [Side<'a>],
    horizon_hours: f64,
}

impl Table<'_> {
    /// P(one place is liquidated).
    fn at(&self, place: &Place, collateral: f64, debt: f64) -> Result<f64, RiskError> {
        if debt <= 0.0 {
            return Ok(0.0);
        }
        if place.broken(collateral, debt) {
            return Ok(1.0);
        }
        match (place.side.and_then(|side| self.sides.get(side)), place.distance(collateral, debt)) {
            (Some(side), Some(distance)) => side.probability(distance, self.horizon_hours),
            _ => Ok(0.0),
        }
    }

    /// P(any is liquidated): of each side the most likely, the sides added.
    fn probability(&self, spread: &[(f64, f64)]) -> Result<f64, RiskError> {
        let mut by_side = vec![0.0f64; self.sides.len() + 1];
        for (place, &(collateral, debt)) in self.places.iter().zip(spread) {
            let probability = self.at(place, collateral, debt)?;
            if let Some(worst) = by_side.get_mut(place.side.unwrap_or(self.sides.len())) {
                *worst = worst.max(probability);
            }
        }
        Ok(by_side.iter().fold(0.0, |sum, one| sum + one).min(1.0))
    }

    /// The best spread over some places, the others emptied; nothing where they cannot carry the debt.
    fn least(&self, used: &[usize]) -> Result<Option<Found>, RiskError> {
        let held = |place: &Place| place.collateral > 0.0 || place.debt > 0.0;
        let (mut collateral, mut debt, mut cost) = (0.0, 0.0, 0.0);
        for (index, place) in self.places.iter().enumerate() {
            collateral += place.collateral;
            debt += place.debt;
            if used.contains(&index) || held(place) {
                cost += place.cost;
            }
        }
        let lot = Lot { table: self, used, collateral: collateral - cost, debt };
        if lot.collateral <= 0.0 {
            return Ok(None);
        }
        let sides = distinct(used.iter().filter_map(|index| self.places.get(*index)?.side));
        // The places that no price liquidates keep within their threshold.
        let mut ratios = vec![1.0; self.sides.len()];
        if !lot.solve(&mut ratios, &sides) {
            return Ok(None);
        }
        let mut best = lot.found(&ratios, cost)?;
        let Some((_, free)) = sides.split_last() else { return Ok(best) };
        let mut step = FIRST_STEP;
        while step >= LAST_STEP && !free.is_empty() {
            let mut moved = false;
            for side in free {
                for factor in [math::exp(step), math::exp(-step)] {
                    let mut other = ratios.clone();
                    if let Some(ratio) = other.get_mut(*side) {
                        *ratio = (*ratio * factor).min(1.0);
                    }
                    let solved = sides.last().is_some_and(|last| lot.solve(&mut other, &[*last]));
                    let Some(found) = (if solved { lot.found(&other, cost)? } else { None }) else { continue };
                    if best.as_ref().is_none_or(|best| found.probability < best.probability) {
                        (best, ratios, moved) = (Some(found), other, true);
                    }
                }
            }
            if !moved {
                step *= 0.5;
            }
        }
        Ok(best)
    }
}

/// Collateral and debt to be spread over some of the places.
struct Lot<'a> {
    table: &'a Table<'a>,
    used: &'a [usize],
    collateral: f64,
    debt: f64,
}

impl Lot<'_> {
    /// Debt that a unit of collateral carries at a place.
    fn slope(&self, place: &Place, ratios: &[f64]) -> f64 {
        let ratio = place.side.and_then(|side| ratios.get(side)).copied().unwrap_or(1.0);
        (ratio * place.threshold).min(place.ltv)
    }

    /// Fills the places, those that carry most per unit first; nothing where the collateral does not fit.
    fn fill(&self, ratios: &[f64]) -> Option<Vec<(f64, f64)>> {
        let mut order: Vec<(f64, usize, &Place)> = self
            .used
            .iter()
            .filter_map(|index| self.table.places.get(*index).map(|place| (self.slope(place, ratios), *index, place)))
            .collect();
        sort_by(&mut order, |a, b| b.0.total_cmp(&a.0));
        let mut spread = vec![(0.0, 0.0); self.table.places.len()];
        let mut left = self.collateral;
        for &(slope, index, place) in &order {
            let fits = if slope > 0.0 { place.most_collateral.min(place.most_debt / slope) } else { 0.0 };
            let collateral = left.min(fits);
            if let Some(there) = spread.get_mut(index) {
                *there = (collateral, (collateral * slope).min(place.most_debt));
            }
            left -= collateral;
        }
        // What carries nothing any more still has to lie somewhere, where it only adds distance.
        for &(_, index, place) in &order {
            if let Some((there, _)) = spread.get_mut(index) {
                let more = left.min(place.most_collateral - *there);
                *there += more;
                left -= more;
            }
        }
        (left <= 0.0).then_some(spread)
    }

    fn carries(&self, ratios: &[f64]) -> bool {
        self.fill(ratios).is_some_and(|spread| spread.iter().fold(0.0, |sum, (_, debt)| sum + debt) >= self.debt)
    }

    /// Lowers the ratios of some sides, the same for all, to the least at which the debt is carried; false where it never is.
    fn solve(&self, ratios: &mut [f64], sides: &[usize]) -> bool {
        let set = |ratios: &mut [f64], value: f64| {
            for side in sides {
                if let Some(ratio) = ratios.get_mut(*side) {
                    *ratio = value;
                }
            }
        };
        set(ratios, 1.0);
        if !self.carries(ratios) {
            return false;
        }
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..BISECTIONS {
            let middle = 0.5 * (low + high);
            set(ratios, middle);
            if self.carries(ratios) {
                high = middle;
            } else {
                low = middle;
            }
        }
        set(ratios, high);
        true
    }

    /// The spread at some ratios, its debt trimmed to the total.
    fn found(&self, ratios: &[f64], cost: f64) -> Result<Option<Found>, RiskError> {
        let Some(mut spread) = self.fill(ratios) else { return Ok(None) };
        let carried = spread.iter().fold(0.0, |sum, (_, debt)| sum + debt);
        let share = if carried > 0.0 { (self.debt / carried).min(1.0) } else { 0.0 };
        spread.iter_mut().for_each(|(_, debt)| *debt *= share);
        let probability = self.table.probability(&spread)?;
        Ok(Some(Found { spread, probability, cost }))
    }
}
