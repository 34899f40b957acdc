//! Where every position stands, and what the others could send it.

use super::book::{Book, books};
use super::holdings::Portfolio;
use super::sums::total;
use crate::account::LegSide;
use crate::error::RiskError;
use crate::units::finite;
use crate::venue::PositionHealth;
use alloc::string::String;
use alloc::vec::Vec;

/// What a portfolio gains per log move of a factor.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct FactorExposure {
    /// The factor.
    pub factor: String,
    /// Net exposure, quote units: above 0 long, below 0 short. A rise of 1 % is a gain of a hundredth of it.
    pub value: f64,
}

/// Free collateral of another holding that could arrive in time.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Support {
    /// The holding it comes from.
    pub from: String,
    /// What arrives, quote units, after haircut and cost where it leaves its chain.
    pub value: f64,
    /// Seconds until then: 0 on one chain.
    pub seconds: u32,
}

/// Where one holding stands; values in the portfolio's quote.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldingHealth {
    /// The holding.
    pub name: String,
    /// The verdict: the venue's own where it is a position.
    pub liquidatable: bool,
    /// The venue's own figures; absent for an account typed in by hand.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub position: Option<PositionHealth>,
    /// Health factor of its account; absent when it owes nothing.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<f64>,
    /// Value of the collateral.
    pub collateral: f64,
    /// Value of the debt.
    pub debt: f64,
    /// Collateral less debt.
    pub equity: f64,
    /// Counted collateral less what it is held against: what can be lost before liquidation.
    pub margin: f64,
    /// What can be borrowed or taken out now: collateral times LTV less debt, all of the collateral where nothing is owed.
    pub free: f64,
    /// What free collateral of the others adds up to when it arrives.
    pub support: f64,
    /// From whom, in the order of the holdings.
    pub sources: Vec<Support>,
}

/// Where everything stands; values in the portfolio's quote.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PortfolioHealth {
    /// Value of all collateral.
    pub collateral: f64,
    /// Value of all debt.
    pub debt: f64,
    /// Collateral less debt.
    pub equity: f64,
    /// One per factor, in their order.
    pub exposures: Vec<FactorExposure>,
    /// One per holding, in their order.
    pub holdings: Vec<HoldingHealth>,
}

/// Returns where every holding of a portfolio stands by its own venue's rule, the sums over all, and what each could receive in time.
///
/// ```text
/// exposure_f = Σ ± amount_i · price_i · beta_if        free = max(0, Σ collateral_i · ltv_i − Σ debt_j · threshold_j)
/// arrives    = free · (1 − haircut) − cost             from another chain, within the rescue seconds; free itself on one chain
/// ```
///
/// Each source is counted for every holding that it could reach: it can be sent once. Profit in one holding is no help to another until
/// it is sent, so a portfolio hedged as a whole may hold a position that is liquidated. `haircut`, `cost` and `delay_seconds` are those of
/// the chain that collateral leaves.
///
/// # Errors
/// - Those of `position_health` and `account_health`.
/// - `duplicate`: two factors, chains, holdings or loads of one name, or an asset named twice in a holding; `unknown`: a chain, factor or
///   asset that is not there.
/// - `out_of_range`, `not_finite`: an empty name, a haircut outside [0, 1], a cost below 0, a beta outside [−10, 10], a quote price of 0.
///
/// ```
/// use plimsoll::account::{Account, Leg, LegSide};
/// use plimsoll::portfolio::{Chain, Holding, HoldingState, Portfolio, portfolio_health};
/// let leg = |asset: &str, side, amount, price, threshold, ltv, factor: Option<&str>| Leg {
///     asset: asset.into(), side, amount, price, threshold, ltv, factor: factor.map(Into::into), interest_annual: 0.0,
/// };
/// let holding = |name: &str, chain: &str, legs| Holding {
///     name: name.into(), chain: chain.into(), state: HoldingState::Account(Account { legs, liquidatable: None }), assets: vec![], quote: None,
/// };
/// let portfolio = Portfolio {
///     factors: vec!["ETH".into()],
///     chains: vec![
///         Chain { name: "mainnet".into(), delay_seconds: 900, haircut: 0.01, cost: 20.0 },
///         Chain { name: "rollup".into(), delay_seconds: 604_800, haircut: 0.0, cost: 5.0 },
///     ],
///     holdings: vec![
///         holding("lend", "mainnet", vec![
///             leg("ETH", LegSide::Collateral, 10.0, 2_500.0, 0.8, 0.75, Some("ETH")),
///             leg("USDC", LegSide::Debt, 10_000.0, 1.0, 1.0, 0.0, None),
///         ]),
///         holding("hedge", "rollup", vec![
///             leg("cash", LegSide::Collateral, 30_000.0, 1.0, 1.0, 1.0, None),
///             leg("ETH", LegSide::Debt, 8.0, 2_500.0, 1.03, 0.0, Some("ETH")),
///         ]),
///     ],
///     rescue_seconds: 3_600,
/// };
/// let health = portfolio_health(&portfolio)?;
/// // Two ether net long; 8,750 free on the mainnet, of which 8,642.5 reach the rollup within the hour, and nothing the other way.
/// assert_eq!((health.equity, health.exposures[0].value), (25_000.0, 5_000.0));
/// assert_eq!((health.holdings[0].support, health.holdings[1].support), (0.0, 8_642.5));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn portfolio_health(portfolio: &Portfolio) -> Result<PortfolioHealth, RiskError> {
    let books = books(portfolio)?;
    let mut holdings: Vec<HoldingHealth> = books.iter().map(stands).collect();
    for (book, health) in books.iter().zip(&mut holdings) {
        health.sources = books.iter().filter_map(|other| support(portfolio, book, other)).collect();
        health.support = finite("support", total(health.sources.iter().map(|source| source.value)))?;
    }
    let sum = |of: fn(&HoldingHealth) -> f64| finite("portfolio", total(holdings.iter().map(of)));
    let (collateral, debt) = (sum(|one| one.collateral)?, sum(|one| one.debt)?);
    Ok(PortfolioHealth { collateral, debt, equity: collateral - debt, exposures: exposures(portfolio, &books), holdings })
}

fn stands(book: &Book<'_>) -> HoldingHealth {
    let price = book.quote_price;
    let (collateral, debt) = (book.health.collateral * price, book.health.debt * price);
    HoldingHealth {
        name: book.holding.name.clone(),
        liquidatable: book.health.liquidatable,
        position: book.exact.as_ref().map(|exact| exact.health.clone()),
        health_factor: book.health.health_factor,
        collateral,
        debt,
        equity: collateral - debt,
        margin: price * total(book.weights().map(|(weight, _)| weight)),
        free: free(book),
        support: 0.0,
        sources: Vec::new(),
    }
}

/// What can be borrowed or taken out, in the portfolio's quote.
fn free(book: &Book<'_>) -> f64 {
    let (mut room, mut owes) = (0.0, false);
    for leg in &book.account.legs {
        let value = leg.amount * leg.price;
        match leg.side {
            LegSide::Collateral => room += value * leg.ltv,
            LegSide::Debt => {
                room -= value * leg.threshold;
                owes |= value > 0.0;
            }
        }
    }
    if book.health.liquidatable {
        return 0.0;
    }
    book.quote_price * if owes { room.max(0.0) } else { book.health.collateral }
}

/// What one holding could send to another.
fn support(portfolio: &Portfolio, to: &Book<'_>, from: &Book<'_>) -> Option<Support> {
    if core::ptr::eq(to, from) {
        return None;
    }
    let (stays, free) = (to.chain.name == from.chain.name, free(from));
    let seconds = if stays { 0 } else { from.chain.delay_seconds };
    let value = if stays { free } else { free * (1.0 - from.chain.haircut) - from.chain.cost };
    (value > 0.0 && seconds <= portfolio.rescue_seconds).then(|| Support { from: from.holding.name.clone(), value, seconds })
}

fn exposures(portfolio: &Portfolio, books: &[Book<'_>]) -> Vec<FactorExposure> {
    let mut sums = alloc::vec![0.0; portfolio.factors.len()];
    for book in books {
        for (leg, loads) in book.account.legs.iter().zip(&book.loads) {
            let value = book.quote_price * leg.amount * leg.price;
            let signed = if leg.side == LegSide::Collateral { value } else { -value };
            for ((sum, load), quote) in sums.iter_mut().zip(loads).zip(&book.quote_loads) {
                *sum += signed * (load + quote);
            }
        }
    }
    portfolio.factors.iter().zip(sums).map(|(factor, value)| FactorExposure { factor: factor.clone(), value }).collect()
}
