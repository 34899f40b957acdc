//! The nearest point at which an account is liquidated, in units in which the factors are independent and of variance 1.

use super::ray::first_crossing;
use super::sums::{dot, length, total};
use crate::math;
use crate::order::sort_by;
use alloc::vec;
use alloc::vec::Vec;

/// Directions that are looked along besides those that the account itself suggests.
const SPREAD_DIRECTIONS: u32 = 48;

/// Directions that are followed down, the nearest crossings first.
const STARTS: usize = 6;

/// Steps from each, and halvings of a step.
const STEPS: usize = 400;
const HALVINGS: usize = 40;

/// An account's margin `g(u) = Σ weight · e^(loads · u)`.
pub(super) struct Surface {
    terms: Vec<(f64, Vec<f64>)>,
    rank: usize,
}

impl Surface {
    /// Legs that move alike are one term.
    pub fn new(legs: impl Iterator<Item = (f64, Vec<f64>)>, rank: usize) -> Self {
        let mut terms: Vec<(f64, Vec<f64>)> = Vec::new();
        for (weight, loads) in legs {
            match terms.iter_mut().find(|term| term.1 == loads) {
                Some(term) => term.0 += weight,
                None => terms.push((weight, loads)),
            }
        }
        terms.retain(|(weight, _)| *weight != 0.0);
        Self { terms, rank }
    }

    /// The margin at the prices now.
    pub fn margin(&self) -> f64 {
        total(self.terms.iter().map(|(weight, _)| *weight))
    }

    /// Nothing is owed net, whatever the prices; or there is one direction only, and the search along it is complete.
    pub fn is_certain(&self) -> bool {
        self.rank < 2 || self.terms.iter().all(|(weight, _)| *weight > 0.0)
    }

    /// The point of `g(u) ≤ 0` with the smallest `|u|`; absent where none was found, and all zeros where it is there already.
    ///
    /// Hasofer and Lind (1974) with Rackwitz and Fiessler's iteration (1978): at the nearest point the way there is the way in which the
    /// margin falls fastest, so the direction is turned towards that, and the point brought back onto the surface along its ray. A turn
    /// that does not come nearer is halved, as Liu and Der Kiureghian (1991) do against a merit. The surface need not be convex: the turn
    /// starts from several directions.
    pub fn nearest(&self) -> Option<Vec<f64>> {
        if self.margin() <= 0.0 {
            return Some(vec![0.0; self.rank]);
        }
        if self.terms.iter().all(|(weight, _)| *weight > 0.0) {
            return None;
        }
        let mut starts: Vec<(f64, Vec<f64>)> =
            self.directions().into_iter().filter_map(|direction| Some((self.crossing(&direction)?, direction))).collect();
        sort_by(&mut starts, |one, other| one.0.total_cmp(&other.0));
        starts.truncate(STARTS);
        let ends = starts.into_iter().map(|(distance, direction)| self.descend(distance, direction));
        let nearest = ends.reduce(|best, end| if end.0 < best.0 { end } else { best })?;
        Some(nearest.1.iter().map(|one| one * nearest.0).collect())
    }

    fn crossing(&self, direction: &[f64]) -> Option<f64> {
        first_crossing(self.terms.iter().map(|(weight, loads)| (*weight, dot(loads, direction))))
    }

    /// The way in which the margin falls fastest, of length 1; absent where it does not.
    fn falls(&self, point: &[f64]) -> Option<Vec<f64>> {
        let powers: Vec<f64> = self.terms.iter().map(|(_, loads)| dot(loads, point)).collect();
        let largest = powers.iter().fold(f64::MIN, |most, power| most.max(*power));
        let mut gradient = vec![0.0; self.rank];
        for ((weight, loads), power) in self.terms.iter().zip(&powers) {
            let share = weight * math::exp(power - largest);
            gradient.iter_mut().zip(loads).for_each(|(sum, load)| *sum -= share * load);
        }
        unit(gradient)
    }

    /// Turns a direction towards the steepest until it comes no nearer.
    fn descend(&self, mut distance: f64, mut direction: Vec<f64>) -> (f64, Vec<f64>) {
        for _ in 0..STEPS {
            let point: Vec<f64> = direction.iter().map(|one| one * distance).collect();
            let Some(steepest) = self.falls(&point) else { break };
            let mut share = 1.0;
            let nearer = (0..HALVINGS).find_map(|_| {
                let turned = direction.iter().zip(&steepest).map(|(from, to)| from + share * (to - from)).collect();
                share *= 0.5;
                let turned = unit(turned)?;
                let crossing = self.crossing(&turned)?;
                (crossing < distance).then_some((crossing, turned))
            });
            let Some(next) = nearer else { break };
            (distance, direction) = next;
        }
        (distance, direction)
    }

    /// Where to start: along each unit, against each term that backs and with each that is owed, down the margin, towards the largest
    /// ratio of debt to backing, and evenly around.
    fn directions(&self) -> Vec<Vec<f64>> {
        let mut found: Vec<Vec<f64>> = Vec::new();
        for place in 0..self.rank {
            for sign in [1.0, -1.0] {
                found.push((0..self.rank).map(|unit| if unit == place { sign } else { 0.0 }).collect());
            }
        }
        if self.rank < 2 {
            return found;
        }
        let origin = vec![0.0; self.rank];
        let legs = self.terms.iter().map(|(weight, loads)| loads.iter().map(|load| if *weight > 0.0 { -load } else { *load }).collect());
        found.extend(legs.chain(self.falls(&origin)).chain([self.most_indebted()]).filter_map(unit));
        found.extend((1..=SPREAD_DIRECTIONS).filter_map(|number| unit(spread(number, self.rank))));
        found
    }

    /// A point towards which debt over backing grows, from the prices now.
    fn most_indebted(&self) -> Vec<f64> {
        let mut point = vec![0.0; self.rank];
        for _ in 0..64 {
            let (mut backing, mut debt) = (vec![0.0; self.rank], vec![0.0; self.rank]);
            let (mut backs, mut owes) = (0.0, 0.0);
            let largest = self.terms.iter().map(|(_, loads)| dot(loads, &point)).fold(f64::MIN, f64::max);
            for (weight, loads) in &self.terms {
                let value = math::abs(*weight) * math::exp(dot(loads, &point) - largest);
                let (sums, sum) = if *weight > 0.0 { (&mut backing, &mut backs) } else { (&mut debt, &mut owes) };
                *sum += value;
                sums.iter_mut().zip(loads).for_each(|(sum, load)| *sum += value * load);
            }
            if backs <= 0.0 || owes <= 0.0 || owes > backs {
                break;
            }
            let slope = unit(debt.iter().zip(&backing).map(|(debt, backing)| debt / owes - backing / backs).collect());
            let Some(slope) = slope else { break };
            point.iter_mut().zip(&slope).for_each(|(one, slope)| *one += slope);
        }
        point
    }
}

/// The vector at length 1; absent where it has none.
fn unit(vector: Vec<f64>) -> Option<Vec<f64>> {
    let largest = vector.iter().fold(0.0, |most: f64, one| most.max(math::abs(*one)));
    if largest <= 0.0 {
        return None;
    }
    let scaled: Vec<f64> = vector.iter().map(|one| one / largest).collect();
    let length = length(&scaled);
    Some(scaled.iter().map(|one| one / length).collect())
}

/// A point of the cube [−1, 1]^rank from an additive sequence with square roots of primes, which fills it evenly.
fn spread(number: u32, rank: usize) -> Vec<f64> {
    const PRIMES: [f64; 8] = [2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0];
    (0..rank)
        .zip(PRIMES.into_iter().cycle())
        .map(|(place, prime)| {
            let at = f64::from(number) * math::sqrt(prime) * (1.0 + (place / PRIMES.len()) as f64);
            2.0 * (at - math::floor(at)) - 1.0
        })
        .collect()
}
