//! An account over several assets under watch, moved to their live prices.

use super::account::{Held, move_factor, named_price};
use super::view::Basis;
use crate::account::{Account, Leg, account_health};
use crate::error::RiskError;
use crate::leverage::{AdviceOptions, JointAdvice};
use crate::scenario::check_count;
use crate::units::positive;
use alloc::string::String;
use alloc::vec::Vec;

/// An account to be watched that the prices of several assets drive. Interest accrues and the owner's acts are said as of a
/// `WatchedAccount`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct JointAccount {
    /// Its name in alerts and in what is stored; one that was watched before goes on where it was.
    pub name: String,
    /// What it holds and owes; each price factor is an asset that is watched.
    pub account: Account,
    /// What the advice assumes; its time and previous level are set by the watch.
    pub options: AdviceOptions,
    /// Prices of factors at which the legs' prices hold. A factor that is not listed: that of the leg named like it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    pub reference_prices: Option<Vec<ReferencePrice>>,
}

/// The price of one factor at which the legs' prices hold.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
pub struct ReferencePrice {
    /// The factor's name, which is that of the asset watched.
    pub factor: String,
    /// Its price, quote per base.
    pub price: f64,
}

/// The newest advice of an account over several assets.
#[derive(Clone, Debug, PartialEq)]
pub struct JointShown {
    /// When it was worked out, by the receiver's clock, seconds UTC.
    pub at: f64,
    /// The price of each asset that it is for, in the order of `JointWatch::assets`.
    pub prices: Vec<f64>,
    /// The advice.
    pub advice: JointAdvice,
    pub(super) bases: Vec<Basis>,
}

#[derive(Clone, Debug)]
pub(super) struct JointWatched {
    pub held: Held,
    /// The assets that drive it, in the order of its legs, and the price of each at which the legs' prices hold.
    pub assets: Vec<String>,
    references: Vec<f64>,
    pub shown: Option<JointShown>,
    /// When an advice failed, after which there was none.
    pub failed: Option<f64>,
}

impl AsMut<Held> for JointWatched {
    fn as_mut(&mut self) -> &mut Held {
        &mut self.held
    }
}

/// The price factors of the legs that bear on solvency, each once, in the order of the legs: an account of more than one is watched by
/// a `JointWatch`.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::watch::price_factors;
/// let leg = |asset: &str, amount, factor: Option<&str>| Leg {
///     asset: asset.into(), side: LegSide::Collateral, amount, price: 1.0, threshold: 0.8, ltv: 0.7, factor: factor.map(Into::into),
///     interest_annual: 0.0,
/// };
/// let legs = vec![leg("ETH", 1.0, Some("ETH")), leg("wstETH", 1.0, Some("ETH")), leg("WBTC", 0.0, Some("BTC")), leg("USDC", 5.0, None)];
/// assert_eq!(price_factors(&Account { legs, liquidatable: None }), ["ETH"]);
/// ```
#[must_use]
pub fn price_factors(account: &Account) -> Vec<&str> {
    let mut factors: Vec<&str> = Vec::new();
    for factor in account.legs.iter().filter_map(Leg::driver) {
        if !factors.contains(&factor.as_str()) {
            factors.push(factor);
        }
    }
    factors
}

impl JointWatched {
    /// Reads an account, given the assets that are watched.
    pub fn new(given: JointAccount, known: &[&str]) -> Result<Self, RiskError> {
        let JointAccount { account, options, reference_prices, .. } = given;
        account_health(&account)?;
        let held = Held::new(account, options)?;
        let account = &held.account;
        let listed = reference_prices.unwrap_or_default();
        if let Some(one) = listed.iter().find(|one| !known.contains(&one.factor.as_str())) {
            return Err(RiskError::unknown("account.referencePrices", &one.factor));
        }
        let assets: Vec<String> = price_factors(account).into_iter().map(String::from).collect();
        check_count("account.legs", assets.len())?;
        let mut references = Vec::with_capacity(assets.len());
        for asset in &assets {
            if !known.contains(&asset.as_str()) {
                return Err(RiskError::unknown("account.legs", asset));
            }
            let given = listed.iter().find(|one| one.factor == *asset).map(|one| one.price);
            let Some(reference) = given.or_else(|| named_price(account, asset)) else {
                return Err(RiskError::unknown("account.referencePrices", asset));
            };
            references.push(positive("account.referencePrices", reference, "pass the factor's price at which the legs' prices hold")?);
        }
        Ok(Self { held, assets, references, shown: None, failed: None })
    }

    /// The account with the legs of every factor moved to its live price, at a time of the market.
    pub fn at(&self, prices: &[f64], market: f64) -> Account {
        let mut account = self.held.accrued(market);
        for ((asset, reference), price) in self.assets.iter().zip(&self.references).zip(prices) {
            move_factor(&mut account, asset, price / reference);
        }
        account
    }
}
