//! GARCH(1,1) with Student-t errors and zero mean (Bollerslev 1986, 1987), fitted by maximum likelihood.

use argmin::core::{CostFunction, Executor, State};
use argmin::solver::neldermead::NelderMead;
use statrs::function::gamma::ln_gamma;

/// `σ²_t = ω + α r²_{t−1} + β σ²_{t−1}`, `r_t = σ_t · t_ν` scaled to variance 1; returns in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Garch {
    /// Constant, percent².
    pub omega: f64,
    /// Weight of the last squared return.
    pub alpha: f64,
    /// Weight of the last variance.
    pub beta: f64,
    /// Degrees of freedom, above 2.
    pub nu: f64,
}

/// Days of the backcast that starts the recursion, and its decay.
const BACKCAST: (usize, f64) = (75, 0.94);

/// Largest persistence: at 1 the variance would have no mean.
const PERSISTENCE: f64 = 0.999_999;

impl Garch {
    /// Fits returns in percent; at least 100 of them, not all zero.
    #[must_use]
    pub fn fit(returns: &[f64]) -> Option<Self> {
        let variance = returns.iter().map(|r| r * r).sum::<f64>() / returns.len() as f64;
        if returns.len() < 100 || variance <= 0.0 {
            return None;
        }
        let problem = Problem { returns, variance };
        let mut best: Option<(Vec<f64>, f64)> = None;
        for (persistence, share, freedom) in [(0.98, 0.05, 4.0), (0.95, 0.12, 6.0), (0.90, 0.2, 3.2), (0.7, 0.3, 4.0), (0.995, 0.04, 3.5)] {
            let odds = |p: f64| (p / (1.0 - p)).ln();
            let start = vec![(1.0f64 - persistence).ln(), odds(persistence), odds(share), f64::ln(freedom - 2.0)];
            let found = minimise(&problem, start);
            if best.as_ref().is_none_or(|(_, cost)| found.1 < *cost) {
                best = Some(found);
            }
        }
        // A simplex can stall: begin anew around the best until nothing is gained.
        let (mut point, mut cost) = best?;
        for _ in 0..6 {
            let (again, lower) = minimise(&problem, point.clone());
            let gained = cost - lower;
            if gained > 0.0 {
                (point, cost) = (again, lower);
            }
            if gained < 1e-10 * cost.abs() {
                break;
            }
        }
        Some(problem.model(&point))
    }

    /// Log likelihood of returns in percent, the recursion begun at the backcast.
    #[must_use]
    pub fn log_likelihood(&self, returns: &[f64]) -> f64 {
        let constant = ln_gamma(0.5 * (self.nu + 1.0)) - ln_gamma(0.5 * self.nu) - 0.5 * (std::f64::consts::PI * (self.nu - 2.0)).ln();
        let mut variance = backcast(returns);
        let mut before = variance;
        let mut total = 0.0;
        for r in returns {
            variance = self.omega + self.alpha * before + self.beta * variance;
            before = r * r;
            total += constant - 0.5 * variance.ln() - 0.5 * (self.nu + 1.0) * (before / (variance * (self.nu - 2.0))).ln_1p();
        }
        total
    }

    /// Variance of the next day after each prefix of the returns: one more entry than returns.
    #[must_use]
    pub fn variances(&self, returns: &[f64]) -> Vec<f64> {
        let mut variance = backcast(returns);
        let mut before = variance;
        let mut out = Vec::with_capacity(returns.len() + 1);
        for r in returns.iter().map(Some).chain([None]) {
            variance = self.omega + self.alpha * before + self.beta * variance;
            before = r.map_or(0.0, |r| r * r);
            out.push(variance);
        }
        out
    }

    /// Sum of the variances of the next `days` days, the first of them given.
    #[must_use]
    pub fn sum(&self, next: f64, days: u32) -> f64 {
        let persistence = self.alpha + self.beta;
        (0..days).fold((0.0, next), |(sum, day), _| (sum + day, self.omega + persistence * day)).0
    }
}

/// Variance before the first day: exponentially weighted over the first 75, as `arch` does.
fn backcast(returns: &[f64]) -> f64 {
    let (mut sum, mut weights, mut weight) = (0.0, 0.0, 1.0);
    for r in returns.iter().take(BACKCAST.0) {
        sum += weight * r * r;
        weights += weight;
        weight *= BACKCAST.1;
    }
    sum / weights
}

struct Problem<'a> {
    returns: &'a [f64],
    variance: f64,
}

impl Problem<'_> {
    /// Free parameters: ln(ω / variance), logit of α + β, logit of α's share in it, ln(ν − 2).
    fn model(&self, point: &[f64]) -> Garch {
        let share = |x: f64| 1.0 / (1.0 + (-x).exp());
        let persistence = PERSISTENCE * share(point[1]);
        let alpha = persistence * share(point[2]);
        Garch { omega: self.variance * point[0].exp(), alpha, beta: persistence - alpha, nu: 2.0 + point[3].min(6.2).exp().max(0.05) }
    }
}

impl CostFunction for &Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, point: &Self::Param) -> Result<f64, argmin::core::Error> {
        let cost = -self.model(point).log_likelihood(self.returns);
        Ok(if cost.is_finite() { cost } else { 1e300 })
    }
}

fn minimise(problem: &Problem<'_>, start: Vec<f64>) -> (Vec<f64>, f64) {
    let corners = (0..=start.len())
        .map(|corner| start.iter().enumerate().map(|(axis, x)| if axis + 1 == corner { x + 0.5 } else { *x }).collect())
        .collect();
    let fallback = problem.cost_at(&start);
    let solver = NelderMead::new(corners).with_sd_tolerance(1e-10);
    let run = solver.ok().and_then(|solver| Executor::new(problem, solver).configure(|state| state.max_iters(800)).run().ok());
    run.and_then(|run| Some((run.state().get_best_param()?.clone(), run.state().get_best_cost()))).unwrap_or((start, fallback))
}

impl Problem<'_> {
    fn cost_at(&self, point: &[f64]) -> f64 {
        -self.model(point).log_likelihood(self.returns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A seeded series with clustering variance and fat tails: only sums, products and square roots, so every language agrees.
    fn series(seed: u64) -> Vec<f64> {
        let (mut state, mut variance) = (seed, 4.0f64);
        let mut uniform = || {
            state = (1_103_515_245 * state + 12_345) % 2_147_483_648;
            state as f64 / 2_147_483_648.0
        };
        (0..1_500)
            .map(|_| {
                let mut shock = (uniform() + uniform() + uniform() - 1.5) * 1.8;
                if uniform() < 0.05 {
                    shock *= 3.0;
                }
                let r = variance.sqrt() * shock;
                variance = 0.2 + 0.1 * (r * r) + 0.85 * variance;
                r
            })
            .collect()
    }

    /// Reference: `arch` 8.0.0, `arch_model(r, mean='Zero', vol='GARCH', p=1, q=1, dist='t', rescale=False)`, converged.
    const REFERENCE: [(u64, f64, [f64; 4]); 3] = [
        (1, -3_343.716_247_214_602, [0.374_864_497, 0.130_222_443, 0.809_964_929, 6.629_324_756]),
        (2, -3_406.472_570_074_545, [0.180_052_966, 0.129_919_752, 0.849_223_697, 6.483_432_971]),
        (3, -3_367.320_869_713_152, [0.210_672_614, 0.119_403_07, 0.850_340_663, 7.058_079_57]),
    ];

    #[test]
    fn the_fit_is_that_of_arch() {
        for (seed, likelihood, [omega, alpha, beta, nu]) in REFERENCE {
            let returns = series(seed);
            let fit = Garch::fit(&returns).unwrap();
            let found = fit.log_likelihood(&returns);
            assert!((found / likelihood - 1.0).abs() < 1e-6, "seed {seed}: log likelihood {found}, arch {likelihood}");
            for (found, expected) in [(fit.omega, omega), (fit.alpha, alpha), (fit.beta, beta), (fit.nu, nu)] {
                assert!((found / expected - 1.0).abs() < 5e-3, "seed {seed}: {fit:?}");
            }
        }
    }

    #[test]
    fn too_few_or_still_returns_have_no_fit() {
        assert_eq!(Garch::fit(&series(1)[..99]), None);
        assert_eq!(Garch::fit(&[0.0; 500]), None);
    }
}
