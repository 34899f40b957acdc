//! Every exported function by the name it has in JS, Kotlin and Swift.

use ciborium::Value;
use plimsoll::account::{Account, account_health, liquidation_distance};
use plimsoll::governance::{ParameterQuestion, recommend_parameters, smart_ltv, smart_ltv_risk_level};
use plimsoll::leverage::{advice, default_advice_options, joint_advice};
use plimsoll::liquidation as sale;
use plimsoll::liquidation;
use plimsoll::market::{BAR_FIELDS, Bar, simulate_bars};
use plimsoll::plan;
use plimsoll::portfolio;
use plimsoll::scenario::{self, FactorBars};
use plimsoll::venue::{self, AssetPrice, Position, PositionHealth, Watch, aave_v3, compound_v3, llamma, morpho_blue};
use plimsoll::volatility::{self as vol, Forecast, MarketState, Tracker};
use plimsoll::{RiskError, version};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Arguments by name.
pub struct Arguments(pub BTreeMap<String, Value>);

impl Arguments {
    /// Reads an argument as its record.
    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T, RiskError> {
        let value = self.0.get(name).unwrap_or(&Value::Null);
        value.deserialized().map_err(|error| RiskError::from_shape(&format!("{name}: {error}")))
    }

    fn forecast(&self) -> Result<Forecast, RiskError> {
        self.read("forecast")
    }

    fn number(&self, name: &str) -> Result<f64, RiskError> {
        self.read(name)
    }
}

fn write<T: Serialize>(value: T) -> Value {
    Value::serialized(&value).expect("every record can be written")
}

/// The exported functions, for the coverage count.
pub const FUNCTIONS: &[&str] = &[
    "version",
    "simulateBars",
    "marketAsset",
    "marketPanel",
    "marketState",
    "forecastBars",
    "forecastPrices",
    "inputAccuracy",
    "forecastVariance",
    "drawdownQuantile",
    "runupQuantile",
    "drawdownProbability",
    "runupProbability",
    "drawdownEstimate",
    "runupEstimate",
    "drawdownProbabilityEstimate",
    "runupProbabilityEstimate",
    "calibrationStart",
    "calibrationPushBars",
    "calibrationObserve",
    "calibrateForecast",
    "calibrationRecord",
    "tracker",
    "watch",
    "healthGrid",
    "aaveV3Account",
    "aaveV3Book",
    "aaveV3BookStress",
    "morphoBlueBook",
    "compoundV3Book",
    "aaveV3Boundaries",
    "aaveV3View",
    "positionHealth",
    "positionBoundaries",
    "positionPrices",
    "positionAtPrices",
    "positionLater",
    "positionAccount",
    "positionLiquidation",
    "llammaExchange",
    "llammaSoftLiquidation",
    "llammaArbitragePath",
    "llammaPolicyRate",
    "auctionStart",
    "auctionPrice",
    "auctionStatus",
    "auctionTake",
    "auctionProceeds",
    "positionWhatIf",
    "positionMaximum",
    "positionGroupBoundary",
    "positionBoundaryDrift",
    "portfolioHealth",
    "portfolioRegion",
    "portfolioAccount",
    "portfolioFirstPassage",
    "accountHealth",
    "liquidationDistance",
    "defaultAdviceOptions",
    "advice",
    "ewmaVariance",
    "harFit",
    "harVariance",
    "modelBytes",
    "modelStamp",
    "forecastBarsWith",
    "logharFit",
    "logharVariance",
    "garchFit",
    "garchVariance",
    "peggedForecast",
    "recommendParameters",
    "smartLtv",
    "smartLtvRiskLevel",
    "regimeProbabilities",
    "defaultScenarioOptions",
    "firstPassage",
    "jointFirstPassage",
    "jointHealth",
    "jointForecast",
    "jointFromForecasts",
    "jointWithFactor",
    "jointAdvice",
    "contagion",
    "stressBreadth",
    "liquidationProfit",
    "bestLiquidation",
    "liquidationScan",
    "planLoop",
    "planUnwind",
    "planRebalance",
    "hedgeRatio",
    "planSpread",
];

/// Those that take no argument, or only a choice among names: no input is bad.
pub const CANNOT_FAIL: &[&str] =
    &["version", "modelBytes", "calibrationStart", "defaultAdviceOptions", "defaultScenarioOptions", "inputAccuracy"];

/// Calls `function`.
pub fn call(function: &str, a: &Arguments) -> Result<Value, RiskError> {
    Ok(match function {
        "version" => write(version()),
        "simulateBars" => {
            write(simulate_bars(a.read("seed")?, a.read("hours")?, a.read("startTs")?, a.number("startPrice")?, a.number("sigmaAnnual")?)?)
        }
        "marketAsset" => write(vol::market_asset(&a.read::<Vec<f64>>("bars")?)?),
        "marketPanel" => write(vol::market_panel(a.read("assets")?)?),
        "marketState" => write(vol::market_state(&a.read::<Vec<f64>>("btc")?, &a.read::<Vec<f64>>("eth")?)?),
        "forecastBars" => write(vol::forecast_bars(&a.read::<Vec<f64>>("bars")?, a.read("market")?)?),
        "forecastPrices" => write(vol::forecast_prices(&a.read::<Vec<f64>>("prices")?, a.read("kind")?, a.read("market")?)?),
        "inputAccuracy" => write(vol::input_accuracy(a.read("kind")?)),
        "forecastVariance" => write(vol::forecast_variance(&a.forecast()?, a.number("horizonHours")?)?),
        "drawdownQuantile" => write(vol::drawdown_quantile(&a.forecast()?, a.number("alpha")?, a.number("horizonHours")?)?),
        "runupQuantile" => write(vol::runup_quantile(&a.forecast()?, a.number("alpha")?, a.number("horizonHours")?)?),
        "drawdownProbability" => write(vol::drawdown_probability(&a.forecast()?, a.number("distance")?, a.number("horizonHours")?)?),
        "runupProbability" => write(vol::runup_probability(&a.forecast()?, a.number("distance")?, a.number("horizonHours")?)?),
        "drawdownEstimate" => write(vol::drawdown_estimate(&a.forecast()?, a.number("alpha")?, a.number("horizonHours")?)?),
        "runupEstimate" => write(vol::runup_estimate(&a.forecast()?, a.number("alpha")?, a.number("horizonHours")?)?),
        "drawdownProbabilityEstimate" => {
            write(vol::drawdown_probability_estimate(&a.forecast()?, a.number("distance")?, a.number("horizonHours")?)?)
        }
        "runupProbabilityEstimate" => {
            write(vol::runup_probability_estimate(&a.forecast()?, a.number("distance")?, a.number("horizonHours")?)?)
        }
        "calibrationStart" => write(vol::calibration_start()),
        "calibrationPushBars" => write(vol::calibration_push_bars(a.read("state")?, &a.read::<Vec<f64>>("bars")?)?),
        "calibrationObserve" => write(vol::calibration_observe(a.read("state")?, &a.forecast()?)?),
        "calibrateForecast" => write(vol::calibrate_forecast(a.read("state")?, &a.forecast()?)?),
        "calibrationRecord" => write(vol::calibration_record(a.read("state")?)?),
        "tracker" => write(tracker(&a.read::<Vec<f64>>("bars")?, a.read("split")?, a.read("market")?)?),
        "watch" => write(watch(&a.read("position")?, &a.read::<Vec<AssetPrice>>("ticks")?, a.read("seconds")?)?),
        "healthGrid" => write(Watch::new(&a.read("position")?)?.health_grid(a.read("place")?, &a.read::<Vec<f64>>("prices")?)?),
        "aaveV3Account" => write(aave_v3::aave_v3_account(&a.read("user")?)?),
        "aaveV3BookStress" => write(aave_v3::aave_v3_book_stress(&a.read("pool")?, a.read("users")?, a.read("shocks")?)?),
        "aaveV3Book" => write(aave_v3::aave_v3_book(&a.read("pool")?, a.read("users")?)?),
        "morphoBlueBook" => write(morpho_blue::morpho_blue_book(a.read("markets")?, a.read("rows")?)?),
        "compoundV3Book" => write(compound_v3::compound_v3_book(a.read("market")?, a.read("collaterals")?, a.read("rows")?)?),
        "aaveV3Boundaries" => write(aave_v3::aave_v3_boundaries(&a.read("user")?)?),
        "aaveV3View" => write(aave_v3::aave_v3_view(&a.read("user")?)?),
        "positionHealth" => write(venue::position_health(&a.read("position")?)?),
        "positionBoundaries" => write(venue::position_boundaries(&a.read("position")?)?),
        "positionPrices" => write(venue::position_prices(&a.read("position")?)?),
        "positionAtPrices" => write(venue::position_at_prices(&a.read("position")?, &a.read::<Vec<AssetPrice>>("prices")?)?),
        "positionLater" => write(venue::position_later(&a.read("position")?, a.read("seconds")?)?),
        "positionAccount" => write(venue::position_account(&a.read("position")?)?),
        "positionLiquidation" => write(venue::position_liquidation(&a.read("position")?, &a.read("call")?)?),
        "llammaExchange" => write(llamma::llamma_exchange(&a.read("loan")?, &a.read("order")?)?),
        "llammaSoftLiquidation" => write(llamma::llamma_soft_liquidation(&a.read("loan")?, a.read("oraclePrices")?)?),
        "llammaArbitragePath" => write(llamma::llamma_arbitrage_path(&a.read("loan")?, a.read("turns")?)?),
        "llammaPolicyRate" => write(llamma::llamma_policy_rate(&a.read("policy")?, a.read("seconds")?)?),
        "auctionStart" => write(sale::auction_start(&a.read("position")?)?),
        "auctionPrice" => write(sale::auction_price(&a.read("auction")?, a.read("seconds")?)?),
        "auctionStatus" => write(sale::auction_status(&a.read("auction")?)?),
        "auctionTake" => write(sale::auction_take(&a.read("auction")?, a.read("amount")?, a.read("maxPrice")?)?),
        "auctionProceeds" => write(sale::auction_proceeds(&a.read("auction")?, &a.read::<Vec<f64>>("prices")?, &a.read("bidders")?)?),
        "positionWhatIf" => write(venue::position_what_if(&a.read("position")?, &a.read::<Vec<venue::Action>>("actions")?)?),
        "positionMaximum" => write(venue::position_maximum(&a.read("position")?, &a.read("question")?)?),
        "positionGroupBoundary" => write(venue::position_group_boundary(&a.read("position")?, &a.read::<Vec<String>>("assets")?)?),
        "positionBoundaryDrift" => write(venue::position_boundary_drift(&a.read("position")?, &a.read::<Vec<u32>>("seconds")?)?),
        "portfolioHealth" => write(portfolio::portfolio_health(&a.read("portfolio")?)?),
        "portfolioRegion" => write(portfolio::portfolio_region(&a.read("portfolio")?, &a.read::<Vec<f64>>("covariance")?)?),
        "portfolioAccount" => write(portfolio::portfolio_account(&a.read("portfolio")?)?),
        "portfolioFirstPassage" => {
            write(portfolio::portfolio_first_passage(&a.read("portfolio")?, &a.read("joint")?, &a.read("options")?)?)
        }
        "accountHealth" => write(account_health(&a.read::<Account>("account")?)?),
        "liquidationDistance" => write(liquidation_distance(&a.read::<Account>("account")?)?),
        "defaultAdviceOptions" => write(default_advice_options()),
        "advice" => write(advice(&a.read("account")?, &a.forecast()?, &a.read("options")?)?),
        "ewmaVariance" => write(vol::ewma_variance(&a.read::<Vec<f64>>("returns")?, a.number("decay")?, a.number("steps")?)?),
        "harFit" => write(vol::har_fit(&a.read::<Vec<f64>>("returns")?, a.read("horizonHours")?)?),
        "harVariance" => write(vol::har_variance(&a.read::<Vec<f64>>("returns")?, &a.read("coefficients")?, a.number("horizonHours")?)?),
        "modelBytes" => write(vol::model_bytes()),
        "modelStamp" => write(vol::model_stamp(a.read("model")?)?),
        "forecastBarsWith" => write(vol::forecast_bars_with(a.read("model")?, &a.read::<Vec<f64>>("bars")?, a.read("market")?)?),
        "logharFit" => write(vol::loghar_fit(&a.read::<Vec<f64>>("returns")?, a.read("horizonHours")?)?),
        "logharVariance" => {
            write(vol::loghar_variance(&a.read::<Vec<f64>>("returns")?, &a.read("coefficients")?, a.number("horizonHours")?)?)
        }
        "garchFit" => write(vol::garch_fit(&a.read::<Vec<f64>>("returns")?, a.read("law")?)?),
        "garchVariance" => write(vol::garch_variance(&a.read::<Vec<f64>>("returns")?, &a.read("fit")?, a.read("steps")?)?),
        "peggedForecast" => write(vol::pegged_forecast(&a.read::<Vec<f64>>("prices")?, a.read("kind")?)?),
        "recommendParameters" => write(recommend_parameters(&a.read::<ParameterQuestion>("question")?)?),
        "smartLtv" => {
            write(smart_ltv(a.number("sigma")?, a.number("liquidity")?, a.number("debtCap")?, a.number("factor")?, a.number("beta")?)?)
        }
        "smartLtvRiskLevel" => write(smart_ltv_risk_level(
            a.number("ltv")?,
            a.number("sigma")?,
            a.number("liquidity")?,
            a.number("debtCap")?,
            a.number("beta")?,
        )?),
        "regimeProbabilities" => write(scenario::regime_probabilities(a.read("market")?, a.read("asset")?)?),
        "defaultScenarioOptions" => write(scenario::default_scenario_options()),
        "firstPassage" => write(scenario::first_passage(&a.forecast()?, a.number("distance")?, a.read("direction")?, &a.read("options")?)?),
        "jointFirstPassage" => write(scenario::joint_first_passage(&a.read("account")?, &a.read("joint")?, &a.read("options")?)?),
        "jointHealth" => write(scenario::joint_health(&a.read("account")?, &a.read("joint")?, &a.read("options")?)?),
        "jointForecast" => write(scenario::joint_forecast(&a.read::<Vec<FactorBars>>("factors")?, a.read("market")?)?),
        "jointFromForecasts" => write(scenario::joint_from_forecasts(a.read("factors")?, a.read("correlation")?, a.read("market")?)?),
        "jointWithFactor" => write(scenario::joint_with_factor(&a.read("joint")?, a.read("factor")?, a.read("correlation")?)?),
        "jointAdvice" => write(joint_advice(&a.read("account")?, &a.read("joint")?, &a.read("options")?, &a.read("scenario")?)?),
        "contagion" => write(scenario::contagion(&a.read("joint")?, a.number("alpha")?, &a.read("options")?)?),
        "stressBreadth" => write(scenario::stress_breadth(&a.read::<Vec<FactorBars>>("assets")?)?),
        "liquidationProfit" => write(liquidation::liquidation_profit(&a.read("position")?, &a.read("call")?, &a.read("costs")?)?),
        "bestLiquidation" => write(liquidation::best_liquidation(&a.read("position")?, &a.read("costs")?)?),
        "liquidationScan" => write(liquidation::liquidation_scan(&a.read::<Vec<Position>>("positions")?, &a.read("costs")?)?),
        "planLoop" => write(plan::plan_loop(&a.read("position")?, &a.read("goal")?, &a.read("costs")?)?),
        "planUnwind" => write(plan::plan_unwind(&a.read("position")?, &a.read("goal")?, &a.read("costs")?)?),
        "planRebalance" => write(plan::plan_rebalance(&a.read("position")?, &a.read("goal")?, &a.read("costs")?)?),
        "hedgeRatio" => write(plan::hedge_ratio(&a.read::<Vec<f64>>("exposure")?, &a.read::<Vec<f64>>("hedge")?, a.number("alpha")?)?),
        "planSpread" => write(plan::plan_spread(
            &a.read::<Vec<plan::SpreadPlace>>("places")?,
            &a.read::<Vec<scenario::FactorForecast>>("factors")?,
            a.number("horizonHours")?,
        )?),
        other => panic!("no exported function is called {other}"),
    })
}

/// The object's life: rows up to `split` at once, a snapshot, a restored tracker, the other rows one by one, a forecast.
fn tracker(bars: &[f64], split: usize, market: Option<MarketState>) -> Result<Forecast, RiskError> {
    let (head, rest) = bars.split_at_checked(split * BAR_FIELDS).unwrap_or((bars, &[]));
    let mut first = Tracker::new();
    first.push_bars(head)?;
    let mut restored = Tracker::restore(&first.snapshot())?;
    for row in rest.chunks(BAR_FIELDS) {
        let &[ts, open, high, low, close, volume] = row else {
            restored.push_bars(row)?;
            continue;
        };
        restored.push(&Bar { ts: ts as u32, open, high, low, close, volume })?;
    }
    restored.forecast(market.as_ref())
}

/// The object's life: each tick by the asset's place where its price is exact as a number, else by its name; some seconds; then where it
/// stands, with the verdict that a tick answers.
fn watch(position: &Position, ticks: &[AssetPrice], seconds: u32) -> Result<PositionHealth, RiskError> {
    let mut watch = Watch::new(position)?;
    for tick in ticks {
        let place = watch.prices()?.iter().position(|one| one.asset == tick.asset);
        let digits = tick.price.to_string();
        match place {
            Some(place) if digits.len() < 16 => watch.tick(place as u32, digits.parse().expect("a short integer"))?,
            _ => watch.set_price(&tick.asset, tick.price)?,
        };
    }
    watch.later(seconds)?;
    Ok(PositionHealth { liquidatable: watch.liquidatable()?, ..watch.health()? })
}
