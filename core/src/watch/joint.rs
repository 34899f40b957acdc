//! Accounts over several assets, watched by the prices and forecasts that the watches of those assets have.

use super::account::Row;
use super::bytes::{adopt, read_rows, take_up, write_rows};
use super::joint_account::{JointAccount, JointShown, JointWatched};
use super::joint_turn::{Due, Live};
use super::outcomes::Outcomes;
use super::spoken::Evaluated;
use super::state::Watch;
use super::view::{View, worst};
use crate::bytes::{Fields, begin, seal};
use crate::error::RiskError;
use crate::leverage::{AlertEvent, AlertKind};
use crate::units::finite;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

const MARK: [u8; 4] = *b"PLMJ";
const VERSION: u16 = 1;

/// Accounts that the prices of several assets drive. It has no prices and no bars of its own: it is handed the watches of the assets,
/// and holds what was said of each account.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::leverage::{AlertKind, default_advice_options, default_alert_rules};
/// use plimsoll::{market::simulate_bars, oracle::{Tick, default_oracle_rules}};
/// use plimsoll::watch::{JointAccount, JointWatch, Watch};
/// let now = 1_749_999_600.0 + 720.0 * 3_600.0;
/// let mut assets: Vec<Watch> = Vec::new();
/// for (seed, asset, start) in [(1, "ETH", 2_500.0), (2, "BTC", 60_000.0)] {
///     let mut watch = Watch::new(asset, &[1.0; 2], default_oracle_rules(), default_alert_rules())?;
///     watch.history(&simulate_bars(seed, 720, 1_749_999_600, start, 0.6)?, now)?;
///     for source in 0..2 {
///         watch.tick(&Tick { source, id: 1.0, price: 0.8 * start, volume: 1.0, stamp: now, received: now })?;
///     }
///     watch.evaluate(now)?;
///     assets.push(watch);
/// }
/// let leg = |asset: &str, side, amount, price, threshold, ltv, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let legs = vec![
///     leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.83, 0.8, Some("ETH")),
///     leg("BTC", LegSide::Collateral, 0.5, 60_000.0, 0.83, 0.8, Some("BTC")),
///     leg("USDC", LegSide::Debt, 35_000.0, 1.0, 1.0, 0.0, None),
/// ];
/// let account = Account { legs, liquidatable: None };
/// let assets: Vec<&Watch> = assets.iter().collect();
/// let mut joint = JointWatch::new();
/// joint.watch(JointAccount { name: "both".into(), account, options: default_advice_options(), reference_prices: None }, &assets)?;
/// let said = joint.evaluate(&assets, now)?.spoken;
/// let shown = joint.advice("both").unwrap();
/// // Both have fallen by a fifth from where the legs' prices hold: 0.8 · 0.83 · 55,000 over 35,000.
/// assert_eq!(shown.prices, [2_000.0, 48_000.0]);
/// assert!((shown.advice.health_factor.unwrap() - 1.043_43).abs() < 1e-5);
/// assert_eq!((said[0].event.kind, said[0].event.level), (AlertKind::LevelRaised, shown.advice.level));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
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

    /// There is no account, neither handed in nor restored.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
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

    /// Works the advice out anew where any price of an account has moved by 1 %, any forecast is another one or five minutes have passed,
    /// and returns what is to be said. Call it after `Watch::evaluate` of every asset at the same time, about once a second.
    ///
    /// An advice is `joint_advice` of the account at the live prices, from seed 1 and 4,096 paths, under the watches' own forecasts
    /// joined as `joint_forecast` joins them. It takes 83 ms for two assets (`cargo bench --bench leverage -- watch`), so there is
    /// at most one in a call, of the account whose advice is oldest; but an account whose health falls below a mark of its last advice,
    /// or below 1, does not wait. Data are as old as those of the worst asset, which the alert's message names. While one of the assets
    /// has no price or no forecast, or is filled up from history, there is no new advice; nor where their last hours are more than a day
    /// apart. An account that can be liquidated at the prices is said without an advice as well. What fails for one account (an asset that is
    /// no longer among `watches`, say) keeps nothing from the others, and an advice that failed is tried again after five minutes.
    ///
    /// # Errors
    /// `not_finite`: `now`.
    pub fn evaluate<O: Outcomes>(&mut self, watches: &[&Watch<O>], now: f64) -> Result<Evaluated, RiskError> {
        finite("now", now)?;
        let mut said = Evaluated::default();
        if self.is_empty() {
            return Ok(said);
        }
        let all: Vec<View<'_, O>> = watches.iter().map(|watch| View::new(watch, now)).collect();
        let handed = self.rows.iter_mut().filter_map(|row| row.watched.as_mut());
        let asked: Vec<_> = handed.map(|watched| Asked::new(watched, &all, now)).collect();
        let waiting = asked.iter().flatten().filter_map(|asked| asked.due.as_ref()).filter(|due| !due.pressing);
        let mut turn = waiting.map(|due| due.since).min_by(f64::total_cmp);
        let handed = self.rows.iter_mut().filter_map(|row| Some((&row.name, row.watched.as_mut()?, &mut row.alerts, &mut row.fault)));
        for ((name, watched, alerts, fault), asked) in handed.zip(asked) {
            let (views, live, due) = match asked {
                Ok(Asked { views, live, due }) => (views, live, due),
                Err(error) => {
                    said.fault(fault, Some(name), error);
                    continue;
                }
            };
            let due = due.filter(|due| due.pressing || turn.take_if(|since| *since == due.since).is_some());
            let mut fresh = None;
            if let (Some(live), Some(due)) = (&live, due) {
                match due.advise(live, &watched.held.options, alerts.held(), &views, now) {
                    Ok(shown) => (fresh, watched.failed, *fault) = (Some(shown), None, None),
                    Err(error) => {
                        watched.failed = Some(now);
                        said.fault(fault, Some(name), error);
                    }
                }
            }
            let (age, rules, of) = worst(&views);
            match alerts.step_joint(now, fresh.as_ref().map(|shown| &shown.advice), &age, &rules) {
                Ok(events) => said.say(name, events.into_iter().map(|event| named(event, &of))),
                Err(error) => said.fault(fault, Some(name), error),
            }
            if let (Some(Live { standing, .. }), None) = (&live, &fresh) {
                said.say(name, alerts.verdict(now, standing.liquidatable, standing.health));
            }
            watched.shown = fresh.or(watched.shown.take());
        }
        Ok(said)
    }

    /// Says that the receiver slept or that its clock was set to `now`, seconds UTC, as `Watch::resync` does. Call it after `restore` as well.
    pub fn resync(&mut self, now: f64) {
        self.rows.iter_mut().for_each(|row| row.alerts.resync(now));
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
        take_up(&mut self.rows, read(bytes)?);
        Ok(())
    }

    /// Takes what was said of accounts that are not handed in here from the bytes that another page has stored since; see `Watch::adopt`.
    ///
    /// # Errors
    /// `invalid_snapshot`; nothing changes then.
    pub fn adopt(&mut self, stored: &[u8]) -> Result<(), RiskError> {
        adopt(&mut self.rows, read(stored)?);
        Ok(())
    }
}

/// The rows that the bytes hold.
fn read(bytes: &[u8]) -> Result<Vec<Row<JointWatched>>, RiskError> {
    let mut fields = Fields::open(bytes, MARK, VERSION, "it is not the state of accounts over several assets")?;
    let rows = read_rows(&mut fields)?;
    fields.end()?;
    Ok(rows)
}

/// What is known of an account at an evaluation.
struct Asked<'a, 'w, O> {
    views: Vec<&'a View<'w, O>>,
    live: Option<Live>,
    due: Option<Due>,
}

impl<'a, 'w, O: Outcomes> Asked<'a, 'w, O> {
    fn new(watched: &mut JointWatched, all: &'a [View<'w, O>], now: f64) -> Result<Self, RiskError> {
        let views = of_account(watched, all)?;
        let live = Live::new(watched, &views)?;
        let due = live.as_ref().and_then(|live| Due::new(watched, live, &views, now));
        Ok(Self { views, live, due })
    }
}

/// An alert of data too old, with whose they are: prices, confirmation, bars.
fn named(mut event: AlertEvent, of: &[&str; 3]) -> AlertEvent {
    let whose = match event.kind {
        AlertKind::PricesStale => of[0],
        AlertKind::PricesUnconfirmed => of[1],
        AlertKind::BarsStale => of[2],
        _ => return event,
    };
    event.message = format!("{whose}: {}", event.message);
    event
}

/// The views of the assets that drive an account, in their order.
fn of_account<'a, 'w, O>(watched: &JointWatched, all: &'a [View<'w, O>]) -> Result<Vec<&'a View<'w, O>>, RiskError> {
    let found = |asset: &String| all.iter().find(|view| view.watch.asset == *asset).ok_or_else(|| RiskError::unknown("watches", asset));
    watched.assets.iter().map(found).collect()
}
