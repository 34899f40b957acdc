//! Which price a displacement stands for, as a table: one factor, one stretch.

use super::calibration::{Calibration, NEVER};
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::math;
use alloc::vec::Vec;

const CELLS: usize = 512;

/// The table reaches this far beyond the law's rarest quantile on either side.
const BEYOND: (f64, f64) = (0.0005, 1.5);

/// Steps by which the end comes nearer, at most, and how much each.
const NEARER: (usize, f64) = (48, 0.9);

/// The body of the law ends at this probability: the slope of a table up to there is that of a factor's own part.
const BODY: f64 = 0.1;

/// A slope at which every price is harsher than any table's.
const STEEPEST: f32 = 1e9;

/// No path goes further, in the walk's units: forty times the whole volatility of the longest horizon.
const FARTHEST: f64 = 1_200.0;

/// Price multiples at evenly spaced displacements, straight between them and flat beyond; displacements that harm are above 0.
pub(crate) struct Reach {
    low: f32,
    per_cell: f32,
    prices: Vec<f32>,
    /// Relative change of the price per displacement in the body.
    slope: f32,
}

impl Reach {
    /// A factor that bears on nothing: its price stays.
    pub fn idle() -> Self {
        Self { low: 0.0, per_cell: 1.0, prices: alloc::vec![1.0; CELLS + 1], slope: 0.0 }
    }

    /// `harm` is the side that harms, `help` the other, `direction` which way the price harms.
    ///
    /// What helps starts from where what harms stands at 0: within an hour the price is at its worst once, and never better
    /// than it ends. Whoever meets several prices eases their tables: not all are at their worst at once.
    ///
    /// # Errors
    /// Those of the law.
    pub fn new(harm: &Calibration<'_>, help: &Calibration<'_>, direction: PriceDirection, stretch: usize) -> Result<Self, RiskError> {
        let end = |side: &Calibration<'_>| -> Result<f64, RiskError> {
            let mut distance = BEYOND.1 * side.quantile(stretch, BEYOND.0)?;
            let mut barrier = side.barrier(stretch, distance)?;
            // Where no path passes any more the table would reach so far that it told no prices apart.
            for _ in 0..NEARER.0 {
                if barrier < NEVER {
                    break;
                }
                distance *= NEARER.1;
                barrier = side.barrier(stretch, distance)?;
            }
            Ok(barrier.clamp(1e-3, FARTHEST))
        };
        let (low, high) = (-end(help)?, end(harm)?);
        let cell = (high - low) / CELLS as f64;
        let displacements: Vec<f64> = (0..=CELLS).map(|position| low + cell * position as f64).collect();
        let harmful: Vec<f64> = displacements.iter().map(|displacement| displacement.max(0.0)).collect();
        let mut helpful: Vec<f64> = displacements.iter().rev().map(|displacement| (-displacement).max(0.0)).collect();
        let losses = harm.distances(stretch, &harmful)?;
        helpful = help.distances(stretch, &helpful)?;
        let at_rest = helpful.first().copied().unwrap_or_default();
        let prices = losses.iter().zip(helpful.iter().rev()).map(|(loss, gain)| {
            let moved = loss - (gain - at_rest);
            math::exp(if direction == PriceDirection::Fall { -moved } else { moved }) as f32
        });
        let mut table = Self { low: low as f32, per_cell: (1.0 / cell) as f32, prices: prices.collect(), slope: 0.0 };
        let body = harm.barrier(stretch, harm.quantile(stretch, BODY)?)?;
        let change = table.price(body as f32) / table.price(0.0) - 1.0;
        // A law without a body in the table stretches the own part as all else: nothing is milder than this.
        let steepest = if direction == PriceDirection::Fall { -STEEPEST } else { STEEPEST };
        table.slope = if body > 0.0 && body < high { change / body as f32 } else { steepest };
        Ok(table)
    }

    /// How far the price is at its worst of an hour that ends where it began, in logs.
    pub fn within_hour(&self) -> f64 {
        math::abs(math::ln(f64::from(self.price(0.0))))
    }

    /// Leaves a share of that.
    pub fn ease(&mut self, share: f64) {
        let eased = math::exp((share - 1.0) * math::ln(f64::from(self.price(0.0))));
        self.prices.iter_mut().for_each(|price| *price = (f64::from(*price) * eased) as f32);
    }

    /// The price over the price now.
    #[inline]
    pub fn price(&self, displacement: f32) -> f32 {
        let at = ((displacement - self.low) * self.per_cell).max(0.0).min(CELLS as f32);
        let cell = (at as usize).min(CELLS - 1);
        let (from, to) = (self.prices.get(cell), self.prices.get(cell + 1));
        from.zip(to).map_or(1.0, |(from, to)| from + (to - from) * (at - cell as f32))
    }

    /// The same where the others tell of the displacement `shared` and a share of what is beyond is not stretched; see `Shared`.
    #[inline]
    pub fn apart(&self, shared: f32, displacement: f32, unstretched: f32) -> f32 {
        let whole = self.price(displacement);
        if shared >= displacement {
            return whole;
        }
        let apart = self.price(shared) * (1.0 + self.slope * (displacement - shared));
        let milder = if self.slope < 0.0 { whole.max(apart) } else { whole.min(apart) };
        whole + unstretched * (milder - whole)
    }

    /// The lowest displacement that the table tells apart.
    pub fn low(&self) -> f32 {
        self.low
    }

    /// Displacements and prices of the table.
    pub fn knots(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        let (low, cell) = (f64::from(self.low), 1.0 / f64::from(self.per_cell));
        self.prices.iter().enumerate().map(move |(position, price)| (low + cell * position as f64, f64::from(*price)))
    }

    /// The highest displacement of the table.
    pub fn high(&self) -> f64 {
        f64::from(self.low) + CELLS as f64 / f64::from(self.per_cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Straight to 2 below 1 in steps of 0.1 up to displacement 4, then to 0.2 at 6: a tail that is stretched twice.
    fn table(rises: bool) -> Reach {
        let turn = |price: f64| if rises { 2.0 - price } else { price };
        let at = |cell: usize| {
            let y = -2.0 + 8.0 * cell as f64 / CELLS as f64;
            if y < 4.0 { 1.0 - 0.1 * y } else { 0.6 - 0.2 * (y - 4.0) }
        };
        let prices = (0..=CELLS).map(|cell| turn(at(cell)) as f32).collect();
        Reach { low: -2.0, per_cell: CELLS as f32 / 8.0, prices, slope: if rises { 0.1 } else { -0.1 } }
    }

    #[test]
    fn the_own_part_follows_the_body_and_never_does_more_harm_than_the_table() {
        let (falls, rises) = (table(false), table(true));
        // All of it shared, or more: the table's own price, to the bit.
        for displacement in [-1.5, 0.0, 3.3, 5.7] {
            for shared in [displacement, displacement + 0.5] {
                assert_eq!(falls.apart(shared, displacement, 0.5), falls.price(displacement));
                assert_eq!(rises.apart(shared, displacement, 0.5), rises.price(displacement));
            }
        }
        // Shared 5, own 6: the table says 0.2; the body's slope from 0.4 says 0.4 · (1 − 0.1); halfway. A rise: 1.8, and 1.6 · (1 + 0.1).
        assert!((falls.apart(5.0, 6.0, 0.5) - 0.28).abs() < 1e-6 && (rises.apart(5.0, 6.0, 0.5) - 1.78).abs() < 1e-6);
        // Three quarters of the way; none of it, to the bit; all of it.
        assert!((falls.apart(5.0, 6.0, 0.75) - 0.32).abs() < 1e-6 && (falls.apart(5.0, 6.0, 1.0) - 0.36).abs() < 1e-6);
        assert_eq!(falls.apart(5.0, 6.0, 0.0), falls.price(6.0));
        // In the body a straight table is milder than a slope relative to a price above 1.
        assert!((falls.price(1.0) - 0.9).abs() < 1e-6 && falls.apart(-1.0, 1.0, 0.5) == falls.price(1.0));
        // Without a body nothing is milder than the table.
        let bodiless = Reach { slope: -STEEPEST, ..table(false) };
        assert_eq!(bodiless.apart(5.0, 6.0, 0.5), falls.price(6.0));
    }
}
