//! Alerts say the same of an advice for several prices as of one for one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests are not seen as tests by clippy")]

use plimsoll::account::{Account, Leg, LegSide};
use plimsoll::leverage::{
    Advice, AdviceStatus, AlertEvent, AlertLevel, Alerts, DataAge, JointAdvice, advice, default_advice_options, default_alert_rules,
    joint_advice,
};
use plimsoll::market::simulate_bars;
use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast};
use proptest::prelude::*;
use std::sync::OnceLock;

const LEVELS: [AlertLevel; 4] = [AlertLevel::Calm, AlertLevel::Notice, AlertLevel::Act, AlertLevel::Critical];

fn account() -> Account {
    let leg = |asset: &str, side, amount, price, threshold, ltv, factor: Option<&str>| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold,
        ltv,
        factor: factor.map(Into::into),
        interest_annual: 0.0,
    };
    let legs = vec![
        leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.83, 0.8, Some("ETH")),
        leg("USDC", LegSide::Debt, 15_000.0, 1.0, 1.0, 0.0, None),
    ];
    Account { legs, liquidatable: None }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_same_is_said_of_both_kinds_of_advice(levels in prop::collection::vec((0usize..5, 1u32..4_000), 1..200)) {
        static MADE: OnceLock<(Advice, JointAdvice)> = OnceLock::new();
        let (one, joint) = MADE.get_or_init(|| {
            let bars = simulate_bars(7, 960, 1_749_999_600, 2_500.0, 0.7).unwrap();
            let joint = joint_forecast(&[FactorBars { factor: "ETH".into(), bars }], None).unwrap();
            let options = default_advice_options();
            let scenario = ScenarioOptions { seed: 1, paths: 2_048, horizon_hours: 24.0 };
            (advice(&account(), &joint.factors[0].forecast, &options).unwrap(), joint_advice(&account(), &joint, &options, &scenario).unwrap())
        });
        let (rules, age) = (default_alert_rules(), DataAge::default());
        let (mut first, mut second, mut now) = (Alerts::new(), Alerts::new(), 1.75e9);
        for (place, seconds) in levels {
            now += f64::from(seconds);
            let status = if place == 4 { AdviceStatus::Liquidatable } else { AdviceStatus::Exposed };
            let level = LEVELS[place.min(3)];
            let said = first.step(now, Some(&Advice { status, level, ..one.clone() }), &age, &rules).unwrap();
            let same = second.step_joint(now, Some(&JointAdvice { status, level, ..joint.clone() }), &age, &rules).unwrap();
            prop_assert_eq!(first.snapshot(), second.snapshot());
            prop_assert_eq!(said.len(), same.len());
            for (said, same) in said.into_iter().zip(same) {
                // What one price has and several have not, and what was simulated.
                let AlertEvent { liquidation_price, probability, act_within, message, .. } = same.clone();
                prop_assert!(liquidation_price.is_none() && message.split(':').next() == said.message.split(':').next());
                prop_assert_eq!(act_within.is_some(), said.act_within.is_some());
                prop_assert_eq!(AlertEvent { liquidation_price, probability, act_within, message, ..said }, same);
            }
        }
    }
}
