//! The back-test by asset, year, month and regime; the worst is named.

use super::leverage::Comparison;
use super::positions::{ALPHAS, HORIZONS, KINDS, Kind, Opening};
use super::record::{AlarmCounts, Record};
use crate::report::{month_of, percent};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Openings under which a group is not called the worst.
const FEW: usize = 100;

/// Months shown.
const MONTHS: usize = 12;

/// Regimes by the annualised volatility of the 30 days before.
const REGIMES: [(&str, f64); 3] = [("calm, below 50 %", 0.5), ("normal, 50 to 100 %", 1.0), ("stressed, above 100 %", f64::INFINITY)];

/// What a table sorts by.
struct Place<'a> {
    asset: &'a str,
    ts: u32,
    volatility: f64,
}

/// Counts of one group: openings of one kind and their liquidations at each alpha; watched positions.
#[derive(Clone, Copy, Default)]
struct Counts {
    n: usize,
    liquidated: [usize; ALPHAS.len()],
    leverage: f64,
    alarms: AlarmCounts,
}

impl Counts {
    fn rate(&self, alpha: usize) -> f64 {
        100.0 * self.liquidated[alpha] as f64 / self.n as f64
    }

    fn cells(&self) -> String {
        let share = |part: f64, whole: f64| if whole > 0.0 { format!("{:.2}", part / whole) } else { "–".to_string() };
        let AlarmCounts { liquidated, in_time, false_alarms, months } = self.alarms;
        let warned =
            if liquidated > 0 { format!("{:.0} % of {liquidated}", 100.0 * in_time as f64 / liquidated as f64) } else { "–".to_string() };
        format!(
            "{} | {} | {warned} | {}",
            ALPHAS.iter().enumerate().map(|(alpha, _)| format!("{:.2} %", self.rate(alpha))).collect::<Vec<_>>().join(" | "),
            share(self.leverage, self.n as f64),
            share(false_alarms as f64, months)
        )
    }
}

type Groups = BTreeMap<String, [Counts; KINDS.len()]>;

fn group(record: &Record, name: impl Fn(&Place<'_>) -> String) -> Groups {
    let mut groups = Groups::new();
    let asset = |series: usize| record.members[series].asset.as_str();
    for one in record.openings.iter().filter(|one| one.hours == HORIZONS[0]) {
        let key = name(&Place { asset: asset(one.series), ts: one.ts, volatility: one.volatility });
        let counts = &mut groups.entry(key).or_default()[one.kind as usize];
        counts.n += 1;
        counts.leverage += one.advised[0].leverage;
        for (count, advised) in counts.liquidated.iter_mut().zip(one.advised) {
            *count += usize::from(advised.liquidated);
        }
    }
    for one in &record.watched {
        let key = name(&Place { asset: asset(one.series), ts: one.ts, volatility: one.volatility });
        groups.entry(key).or_default()[one.kind as usize].alarms.add(one);
    }
    groups
}

fn table(out: &mut String, heading: &str, groups: &Groups, shown: &dyn Fn(&str) -> bool) {
    let each = |kind: Kind| {
        let name = kind.name();
        let rates: Vec<String> = ALPHAS.iter().map(|alpha| format!("{name} at {}", percent(*alpha))).collect();
        format!("{} | leverage at 1 % | `act` in time | false alarms", rates.join(" | "))
    };
    let _ = writeln!(
        out,
        "### {heading}\n\n| group | n | {} | {} |\n{}",
        each(Kind::Long),
        each(Kind::Short),
        "| --- ".repeat(2 + 2 * (ALPHAS.len() + 3)) + "|"
    );
    for (name, [long, short]) in groups.iter().filter(|(name, _)| shown(name)) {
        let _ = writeln!(out, "| {name} | {} | {} | {} |", long.n, long.cells(), short.cells());
    }
    out.push('\n');
    let worst = KINDS.map(|kind| {
        let judged = groups.iter().map(|(name, counts)| (name, counts[kind as usize])).filter(|(_, counts)| counts.n >= FEW);
        let (name, counts) = judged.max_by(|a, b| a.1.rate(0).total_cmp(&b.1.rate(0)))?;
        Some(format!("Worst for {}s at {}: {name}, {:.2} % of {}.", kind.name(), percent(ALPHAS[0]), counts.rate(0), counts.n))
    });
    let _ = writeln!(out, "{}\n", worst.into_iter().flatten().collect::<Vec<_>>().join(" "));
}

/// By asset.
pub fn by_asset(out: &mut String, record: &Record) {
    let note = "By asset: liquidated within 24 hours, mean leverage, and alerts over 60 days";
    table(out, note, &group(record, |place| place.asset.to_string()), &|_| true);
}

/// By year of the opening.
pub fn by_year(out: &mut String, record: &Record) {
    let year = |place: &Place<'_>| month_of(place.ts).split('-').next().unwrap_or_default().to_string();
    table(out, "By year of the opening", &group(record, year), &|_| true);
}

/// The months with the highest rate at 1 %, of longs or of shorts.
pub fn by_month(out: &mut String, record: &Record) {
    let groups = group(record, |place| month_of(place.ts));
    let worse = |counts: &[Counts; KINDS.len()]| counts.iter().map(|one| one.rate(0)).fold(0.0, f64::max);
    let mut order: Vec<(f64, &String)> =
        groups.iter().filter(|(_, counts)| counts[0].n >= FEW).map(|(name, counts)| (worse(counts), name)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    let worst: BTreeSet<&str> = order.iter().take(MONTHS).map(|(_, name)| name.as_str()).collect();
    let heading = format!("The worst {} of {} months, by the rate at 1 % of longs or of shorts", worst.len(), groups.len());
    table(out, &heading, &groups, &|name| worst.contains(name));
}

/// By volatility of the 30 days before the opening.
pub fn by_regime(out: &mut String, record: &Record) {
    let regime = |place: &Place<'_>| {
        let (name, _) = REGIMES.into_iter().find(|(_, below)| place.volatility < *below).unwrap_or(REGIMES[REGIMES.len() - 1]);
        name.to_string()
    };
    table(out, "By regime: annualised volatility of the 30 days before the opening", &group(record, regime), &|_| true);
}

/// Mean leverage of the advice over that of one health factor per asset which has the rate of the advice there.
pub fn over_each_asset(rows: &[&Opening], alpha: usize) -> f64 {
    let mut assets: BTreeMap<usize, Vec<&Opening>> = BTreeMap::new();
    for one in rows {
        assets.entry(one.series).or_default().push(one);
    }
    let (ours, fixed) = assets.into_values().fold((0.0, 0.0), |(ours, fixed), rows| {
        let n = rows.len() as f64;
        let [mean, alone] = Comparison::new(rows.iter().map(|one| one.as_move(alpha)).collect()).leverages();
        (ours + n * mean, fixed + n * alone)
    });
    ours / fixed
}
