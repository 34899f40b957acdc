//! The chance that any position is liquidated, and which goes first, on simulated paths that all of them share.

use super::book::{Book, books};
use super::holdings::Portfolio;
use super::run::PortfolioPassageRun;
use crate::account::Account;
use crate::error::{RiskError, RiskErrorKind};
use crate::scenario::{FirstPassage, JointForecast, ScenarioOptions};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// A holding as an account of which each leg follows one factor or none.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldingAccount {
    /// The holding.
    pub name: String,
    /// Its account, in its own quote.
    pub account: Account,
}

/// First passage of one holding among others.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldingPassage {
    /// The holding.
    pub name: String,
    /// Its own first passage.
    pub passage: FirstPassage,
    /// P(it is liquidated within the horizon and none before it), a fraction; over all holdings they sum to the probability of any.
    pub first: f64,
    /// Standard error of `first` from the number of paths, a fraction.
    pub first_standard_error: f64,
}

/// First passages of a portfolio's holdings on the same paths.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PortfolioPassage {
    /// That any of them is liquidated.
    pub any: FirstPassage,
    /// Each of them, in their order.
    pub holdings: Vec<HoldingPassage>,
}

/// Returns the holdings of a portfolio as accounts for joint scenarios, each leg with the one factor it follows.
///
/// # Errors
/// Those of `portfolio_health`; `unsupported`: an asset follows several factors, or one with another beta than 1. Give such an asset a
/// factor of its own and forecast that (`joint_with_factor` for a basis).
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::portfolio::{AssetFactors, Chain, FactorLoad, Holding, HoldingState, Portfolio, portfolio_account};
/// let leg = Leg {
///     asset: "WETH".into(), side: LegSide::Collateral, amount: 10.0, price: 2_500.0, threshold: 0.8, ltv: 0.0, factor: None,
///     interest_annual: 0.0,
/// };
/// let portfolio = Portfolio {
///     factors: vec!["ETH".into()],
///     chains: vec![Chain { name: "mainnet".into(), delay_seconds: 0, haircut: 0.0, cost: 0.0 }],
///     holdings: vec![Holding {
///         name: "lend".into(), chain: "mainnet".into(), quote: None,
///         assets: vec![AssetFactors { asset: "WETH".into(), loads: vec![FactorLoad { factor: "ETH".into(), beta: 1.0 }] }],
///         state: HoldingState::Account(Account { legs: vec![leg], liquidatable: None }),
///     }],
///     rescue_seconds: 0,
/// };
/// let accounts = portfolio_account(&portfolio)?;
/// assert_eq!((accounts.len(), accounts[0].account.legs[0].factor.as_deref()), (1, Some("ETH")));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn portfolio_account(portfolio: &Portfolio) -> Result<Vec<HoldingAccount>, RiskError> {
    books(portfolio)?
        .iter()
        .map(|book| Ok(HoldingAccount { name: book.holding.name.clone(), account: account(portfolio, book)? }))
        .collect()
}

/// Simulates when any position of a portfolio is first liquidated, and which is the first, all of them on the same paths.
///
/// The walk is that of `joint_first_passage`, over every factor that a holding names; each holding is watched on every path by its own
/// rule, so what is counted is the joint event, not a bound on it. A liquidation changes nothing for the other holdings, and nothing is
/// sent between them. Two that pass at the same moment count for the one named first.
///
/// # Errors
/// Those of `portfolio_account` and `joint_first_passage`.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::portfolio::{Chain, Holding, HoldingState, Portfolio, portfolio_first_passage};
/// use plimsoll::scenario::{FactorBars, ScenarioOptions, joint_forecast};
/// use plimsoll::market::simulate_bars;
/// let leg = |asset: &str, side, amount, price, threshold, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv: 0.0, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let holding = |name: &str, legs| Holding {
///     name: name.into(), chain: "mainnet".into(), assets: vec![], quote: None,
///     state: HoldingState::Account(Account { legs, liquidatable: None }),
/// };
/// let portfolio = Portfolio {
///     factors: vec!["ETH".into()],
///     chains: vec![Chain { name: "mainnet".into(), delay_seconds: 0, haircut: 0.0, cost: 0.0 }],
///     holdings: vec![
///         holding("long", vec![
///             leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.8, Some("ETH")), leg("USDC", LegSide::Debt, 18_500.0, 1.0, 1.0, None),
///         ]),
///         holding("short", vec![
///             leg("cash", LegSide::Collateral, 27_800.0, 1.0, 1.0, None), leg("ETH", LegSide::Debt, 10.0, 2_500.0, 1.03, Some("ETH")),
///         ]),
///     ],
///     rescue_seconds: 0,
/// };
/// let joint = joint_forecast(&[FactorBars { factor: "ETH".into(), bars: simulate_bars(1, 960, 1_749_999_600, 2_500.0, 0.7)? }], None)?;
/// let options = ScenarioOptions { seed: 1, paths: 4_000, horizon_hours: 24.0 };
/// let found = portfolio_first_passage(&portfolio, &joint, &options)?;
/// let [long, short] = &found.holdings[..] else { panic!() };
/// // One falls where the other rises: hardly a path liquidates both.
/// assert!(found.any.probability > 0.9 * (long.passage.probability + short.passage.probability));
/// assert!((long.first + short.first - found.any.probability).abs() < 1e-12);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn portfolio_first_passage(
    portfolio: &Portfolio,
    joint: &JointForecast,
    options: &ScenarioOptions,
) -> Result<PortfolioPassage, RiskError> {
    let mut run = PortfolioPassageRun::new(portfolio, joint, options)?;
    loop {
        run.advance(u32::MAX)?;
        // The call that walks a path walks all of them.
        if let Some(answer) = run.result() {
            return Ok(answer);
        }
    }
}

/// The account with its legs' factors by the portfolio's loads.
fn account(portfolio: &Portfolio, book: &Book<'_>) -> Result<Account, RiskError> {
    let mut account = book.account.clone();
    for (leg, loads) in account.legs.iter_mut().zip(&book.loads) {
        let mut loaded = portfolio.factors.iter().zip(loads).filter(|(_, load)| **load != 0.0);
        leg.factor = match (loaded.next(), loaded.next()) {
            (None, _) => None,
            (Some((factor, &1.0)), None) => Some(factor.clone()),
            _ => {
                return Err(RiskError::from(RiskErrorKind::Unsupported {
                    question: format!("a scenario in which {} of {} follows several factors or a beta", leg.asset, book.holding.name),
                    hint: "give it a factor of its own with beta 1, and forecast that".into(),
                }));
            }
        };
    }
    Ok(account)
}
