//! The whole advice for an account that several price factors drive, from one simulation.

use super::advice::{AdviceOptions, AdviceStatus, AlertLevel, Binding, Confidence, LeadTime, SafeLeverage};
use super::answer::{SHOWN_HOURS, confidence};
use super::joint_advice::{JointAdvice, JointProbability, JointThreshold};
use super::joint_lines::Lines;
use super::options::{self, HORIZON_CAP};
use super::safe::{NO_EFFECT, capped, leverage};
use super::thresholds::{levels, rank};
use crate::account::{Account, Leg, LegSide, PriceDirection, account_health};
use crate::error::RiskError;
use crate::math;
use crate::order::distinct;
use crate::scenario::{FactorShare, JOINT_WEIGHTS, JointForecast, ScenarioOptions, WorstHealth, check_joint, passage, worst_health_with};
use crate::volatility::ForecastFlag;
use alloc::vec::Vec;

/// Hours over which it is counted which factor brings the account down.
const DRIVER_HOURS: f64 = 168.0;

/// Paths that tell a lead time beyond those hours.
const FAR_PATHS: u32 = 16_384;

/// Two-sided 95 % of a normal law.
const TWO_SIDED: f64 = 1.96;

/// Returns how much an account that several price factors drive can safely carry now: probabilities with their standard error, safe
/// leverage, thresholds, lead time.
///
/// ```text
/// K_h = min over [t, t + h + delay] of health(path)     P(h) = share of paths with K_h < 1
/// D'/C ≤ (D/C) · k · (1 − fee)     k = the α-quantile of K_h     threshold of a level = health now / k of its horizon
/// ```
///
/// Debt times `k` is health over `k`, so one set of simulated paths answers every leverage, horizon and level at once: there is no
/// search, and no answer contradicts another. Prices start where the oracle's deviation may already have moved them against the
/// account, each factor by the side on which it harms; interest accrues on the way. Windows are rounded up to whole hours.
/// Collateral and debt keep their composition.
///
/// For an account of one factor its probabilities, safe leverage and lead time agree with those of `advice` within the simulation's
/// error, and `advice` is exact and faster there. Its thresholds do only where the factor is all of the collateral or all of the debt:
/// here they scale the debt, there the price moves.
///
/// - `scenario`: seed and number of paths; its horizon is not read.
///
/// # Errors
/// - Those of `account_health`, of `advice`'s options, and of the joint forecast.
/// - `unknown`: a leg follows a factor that is not in the joint forecast.
/// - `out_of_range`: no path or more than 10,000,000.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::leverage::{default_advice_options, joint_advice};
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast};
/// let leg = |asset: &str, side, amount, price, threshold, ltv, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let eth = FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? };
/// let btc = FactorBars { factor: "BTC".into(), bars: simulate_bars(2, 960, 1_749_999_600, 60_000.0, 0.5)? };
/// let account = Account {
///     legs: vec![
///         leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.83, 0.8, Some("ETH")),
///         leg("WBTC", LegSide::Debt, 0.2, 60_000.0, 1.0, 0.0, Some("BTC")),
///     ],
///     liquidatable: None,
/// };
/// let scenario = ScenarioOptions { seed: 1, paths: 4_000, horizon_hours: 24.0 };
/// let advice = joint_advice(&account, &joint_forecast(&[eth, btc], None)?, &default_advice_options(), &scenario)?;
/// assert!(advice.safe_leverage.leverage > 1.5 && advice.safe_leverage_low < advice.safe_leverage_high);
/// assert!(advice.thresholds[0].health_factor > advice.thresholds[2].health_factor);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn joint_advice(
    account: &Account,
    joint: &JointForecast,
    options: &AdviceOptions,
    scenario: &ScenarioOptions,
) -> Result<JointAdvice, RiskError> {
    let health = account_health(account)?;
    options::check(options)?;
    check_joint(joint)?;
    let mut confidences = joint.factors.iter().map(|factor| confidence(&factor.forecast, options.now));
    let Some(first) = confidences.next() else {
        return Err(RiskError::length_mismatch("joint.factors", "one factor at least", 0));
    };
    let confidence = joint_confidence(first, confidences);
    let lines = Lines::new(account);
    let status = match (health.liquidatable, lines.debt > 0.0, lines.untouchable()) {
        (true, _, _) => AdviceStatus::Liquidatable,
        (false, false, _) => AdviceStatus::NoDebt,
        (false, true, false) => AdviceStatus::Exposed,
        (false, true, true) => AdviceStatus::NothingLiquidates,
    };
    let [day, days, week] = SHOWN_HOURS;
    let horizons = [day, days, week, options.reaction_hours, options.horizon_hours];
    let simulated = Simulated::new(account, &lines, joint, options, scenario, &horizons, JOINT_WEIGHTS.unstretched)?;
    let certain = match status {
        AdviceStatus::Liquidatable => Some(1.0),
        AdviceStatus::NoDebt => Some(0.0),
        _ => None,
    };
    let probabilities = SHOWN_HOURS.map(|horizon_hours| simulated.probability(horizon_hours, certain)).to_vec();
    let (lead_time, drivers) = lead(&simulated, joint, options, scenario, status)?;
    let (safe_leverage, safe_leverage_low, safe_leverage_high) = safe(&lines, &simulated, options, &confidence.flags);
    let moving = matches!(status, AdviceStatus::Exposed | AdviceStatus::Liquidatable);
    Ok(JointAdvice {
        status,
        health_factor: health.health_factor,
        leverage: health.leverage,
        liquidation_prices: if moving { lines.prices_at(1.0) } else { Vec::new() },
        probabilities,
        safe_leverage,
        safe_leverage_low,
        safe_leverage_high,
        thresholds: if moving { thresholds(&lines, &simulated, options, health.health_factor) } else { Vec::new() },
        level: level(&simulated, options, certain),
        lead_time,
        drivers,
        paths: if certain.is_some() && lines.collateral <= 0.0 { 0 } else { scenario.paths },
        confidence,
    })
}

/// The paths of the account, or of its collateral against a stable debt as large as itself where nothing is owed.
pub(super) struct Simulated {
    /// What was simulated: prices already moved by the oracle's deviation.
    moved: Account,
    /// Health now at the prices as reported, and after the deviation.
    start: f64,
    after_deviation: f64,
    /// Windows in hours, rising, each with its horizon.
    hours: Vec<u32>,
    worst: WorstHealth,
    options: AdviceOptions,
    paths: f64,
}

impl Simulated {
    pub fn new(
        account: &Account,
        lines: &Lines,
        joint: &JointForecast,
        options: &AdviceOptions,
        scenario: &ScenarioOptions,
        horizons: &[f64],
        unstretched: f64,
    ) -> Result<Self, RiskError> {
        let mut owing = account.clone();
        if lines.debt <= 0.0 {
            let collateral = account.legs.iter().filter(|leg| leg.side == LegSide::Collateral && leg.amount > 0.0);
            let mirrored =
                |leg: &Leg| Leg { side: LegSide::Debt, threshold: 1.0, ltv: 0.0, factor: None, interest_annual: 0.0, ..leg.clone() };
            owing.legs.extend(collateral.map(mirrored));
        }
        owing.liquidatable = None;
        let start = account_health(&owing)?.health_factor.unwrap_or(0.0);
        let mut moved = owing;
        for leg in &mut moved.legs {
            let Some(line) = lines.factors.iter().find(|line| leg.factor.as_ref() == Some(&line.factor)) else { continue };
            leg.price *= match Lines::harm(line) {
                PriceDirection::Fall => 1.0 - options.oracle_deviation,
                PriceDirection::Rise => 1.0 + options.oracle_deviation,
            };
        }
        let after_deviation = account_health(&moved)?.health_factor.unwrap_or(0.0);
        let hours = distinct(horizons.iter().flat_map(|&hours| [whole(hours), whole(hours + options.oracle_delay_hours)]));
        let last = hours.last().copied().unwrap_or(1);
        let scenario = ScenarioOptions { horizon_hours: f64::from(last), ..scenario.clone() };
        let worst = worst_health_with(&moved, joint, &scenario, &hours, unstretched)?;
        Ok(Self { moved, start, after_deviation, hours, worst, options: options.clone(), paths: f64::from(scenario.paths) })
    }

    /// The lowest health of every path within whole hours, rising.
    fn within(&self, hours: u32) -> &[f64] {
        let place = self.hours.partition_point(|known| *known < hours);
        self.worst.lowest.get(place).map_or(&[], Vec::as_slice)
    }

    fn of_horizon(&self, horizon_hours: f64) -> &[f64] {
        self.within(whole(horizon_hours + self.options.oracle_delay_hours))
    }

    /// The largest debt scale whose probability of liquidation is at most a probability.
    fn scale(&self, lowest: &[f64], probability: f64) -> f64 {
        let rank = math::floor(probability.clamp(0.0, 1.0) * self.paths) as usize;
        lowest.get(rank.min(lowest.len().saturating_sub(1))).copied().unwrap_or(0.0)
    }

    fn error(&self, probability: f64) -> f64 {
        // Half a hit and half a miss more: no hit at all is no certainty.
        let smoothed = (probability * self.paths + 0.5) / (self.paths + 1.0);
        math::sqrt(smoothed * (1.0 - smoothed) / self.paths + self.worst.variance(probability))
    }

    fn share(&self, horizon_hours: f64) -> f64 {
        let lowest = self.of_horizon(horizon_hours);
        lowest.partition_point(|health| *health < 1.0) as f64 / self.paths
    }

    fn probability(&self, horizon_hours: f64, certain: Option<f64>) -> JointProbability {
        match certain {
            Some(probability) => JointProbability { horizon_hours, probability, standard_error: 0.0 },
            None => {
                let probability = self.share(horizon_hours);
                JointProbability { horizon_hours, probability, standard_error: self.error(probability) }
            }
        }
    }
}

/// A window in whole hours, one at least.
fn whole(hours: f64) -> u32 {
    math::ceil(hours).max(1.0) as u32
}

pub(super) fn safe(lines: &Lines, simulated: &Simulated, options: &AdviceOptions, flags: &[ForecastFlag]) -> (SafeLeverage, f64, f64) {
    let answer = |ratio: f64, health_factor: Option<f64>, venue: f64, binding: Binding| SafeLeverage {
        leverage: leverage(ratio),
        debt_to_collateral: ratio,
        health_factor,
        venue_maximum: leverage(venue),
        binding,
        alpha: options.alpha,
        horizon_hours: options.horizon_hours,
    };
    if lines.collateral <= 0.0 {
        return (answer(0.0, None, 0.0, Binding::VenueLimit), 1.0, 1.0);
    }
    let venue = capped(lines.borrowable / lines.collateral);
    let ratio_now = if lines.debt > 0.0 { lines.debt / lines.collateral } else { 1.0 };
    let lowest = simulated.of_horizon(options.horizon_hours);
    let ratio = |probability: f64| capped(ratio_now * simulated.scale(lowest, probability) * (1.0 - options.fee));
    let error = TWO_SIDED * simulated.error(options.alpha);
    // No path is left below the lower end: the paths tell nothing of it.
    let low = if options.alpha > error { ratio(options.alpha - error) } else { 0.0 };
    let interval = [low, ratio(options.alpha + error)].map(|ratio| leverage(ratio.min(venue)));
    let safe = ratio(options.alpha);
    if safe <= 0.0 {
        return (answer(0.0, None, venue, Binding::VenueLimit), 1.0, 1.0);
    }
    let shrinks = |from: f64, to: f64| if to > 0.0 { from / to } else { f64::MAX };
    let start = simulated.start;
    let market_end = simulated.scale(simulated.within(whole(options.horizon_hours)), options.alpha);
    let window_end = simulated.scale(lowest, options.alpha);
    let deviation = shrinks(start, simulated.after_deviation);
    // From the deviated start, what the market takes over the horizon, what the delay takes more.
    let (market, oracle) = (shrinks(simulated.after_deviation, market_end), deviation * shrinks(market_end, window_end));
    let cost = 1.0 / (1.0 - options.fee);
    let inert = market <= 1.0 + NO_EFFECT && oracle <= 1.0 + NO_EFFECT;
    let binding = if inert && (venue <= safe || cost <= 1.0 + NO_EFFECT) {
        Binding::Nothing
    } else if venue <= safe {
        Binding::VenueLimit
    } else {
        match (market >= oracle.max(cost), oracle >= cost) {
            (true, _) if flags.contains(&ForecastFlag::ShortHistory) => Binding::ShortHistory,
            (true, _) => Binding::MarketTail,
            (false, true) => Binding::Oracle,
            (false, false) => Binding::Cost,
        }
    };
    let chosen = safe.min(venue);
    let health_factor = (chosen > 0.0).then(|| start * (ratio_now / chosen));
    (answer(chosen, health_factor, venue, binding), interval[0], interval[1])
}

fn thresholds(lines: &Lines, simulated: &Simulated, options: &AdviceOptions, health: Option<f64>) -> Vec<JointThreshold> {
    let Some(health) = health else { return Vec::new() };
    let threshold = |(level, horizon_hours): (AlertLevel, f64)| {
        let scale = simulated.scale(simulated.of_horizon(horizon_hours), options.alpha);
        let health_factor = health / scale;
        (scale > 0.0 && health_factor.is_finite()).then(|| JointThreshold {
            level,
            horizon_hours,
            alpha: options.alpha,
            health_factor,
            prices: lines.prices_at(health_factor),
        })
    };
    levels(options).into_iter().filter_map(threshold).collect()
}

fn level(simulated: &Simulated, options: &AdviceOptions, certain: Option<f64>) -> AlertLevel {
    for (level, horizon_hours) in levels(options).into_iter().rev() {
        let held = options.previous_level.is_some_and(|previous| rank(previous) >= rank(level));
        let needed = if held { 0.5 * options.alpha } else { options.alpha };
        if simulated.probability(horizon_hours, certain).probability >= needed {
            return level;
        }
    }
    AlertLevel::Calm
}

/// The largest horizon with a probability of at most alpha, from the times at which paths hit; and which factor drove them.
fn lead(
    simulated: &Simulated,
    joint: &JointForecast,
    options: &AdviceOptions,
    scenario: &ScenarioOptions,
    status: AdviceStatus,
) -> Result<(LeadTime, Vec<FactorShare>), RiskError> {
    let most = |paths: u32| math::floor(options.alpha * f64::from(paths)) as u32;
    let over = |hours: f64, paths: u32| {
        let horizon_hours = f64::from(whole(hours + options.oracle_delay_hours));
        passage(&simulated.moved, joint, &ScenarioOptions { horizon_hours, paths, ..scenario.clone() })
    };
    match status {
        AdviceStatus::Liquidatable => return Ok((LeadTime { hours: 0.0, capped: false }, Vec::new())),
        AdviceStatus::NoDebt => return Ok((LeadTime { hours: HORIZON_CAP, capped: true }, Vec::new())),
        AdviceStatus::Exposed | AdviceStatus::NothingLiquidates => {}
    }
    let (answer, passages) = over(DRIVER_HOURS, scenario.paths)?;
    let reached = match passages {
        Some(passages) => match passages.until(most(scenario.paths)) {
            Some(hours) => Some(hours),
            None => {
                // Days, not minutes, are asked for there.
                let paths = scenario.paths.min(FAR_PATHS);
                let farther = over(HORIZON_CAP, paths)?.1.and_then(|passages| passages.until(most(paths)));
                farther.map(|hours| hours.max(DRIVER_HOURS + options.oracle_delay_hours))
            }
        },
        // Certain without a path: the deviation alone liquidates it, or nothing does.
        None => (answer.probability > 0.0).then_some(0.0),
    };
    let lead = reached.map(|hours| (hours - options.oracle_delay_hours).clamp(0.0, HORIZON_CAP));
    Ok((LeadTime { hours: lead.unwrap_or(HORIZON_CAP), capped: lead.is_none_or(|hours| hours >= HORIZON_CAP) }, answer.drivers))
}

/// The least that can be said of all factors.
fn joint_confidence(first: Confidence, rest: impl Iterator<Item = Confidence>) -> Confidence {
    rest.fold(first, |mut least, one| {
        least.as_of = least.as_of.min(one.as_of);
        least.history_hours = least.history_hours.min(one.history_hours);
        least.stale |= one.stale;
        for flag in one.flags {
            if !least.flags.contains(&flag) {
                least.flags.push(flag);
            }
        }
        least
    })
}
