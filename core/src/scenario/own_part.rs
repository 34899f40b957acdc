//! What of a factor's displacement is its own, and so not stretched as what all of them share is.

use super::joint::{JointForecast, MAX_FACTORS};
use super::reach::Reach;
use super::solvency::Solvency;
use super::weights::JOINT_WEIGHTS;
use super::within_hour::{ease, signed};
use crate::math;
use alloc::vec::Vec;

/// For each factor of an account, what each of them tells of its displacement.
#[derive(Clone)]
pub(crate) struct Shared {
    rows: Vec<[f32; MAX_FACTORS]>,
    unstretched: f32,
}

impl Shared {
    /// `correlation` is `signed` for `count` factors.
    ///
    /// ```text
    /// u_a = Σ w_b ρ_ab y_b / Σ w_b |ρ_ab|      w = |what the factor counts for / all that counts − what is owed in it / all debt|
    /// price = P_a(y_a), and where y_a > u_a the share k of the way from it to P_a(u_a) · (1 + s_a (y_a − u_a)) if that is milder
    /// ```
    ///
    /// A table `P` stretches the tail of a displacement to that of the factor's own law. What moves all factors at once is stretched in
    /// each alike; were the small difference of two that move together stretched as much, a common crash would tear them apart as few did.
    /// So of what harms a factor beyond what the others tell of it the learned share `k`, `JointWeights::unstretched`, follows `s`, the
    /// slope of the table in the body of the law, and only the rest is stretched. Never a harsher price than the table's; one factor, or
    /// several with nothing in common, keep theirs.
    fn new(correlation: &[f64], count: usize, solvency: &Solvency) -> Self {
        Self { rows: rows(correlation, &weights(solvency, count)), unstretched: JOINT_WEIGHTS.unstretched as f32 }
    }

    /// The same with another share `k` than the shipped.
    pub fn with(&self, unstretched: f64) -> Self {
        Self { unstretched: unstretched as f32, ..self.clone() }
    }

    /// The price of a factor, over the price now, at the displacements of all.
    #[inline]
    pub fn price(&self, place: usize, reach: &Reach, displacements: &[f32]) -> f32 {
        let own = displacements.get(place).copied().unwrap_or_default();
        let Some(row) = self.rows.get(place) else { return reach.price(own) };
        let shared = row.iter().zip(displacements).fold(0.0, |sum, (share, displacement)| sum + share * displacement);
        reach.apart(shared, own, self.unstretched)
    }
}

/// Takes the prices of an account together: eases the tables of every stretch, and says what each factor shares with the others. `signs`
/// are 1 where a fall harms, −1 where a rise does.
pub(super) fn settle<'a>(
    joint: &JointForecast,
    solvency: &Solvency,
    signs: &[f64],
    stretches: impl Iterator<Item = &'a mut [Reach]>,
) -> Shared {
    let (correlation, count) = (signed(joint, &joint.correlation, solvency, signs), signs.len());
    stretches.for_each(|reaches| ease(&correlation, count, solvency, reaches));
    Shared::new(&correlation, count, solvency)
}

fn rows(correlation: &[f64], weights: &[f64]) -> Vec<[f32; MAX_FACTORS]> {
    let row = |(place, row): (usize, &[f64])| {
        let told = || row.iter().zip(weights).map(|(rho, weight)| rho * weight);
        let total = told().fold(0.0, |sum, told| sum + math::abs(told));
        let mut shares = [0.0; MAX_FACTORS];
        for (other, (share, told)) in shares.iter_mut().zip(told()).enumerate() {
            // A factor that moves nothing of the account tells nothing either.
            *share = if total > 0.0 { (told / total) as f32 } else { f32::from(u8::from(other == place)) };
        }
        shares
    };
    correlation.chunks(weights.len().max(1)).enumerate().map(row).collect()
}

/// What a factor's price moves of the account's health, in logs.
fn weights(solvency: &Solvency, count: usize) -> Vec<f64> {
    let Some(row) = solvency.rows.first() else { return Vec::new() };
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let counted = row.counted.iter().fold(row.counted_pegged, |sum, value| sum + value);
    let debt = row.debt.iter().fold(row.debt_pegged, |sum, value| sum + value);
    row.counted.iter().zip(&row.debt).take(count).map(|(held, owed)| math::abs(share(*held, counted) - share(*owed, debt))).collect()
}

#[cfg(test)]
mod tests {
    use super::super::solvency::Row;
    use super::*;

    fn filled(shares: &[f32]) -> [f32; MAX_FACTORS] {
        core::array::from_fn(|place| shares.get(place).copied().unwrap_or(0.0))
    }

    #[test]
    fn shares_by_hand() {
        assert_eq!(rows(&[1.0], &[0.7]), [filled(&[1.0])]);
        assert_eq!(rows(&[1.0, 0.0, 0.0, 1.0], &[0.7, 0.2]), [filled(&[1.0]), filled(&[0.0, 1.0])]);
        assert_eq!(rows(&[1.0, 0.5, 0.5, 1.0], &[0.0, 0.0]), [filled(&[1.0]), filled(&[0.0, 1.0])]);
        // A debt that rises with its collateral: 1 / 1.5 of the own, −0.5 / 1.5 of the other.
        let third = 1.0f64 / 3.0;
        let turned = [filled(&[(2.0 * third) as f32, -third as f32]), filled(&[-third as f32, (2.0 * third) as f32])];
        assert_eq!(rows(&[1.0, -0.5, -0.5, 1.0], &[1.0, 1.0]), turned);
        // A dust of a second asset tells next to nothing of the first: 0.5 · 0.001 / (1 + 0.0005).
        let dust = rows(&[1.0, 0.5, 0.5, 1.0], &[1.0, 0.001]);
        assert!(dust[0][1] < 0.0005 && dust[1][0] > 0.99);
    }

    #[test]
    fn weights_by_hand_do_not_move_with_the_debt() {
        let mut row = Row { counted_pegged: 20.0, debt_pegged: 30.0, ..Row::default() };
        (row.counted[0], row.counted[1], row.debt[1]) = (60.0, 20.0, 10.0);
        // 60 / 100; 20 / 100 less 10 / 40.
        let weights = |row: Row| weights(&Solvency { factors: alloc::vec![0, 1], rows: alloc::vec![row] }, 2);
        let found = weights(row);
        assert!((found[0] - 0.6).abs() < 1e-15 && (found[1] - 0.05).abs() < 1e-15);
        (row.debt_pegged, row.debt[1]) = (60.0, 20.0);
        assert_eq!(weights(row), found);
    }
}
