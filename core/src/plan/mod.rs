//! Steps to a target: leverage up and down, health restored, a hedge sized, collateral spread. What is played on a position is
//! applied to a copy of it first: a plan that the contract refuses is an error.

mod conditional;
mod goal;
mod hedge;
mod leverage_down;
mod leverage_up;
mod moves;
mod rebalance;
mod shared;
mod spread;
mod spread_group;
mod spread_record;
mod step;
mod values;

pub use goal::{HealthGoal, LeverageGoal};
pub use hedge::{ConditionalHedge, HedgeRatio, VarianceHedge, hedge_ratio};
pub use leverage_down::{plan_unwind, plan_unwind_for};
pub use leverage_up::{plan_loop, plan_loop_for};
pub use rebalance::{plan_rebalance, plan_rebalance_for};
pub use spread::plan_spread;
pub use spread_record::{Placement, SpreadPlace, SpreadPlan};
pub use step::{Plan, PlanStep, PlanTrade, Planned, PlannedPosition};
