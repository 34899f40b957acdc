//! When an account over several assets is advised anew, and its advice.

use super::joint_account::{JointShown, JointWatched};
use super::outcomes::Outcomes;
use super::view::{Basis, View};
use crate::account::{Account, account_health};
use crate::error::RiskError;
use crate::leverage::{AdviceOptions, AdviceStatus, AlertLevel, joint_advice};
use crate::math;
use crate::scenario::{Joined, MAX_DISTANCE, ScenarioOptions, join};
use alloc::vec::Vec;

/// Advice is worked out again when a price has moved by this fraction, or after as many seconds. It is a simulation, thousands of times
/// the work of an advice for one price. What may not wait does not: a mark is passed at once, and between two advices the marks move
/// with the forecast alone, and a little with the shares of the assets.
const MOVE: f64 = 0.01;
const REFRESH_SECONDS: f64 = 300.0;

/// The same paths at every price and every time: what differs between two answers is the account, not the draw. So many tell 1 % to
/// 0.2 % and the health of a mark to 0.6 %, and keep a browser's page waiting for less than a fifth of a second.
const SCENARIO: ScenarioOptions = ScenarioOptions { seed: 1, paths: 4_096, horizon_hours: 24.0 };

/// An account at the live prices, for which advice is due.
pub(super) struct Due {
    account: Account,
    prices: Vec<f64>,
    bases: Vec<Basis>,
    /// When it was advised last.
    pub since: f64,
    /// It has come to a mark of the last advice, and does not wait for its turn.
    pub pressing: bool,
}

impl Due {
    /// What is due now, where there is a price and a forecast of every asset.
    pub fn new<O: Outcomes>(watched: &JointWatched, views: &[&View<'_, O>], now: f64) -> Result<Option<Self>, RiskError> {
        let prices: Option<Vec<f64>> = views.iter().map(|view| view.price).collect();
        let bases: Option<Vec<Basis>> = views.iter().map(|view| view.basis()).collect();
        let (Some(prices), Some(bases), false) = (prices, bases, views.iter().any(|view| view.waits)) else { return Ok(None) };
        let ends = || bases.iter().map(|basis| basis.0);
        if ends().max().unwrap_or(0) - ends().min().unwrap_or(0) > MAX_DISTANCE {
            return Ok(None);
        }
        let account = watched.at(&prices);
        let Some(shown) = &watched.shown else {
            return Ok(Some(Self { account, prices, bases, since: f64::NEG_INFINITY, pressing: false }));
        };
        let moved = prices.iter().zip(&shown.prices).any(|(price, before)| math::abs(price / before - 1.0) >= MOVE);
        let pressing = passes_mark(shown, &account)?;
        let due = pressing || moved || shown.bases != bases || !(0.0..REFRESH_SECONDS).contains(&(now - shown.at));
        Ok(due.then_some(Self { account, prices, bases, since: shown.at, pressing }))
    }

    /// The advice, with the level said before.
    pub fn advise<O: Outcomes>(
        self,
        options: &AdviceOptions,
        previous: AlertLevel,
        views: &[&View<'_, O>],
        now: f64,
    ) -> Result<JointShown, RiskError> {
        let factors: Option<Vec<Joined<'_>>> = views.iter().map(|view| view.joined()).collect();
        let joint = join(factors.unwrap_or_default())?;
        // By the clock that is furthest on: no forecast is called fresher than it is.
        let time = views.iter().fold(0.0, |latest, view| view.market_time.max(latest));
        let options = AdviceOptions { now: Some(time as u32), previous_level: Some(previous), ..options.clone() };
        let advice = joint_advice(&self.account, &joint, &options, &SCENARIO)?;
        Ok(JointShown { at: now, prices: self.prices, advice, bases: self.bases })
    }
}

/// The health has fallen below a mark that it was above when the advice was made, or below 1.
fn passes_mark(shown: &JointShown, account: &Account) -> Result<bool, RiskError> {
    let health = account_health(account)?;
    if health.liquidatable && shown.advice.status != AdviceStatus::Liquidatable {
        return Ok(true);
    }
    let (Some(before), Some(now)) = (shown.advice.health_factor, health.health_factor) else { return Ok(false) };
    Ok(shown.advice.thresholds.iter().any(|mark| now < mark.health_factor && mark.health_factor <= before))
}
