//! The probability that an account is liquidated within a horizon.

use crate::account::{Account, Crossing, Exposure, PriceDirection, is_liquidatable, log_distance, settled_crossing};
use crate::error::RiskError;
use crate::leverage::advice::{AdviceOptions, HorizonProbability};
use crate::math;
use crate::volatility::{Bound, EXTRAPOLATED_BELOW, Law};

/// One account under one forecast and one set of options, all checked before.
pub(crate) struct Question<'a> {
    pub account: &'a Account,
    pub law: &'a Law,
    pub options: &'a AdviceOptions,
    /// The account now.
    pub exposure: Exposure,
    /// The account owes something.
    pub indebted: bool,
    /// The verdict: the venue's own where it is known.
    pub liquidatable: bool,
}

impl<'a> Question<'a> {
    pub fn new(account: &'a Account, law: &'a Law, options: &'a AdviceOptions) -> Self {
        let exposure = Exposure::after(account, 0.0);
        Self { account, law, options, exposure, indebted: exposure.indebted(), liquidatable: is_liquidatable(account, &exposure) }
    }

    /// The window of a horizon: the oracle reports that much later.
    pub fn window(&self, horizon_hours: f64) -> f64 {
        horizon_hours + self.options.oracle_delay_hours
    }

    /// The boundary now, with the verdict applied, and the boundary once the interest of a window has accrued.
    ///
    /// Interest moves the boundary steadily, so the nearer of the two ends is the nearest of the window: the first-passage law
    /// at that distance bounds the probability from above, and is exact where no interest accrues.
    pub fn crossings(&self, window: f64) -> [Crossing; 2] {
        [settled_crossing(self.account, &self.exposure), Exposure::after(self.account, window).crossing()]
    }

    /// P(liquidated within the horizon), with the price already moved against the account by the oracle's deviation.
    pub fn probability(&self, horizon_hours: f64) -> Result<f64, RiskError> {
        self.probability_at(Bound::Central, horizon_hours)
    }

    /// The same with its interval.
    pub fn probability_with_interval(&self, horizon_hours: f64) -> Result<HorizonProbability, RiskError> {
        let probability = self.probability(horizon_hours)?;
        Ok(HorizonProbability {
            horizon_hours,
            probability,
            low: self.probability_at(Bound::Low, horizon_hours)?.min(probability),
            high: self.probability_at(Bound::High, horizon_hours)?.max(probability),
            extrapolated: probability > 0.0 && probability < EXTRAPOLATED_BELOW,
        })
    }

    fn probability_at(&self, bound: Bound, horizon_hours: f64) -> Result<f64, RiskError> {
        if self.liquidatable {
            return Ok(1.0);
        }
        let window = self.window(horizon_hours);
        let mut worst = 0.0f64;
        for crossing in self.crossings(window) {
            let probability = match crossing {
                Crossing::Never => 0.0,
                Crossing::Always => 1.0,
                Crossing::At { direction, multiple } => {
                    let left = log_distance(direction, multiple) - self.deviation(direction);
                    // Nothing left, or no time for the price to move.
                    match (left > 0.0, window > 0.0) {
                        (false, _) => 1.0,
                        (true, false) => 0.0,
                        (true, true) => match direction {
                            PriceDirection::Fall => self.law.drawdown_probability_at(bound, left, window)?,
                            PriceDirection::Rise => self.law.runup_probability_at(bound, left, window)?,
                        },
                    }
                }
            };
            worst = worst.max(probability);
        }
        Ok(worst)
    }

    /// How far the true price may already be from the reported one, log distance.
    pub fn deviation(&self, direction: PriceDirection) -> f64 {
        match direction {
            PriceDirection::Fall => -math::ln_1p(-self.options.oracle_deviation),
            PriceDirection::Rise => math::ln_1p(self.options.oracle_deviation),
        }
    }

    /// The move that the market exceeds with probability alpha within the horizon and the delay, log distance.
    pub fn market_move(&self, direction: PriceDirection, window: f64) -> Result<f64, RiskError> {
        match direction {
            PriceDirection::Fall => self.law.drawdown_quantile(self.options.alpha, window),
            PriceDirection::Rise => self.law.runup_quantile(self.options.alpha, window),
        }
    }
}
