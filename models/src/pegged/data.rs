//! Series of pegged assets in units of their anchor, and rows of them: the core's own state beside what happened next.

use crate::bars::hex;
use anyhow::{Context, Result, ensure};
use flate2::read::MultiGzDecoder;
use plimsoll::volatility::{ANCHORS, PegKind, PegPrior, PegState};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

const HOUR: u32 = 3_600;

/// Seconds between rows.
const STEP: u32 = 6 * HOUR;

/// Samples of an irregular series whose median stands for its price: one asynchronous print is no depeg.
const SAMPLES: usize = 5;

/// Rows whose running median stands for the unknown rate at which a token redeems.
const ACCRUAL_ROWS: usize = 720;

/// A row needs this many hours of history.
const LEAST_HISTORY: u32 = 168;

/// Share of hours with a price that a row needs, before and after. Samples come a little less than once an hour, at any minute.
const fn observed_share(source: Source) -> f64 {
    match source {
        Source::Closes => 0.95,
        Source::Sampled => 0.7,
    }
}

/// Seconds between two sources that make a hole worth bridging.
const HOLE: u32 = 48 * HOUR;

/// Below half its anchor an asset is no longer pegged: no row is made there.
const BROKEN: f64 = 0.5;

/// How a series was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Hourly closes of one exchange; ratios of closes of the same hour.
    Closes,
    /// Samples of an index about once an hour: good for where the price stood, not for how it moved.
    Sampled,
}

/// One pegged asset in units of its anchor.
#[derive(Clone, Debug)]
pub struct Peg {
    /// Name, with the source where there are two.
    pub name: String,
    /// Name of the asset.
    pub asset: &'static str,
    /// What holds the peg.
    pub kind: PegKind,
    /// How it was observed.
    pub source: Source,
    /// Time and price, rising in time.
    pub prices: Vec<(u32, f64)>,
    /// Where the samples end and, after a hole, the closes of the same asset follow.
    bridged_from: Option<u32>,
    /// SHA-256 of the uncompressed files.
    sha256: [u8; 32],
}

struct Recipe {
    asset: &'static str,
    kind: PegKind,
    file: &'static str,
    /// Column of the price.
    column: usize,
    /// File and column of the anchor's price at the same times.
    anchor: Option<&'static str>,
    /// The token accrues: its own running median stands for par.
    accrues: bool,
    source: Source,
}

const fn closes(asset: &'static str, file: &'static str) -> Recipe {
    Recipe { asset, kind: PegKind::Stablecoin, file, column: 1, anchor: None, accrues: false, source: Source::Closes }
}

const fn sampled(asset: &'static str, file: &'static str) -> Recipe {
    Recipe { source: Source::Sampled, ..closes(asset, file) }
}

/// Every series that says something of a peg. The feeds of weETH, rsETH, ezETH and osETH are redemption rates, not prices: no
/// depeg could be seen in them.
const RECIPES: [Recipe; 18] = [
    closes("USDC", "hourly_close/USDC"),
    closes("TUSD", "hourly_close/TUSD"),
    closes("FDUSD", "hourly_close/FDUSD"),
    Recipe { kind: PegKind::WrappedToken, anchor: Some("hourly_close/BTC"), ..closes("WBTC", "hourly_close/WBTC") },
    Recipe { kind: PegKind::StakedToken, anchor: Some("hourly_close/ETH"), accrues: true, ..closes("WBETH", "hourly_close/WBETH") },
    sampled("USDC", "hourly_px/coingecko_2021_2023/USDC"),
    sampled("USDT", "hourly_px/coingecko_2021_2023/USDT"),
    sampled("DAI", "hourly_px/coingecko_2021_2023/DAI"),
    sampled("FRAX", "hourly_px/coingecko_2021_2023/FRAX"),
    sampled("BUSD", "hourly_px/coingecko_2021_2023/BUSD"),
    sampled("TUSD", "hourly_px/coingecko_2021_2023/TUSD"),
    sampled("GUSD", "hourly_px/coingecko_2021_2023/GUSD"),
    sampled("LUSD", "hourly_px/coingecko_2021_2023/LUSD"),
    sampled("FEI", "hourly_px/coingecko_2021_2023/FEI"),
    sampled("UST", "hourly_px/coingecko_2021_2023/UST"),
    Recipe { kind: PegKind::StakedToken, column: 3, ..sampled("STETH", "hourly_px/stETH_ETH_ratio") },
    Recipe { kind: PegKind::StakedToken, accrues: true, ..sampled("CBETH", "hourly_px/compoundv3_2022_2024/cbETH") },
    Recipe { kind: PegKind::StakedToken, accrues: true, ..sampled("RETH", "hourly_px/compoundv3_2022_2024/rETH") },
];

/// Reads every series that the folder holds.
///
/// # Errors
/// A bad file; the message names it.
pub fn read(folder: &Path) -> Result<Vec<Peg>> {
    let found: Vec<Option<Peg>> = RECIPES.par_iter().map(|recipe| one(folder, recipe)).collect::<Result<_>>()?;
    let mut pegs: Vec<Peg> = found.into_iter().flatten().collect();
    bridge(&mut pegs);
    Ok(pegs)
}

/// Lets samples that end be followed by the closes of the same asset, where these go on later.
///
/// USDC fell to 0.88 on 2023-03-11 between two sources: the samples end at par on 02-25, the closes begin on 03-11 at 0.93. What
/// was seen on both sides of the hole is a fall; without it the largest coin would never have left its peg.
fn bridge(pegs: &mut [Peg]) {
    for position in 0..pegs.len() {
        let Some(&(end, _)) = pegs[position].prices.last().filter(|_| pegs[position].source == Source::Sampled) else { continue };
        let twin = pegs.iter().find(|twin| twin.asset == pegs[position].asset && twin.source == Source::Closes);
        let after: Vec<(u32, f64)> = twin.map_or_else(Vec::new, |twin| twin.prices.iter().copied().filter(|(ts, _)| *ts > end).collect());
        if after.first().is_some_and(|(ts, _)| ts - end > HOLE) {
            pegs[position].bridged_from = Some(end);
            pegs[position].prices.extend(after);
        }
    }
}

/// SHA-256 over the names and digests of all series, in order.
#[must_use]
pub fn sha256(pegs: &[Peg]) -> String {
    let mut hash = Sha256::new();
    for peg in pegs {
        hash.update(format!("{}\n", peg.name));
        hash.update(peg.sha256);
    }
    hex(&hash.finalize())
}

fn one(folder: &Path, recipe: &Recipe) -> Result<Option<Peg>> {
    let path = |name: &str| folder.join(format!("{name}.csv.gz"));
    if !path(recipe.file).is_file() || recipe.anchor.is_some_and(|anchor| !path(anchor).is_file()) {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    let mut prices = column(&path(recipe.file), recipe.column, &mut hash)?;
    if let Some(anchor) = recipe.anchor {
        let anchor: BTreeMap<u32, f64> = column(&path(anchor), 1, &mut hash)?.into_iter().collect();
        prices = prices.into_iter().filter_map(|(ts, price)| Some((ts, price / anchor.get(&ts)?))).collect();
    }
    match recipe.source {
        // A close is known when its hour ends.
        Source::Closes => prices.iter_mut().for_each(|(ts, _)| *ts += HOUR),
        Source::Sampled => prices = medians(&prices, SAMPLES),
    }
    if recipe.accrues {
        let par = medians(&prices, ACCRUAL_ROWS);
        for ((_, price), (_, par)) in prices.iter_mut().zip(par) {
            *price /= par;
        }
    }
    let suffix = if recipe.source == Source::Sampled { " (index)" } else { "" };
    let name = format!("{}{suffix}", recipe.asset);
    Ok(Some(Peg {
        name,
        asset: recipe.asset,
        kind: recipe.kind,
        source: recipe.source,
        prices,
        bridged_from: None,
        sha256: hash.finalize().into(),
    }))
}

/// Reads time and one column.
fn column(path: &Path, position: usize, hash: &mut Sha256) -> Result<Vec<(u32, f64)>> {
    let mut text = Vec::new();
    let file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
    MultiGzDecoder::new(file).read_to_end(&mut text).with_context(|| format!("{}: not a whole gzip file", path.display()))?;
    hash.update(&text);
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_slice());
    let mut rows: Vec<(u32, f64)> = Vec::new();
    for (line, record) in reader.records().enumerate() {
        let place = || format!("{}:{}", path.display(), line + 2);
        let record = record.with_context(place)?;
        let cell = |at: usize| record.get(at).and_then(|text| text.trim().parse::<f64>().ok()).filter(|value| value.is_finite());
        let (ts, price) = cell(0).zip(cell(position)).with_context(|| format!("{}: ts and a price expected", place()))?;
        ensure!(price > 0.0 && ts >= 0.0, "{}: the price must be above 0", place());
        if rows.last().is_none_or(|(before, _)| f64::from(*before) < ts) {
            rows.push((ts as u32, price));
        }
    }
    Ok(rows)
}

/// The median of each price and the ones before it, at most `length` in all.
fn medians(prices: &[(u32, f64)], length: usize) -> Vec<(u32, f64)> {
    let mut held: Vec<f64> = Vec::with_capacity(length + 1);
    let mut out = Vec::with_capacity(prices.len());
    for (at, (ts, price)) in prices.iter().enumerate() {
        held.insert(held.partition_point(|one| one < price), *price);
        if at >= length {
            let gone = prices[at - length].1;
            held.remove(held.partition_point(|one| *one < gone));
        }
        out.push((*ts, held[held.len() / 2]));
    }
    out
}

/// What happened over one horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PegTarget {
    /// Sum of squared hourly log returns; only where the series are closes.
    pub variance: Option<f64>,
    /// Worst fall and worst rise of the prices observed, log distances.
    pub moves: [f64; 2],
}

/// One asset at one decision time.
#[derive(Clone, Debug)]
pub struct PegRow {
    /// Position of its series.
    pub peg: usize,
    /// Decision time, seconds UTC.
    pub ts: u32,
    /// What the core reads.
    pub state: PegState,
    /// Mean squared hourly return of the last 24, 168 and 720 hours, for the baselines; absent under 720 hours.
    pub past: Option<[f64; 3]>,
    /// What happened next.
    pub targets: [Option<PegTarget>; ANCHORS.len()],
}

/// A prior that no row with a full history reads.
const UNREAD: PegPrior = PegPrior { log_variance: -16.0, log_range: -6.5 };

/// Makes the rows of every series, every 6 hours. An asset with two series is read from the closes where they stand.
///
/// # Errors
/// A price that the core refuses.
pub fn rows(pegs: &[Peg]) -> Result<Vec<PegRow>> {
    let parts: Vec<Vec<PegRow>> = pegs.par_iter().enumerate().map(|(position, peg)| rows_of(position, peg)).collect::<Result<_>>()?;
    let taken: BTreeSet<(&str, u32)> =
        parts.iter().flatten().filter(|row| pegs[row.peg].source == Source::Closes).map(|row| (pegs[row.peg].asset, row.ts)).collect();
    let twin = |row: &PegRow| pegs[row.peg].source == Source::Sampled && taken.contains(&(pegs[row.peg].asset, row.ts));
    Ok(parts.into_iter().flatten().filter(|row| !twin(row)).collect())
}

fn rows_of(position: usize, peg: &Peg) -> Result<Vec<PegRow>> {
    let prices = &peg.prices;
    let (Some((first, _)), Some((last, _))) = (prices.first(), prices.last()) else { return Ok(Vec::new()) };
    let mut rows = Vec::new();
    let end = peg.bridged_from.unwrap_or(*last);
    for ts in (first.div_ceil(STEP) * STEP..=end).step_by(STEP as usize) {
        let known = prices.partition_point(|(at, _)| *at <= ts);
        if let Some(row) = row(position, peg, ts, known)? {
            rows.push(row);
        }
    }
    Ok(rows)
}

fn row(position: usize, peg: &Peg, ts: u32, known: usize) -> Result<Option<PegRow>> {
    let begin = peg.prices[..known].partition_point(|(at, _)| *at < ts.saturating_sub(723 * HOUR));
    let history = &peg.prices[begin..known];
    let Some((at, now)) = history.last().copied().filter(|(at, price)| ts - at <= 2 * HOUR && *price >= BROKEN) else { return Ok(None) };
    let flat: Vec<f64> = history.iter().flat_map(|(at, price)| [f64::from(*at), *price]).collect();
    let state = PegState::new(&flat, &UNREAD)?;
    let share = f64::from(state.observed_hours) / f64::from(state.history_hours.max(1));
    if state.history_hours < LEAST_HISTORY || share < observed_share(peg.source) {
        return Ok(None);
    }
    let past = (peg.source == Source::Closes && state.history_hours == 720).then(|| {
        let squares = squares(history, at, 720);
        [24, 168, 720].map(|hours| squares.iter().rev().take(hours).sum::<f64>() / hours as f64)
    });
    let targets = ANCHORS.map(|hours| target(peg, known - 1, at, now, hours));
    Ok(Some(PegRow { peg: position, ts, state, past, targets }))
}

fn target(peg: &Peg, from: usize, at: u32, now: f64, hours: u32) -> Option<PegTarget> {
    let end = at + hours * HOUR;
    let until = peg.prices.partition_point(|(ts, _)| *ts <= end);
    let future = &peg.prices[from + 1..until];
    let reached = peg.prices.last().is_some_and(|(last, _)| *last >= end);
    let covered = (future.len() as f64) >= observed_share(peg.source) * f64::from(hours);
    let bridges = peg.bridged_from.is_some_and(|hole| at <= hole && future.last().is_some_and(|(ts, _)| *ts > hole));
    if !reached || !(covered || bridges) {
        return None;
    }
    let (low, high) = future.iter().fold((now, now), |(low, high), (_, price)| (low.min(*price), high.max(*price)));
    let variance = (peg.source == Source::Closes).then(|| squares(&peg.prices[from..until], end, hours as usize).iter().sum());
    Some(PegTarget { variance, moves: [(now / low).ln(), (high / now).ln()] })
}

/// Squared log returns of the `hours` before `end`, oldest first, the last price carried.
fn squares(prices: &[(u32, f64)], end: u32, hours: usize) -> Vec<f64> {
    let mut levels = Vec::with_capacity(hours + 1);
    let mut at = 0;
    for back in (0..=hours as u32).rev() {
        while prices.get(at + 1).is_some_and(|(ts, _)| *ts <= end - back * HOUR) {
            at += 1;
        }
        levels.push(prices[at].1.ln());
    }
    levels.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peg(prices: Vec<(u32, f64)>) -> Peg {
        Peg { name: "X".into(), asset: "X", kind: PegKind::Stablecoin, source: Source::Closes, prices, bridged_from: None, sha256: [0; 32] }
    }

    #[test]
    fn a_median_sees_nothing_later_and_forgets_a_single_print() {
        let prices = [1.0, 1.0, 0.2, 1.0, 0.9, 0.9, 0.9].iter().zip(0u32..).map(|(price, at)| (at, *price)).collect::<Vec<_>>();
        let found: Vec<f64> = medians(&prices, 3).into_iter().map(|(_, price)| price).collect();
        assert_eq!(found, [1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 0.9]);
    }

    #[test]
    fn a_target_by_hand_and_a_state_that_the_future_does_not_change() {
        let price = |hour: u32| match hour {
            900 => 0.97,
            901 => 1.02,
            _ => 1.0 - 1e-4 * f64::from(hour % 2),
        };
        let prices: Vec<(u32, f64)> = (0..1_000).map(|hour| (hour * HOUR, price(hour))).collect();
        let rows = rows_of(0, &peg(prices.clone())).unwrap();
        let row = rows.iter().find(|row| row.ts == 888 * HOUR).unwrap();
        let day = row.targets[2].unwrap();
        assert!((day.moves[0] - (1.0f64 / 0.97).ln()).abs() < 1e-12 && (day.moves[1] - 1.02f64.ln()).abs() < 1e-12);
        let squares: f64 = (888..912).map(|hour| (price(hour + 1) / price(hour)).ln().powi(2)).sum();
        assert!((day.variance.unwrap() - squares).abs() < 1e-12);
        let mut other = prices;
        other.iter_mut().filter(|(ts, _)| *ts > 888 * HOUR).for_each(|(_, price)| *price = 0.6);
        let again = rows_of(0, &peg(other)).unwrap();
        assert_eq!(again.iter().find(|again| again.ts == row.ts).unwrap().state, row.state);
    }
}
