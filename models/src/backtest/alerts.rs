//! Alerts: positions left alone, the level of the advice recomputed every hour, and how early each level came.

use super::marks::{ACT_LEVEL, LEVEL_NAMES, Marks, level};
use super::positions::{KINDS, Kind, Opening};
use crate::grid::{Grid, HOUR};

/// Positions are watched for this long, hours: 60 days.
pub const WATCHED_HOURS: usize = 1_440;

/// An alarm is false when no liquidation follows within this, hours: 7 days. Prices are followed that much longer.
pub const WEEK_HOURS: usize = 168;

/// The advice that opens a watched position: horizon of the safe leverage, hours; alpha is the first of `ALPHAS`.
pub const OPENED_FOR: u32 = 168;

/// Hours before a liquidation by which `act` must have come to count.
pub const IN_TIME: u32 = 6;

/// Rank of the level that asks for action.
const ACT: u8 = ACT_LEVEL as u8 + 1;

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

/// The prices of one asset as logs, read once for every position in it.
pub struct Path<'a> {
    grid: &'a Grid,
    close: Vec<f64>,
    /// Lowest for a long, highest for a short.
    worst: [Vec<f64>; KINDS.len()],
}

impl<'a> Path<'a> {
    /// Takes the logs.
    #[must_use]
    pub fn new(grid: &'a Grid) -> Self {
        let logs = |prices: &[f64]| prices.iter().map(|price| price.ln()).collect();
        Self { grid, close: logs(&grid.close), worst: [logs(&grid.low), logs(&grid.high)] }
    }
}

/// Watches a position from its opening; absent where prices are not known for long enough to judge its last alarm.
#[must_use]
pub fn watch(opening: &Opening, path: &Path<'_>, marks: &Marks) -> Option<Watched> {
    let closed = path.grid.closed(opening.ts)?;
    let all = WATCHED_HOURS + WEEK_HOURS;
    if opening.hours != OPENED_FOR || !path.grid.full_target(closed, all) {
        return None;
    }
    let (advised, kind) = (&opening.advised[0], opening.kind);
    let start = path.close[closed - 1];
    let room = |log_price: f64| advised.distance + if kind == Kind::Long { log_price - start } else { start - log_price };
    let worst = &path.worst[kind as usize];
    let mut levels = Vec::with_capacity(all);
    let mut liquidated = false;
    for hour in 0..all {
        let previous = levels.last().copied().unwrap_or(0);
        levels.push(level(room(path.close[closed + hour - 1]), marks.at(opening.ts + hour as u32 * HOUR, kind)?, previous));
        if room(worst[closed + hour]) < 0.0 {
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
    use super::super::positions::{ALPHAS, Advised};
    use super::*;
    use plimsoll::market::{Bar, simulate_bars};
    use plimsoll::volatility::{Law, forecast_bars};

    /// Watches a position whose price stands still, but for a step at the close of the bar `step` and a wick in the bar `wick`.
    fn watched(kind: Kind, step: usize, wick: usize, hours: usize) -> Option<Watched> {
        const DISTANCE: f64 = 0.6;
        let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7).unwrap(), None).unwrap();
        let law = Law::new(&forecast).unwrap();
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
        watch(
            &Opening { series, ts, kind, hours, volatility, worst, chance, advised, defaults: advised },
            &Path::new(&Grid::new(&bars)),
            &marks,
        )
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
