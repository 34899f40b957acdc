//! Several accounts on a common walk: each watched by its own rule, its passages counted, and which of them came first.

use super::board::Pilots;
use super::joint::{JointForecast, MAX_FACTORS};
use super::options::ScenarioOptions;
use super::outcome::FactorShare;
use super::own_part::Shared;
use super::reach::Reach;
use super::solvency::Solvency;
use super::tally::{Tally, certain};
use super::together::{Together, bounds};
use crate::math;
use alloc::vec;
use alloc::vec::Vec;
use plimsoll_kernels::walk::Watch;
use wide::f32x4;

/// One account on the common walk.
pub(super) struct Player {
    pub solvency: Solvency,
    pub certain: Option<bool>,
    /// Where its factors stand in the walk, and 1 where a fall harms, −1 where a rise does.
    pub places: Vec<(usize, f32)>,
    /// Price tables of each stretch, by its factors.
    pub reaches: Vec<Vec<Reach>>,
    pub shared: Shared,
    pub pilots: Pilots,
}

/// Counts the passages of all players.
pub(super) struct Table {
    players: Vec<Player>,
    starts: Vec<usize>,
    hours: usize,
    horizon_minutes: f64,
    /// Per lane and player: passed.
    passed: [Vec<bool>; 4],
    tallies: Vec<Tally>,
    firsts: Vec<u32>,
    any: Tally,
    /// Per player, passages by the factor that cost most.
    drivers: Vec<[u32; MAX_FACTORS]>,
    any_drivers: [u32; MAX_FACTORS],
}

impl Table {
    pub fn new(players: Vec<Player>, hours: usize, options: &ScenarioOptions) -> Self {
        Self {
            starts: bounds(hours).map(|(from, _)| from).collect(),
            hours,
            horizon_minutes: options.horizon_hours * 60.0,
            passed: core::array::from_fn(|_| vec![false; players.len()]),
            tallies: players.iter().map(|_| Tally::new(hours)).collect(),
            firsts: vec![0; players.len()],
            any: Tally::new(hours),
            drivers: vec![[0; MAX_FACTORS]; players.len()],
            any_drivers: [0; MAX_FACTORS],
            players,
        }
    }

    /// Looks at one path after an hour; says whether no player is left on it.
    fn watch(&mut self, lane: usize, (stretch, hour): (usize, usize), here: &[f32], step: &[f32]) -> bool {
        let Some(passed) = self.passed.get_mut(lane) else { return true };
        if hour == 0 {
            passed.iter_mut().zip(&self.players).for_each(|(passed, player)| *passed = player.certain.is_some());
        }
        let before_any = passed.iter().zip(&self.players).any(|(passed, player)| *passed && player.certain.is_none());
        let mut first: Option<(f64, usize, usize)> = None;
        let counts = self.tallies.iter_mut().zip(&mut self.drivers);
        for (number, ((passed, player), (tally, drivers))) in passed.iter_mut().zip(&self.players).zip(counts).enumerate() {
            if *passed {
                continue;
            }
            let Some((share, costs_most)) = player.passes(stretch, hour, here, step) else { continue };
            *passed = true;
            tally.count(hour, share);
            if within(hour, share, self.horizon_minutes) {
                drivers.iter_mut().skip(costs_most).take(1).for_each(|count| *count += 1);
            }
            if first.is_none_or(|first| share < first.0) {
                first = Some((share, number, costs_most));
            }
        }
        if let Some((share, number, costs_most)) = first.filter(|_| !before_any) {
            self.any.count(hour, share);
            if within(hour, share, self.horizon_minutes) {
                self.firsts.iter_mut().skip(number).take(1).for_each(|count| *count += 1);
                let place = self.players.get(number).and_then(|player| player.places.get(costs_most)).map_or(0, |place| place.0);
                self.any_drivers.iter_mut().skip(place).take(1).for_each(|count| *count += 1);
            }
        }
        passed.iter().all(|passed| *passed)
    }

    /// The answers of the paths so far.
    pub fn answers(&self, joint: &JointForecast, options: &ScenarioOptions, walked: u32) -> Together {
        let (paths, horizon_hours) = (f64::from(walked.max(1)), options.horizon_hours);
        let liquidated = self.players.iter().position(|player| player.certain == Some(true));
        let mut variance: f64 = 0.0;
        let mut each = Vec::with_capacity(self.players.len());
        for (number, (player, tally)) in self.players.iter().zip(&self.tallies).enumerate() {
            let drivers = self.drivers.get(number).map_or(&[][..], |counts| counts);
            let shares = shares(joint, &player.solvency.factors, drivers);
            let share = self.firsts.get(number).map_or(0.0, |count| f64::from(*count) / paths);
            let first = liquidated.map_or(share, |first| if first == number { 1.0 } else { 0.0 });
            let passage = match player.certain {
                Some(passed) => certain(passed, options, shares),
                None => {
                    let own = player.pilots.variance(f64::from(tally.by(horizon_hours)) / paths);
                    variance = variance.max(own);
                    tally.answer(walked, horizon_hours, own, shares)
                }
            };
            each.push((passage, first));
        }
        // The walk's own order of factors, as the players met them.
        let mut factors: Vec<usize> = Vec::new();
        for player in self.players.iter().filter(|player| player.certain.is_none()) {
            let new: Vec<usize> = player.solvency.factors.iter().filter(|factor| !factors.contains(factor)).copied().collect();
            factors.extend(new);
        }
        let shares = shares(joint, &factors, &self.any_drivers);
        let any = if liquidated.is_some() {
            certain(true, options, shares)
        } else if self.players.iter().all(|player| player.certain.is_some()) {
            certain(false, options, shares)
        } else {
            self.any.answer(walked, horizon_hours, variance, shares)
        };
        Together { any, each }
    }
}

impl Player {
    /// When in this hour the account is liquidated, a share of the hour, and which of its factors then cost most; absent where it is not.
    fn passes(&self, stretch: usize, hour: usize, here: &[f32], step: &[f32]) -> Option<(f64, usize)> {
        let (reaches, rows) = (self.reaches.get(stretch)?, &self.solvency.rows);
        let (before, after) = (rows.get(hour)?, rows.get(hour + 1)?);
        let priced = |back: f32| {
            let (mut prices, mut displacements) = ([1.0; MAX_FACTORS], [0.0; MAX_FACTORS]);
            for (displacement, (place, sign)) in displacements.iter_mut().zip(&self.places) {
                let y = here.get(*place).copied().unwrap_or_default() - back * step.get(*place).copied().unwrap_or_default();
                *displacement = y * sign;
            }
            for (own, (price, reach)) in prices.iter_mut().zip(reaches).enumerate() {
                *price = f64::from(self.shared.price(own, reach, &displacements));
            }
            prices
        };
        let prices = priced(0.0);
        let margin = after.margin(prices);
        if margin >= 0.0 {
            return None;
        }
        let left = before.margin(priced(1.0));
        let share = if left > 0.0 { left / (left - margin) } else { 0.0 };
        let losses = prices.into_iter().enumerate().map(|(place, price)| after.net(place) * (1.0 - price));
        Some((share, losses.enumerate().fold((0, f64::MIN), |most, loss| if loss.1 > most.1 { loss } else { most }).0))
    }
}

/// Says whether a passage lies in a minute that begins within the horizon, as the tally counts.
fn within(hour: usize, share: f64, horizon_minutes: f64) -> bool {
    hour as f64 * 60.0 + math::floor(share * 60.0).min(59.0) < horizon_minutes
}

fn shares(joint: &JointForecast, factors: &[usize], passages: &[u32]) -> Vec<FactorShare> {
    let all: u32 = passages.iter().sum();
    let known = factors.iter().filter_map(|factor| joint.factors.get(*factor));
    known
        .zip(passages)
        .map(|(one, count)| FactorShare { factor: one.factor.clone(), share: f64::from(*count) / f64::from(all.max(1)) })
        .collect()
}

impl<const N: usize> Watch<N> for Table {
    #[inline(never)]
    fn look(&mut self, (stretch, within): (usize, usize), mask: u32, y: &[f32x4; N], step: &[f32x4; N]) -> u32 {
        let hour = self.starts.get(stretch).copied().unwrap_or_default() + within;
        if hour >= self.hours {
            return mask;
        }
        let (lanes, steps) = (y.map(f32x4::to_array), step.map(f32x4::to_array));
        let mut done = 0;
        for lane in (0..4).filter(|lane| mask >> lane & 1 == 1) {
            let at = |values: &[[f32; 4]; N]| values.map(|lanes| lanes.into_iter().nth(lane).unwrap_or_default());
            if self.watch(lane, (stretch, hour), &at(&lanes), &at(&steps)) {
                done |= 1 << lane;
            }
        }
        done
    }
}
