//! One account over several venues and chains.

use crate::error::Refusal;
use crate::js::Float64Array;
use crate::record::{plain, write};
use crate::shape::{flat, read};
use plimsoll::portfolio::{self, Portfolio, PortfolioHealth, PortfolioPassage, PortfolioRegion};
use plimsoll::scenario::{JointForecast, ScenarioOptions};
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// Where each holding stands by its own venue's rule, what all of them hold per price factor, and what could come to help in time.
#[wasm_bindgen(js_name = portfolioHealth)]
pub fn portfolio_health(portfolio: Ts<Portfolio>) -> Result<Ts<PortfolioHealth>, Refusal> {
    write(&portfolio::portfolio_health(&read("portfolio", portfolio)?)?)
}

/// The nearest liquidation of each holding under a covariance of the factors, its distance in sigmas, and which goes first.
#[wasm_bindgen(js_name = portfolioRegion)]
pub fn portfolio_region(portfolio: Ts<Portfolio>, covariance: Float64Array) -> Result<Ts<PortfolioRegion>, Refusal> {
    write(&portfolio::portfolio_region(&read("portfolio", portfolio)?, &flat("covariance", &covariance)?)?)
}

/// The holdings as venue-neutral accounts.
#[wasm_bindgen(js_name = portfolioAccount, unchecked_return_type = "HoldingAccount[]")]
pub fn portfolio_account(portfolio: Ts<Portfolio>) -> Result<JsValue, Refusal> {
    Ok(plain(&portfolio::portfolio_account(&read("portfolio", portfolio)?)?))
}

/// How likely any holding is liquidated, and which first, by simulating all of them on the same paths.
#[wasm_bindgen(js_name = portfolioFirstPassage)]
pub fn portfolio_first_passage(
    portfolio: Ts<Portfolio>,
    joint: Ts<JointForecast>,
    options: Ts<ScenarioOptions>,
) -> Result<Ts<PortfolioPassage>, Refusal> {
    write(&portfolio::portfolio_first_passage(&read("portfolio", portfolio)?, &read("joint", joint)?, &read("options", options)?)?)
}
