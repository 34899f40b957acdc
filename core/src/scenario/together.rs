//! First passages of several accounts on the same paths: the prices of a path are the same for all of them.

use super::board::{KEPT, Pilots, direction, mix};
use super::calibration::{CALIBRATED_HOURS, stretches};
use super::factor::Factor;
use super::joint::{JointForecast, MAX_FACTORS};
use super::joint_passage::prepare;
use super::options::ScenarioOptions;
use super::outcome::{FactorShare, FirstPassage};
use super::passage::parts;
use super::pilot::{Stream, regimes, stream};
use super::reach::Reach;
use super::solvency::Solvency;
use super::tally::{Tally, certain};
use crate::account::{Account, PriceDirection};
use crate::error::RiskError;
use crate::math;
use alloc::vec;
use alloc::vec::Vec;
use plimsoll_kernels::walk::{Hour, Stretch, Watch, Width, Widths, walk};
use wide::f32x4;

/// First passages of several accounts on the same paths.
pub(crate) struct Together {
    /// Of any of them.
    pub any: FirstPassage,
    /// Of each, and the probability that it is the first.
    pub each: Vec<(FirstPassage, f64)>,
}

/// One account on the common walk.
struct Player {
    solvency: Solvency,
    certain: Option<bool>,
    /// Where its factors stand in the walk, and 1 where a fall harms, −1 where a rise does.
    places: Vec<(usize, f32)>,
    /// Price tables of each stretch, by its factors.
    reaches: Vec<Vec<Reach>>,
    pilots: Pilots,
}

/// Walks all factors of some accounts once and watches each account on every path.
///
/// The walk is that of `joint_first_passage` over the factors in the order in which the accounts name them, a displacement above 0 being
/// a fall; an account that a rise harms reads it with the other sign. An account that is liquidated stays so, and changes nothing for
/// the others.
///
/// # Errors
/// Those of `joint_first_passage`.
pub(crate) fn passages_together(accounts: &[Account], joint: &JointForecast, options: &ScenarioOptions) -> Result<Together, RiskError> {
    let mut factors: Vec<usize> = Vec::new();
    let mut prepared = Vec::with_capacity(accounts.len());
    for account in accounts {
        let (solvency, liquidatable) = prepare(account, joint, options)?;
        let certain = if liquidatable { Some(true) } else { solvency.untouchable().then_some(false) };
        if certain.is_none() {
            let new = solvency.factors.iter().filter(|factor| !factors.contains(factor)).copied().collect::<Vec<_>>();
            factors.extend(new);
        }
        prepared.push((solvency, certain));
    }
    match factors.len() {
        0..=2 => play::<2>(prepared, &factors, joint, options),
        3 => play::<3>(prepared, &factors, joint, options),
        4 => play::<4>(prepared, &factors, joint, options),
        _ => play::<MAX_FACTORS>(prepared, &factors, joint, options),
    }
}

fn play<const N: usize>(
    prepared: Vec<(Solvency, Option<bool>)>,
    factors: &[usize],
    joint: &JointForecast,
    options: &ScenarioOptions,
) -> Result<Together, RiskError>
where
    Widths: Width<N>,
{
    let regimes = regimes(&joint.regimes);
    let hours = math::ceil(options.horizon_hours) as usize;
    let mut made = Vec::with_capacity(factors.len());
    for forecast in factors.iter().filter_map(|factor| joint.factors.get(*factor)) {
        made.push(Factor::new(&forecast.forecast, regimes, options)?);
    }
    let players = prepared
        .into_iter()
        .map(|(solvency, certain)| player(solvency, certain, factors, &made, hours))
        .collect::<Result<Vec<_>, RiskError>>()?;
    let mut table = Table::new(&players, hours, options);
    if players.iter().any(|player| player.certain.is_none()) {
        let sigmas =
            |hour: usize| core::array::from_fn(|place| made.get(place).and_then(|one| one.sigmas.get(hour)).copied().unwrap_or(0.0));
        let sigmas: Vec<[f32; N]> = (0..hours).map(sigmas).collect();
        let part = |matrix: &[f64]| mix::<N>(&rows_of(matrix, joint.factors.len(), factors), factors.len());
        let (ordinary, stressed) = (part(&joint.correlation), part(&joint.stress_correlation));
        for ((regime, first, paths), mix) in parts(&regimes, options).into_iter().zip([ordinary, ordinary, stressed]) {
            let hour = |sigma: &[f32; N]| Hour::new(sigma.map(|sigma| sigma * regime.volatility), f32::MIN);
            let stretches: Vec<Stretch<N>> = bounds(hours)
                .map(|(from, to)| Stretch {
                    hours: sigmas.get(from..to).unwrap_or_default().iter().map(hour).collect(),
                    weights: [1.0; N],
                    floors: [0.0; N],
                })
                .collect();
            walk(stream(options.seed, Stream::Paths), first, paths, &mix, &stretches, &mut table);
        }
    }
    Ok(table.answers(joint, options))
}

/// The hours of each stretch, from the first to before the last.
fn bounds(hours: usize) -> impl Iterator<Item = (usize, usize)> {
    let ends = CALIBRATED_HOURS.into_iter().map(usize::from);
    [0].into_iter().chain(ends.clone()).zip(ends).map(move |(from, to)| (from, to.min(hours))).take(stretches(hours))
}

/// Part of a matrix, in another order.
fn rows_of(matrix: &[f64], width: usize, factors: &[usize]) -> Vec<f64> {
    let cell = |row: &usize, column: &usize| matrix.get(row * width + column).copied().unwrap_or_default();
    factors.iter().flat_map(|row| factors.iter().map(move |column| cell(row, column))).collect()
}

fn player(solvency: Solvency, certain: Option<bool>, factors: &[usize], made: &[Factor], hours: usize) -> Result<Player, RiskError> {
    let count = stretches(hours);
    let (mut places, mut tables, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let known = solvency.factors.iter().enumerate().filter(|_| certain.is_none());
    for (own, factor) in known {
        let found = factors.iter().position(|one| one == factor);
        let Some((place, factor)) = found.and_then(|place| Some((place, made.get(place)?))) else { continue };
        let way = direction(&solvency, own);
        let (fall, rise) = (factor.side(PriceDirection::Fall)?, factor.side(PriceDirection::Rise)?);
        let (harm, help) = if way == PriceDirection::Fall { (&fall, &rise) } else { (&rise, &fall) };
        places.push((place, if way == PriceDirection::Fall { 1.0 } else { -1.0 }));
        tables.push((0..count).map(|stretch| Reach::new(harm, help, way, stretch)).collect::<Result<Vec<_>, _>>()?);
        let variances = KEPT.map(|alpha| Ok((alpha, harm.variance(harm.quantile(count.saturating_sub(1), alpha)?))));
        kept.push(variances.into_iter().collect::<Result<Vec<_>, RiskError>>()?);
    }
    let mut columns: Vec<_> = tables.into_iter().map(Vec::into_iter).collect();
    let reaches = (0..count).map(|_| columns.iter_mut().filter_map(Iterator::next).collect()).collect();
    Ok(Player { solvency, certain, places, reaches, pilots: Pilots::new(kept) })
}

/// Counts the passages of all players.
struct Table<'a> {
    players: &'a [Player],
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

impl<'a> Table<'a> {
    fn new(players: &'a [Player], hours: usize, options: &ScenarioOptions) -> Self {
        Self {
            players,
            starts: bounds(hours).map(|(from, _)| from).collect(),
            hours,
            horizon_minutes: options.horizon_hours * 60.0,
            passed: core::array::from_fn(|_| vec![false; players.len()]),
            tallies: players.iter().map(|_| Tally::new(hours)).collect(),
            firsts: vec![0; players.len()],
            any: Tally::new(hours),
            drivers: vec![[0; MAX_FACTORS]; players.len()],
            any_drivers: [0; MAX_FACTORS],
        }
    }

    /// Looks at one path after an hour; says whether no player is left on it.
    fn watch(&mut self, lane: usize, (stretch, hour): (usize, usize), here: &[f32], step: &[f32]) -> bool {
        let Some(passed) = self.passed.get_mut(lane) else { return true };
        if hour == 0 {
            passed.iter_mut().zip(self.players).for_each(|(passed, player)| *passed = player.certain.is_some());
        }
        let before_any = passed.iter().zip(self.players).any(|(passed, player)| *passed && player.certain.is_none());
        let mut first: Option<(f64, usize, usize)> = None;
        let counts = self.tallies.iter_mut().zip(&mut self.drivers);
        for (number, ((passed, player), (tally, drivers))) in passed.iter_mut().zip(self.players).zip(counts).enumerate() {
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

    fn answers(&self, joint: &JointForecast, options: &ScenarioOptions) -> Together {
        let paths = f64::from(options.paths);
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
                    let own = player.pilots.variance(f64::from(tally.by(options.horizon_hours)) / paths);
                    variance = variance.max(own);
                    tally.answer(options, own, shares)
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
            self.any.answer(options, variance, shares)
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
            let mut prices = [1.0; MAX_FACTORS];
            for ((price, reach), (place, sign)) in prices.iter_mut().zip(reaches).zip(&self.places) {
                let y = here.get(*place).copied().unwrap_or_default() - back * step.get(*place).copied().unwrap_or_default();
                *price = f64::from(reach.price(y * sign));
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

impl<const N: usize> Watch<N> for Table<'_> {
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
