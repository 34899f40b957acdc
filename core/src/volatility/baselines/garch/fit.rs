//! The fit of GARCH(1,1), and its forecasts.

use super::density::{Normal, StudentT};
use super::likelihood::{Point, Surface, backcast, surface, value};
use super::newton::{Box4, Summit, climb};
use crate::error::RiskError;
use crate::math;
use crate::units::{Shown, positive, within};
use crate::volatility::baselines::returns::squares;

/// Fewest returns of a fit.
const LEAST_RETURNS: usize = 100;

/// Bounds of the degrees of freedom, those of `arch`.
const FREEDOM: (f64, f64) = (2.05, 500.0);

/// Bounds of the constant, times the mean square, those of `arch`.
const CONSTANT: (f64, f64) = (1e-8, 10.0);

/// Starts: short and long memories, and the last square's share of each. A series with one jump has a maximum in both.
const MEMORIES: [[f64; 3]; 2] = [[0.1, 0.4, 0.8], [0.9, 0.98, 0.997]];
const SHARES: [f64; 3] = [0.03, 0.1, 0.3];

/// Degrees of freedom of every start.
const START_FREEDOM: f64 = 4.0;

/// Below this mean square the arithmetic of a double has no room left.
const STILL: f64 = 1e-200;

/// Longest forecast, periods.
const MOST_STEPS: u32 = 100_000;

/// Law of the errors of GARCH.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum GarchLaw {
    /// Normal errors.
    Normal,
    /// Student-t errors, scaled to variance 1.
    StudentT,
}

/// A fitted GARCH(1,1): `σ²_t = ω + α r²_{t−1} + β σ²_{t−1}`, `r_t = σ_t · error`, mean zero.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct GarchFit {
    /// Constant ω, variance per period, above 0.
    pub omega: f64,
    /// Weight α of the last squared return, 0 or more.
    pub alpha: f64,
    /// Weight β of the last variance, 0 or more; α + β is at most 1.
    pub beta: f64,
    /// Degrees of freedom of Student-t errors, above 2; absent for normal errors.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub nu: Option<f64>,
    /// Log likelihood of the returns that were fitted, in the units they came in.
    pub log_likelihood: f64,
    /// Whether a maximum was reached; where false, the best point found.
    pub converged: bool,
}

impl GarchFit {
    /// Returns the variance of each return's period and, last, of the period after them; `squares` are squared returns.
    ///
    /// ```
    /// use plimsoll::volatility::GarchFit;
    /// let fit = GarchFit { omega: 0.1, alpha: 0.1, beta: 0.8, nu: None, log_likelihood: 0.0, converged: true };
    /// let variances: Vec<f64> = fit.variances(&[1.0]).collect();
    /// assert!((variances[0] - 1.0).abs() < 1e-15 && (variances[1] - 1.0).abs() < 1e-15);
    /// ```
    pub fn variances<'a>(&'a self, squares: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        let (before, point) = (backcast(squares), Point { omega: self.omega, alpha: self.alpha, beta: self.beta });
        core::iter::once(before).chain(squares.iter().copied()).scan(before, move |variance, square| {
            *variance = point.next(square, *variance);
            Some(*variance)
        })
    }

    /// Returns the sum of the variances of `steps` periods, the first of them given.
    ///
    /// ```
    /// use plimsoll::volatility::GarchFit;
    /// let fit = GarchFit { omega: 0.1, alpha: 0.1, beta: 0.8, nu: None, log_likelihood: 0.0, converged: true };
    /// assert!((fit.total(2.0, 3) - (2.0 + 1.9 + 1.81)).abs() < 1e-12);
    /// ```
    #[must_use]
    pub fn total(&self, next: f64, steps: u32) -> f64 {
        let persistence = self.alpha + self.beta;
        (0..steps).fold((0.0, next), |(sum, variance), _| (sum + variance, self.omega + persistence * variance)).0
    }
}

/// Fits GARCH(1,1) with zero mean by maximum likelihood.
///
/// The recursion starts at the mean of the first 75 squares weighted by 0.94^i, as in `arch` 8; ω is within 1e-8 and 10 times the
/// mean square, ν within 2.05 and 500, α + β at most 1, its bounds as well. Newton's method with the exact Hessian starts from the
/// likeliest of nine points with a short memory and of nine with a long one. Equal log likelihoods to `arch` 8's where that converges: see `models/bench/garch.py`.
///
/// - `returns`: log returns of equal periods, oldest first, 100 or more.
/// - `law`: law of the errors.
///
/// Source: Bollerslev, Generalized autoregressive conditional heteroskedasticity (1986), and A conditionally heteroskedastic time
/// series model for speculative prices and rates of return (1987).
///
/// # Errors
/// `not_enough_history` under 100 returns; `not_finite`; `out_of_range`, also for returns that never move.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{GarchLaw, garch_fit}};
/// let bars = simulate_bars(1, 2_000, 0, 100.0, 0.8)?;
/// let returns: Vec<f64> = bars.chunks(6).map(|bar| (bar[4] / bar[1]).ln()).collect();
/// let fit = garch_fit(&returns, GarchLaw::StudentT)?;
/// assert!(fit.converged && fit.alpha + fit.beta <= 1.0 && fit.nu.is_some());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn garch_fit(returns: &[f64], law: GarchLaw) -> Result<GarchFit, RiskError> {
    let mut squares = squares(returns, LEAST_RETURNS)?;
    let count = squares.len() as f64;
    let scale = squares.iter().sum::<f64>() / count;
    if scale < STILL {
        return Err(RiskError::out_of_range("returns", "returns that move", "returns that do not", "pass the returns of a traded asset"));
    }
    // One scale for every asset, so that steps and bounds mean the same; products of a hundred variances then stay in range.
    for square in &mut squares {
        *square /= scale;
    }
    let Summit { point, value, converged } = summit(&squares, law);
    let (natural, nu) = natural(&point);
    Ok(GarchFit {
        omega: natural.omega * scale,
        alpha: natural.alpha,
        beta: natural.beta,
        nu: (law == GarchLaw::StudentT).then_some(nu),
        log_likelihood: value - 0.5 * count * math::ln(scale),
        converged,
    })
}

/// Returns the total variance over the `steps` periods after the last return by a fitted GARCH(1,1).
///
/// ```text
/// total = Σ_{i=1..steps} E σ²_{n+i},   E σ²_{n+1+i} = ω + (α + β) E σ²_{n+i}
/// ```
///
/// - `returns`: log returns of the fit's period, oldest first, not empty: the same that were fitted, or later ones.
/// - `fit`: what `garch_fit` returns.
/// - `steps`: whole periods ahead, 1 to 100000.
///
/// Source: Bollerslev (1986), as in `garch_fit`.
///
/// # Errors
/// `not_enough_history` without a return; `not_finite`, `out_of_range`.
///
/// ```
/// use plimsoll::volatility::{GarchFit, garch_variance};
/// let fit = GarchFit { omega: 1e-5, alpha: 0.1, beta: 0.8, nu: None, log_likelihood: 0.0, converged: true };
/// // The only return is its own backcast: 1e-5 + 0.9 · 1e-4 for it, and 1e-4 again after it.
/// assert!((garch_variance(&[0.01], &fit, 2)? - 2e-4).abs() < 1e-18);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn garch_variance(returns: &[f64], fit: &GarchFit, steps: u32) -> Result<f64, RiskError> {
    let squares = squares(returns, 1)?;
    fit.check()?;
    if steps == 0 || steps > MOST_STEPS {
        return Err(RiskError::out_of_range("steps", "in [1, 100000]", steps, "pass whole periods ahead"));
    }
    Ok(fit.variances(&squares).last().map_or(0.0, |next| fit.total(next, steps)))
}

impl GarchFit {
    fn check(&self) -> Result<(), RiskError> {
        let hint = "pass what `garch_fit` returns";
        positive("fit.omega", self.omega, hint)?;
        within("fit.omega", self.omega, 0.0, 1e6, hint)?;
        within("fit.alpha", self.alpha, 0.0, 1.0, hint)?;
        within("fit.beta", self.beta, 0.0, 1.0, hint)?;
        within("fit.alpha + fit.beta", self.alpha + self.beta, 0.0, 1.0, hint)?;
        match self.nu {
            Some(nu) if !nu.is_finite() || nu <= 2.0 => Err(RiskError::out_of_range("fit.nu", "above 2", Shown(nu), hint)),
            _ => Ok(()),
        }
    }
}

/// The best point for squares whose mean is 1: ln ω, persistence α + β, α's share of it, and 1/ν.
fn summit(squares: &[f64], law: GarchLaw) -> Summit {
    let before = backcast(squares);
    let freedom = match law {
        GarchLaw::StudentT => (1.0 / FREEDOM.1, 1.0 / FREEDOM.0),
        GarchLaw::Normal => (1.0 / START_FREEDOM, 1.0 / START_FREEDOM),
    };
    let bounds: Box4 = [(math::ln(CONSTANT.0), math::ln(CONSTANT.1)), (0.0, 1.0), (0.0, 1.0), freedom];
    let likelihood = |point: &[f64; 4]| {
        let (natural, nu) = natural(point);
        match law {
            GarchLaw::Normal => value(squares, before, &natural, Normal::new()),
            GarchLaw::StudentT => value(squares, before, &natural, StudentT::new(nu)),
        }
    };
    let climbed = |point: &[f64; 4]| {
        let (natural, nu) = natural(point);
        let natural_surface = match law {
            GarchLaw::Normal => surface(squares, before, &natural, Normal::new()),
            GarchLaw::StudentT => surface(squares, before, &natural, StudentT::new(nu)),
        };
        transformed(natural_surface, point)
    };
    let start = |persistence: f64, share: f64| [math::ln(1.0 - persistence), persistence, share, 1.0 / START_FREEDOM];
    let best = |memories: [f64; 3]| {
        let starts = memories.into_iter().flat_map(|persistence| SHARES.map(|share| start(persistence, share)));
        let best = starts.fold((start(0.5, 0.1), f64::NEG_INFINITY), |best, point| {
            let reached = likelihood(&point);
            if reached > best.1 { (point, reached) } else { best }
        });
        best.0
    };
    let [short, long] = MEMORIES.map(best);
    let long = climb(climbed, &bounds, long, f64::NEG_INFINITY);
    let short = climb(climbed, &bounds, short, long.value);
    if short.value > long.value { short } else { long }
}

/// Natural parameters of a point, and the degrees of freedom.
fn natural([log_omega, persistence, share, inverse_freedom]: &[f64; 4]) -> (Point, f64) {
    let alpha = persistence * share;
    (Point { omega: math::exp(*log_omega), alpha, beta: persistence - alpha }, 1.0 / inverse_freedom)
}

/// Gradient and Hessian in the coordinates of the search, by the chain rule.
fn transformed(surface: Surface, [log_omega, p, z, inverse_freedom]: &[f64; 4]) -> Surface {
    let (omega, nu) = (math::exp(*log_omega), 1.0 / inverse_freedom);
    let [g_omega, g_alpha, g_beta, g_nu] = surface.gradient;
    let [[oo, oa, ob, on], [_, aa, ab, an], [_, _, bb, bn], [.., nn]] = surface.hessian;
    // Along the persistence α and β rise; along the share α rises and β falls.
    let by_p = |a: f64, b: f64| z * a + (1.0 - z) * b;
    let (p_alpha, p_beta) = (by_p(aa, ab), by_p(ab, bb));
    // dν/dη and d²ν/dη² for η = 1/ν.
    let (slope, bend) = (-nu * nu, 2.0 * nu * nu * nu);
    let h_op = omega * by_p(oa, ob);
    let h_oz = omega * p * (oa - ob);
    let h_on = omega * slope * on;
    let h_pz = p * (p_alpha - p_beta) + g_alpha - g_beta;
    let h_pn = slope * by_p(an, bn);
    let h_zn = slope * p * (an - bn);
    let h_oo = omega * (omega * oo + g_omega);
    let h_pp = by_p(p_alpha, p_beta);
    let h_zz = p * p * (aa - 2.0 * ab + bb);
    let h_nn = slope * slope * nn + bend * g_nu;
    Surface {
        value: surface.value,
        gradient: [omega * g_omega, by_p(g_alpha, g_beta), p * (g_alpha - g_beta), slope * g_nu],
        hessian: [[h_oo, h_op, h_oz, h_on], [h_op, h_pp, h_pz, h_pn], [h_oz, h_pz, h_zz, h_zn], [h_on, h_pn, h_zn, h_nn]],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn wave() -> Vec<f64> {
        (0..400_u32).map(|i| f64::from(i * i % 41) * 1e-3 - 0.02 + if i % 97 == 0 { 0.1 } else { 0.0 }).collect()
    }

    #[test]
    fn derivatives_are_those_of_the_value() {
        let squares: Vec<f64> = wave().iter().map(|r| r * r * 1e3).collect();
        let before = backcast(&squares);
        let at = |point: &[f64; 4]| {
            let (natural, nu) = natural(point);
            transformed(surface(&squares, before, &natural, StudentT::new(nu)), point)
        };
        let point = [-1.0, 0.85, 0.2, 0.2];
        let here = at(&point);
        let (natural_point, nu) = natural(&point);
        let alone = value(&squares, before, &natural_point, StudentT::new(nu));
        assert!((here.value - alone).abs() < 1e-10 * alone.abs(), "{} {alone}", here.value);
        for axis in 0..4 {
            let moved = |by: f64| {
                let mut moved = point;
                moved[axis] += by;
                at(&moved)
            };
            let (up, down) = (moved(1e-5), moved(-1e-5));
            let slope = (up.value - down.value) / 2e-5;
            assert!((here.gradient[axis] - slope).abs() < 1e-4 * (1.0 + slope.abs()), "{axis}: {} {slope}", here.gradient[axis]);
            for (other, bend) in here.hessian[axis].iter().enumerate() {
                let difference = (up.gradient[other] - down.gradient[other]) / 2e-5;
                assert!((bend - difference).abs() < 1e-4 * (1.0 + difference.abs()), "{axis} {other}: {bend} {difference}");
            }
        }
    }

    #[test]
    fn a_fit_does_not_depend_on_the_units() {
        let plain = garch_fit(&wave(), GarchLaw::StudentT).unwrap();
        let scaled = garch_fit(&wave().iter().map(|r| 8.0 * r).collect::<Vec<_>>(), GarchLaw::StudentT).unwrap();
        assert_eq!((scaled.omega, scaled.alpha, scaled.beta, scaled.nu), (64.0 * plain.omega, plain.alpha, plain.beta, plain.nu));
        assert!((plain.log_likelihood - scaled.log_likelihood - 400.0 * 2.0794415416798357).abs() < 1e-9);
    }

    #[test]
    fn refusals_have_codes() {
        assert_eq!(garch_fit(&wave()[..99], GarchLaw::Normal).unwrap_err().code(), "not_enough_history");
        assert_eq!(garch_fit(&[0.0; 500], GarchLaw::StudentT).unwrap_err().code(), "out_of_range");
        assert_eq!(garch_fit(&[f64::NAN; 500], GarchLaw::Normal).unwrap_err().code(), "not_finite");
        let fit = garch_fit(&wave(), GarchLaw::StudentT).unwrap();
        assert_eq!(garch_variance(&[], &fit, 1).unwrap_err().code(), "not_enough_history");
        assert_eq!(garch_variance(&wave(), &fit, 0).unwrap_err().code(), "out_of_range");
        assert_eq!(garch_variance(&wave(), &GarchFit { beta: 1.0, alpha: 0.1, ..fit }, 1).unwrap_err().code(), "out_of_range");
    }
}
