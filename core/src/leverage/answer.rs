//! The whole advice for one account.

use super::advice::{Advice, AdviceOptions, AdviceStatus, Confidence};
use super::lead::lead_time;
use super::options::{self, STALE_AFTER_SECONDS};
use super::probability::Question;
use super::safe::safe_leverage;
use super::thresholds::{level, thresholds};
use crate::account::{Account, LiquidationDistance, account_health, driving_leg, liquidation_distance};
use crate::error::RiskError;
use crate::volatility::{Forecast, ForecastFlag, Law};
use alloc::vec::Vec;

/// Horizons at which the probability is shown, hours.
pub(crate) const SHOWN_HOURS: [f64; 3] = [24.0, 72.0, 168.0];

/// Returns how much an account can safely carry now: probabilities, safe leverage, thresholds, lead time.
///
/// ```text
/// P(h) = P(the venue's rule is met in [t, t + h + delay]), from prices already moved against the account by the deviation
/// one volatile collateral, stable debt: D/C ≤ LT · e^(−q) · (1 − dev) · (1 − fee), q = the move exceeded with probability α
/// ```
///
/// The forecast is that of the account's driving factor. Interest accrues over the window, to the account's harm or as far as
/// it helps at neither end of it. An account that is already liquidatable has probability 1, level critical and lead time 0;
/// one that no price liquidates has probability 0 unless interest alone liquidates it. A debt-free account gets the safe
/// leverage of its collateral against a stable debt.
///
/// # Errors
/// - Those of `account_health` and of the forecast (`not_finite`, `out_of_range`, `length_mismatch`).
/// - `out_of_range`: alpha outside [0.001, 0.2], horizon outside [1, 720] h, delay outside [0, 48] h, deviation or fee outside
///   [0, 0.5], reaction time outside [0.25, 24] h.
/// - `unsupported`: the account follows several price factors.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::leverage::{Binding, advice, default_advice_options};
/// use plimsoll::{market::simulate_bars, volatility::{drawdown_quantile, forecast_bars}};
/// let eth = Leg {
///     asset: "ETH".into(), side: LegSide::Collateral, amount: 10.0, price: 2_500.0, threshold: 0.83, ltv: 0.805,
///     factor: Some("ETH".into()), interest_annual: 0.0,
/// };
/// let usdc = Leg {
///     asset: "USDC".into(), side: LegSide::Debt, amount: 14_000.0, price: 1.0, threshold: 1.0, ltv: 0.0,
///     factor: None, interest_annual: 0.0,
/// };
/// let forecast = forecast_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?, None)?;
/// let account = Account { legs: vec![eth, usdc], liquidatable: None };
/// let advice = advice(&account, &forecast, &default_advice_options())?;
/// let tail = drawdown_quantile(&forecast, 0.01, 24.0)?;
/// assert!((advice.safe_leverage.debt_to_collateral - 0.83 * (-tail).exp() * 0.995).abs() < 1e-15);
/// assert!((advice.safe_leverage.health_factor.unwrap() - 0.83 / advice.safe_leverage.debt_to_collateral).abs() < 1e-14);
/// assert_eq!(advice.safe_leverage.binding, Binding::MarketTail);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn advice(account: &Account, forecast: &Forecast, options: &AdviceOptions) -> Result<Advice, RiskError> {
    let health = account_health(account)?;
    options::check(options)?;
    let law = Law::new(forecast)?;
    let leg = driving_leg(account)?;
    let distance = liquidation_distance(account)?;
    let question = Question::new(account, &law, options);
    let confidence = confidence(forecast, options.now);

    let status = match (&distance, health.liquidatable, question.indebted) {
        (_, true, _) => AdviceStatus::Liquidatable,
        (_, false, false) => AdviceStatus::NoDebt,
        (LiquidationDistance::At { .. }, false, true) => AdviceStatus::Exposed,
        (_, false, true) => AdviceStatus::NothingLiquidates,
    };
    let probabilities = SHOWN_HOURS
        .into_iter()
        .map(|horizon_hours| question.probability_with_interval(horizon_hours))
        .collect::<Result<Vec<_>, RiskError>>()?;
    let (direction, log_distance, liquidation_price) = match distance {
        LiquidationDistance::At { direction, log_distance, price, .. } => (Some(direction), Some(log_distance), Some(price)),
        _ => (None, None, None),
    };
    Ok(Advice {
        status,
        factor: leg.and_then(|leg| leg.factor.clone()),
        health_factor: health.health_factor,
        leverage: health.leverage,
        direction,
        log_distance,
        liquidation_price,
        probabilities,
        safe_leverage: safe_leverage(&question, &confidence.flags)?,
        thresholds: leg.map_or_else(|| Ok(Vec::new()), |leg| thresholds(&question, leg.price))?,
        level: level(&question)?,
        lead_time: lead_time(&question)?,
        confidence,
    })
}

/// How much to trust a forecast at the time of a question; absent: at the forecast's own time.
pub(crate) fn confidence(forecast: &Forecast, now: Option<u32>) -> Confidence {
    let now = now.unwrap_or(forecast.as_of);
    let mut flags = forecast.flags.clone();
    if now > forecast.model.valid_until && !flags.contains(&ForecastFlag::ModelExpired) {
        flags.push(ForecastFlag::ModelExpired);
    }
    Confidence {
        model: forecast.model.clone(),
        as_of: forecast.as_of,
        history_hours: forecast.history_hours,
        stale: now.saturating_sub(forecast.as_of) > STALE_AFTER_SECONDS,
        flags,
    }
}
