//! When an account over several assets is advised anew, and its advice.

use super::account::Standing;
use super::joint_account::{JointShown, JointWatched};
use super::outcomes::Outcomes;
use super::view::{Basis, View};
use crate::account::{Account, AccountHealth, account_health};
use crate::error::RiskError;
use crate::leverage::{AdviceOptions, AlertLevel, joint_advice};
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

/// An account at the live prices, and where it stands there.
pub(super) struct Live {
    account: Account,
    prices: Vec<f64>,
    pub standing: Standing,
}

impl Live {
    /// The account now, where there is a price of every asset.
    pub fn new<O: Outcomes>(watched: &mut JointWatched, views: &[&View<'_, O>]) -> Result<Option<Self>, RiskError> {
        let Some(prices) = views.iter().map(|view| view.price).collect::<Option<Vec<f64>>>() else { return Ok(None) };
        let market = market_time(views);
        watched.held.begin(market);
        let account = watched.at(&prices, market);
        let AccountHealth { health_factor, liquidatable, .. } = account_health(&account)?;
        Ok(Some(Self { account, prices, standing: Standing { health: health_factor, liquidatable } }))
    }
}

/// An account for which advice is due.
pub(super) struct Due {
    bases: Vec<Basis>,
    /// When it was advised last, or that failed.
    pub since: f64,
    /// It has come to a mark of the last advice, and does not wait for its turn.
    pub pressing: bool,
}

impl Due {
    /// What is due now, where there is a forecast of every asset.
    pub fn new<O: Outcomes>(watched: &JointWatched, live: &Live, views: &[&View<'_, O>], now: f64) -> Option<Self> {
        let bases: Vec<Basis> = views.iter().map(|view| view.basis()).collect::<Option<_>>()?;
        let ends = || bases.iter().map(|basis| basis.0);
        let apart = ends().max().unwrap_or(0) - ends().min().unwrap_or(0) > MAX_DISTANCE;
        let recent = |at: f64| (0.0..REFRESH_SECONDS).contains(&(now - at));
        // What failed would fail again, at the price of a simulation.
        if apart || views.iter().any(|view| view.waits) || watched.failed.is_some_and(recent) {
            return None;
        }
        let Some(shown) = &watched.shown else {
            return Some(Self { bases, since: watched.failed.unwrap_or(f64::NEG_INFINITY), pressing: false });
        };
        let moved = live.prices.iter().zip(&shown.prices).any(|(price, before)| math::abs(price / before - 1.0) >= MOVE);
        let marks = shown.advice.thresholds.iter().map(|mark| mark.health_factor);
        let pressing = live.standing.passed(shown.advice.status, shown.advice.health_factor, marks);
        let due = pressing || moved || shown.bases != bases || !recent(shown.at);
        due.then_some(Self { bases, since: watched.failed.unwrap_or(shown.at), pressing })
    }

    /// The advice, with the level said before.
    pub fn advise<O: Outcomes>(
        self,
        live: &Live,
        options: &AdviceOptions,
        previous_level: Option<AlertLevel>,
        views: &[&View<'_, O>],
        now: f64,
    ) -> Result<JointShown, RiskError> {
        let factors: Option<Vec<Joined<'_>>> = views.iter().map(|view| view.joined()).collect();
        let joint = join(factors.unwrap_or_default())?;
        let options = AdviceOptions { now: Some(market_time(views) as u32), previous_level, ..options.clone() };
        let advice = joint_advice(&live.account, &joint, &options, &SCENARIO)?;
        Ok(JointShown { at: now, prices: live.prices.clone(), advice, bases: self.bases })
    }
}

/// The clock that is furthest on: no forecast is called fresher than it is.
fn market_time<O: Outcomes>(views: &[&View<'_, O>]) -> f64 {
    views.iter().fold(0.0, |latest, view| view.market_time.max(latest))
}
