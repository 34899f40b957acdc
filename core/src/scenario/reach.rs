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

/// No path goes further, in the walk's units: forty times the whole volatility of the longest horizon.
const FARTHEST: f64 = 1_200.0;

/// Price multiples at evenly spaced displacements, straight between them and flat beyond; displacements that harm are above 0.
pub(crate) struct Reach {
    low: f32,
    per_cell: f32,
    prices: Vec<f32>,
}

impl Reach {
    /// A factor that bears on nothing: its price stays.
    pub fn idle() -> Self {
        Self { low: 0.0, per_cell: 1.0, prices: alloc::vec![1.0; CELLS + 1] }
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
        Ok(Self { low: low as f32, per_cell: (1.0 / cell) as f32, prices: prices.collect() })
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
