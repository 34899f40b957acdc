//! Positions as the advice would have them: opened at the safe leverage, liquidated by the venue's rule on real prices.

use super::leverage::Move;
use crate::grid::Grid;
use anyhow::{Context, Result, ensure};
use plimsoll::account::{Account, Leg, LegSide, LiquidationDistance, account_health, liquidation_distance};
use plimsoll::leverage::{AdviceOptions, Binding, advice, default_advice_options};
use plimsoll::volatility::{Forecast, Law};

/// Liquidation threshold of every position: that of ETH on Aave v3.
///
/// The venue's borrow limit is set to the same, so that it never binds: the safe debt is below it by the market's tail.
pub const THRESHOLD: f64 = 0.83;

/// How long positions are held, hours.
pub const HORIZONS: [u32; 3] = [24, 72, 168];

/// Accepted probabilities of liquidation.
pub const ALPHAS: [f64; 2] = [0.01, 0.05];

/// What a position of one asset holds and owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The asset against a stable debt: a fall liquidates it.
    Long,
    /// A stable collateral against a debt in the asset: a rise liquidates it.
    Short,
}

/// Both kinds.
pub const KINDS: [Kind; 2] = [Kind::Long, Kind::Short];

impl Kind {
    /// The word of the tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Long => "long",
            Self::Short => "short",
        }
    }

    /// An account of this kind with a collateral worth 1 at the price now.
    #[must_use]
    pub fn account(self, price: f64, debt_to_collateral: f64) -> Account {
        let (stable, asset) = ((1.0, None), (price, Some("asset")));
        let (held, owed) = if self == Self::Long { (asset, stable) } else { (stable, asset) };
        Account { legs: vec![leg(LegSide::Collateral, 1.0, held), leg(LegSide::Debt, debt_to_collateral, owed)], liquidatable: None }
    }

    /// The most harmful price while held: the lowest for a long, the highest for a short, wild wicks cut.
    #[must_use]
    pub fn worst_price(self, grid: &Grid, closed: usize, hours: usize) -> f64 {
        match self {
            Self::Long => grid.low[closed..closed + hours].iter().copied().fold(f64::INFINITY, f64::min),
            Self::Short => grid.high[closed..closed + hours].iter().copied().fold(0.0, f64::max),
        }
    }

    /// Log distance from one price to another in the direction that harms; 0 where it does not.
    #[must_use]
    pub fn harm(self, from: f64, to: f64) -> f64 {
        let fall = (from / to).ln();
        (if self == Self::Long { fall } else { -fall }).max(0.0)
    }

    /// P(the price moves this far against the position within the horizon), from the first-passage law.
    ///
    /// # Errors
    /// Those of the law.
    pub fn chance(self, law: &Law, distance: f64, hours: f64) -> Result<f64> {
        Ok(if self == Self::Long { law.drawdown_probability(distance, hours) } else { law.runup_probability(distance, hours) }?)
    }

    /// The move against the position that is exceeded with probability `alpha`.
    ///
    /// # Errors
    /// Those of the law.
    pub fn quantile(self, law: &Law, alpha: f64, hours: f64) -> Result<f64> {
        Ok(if self == Self::Long { law.drawdown_quantile(alpha, hours) } else { law.runup_quantile(alpha, hours) }?)
    }
}

fn leg(side: LegSide, value: f64, (price, factor): (f64, Option<&str>)) -> Leg {
    let threshold = if side == LegSide::Collateral { THRESHOLD } else { 1.0 };
    let ltv = if side == LegSide::Collateral { THRESHOLD } else { 0.0 };
    let asset = factor.unwrap_or("stable").to_string();
    Leg { asset, side, amount: value / price, price, threshold, ltv, factor: factor.map(str::to_string), interest_annual: 0.0 }
}

/// A position opened at the advised leverage, and what became of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Advised {
    /// Collateral over equity.
    pub leverage: f64,
    /// Log distance of the price to liquidation at the opening.
    pub distance: f64,
    /// The venue's rule was met while it was held.
    pub liquidated: bool,
}

/// One asset on one day, held for one horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    /// Position of its series.
    pub series: usize,
    /// When it was opened, seconds UTC.
    pub ts: u32,
    /// Long or short.
    pub kind: Kind,
    /// How long it was held.
    pub hours: u32,
    /// Annualised realised volatility of the 30 days before, a fraction.
    pub volatility: f64,
    /// Worst move against it while it was held, log distance.
    pub worst: f64,
    /// The probability that the forecast gave to a move so far: uniform on [0, 1] where forecasts are right.
    pub chance: f64,
    /// At each of `ALPHAS`, from the reported price itself.
    pub advised: [Advised; ALPHAS.len()],
    /// The same with the oracle's deviation that the advice assumes by default.
    pub defaults: [Advised; ALPHAS.len()],
}

impl Opening {
    /// As the comparison of leverage sees it, at one of `ALPHAS`.
    #[must_use]
    pub fn as_move(&self, alpha: usize) -> Move {
        Move { ts: self.ts, distance: self.advised[alpha].distance, worst: self.worst }
    }
}

/// The advice's assumptions for a table: deviation of the oracle aside, the defaults.
#[must_use]
pub fn assumed(alpha: f64, hours: f64, oracle_deviation: f64) -> AdviceOptions {
    AdviceOptions { alpha, horizon_hours: hours, oracle_deviation, ..default_advice_options() }
}

/// Opens a position at the leverage that the core advises: the account, and its leverage.
///
/// # Errors
/// Those of the core; a venue limit that binds.
pub fn recommended(kind: Kind, forecast: &Forecast, options: &AdviceOptions) -> Result<(Account, f64)> {
    // Any debt does: the advice scales it.
    let safe = advice(&kind.account(forecast.price, 0.5), forecast, options)?.safe_leverage;
    ensure!(safe.binding != Binding::VenueLimit, "the venue's limit binds: the table would not be about the advice");
    Ok((kind.account(forecast.price, safe.debt_to_collateral), safe.leverage))
}

/// Whether the venue's rule is met with the asset at a price.
///
/// # Errors
/// Those of the core.
pub fn liquidated(account: &Account, price: f64) -> Result<bool> {
    let mut moved = account.clone();
    moved.legs.iter_mut().filter(|leg| leg.factor.is_some()).for_each(|leg| leg.price = price);
    Ok(account_health(&moved)?.liquidatable)
}

/// Log distance of an account to its liquidation.
///
/// # Errors
/// Those of the core; an account that no price liquidates.
pub fn distance(account: &Account) -> Result<f64> {
    match liquidation_distance(account)? {
        LiquidationDistance::At { log_distance, .. } => Ok(log_distance),
        other => anyhow::bail!("a position at the advised leverage has a boundary, not {other:?}"),
    }
}

/// Opens long and short at one decision time, for every horizon whose prices are known.
///
/// # Errors
/// Those of the core.
pub fn open(series: usize, ts: u32, grid: &Grid, forecast: &Forecast, law: &Law) -> Result<Vec<Opening>> {
    let Some(closed) = grid.closed(ts).filter(|closed| grid.full_history(*closed)) else { return Ok(Vec::new()) };
    let volatility = (grid.mean_square(closed, 720) * 8_760.0).sqrt();
    let default_deviation = default_advice_options().oracle_deviation;
    let mut openings = Vec::new();
    for hours in HORIZONS.into_iter().filter(|hours| grid.full_target(closed, *hours as usize)) {
        for kind in KINDS {
            let price = kind.worst_price(grid, closed, hours as usize);
            let worst = kind.harm(forecast.price, price);
            let chance = kind.chance(law, worst, f64::from(hours))?;
            let held = |alpha: f64, deviation: f64| -> Result<Advised> {
                let (account, leverage) = recommended(kind, forecast, &assumed(alpha, f64::from(hours), deviation))?;
                Ok(Advised { leverage, distance: distance(&account)?, liquidated: liquidated(&account, price)? })
            };
            let all = |deviation: f64| -> Result<[Advised; ALPHAS.len()]> {
                let each = ALPHAS.into_iter().map(|alpha| held(alpha, deviation)).collect::<Result<Vec<_>>>()?;
                each.try_into().ok().context("one position per alpha")
            };
            let (advised, defaults) = (all(0.0)?, all(default_deviation)?);
            openings.push(Opening { series, ts, kind, hours, volatility, worst, chance, advised, defaults });
        }
    }
    Ok(openings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::HOUR;
    use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
    use plimsoll::volatility::forecast_bars;

    const START: u32 = 1_749_945_600;
    const PAST: u32 = 960;

    #[test]
    fn the_venues_rule_by_hand() {
        // Debt over collateral 0.664 at a threshold of 0.83: a long falls at 4/5 of its price, a short at 5/4.
        let (long, short) = (Kind::Long.account(100.0, 0.664), Kind::Short.account(100.0, 0.664));
        assert_eq!([80.01, 79.99].map(|price| liquidated(&long, price).unwrap()), [false, true]);
        assert_eq!([124.99, 125.01].map(|price| liquidated(&short, price).unwrap()), [false, true]);
        assert!((distance(&long).unwrap() - 1.25f64.ln()).abs() < 1e-12 && (distance(&short).unwrap() - 1.25f64.ln()).abs() < 1e-12);
        assert!((account_health(&short).unwrap().leverage.unwrap() - 1.0 / 0.336).abs() < 1e-12);
    }

    /// 40 days of a simulated market, then a still price, but for one bar whose close is `close` times it.
    fn held(hour: u32, close: f64) -> (Vec<Opening>, Law, f64) {
        let rows = simulate_bars(3, PAST, START, 100.0, 0.8).unwrap();
        let mut bars: Vec<Bar> = rows.chunks_exact(BAR_FIELDS).map(|row| Bar::from_row(0, row).unwrap()).collect();
        let price = bars.last().unwrap().close;
        for after in 0..200 {
            let close = if after == hour { price * close } else { price };
            let (low, high) = (f64::min(price, close), f64::max(price, close));
            bars.push(Bar { ts: START + (PAST + after) * HOUR, open: price, high, low, close, volume: 1.0 });
        }
        let forecast = forecast_bars(&rows, None).unwrap();
        let law = Law::new(&forecast).unwrap();
        let openings = open(5, START + PAST * HOUR, &Grid::new(&bars), &forecast, &law).unwrap();
        (openings, law, price)
    }

    #[test]
    fn a_crash_on_the_second_day_ends_those_who_still_hold() {
        let (openings, law, _) = held(30, (-0.9f64).exp());
        assert_eq!(openings.len(), 6);
        for one in &openings {
            let harmed = one.kind == Kind::Long && one.hours > 24;
            assert!((one.worst - if harmed { 0.9 } else { 0.0 }).abs() < 1e-12);
            for (advised, alpha) in one.advised.iter().zip(ALPHAS) {
                let quantile = one.kind.quantile(&law, alpha, f64::from(one.hours)).unwrap();
                assert!((advised.distance - quantile).abs() < 1e-12 && quantile < 0.9);
                assert!((advised.leverage - super::super::leverage(advised.distance)).abs() < 1e-9);
                assert_eq!(advised.liquidated, harmed);
            }
            // The oracle may already be half a percent off: that much further away.
            let further = [-(0.995f64.ln()), 1.005f64.ln()][one.kind as usize];
            assert!((one.defaults[0].distance - one.advised[0].distance - further).abs() < 1e-12);
            assert_eq!(one.chance == 1.0, !harmed);
        }
        let (openings, ..) = held(23, 0.9f64.exp());
        assert!(openings.iter().all(|one| one.advised[1].liquidated == (one.kind == Kind::Short)));
    }

    #[test]
    fn liquidation_begins_just_beyond_the_distance() {
        let (openings, ..) = held(5, 1.0);
        let safe = openings.iter().find(|one| one.kind == Kind::Long && one.hours == 24).unwrap().advised[0].distance;
        for (part, expected) in [(0.999, false), (1.001, true)] {
            let (openings, ..) = held(5, (-part * safe).exp());
            let one = openings.iter().find(|one| one.kind == Kind::Long && one.hours == 24).unwrap();
            assert_eq!((one.advised[0].liquidated, one.defaults[0].liquidated), (expected, false), "{part}");
            assert!((one.chance - 0.01).abs() < 1e-3);
        }
    }
}
