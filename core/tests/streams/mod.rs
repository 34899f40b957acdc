//! Streams of bars, simulated or made of moves.

use plimsoll::market::simulate_bars;

pub const START: u32 = 1_749_999_600;

/// Log return of an hour, wick up, wick down, hours skipped before it.
pub type Move = (f64, f64, f64, u32);

pub fn simulated(seed: u32, hours: u32) -> Vec<f64> {
    simulate_bars(seed, hours, START, 2_500.0, 0.7).unwrap()
}

pub fn bars(moves: &[Move]) -> Vec<f64> {
    let (mut ts, mut price) = (START, 100.0f64);
    let mut rows = Vec::new();
    for &(log_return, up, down, skipped) in moves {
        ts += (1 + skipped) * 3_600;
        let close = (price * log_return.exp()).clamp(1e-12, 1e12);
        let (high, low) = (price.max(close) * up.exp(), price.min(close) * (-down).exp());
        rows.extend([f64::from(ts), price, high, low, close, 1.0]);
        price = close;
    }
    rows
}
