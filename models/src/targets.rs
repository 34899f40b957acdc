//! What is forecast: realised variance, worst fall and worst rise over each anchor horizon.

use crate::grid::Grid;
use plimsoll::math;
use plimsoll::volatility::ANCHORS;

/// What happened over one horizon after a decision time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Sum of squared hourly log returns.
    pub variance: f64,
    /// Worst fall: `max(0, −min ln(low' / c))`.
    pub drawdown: f64,
    /// Worst rise: `max(0, max ln(high' / c))`.
    pub runup: f64,
}

/// One target per anchor; absent where the window is not covered.
pub type Targets = [Option<Target>; ANCHORS.len()];

/// Computes the targets from the close of the last of `closed` hours (at least one).
#[must_use]
pub fn targets(grid: &Grid, closed: usize) -> Targets {
    let mut out = [None; ANCHORS.len()];
    let price = grid.close[closed - 1];
    let (mut variance, mut low, mut high, mut position) = (0.0, f64::INFINITY, 0.0f64, closed);
    for (target, horizon) in out.iter_mut().zip(ANCHORS) {
        let end = closed + horizon as usize;
        if end > grid.hours() {
            break;
        }
        for hour in position..end {
            variance += grid.log_return[hour] * grid.log_return[hour];
            low = low.min(grid.low[hour]);
            high = high.max(grid.high[hour]);
        }
        position = end;
        if grid.full_target(closed, horizon as usize) {
            let drawdown = (-math::ln(low / price)).max(0.0);
            *target = Some(Target { variance, drawdown, runup: math::ln(high / price).max(0.0) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll::market::Bar;

    #[test]
    fn a_path_by_hand() {
        let closes = [100.0, 110.0, 99.0, 99.0, 105.0, 100.0, 100.0];
        let bars: Vec<Bar> = closes
            .iter()
            .enumerate()
            .map(|(i, &close)| {
                let open = if i == 0 { 100.0 } else { closes[i - 1] };
                let (low, high) = (f64::min(open, close) - 1.0, f64::max(open, close) + 1.0);
                Bar { ts: i as u32 * 3_600, open, high, low, close, volume: 0.0 }
            })
            .collect();
        let found = targets(&Grid::new(&bars), 1);
        let first = found[0].unwrap();
        assert!((first.variance - (1.1f64).ln().powi(2)).abs() < 1e-15 && (first.runup - (1.11f64).ln()).abs() < 1e-15);
        assert!((first.drawdown - (100.0f64 / 99.0).ln()).abs() < 1e-15);
        let six = found[1].unwrap();
        let squares: f64 = closes.windows(2).map(|pair| (pair[1] / pair[0]).ln().powi(2)).sum();
        assert!((six.variance - squares).abs() < 1e-15);
        assert!((six.drawdown - (100.0f64 / 98.0).ln()).abs() < 1e-15 && (six.runup - (1.11f64).ln()).abs() < 1e-15);
        assert_eq!(found[2], None);
    }
}
