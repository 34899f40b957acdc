//! The record as Markdown.

use super::device::Alarms;
use super::record::{CALIBRATED, Outcome, Record, Stream};
use crate::dataset::{Dataset, Member};
use crate::evaluate::{JUDGED, mean};
use crate::losses::{block_bootstrap, pinball};
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::fmt::Write;
use time::UtcDateTime;
use time::macros::utc_datetime;

/// Test days from which a stream's own rate is held to the band.
const ENOUGH_DAYS: u32 = 300;

/// The band of realised over nominal.
const BAND: (f64, f64) = (0.7, 1.4);

/// Steps and weights of the calibration were chosen on what came before.
const CHOSEN_BEFORE: UtcDateTime = utc_datetime!(2024-07-01 0:00);

const SIDES: [&str; 2] = ["DD", "RU"];
/// The level of 5 %, among those calibrated.
const FIVE: usize = 1;
const DAYS_PER_YEAR: f64 = 365.0;

/// A part of the rows: its name, and which belong.
type Part<'a> = (&'a str, &'a dyn Fn(&Outcome) -> bool);

type Chosen<'a> = Vec<(&'a Stream, &'a Outcome)>;

/// The section of the evaluation: coverage with and without the calibration, by asset and by regime, and the monitor's alarms.
#[must_use]
pub fn markdown(data: &Dataset, record: &Record) -> String {
    let mut out = String::from(HEAD);
    aim(&mut out, data, record);
    coverage(&mut out, data, record);
    periods(&mut out, data, record);
    regimes(&mut out, data, record);
    assets(&mut out, data, record);
    alarms(&mut out, data, record);
    out
}

const HEAD: &str = "## Online calibration and drift

Walk forward 2020-01 to 2025-06, refitted each January, a decision every day at 00:00 UTC. Each series is one device, which sees
its own bars alone: it shows the model's 20 and 5 % quantiles times a factor in [0.8, 8] that follows its outcomes, known 24, 72
or 168 hours late (`core/src/volatility/calibration`). Steps were chosen on outcomes before July 2024. What holds for every
stream, whatever the market does, is one-sided: in the long run the quantile shown is exceeded no more often than its level says,
as long as the factor's upper end is not reached; because the answer loosens by a fifth at most, it may be exceeded less often.
That is a rate over a stream's whole time, not one within each regime: a factor that stressed months have set enters calm ones.
Ratios are realised over nominal; `model` is the model alone, `shown` what the device showed.

";

fn of(data: &Dataset, record: &Record, pegged: bool) -> Record {
    let holds = |member: &Member| member.pegged == pegged;
    Record { streams: record.streams.iter().filter(|stream| holds(&data.members[stream.series])).cloned().collect() }
}

fn chosen<'a>(record: &'a Record, anchor: usize, keep: impl Fn(&Outcome) -> bool) -> Chosen<'a> {
    let all = record.streams.iter().flat_map(|stream| stream.outcomes.iter().map(move |outcome| (stream, outcome)));
    all.filter(|(_, outcome)| outcome.anchor == anchor && keep(outcome)).collect()
}

/// Realised over nominal rate of the model and of what was shown.
fn rates<'a>(outcomes: impl Iterator<Item = &'a Outcome> + Clone, side: usize, level: usize) -> [f64; 2] {
    let nominal = LEVELS[CALIBRATED[level]];
    let rate = |quantile: fn(&Outcome) -> &[[f64; CALIBRATED.len()]; 2]| {
        mean(outcomes.clone().map(|one| f64::from(u8::from(one.realised[side] > quantile(one)[side][level])))) / nominal
    };
    [rate(|one| &one.model), rate(|one| &one.shown)]
}

/// The rates of every stream that has enough days.
fn by_stream(record: &Record, anchor: usize, side: usize, level: usize) -> Vec<(&Stream, [f64; 2])> {
    let enough = record.streams.iter().filter(|stream| stream.days >= ENOUGH_DAYS);
    enough
        .map(|stream| (stream, rates(stream.outcomes.iter().filter(move |one: &&Outcome| one.anchor == anchor), side, level)))
        .filter(|(_, [_, shown])| shown.is_finite())
        .collect()
}

fn outside(rate: f64) -> bool {
    !(BAND.0..=BAND.1).contains(&rate)
}

fn name(data: &Dataset, stream: &Stream) -> String {
    let member = &data.members[stream.series];
    format!("{} ({:?})", member.asset, member.venue)
}

/// Per side its name and, for every series that follows no peg and has enough days, the 24-hour rate at 5 % over nominal: of the
/// model alone, and as shown.
#[must_use]
pub fn by_asset(data: &Dataset, record: &Record) -> Vec<(&'static str, Vec<[f64; 2]>)> {
    let record = of(data, record, false);
    let rates = |side| by_stream(&record, JUDGED[0], side, FIVE).into_iter().map(|(_, rates)| rates).collect();
    SIDES.into_iter().enumerate().map(|(side, name)| (name, rates(side))).collect()
}

fn aim(out: &mut String, data: &Dataset, record: &Record) {
    for (pegged, what) in [(false, "series that follow no peg"), (true, "pegged series")] {
        let record = of(data, record, pegged);
        for (side, label) in SIDES.into_iter().enumerate() {
            let mut streams = by_stream(&record, JUDGED[0], side, FIVE);
            streams.sort_by(|a, b| a.1[1].total_cmp(&b.1[1]));
            let (Some(low), Some(high)) = (streams.first(), streams.last()) else { continue };
            let inside = |which: usize| streams.iter().filter(|(_, rates)| !outside(rates[which])).count();
            let (all, before, after) = (streams.len(), inside(0), inside(1));
            let (low, high) = ((name(data, low.0), low.1[1]), (name(data, high.0), high.1[1]));
            let _ = writeln!(
                out,
                "- {label}, 5 %, 24 h: of {all} {what} with at least {ENOUGH_DAYS} test days, {after} lie within {} to {} of nominal ({before} by the model alone); farthest {} at {:.2} and {} at {:.2}.",
                BAND.0, BAND.1, low.0, low.1, high.0, high.1
            );
        }
    }
    out.push('\n');
}

fn coverage(out: &mut String, data: &Dataset, record: &Record) {
    out.push_str("### Coverage, pooled and by series\n\n| series | side | h | level | n | model | shown | series outside the band: model | shown | range shown | pinball, shown to model | median factor |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (pegged, what) in [(false, "not pegged"), (true, "pegged")] {
        let record = of(data, record, pegged);
        for (side, label) in SIDES.into_iter().enumerate() {
            for anchor in JUDGED {
                for level in [1, 0] {
                    let rows = chosen(&record, anchor, |_| true);
                    if rows.is_empty() {
                        continue;
                    }
                    let nominal = LEVELS[CALIBRATED[level]];
                    let [model, shown] = rates(rows.iter().map(|(_, one)| *one), side, level);
                    let streams = by_stream(&record, anchor, side, level);
                    let miss = |which: usize| streams.iter().filter(|(_, rates)| outside(rates[which])).count();
                    let ends =
                        streams.iter().fold((f64::INFINITY, 0.0f64), |(low, high), (_, [_, rate])| (low.min(*rate), high.max(*rate)));
                    let range = if streams.is_empty() { "too short".to_string() } else { format!("{:.2} to {:.2}", ends.0, ends.1) };
                    let loss = |one: &Outcome, quantile: f64| pinball(one.realised[side], quantile, nominal);
                    let ratio = block_bootstrap(
                        rows.iter().map(|(_, one)| (one.ts, loss(one, one.shown[side][level]), loss(one, one.model[side][level]))),
                    );
                    let mut factors: Vec<f64> = rows.iter().map(|(_, one)| one.shown[side][level] / one.model[side][level]).collect();
                    let factor = crate::losses::upper_quantile(&mut factors, 0.5);
                    let _ = writeln!(
                        out,
                        "| {what} | {label} | {} | {} % | {} | {model:.2} | {shown:.2} | {} of {} | {} | {range} | {:.3} [{:.3}, {:.3}] | {factor:.2} |",
                        ANCHORS[anchor],
                        100.0 * nominal,
                        rows.len(),
                        miss(0),
                        streams.len(),
                        miss(1),
                        ratio.value,
                        ratio.low,
                        ratio.high
                    );
                }
            }
        }
    }
    out.push('\n');
}

/// A table of the 5 % level by a part of the rows.
fn parts(out: &mut String, record: &Record, what: &str, parts: &[Part<'_>]) {
    let _ = writeln!(out, "| {what} | h | n | DD model | DD shown | RU model | RU shown |\n| --- | --- | --- | --- | --- | --- | --- |");
    for (name, keep) in parts {
        for anchor in JUDGED {
            let rows = chosen(record, anchor, keep);
            if rows.is_empty() {
                continue;
            }
            let cells: Vec<String> = [0, 1]
                .into_iter()
                .flat_map(|side| rates(rows.iter().map(|(_, one)| *one), side, FIVE))
                .map(|rate| format!("{rate:.2}"))
                .collect();
            let _ = writeln!(out, "| {name} | {} | {} | {} |", ANCHORS[anchor], rows.len(), cells.join(" | "));
        }
    }
    out.push('\n');
}

fn periods(out: &mut String, data: &Dataset, record: &Record) {
    let split = u32::try_from(CHOSEN_BEFORE.unix_timestamp()).unwrap_or(0);
    out.push_str("### Before and after the choice of steps, 5 %, not pegged\n\n");
    let (before, after) = (|one: &Outcome| one.ts < split, |one: &Outcome| one.ts >= split);
    parts(out, &of(data, record, false), "decisions", &[("until June 2024", &before), ("from July 2024", &after)]);
}

fn regimes(out: &mut String, data: &Dataset, record: &Record) {
    out.push_str("### By regime: annualised volatility of the last 30 days, 5 %, not pegged\n\n");
    let calm = |one: &Outcome| one.sigma < 0.5;
    let normal = |one: &Outcome| (0.5..1.0).contains(&one.sigma);
    let stressed = |one: &Outcome| one.sigma >= 1.0;
    let named: [Part<'_>; 3] = [("calm, below 50 %", &calm), ("normal, 50 to 100 %", &normal), ("stressed, above 100 %", &stressed)];
    parts(out, &of(data, record, false), "regime", &named);
}

fn assets(out: &mut String, data: &Dataset, record: &Record) {
    out.push_str("### By asset, 5 %, 24 hours\n\n| asset | venue | days | DD model | DD shown | RU model | RU shown |\n| --- | --- | --- | --- | --- | --- | --- |\n");
    for stream in &record.streams {
        let member = &data.members[stream.series];
        let rows = stream.outcomes.iter().filter(|one| one.anchor == JUDGED[0]);
        let cells: Vec<String> =
            [0, 1].into_iter().flat_map(|side| rates(rows.clone(), side, FIVE)).map(|rate| format!("{rate:.2}")).collect();
        let pegged = if member.pegged { ", pegged" } else { "" };
        let _ = writeln!(out, "| {} | {:?}{pegged} | {} | {} |", member.asset, member.venue, stream.days, cells.join(" | "));
    }
    out.push('\n');
}

fn alarms(out: &mut String, data: &Dataset, record: &Record) {
    out.push_str(MONITOR);
    for (pegged, what) in [(false, ""), (true, ", pegged")] {
        let record = of(data, record, pegged);
        let watched = |of: fn(&Stream) -> Option<Alarms>| record.streams.iter().filter_map(of).collect::<Vec<Alarms>>();
        let rows = [
            ("as made", watched(|stream| Some(stream.watched.made))),
            ("variance halved from the first day", watched(|stream| Some(stream.watched.halved))),
            ("variance halved from 2022 on, right before", watched(|stream| stream.watched.halved_later)),
            ("by a model that knows 2023 alone, 2024-01 to 2025-06", watched(|stream| stream.watched.narrow)),
        ];
        for (name, alarms) in rows {
            let alarms: Vec<Alarms> = alarms.into_iter().filter(|alarms| alarms.days >= ENOUGH_DAYS).collect();
            if alarms.is_empty() {
                continue;
            }
            let days = alarms.iter().map(|one| f64::from(one.days)).sum::<f64>();
            let hits = [0, 1].map(|side| alarms.iter().map(|one| f64::from(one.hits[side])).sum::<f64>() / days / LEVELS[CALIBRATED[FIVE]]);
            let years = days / DAYS_PER_YEAR;
            let count = |fired: fn(&Alarms) -> Option<u32>| alarms.iter().filter(|one| fired(one).is_some()).count();
            let _ = writeln!(
                out,
                "| {name}{what} | {} | {years:.0} | {:.2} | {:.2} | {} | {} | {} | {} |",
                alarms.len(),
                hits[0],
                hits[1],
                count(|one| one.watch),
                count(|one| one.broken),
                delay(&alarms, 0.5),
                delay(&alarms, 0.9)
            );
        }
    }
    out.push('\n');
}

const MONITOR: &str = "### Drift monitor

The promise it judges: the worst fall and rise of 24 hours exceed 1.2 times each quantile of 50, 20, 5 and 1 % no more often than
that on any day, and realised variance is on average at most 1.25 times its forecast. While it holds, `watch` comes in at most one
year of ten and `broken` in at most one of a hundred. Inside the margin the monitor is quiet: there the 5 % quantile is exceeded up
to about 1.5 times as often as it says. Series with at least 300 days. Days are those of the series that were judged,
until `broken` (an alarm that never came counts as the longest delay). DD and RU are realised over nominal, of the forecasts named.

| forecasts | series | years | DD 5 % | RU 5 % | watch | broken | days until, median | 90 % |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
";

/// A quantile of the days until `Broken`; alarms that never came are later than all.
fn delay(alarms: &[Alarms], share: f64) -> String {
    let mut days: Vec<u32> = alarms.iter().map(|one| one.broken.unwrap_or(u32::MAX)).collect();
    days.sort_unstable();
    let place = ((share * days.len() as f64).ceil() as usize).saturating_sub(1);
    days.get(place).filter(|day| **day < u32::MAX).map_or_else(|| "never".to_string(), ToString::to_string)
}
