//! Long work in parts, as classes: thin handles on the core's runs.

use crate::error::Refusal;
use crate::js::{Number, Uint8Array};
use crate::record::{plain, write};
use crate::shape::{bytes, read};
use alloc::vec::Vec;
use plimsoll::account::{Account, PriceDirection};
use plimsoll::portfolio::{self, Portfolio, PortfolioPassage};
use plimsoll::scenario::{self, FirstPassage, JointForecast, ScenarioOptions};
use plimsoll::venue::aave_v3::{self, AaveV3Pool, AaveV3Shock};
use plimsoll::volatility::Forecast;
use tsify::Ts;
use wasm_bindgen::prelude::*;

/// A first passage on its way, in as many parts as one likes: done, it has the bits of the one call. `free()` it, or let it be collected.
#[wasm_bindgen]
pub struct FirstPassageRun(scenario::FirstPassageRun);

#[wasm_bindgen]
impl FirstPassageRun {
    /// Starts what `firstPassage` answers.
    #[wasm_bindgen(constructor)]
    pub fn new(
        forecast: Ts<Forecast>,
        distance: Number,
        direction: Ts<PriceDirection>,
        options: Ts<ScenarioOptions>,
    ) -> Result<FirstPassageRun, Refusal> {
        let (forecast, distance) = (read("forecast", forecast)?, read("distance", distance)?);
        Ok(Self(scenario::FirstPassageRun::new(&forecast, distance, read("direction", direction)?, &read("options", options)?)?))
    }

    /// Starts what `jointFirstPassage` answers.
    pub fn joint(account: Ts<Account>, joint: Ts<JointForecast>, options: Ts<ScenarioOptions>) -> Result<FirstPassageRun, Refusal> {
        Ok(Self(scenario::FirstPassageRun::joint(&read("account", account)?, &read("joint", joint)?, &read("options", options)?)?))
    }

    /// Walks at most `paths` paths more, or makes one price factor ready; returns the share of the work that is done, 1 at the end only.
    pub fn advance(&mut self, paths: Number) -> Result<f64, Refusal> {
        Ok(self.0.advance(read("paths", paths)?)?)
    }

    /// How many paths it has walked.
    #[must_use]
    pub fn walked(&self) -> u32 {
        self.0.walked()
    }

    /// The answer of the paths so far, whose number is its `paths`; absent before the first of them.
    pub fn result(&self) -> Result<Option<Ts<FirstPassage>>, Refusal> {
        self.0.result().as_ref().map(write).transpose()
    }
}

/// A portfolio's first passages on their way, in as many parts as one likes: done, they have the bits of the one call.
#[wasm_bindgen]
pub struct PortfolioPassageRun(portfolio::PortfolioPassageRun);

#[wasm_bindgen]
impl PortfolioPassageRun {
    /// Starts what `portfolioFirstPassage` answers.
    #[wasm_bindgen(constructor)]
    pub fn new(portfolio: Ts<Portfolio>, joint: Ts<JointForecast>, options: Ts<ScenarioOptions>) -> Result<PortfolioPassageRun, Refusal> {
        let (portfolio, joint) = (read("portfolio", portfolio)?, read("joint", joint)?);
        Ok(Self(portfolio::PortfolioPassageRun::new(&portfolio, &joint, &read("options", options)?)?))
    }

    /// Walks at most `paths` paths more, or makes one factor or holding ready; returns the share of the work that is done, 1 at the end only.
    pub fn advance(&mut self, paths: Number) -> Result<f64, Refusal> {
        Ok(self.0.advance(read("paths", paths)?)?)
    }

    /// How many paths it has walked.
    #[must_use]
    pub fn walked(&self) -> u32 {
        self.0.walked()
    }

    /// The answer of the paths so far; absent before the first of them.
    pub fn result(&self) -> Result<Option<Ts<PortfolioPassage>>, Refusal> {
        self.0.result().as_ref().map(write).transpose()
    }
}

/// The stress of a book on its way, in as many parts as one likes: done, it has the answers of the one call.
#[wasm_bindgen]
pub struct AaveV3StressRun(aave_v3::AaveV3StressRun);

#[wasm_bindgen]
impl AaveV3StressRun {
    /// Starts what `aaveV3BookStress` answers.
    #[wasm_bindgen(constructor)]
    pub fn new(
        pool: Ts<AaveV3Pool>,
        users: Uint8Array,
        #[wasm_bindgen(unchecked_param_type = "AaveV3Shock[]")] shocks: JsValue,
    ) -> Result<AaveV3StressRun, Refusal> {
        let shocks: Vec<AaveV3Shock> = read("shocks", shocks)?;
        Ok(Self(aave_v3::AaveV3StressRun::new(&read("pool", pool)?, bytes("users", &users)?, shocks)?))
    }

    /// Counts at most `users` users more; returns the share of the work that is done, 1 at the end only.
    pub fn advance(&mut self, users: Number) -> Result<f64, Refusal> {
        Ok(self.0.advance(read("users", users)?)?)
    }

    /// How many users it has counted, over all shocks.
    #[must_use]
    pub fn counted(&self) -> f64 {
        self.0.counted()
    }

    /// The answers of the shocks so far, all of whose users are counted.
    #[wasm_bindgen(unchecked_return_type = "AaveV3StressedBook[]")]
    pub fn result(&self) -> Result<JsValue, Refusal> {
        Ok(plain(&self.0.result()))
    }
}
