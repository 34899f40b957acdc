//! Log densities of a return, and their slopes in the variance and the degrees of freedom.

use crate::math;

/// First and second derivatives of one observation's log density.
pub(super) struct Slopes {
    /// In the variance.
    pub(super) first: f64,
    /// In the variance, twice.
    pub(super) second: f64,
    /// In the variance and the degrees of freedom.
    pub(super) mixed: f64,
}

/// Sums over observations: the log density, and its first and second derivative in the degrees of freedom.
pub(super) struct Total {
    pub(super) value: f64,
    pub(super) first: f64,
    pub(super) second: f64,
}

/// Takes squared returns with their variances one by one.
pub(super) trait Density {
    /// Adds an observation to the log density alone.
    fn value(&mut self, square: f64, variance: f64);
    /// Adds an observation and returns its slopes.
    fn slopes(&mut self, square: f64, variance: f64) -> Slopes;
    /// The sums.
    fn total(self, count: f64) -> Total;
}

/// A sum of logarithms with one logarithm in many factors: the product is put away before it can leave the range of a double.
#[derive(Clone, Copy)]
struct LogSum {
    product: f64,
    sum: f64,
}

impl LogSum {
    /// Factors lie within (1e-150, 1e150), so that no product leaves (1e-290, 1e290).
    const RANGE: core::ops::Range<f64> = 1e-140..1e140;

    const ZERO: Self = Self { product: 1.0, sum: 0.0 };

    fn add(&mut self, factor: f64) {
        self.product *= factor;
        if !Self::RANGE.contains(&self.product) {
            self.sum += math::ln(self.product);
            self.product = 1.0;
        }
    }

    fn total(&self) -> f64 {
        self.sum + math::ln(self.product)
    }
}

/// `l = −½ (ln 2π + ln s + y/s)`.
pub(super) struct Normal {
    variances: LogSum,
    ratios: f64,
}

impl Normal {
    pub(super) const fn new() -> Self {
        Self { variances: LogSum::ZERO, ratios: 0.0 }
    }
}

impl Density for Normal {
    fn value(&mut self, square: f64, variance: f64) {
        self.variances.add(variance);
        self.ratios += square / variance;
    }

    fn slopes(&mut self, square: f64, variance: f64) -> Slopes {
        let inverse = 1.0 / variance;
        let ratio = square * inverse;
        self.variances.add(variance);
        self.ratios += ratio;
        let half = 0.5 * inverse;
        Slopes { first: half * (ratio - 1.0), second: half * inverse * (1.0 - 2.0 * ratio), mixed: 0.0 }
    }

    fn total(self, count: f64) -> Total {
        let value = -0.5 * (count * math::ln(core::f64::consts::TAU) + self.variances.total() + self.ratios);
        Total { value, first: 0.0, second: 0.0 }
    }
}

/// `l = c(ν) − ½ ln s − (ν+1)/2 · ln(1 + y/(s(ν−2)))`, variance s (Bollerslev 1987).
pub(super) struct StudentT {
    nu: f64,
    /// `ν − 2`.
    excess: f64,
    /// `s`, and `s(ν−2) + y`.
    variances: LogSum,
    tails: LogSum,
    /// Sums of `w = y / (s(ν−2) + y)`, and of `w (2 − w)`.
    shares: f64,
    bends: f64,
}

impl StudentT {
    pub(super) fn new(nu: f64) -> Self {
        Self { nu, excess: nu - 2.0, variances: LogSum::ZERO, tails: LogSum::ZERO, shares: 0.0, bends: 0.0 }
    }
}

impl Density for StudentT {
    fn value(&mut self, square: f64, variance: f64) {
        self.variances.add(variance);
        self.tails.add(variance * self.excess + square);
    }

    fn slopes(&mut self, square: f64, variance: f64) -> Slopes {
        let tail = variance * self.excess + square;
        self.variances.add(variance);
        self.tails.add(tail);
        // One division for both reciprocals.
        let both = 1.0 / (variance * tail);
        let (inverse, share) = (both * tail, both * variance * square);
        let bend = share * (2.0 - share);
        self.shares += share;
        self.bends += bend;
        let (half, power) = (0.5 * inverse, self.nu + 1.0);
        Slopes {
            first: half * (power * share - 1.0),
            second: half * inverse * (1.0 - power * bend),
            mixed: half * (share - power / self.excess * share * (1.0 - share)),
        }
    }

    fn total(self, count: f64) -> Total {
        let Self { nu, excess, .. } = self;
        let (half, power) = (0.5 * nu, 0.5 * (nu + 1.0));
        let (variances, tails) = (self.variances.total(), self.tails.total());
        let logs = tails - variances - count * math::ln(excess);
        let constant = math::ln_gamma(power) - math::ln_gamma(half) - 0.5 * math::ln(core::f64::consts::PI * excess);
        let slope = 0.5 * (digamma(power) - digamma(half)) - 0.5 / excess;
        let bend = 0.25 * (trigamma(power) - trigamma(half)) + 0.5 / (excess * excess);
        Total {
            value: count * constant - 0.5 * variances - power * logs,
            first: count * slope - 0.5 * logs + power * self.shares / excess,
            second: count * bend + self.shares / excess - power * self.bends / (excess * excess),
        }
    }
}

/// Slope of the log of the gamma function, for x above 0: recurrence up to 10, then the asymptotic series
/// (Abramowitz and Stegun 1964, 6.3.5 and 6.3.18).
fn digamma(x: f64) -> f64 {
    let (mut large, mut sum) = (x, 0.0);
    while large < 10.0 {
        sum -= 1.0 / large;
        large += 1.0;
    }
    let square = 1.0 / (large * large);
    let series = [1.0 / 12.0, -1.0 / 120.0, 1.0 / 252.0, -1.0 / 240.0, 1.0 / 132.0, -691.0 / 32_760.0];
    sum + math::ln(large) - 0.5 / large - square * series.iter().rev().fold(0.0, |rest, term| term + square * rest)
}

/// Slope of `digamma` (6.4.6 and 6.4.12).
fn trigamma(x: f64) -> f64 {
    let (mut large, mut sum) = (x, 0.0);
    while large < 10.0 {
        sum += 1.0 / (large * large);
        large += 1.0;
    }
    let square = 1.0 / (large * large);
    let series = [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2_730.0];
    sum + (1.0 + 0.5 / large + square * series.iter().rev().fold(0.0, |rest, term| term + square * rest)) / large
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slopes_of_the_gamma_function_are_the_tables() {
        // Abramowitz and Stegun, table 6.1 and 6.3: ψ(1) = −γ, ψ(½) = −γ − 2 ln 2, ψ′(1) = π²/6, ψ′(½) = π²/2.
        let euler = 0.577_215_664_901_532_9;
        let pi = core::f64::consts::PI;
        for (found, expected) in [
            (digamma(1.0), -euler),
            (digamma(0.5), -euler - 2.0 * core::f64::consts::LN_2),
            (digamma(250.5), 5.521_461_584_527_046),
            (trigamma(1.0), pi * pi / 6.0),
            (trigamma(0.5), pi * pi / 2.0),
        ] {
            assert!((found - expected).abs() < 1e-13 * expected.abs(), "{found} {expected}");
        }
    }

    #[test]
    fn a_sum_of_logs_is_that_of_each() {
        let mut sum = LogSum::ZERO;
        let mut each = 0.0;
        for i in 1..2_000 {
            let factor = f64::from(i) * 1e-7;
            sum.add(factor);
            each += math::ln(factor);
        }
        assert!((sum.total() / each - 1.0).abs() < 1e-14);
    }
}
