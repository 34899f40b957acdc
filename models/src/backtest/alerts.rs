//! Alerts: positions left alone, the level of the advice recomputed every hour, and how early each level came.

use super::positions::{KINDS, Kind, Opening};
use crate::grid::{Grid, HOUR};
use anyhow::Result;
use plimsoll::leverage::{AdviceOptions, default_advice_options};
use plimsoll::volatility::Law;

/// Positions are watched for this long, hours: 60 days.
pub const WATCHED_HOURS: usize = 1_440;

/// An alarm is false when no liquidation follows within this, hours: 7 days. Prices are followed that much longer.
pub const WEEK_HOURS: usize = 168;

/// The advice that opens a watched position: horizon of the safe leverage, hours; alpha is the first of `ALPHAS`.
pub const OPENED_FOR: u32 = 168;

/// Names of the levels above calm, mildest first; a rank counts from 1, calm is 0.
pub const LEVEL_NAMES: [&str; 3] = ["notice", "act", "critical"];

/// Position of `act` in `LEVEL_NAMES`.
pub const ACT_LEVEL: usize = 1;

/// Its rank.
const ACT: u8 = ACT_LEVEL as u8 + 1;

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

    fn at(&self, t: u32, kind: Kind) -> Option<&KindMarks> {
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

/// An entry into `act`, from below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Hours after the opening.
    pub hour: u32,
    /// No liquidation followed within a week.
    pub false_alarm: bool,
}

/// A liquidation within the 60 days and the warnings before it; lead times in whole hours to the open of the bar that met the
/// venue's rule, so that no minute within that bar is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Liquidation {
    /// Hours from the opening to the open of that bar.
    pub hour: u32,
    /// Lead time of each level from the start of the spell that was in force at the end; absent where none was.
    pub in_force: [Option<u32>; LEVEL_NAMES.len()],
    /// Lead time of each level from its first hour within the last week, whether or not it was left in between.
    pub within_week: [Option<u32>; LEVEL_NAMES.len()],
}

/// One position left alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Watched {
    /// Position of its series.
    pub series: usize,
    /// When it was opened, seconds UTC.
    pub ts: u32,
    /// Long or short.
    pub kind: Kind,
    /// Leverage at the opening.
    pub leverage: f64,
    /// Annualised realised volatility of the 30 days before the opening, a fraction.
    pub volatility: f64,
    /// Hours watched: until liquidation, or 60 days.
    pub hours: u32,
    /// What ended it.
    pub liquidation: Option<Liquidation>,
    /// Every entry into `act`.
    pub alarms: Vec<Alarm>,
}

/// Watches a position from its opening; absent where prices are not known for long enough to judge its last alarm.
#[must_use]
pub fn watch(opening: &Opening, grid: &Grid, marks: &Marks) -> Option<Watched> {
    let closed = grid.closed(opening.ts)?;
    let all = WATCHED_HOURS + WEEK_HOURS;
    if opening.hours != OPENED_FOR || !grid.full_target(closed, all) {
        return None;
    }
    let [advised, _] = opening.advised;
    let room = |price: f64| match opening.kind {
        Kind::Long => (price / grid.close[closed - 1]).ln() + advised.distance,
        Kind::Short => advised.distance - (price / grid.close[closed - 1]).ln(),
    };
    let mut levels = Vec::with_capacity(all);
    let mut liquidated = false;
    for hour in 0..all {
        let previous = levels.last().copied().unwrap_or(0);
        let marks = marks.at(opening.ts + hour as u32 * HOUR, opening.kind)?;
        levels.push(level(room(grid.close[closed + hour - 1]), marks, previous));
        let worst = if opening.kind == Kind::Long { grid.low[closed + hour] } else { grid.high[closed + hour] };
        if room(worst) < 0.0 {
            liquidated = true;
            break;
        }
    }
    let (liquidation, alarms) = bookkeep(&levels, liquidated);
    Some(Watched {
        series: opening.series,
        ts: opening.ts,
        kind: opening.kind,
        leverage: advised.leverage,
        volatility: opening.volatility,
        hours: levels.len().min(WATCHED_HOURS) as u32,
        liquidation,
        alarms,
    })
}

/// Reads the warnings from the levels at every hour; `liquidated`: in the bar that opens at the last of them.
fn bookkeep(levels: &[u8], liquidated: bool) -> (Option<Liquidation>, Vec<Alarm>) {
    let end = levels.len().saturating_sub(1);
    let at_least = |rank: u8| levels.iter().map(move |level| *level >= rank);
    let in_force = |rank: u8| {
        let spell = at_least(rank).rev().take_while(|reached| *reached).count();
        spell.checked_sub(1).map(|lead| lead as u32)
    };
    let within_week = |rank: u8| {
        let from = levels.len().saturating_sub(WEEK_HOURS + 1);
        at_least(rank).skip(from).position(|reached| reached).map(|first| (end - from - first) as u32)
    };
    let liquidation = (liquidated && end < WATCHED_HOURS).then(|| Liquidation {
        hour: end as u32,
        in_force: [1, 2, 3].map(in_force),
        within_week: [1, 2, 3].map(within_week),
    });
    let alarms = (0..levels.len().min(WATCHED_HOURS))
        .filter(|&hour| levels[hour] >= ACT && (hour == 0 || levels[hour - 1] < ACT))
        .map(|hour| Alarm { hour: hour as u32, false_alarm: !liquidated || end - hour >= WEEK_HOURS })
        .collect();
    (liquidation, alarms)
}

#[cfg(test)]
mod tests {
    use super::super::positions::{ALPHAS, Advised, THRESHOLD};
    use super::*;
    use plimsoll::leverage::{AlertLevel, advice};
    use plimsoll::market::{Bar, simulate_bars};
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

    /// Watches a position whose price stands still, but for a step at the close of the bar `step` and a wick in the bar `wick`.
    fn watched(kind: Kind, step: usize, wick: usize, hours: usize) -> Option<Watched> {
        const DISTANCE: f64 = 0.6;
        let law = Law::new(&forecast()).unwrap();
        let mut marks = Marks::default();
        marks.push(HOUR, &law).unwrap();
        let [_, [act, _], [critical, _]] = *marks.at(HOUR, kind).unwrap();
        let against = |distance: f64| if kind == Kind::Long { (-distance).exp() } else { distance.exp() };
        // Half way between the distances of act and critical.
        let near = 100.0 * against(DISTANCE - 0.5 * (act + critical));
        let beyond = 100.0 * against(DISTANCE + 0.001);
        let bars: Vec<Bar> = (0..=hours)
            .map(|hour| {
                let close = if hour > step { near } else { 100.0 };
                let wick = if hour == wick + 1 { beyond } else { close };
                let (low, high) = (f64::min(wick, close), f64::max(wick, close));
                Bar { ts: hour as u32 * HOUR, open: close, high, low, close, volume: 1.0 }
            })
            .collect();
        let advised = [Advised { leverage: 2.0, distance: DISTANCE, liquidated: false }; ALPHAS.len()];
        let (series, ts, hours, volatility, worst, chance) = (4, HOUR, OPENED_FOR, 0.6, 0.0, 1.0);
        watch(&Opening { series, ts, kind, hours, volatility, worst, chance, advised, defaults: advised }, &Grid::new(&bars), &marks)
    }

    #[test]
    fn a_watched_position_by_hand() {
        for kind in KINDS {
            // The close at hour 50 brings it to act; the bar that opens at hour 60 touches the boundary.
            let found = watched(kind, 49, 60, 1_608).unwrap();
            let end = found.liquidation.unwrap();
            assert_eq!((found.hours, end.hour, end.in_force), (61, 60, [Some(10), Some(10), None]));
            assert_eq!(found.alarms, [Alarm { hour: 50, false_alarm: false }]);
            // Touched after sixty days: not counted, and the alarm was false.
            let found = watched(kind, 49, 1_500, 1_608).unwrap();
            assert_eq!((found.hours, found.liquidation), (1_440, None));
            assert_eq!(found.alarms, [Alarm { hour: 50, false_alarm: true }]);
            assert_eq!(watched(kind, 49, 60, 1_607), None, "prices end before the last alarm could be judged");
        }
    }

    #[test]
    fn lead_times_by_hand() {
        // act at hours 2 and 3, left at 4, again from 6, critical at 7; the bar that opens at hour 8 meets the rule.
        let levels = [0, 1, 2, 2, 1, 1, 2, 3, 2];
        let (end, alarms) = bookkeep(&levels, true);
        let end = end.unwrap();
        assert_eq!(end.hour, 8);
        assert_eq!(end.in_force, [Some(7), Some(2), None]);
        assert_eq!(end.within_week, [Some(7), Some(6), Some(1)]);
        assert_eq!(alarms, [Alarm { hour: 2, false_alarm: false }, Alarm { hour: 6, false_alarm: false }]);
        // A jump from calm: no warning at all.
        let (end, alarms) = bookkeep(&[0, 0], true);
        assert_eq!(end, Some(Liquidation { hour: 1, in_force: [None; 3], within_week: [None; 3] }));
        assert!(alarms.is_empty());
    }

    #[test]
    fn warnings_older_than_a_week_do_not_count_and_their_alarms_were_false() {
        let mut levels = vec![0; 400];
        levels[10] = 2;
        levels[232] = 2;
        levels[399] = 2;
        let (end, alarms) = bookkeep(&levels, true);
        // Hour 399 is the last; 168 hours before it is 231.
        assert_eq!(end.unwrap().within_week, [Some(167), Some(167), None]);
        assert_eq!(
            alarms.iter().map(|alarm| (alarm.hour, alarm.false_alarm)).collect::<Vec<_>>(),
            [(10, true), (232, false), (399, false)]
        );
        levels[231] = 2;
        assert_eq!(bookkeep(&levels, true).1[1], Alarm { hour: 231, false_alarm: true });
    }

    #[test]
    fn what_comes_after_sixty_days_judges_the_last_alarm_only() {
        let mut levels = vec![0; WATCHED_HOURS + 50];
        levels[WATCHED_HOURS - 1] = 2;
        levels[WATCHED_HOURS + 20] = 2;
        assert_eq!(bookkeep(&levels, true), (None, vec![Alarm { hour: WATCHED_HOURS as u32 - 1, false_alarm: false }]));
        assert_eq!(bookkeep(&levels, false), (None, vec![Alarm { hour: WATCHED_HOURS as u32 - 1, false_alarm: true }]));
    }
}
