//! Accounts, advice options and parameter questions.

use super::forecasts::forecast;
use super::numbers::{EDGES, between, fraction, rising};
use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::governance::{MarketParameters, ParameterQuestion, StepLimit, StewardLimits};
use plimsoll::leverage::{AdviceOptions, AlertLevel};
use proptest::prelude::*;
use proptest::sample::select;

pub fn leg() -> impl Strategy<Value = Leg> {
    let weights = (fraction(), fraction(), prop_oneof![3 => Just(0.0), 1 => -100.0..=100.0f64, 1 => select(EDGES)]);
    let factor = select(vec![None, Some("ETH"), Some("ETH"), Some("BTC"), Some("")]);
    (any::<bool>(), between(1e-40, 1e40), between(1e-40, 1e40), weights, factor, 0u8..12).prop_map(
        |(debt, amount, price, (threshold, ltv, interest_annual), factor, mix)| Leg {
            asset: "A".into(),
            side: if debt { LegSide::Debt } else { LegSide::Collateral },
            amount: if mix == 0 { 0.0 } else { amount },
            price: if mix < 6 { price } else { 2_500.0 },
            threshold: if debt && mix > 1 { 1.0 } else { threshold },
            ltv: if debt && mix > 1 { 0.0 } else { ltv * threshold },
            factor: factor.filter(|name| mix == 1 || *name == "ETH").map(Into::into),
            interest_annual,
        },
    )
}

pub fn account() -> impl Strategy<Value = Account> {
    (prop::collection::vec(leg(), 0..6), select(vec![None, None, None, Some(true), Some(false)]))
        .prop_map(|(legs, liquidatable)| Account { legs, liquidatable })
}

pub fn options() -> impl Strategy<Value = AdviceOptions> {
    let levels = select(vec![None, Some(AlertLevel::Calm), Some(AlertLevel::Notice), Some(AlertLevel::Act), Some(AlertLevel::Critical)]);
    let hours = (between(1.0, 720.0), between(1e-9, 48.0), between(0.25, 24.0));
    (between(0.001, 0.2), hours, between(1e-9, 0.5), between(1e-9, 0.5), prop::option::of(any::<u32>()), levels, 0u8..6).prop_map(
        |(alpha, (horizon_hours, oracle_delay_hours, reaction_hours), oracle_deviation, fee, now, previous_level, mix)| AdviceOptions {
            alpha,
            horizon_hours,
            oracle_delay_hours: if mix == 0 { oracle_delay_hours } else { 0.0 },
            oracle_deviation: if mix == 1 { 0.0 } else { oracle_deviation },
            fee: if mix < 3 { fee } else { 0.0 },
            reaction_hours,
            now,
            previous_level,
        },
    )
}

pub fn question() -> impl Strategy<Value = ParameterQuestion> {
    let alphas = rising(0.001, 0.2, 3);
    let money = (between(1e-20, 1e20), between(1e-20, 1e20), between(1e-9, 100.0));
    let shares = (between(1e-4, 0.5), between(1e-4, 1.0), between(0.25, 720.0), fraction(), fraction());
    let today = prop::option::of((between(1e-4, 1.0), fraction(), fraction()).prop_map(|(threshold, ltv, bonus)| MarketParameters {
        ltv: (ltv * threshold).max(1e-4),
        liquidation_threshold: threshold,
        bonus: bonus * (1.0 / threshold - 1.0).min(1.0),
    }));
    let limit = || (0u16..=10_001, any::<bool>()).prop_map(|(maximum_bps, relative)| StepLimit { maximum_bps, relative });
    let steward = prop::option::of((any::<u32>(), limit(), limit(), limit(), prop::option::of(any::<u32>())).prop_map(
        |(minimum_delay_seconds, ltv, liquidation_threshold, bonus, last_change)| StewardLimits {
            minimum_delay_seconds,
            ltv,
            liquidation_threshold,
            bonus,
            last_change,
        },
    ));
    (forecast(), alphas, money, shares, today, steward, prop::option::of(any::<u32>())).prop_map(
        |(forecast, alphas, (liquidity, debt_cap, factor), (slippage, share, hours, deviation, cost), today, steward, now)| {
            ParameterQuestion {
                forecast,
                alpha_cautious: alphas[0],
                alpha_central: alphas[1],
                alpha_bold: alphas[2],
                liquidity,
                slippage,
                debt_cap,
                close_out_share: share,
                response_hours: hours,
                oracle_deviation: deviation / 2.0,
                execution_cost: cost / 2.0,
                smart_ltv_factor: factor,
                today,
                steward,
                now,
            }
        },
    )
}
