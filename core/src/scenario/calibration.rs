//! From the displacement of a simulated walk to the log distance of a forecast's first-passage law.
//!
//! A pilot walks one factor and keeps how far each path went between fixed hours. Hour after hour, and for each of a ladder of
//! log distances, the barrier is set such that the share of paths that have passed it by then is the law's probability. So the
//! walk agrees with the law at each of those hours, and what is asked of a shorter horizon is answered the same by a longer.

use super::pilot::Pilot;
use crate::account::PriceDirection;
use crate::error::RiskError;
use crate::math;
use crate::volatility::{Law, MAX_HORIZON_HOURS};
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;
use plimsoll_kernels::walk::lanes::LANES;

/// Hours at which a walk is made to agree with the law.
pub(crate) const CALIBRATED_HOURS: [u16; 20] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 36, 48, 72, 96, 120, 168, 240, 336, 480, 720, 768];

/// Log distances of the ladder, and of the finer one that displacements are turned back with.
const RUNGS: usize = 72;
const FINE_RUNGS: usize = 256;

/// The ladder reaches from a part of an hour's median move to beyond the longest horizon's rarest: probability, and share.
const NEAREST: (f64, f64) = (0.5, 0.25);
const FARTHEST: (f64, f64) = (0.0005, 1.5);

/// A barrier that no path passes, and one that every path has passed.
pub(crate) const NEVER: f64 = 1e30;
const PASSED: f64 = -1e30;

/// At distance 0 the barrier lies this far below that of the first rung, in the walk's units: an hour's volatility is about 1.
const DEPTH: f64 = 4.0;

/// A barrier rests on at least this many pilot paths, in units of the rarest regime's weight; rarer ones continue as a power.
const RESTS_ON: f64 = 16.0;

/// Bounds of that power: the slash distribution's own index below, a nearly normal tail above.
const POWER: (f64, f64) = (4.0, 12.0);

/// Bins of a displacement, each 1/16 of an octave of |y| + 1/4, on each side of 0.
const BINS: usize = 12 * 16;
const BIN_SHIFT: u32 = 19;
const BIN_OFFSET: f32 = 0.25;

/// Which displacement stands for which log distance, between each two calibrated hours.
pub(crate) struct Calibration<'a> {
    law: &'a Law,
    direction: PriceDirection,
    stretches: Vec<Stretch>,
    /// Log distances, rising, each with the variance of the pilot's share of paths beyond it by the last hour.
    rungs: Vec<(f64, f64)>,
}

/// The law's probability of each rung by an hour, and the barrier that stands for it until then: falling, and rising.
struct Stretch {
    hour: f64,
    chances: Vec<f64>,
    barriers: Vec<f64>,
}

impl<'a> Calibration<'a> {
    /// Fits the barriers of one side.
    ///
    /// # Errors
    /// Those of the law.
    pub fn new(law: &'a Law, direction: PriceDirection, pilot: &Pilot) -> Result<Self, RiskError> {
        let quantile = |alpha: f64, hours: f64| match direction {
            PriceDirection::Fall => law.drawdown_quantile(alpha, hours),
            PriceDirection::Rise => law.runup_quantile(alpha, hours),
        };
        let nearest = NEAREST.1 * quantile(NEAREST.0, 1.0)?;
        let farthest = (FARTHEST.1 * quantile(FARTHEST.0, MAX_HORIZON_HOURS)?).max(2.0 * nearest);
        let rungs = ladder(nearest, farthest, RUNGS);
        let mut fit = Fit::new(pilot);
        let mut stretches = Vec::with_capacity(pilot.extremes.len());
        for (extremes, hour) in pilot.extremes.iter().zip(CALIBRATED_HOURS.map(f64::from)) {
            let chances = rungs.iter().map(|rung| chance(law, direction, *rung, hour)).collect::<Result<Vec<f64>, _>>()?;
            let barriers = fit.stretch(extremes, &chances);
            stretches.push(Stretch { hour, chances, barriers });
        }
        let rungs = rungs.into_iter().zip(fit.variances()).collect();
        Ok(Self { law, direction, stretches, rungs })
    }

    /// The displacement that stands for a log distance in a stretch; rises with the distance.
    ///
    /// Between rungs it follows the law's probability, whose bends the ladder need not meet.
    ///
    /// # Errors
    /// Those of the law.
    pub fn barrier(&self, stretch: usize, distance: f64) -> Result<f64, RiskError> {
        let Some(Stretch { hour, chances, barriers }) = self.stretches.get(stretch) else { return Ok(NEVER) };
        let chance = chance(self.law, self.direction, distance, *hour)?;
        let at = chances.partition_point(|rung| *rung > chance);
        let below = at.checked_sub(1).and_then(|below| chances.get(below).zip(barriers.get(below)));
        Ok(match (below, chances.get(at).zip(barriers.get(at))) {
            (None, Some((rung, barrier))) => barrier - DEPTH * (chance - rung) / (1.0 - rung).max(1e-9),
            (Some(near), Some(far)) => between(near, far, chance),
            (Some((rung, barrier)), None) => (barrier.max(1.0) * math::exp(math::ln(rung / chance.max(1e-300)) / POWER.0)).min(NEVER),
            (None, None) => NEVER,
        })
    }

    /// The log distance that each of some rising displacements stands for in a stretch.
    ///
    /// # Errors
    /// Those of the law.
    pub fn distances(&self, stretch: usize, displacements: &[f64]) -> Result<Vec<f64>, RiskError> {
        let ends = self.rungs.first().zip(self.rungs.last()).map_or((1.0, 2.0), |(first, last)| (first.0, last.0));
        let mut ladder = ladder(ends.0, ends.1, FINE_RUNGS).into_iter();
        let mut near = (0.0, self.barrier(stretch, 0.0)?);
        let mut far = near;
        let mut distances = Vec::with_capacity(displacements.len());
        for &displacement in displacements {
            while far.1 < displacement {
                let Some(rung) = ladder.next() else { break };
                (near, far) = (far, (rung, self.barrier(stretch, rung)?));
            }
            let share = if far.1 > near.1 { (displacement - near.1) / (far.1 - near.1) } else { 1.0 };
            distances.push(near.0 + (far.0 - near.0) * share.clamp(0.0, 1.0));
        }
        Ok(distances)
    }

    /// The law's own distance for a probability in [0.0005, 0.5] by the hour that ends a stretch.
    ///
    /// # Errors
    /// Those of the law.
    pub fn quantile(&self, stretch: usize, alpha: f64) -> Result<f64, RiskError> {
        let hour = self.stretches.get(stretch).map_or(1.0, |stretch| stretch.hour);
        match self.direction {
            PriceDirection::Fall => self.law.drawdown_quantile(alpha, hour),
            PriceDirection::Rise => self.law.runup_quantile(alpha, hour),
        }
    }

    /// Variance of the pilot's share beyond a distance by the last hour.
    pub fn variance(&self, distance: f64) -> f64 {
        let at = self.rungs.partition_point(|rung| rung.0 < distance);
        self.rungs.get(at).or(self.rungs.last()).map_or(0.0, |rung| rung.1)
    }
}

fn chance(law: &Law, direction: PriceDirection, distance: f64, hour: f64) -> Result<f64, RiskError> {
    match direction {
        PriceDirection::Fall => law.drawdown_probability(distance, hour),
        PriceDirection::Rise => law.runup_probability(distance, hour),
    }
}

/// Distances evenly spaced in logs.
fn ladder(nearest: f64, farthest: f64, rungs: usize) -> Vec<f64> {
    let (from, to) = (math::ln(nearest), math::ln(farthest));
    (0..rungs).map(|rung| math::exp(from + (to - from) * (rung as f64 / (rungs - 1) as f64))).collect()
}

/// The barrier between two rungs, each with its chance: straight in logs where both lie above 0.
fn between((near_chance, near): (&f64, &f64), (far_chance, far): (&f64, &f64), chance: f64) -> f64 {
    if near <= &0.0 {
        return if near_chance > far_chance { far + (near - far) * ((chance - far_chance) / (near_chance - far_chance)) } else { *far };
    }
    let width = math::ln(near_chance / far_chance.max(1e-300));
    if width > 0.0 { far * math::exp(math::ln(near / far) * (math::ln(chance / far_chance.max(1e-300)) / width)) } else { *far }
}

/// One side's fit, stretch after stretch.
struct Fit<'a> {
    pilot: &'a Pilot,
    /// Rungs passed so far by each pilot path in each regime.
    passed: Vec<[u8; 3]>,
    /// Weight by rungs passed and bin.
    weights: Vec<Weights>,
}

/// Weight by bin, and the bins outside of which it is 0: paths that have passed as many rungs lie near each other.
struct Weights {
    bins: Vec<f64>,
    first: usize,
    end: usize,
}

impl Weights {
    fn new() -> Self {
        Self { bins: vec![0.0; 2 * BINS], first: 2 * BINS, end: 0 }
    }

    fn clear(&mut self) {
        let held = self.held();
        self.bins.get_mut(held).unwrap_or_default().fill(0.0);
        (self.first, self.end) = (2 * BINS, 0);
    }

    fn add(&mut self, bin: usize, weight: f64) {
        if let Some(sum) = self.bins.get_mut(bin) {
            *sum += weight;
            self.cover(bin..bin + 1);
        }
    }

    fn cover(&mut self, bins: Range<usize>) {
        (self.first, self.end) = (self.first.min(bins.start), self.end.max(bins.end));
    }

    fn held(&self) -> Range<usize> {
        self.first..self.end
    }

    /// The weights that are not known to be 0, in the order of the bins.
    fn values(&self) -> &[f64] {
        self.bins.get(self.held()).unwrap_or_default()
    }
}

impl<'a> Fit<'a> {
    fn new(pilot: &'a Pilot) -> Self {
        let paths = pilot.extremes.first().map_or(0, Vec::len);
        Self { pilot, passed: vec![[0; 3]; paths], weights: (0..=RUNGS).map(|_| Weights::new()).collect() }
    }

    fn stretch(&mut self, extremes: &[f32], wanted: &[f64]) -> Vec<f64> {
        let regimes = self.pilot.regimes;
        self.weights.iter_mut().for_each(Weights::clear);
        for (&extreme, passed) in extremes.iter().zip(&self.passed) {
            for (regime, &passed) in regimes.iter().zip(passed) {
                if let Some(row) = self.weights.get_mut(usize::from(passed)) {
                    row.add(bin(extreme * regime.volatility), regime.probability);
                }
            }
        }
        let barriers = self.barriers(wanted, extremes.len() as f64);
        for (&extreme, passed) in extremes.iter().zip(&mut self.passed) {
            for (regime, passed) in regimes.iter().zip(passed) {
                let reached = f64::from(extreme * regime.volatility);
                while barriers.get(usize::from(*passed)).is_some_and(|barrier| reached > *barrier) {
                    *passed += 1;
                }
            }
        }
        barriers
    }

    /// For each rung the barrier beyond which lies what is wanting of its probability.
    fn barriers(&self, wanted: &[f64], paths: f64) -> Vec<f64> {
        let rests_on = RESTS_ON * self.pilot.regimes.iter().map(|regime| regime.probability).filter(|p| *p > 0.0).fold(1.0, f64::min);
        let mut gone: f64 = self.weights.iter().flat_map(Weights::values).sum();
        let mut alive = Weights::new();
        // Barriers that rest on enough paths, each with the weight beyond it.
        let mut known: Vec<(f64, f64)> = Vec::with_capacity(RUNGS);
        let mut barriers = Vec::with_capacity(RUNGS);
        for (row, wanted) in self.weights.iter().zip(wanted) {
            for (sum, weight) in alive.bins.iter_mut().skip(row.first).zip(row.values()) {
                *sum += weight;
                gone -= weight;
            }
            alive.cover(row.held());
            let wanting = wanted * paths - gone.max(0.0);
            let found = if wanting <= 0.0 {
                NEVER
            } else if wanting >= rests_on {
                let found = beyond(&alive, wanting);
                known.push((found, wanting));
                found
            } else {
                continued(&known, wanting)
            };
            barriers.push(found);
        }
        // Whoever passes a rung has passed the nearer ones.
        let mut least = NEVER;
        for barrier in barriers.iter_mut().rev() {
            least = barrier.min(least);
            *barrier = least;
        }
        barriers
    }

    /// Of the share of each rung, by how the pilot's paths differ.
    fn variances(&self) -> Vec<f64> {
        let mut squares = [0.0; RUNGS + 1];
        let mut shares = [0.0; RUNGS + 1];
        let half = self.passed.len() / 2;
        let (rises, falls) = self.passed.split_at(half);
        for (rise, fall) in rises.iter().zip(falls) {
            // Ways in which this path passes, as steps of its share over the rungs.
            let mut ends = [(0u8, 0.0); 6];
            let regimes = self.pilot.regimes.iter().zip(rise).chain(self.pilot.regimes.iter().zip(fall));
            for (end, (regime, passed)) in ends.iter_mut().zip(regimes) {
                *end = (*passed, 0.5 * regime.probability);
            }
            let most = ends.iter().fold(0, |most, end| most.max(end.0));
            for (rung, (square, share)) in squares.iter_mut().zip(&mut shares).enumerate().take(usize::from(most)) {
                let part: f64 = ends.iter().filter(|end| usize::from(end.0) > rung).map(|end| end.1).sum();
                *square += part * part;
                *share += part;
            }
        }
        let paths = half.max(1) as f64;
        squares.iter().zip(shares).map(|(square, share)| (square / paths - share / paths * (share / paths)).max(0.0) / paths).collect()
    }
}

/// The displacement beyond which lies a weight, from the far end.
fn beyond(weights: &Weights, wanting: f64) -> f64 {
    let mut left = wanting;
    for (position, weight) in weights.held().zip(weights.values()).rev() {
        if *weight >= left && *weight > 0.0 {
            let (low, high) = (edge(position), edge(position + 1));
            return high - (high - low) * (left / weight);
        }
        left -= weight;
    }
    PASSED
}

/// Rarer than the pilot shows: the power through the rarest barrier that it shows and one several times more frequent.
fn continued(known: &[(f64, f64)], wanting: f64) -> f64 {
    let Some((rarest, weight)) = known.last().copied().filter(|last| last.0 > 0.0) else { return NEVER };
    let commoner = known.iter().rev().find(|point| point.1 >= 4.0 * weight).filter(|point| point.0 > 0.0 && point.0 < rarest);
    let power = commoner.map_or(POWER.0, |point| (math::ln(point.1 / weight) / math::ln(rarest / point.0)).clamp(POWER.0, POWER.1));
    (rarest * math::exp(math::ln(weight / wanting) / power)).min(NEVER)
}

fn bin(displacement: f32) -> usize {
    let base = BIN_OFFSET.to_bits() >> BIN_SHIFT;
    let far = (((displacement.abs() + BIN_OFFSET).to_bits() >> BIN_SHIFT) - base) as usize;
    if displacement >= 0.0 { BINS + far.min(BINS - 1) } else { BINS - 1 - far.min(BINS - 1) }
}

/// The lower edge of a bin.
fn edge(position: usize) -> f64 {
    let base = BIN_OFFSET.to_bits() >> BIN_SHIFT;
    let at = |far: usize| f64::from(f32::from_bits((base + far as u32) << BIN_SHIFT) - BIN_OFFSET);
    if position >= BINS { at(position - BINS) } else { -at(BINS - position) }
}

/// How many calibrated hours it takes to cover a horizon.
pub(crate) fn stretches(hours: usize) -> usize {
    CALIBRATED_HOURS.iter().position(|end| usize::from(*end) >= hours).map_or(CALIBRATED_HOURS.len(), |position| position + 1)
}

/// Pilot paths for a number of paths asked for. A pilot path is seen in every regime and on both sides, so that in the tail it tells as
/// much as ten to twenty of the others.
pub(crate) fn pilot_paths(paths: u32) -> u32 {
    (paths / 6).clamp(2_048, 16_384) / LANES * LANES
}
