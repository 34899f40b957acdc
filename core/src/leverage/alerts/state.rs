//! The state machine: advice and the age of the data in, alerts out.

use super::assessed::Assessed;
use super::bytes;
use super::event::{AlertEvent, AlertKind, AlertRules, DataAge, check};
use super::lead::{ActWithin, LeadUnit, act_within};
use crate::error::RiskError;
use crate::leverage::advice::{Advice, AdviceStatus, AlertLevel};
use crate::leverage::joint_advice::JointAdvice;
use crate::leverage::thresholds::rank;
use crate::math;
use crate::units::{Shown, finite};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

const DAY: f64 = 86_400.0;

/// Data are said to be well again after so long, seconds.
const BETTER_SECONDS: f64 = 300.0;

/// Times remembered of levels left; the settling time has reached a day before there are as many within one.
pub(super) const MOST_LOWERED: usize = 8;

/// Rank of an account that can be liquidated, above every level.
pub(super) const LIQUIDATABLE: u8 = 4;

const LIQUIDATABLE_NOW: &str = "This account can be liquidated now";

/// What was said of the data: one for each of prices, confirmation, bars.
pub(super) const TOPICS: usize = 3;

/// Decides what is said of one account.
///
/// A graver level is said at once, whatever was said before. A level is left when the probability falls below alpha / 2 (see
/// `Advice::level`, which is told the level said here), and that is said only after it has lasted the settling time, which doubles
/// with every such alert of the last day: levels that go to and fro cost at most some twenty alerts a day. Data too old are an alert
/// of their own, and the level stays until there are newer. Settling is for the market's noise: what the owner does is said at once, see
/// `owner_acted`.
#[derive(Clone, Debug, PartialEq)]
pub struct Alerts {
    /// The level said, as its rank.
    pub(super) said: u8,
    /// Since when the level is lower, and the highest since then.
    pub(super) lower: Option<(f64, u8)>,
    /// When levels left were said, oldest first.
    pub(super) lowered: Vec<f64>,
    /// Which data were said to be too old, and since when they are better.
    pub(super) stale: [bool; TOPICS],
    pub(super) better: [Option<f64>; TOPICS],
    /// The owner acted, and there was no advice since.
    pub(super) acted: bool,
}

impl Default for Alerts {
    fn default() -> Self {
        Self { said: 0, lower: None, lowered: Vec::new(), stale: [false; TOPICS], better: [None; TOPICS], acted: false }
    }
}

impl Alerts {
    /// Creates the state of an account of which nothing was said yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The level said: pass it as `previous_level` in the options of the next advice.
    #[must_use]
    pub fn level(&self) -> AlertLevel {
        level(self.said)
    }

    /// The level for the next advice to keep to: that said, but none where the owner acted since, whose account is judged afresh.
    pub(crate) fn held(&self) -> Option<AlertLevel> {
        (!self.acted).then(|| self.level())
    }

    /// Says that the owner changed the account: a level that the next advice leaves is said to be left at once, and does not count
    /// towards the doubling. Not part of the snapshot: the next advice comes within a second or two.
    ///
    /// ```
    /// use plimsoll::leverage::{AlertLevel, Alerts};
    /// let mut alerts = Alerts::new();
    /// alerts.owner_acted(); // then step with the advice for the account as it is now
    /// assert_eq!(alerts.level(), AlertLevel::Calm);
    /// ```
    pub fn owner_acted(&mut self) {
        self.acted = true;
    }

    /// Says that the clock was set, or that time was slept through: nothing remembered lies after `now`, seconds UTC.
    pub fn resync(&mut self, now: f64) {
        let times = self.lower.iter_mut().map(|lower| &mut lower.0).chain(&mut self.lowered).chain(self.better.iter_mut().flatten());
        times.for_each(|at| *at = at.min(now));
    }

    /// Takes in the verdict at the price of `now`, finite seconds UTC, where there is no new advice: that the account can be liquidated is
    /// said without one. The level is left by an advice alone.
    pub(crate) fn verdict(&mut self, now: f64, liquidatable: bool, health_factor: Option<f64>) -> Option<AlertEvent> {
        if !liquidatable {
            // The level is still critical, but after the owner's act the next fall is another one.
            if self.acted {
                self.said = self.said.min(LIQUIDATABLE - 1);
            }
            return None;
        }
        self.lower = None;
        let previous = core::mem::replace(&mut self.said, LIQUIDATABLE);
        (previous != LIQUIDATABLE).then(|| {
            let event = bare_event(AlertKind::Liquidatable, now, level(previous), String::from(LIQUIDATABLE_NOW));
            AlertEvent { level: level(LIQUIDATABLE), health_factor, ..event }
        })
    }

    /// Takes in the newest advice (absent where there was none to be had) and the age of the data, and returns what is to be said.
    ///
    /// `now` in seconds UTC, not before that of the step before, but after `resync`. While prices are stale the advice is not looked at.
    ///
    /// # Errors
    /// `not_finite`; `out_of_range` for rules outside their bounds.
    ///
    /// ```
    /// use plimsoll::leverage::{AlertKind, Alerts, DataAge, default_alert_rules};
    /// let mut alerts = Alerts::new();
    /// let age = DataAge { prices_seconds: 301.0, ..DataAge::default() };
    /// let said = alerts.step(1.75e9, None, &age, &default_alert_rules())?;
    /// assert_eq!((said.len(), said[0].kind), (1, AlertKind::PricesStale));
    /// assert!(alerts.step(1.75e9 + 60.0, None, &age, &default_alert_rules())?.is_empty());
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn step(&mut self, now: f64, advice: Option<&Advice>, age: &DataAge, rules: &AlertRules) -> Result<Vec<AlertEvent>, RiskError> {
        self.assess(now, advice.map(Assessed::from), age, rules)
    }

    /// The same for the advice of an account over several price factors; its data are as old as those of the worst of them.
    ///
    /// # Errors
    /// Those of `step`.
    pub fn step_joint(
        &mut self,
        now: f64,
        advice: Option<&JointAdvice>,
        age: &DataAge,
        rules: &AlertRules,
    ) -> Result<Vec<AlertEvent>, RiskError> {
        self.assess(now, advice.map(Assessed::from), age, rules)
    }

    fn assess(&mut self, now: f64, advice: Option<Assessed>, age: &DataAge, rules: &AlertRules) -> Result<Vec<AlertEvent>, RiskError> {
        finite("now", now)?;
        check(rules)?;
        let mut events = Vec::new();
        let topics = [
            (age.prices_seconds, rules.prices_stale_seconds, AlertKind::PricesStale, AlertKind::PricesFresh),
            (age.confirmed_seconds, rules.unconfirmed_seconds, AlertKind::PricesUnconfirmed, AlertKind::PricesConfirmed),
            (age.bars_seconds, rules.bars_stale_seconds, AlertKind::BarsStale, AlertKind::BarsFresh),
        ];
        for (((seconds, limit, stale, fresh), said), better) in topics.into_iter().zip(&mut self.stale).zip(&mut self.better) {
            let kind = match (*said, seconds > limit) {
                (false, true) => stale,
                // Better data must last as well, so that a source that comes and goes is two alerts and not a hundred.
                (true, false) if now - *better.get_or_insert(now) >= limit.min(BETTER_SECONDS) => fresh,
                (true, true) => {
                    *better = None;
                    continue;
                }
                _ => continue,
            };
            (*said, *better) = (kind == stale, None);
            events.push(data_event(kind, now, seconds, level(self.said)));
        }
        if let Some(advice) = advice.filter(|_| age.prices_seconds <= rules.prices_stale_seconds) {
            events.extend(self.level_step(now, &advice, rules));
        }
        Ok(events)
    }

    fn level_step(&mut self, now: f64, advice: &Assessed, rules: &AlertRules) -> Option<AlertEvent> {
        let reached = if advice.status == AdviceStatus::Liquidatable { LIQUIDATABLE } else { rank(advice.level) };
        let before = self.said;
        let acted = core::mem::take(&mut self.acted);
        if acted && reached < before {
            (self.said, self.lower) = (reached, None);
            return Some(level_event(AlertKind::LevelLowered, now, advice, before, reached));
        }
        if reached >= before {
            self.lower = None;
            if reached == before {
                return None;
            }
            self.said = reached;
            let kind = if reached == LIQUIDATABLE { AlertKind::Liquidatable } else { AlertKind::LevelRaised };
            return Some(level_event(kind, now, advice, before, reached));
        }
        let (since, highest) = self.lower.get_or_insert((now, reached));
        *highest = (*highest).max(reached);
        let (since, highest) = (*since, *highest);
        self.lowered.retain(|at| now - at < DAY);
        let settle = self.lowered.iter().fold(rules.settle_seconds, |settle, _| (2.0 * settle).min(DAY));
        if now - since < settle {
            return None;
        }
        if self.lowered.len() == MOST_LOWERED {
            self.lowered.remove(0);
        }
        self.lowered.push(now);
        (self.said, self.lower) = (highest, None);
        Some(level_event(AlertKind::LevelLowered, now, advice, before, highest))
    }

    /// Returns the state as bytes with its version and a checksum.
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        bytes::write(self)
    }

    /// Restores the state from the bytes of `snapshot`.
    ///
    /// # Errors
    /// `invalid_snapshot` where the bytes are truncated, altered, or of another version.
    pub fn restore(bytes: &[u8]) -> Result<Self, RiskError> {
        bytes::read(bytes)
    }
}

fn level(rank: u8) -> AlertLevel {
    match rank {
        0 => AlertLevel::Calm,
        1 => AlertLevel::Notice,
        2 => AlertLevel::Act,
        _ => AlertLevel::Critical,
    }
}

fn data_event(kind: AlertKind, now: f64, seconds: f64, level: AlertLevel) -> AlertEvent {
    let minutes = Shown(math::floor(seconds / 60.0));
    let message = match kind {
        AlertKind::PricesStale => format!("No price for {minutes} min: the level shown is that of the last price; check it by hand"),
        AlertKind::PricesFresh => String::from("There are prices again"),
        AlertKind::PricesUnconfirmed => format!("No second source has confirmed the price for {minutes} min: trust it less"),
        AlertKind::PricesConfirmed => String::from("Two sources agree on the price again"),
        AlertKind::BarsStale => format!("No hourly bar for {minutes} min: the forecast is old; trust it less"),
        _ => String::from("There are hourly bars again"),
    };
    AlertEvent { age_seconds: Some(seconds), ..bare_event(kind, now, level, message) }
}

/// An event that no advice is behind.
fn bare_event(kind: AlertKind, at: f64, level: AlertLevel, message: String) -> AlertEvent {
    AlertEvent {
        kind,
        at,
        level,
        previous_level: level,
        probability: None,
        horizon_hours: None,
        health_factor: None,
        liquidation_price: None,
        act_within: None,
        age_seconds: None,
        message,
    }
}

fn level_event(kind: AlertKind, now: f64, advice: &Assessed, before: u8, reached: u8) -> AlertEvent {
    let Assessed { alpha, shown, .. } = *advice;
    let (probability, hours) = shown.unwrap_or_default();
    let lead = act_within(advice.lead_hours, alpha);
    let chance = format!("the chance of liquidation within {} h is {} %", Shown(hours), percent(probability));
    let sure = format!("with {} % confidence none comes for {} h", percent(1.0 - alpha), Shown(math::floor(lead.hours * 10.0) / 10.0));
    let message = match kind {
        AlertKind::Liquidatable => String::from(LIQUIDATABLE_NOW),
        AlertKind::LevelLowered => format!("Back to {}: {chance}", name(reached)),
        _ => format!("{}: {}; {chance}, and {sure}", name(reached), words(&lead)),
    };
    AlertEvent {
        kind,
        at: now,
        level: level(reached),
        previous_level: level(before),
        probability: shown.map(|shown| shown.0),
        horizon_hours: shown.map(|shown| shown.1),
        health_factor: advice.health_factor,
        liquidation_price: advice.liquidation_price,
        act_within: if kind == AlertKind::LevelLowered { None } else { Some(lead) },
        age_seconds: None,
        message,
    }
}

fn name(rank: u8) -> &'static str {
    match rank {
        0 => "Calm",
        1 => "Notice",
        2 => "Act",
        _ => "Critical",
    }
}

fn words(lead: &ActWithin) -> String {
    let unit = match lead.unit {
        LeadUnit::Minutes => "min",
        LeadUnit::Hours => "h",
        LeadUnit::Days => "days",
    };
    if lead.amount == 0 { String::from("act now") } else { format!("act within about {} {unit}", lead.amount) }
}

/// A fraction in percent, to a hundredth.
fn percent(fraction: f64) -> Shown {
    Shown(math::floor(fraction * 10_000.0 + 0.5) / 100.0)
}
