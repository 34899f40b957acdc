//! Synthetic folders, and real data where there is some.
// Each test file uses its own part.
#![allow(dead_code)]

use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
use plimsoll_models::bars::{Series, Venue};
use std::fmt::Write;
use std::path::PathBuf;

pub const START: u32 = 1_609_459_200;
pub const HOUR: u32 = 3_600;

pub fn bars(seed: u32, hours: u32) -> Vec<Bar> {
    let flat = simulate_bars(seed, hours, START, 100.0, 0.4 + 0.1 * f64::from(seed)).unwrap();
    flat.chunks_exact(BAR_FIELDS).map(|row| Bar::from_row(0, row).unwrap()).collect()
}

pub fn series(asset: &str, bars: Vec<Bar>) -> Series {
    Series { asset: asset.to_string(), venue: Venue::Spot, bars, sha256: [0; 32] }
}

/// Four assets of 300 days.
pub fn panel() -> Vec<Series> {
    ["AAA", "BBB", "BTC", "ETH"].iter().zip(1..).map(|(name, seed)| series(name, bars(seed, 7_200))).collect()
}

pub fn csv(bars: &[Bar]) -> String {
    let mut text = String::from("ts,open,high,low,close,volume\n");
    for bar in bars {
        writeln!(text, "{},{:?},{:?},{:?},{:?},{:?}", bar.ts, bar.open, bar.high, bar.low, bar.close, bar.volume).unwrap();
    }
    text
}

/// The folder of market data, or a sentence on the screen.
pub fn market_data(test: &str) -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let folder = std::env::var_os("PLIMSOLL_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    if folder.join("hourly").is_dir() {
        return Some(folder);
    }
    println!("not run: {test} needs market data; set PLIMSOLL_DATA to a folder with `hourly` inside");
    None
}
