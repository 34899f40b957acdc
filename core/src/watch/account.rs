//! An account under watch, moved to the live price and to the time of the market.

use crate::account::{Account, Exposure, Leg, driving_leg};
use crate::error::{RiskError, RiskErrorKind};
use crate::leverage::{Advice, AdviceOptions, AdviceStatus, Alerts, check_options};
use crate::math;
use crate::units::{HOURS_PER_YEAR, SECONDS_PER_HOUR, positive};
use alloc::string::{String, ToString};
use alloc::vec::Vec;

/// Amounts that differ by more than this fraction were changed by the owner; by less, by interest between two readings of a venue.
const ACTED: f64 = 0.001;

/// An account to be watched.
///
/// One that was watched by that name before goes on where it was: what was said of it is not said again. But where the owner acted (other
/// legs, an amount that differs by more than 0.1 %, other thresholds or options) the next advice says at once what level it is at now.
/// Whether the owner acted is not known of an account that was stored: it goes on.
///
/// Interest accrues on every leg by `Leg::interest_annual`, from the market's time at the first evaluation that has a price; reading the
/// same amounts once more does not begin anew.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct WatchedAccount {
    /// Its name in alerts and in what is stored; one that was watched before goes on where it was.
    pub name: String,
    /// What it holds and owes; one price factor drives it.
    pub account: Account,
    /// What the advice assumes; its time and previous level are set by the watch.
    pub options: AdviceOptions,
    /// Price of the factor at which the legs' prices hold, quote per base. Absent: that of the leg named like the factor.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub reference_price: Option<f64>,
}

/// One row of a watch.
#[derive(Clone, Debug)]
pub(super) struct Row<W = Watched> {
    pub name: String,
    /// Absent for one that was restored and not handed in again yet.
    pub watched: Option<W>,
    pub alerts: Alerts,
    /// Code of the fault that was said.
    pub fault: Option<&'static str>,
}

impl<W: AsMut<Held>> Row<W> {
    /// Puts an account in the row of its name, or in a new one.
    pub fn put(rows: &mut Vec<Self>, name: String, mut watched: W) {
        let Some(row) = rows.iter_mut().find(|row| row.name == name) else {
            return rows.push(Self { name, watched: Some(watched), alerts: Alerts::new(), fault: None });
        };
        if row.watched.as_mut().is_some_and(|before| watched.as_mut().follows(before.as_mut())) {
            row.alerts.owner_acted();
        }
        (row.watched, row.fault) = (Some(watched), None);
    }
}

/// What was handed in, and when.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub account: Account,
    pub options: AdviceOptions,
    /// The market's time at the first evaluation that had a price, from which on interest accrues.
    pub since: Option<f64>,
}

impl Held {
    pub fn new(account: Account, options: AdviceOptions) -> Result<Self, RiskError> {
        check_options(&options)?;
        // Its time and level are the watch's to say.
        let options = AdviceOptions { now: None, previous_level: None, ..options };
        Ok(Self { account, options, since: None })
    }

    /// Takes the place of the one before; whether the owner acted meanwhile.
    fn follows(&mut self, before: &Self) -> bool {
        let (legs, old) = (&self.account.legs, &before.account.legs);
        let pairs = || legs.iter().zip(old);
        let alike = |(leg, old): (&Leg, &Leg)| {
            (&leg.asset, leg.side, &leg.factor, leg.threshold) == (&old.asset, old.side, &old.factor, old.threshold)
                && math::abs(leg.amount - old.amount) <= ACTED * leg.amount.max(old.amount)
        };
        if legs.len() == old.len() && pairs().all(|(leg, old)| leg.amount == old.amount) {
            self.since = before.since;
        }
        legs.len() != old.len() || !pairs().all(alike) || self.options != before.options
    }

    /// Interest begins at this time of the market, unless it has.
    pub fn begin(&mut self, market: f64) {
        self.since.get_or_insert(market);
    }

    fn hours(&self, market: f64) -> f64 {
        self.since.map_or(0.0, |since| (market - since).max(0.0) / f64::from(SECONDS_PER_HOUR))
    }

    /// The account with the interest of the time since it was handed in; the venue's verdict was for the amounts before.
    pub fn accrued(&self, market: f64) -> Account {
        let mut account = self.account.clone();
        let hours = self.hours(market);
        for leg in &mut account.legs {
            let growth = math::exp(leg.interest_annual * (hours / HOURS_PER_YEAR));
            leg.amount *= growth;
            if growth != 1.0 {
                account.liquidatable = None;
            }
        }
        account
    }
}

#[derive(Clone, Debug)]
pub(super) struct Watched {
    pub held: Held,
    pub reference: f64,
    /// The advice and the price that it is for.
    pub advice: Option<(f64, Advice)>,
}

impl AsMut<Held> for Watched {
    fn as_mut(&mut self) -> &mut Held {
        &mut self.held
    }
}

impl Watched {
    pub fn new(asset: &str, given: WatchedAccount) -> Result<Self, RiskError> {
        let WatchedAccount { account, options, reference_price, .. } = given;
        crate::account::account_health(&account)?;
        let held = Held::new(account, options)?;
        if let Some(driver) = driving_leg(&held.account)?.and_then(Leg::driver).filter(|driver| *driver != asset) {
            return Err(RiskError::unknown("account.legs", driver));
        }
        let Some(reference) = reference_price.or_else(|| named_price(&held.account, asset)) else {
            return Err(RiskError::from(RiskErrorKind::Unknown { field: "account.referencePrice".to_string(), got: asset.to_string() }));
        };
        positive("account.referencePrice", reference, "pass the factor's price at which the legs' prices hold")?;
        Ok(Self { held, reference, advice: None })
    }

    /// The account with the legs of the factor moved to its live price.
    pub fn at(&self, asset: &str, price: f64, market: f64) -> Account {
        let mut account = self.held.accrued(market);
        move_factor(&mut account, asset, price / self.reference);
        account
    }

    /// Health factor (absent where nothing is owed) and verdict at a live price, as `at` would have them.
    pub fn standing(&self, price: f64, market: f64) -> Standing {
        let Held { account, .. } = &self.held;
        let (hours, multiple) = (self.held.hours(market), price / self.reference);
        let exposure = Exposure::after(account, hours);
        let health = exposure.indebted().then(|| exposure.health(multiple));
        let same = multiple == 1.0 && (hours == 0.0 || account.legs.iter().all(|leg| leg.interest_annual == 0.0));
        let underwater = health.is_some_and(|health| health < 1.0);
        Standing { health, liquidatable: account.liquidatable.filter(|_| same).unwrap_or(underwater) }
    }

    /// The advice was made above a mark, or above the boundary, that the account is below now.
    pub fn passed(&self, now: &Standing) -> bool {
        let Some((_, advice)) = &self.advice else { return false };
        now.passed(advice.status, advice.health_factor, advice.thresholds.iter().map(|mark| mark.health_factor))
    }
}

/// Where an account stands at the prices of now.
pub(super) struct Standing {
    pub health: Option<f64>,
    pub liquidatable: bool,
}

impl Standing {
    /// It can be liquidated and could not, or its health has fallen below a mark that it was not below.
    pub fn passed(&self, status: AdviceStatus, before: Option<f64>, mut marks: impl Iterator<Item = f64>) -> bool {
        if self.liquidatable && status != AdviceStatus::Liquidatable {
            return true;
        }
        let (Some(before), Some(now)) = (before, self.health) else { return false };
        marks.any(|mark| now < mark && mark <= before)
    }
}

/// Price of the leg that is named like the factor it follows.
pub(super) fn named_price(account: &Account, factor: &str) -> Option<f64> {
    let named = |leg: &&Leg| leg.factor.as_deref() == Some(factor) && leg.asset == factor;
    account.legs.iter().find(named).map(|leg| leg.price)
}

/// Moves the legs of a factor by a multiple of their prices; the venue's verdict was for the old ones.
pub(super) fn move_factor(account: &mut Account, factor: &str, multiple: f64) {
    for leg in account.legs.iter_mut().filter(|leg| leg.factor.as_deref() == Some(factor)) {
        leg.price *= multiple;
    }
    if multiple != 1.0 {
        account.liquidatable = None;
    }
}
