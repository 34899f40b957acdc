//! The largest leverage whose probability of liquidation within the horizon is at most alpha, and what binds it.

use super::advice::{Binding, SafeLeverage};
use super::probability::Question;
use crate::account::{Exposure, LegSide, PriceDirection};
use crate::error::RiskError;
use crate::math;
use crate::volatility::ForecastFlag;

/// No leverage is answered beyond this, whatever the venue lends.
const MOST_LEVERAGE: f64 = 1e6;

/// Relative change of the safe debt below which a move of the price does not matter: rounding.
pub(crate) const NO_EFFECT: f64 = 1e-12;

/// Safe leverage of the account's own composition.
///
/// ```text
/// D'/C ≤ (D/C) · min over x, τ of health_τ(x) · (1 − fee)     x ∈ {e^(−q_fall)·(1 − dev), e^(q_rise)·(1 + dev)}, τ ∈ {0, window}
/// ```
///
/// `health_τ(x)` is the health factor after interest over τ with the driving price at `x` times its price now: scaling the
/// debt by `k` divides it by `k`, so the largest `k` is the health that is left. For one volatile collateral against a stable
/// debt it is `LT · e^(−q) · (1 − dev) · (1 − fee)`.
pub(crate) fn safe_leverage(question: &Question<'_>, flags: &[ForecastFlag]) -> Result<SafeLeverage, RiskError> {
    let options = question.options;
    let (mut collateral, mut debt, mut borrowable) = (0.0, 0.0, 0.0);
    for leg in &question.account.legs {
        let value = leg.amount * leg.price;
        match leg.side {
            LegSide::Collateral => {
                collateral += value;
                borrowable += value * leg.ltv;
            }
            LegSide::Debt => debt += value,
        }
    }
    let answer = |ratio: f64, health_factor: Option<f64>, venue: f64, binding: Binding| SafeLeverage {
        leverage: leverage(ratio),
        debt_to_collateral: ratio,
        health_factor,
        venue_maximum: leverage(venue),
        binding,
        alpha: options.alpha,
        horizon_hours: options.horizon_hours,
    };
    if collateral <= 0.0 {
        return Ok(answer(0.0, None, 0.0, Binding::VenueLimit));
    }
    // Nothing owed: the debt to come is taken as stable, as large as the collateral.
    let debt = if question.indebted { debt } else { collateral };
    let at = |hours: f64| {
        let exposure = Exposure::after(question.account, hours);
        if question.indebted { exposure } else { Exposure { debt_pegged: collateral, ..exposure } }
    };
    let window = question.window(options.horizon_hours);
    let moves = |window: f64, oracle: bool| -> Result<(f64, f64), RiskError> {
        let fall = question.market_move(PriceDirection::Fall, window)?;
        let rise = question.market_move(PriceDirection::Rise, window)?;
        let deviation = |direction| if oracle { question.deviation(direction) } else { 0.0 };
        Ok((math::exp(-fall - deviation(PriceDirection::Fall)), math::exp(rise + deviation(PriceDirection::Rise))))
    };
    let worst = |exposure: &Exposure, (low, high): (f64, f64)| exposure.health(low).min(exposure.health(high));

    let (now, later) = (at(0.0), at(window));
    let untouched = now.health(1.0);
    let after_market = worst(&now, moves(options.horizon_hours, false)?).min(untouched);
    let reported = moves(window, true)?;
    let after_oracle = worst(&now, reported).min(after_market);
    let after_cost = after_oracle.min(worst(&later, reported)) * (1.0 - options.fee);

    let venue = capped(borrowable / collateral);
    let safe = capped(debt / collateral * after_cost);
    if safe <= 0.0 {
        return Ok(answer(0.0, None, venue, Binding::VenueLimit));
    }
    let inert = after_oracle >= untouched * (1.0 - NO_EFFECT);
    let binding = if inert && (venue <= safe || after_cost >= untouched * (1.0 - NO_EFFECT)) {
        Binding::Nothing
    } else if venue <= safe {
        Binding::VenueLimit
    } else {
        let (market, oracle, cost) = (untouched / after_market, after_market / after_oracle, after_oracle / after_cost);
        match (market >= oracle.max(cost), oracle >= cost) {
            (true, _) if flags.contains(&ForecastFlag::ShortHistory) => Binding::ShortHistory,
            (true, _) => Binding::MarketTail,
            (false, true) => Binding::Oracle,
            (false, false) => Binding::Cost,
        }
    };
    let ratio = safe.min(venue);
    let health_factor = (ratio > 0.0).then(|| untouched * (debt / collateral / ratio));
    Ok(answer(ratio, health_factor, venue, binding))
}

pub(crate) fn capped(ratio: f64) -> f64 {
    ratio.min(1.0 - 1.0 / MOST_LEVERAGE)
}

pub(crate) fn leverage(debt_to_collateral: f64) -> f64 {
    1.0 / (1.0 - debt_to_collateral)
}
