//! The drift monitor: evidence, valid at any time, that the model's promise no longer holds on this stream.
//!
//! The promise is the model's own, with a margin: on every day, whatever the past, the worst fall and the worst rise within 24
//! hours exceed 1.2 times each quantile of 50, 20, 5 and 1 % no more often than that, and the realised variance is on average at
//! most 1.25 times its forecast. Against it the monitor bets. A bet pays e, whose mean under the promise is at most 1, and
//!
//! ```text
//! R_n = (R_{n−1} + 1) · e_n
//! ```
//!
//! is the sum over the days of the e-processes begun on each, the e-detector of Shin, Ramdas and Rinaldo (2024, section 2),
//! which need not know when a drift begins. While the promise holds E R_n ≤ n, and P(R_k ≥ r for some k ≤ n) ≤ n / r.

/// Levels whose quantiles are bet on: probabilities of exceeding them, falling.
pub(super) const BET_LEVELS: [f64; 4] = [0.5, 0.2, 0.05, 0.01];

/// How far beyond a quantile a move may go before it counts against the promise.
const QUANTILE_MARGIN: f64 = 1.2;

/// Mean of realised over forecast variance that is still the promise.
const VARIANCE_MARGIN: f64 = 1.25;

/// The largest ratio to the promised variance that is counted: a crash is one day's evidence, not a year's.
const LARGEST_RATIO: f64 = 10.0;

/// No forecast is below this.
const LEAST_VARIANCE: f64 = 1e-30;

/// Probabilities of exceeding the widened quantiles that the bets suppose: a drift, and a strong one.
const SUPPOSED: [[f64; 4]; BETS] = [[0.6, 0.29, 0.1, 0.027], [0.75, 0.5, 0.2, 0.07]];

/// Share of the evidence staked on the variance.
const STAKES: [f64; BETS] = [0.1, 0.3];

/// Bets per measure.
const BETS: usize = 2;

/// Measures: the worst fall, the worst rise, the variance.
const MEASURES: usize = 3;

const DAYS_PER_YEAR: f64 = 365.0;

/// False alarms per year while the promise holds, at most, of `Watch` and of `Broken`.
const ALARMS_PER_YEAR: (f64, f64) = (0.1, 0.01);

/// Evidence is counted no further: it stays finite in four bytes.
const MOST_EVIDENCE: f64 = 1e30;

/// Whether the online record fits the model's promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum DriftStatus {
    /// Nothing speaks against it.
    Fits,
    /// A model that keeps its promise looks like this in at most one year of ten.
    Watch,
    /// In at most one year of a hundred: use newer weights, or ask for less leverage.
    Broken,
}

/// What the monitor has seen. One-sided: a model that is too cautious breaks no promise.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftReport {
    /// Whether the record fits.
    pub status: DriftStatus,
    /// Evidence against the promise: the mean, over the days, of the e-values begun on each. Its expectation is at most 1 while
    /// the promise holds.
    pub e_value: f64,
    /// Days judged: windows of 24 hours that do not overlap.
    pub days: u32,
    /// 1 − 1/e, or 0: a promise that holds shows so much evidence, at any time up to now, with probability at most 1 less this.
    pub confidence: f64,
}

/// The evidence of each bet: six numbers and a count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Monitor {
    pub(super) evidence: [[f32; BETS]; MEASURES],
    pub(super) days: u32,
}

impl Monitor {
    /// Counts one day: the worst fall and the worst rise each with the model's quantiles at `BET_LEVELS`, and the
    /// realised and the forecast variance.
    pub(super) fn observe(&mut self, fall: (f64, [f64; 4]), rise: (f64, [f64; 4]), variance: (f64, f64)) {
        let promised = (VARIANCE_MARGIN * variance.1).max(LEAST_VARIANCE);
        let ratio = (variance.0 / promised).min(LARGEST_RATIO);
        let [falls, rises, variances] = &mut self.evidence;
        for (evidence, supposed) in falls.iter_mut().zip(&SUPPOSED) {
            add(evidence, payoff(supposed, fall));
        }
        for (evidence, supposed) in rises.iter_mut().zip(&SUPPOSED) {
            add(evidence, payoff(supposed, rise));
        }
        for (evidence, stake) in variances.iter_mut().zip(STAKES) {
            add(evidence, 1.0 + stake * (ratio - 1.0));
        }
        self.days = self.days.saturating_add(1);
    }

    pub(super) fn report(&self) -> DriftReport {
        let sum: f64 = self.evidence.iter().flatten().map(|evidence| f64::from(*evidence)).sum();
        // The mean of the bets is a bet.
        let total = sum / (BETS * MEASURES) as f64;
        let per_year = total / DAYS_PER_YEAR;
        let status = if per_year >= 1.0 / ALARMS_PER_YEAR.1 {
            DriftStatus::Broken
        } else if per_year >= 1.0 / ALARMS_PER_YEAR.0 {
            DriftStatus::Watch
        } else {
            DriftStatus::Fits
        };
        let e_value = if self.days == 0 { 1.0 } else { total / f64::from(self.days) };
        DriftReport { status, e_value, days: self.days, confidence: if e_value > 1.0 { 1.0 - 1.0 / e_value } else { 0.0 } }
    }
}

fn add(evidence: &mut f32, payoff: f64) {
    *evidence = ((f64::from(*evidence) + 1.0) * payoff).min(MOST_EVIDENCE) as f32;
}

/// The likelihood ratio of the band in which the move fell: rising with the move, so that its mean is at most 1 wherever no
/// quantile is exceeded more often than promised.
fn payoff(supposed: &[f64; 4], (realised, quantiles): (f64, [f64; 4])) -> f64 {
    let (mut promised_above, mut supposed_above) = (1.0, 1.0);
    for ((level, suppose), quantile) in BET_LEVELS.iter().zip(supposed).zip(quantiles) {
        if realised <= QUANTILE_MARGIN * quantile {
            return (supposed_above - suppose) / (promised_above - level);
        }
        (promised_above, supposed_above) = (*level, *suppose);
    }
    supposed_above / promised_above
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUANTILES: [f64; 4] = [0.01, 0.02, 0.04, 0.06];

    #[test]
    fn every_bet_is_fair_under_the_promise_and_rises_with_the_move() {
        for supposed in &SUPPOSED {
            let (mut mean, mut above, mut before) = (0.0, 1.0, 0.0);
            for (band, share) in BET_LEVELS.iter().map(|level| (above - level, above = *level).0).chain([0.01]).enumerate() {
                let realised = 1.2 * [0.005, 0.015, 0.03, 0.05, 0.5][band];
                let payoff = payoff(supposed, (realised, QUANTILES));
                assert!(payoff > before);
                (mean, before) = (mean + share * payoff, payoff);
            }
            assert!((mean - 1.0f64).abs() < 1e-12, "{mean}");
        }
    }

    #[test]
    fn evidence_by_hand() {
        let mut monitor = Monitor::default();
        assert_eq!(monitor.report(), DriftReport { status: DriftStatus::Fits, e_value: 1.0, days: 0, confidence: 0.0 });
        // Beyond every quantile by day, at the largest ratio: (0.027 / 0.01, 0.07 / 0.01) twice, 1.9 and 3.7.
        monitor.observe((1.0, QUANTILES), (1.0, QUANTILES), (100.0, 1.0));
        let first = (2.0 * (2.7 + 7.0) + 1.9 + 3.7) / 6.0;
        assert!((monitor.report().e_value / first - 1.0).abs() < 1e-6);
        for _ in 0..4 {
            monitor.observe((1.0, QUANTILES), (1.0, QUANTILES), (100.0, 1.0));
        }
        let report = monitor.report();
        assert_eq!((report.status, report.days), (DriftStatus::Watch, 5));
        assert!((report.confidence - (1.0 - 1.0 / report.e_value)).abs() < 1e-15 && report.confidence > 0.999);
        for _ in 0..500 {
            monitor.observe((1.0, QUANTILES), (1.0, QUANTILES), (100.0, 1.0));
        }
        assert!(monitor.report().e_value.is_finite() && monitor.report().status == DriftStatus::Broken);
        for _ in 0..5_000 {
            monitor.observe((0.001, QUANTILES), (0.001, QUANTILES), (0.5, 1.0));
        }
        assert_eq!(monitor.report().status, DriftStatus::Fits);
    }
}
