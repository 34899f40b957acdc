//! Crashes come to many assets at once: how much so, and what that does to every stated interval.

use crate::evaluate::{Group, JUDGED, SIDES, TAIL_LEVELS, TailScore, Trial};
use crate::losses::{BLOCK, Interval, block_bootstrap, bootstrap};
use crate::report::{percent, rate};
use plimsoll::volatility::{ANCHORS, LEVELS};
use std::collections::BTreeMap;
use std::fmt::Write;

/// How exceedances of a level on the same day belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Together {
    /// Share of rows that exceed.
    pub rate: f64,
    /// P(another given asset exceeds on the same day | one does).
    pub given_one: f64,
    /// P(any other asset exceeds on the same day | one does).
    pub any_other: f64,
    /// Mean number of assets on a day.
    pub assets: f64,
    /// As many independent assets would tell as much about the rate: `n / (1 + (n − 1) ρ)`, ρ the correlation of two exceedances.
    pub effective: f64,
}

/// Counts exceedances per decision time: `hits` gives time and 1 or 0 of every asset.
#[must_use]
pub fn together(hits: impl Iterator<Item = (u32, f64)>) -> Together {
    let mut times: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    for (ts, hit) in hits {
        let sums = times.entry(ts).or_default();
        sums.0 += hit;
        sums.1 += 1.0;
    }
    let sum = |of: fn(f64, f64) -> f64| times.values().map(|(hit, all)| of(*hit, *all)).sum::<f64>();
    let (hit, rows) = (sum(|hit, _| hit), sum(|_, all| all));
    let rate = hit / rows;
    let given_one = sum(|hit, _| hit * (hit - 1.0)) / sum(|hit, all| hit * (all - 1.0));
    let assets = rows / times.len() as f64;
    let correlation = ((given_one - rate) / (1.0 - rate)).max(0.0);
    Together {
        rate,
        given_one,
        any_other: sum(|hit, _| if hit > 1.5 { hit } else { 0.0 }) / hit,
        assets,
        effective: assets / (1.0 + (assets - 1.0) * correlation),
    }
}

/// Writes the tables of one group of assets, over years that were each forecast by a model trained before.
pub fn tables(out: &mut String, years: &[Trial<'_>], group: &Group) {
    let scores =
        |anchor, side, level| -> Vec<TailScore<'_>> { years.iter().filter_map(|year| year.tail(group, anchor, side, level)).collect() };
    let _ = writeln!(
        out,
        "### {}: exceedances of the 24 h quantile on the same day\n\n| side | nominal | rate | another given asset, given one | times the rate | any other, given one | assets a day | as many independent ones |\n| --- | --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in SIDES {
        for level in TAIL_LEVELS {
            let years = scores(JUDGED[0], side, level);
            let found = together(years.iter().flat_map(|score| score.model_hits()));
            let Together { rate, given_one, any_other, assets, effective } = found;
            let (nominal, times) = (percent(LEVELS[level]), given_one / rate);
            let (rate, given_one, any_other) = (100.0 * rate, 100.0 * given_one, 100.0 * any_other);
            let _ = writeln!(
                out,
                "| {name} | {nominal} | {rate:.2} % | {given_one:.1} % | {times:.0} | {any_other:.0} % | {assets:.1} | {effective:.1} |"
            );
        }
    }
    let _ = writeln!(
        out,
        "\n### {}: the hit rate's 95 % interval, assets drawn together or apart\n\n| side | h | nominal | blocks of 14 days, all assets together | the same blocks, each asset apart | every row apart | together, times as wide as assets apart |\n| --- | --- | --- | --- | --- | --- | --- |",
        group.name
    );
    for (side, name) in SIDES {
        for anchor in JUDGED {
            for level in TAIL_LEVELS {
                let years = scores(anchor, side, level);
                let hits: Vec<(usize, u32, f64)> = years
                    .iter()
                    .flat_map(|score| score.rows.iter().zip(score.model_hits()).map(|(row, (ts, hit))| (row.series, ts, hit)))
                    .collect();
                let joint = block_bootstrap(hits.iter().map(|(_, ts, hit)| (*ts, *hit, 1.0)));
                let apart = bootstrap(hits.iter().map(|(series, ts, hit)| ((*series, ts / BLOCK), *hit, 1.0)));
                let wider = width(&joint) / width(&apart);
                let _ = writeln!(
                    out,
                    "| {name} | {} | {} | {} | {} | {} | {wider:.1} |",
                    ANCHORS[anchor],
                    percent(LEVELS[level]),
                    rate(&joint),
                    rate(&apart),
                    rate(&binomial(joint.value, hits.len()))
                );
            }
        }
    }
    out.push('\n');
}

fn width(interval: &Interval) -> f64 {
    interval.high - interval.low
}

/// The interval of a rate over independent rows, by the normal approximation.
fn binomial(rate: f64, rows: usize) -> Interval {
    let reach = 1.96 * (rate * (1.0 - rate) / rows as f64).sqrt();
    Interval { value: rate, low: (rate - reach).max(0.0), high: rate + reach }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_that_fall_together_are_one() {
        // Ten assets, 400 days, all exceed on every twentieth: any tells of all.
        let one = together((0..400u32).flat_map(|day| (0..10).map(move |_| (day, f64::from(u8::from(day % 20 == 0))))));
        assert_eq!((one.rate, one.given_one, one.any_other, one.assets), (0.05, 1.0, 1.0, 10.0));
        assert!((one.effective - 1.0).abs() < 1e-12);
        // Each on days of its own: never two at once, so ten tell as much as ten.
        let ten = together((0..400u32).flat_map(|day| (0..10u32).map(move |asset| (day, f64::from(u8::from(day % 20 == asset))))));
        assert_eq!((ten.rate, ten.given_one, ten.any_other, ten.effective), (0.05, 0.0, 0.0, 10.0));
        // Two of ten at once, always the same pairs: P(another given one) = 1/9.
        let pairs = together((0..400u32).flat_map(|day| (0..10u32).map(move |asset| (day, f64::from(u8::from(day % 20 == asset / 2))))));
        assert!((pairs.given_one - 1.0 / 9.0).abs() < 1e-12 && pairs.any_other == 1.0);
        let correlation = (1.0 / 9.0 - 0.05) / 0.95;
        assert!((pairs.effective - 10.0 / (1.0 + 9.0 * correlation)).abs() < 1e-12);
    }

    #[test]
    fn independent_rows_by_hand() {
        let interval = binomial(0.01, 10_000);
        assert!((interval.low - 0.008_049_8).abs() < 1e-6 && (interval.high - 0.011_950_2).abs() < 1e-6);
    }
}
