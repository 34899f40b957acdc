//! Writes the back-test of positions that move with two assets.

use super::leverage::Comparison;
use super::pair_record::{PAIR_HOURS, PairOpening};
use super::pairs::{Pair, READINGS, Reading};
use super::positions::ALPHAS;
use super::record::Record;
use super::report::{FIXED, GAIN_HEAD, gain_row, times_as_much};
use crate::losses::{Interval, block_bootstrap, upper_quantile};
use crate::report::{percent, rate};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Liquidations under which a gain says nothing.
const FEW: usize = 10;

/// Openings under which an asset is not called the worst.
const FEW_OPENINGS: usize = 100;

/// A group of the tables: its name and its openings.
type Group<'a> = (String, Vec<&'a PairOpening>);

fn groups(record: &Record) -> Vec<Group<'_>> {
    let name = |series: usize| record.members[series].asset.as_str();
    let mut named: BTreeMap<(Pair, String), Vec<&PairOpening>> = BTreeMap::new();
    let mut pooled: BTreeMap<Pair, Vec<&PairOpening>> = BTreeMap::new();
    for one in &record.pairs {
        let [first, second] = one.series.map(name);
        let label = match one.pair {
            Pair::Halves => format!("half {first}, half {second}, debt stable"),
            Pair::Against if ["BTC", "ETH"].contains(&first) => format!("{first}, debt in {second}"),
            Pair::Against => format!("another asset, debt in {second}"),
        };
        named.entry((one.pair, label)).or_default().push(one);
        pooled.entry(one.pair).or_default().push(one);
    }
    let all = ("all of two assets".to_string(), record.pairs.iter().collect());
    let together = pooled.remove(&Pair::Against).map(|rows| ("all with a debt in another asset".to_string(), rows));
    named.into_iter().map(|((_, label), rows)| (label, rows)).chain(together).chain([all]).collect()
}

fn liquidated(rows: &[&PairOpening], alpha: usize, reading: Reading) -> Interval {
    let place = READINGS.iter().position(|one| *one == reading).unwrap_or_default();
    block_bootstrap(rows.iter().map(|one| (one.ts, f64::from(u8::from(one.advised[alpha].liquidated[place])), 1.0)))
}

fn comparison(rows: &[&PairOpening], alpha: usize) -> Comparison {
    Comparison::new(rows.iter().map(|one| one.as_move(alpha)).collect())
}

/// Of openings with five-minute bars: how many, and the share liquidated by these, and by the hours, at a reading.
fn by_minutes(rows: &[&PairOpening], alpha: usize, reading: usize) -> (usize, Interval, Interval) {
    let known: Vec<_> = rows.iter().filter_map(|one| Some((one, one.by_minutes?))).collect();
    let hit = |met: bool| f64::from(u8::from(met));
    let minutes = block_bootstrap(known.iter().map(|(one, met)| (one.ts, hit(met[alpha][reading]), 1.0)));
    let hours = block_bootstrap(known.iter().map(|(one, _)| (one.ts, hit(one.advised[alpha].liquidated[reading]), 1.0)));
    (known.len(), minutes, hours)
}

/// The table of the positions whose prices are known every five minutes; nothing where none are.
fn minutes(out: &mut String, groups: &[Group<'_>]) {
    let known = |rows: &[&PairOpening]| rows.iter().filter(|one| one.by_minutes.is_some()).count();
    if groups.iter().all(|(_, rows)| known(rows) == 0) {
        return;
    }
    out.push_str(
        "By five-minute bars, where both assets have them (ETH and BTC since May 2020, five others later; holes in 2021): the same openings
by the hours' lows and highs together, and by those of the five minutes; beside them each asset at its worst of the same five
minutes, which is the most that can have happened. A pair that moves apart within the hour and together again is not seen by hours.

| position | α | n | by hours | by five minutes | α within | each at its worst of five minutes |
| --- | --- | --- | --- | --- | --- | --- |
",
    );
    for (name, rows) in groups.iter().filter(|(_, rows)| known(rows) > 0) {
        for (alpha, nominal) in ALPHAS.into_iter().enumerate() {
            let (n, fine, hours) = by_minutes(rows, alpha, 1);
            let (_, corners, _) = by_minutes(rows, alpha, 2);
            let within = if (fine.low..=fine.high).contains(&nominal) { "yes" } else { "no" };
            let _ = writeln!(
                out,
                "| {name} | {} | {n} | {} | {} | {within} | {} |",
                percent(nominal),
                rate(&hours),
                rate(&fine),
                rate(&corners)
            );
        }
    }
    out.push('\n');
}

/// The sentence that a wallet reads first; empty where there were none.
pub(super) fn first(out: &mut String, record: &Record) {
    let rows: Vec<&PairOpening> = record.pairs.iter().collect();
    if rows.is_empty() {
        return;
    }
    let gain = comparison(&rows, 0).best_fixed();
    let (known, fine, _) = by_minutes(&rows, 0, 1);
    let seen = if known == 0 { String::new() } else { format!(" By the five-minute bars of {known} of them, {} were.", rate(&fine)) };
    let _ = writeln!(
        out,
        "**Two assets**: of {} positions in two assets (both as collateral, or one against a debt in the other), opened every day \
         at the leverage called safe at 1 % within {PAIR_HOURS} hours, {} were liquidated within {PAIR_HOURS} hours; the advice allowed \
         {:.2}x on average, {} times as much as the fixed health factor with that rate, {:.2}.{seen}\n",
        rows.len(),
        rate(&liquidated(&rows, 0, Reading::Together)),
        gain.mean,
        times_as_much(&gain.mean_gain),
        gain.health,
    );
}

/// The tables of two assets; nothing where there were none.
pub(super) fn tables(out: &mut String, record: &Record) {
    if record.pairs.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "### Positions of two assets\n\nOpened every day at 00:00 UTC, ETH and BTC and every other asset against ETH; held for {PAIR_HOURS} hours, by the core's `joint_safe_leverages`, the safe leverage of `joint_advice`, with {} \
         simulated paths; correlations, regimes and how much of an asset's own part is left unstretched are learned before each January too (the last, of the rates of earlier openings: {}). Hourly bars do not say when within an hour a \
         low came: the rate takes the lows of both together and the highs of both together, and closes; beside it stand the closes \
         alone, which miss what happened within the hour, and each asset at its own worst, which the pair never saw. (On days with \
         five-minute bars of ETH and BTC, of LINK, SOL, AAVE, DOGE and ETH, moves beyond the 1 % quantile of the five-minute path come \
         in 0.6 to 0.9 % by the hours' lows and highs together, in 0.25 to 0.7 % by their closes, in 1.4 to 4.2 % by their corners.)\n\n\
         | position | α | n | liquidated | realised rate | α within | closes alone | each at its worst | leverage, mean | median |\n| --- | \
         --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        record.paths,
        record.unstretched.iter().map(|share| format!("{share:.3}")).collect::<Vec<_>>().join(", ")
    );
    let groups = groups(record);
    for (name, rows) in &groups {
        for (alpha, nominal) in ALPHAS.into_iter().enumerate() {
            let realised = liquidated(rows, alpha, Reading::Together);
            let within = if (realised.low..=realised.high).contains(&nominal) { "yes" } else { "no" };
            let hits = rows.iter().filter(|one| one.advised[alpha].liquidated[1]).count();
            let mut leverage: Vec<f64> = rows.iter().map(|one| one.advised[alpha].leverage).collect();
            let mean = leverage.iter().sum::<f64>() / leverage.len() as f64;
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {hits} | {} | {within} | {:.2} % | {:.2} % | {mean:.2} | {:.2} |",
                percent(nominal),
                rows.len(),
                rate(&realised),
                100.0 * liquidated(rows, alpha, Reading::Closes).value,
                100.0 * liquidated(rows, alpha, Reading::Corners).value,
                upper_quantile(&mut leverage, 0.5)
            );
        }
    }
    worst(out, record);
    minutes(out, &groups);
    let _ = writeln!(
        out,
        "Leverage at the same rate, α = 1 %: fixed health factors with {FEW} liquidations or more, and last the one with the rate of the \
         advice as given.\n\n| position | held, h | {GAIN_HEAD}"
    );
    for (name, rows) in &groups {
        let comparison = comparison(rows, 0);
        let all = FIXED.map(|health| comparison.against(health)).into_iter().chain([comparison.best_fixed()]);
        all.filter(|gain| gain.liquidated >= FEW).for_each(|gain| gain_row(out, &format!("{name} | {PAIR_HOURS}"), &gain));
    }
    out.push('\n');
}

fn worst(out: &mut String, record: &Record) {
    let mut each: BTreeMap<[usize; 2], (usize, usize)> = BTreeMap::new();
    for one in record.pairs.iter().filter(|one| one.pair == Pair::Against) {
        let counts = each.entry(one.series).or_default();
        *counts = (counts.0 + usize::from(one.advised[0].liquidated[1]), counts.1 + 1);
    }
    let share = |(hits, n): (usize, usize)| hits as f64 / n as f64;
    let judged = each.into_iter().filter(|(_, (_, n))| *n >= FEW_OPENINGS);
    if let Some((series, counts)) = judged.max_by(|a, b| share(a.1).total_cmp(&share(b.1))) {
        let [first, second] = series.map(|one| record.members[one].asset.as_str());
        let (nominal, realised) = (percent(ALPHAS[0]), 100.0 * share(counts));
        let _ = writeln!(out, "\nWorst at {nominal}: {first}, debt in {second}, {realised:.2} % of {}.\n", counts.1);
    }
}
