//! The account hour by hour: what counts and what is owed, pegged and by factor, with the interest of the hours.

use super::joint::{JointForecast, MAX_FACTORS};
use crate::account::{Account, LegSide, PriceDirection};
use crate::error::{RiskError, RiskErrorKind};
use crate::math;
use crate::units::HOURS_PER_YEAR;
use alloc::vec::Vec;

/// Values in the quote currency at one hour, at the prices now.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    pub counted_pegged: f64,
    pub debt_pegged: f64,
    pub counted: [f64; MAX_FACTORS],
    pub debt: [f64; MAX_FACTORS],
}

impl Row {
    /// What is left when every debt is covered, with the factors' prices at multiples of their prices now.
    pub fn margin(&self, prices: impl IntoIterator<Item = f64>) -> f64 {
        let factors = self.counted.iter().zip(&self.debt).zip(prices);
        self.pegged() + factors.map(|((counted, debt), price)| (counted - debt) * price).sum::<f64>()
    }

    /// Counted collateral over debt, at most `MOST_HEALTH`.
    pub fn health(&self, prices: impl IntoIterator<Item = f64>) -> f64 {
        let (counted, debt) = self.sides(prices);
        if counted < MOST_HEALTH * debt { counted / debt } else { MOST_HEALTH }
    }

    /// The health is a given one or higher.
    pub fn covers(&self, health: f64, prices: impl IntoIterator<Item = f64>) -> bool {
        let (counted, debt) = self.sides(prices);
        health <= MOST_HEALTH && counted >= health * debt
    }

    fn sides(&self, prices: impl IntoIterator<Item = f64>) -> (f64, f64) {
        let (mut counted, mut debt) = (self.counted_pegged, self.debt_pegged);
        for ((factor_counted, factor_debt), price) in self.counted.iter().zip(&self.debt).zip(prices) {
            counted += factor_counted * price;
            debt += factor_debt * price;
        }
        (counted, debt)
    }

    pub fn pegged(&self) -> f64 {
        self.counted_pegged - self.debt_pegged
    }

    /// What a factor's price moves, net.
    pub fn net(&self, factor: usize) -> f64 {
        self.counted.get(factor).zip(self.debt.get(factor)).map_or(0.0, |(counted, debt)| counted - debt)
    }
}

/// The health of an account that owes next to nothing.
pub(crate) const MOST_HEALTH: f64 = 1e9;

/// An account under a joint forecast.
#[derive(Default)]
pub(crate) struct Solvency {
    /// The positions, in the joint forecast, of the factors that bear on the account.
    pub factors: Vec<usize>,
    /// One row per hour from 0.
    pub rows: Vec<Row>,
}

impl Solvency {
    /// A unit of each factor of a joint forecast and no debt: what falls of any of them harms.
    pub fn falling(joint: &JointForecast, hours: usize) -> Self {
        let counted = core::array::from_fn(|place| if place < joint.factors.len() { 1.0 } else { 0.0 });
        let row = Row { counted, ..Row::default() };
        Self { factors: (0..joint.factors.len()).collect(), rows: alloc::vec![row; hours + 1] }
    }

    /// Every factor prices collateral or debt, none both: what is milder of one price is milder for the account.
    pub fn one_sided(&self) -> bool {
        self.rows.iter().flat_map(|row| row.counted.iter().zip(&row.debt)).all(|(counted, debt)| *counted == 0.0 || *debt == 0.0)
    }

    /// # Errors
    /// `unknown`: a leg follows a factor that the joint forecast lacks.
    pub fn new(account: &Account, joint: &JointForecast, hours: usize) -> Result<Self, RiskError> {
        let mut factors: Vec<usize> = Vec::new();
        let mut places: Vec<Option<usize>> = Vec::with_capacity(account.legs.len());
        for leg in &account.legs {
            let Some(name) = leg.driver() else {
                places.push(None);
                continue;
            };
            let Some(position) = joint.factors.iter().position(|factor| factor.factor == *name) else {
                return Err(RiskError::from(RiskErrorKind::Unknown { field: "account.legs.factor".into(), got: name.clone() }));
            };
            let known = factors.iter().position(|factor| *factor == position);
            places.push(Some(known.unwrap_or(factors.len())));
            if known.is_none() {
                factors.push(position);
            }
        }
        let rows = (0..=hours).map(|hour| row(account, &places, hour as f64)).collect();
        Ok(Self { factors, rows })
    }

    /// No price liquidates it at any hour.
    pub fn untouchable(&self) -> bool {
        self.rows.iter().all(|row| row.pegged() >= 0.0 && (0..self.factors.len()).all(|factor| row.net(factor) >= 0.0))
    }

    /// Which way a factor's price harms, where it is the same at every hour.
    pub fn harm(&self, factor: usize) -> Option<PriceDirection> {
        let nets = || self.rows.iter().map(|row| row.net(factor));
        if nets().all(|net| net >= 0.0) { Some(PriceDirection::Fall) } else { nets().all(|net| net <= 0.0).then_some(PriceDirection::Rise) }
    }
}

fn row(account: &Account, places: &[Option<usize>], hours: f64) -> Row {
    let mut row = Row::default();
    for (leg, place) in account.legs.iter().zip(places) {
        // As one factor's exposure is read.
        let value = leg.amount * leg.price * math::exp(leg.interest_annual * (hours / HOURS_PER_YEAR));
        let slot = match (leg.side, place) {
            (LegSide::Collateral, None) => Some(&mut row.counted_pegged),
            (LegSide::Debt, None) => Some(&mut row.debt_pegged),
            (LegSide::Collateral, Some(place)) => row.counted.get_mut(*place),
            (LegSide::Debt, Some(place)) => row.debt.get_mut(*place),
        };
        if let Some(sum) = slot {
            *sum += value * leg.threshold;
        }
    }
    row
}
