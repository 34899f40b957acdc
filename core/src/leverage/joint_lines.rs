//! An account as the sum of its price factors, and the prices at which one factor alone brings it to a health factor.

use super::joint_advice::FactorPrice;
use crate::account::{Account, LegSide, PriceDirection};
use alloc::string::String;
use alloc::vec::Vec;

/// What one factor's price moves; values in the quote currency.
pub(crate) struct Line {
    pub factor: String,
    /// The factor's first leg that bears on solvency, and its price.
    asset: String,
    price: f64,
    counted: f64,
    debt: f64,
}

/// Collateral that counts and debt, by factor and pegged.
#[derive(Default)]
pub(crate) struct Lines {
    pub factors: Vec<Line>,
    counted_pegged: f64,
    debt_pegged: f64,
    /// Value of the collateral, of the debt, and of what may be borrowed.
    pub collateral: f64,
    pub debt: f64,
    pub borrowable: f64,
}

impl Lines {
    pub fn new(account: &Account) -> Self {
        let mut lines = Self::default();
        for leg in &account.legs {
            let value = leg.amount * leg.price;
            let counted = value * leg.threshold;
            match leg.side {
                LegSide::Collateral => {
                    lines.collateral += value;
                    lines.borrowable += value * leg.ltv;
                }
                LegSide::Debt => lines.debt += value,
            }
            let (counted_sum, debt_sum) = match leg.driver() {
                None => (&mut lines.counted_pegged, &mut lines.debt_pegged),
                Some(name) => {
                    let known = lines.factors.iter().position(|line| line.factor == *name);
                    if known.is_none() {
                        let (asset, price) = (leg.asset.clone(), leg.price);
                        lines.factors.push(Line { factor: name.clone(), asset, price, counted: 0.0, debt: 0.0 });
                    }
                    let at = known.unwrap_or(lines.factors.len() - 1);
                    let Some(line) = lines.factors.get_mut(at) else { continue };
                    (&mut line.counted, &mut line.debt)
                }
            };
            match leg.side {
                LegSide::Collateral => *counted_sum += counted,
                LegSide::Debt => *debt_sum += counted,
            }
        }
        lines
    }

    /// No price of any factor liquidates it.
    pub fn untouchable(&self) -> bool {
        self.counted_pegged >= self.debt_pegged && self.factors.iter().all(|line| line.counted >= line.debt)
    }

    /// What must happen to a factor's price to harm the account.
    pub fn harm(line: &Line) -> PriceDirection {
        if line.counted < line.debt { PriceDirection::Rise } else { PriceDirection::Fall }
    }

    /// For each factor whose harmful move can lead there alone, the price at which the account has a health factor.
    ///
    /// ```text
    /// counted_rest + counted · x = health · (debt_rest + debt · x)      x = the factor's price over its price now
    /// ```
    pub fn prices_at(&self, health: f64) -> Vec<FactorPrice> {
        let (counted, debt) =
            self.factors.iter().fold((self.counted_pegged, self.debt_pegged), |sum, line| (sum.0 + line.counted, sum.1 + line.debt));
        let reached = |line: &Line| {
            let slope = line.counted - health * line.debt;
            let multiple = (health * (debt - line.debt) - (counted - line.counted)) / slope;
            let price = line.price * multiple;
            let direction = if slope > 0.0 { PriceDirection::Fall } else { PriceDirection::Rise };
            (slope != 0.0 && direction == Self::harm(line) && price > 0.0 && price.is_finite()).then(|| FactorPrice {
                factor: line.factor.clone(),
                asset: line.asset.clone(),
                price,
                direction,
            })
        };
        self.factors.iter().filter_map(reached).collect()
    }
}
