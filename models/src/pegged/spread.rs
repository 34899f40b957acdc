//! How well the quantiles are known: how far they move when one asset after the other is left out.

use super::data::{Peg, PegRow};
use super::fit::{fit, of_side};
use super::quantile;
use anyhow::Result;
use plimsoll::volatility::{ANCHORS, LEVELS, PegKind, PegPrior, PegState, PeggedWeights, pegged_forecast_with};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Shortfalls at which the interval is measured: at par in a quiet month, and five percent below.
const SHORTFALLS: [f64; 2] = [0.0, 0.05];

/// Largest half width stated: beyond a factor of twenty nothing is known.
const WIDEST: f64 = 3.0;

/// Learns the weights, and how far each quantile moves when one asset after the other is left out.
///
/// # Errors
/// Too few rows.
pub fn fit_with_spread(pegs: &[Peg], rows: &[PegRow], until: u32) -> Result<PeggedWeights> {
    let mut weights = fit(pegs, rows, until, None)?;
    let assets: BTreeSet<&str> = pegs.iter().map(|peg| peg.asset).collect();
    let others = assets.into_par_iter().map(|asset| fit(pegs, rows, until, Some(asset))).collect::<Result<Vec<_>>>()?;
    for side in 0..2 {
        let [calm, mut stressed]: [[[f64; LEVELS.len()]; ANCHORS.len()]; 2] = SHORTFALLS.map(|shortfall| {
            std::array::from_fn(|anchor| {
                std::array::from_fn(|level| {
                    let width = jackknife(&others, |one| log_quantile(one, &weights.prior, shortfall, side, anchor, level));
                    (width.min(WIDEST) * 1e3).ceil() / 1e3
                })
            })
        });
        // Far below par the way back is all of a common rise, and the same for every asset left out: no better known for that.
        for (wide, least) in stressed.iter_mut().flatten().zip(calm.iter().flatten()) {
            *wide = f64::max(*wide, *least);
        }
        [of_side(&mut weights, side).spread, of_side(&mut weights, side).stressed_spread] = [calm, stressed];
    }
    Ok(weights)
}

/// Half of a 90 % interval from estimates that each leave one asset out.
fn jackknife(others: &[PeggedWeights], of: impl Fn(&PeggedWeights) -> f64) -> f64 {
    let values: Vec<f64> = others.iter().map(of).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    1.645 * ((n - 1.0) / n * values.iter().map(|value| (value - mean).powi(2)).sum::<f64>()).sqrt()
}

fn log_quantile(weights: &PeggedWeights, prior: &PegPrior, shortfall: f64, side: usize, anchor: usize, level: usize) -> f64 {
    let state = PegState {
        as_of: 0,
        price: (-shortfall).exp(),
        history_hours: 720,
        observed_hours: 720,
        features: [1.0, prior.log_variance, prior.log_variance, prior.log_variance],
        log_range: prior.log_range,
        above: 0.0,
        below: shortfall,
        shortfall,
        worst_shortfall: shortfall,
    };
    let made = pegged_forecast_with(weights, &state, PegKind::Stablecoin);
    quantile(&made, anchor, side, level).ln()
}
