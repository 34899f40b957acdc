//! Writes the back-test as Markdown: what a wallet reads first, then every figure behind it.

use super::alerts::{IN_TIME, Watched};
use super::leverage::{Comparison, Gain};
use super::marks::{ACT_LEVEL, LEVEL_NAMES};
use super::positions::{ALPHAS, Advised, HORIZONS, KINDS, Kind, Opening, THRESHOLD};
use super::record::{FIXED_ALARMS, Record};
use super::{tables, two_assets};
use crate::losses::{Interval, block_bootstrap, upper_quantile};
use crate::report::{month_of, percent, rate};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Fixed health factors that the advice is set beside.
pub const FIXED: [f64; 3] = [1.25, 1.5, 2.0];

/// Shares of liquidations whose lead time is shown.
const QUANTILES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

/// Writes the section of the evaluation that stands first.
#[must_use]
pub fn report(record: &Record) -> String {
    let mut out = String::from("## The advice, back-tested\n\n");
    first(&mut out, record);
    two_assets::first(&mut out, record);
    out.push_str(METHOD);
    rates(&mut out, record);
    gains(&mut out, record);
    two_assets::tables(&mut out, record);
    alerts(&mut out, record);
    tables::by_asset(&mut out, record);
    tables::by_year(&mut out, record);
    tables::by_month(&mut out, record);
    tables::by_regime(&mut out, record);
    out
}

const METHOD: &str =
    "How it was done. Weights are refitted each January on what ended a week before; forecasts, safe leverage and boundaries are the
core's own (`advice`, `Law`, `account_health`). Every day at 00:00 UTC a long (the asset against a stable debt) and a short (a
stable collateral against a debt in the asset) is opened in every spot asset, pegged ones apart, that has 720 hours of history
(95 % real bars) and is held for h hours of known prices (98 % real bars). The liquidation threshold is 0.83, and the venue's
borrow limit is set to the same, so that it never binds. The venue's rule, health below 1, is applied to the lowest low (longs)
or the highest high (shorts) of the hourly bars held through, wicks beyond 20 % of the body cut. No interest, no fee, no delay. α
is compared with the positions opened from the reported price itself; beside it stands the rate with the oracle's deviation that
the advice assumes by default (0.5 %), which leaves that much more room. Intervals are 95 %, by bootstrap of blocks of 14 calendar
days with all assets together.

";

/// The openings of one table.
pub(super) fn held(record: &Record, kind: Kind, hours: u32) -> Vec<&Opening> {
    record.openings.iter().filter(|one| one.kind == kind && one.hours == hours).collect()
}

fn liquidation_rate(rows: &[&Opening], of: impl Fn(&Opening) -> Advised) -> Interval {
    block_bootstrap(rows.iter().map(|one| (one.ts, f64::from(u8::from(of(one).liquidated)), 1.0)))
}

fn comparison(rows: &[&Opening], alpha: usize) -> Comparison {
    Comparison::new(rows.iter().map(|one| one.as_move(alpha)).collect())
}

fn first(out: &mut String, record: &Record) {
    let assets: BTreeSet<usize> = record.openings.iter().map(|one| one.series).collect();
    let times = || record.openings.iter().map(|one| one.ts);
    let (from, to) = (month_of(times().min().unwrap_or(0)), month_of(times().max().unwrap_or(0)));
    for kind in KINDS {
        let rows = held(record, kind, HORIZONS[0]);
        let gain = comparison(&rows, 0).best_fixed();
        let (n, realised) = (rows.len(), rate(&liquidation_rate(&rows, |one| one.advised[0])));
        let warned = in_time(record, kind, |one| one.within_week[ACT_LEVEL]);
        let (alarms, _) = false_alarms(record, kind);
        let _ = writeln!(
            out,
            "**{}**: of {n} positions opened in {} assets, {from} to {to}, at the leverage called safe at 1 % within 24 hours, {realised} \
             were liquidated within 24 hours; the fixed health factor with that rate, {:.2}, allows {:.2}x where the advice allowed \
             {:.2}x on average: {} times as much. Of those left alone and liquidated within 60 days, {} had `act` at least {IN_TIME} hours \
             before, at the price of {:.2} false alarms per position and month.\n",
            if kind == Kind::Long { "Longs" } else { "Shorts" },
            assets.len(),
            gain.health,
            gain.fixed,
            gain.mean,
            times_as_much(&gain.mean_gain),
            rate(&warned),
            alarms.value,
        );
    }
}

pub(super) fn times_as_much(interval: &Interval) -> String {
    format!("{:.3} [{:.3}, {:.3}]", interval.value, interval.low, interval.high)
}

fn rates(out: &mut String, record: &Record) {
    out.push_str("### Realised liquidation rate at the advised leverage\n\n| position | held, h | α | n | liquidated | realised rate | α within | rate with 0.5 % deviation | leverage, mean | median |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for kind in KINDS {
        for hours in HORIZONS {
            let rows = held(record, kind, hours);
            for (position, alpha) in ALPHAS.into_iter().enumerate() {
                let realised = liquidation_rate(&rows, |one| one.advised[position]);
                let within = if (realised.low..=realised.high).contains(&alpha) { "yes" } else { "no" };
                let defaults = rate(&liquidation_rate(&rows, |one| one.defaults[position]));
                let hits = rows.iter().filter(|one| one.advised[position].liquidated).count();
                let mut leverage: Vec<f64> = rows.iter().map(|one| one.advised[position].leverage).collect();
                let mean = leverage.iter().sum::<f64>() / leverage.len() as f64;
                let median = upper_quantile(&mut leverage, 0.5);
                let (name, n, alpha, realised) = (kind.name(), rows.len(), percent(alpha), rate(&realised));
                let _ = writeln!(
                    out,
                    "| {name} | {hours} | {alpha} | {n} | {hits} | {realised} | {within} | {defaults} | {mean:.2} | {median:.2} |"
                );
            }
        }
    }
    out.push('\n');
}

/// The end of the head of a table of gains; two columns come before.
pub(super) const GAIN_HEAD: &str =
    "health | n | rate of both | its leverage | our factor | ours, mean | median | mean over fixed | median over fixed |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |";

pub(super) fn gain_row(out: &mut String, start: &str, gain: &Gain) {
    let realised = 100.0 * gain.liquidated as f64 / gain.n as f64;
    let (mean, median) = (times_as_much(&gain.mean_gain), times_as_much(&gain.median_gain));
    let _ = writeln!(
        out,
        "| {start} | {:.3} | {} | {realised:.2} % | {:.2} | {:.3} | {:.2} | {:.2} | {mean} | {median} |",
        gain.health, gain.n, gain.fixed, gain.scale, gain.mean, gain.median
    );
}

fn gains(out: &mut String, record: &Record) {
    let _ = writeln!(
        out,
        "### Leverage at the same realised rate\n\nOne health factor for every asset and day, and the advice (α = 1 %) with every distance \
         times one factor, so that as many positions are liquidated. The gain shrinks with the horizon and with the rate: near the \
         threshold of {THRESHOLD} every rule ends at 1 / (1 − {THRESHOLD}).\n\n| position | held, h | {}",
        GAIN_HEAD
    );
    for kind in KINDS {
        for hours in HORIZONS {
            let comparison = comparison(&held(record, kind, hours), 0);
            for health in FIXED {
                gain_row(out, &format!("{} | {hours}", kind.name()), &comparison.against(health));
            }
        }
    }
    let _ = writeln!(
        out,
        "\nThe other way: the advice as given, and the fixed health factor with the rate it had, known only in hindsight. The last \
         column sets it beside a health factor for each asset, again with our rate in that asset and in hindsight.\n\n| position, α | \
         held, h | {} over one per asset |\n{} --- |",
        GAIN_HEAD.lines().next().unwrap_or_default(),
        GAIN_HEAD.lines().nth(1).unwrap_or_default()
    );
    for kind in KINDS {
        for hours in HORIZONS {
            let rows = held(record, kind, hours);
            for (position, alpha) in ALPHAS.into_iter().enumerate() {
                gain_row(out, &format!("{}, {} | {hours}", kind.name(), percent(alpha)), &comparison(&rows, position).best_fixed());
                // The row goes on: its line ends after one more cell.
                out.truncate(out.trim_end().len());
                let _ = writeln!(out, " {:.3} |", tables::over_each_asset(&rows, position));
            }
        }
    }
    out.push('\n');
}

/// Share of liquidations warned of at least `IN_TIME` hours before; blocks by the time of the liquidation.
fn in_time(record: &Record, kind: Kind, lead: impl Fn(&super::Liquidation) -> Option<u32>) -> Interval {
    block_bootstrap(record.watched.iter().filter(|one| one.kind == kind).filter_map(|one| {
        let end = one.liquidation.as_ref()?;
        Some((one.ts + end.hour * 3_600, f64::from(u8::from(lead(end).is_some_and(|lead| lead >= IN_TIME))), 1.0))
    }))
}

/// False alarms, and all, per position and month of 30 days; blocks by the time of the alarm.
fn false_alarms(record: &Record, kind: Kind) -> (Interval, Interval) {
    const HOURS: u32 = 24;
    let rate = |all: bool| {
        block_bootstrap(record.watched.iter().filter(move |one| one.kind == kind).flat_map(move |one| {
            let days = (0..one.hours.div_ceil(HOURS))
                .map(move |day| (one.ts + day * HOURS * 3_600, 0.0, f64::from((one.hours - day * HOURS).min(HOURS)) / 720.0));
            let alarms = one.alarms.iter().filter(move |alarm| all || alarm.false_alarm);
            days.chain(alarms.map(|alarm| (one.ts + alarm.hour * 3_600, 1.0, 0.0)))
        }))
    };
    (rate(false), rate(true))
}

fn alerts(out: &mut String, record: &Record) {
    let _ = writeln!(
        out,
        "### Alerts: positions opened at the safe leverage of (1 %, 7 days) and left alone for 60 days\n\nThe level is recomputed every \
         hour with the hysteresis of the advice. In time: `act` or worse at some hour of the last week, {IN_TIME} hours or more before the \
         bar that met the rule opened. In force: without a break until then. A false alarm is an entry into `act` with no liquidation \
         within 7 days; most are, because `act` means 1 % within a day. A crash is one asset on one day, however many positions it \
         ended.\n\n| position | n | liquidated | crashes | `act` in time | in force in time | false alarms per position and month | all \
         alarms |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
    );
    for kind in KINDS {
        let all: Vec<&Watched> = record.watched.iter().filter(|one| one.kind == kind).collect();
        let ended = |one: &&&Watched| one.liquidation.is_some();
        let day = |one: &&Watched| one.liquidation.as_ref().map(|end| (one.series, (one.ts + end.hour * 3_600) / 86_400));
        let crashes: BTreeSet<_> = all.iter().filter_map(day).collect();
        let (missed, any) = false_alarms(record, kind);
        let per_month = |interval: &Interval| format!("{:.2} [{:.2}, {:.2}]", interval.value, interval.low, interval.high);
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            kind.name(),
            all.len(),
            all.iter().filter(ended).count(),
            crashes.len(),
            rate(&in_time(record, kind, |end| end.within_week[ACT_LEVEL])),
            rate(&in_time(record, kind, |end| end.in_force[ACT_LEVEL])),
            per_month(&missed),
            per_month(&any),
        );
    }
    let _ = writeln!(
        out,
        "\nThe same positions under an alarm at one health factor, on while the health is below it: what a wallet without a forecast can \
         do.\n\n| position | alarm below | in time | false alarms per position and month |\n| --- | --- | --- | --- |"
    );
    for kind in KINDS {
        for (health, counts) in FIXED_ALARMS.into_iter().zip(&record.fixed_alarms) {
            let counts = &counts[kind as usize];
            let in_time = 100.0 * counts.in_time as f64 / counts.liquidated as f64;
            let _ = writeln!(out, "| {} | {health} | {in_time:.2} % | {:.2} |", kind.name(), counts.false_alarms as f64 / counts.months);
        }
    }
    out.push('\n');
    for kind in KINDS {
        let (moving, _) = false_alarms(record, kind);
        if let Some((health, in_time)) = as_many(record, kind, moving.value) {
            let _ = writeln!(
                out,
                "With as many false alarms as `act`, an alarm below a health of {health:.2} warns {:.1} % of liquidated {}s in time (between \
                 the rows above); `act` {:.1} %.",
                100.0 * in_time,
                kind.name(),
                100.0 * self::in_time(record, kind, |end| end.within_week[ACT_LEVEL]).value
            );
        }
    }
    out.push_str("\nRealised lead time, whole hours from the start of the spell in force to the open of the bar that met the rule; 0 where the level was not in force.\n\n| position | level | n | never in force | 10 % of liquidations had at most | 25 % | 50 % | 75 % | 90 % |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for kind in KINDS {
        let ends: Vec<_> = record.watched.iter().filter(|one| one.kind == kind).filter_map(|one| one.liquidation.as_ref()).collect();
        for (level, name) in LEVEL_NAMES.into_iter().enumerate() {
            let mut leads: Vec<f64> = ends.iter().map(|end| end.in_force[level].map_or(0.0, f64::from)).collect();
            let quantiles: Vec<String> =
                QUANTILES.into_iter().map(|share| format!("{:.0}", upper_quantile(&mut leads, 1.0 - share))).collect();
            let without = ends.iter().filter(|end| end.in_force[level].is_none()).count();
            let share = 100.0 * without as f64 / ends.len() as f64;
            let _ = writeln!(out, "| {} | {name} | {} | {share:.1} % | {} |", kind.name(), ends.len(), quantiles.join(" | "));
        }
    }
    out.push('\n');
}

/// The fixed alarm with a given number of false alarms per position and month, between two of those tried: its health factor and
/// the share warned in time.
fn as_many(record: &Record, kind: Kind, false_alarms: f64) -> Option<(f64, f64)> {
    let tried: Vec<[f64; 3]> = FIXED_ALARMS
        .into_iter()
        .zip(&record.fixed_alarms)
        .map(|(health, counts)| (health, &counts[kind as usize]))
        .map(|(health, counts)| [counts.false_alarms as f64 / counts.months, health, counts.in_time as f64 / counts.liquidated as f64])
        .collect();
    let pair = tried.windows(2).find(|pair| (pair[0][0]..=pair[1][0]).contains(&false_alarms))?;
    let share = (false_alarms - pair[0][0]) / (pair[1][0] - pair[0][0]);
    let between = |of: usize| pair[0][of] + share * (pair[1][of] - pair[0][of]);
    Some((between(1), between(2)))
}
