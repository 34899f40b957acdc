//! What the record looks like: series ready to be drawn, in the units of the axes.

use super::leverage::Comparison;
use super::marks::ACT_LEVEL;
use super::positions::{HORIZONS, KINDS};
use super::record::Record;
use super::report::held;
use crate::losses::block_bootstrap;
use crate::picture::{Line, Point};

/// Probabilities at which forecast and outcome are set beside each other.
const NOMINAL: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4];

/// Factors on the advised distance, and fixed health factors, of the curves of leverage.
const STEPS: usize = 40;

/// Upper ends of the bins of lead time, hours; the first holds liquidations without `act`, the last every longer one.
pub const LEAD_BINS: [u32; 9] = [0, 1, 3, 6, 12, 24, 48, 96, 168];

/// The three pictures of the record.
#[derive(Clone, Debug, PartialEq)]
pub struct Plots {
    /// Per position and horizon: probability given (x) and the share that came (y) of moves against the position.
    pub reliability: Vec<Line>,
    /// Per position at 24 hours: share liquidated (x) and mean leverage (y), of the advice with every distance times one factor,
    /// and of one fixed health factor.
    pub leverage: Vec<Line>,
    /// Per position: upper end of a bin of lead time from `act` in force, hours (x; the last bin has none and stands at twice
    /// the one before), and the share of liquidations in it (y).
    pub lead: Vec<Line>,
}

impl Plots {
    /// Reads the series from a record.
    #[must_use]
    pub fn new(record: &Record) -> Self {
        let mut plots = Self { reliability: Vec::new(), leverage: Vec::new(), lead: Vec::new() };
        for kind in KINDS {
            for hours in HORIZONS {
                let rows = held(record, kind, hours);
                let point = |nominal: f64| {
                    let hit = |chance: f64| f64::from(u8::from(chance < nominal));
                    let share = block_bootstrap(rows.iter().map(|one| (one.ts, hit(one.chance), 1.0)));
                    Point { x: nominal, y: share.value, low: share.low, high: share.high }
                };
                plots.reliability.push(Line { name: format!("{}, {hours} h", kind.name()), points: NOMINAL.map(point).to_vec() });
            }
            let comparison = Comparison::new(held(record, kind, HORIZONS[0]).iter().map(|one| one.as_move(0)).collect());
            let curve = |of: &dyn Fn(f64) -> (f64, f64), from: f64, to: f64| -> Vec<Point> {
                let at = |step: usize| from * (to / from).powf(step as f64 / (STEPS - 1) as f64);
                (0..STEPS).map(|step| of(at(step))).map(|(x, y)| Point { x, y, low: y, high: y }).collect()
            };
            let advised = curve(&|scale| comparison.scaled(scale), 0.5, 3.0);
            let fixed = curve(&|health| comparison.fixed(health), 1.08, 2.2);
            plots.leverage.push(Line { name: format!("{}, advised", kind.name()), points: advised });
            plots.leverage.push(Line { name: format!("{}, fixed health factor", kind.name()), points: fixed });
            let leads: Vec<u32> = record
                .watched
                .iter()
                .filter(|one| one.kind == kind)
                .filter_map(|one| one.liquidation.as_ref())
                .map(|end| end.in_force[ACT_LEVEL].unwrap_or(0))
                .collect();
            plots.lead.push(Line { name: kind.name().to_string(), points: histogram(&leads) });
        }
        plots
    }
}

fn histogram(leads: &[u32]) -> Vec<Point> {
    let mut counts = [0; LEAD_BINS.len() + 1];
    for lead in leads {
        counts[LEAD_BINS.partition_point(|end| end < lead)] += 1;
    }
    let beyond = 2 * LEAD_BINS[LEAD_BINS.len() - 1];
    let share = |count: i32| f64::from(count) / leads.len() as f64;
    let bins = LEAD_BINS.into_iter().chain([beyond]).zip(counts);
    bins.map(|(end, count)| Point { x: f64::from(end), y: share(count), low: share(count), high: share(count) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lead_times_fall_into_their_bins() {
        let shares: Vec<f64> = histogram(&[0, 0, 1, 3, 4, 6, 168, 169, 900, 7]).iter().map(|point| point.y).collect();
        assert_eq!(shares, [0.2, 0.1, 0.1, 0.2, 0.1, 0.0, 0.0, 0.0, 0.1, 0.2]);
    }
}
