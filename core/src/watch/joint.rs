//! Accounts over several assets, watched by the prices and forecasts that the watches of those assets have.

use super::account::Row;
use super::bytes::{read_rows, take_up, write_rows};
use super::joint_account::{JointAccount, JointShown, JointWatched};
use super::outcomes::Outcomes;
use super::state::{Spoken, Watch};
use super::view::{View, worst};
use crate::bytes::{Fields, begin, seal};
use crate::error::RiskError;
use crate::leverage::{AdviceOptions, AlertKind, joint_advice};
use crate::math;
use crate::scenario::{Joined, MAX_DISTANCE, ScenarioOptions, join};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Advice is worked out again when a price has moved by this fraction, or after as many seconds: it is a simulation, thousands of times
/// the work of an advice for one price.
const MOVE: f64 = 0.002_5;
const REFRESH_SECONDS: f64 = 60.0;

/// The same paths at every price and every time: what changes between two answers is the account, not the draw. So many tell 1 % to
/// 0.08 %, and a level is held down to half of it.
const SCENARIO: ScenarioOptions = ScenarioOptions { seed: 1, paths: 16_384, horizon_hours: 24.0 };

const MARK: [u8; 4] = *b"PLMJ";
const VERSION: u16 = 1;

/// Accounts that the prices of several assets drive. It has no prices and no bars of its own: it is handed the watches of the assets,
/// and holds what was said of each account.
#[derive(Clone, Debug, Default)]
pub struct JointWatch {
    rows: Vec<Row<JointWatched>>,
}

impl JointWatch {
    /// Creates one without accounts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Watches an account, or goes on with one of that name. `watches` are the assets to be had; see `price_factors`.
    ///
    /// # Errors
    /// - Those of `account_health` and of the options of `joint_advice`.
    /// - `unknown`: a factor that is no asset of `watches`, or one without a reference price and without a leg of its name.
    /// - `length_mismatch`, `out_of_range`: no factor, or more than 8; a reference price of 0 or below.
    pub fn watch<O: Outcomes>(&mut self, account: JointAccount, watches: &[&Watch<O>]) -> Result<(), RiskError> {
        let name = account.name.clone();
        let known: Vec<&str> = watches.iter().map(|watch| watch.asset()).collect();
        Row::put(&mut self.rows, name, JointWatched::new(account, &known)?);
        Ok(())
    }

    /// Forgets an account and what was said of it.
    pub fn unwatch(&mut self, name: &str) {
        self.rows.retain(|row| row.name != name);
    }

    /// Names of the accounts handed in.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| row.watched.is_some()).map(|row| row.name.as_str())
    }

    /// The assets that drive an account, in the order of its legs.
    #[must_use]
    pub fn assets(&self, name: &str) -> &[String] {
        self.watched(name).map_or(&[], |watched| &watched.assets)
    }

    /// The newest advice of an account.
    #[must_use]
    pub fn advice(&self, name: &str) -> Option<&JointShown> {
        self.watched(name)?.shown.as_ref()
    }

    fn watched(&self, name: &str) -> Option<&JointWatched> {
        self.rows.iter().find(|row| row.name == name)?.watched.as_ref()
    }

    /// Works the advice out anew where any price of an account has moved by 0.25 %, any forecast is another one or a minute has passed,
    /// and returns what is to be said. Call it after `Watch::evaluate` of every asset at the same time, about once a second.
    ///
    /// An advice is `joint_advice` of the account at the live prices, from seed 1 and 16,384 paths, under the watches' own forecasts
    /// joined as `joint_forecast` joins them. Data are as old as those of the worst asset, which the alert's message names. While one
    /// of the assets has no price or no forecast, or is filled up from history, there is no new advice; nor where their last hours are
    /// more than a day apart.
    ///
    /// # Errors
    /// Those of `joint_advice`; `unknown`: an asset is no longer among `watches`.
    pub fn evaluate<O: Outcomes>(&mut self, watches: &[&Watch<O>], now: f64) -> Result<Vec<Spoken>, RiskError> {
        let mut spoken = Vec::new();
        if self.names().next().is_none() {
            return Ok(spoken);
        }
        let all: Vec<View<'_, O>> = watches.iter().map(|watch| View::new(watch, now)).collect();
        for row in &mut self.rows {
            let Some(watched) = &mut row.watched else { continue };
            let mut views = Vec::with_capacity(watched.assets.len());
            for asset in &watched.assets {
                let view = all.iter().find(|view| view.watch.asset() == asset);
                views.push(view.ok_or_else(|| RiskError::unknown("watches", asset))?);
            }
            let options = AdviceOptions { previous_level: Some(row.alerts.level()), ..watched.options.clone() };
            let fresh = renewed(watched, &views, options, now)?;
            let (age, rules, of) = worst(&views);
            for mut event in row.alerts.step_joint(now, fresh.as_ref().map(|shown| &shown.advice), &age, &rules)? {
                let whose = match event.kind {
                    AlertKind::PricesStale => of[0],
                    AlertKind::PricesUnconfirmed => of[1],
                    AlertKind::BarsStale => of[2],
                    _ => "",
                };
                if !whose.is_empty() {
                    event.message = format!("{whose}: {}", event.message);
                }
                spoken.push(Spoken { name: row.name.clone(), event });
            }
            watched.shown = fresh.or(watched.shown.take());
        }
        Ok(spoken)
    }

    /// Returns what was said of each account as bytes with its version and a checksum:
    ///
    /// ```text
    /// "PLMJ" · u16 version · u16 accounts × (name · alerts) · u64 FNV-1a of all before
    /// ```
    #[must_use]
    pub fn snapshot(&self) -> Vec<u8> {
        let mut bytes = begin(MARK, VERSION);
        write_rows(&mut bytes, &self.rows);
        seal(bytes)
    }

    /// Restores it from the bytes of `snapshot`; accounts handed in again, before or after, go on where they were.
    ///
    /// # Errors
    /// `invalid_snapshot`; nothing changes then.
    pub fn restore(&mut self, bytes: &[u8]) -> Result<(), RiskError> {
        let mut fields = Fields::open(bytes, MARK, VERSION, "it is not the state of accounts over several assets")?;
        let rows = read_rows(&mut fields)?;
        fields.end()?;
        take_up(&mut self.rows, rows);
        Ok(())
    }
}

/// New advice, where it is due and can be had.
fn renewed<O: Outcomes>(
    watched: &JointWatched,
    views: &[&View<'_, O>],
    options: AdviceOptions,
    now: f64,
) -> Result<Option<JointShown>, RiskError> {
    let prices: Option<Vec<f64>> = views.iter().map(|view| view.price).collect();
    let bases: Option<Vec<_>> = views.iter().map(|view| view.basis()).collect();
    let (Some(prices), Some(bases), false) = (prices, bases, views.iter().any(|view| view.waits)) else { return Ok(None) };
    let due = watched.shown.as_ref().is_none_or(|shown| {
        let moved = prices.iter().zip(&shown.prices).any(|(price, before)| math::abs(price / before - 1.0) >= MOVE);
        moved || shown.bases != bases || !(0.0..REFRESH_SECONDS).contains(&(now - shown.at))
    });
    let ends = || bases.iter().map(|basis| basis.0);
    let apart = ends().max().unwrap_or(0) - ends().min().unwrap_or(0);
    if !due || apart > MAX_DISTANCE {
        return Ok(None);
    }
    let factors: Option<Vec<Joined<'_>>> = views.iter().map(|view| view.joined()).collect();
    let joint = join(factors.unwrap_or_default())?;
    // By the clock that is furthest on: no forecast is called fresher than it is.
    let time = views.iter().fold(0.0, |latest, view| view.market_time.max(latest));
    let options = AdviceOptions { now: Some(time as u32), ..options };
    let advice = joint_advice(&watched.at(&prices), &joint, &options, &SCENARIO)?;
    Ok(Some(JointShown { at: now, prices, advice, bases }))
}
