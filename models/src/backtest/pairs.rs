//! Positions that move with two assets: what they hold, and the worst that real prices did to them.

use super::positions::THRESHOLD;
use crate::grid::Grid;
use anyhow::{Context, Result};
use plimsoll::account::{Account, Leg, LegSide, account_health};

/// What a position of two assets holds and owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pair {
    /// Half in one asset and half in the other against a stable debt.
    Halves,
    /// One asset against a debt in the other.
    Against,
}

/// How the lows and highs of one hour of two assets are read together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The closes alone: what is sure, and less than what happened.
    Closes,
    /// The lows came together, and the highs.
    Together,
    /// Each asset at its worst at once: more than what happened.
    Corners,
}

/// The readings, from the mildest.
pub const READINGS: [Reading; 3] = [Reading::Closes, Reading::Together, Reading::Corners];

impl Pair {
    /// An account with a collateral worth 1 at the prices now.
    #[must_use]
    pub fn account(self, names: [&str; 2], prices: [f64; 2], debt_to_collateral: f64) -> Account {
        let held = |place: usize, value: f64| leg(LegSide::Collateral, value, names[place], prices[place], true);
        let legs = match self {
            Self::Halves => vec![held(0, 0.5), held(1, 0.5), leg(LegSide::Debt, debt_to_collateral, "stable", 1.0, false)],
            Self::Against => vec![held(0, 1.0), leg(LegSide::Debt, debt_to_collateral, names[1], prices[1], true)],
        };
        Account { legs, liquidatable: None }
    }

    /// The word of the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Halves => "halves against stable",
            Self::Against => "one against the other",
        }
    }

    /// Health factor of an account of this kind with its assets at other prices, and the venue's verdict.
    ///
    /// # Errors
    /// Those of the core.
    pub fn health(account: &Account, prices: [f64; 2]) -> Result<(f64, bool)> {
        let mut moved = account.clone();
        for (leg, price) in moved.legs.iter_mut().filter(|leg| leg.factor.is_some()).zip(prices) {
            leg.price = price;
        }
        let health = account_health(&moved)?;
        Ok((health.health_factor.context("the position owes nothing")?, health.liquidatable))
    }

    /// The prices at which an account was worst off in the hours after `closed`, by each of `READINGS`.
    ///
    /// # Errors
    /// Those of the core.
    pub fn worst(self, account: &Account, grids: [&Grid; 2], closed: [usize; 2], hours: usize) -> Result<[[f64; 2]; READINGS.len()]> {
        let [first, second] = grids;
        let both = (closed[0]..closed[0] + hours).zip(closed[1]..);
        self.worst_of(
            account,
            both.map(|(a, b)| [[first.low[a], second.low[b]], [first.high[a], second.high[b]], [first.close[a], second.close[b]]]),
        )
    }

    /// The same over bars of any length: the lows of both assets, their highs, their closes.
    ///
    /// # Errors
    /// Those of the core.
    pub fn worst_of(self, account: &Account, bars: impl Iterator<Item = [[f64; 2]; 3]>) -> Result<[[f64; 2]; READINGS.len()]> {
        let mut worst = [(f64::INFINITY, [0.0; 2]); READINGS.len()];
        for [lows, highs, closes] in bars {
            // A stable debt is hurt where both are low; a debt in the second asset where that is high.
            let corner = if self == Self::Halves { lows } else { [lows[0], highs[1]] };
            for (reading, worst) in READINGS.into_iter().zip(&mut worst) {
                let seen: &[[f64; 2]] = match reading {
                    Reading::Closes => &[closes],
                    Reading::Together => &[lows, highs, closes],
                    Reading::Corners => &[corner],
                };
                for prices in seen {
                    let (health, _) = Self::health(account, *prices)?;
                    if health < worst.0 {
                        *worst = (health, *prices);
                    }
                }
            }
        }
        Ok(worst.map(|(_, prices)| prices))
    }
}

fn leg(side: LegSide, value: f64, asset: &str, price: f64, moves: bool) -> Leg {
    let share = if side == LegSide::Collateral { THRESHOLD } else { 1.0 };
    let ltv = if side == LegSide::Collateral { THRESHOLD } else { 0.0 };
    let factor = moves.then(|| asset.to_string());
    Leg { asset: asset.to_string(), side, amount: value / price, price, threshold: share, ltv, factor, interest_annual: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use plimsoll::market::Bar;

    /// Two hours after one at 100: (low, high, close) of each.
    fn grid(hours: [(f64, f64, f64); 2]) -> Grid {
        let all = [(100.0, 100.0, 100.0)].into_iter().chain(hours);
        let bars = all.zip(0u32..).map(|((low, high, close), hour)| Bar { ts: hour * 3_600, open: close, high, low, close, volume: 1.0 });
        Grid::new(&bars.collect::<Vec<_>>())
    }

    #[test]
    fn two_assets_by_hand() {
        let (a, b) = (grid([(90.0, 102.0, 95.0), (96.0, 99.0, 97.0)]), grid([(85.0, 101.0, 99.0), (98.0, 110.0, 104.0)]));
        let read = |pair: Pair| {
            let account = pair.account(["A", "B"], [100.0, 100.0], 0.664);
            let worst = pair.worst(&account, [&a, &b], [1, 1], 2).unwrap();
            worst.map(|prices| (prices, Pair::health(&account, prices).unwrap().0))
        };
        // Half of 0.83 in each, over 0.664: the health is 1.25 times the mean of the prices over 100.
        let [closes, together, corners] = read(Pair::Halves);
        assert_eq!((closes.0, together.0, corners.0), ([95.0, 99.0], [90.0, 85.0], [90.0, 85.0]));
        assert!((closes.1 - 1.25 * 0.97).abs() < 1e-12 && (together.1 - 1.25 * 0.875).abs() < 1e-12);
        // One against the other: 1.25 times the first price over the second. 97 / 104 at the closes and 99 / 110 at the highs of
        // the second hour; at its corner 96 / 110, and 90 / 101 in the first is not as low.
        let [closes, together, corners] = read(Pair::Against);
        assert_eq!((closes.0, together.0, corners.0), ([97.0, 104.0], [99.0, 110.0], [96.0, 110.0]));
        assert!((corners.1 - 1.25 * 96.0 / 110.0).abs() < 1e-12);
    }

    #[test]
    fn the_verdict_on_two_assets_is_the_venues() {
        let halves = Pair::Halves.account(["A", "B"], [100.0, 5.0], 0.664);
        let against = Pair::Against.account(["A", "B"], [100.0, 5.0], 0.664);
        let ruled = |account: &Account, prices: [f64; 2]| Pair::health(account, prices).unwrap().1;
        // Boundaries: the mean of the price ratios at 0.8; the ratio of the two at 0.8.
        assert!(!ruled(&halves, [70.0, 4.501]) && ruled(&halves, [70.0, 4.499]));
        assert!(
            !ruled(&against, [80.01, 5.0])
                && ruled(&against, [79.99, 5.0])
                && !ruled(&against, [50.0, 3.124])
                && ruled(&against, [50.0, 3.126])
        );
    }
}
