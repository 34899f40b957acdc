//! How often a plan asks the venue: three collaterals and two debts are six sales and fifteen pairs of them.

use crate::fake::{Asset, Fake, whole};
use crate::{costs, replayed};
use plimsoll::account::{Account, Boundary};
use plimsoll::liquidation::{ActionCosts, AssetCosts};
use plimsoll::plan::{HealthGoal, plan_rebalance_for};
use plimsoll::venue::{Action, PositionHealth, PositionPrice, Venue};
use plimsoll::{RiskError, U256};
use std::cell::Cell;
use std::rc::Rc;

/// A venue that counts the steps it is asked to take.
#[derive(Clone)]
struct Counted {
    venue: Fake,
    steps: Rc<Cell<u32>>,
}

impl Venue for Counted {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        self.venue.health()
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        self.venue.prices()
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        Ok(Self { venue: self.venue.with_prices(prices)?, ..self.clone() })
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        self.venue.boundaries()
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        Ok(Self { venue: self.venue.later(seconds)?, ..self.clone() })
    }

    fn account(&self) -> Result<Account, RiskError> {
        self.venue.account()
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        self.steps.set(self.steps.get() + 1);
        Ok(Self { venue: self.venue.apply(action)?, ..self.clone() })
    }
}

/// 10 ETH, 0.5 WBTC and 1,000 LINK, 45,000 dollars, against 20,000 USDC and 8,000 DAI.
fn three() -> Fake {
    let wbtc = Asset { supply: U256::new(50_000_000), ..Asset::held("WBTC", 8, 20_000, 0) };
    let held = [Asset::held("ETH", 18, 2_000, 10), wbtc, Asset::held("LINK", 18, 15, 1_000)];
    Fake::new(held.into_iter().chain([Asset::owed("USDC", 6, 1, 20_000), Asset::owed("DAI", 18, 1, 8_000)]).collect())
}

#[test]
fn pairs_of_sales_ask_a_few_times_for_each_point() {
    let mut costs = costs(0.0, 0.000_5, 0.001, Some(300_000.0));
    costs.assets.push(AssetCosts { asset: "LINK".into(), decimals: 18, trade_fee: 0.002, two_percent_depth: Some(100_000.0) });
    let goal = HealthGoal { target_health: whole(145, 16), wallet: vec![], sell_collateral: true, flash_loan: true };
    let counted = Counted { venue: three(), steps: Rc::default() };
    let planned = plan_rebalance_for(&counted, &goal, &costs).unwrap();
    assert_eq!(replayed(&three(), &planned.plan), planned.venue.venue);
    assert_eq!(planned.plan.moves, 2);
    // 15 pairs have 26 points. One is a first sale and a second on both sides of the target, two steps each, and a few more sales where
    // the values do not foretell the second to a unit of few decimals; a whole search at each would be 30,000 steps.
    let asked = counted.steps.get();
    println!("three collaterals, two debts: {asked} steps asked of the venue");
    assert!(asked < 10_000, "{asked}");
}

#[test]
fn a_sale_is_found_where_twice_its_amount_is_more_than_is_owed() {
    // 10 ETH at 2,000 dollars, 16,000 of backing, against 5,000 USDC and 8,000 DAI. Sold for v, (16,000 − 0.8 v) / (13,000 − v) is 1.45 at
    // v = 4,385; 2^33 units of USDC are 8,590 dollars, of which the venue takes the 5,000 that are owed.
    let venue = Fake::new(vec![Asset::held("ETH", 18, 2_000, 10), Asset::owed("USDC", 6, 1, 5_000), Asset::owed("DAI", 18, 1, 8_000)]);
    let goal = HealthGoal { target_health: whole(145, 16), wallet: vec![], sell_collateral: true, flash_loan: true };
    let mut dear: ActionCosts = costs(2.0, 0.0, 0.0, None);
    dear.assets.iter_mut().filter(|asset| asset.asset == "DAI").for_each(|asset| asset.trade_fee = 0.01);
    let planned = plan_rebalance_for(&venue, &goal, &dear).unwrap();
    assert_eq!(replayed(&venue, &planned.plan), planned.venue);
    assert!(matches!(&planned.plan.steps[0].action, Action::Repay { asset, .. } if asset == "USDC"), "{:?}", planned.plan);
    assert_eq!((planned.plan.moves, planned.plan.fewest_moves, planned.plan.cost), (1, 1, 4.0));
}
