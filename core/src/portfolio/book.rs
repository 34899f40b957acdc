//! A portfolio checked and made ready: accounts, verdicts, and loads as rows over the factors.

use super::holdings::{Chain, FactorLoad, Holding, HoldingState, Portfolio};
use super::sums::total;
use crate::account::{Account, AccountHealth, LegSide, PriceDirection, account_health};
use crate::error::RiskError;
use crate::units::{positive, within};
use crate::venue::{Position, PositionHealth, PositionPrice, Venue};
use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// Largest load either way.
const MOST_BETA: f64 = 10.0;

/// A holding made ready.
pub(super) struct Book<'a> {
    pub holding: &'a Holding,
    pub chain: &'a Chain,
    pub account: Account,
    pub health: AccountHealth,
    pub exact: Option<Exact>,
    /// One row over the factors per leg.
    pub loads: Vec<Vec<f64>>,
    /// Portfolio quote per unit of the venue's.
    pub quote_price: f64,
    pub quote_loads: Vec<f64>,
}

/// What the venue itself says.
pub(super) struct Exact {
    /// As the account has it: at Maker with the fee since the last drip.
    pub position: Position,
    pub health: PositionHealth,
    pub prices: Vec<PositionPrice>,
    /// One row over the factors per price.
    pub loads: Vec<Vec<f64>>,
}

impl Book<'_> {
    /// Counted collateral less what it is held against, as terms `weight · price over price now`, with the leg's row of loads.
    pub fn weights(&self) -> impl Iterator<Item = (f64, &Vec<f64>)> {
        self.account.legs.iter().zip(&self.loads).map(|(leg, loads)| {
            let counted = leg.amount * leg.price * leg.threshold;
            (if leg.side == LegSide::Collateral { counted } else { -counted }, loads)
        })
    }

    /// Of each price whether a fall or a rise harms, by what the legs of its asset count net; absent where they count nothing.
    pub fn harm(&self, prices: &[PositionPrice]) -> Vec<Option<PriceDirection>> {
        let counts = |price: &PositionPrice| -> f64 {
            let legs = self.weights().zip(&self.account.legs);
            total(legs.filter(|(_, leg)| leg.asset == price.asset).map(|((weight, _), _)| weight))
        };
        let way = |net: f64| (net != 0.0).then_some(if net > 0.0 { PriceDirection::Fall } else { PriceDirection::Rise });
        prices.iter().map(|price| way(counts(price))).collect()
    }
}

/// Checks a portfolio and makes its holdings ready.
pub(super) fn books(portfolio: &Portfolio) -> Result<Vec<Book<'_>>, RiskError> {
    unique("factors", portfolio.factors.iter())?;
    unique("chains.name", portfolio.chains.iter().map(|chain| &chain.name))?;
    unique("holdings.name", portfolio.holdings.iter().map(|holding| &holding.name))?;
    for chain in &portfolio.chains {
        within("chains.haircut", chain.haircut, 0.0, 1.0, "pass a fraction, not percent")?;
        within("chains.cost", chain.cost, 0.0, f64::MAX, "pass what a transfer costs in quote units")?;
    }
    portfolio.holdings.iter().map(|holding| book(portfolio, holding)).collect()
}

fn book<'a>(portfolio: &'a Portfolio, holding: &'a Holding) -> Result<Book<'a>, RiskError> {
    let Some(chain) = portfolio.chains.iter().find(|chain| chain.name == holding.chain) else {
        return Err(RiskError::unknown("holdings.chain", &holding.chain));
    };
    let (account, found) = match &holding.state {
        HoldingState::Account(account) => (account.clone(), None),
        HoldingState::Position(position) => (position.account()?, Some((position, position.health()?, position.prices()?))),
    };
    let health = account_health(&account)?;
    check_assets(holding, &account, found.as_ref().map_or(&[], |found| found.2.as_slice()))?;
    let row = |asset: &str, factor: Option<&String>| asset_row(portfolio, holding, asset, factor);
    let loads = account.legs.iter().map(|leg| row(&leg.asset, leg.factor.as_ref())).collect::<Result<_, _>>()?;
    let exact = match found {
        None => None,
        Some((position, health, prices)) => {
            let loads = prices.iter().map(|price| row(&price.asset, price.factor.as_ref())).collect::<Result<_, _>>()?;
            Some(Exact { position: position.touched().unwrap_or_else(|_| position.clone()), health, prices, loads })
        }
    };
    let (quote_price, quote_loads) = match &holding.quote {
        None => (1.0, vec![0.0; portfolio.factors.len()]),
        Some(quote) => {
            let price = positive("holdings.quote.price", quote.price, "pass the portfolio's quote per unit of the venue's")?;
            within("holdings.quote.price", price, 1e-40, 1e40, "pass the portfolio's quote per unit of the venue's")?;
            (price, loads_row(&portfolio.factors, &quote.loads)?)
        }
    };
    Ok(Book { holding, chain, account, health, exact, loads, quote_price, quote_loads })
}

/// Each asset once, and one that the holding has.
fn check_assets(holding: &Holding, account: &Account, prices: &[PositionPrice]) -> Result<(), RiskError> {
    unique("holdings.assets.asset", holding.assets.iter().map(|one| &one.asset))?;
    for one in &holding.assets {
        let held = account.legs.iter().any(|leg| leg.asset == one.asset) || prices.iter().any(|price| price.asset == one.asset);
        if !held {
            return Err(RiskError::unknown("holdings.assets.asset", &one.asset));
        }
    }
    Ok(())
}

/// The loads of an asset as a row over the factors.
fn asset_row(portfolio: &Portfolio, holding: &Holding, asset: &str, factor: Option<&String>) -> Result<Vec<f64>, RiskError> {
    if let Some(own) = holding.assets.iter().find(|one| one.asset == asset) {
        return loads_row(&portfolio.factors, &own.loads);
    }
    let follows = factor.map(|factor| FactorLoad { factor: factor.clone(), beta: 1.0 });
    loads_row(&portfolio.factors, follows.as_slice())
}

fn loads_row(factors: &[String], loads: &[FactorLoad]) -> Result<Vec<f64>, RiskError> {
    unique("loads.factor", loads.iter().map(|load| &load.factor))?;
    let mut row = vec![0.0; factors.len()];
    for load in loads {
        within("loads.beta", load.beta, -MOST_BETA, MOST_BETA, "pass the log move of the asset per log move of the factor")?;
        let place = factors.iter().position(|factor| *factor == load.factor);
        let Some(slot) = place.and_then(|place| row.get_mut(place)) else {
            return Err(RiskError::unknown("loads.factor", &load.factor));
        };
        *slot = load.beta;
    }
    Ok(row)
}

fn unique<'a>(field: &str, names: impl Iterator<Item = &'a String>) -> Result<(), RiskError> {
    let mut seen: Vec<&String> = Vec::new();
    for name in names {
        if name.is_empty() {
            return Err(RiskError::out_of_range(field, "a name of at least one letter", "\"\"", &format!("name each of the {field}")));
        }
        if seen.contains(&name) {
            return Err(RiskError::duplicate(field, name));
        }
        seen.push(name);
    }
    Ok(())
}
