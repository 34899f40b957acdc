//! The safe leverage of the joint advice alone.

use super::advice::{AdviceOptions, SafeLeverage};
use super::joint::{Simulated, safe};
use super::joint_lines::Lines;
use super::options;
use crate::account::{Account, account_health};
use crate::error::RiskError;
use crate::scenario::{JOINT_WEIGHTS, JointForecast, ScenarioOptions, check_joint};
use crate::volatility::ForecastFlag;
use alloc::vec::Vec;

/// Returns the safe leverage of `joint_advice` alone at each of some accepted probabilities, from the same paths, no longer than its
/// window: several times faster, for those who ask it of many accounts.
///
/// - `alphas`: read in place of the options' own.
///
/// # Errors
/// Those of `joint_advice`.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::leverage::{default_advice_options, joint_advice, joint_safe_leverages};
/// use plimsoll::market::simulate_bars;
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast};
/// let leg = |asset: &str, side, amount, price, threshold, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let eth = FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? };
/// let btc = FactorBars { factor: "BTC".into(), bars: simulate_bars(2, 960, 1_749_999_600, 60_000.0, 0.5)? };
/// let joint = joint_forecast(&[eth, btc], None)?;
/// let mut legs = vec![
///     leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.83, Some("ETH")),
///     leg("WBTC", LegSide::Debt, 0.2, 60_000.0, 1.0, Some("BTC")),
/// ];
/// legs[0].ltv = 0.83;
/// let account = Account { legs, liquidatable: None };
/// let (options, scenario) = (default_advice_options(), ScenarioOptions { seed: 1, paths: 4_000, horizon_hours: 24.0 });
/// let whole = joint_advice(&account, &joint, &options, &scenario)?;
/// let [alone, bolder] = &joint_safe_leverages(&account, &joint, &options, &[0.01, 0.05], &scenario)?[..] else { unreachable!() };
/// // Other paths of the same walk: equal within the simulation's error.
/// assert!(alone.leverage > whole.safe_leverage_low - 0.2 && alone.leverage < whole.safe_leverage_high + 0.2);
/// assert!(alone.leverage < bolder.leverage);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn joint_safe_leverages(
    account: &Account,
    joint: &JointForecast,
    options: &AdviceOptions,
    alphas: &[f64],
    scenario: &ScenarioOptions,
) -> Result<Vec<SafeLeverage>, RiskError> {
    joint_safe_leverages_with(account, joint, options, alphas, scenario, JOINT_WEIGHTS.unstretched)
}

/// The same with another share of what is each factor's own unstretched, as in `worst_health_with`.
///
/// # Errors
/// Those of `joint_advice`; `out_of_range`: a share outside [0, 1].
pub fn joint_safe_leverages_with(
    account: &Account,
    joint: &JointForecast,
    options: &AdviceOptions,
    alphas: &[f64],
    scenario: &ScenarioOptions,
    unstretched: f64,
) -> Result<Vec<SafeLeverage>, RiskError> {
    account_health(account)?;
    let asked: Vec<AdviceOptions> = alphas.iter().map(|alpha| AdviceOptions { alpha: *alpha, ..options.clone() }).collect();
    asked.iter().chain([options]).try_for_each(options::check)?;
    check_joint(joint)?;
    let lines = Lines::new(account);
    let simulated = Simulated::new(account, &lines, joint, options, scenario, &[options.horizon_hours], unstretched)?;
    let flags: Vec<ForecastFlag> = joint.factors.iter().flat_map(|factor| factor.forecast.flags.iter().copied()).collect();
    Ok(asked.iter().map(|options| safe(&lines, &simulated, options, &flags).0).collect())
}
