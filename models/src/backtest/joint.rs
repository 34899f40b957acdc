//! Joint forecasts walking forward: correlations and regimes learned before each January, as the forecasts themselves.

use super::walk::Walk;
use crate::bars::Series;
use crate::dataset::Dataset;
use crate::grid::Grid;
use crate::joint::learn::learn;
use crate::joint::panel::Panel;
use anyhow::{Context, Result};
use plimsoll::scenario::{
    FactorForecast, JointForecast, JointWeights, RegimeProbabilities, correlation, regime_probabilities_with, stressed_correlation,
};
use plimsoll::volatility::{Forecast, MarketAsset, MarketState, Tracker, WINDOW_HOURS, Weights};

/// What one asset brings to a joint forecast at one decision time.
pub struct Ready {
    /// Its forecast.
    pub forecast: Forecast,
    /// Its state, which the regimes read.
    state: MarketAsset,
}

impl Ready {
    /// Reads an asset's state from its history.
    #[must_use]
    pub fn new(tracker: &Tracker, forecast: &Forecast, weights: &Weights) -> Self {
        // The market's record of an asset, read of this one.
        let state = MarketState::from_trackers(tracker, tracker, &weights.prior).btc;
        Self { forecast: forecast.clone(), state }
    }
}

/// What the joint forecast learned before each refit.
pub struct JointWalk(Vec<JointWeights>);

impl JointWalk {
    /// Learns it from what ended before each refit.
    ///
    /// # Errors
    /// Too few decision times.
    pub fn learn(series: &[Series], data: &Dataset, walk: &Walk) -> Result<Self> {
        let panel = Panel::new(series);
        let learned = walk.eras().map(|(from, weights)| Ok(learn(series, &panel, data, weights, from, walk.plan().openings)?.weights));
        learned.collect::<Result<_>>().map(Self)
    }

    /// Joins two assets as the core's `joint_forecast` does, by the weights of the time.
    ///
    /// # Errors
    /// What the core refuses.
    pub fn join(&self, walk: &Walk, t: u32, names: [&str; 2], ready: [&Ready; 2], grids: [&Grid; 2]) -> Result<JointForecast> {
        join(self.at(walk, t)?, walk.state(t), t, names, ready, grids)
    }

    /// Per refit, the share of an own part that is left unstretched.
    #[must_use]
    pub fn unstretched(&self) -> Vec<f64> {
        self.0.iter().map(|one| one.unstretched).collect()
    }

    /// The weights of the time.
    ///
    /// # Errors
    /// None were learned before.
    pub fn at(&self, walk: &Walk, t: u32) -> Result<&JointWeights> {
        self.0.get(walk.era(t)?).context("no joint weights were learned before")
    }
}

/// Joins two assets as the core's `joint_forecast` does, by other weights than the shipped.
///
/// # Errors
/// What the core refuses.
pub fn join(
    learned: &JointWeights,
    market: Option<&MarketState>,
    t: u32,
    names: [&str; 2],
    ready: [&Ready; 2],
    grids: [&Grid; 2],
) -> Result<JointForecast> {
    let matrix = correlation(&common_hours(grids, t), &learned.correlation);
    let stress_correlation = stressed_correlation(&matrix, learned.correlation.stress_distance);
    let regimes =
        ready.iter().map(|one| Ok(regime_probabilities_with(&learned.regimes, market, Some(&one.state))?)).collect::<Result<Vec<_>>>()?;
    let mean = |of: fn(&RegimeProbabilities) -> f64| regimes.iter().map(of).sum::<f64>() / regimes.len() as f64;
    let regimes = RegimeProbabilities { calm: mean(|it| it.calm), normal: mean(|it| it.normal), stressed: mean(|it| it.stressed) };
    let factor = |place: usize| FactorForecast { factor: names[place].to_string(), forecast: ready[place].forecast.clone() };
    Ok(JointForecast { factors: vec![factor(0), factor(1)], correlation: matrix, stress_correlation, regimes })
}

/// Log returns of the hours of the last 720 that both assets have, with the hour before, oldest first.
fn common_hours(grids: [&Grid; 2], t: u32) -> Vec<Vec<f64>> {
    let mut columns = vec![Vec::new(); grids.len()];
    // The first of the 720 has no hour before it in the window.
    for back in (1..WINDOW_HOURS as usize).rev() {
        let at = |grid: &Grid| {
            let hour = grid.closed(t)?.checked_sub(back).filter(|hour| *hour > 0)?;
            (grid.real_between(hour - 1, hour + 1) == 2).then(|| grid.log_return[hour])
        };
        if let [Some(first), Some(second)] = grids.map(at) {
            columns[0].push(first);
            columns[1].push(second);
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bars::Venue;
    use crate::grid::HOUR;
    use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
    use plimsoll::scenario::{FactorBars, JOINT_WEIGHTS, joint_forecast};
    use plimsoll::volatility::{WEIGHTS, forecast_with, market_state};

    #[test]
    fn by_the_shipped_weights_it_is_the_cores_joint_forecast() {
        const HOURS: u32 = 1_200;
        let start = 1_735_689_600;
        let series: Vec<Series> = ["BTC", "ETH"]
            .into_iter()
            .zip([1, 2])
            .map(|(asset, seed)| {
                let rows = simulate_bars(seed, HOURS, start, 100.0, 0.7).unwrap();
                // Holes at different hours: only what both have is read.
                let bars = rows.chunks_exact(BAR_FIELDS).map(|row| Bar::from_row(0, row).unwrap());
                let bars = bars.filter(|bar| (bar.ts / HOUR) % 97 != seed * 13).collect();
                Series { asset: asset.to_string(), venue: Venue::Spot, bars, sha256: [0; 32] }
            })
            .collect();
        let flat = |series: &Series| -> Vec<f64> {
            series.bars.iter().flat_map(|bar| [f64::from(bar.ts), bar.open, bar.high, bar.low, bar.close, bar.volume]).collect()
        };
        let bars = [flat(&series[0]), flat(&series[1])];
        let market = market_state(&bars[0], &bars[1]).unwrap();
        let factor = |place: usize| FactorBars { factor: series[place].asset.clone(), bars: bars[place].clone() };
        let expected = joint_forecast(&[factor(0), factor(1)], Some(market.clone())).unwrap();

        let plan = super::super::Plan { refits: vec![start], until: start + (HOURS + 1) * HOUR, paths: 1, openings: 1 };
        let walk = Walk::new(&series, &plan, vec![WEIGHTS.unpack()]).unwrap();
        let grids = [Grid::new(&series[0].bars), Grid::new(&series[1].bars)];
        let t = market.as_of;
        let ready = |place: usize| {
            let tracker = Tracker::from_bars(&bars[place]).unwrap();
            let forecast = forecast_with(&WEIGHTS.unpack(), tracker.window(), walk.state(t)).unwrap();
            Ready::new(&tracker, &forecast, &WEIGHTS.unpack())
        };
        let joint = JointWalk(vec![JOINT_WEIGHTS.clone()]);
        let found = joint.join(&walk, t, ["BTC", "ETH"], [&ready(0), &ready(1)], [&grids[0], &grids[1]]).unwrap();
        assert_eq!(found, expected);
    }
}
