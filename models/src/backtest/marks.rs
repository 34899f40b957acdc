//! The marks of the load line: the distances at which each level is entered and held, hour by hour.

use super::positions::{KINDS, Kind};
use crate::grid::HOUR;
use anyhow::Result;
use plimsoll::leverage::{AdviceOptions, default_advice_options};
use plimsoll::volatility::Law;

/// Names of the levels above calm, mildest first; a rank counts from 1, calm is 0.
pub const LEVEL_NAMES: [&str; 3] = ["notice", "act", "critical"];

/// Position of `act` in `LEVEL_NAMES`.
pub const ACT_LEVEL: usize = 1;

/// Distances at which levels are entered and held, of both kinds, at every hour of one asset.
#[derive(Debug, Default)]
pub struct Marks {
    start: u32,
    hours: Vec<[KindMarks; KINDS.len()]>,
}

/// Per level, mildest first: log distance under which it is entered, and under which it is held once reached.
pub type KindMarks = [[f64; 2]; LEVEL_NAMES.len()];

impl Marks {
    /// Appends the marks of a decision time; hours passed over keep the last ones, as an application would.
    ///
    /// # Errors
    /// Those of the law.
    pub fn push(&mut self, t: u32, law: &Law) -> Result<()> {
        let options = default_advice_options();
        let marks = [marks(KINDS[0], law, &options)?, marks(KINDS[1], law, &options)?];
        if self.hours.is_empty() {
            self.start = t;
        }
        let at = ((t - self.start) / HOUR) as usize;
        let last = self.hours.last().copied().unwrap_or(marks);
        self.hours.resize(at, last);
        self.hours.push(marks);
        Ok(())
    }

    /// The marks of an alarm at one health factor, whatever the market: only `act`, left as soon as the health is above.
    #[must_use]
    pub fn fixed(health: f64) -> Self {
        let none = [f64::NEG_INFINITY; 2];
        Self { start: 0, hours: vec![[[none, [health.ln(); 2], none]; KINDS.len()]] }
    }

    /// The marks that hold at a decision time; absent before the first forecast.
    #[must_use]
    pub fn at(&self, t: u32, kind: Kind) -> Option<&KindMarks> {
        let at = (t.checked_sub(self.start)? / HOUR) as usize;
        // The last forecast stands until there is another.
        self.hours.get(at).or(self.hours.last()).map(|marks| &marks[kind as usize])
    }
}

/// The distances of the three levels: P(liquidated within the level's horizon) is alpha, or alpha / 2 to hold it.
///
/// # Errors
/// Those of the law.
pub fn marks(kind: Kind, law: &Law, options: &AdviceOptions) -> Result<KindMarks> {
    let mut out = [[0.0; 2]; LEVEL_NAMES.len()];
    for (mark, hours) in out.iter_mut().zip([72.0, 24.0, options.reaction_hours]) {
        *mark = [kind.quantile(law, options.alpha, hours)?, kind.quantile(law, 0.5 * options.alpha, hours)?];
    }
    Ok(out)
}

/// Rank of the level at a distance, given the rank before: the hysteresis of the core's advice.
#[must_use]
pub fn level(distance: f64, marks: &KindMarks, previous: u8) -> u8 {
    let gravest = marks.iter().zip([1, 2, 3]).rev().find(|(mark, rank)| distance <= mark[usize::from(previous >= *rank)]);
    gravest.map_or(0, |(_, rank)| rank)
}

#[cfg(test)]
mod tests {
    use super::super::positions::THRESHOLD;
    use super::*;
    use plimsoll::leverage::{AlertLevel, advice};
    use plimsoll::market::simulate_bars;
    use plimsoll::volatility::{Forecast, forecast_bars};

    const RANKS: [AlertLevel; 4] = [AlertLevel::Calm, AlertLevel::Notice, AlertLevel::Act, AlertLevel::Critical];

    fn forecast() -> Forecast {
        forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap()
    }

    #[test]
    fn levels_are_those_of_the_cores_advice() {
        let forecast = forecast();
        let law = Law::new(&forecast).unwrap();
        let mut seen = [[0; 4]; 4];
        for kind in KINDS {
            let options = AdviceOptions { oracle_deviation: 0.0, ..default_advice_options() };
            let marks = marks(kind, &law, &options).unwrap();
            for step in 1..120 {
                let distance = 0.0025 * f64::from(step);
                let account = kind.account(forecast.price, THRESHOLD * (-distance).exp());
                for (rank, previous) in RANKS.into_iter().enumerate() {
                    let options = AdviceOptions { previous_level: Some(previous), ..options.clone() };
                    let expected = advice(&account, &forecast, &options).unwrap().level;
                    let found = level(distance, &marks, rank as u8);
                    assert_eq!(RANKS[usize::from(found)], expected, "{kind:?} {distance} after {previous:?}");
                    seen[rank][usize::from(found)] += 1;
                }
            }
        }
        assert!(seen[0].iter().all(|count| *count > 0), "every level is reached from calm: {seen:?}");
        assert!(seen[0] != seen[3], "hysteresis never showed");
    }

    #[test]
    fn marks_of_hours_without_a_bar_are_the_last_ones() {
        let law = Law::new(&forecast()).unwrap();
        let mut marks = Marks::default();
        marks.push(7 * HOUR, &law).unwrap();
        marks.push(10 * HOUR, &law).unwrap();
        let first = marks.at(7 * HOUR, Kind::Short).copied();
        assert!(first.is_some() && marks.at(9 * HOUR, Kind::Short).copied() == first && marks.at(11 * HOUR, Kind::Short).copied() == first);
        assert_eq!((marks.hours.len(), marks.at(6 * HOUR, Kind::Short)), (4, None));
    }

    #[test]
    fn a_fixed_alarm_rings_at_its_health_factor_alone() {
        let marks = *Marks::fixed(1.25).at(7 * HOUR, Kind::Long).unwrap();
        let ring = |health: f64, previous: u8| level(health.ln(), &marks, previous);
        assert_eq!([ring(1.26, 0), ring(1.24, 0), ring(1.24, 2), ring(1.26, 2), ring(1.0, 2)], [0, 2, 2, 0, 2]);
    }
}
