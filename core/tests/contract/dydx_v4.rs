//! What is compared in the vectors of dYdX v4.

use super::Outcome;
use super::aave_v3_input::{flag, list, word};
use plimsoll::venue::Venue;
use plimsoll::venue::dydx_v4::*;
use plimsoll::{I256, RiskError, RiskErrorKind, U256};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// Compares every case of one file by the kind that it states.
pub fn check_file(_name: &str, file: &Value) -> Outcome {
    let mut outcome = Outcome::default();
    for case in list(&file["cases"]) {
        outcome.cases += 1;
        let (id, kind) = (text(&case["id"]), text(&case["kind"]));
        let fields = |object: &Value| -> Vec<String> { object.as_object().expect("an object").keys().cloned().collect() };
        if let Some(field) =
            fields(case).iter().find(|field| !["id", "kind", "source", "input", "expected", "edge"].contains(&field.as_str()))
        {
            outcome.differences.push(format!("{id}: no comparison is written for {field}"));
        }
        let expected = &case["expected"];
        let Some(core) = answers(kind, &case["input"]) else {
            outcome.differences.push(format!("no comparison is written for cases of kind {kind}"));
            continue;
        };
        let differs = match (expected["error"].as_str(), &core) {
            (Some(error), Err(core)) => *core != RiskError::from(RiskErrorKind::Refused { reason: error.into() }),
            // Every field, and none besides.
            (None, Ok(core)) => fields(expected).iter().any(|field| core.get(field) != Some(&expected[field])),
            _ => true,
        };
        if differs {
            outcome.differences.push(format!("{id}: contract {expected}, core {core:?}"));
        }
    }
    outcome
}

type Answers = Result<Map<String, Value>, RiskError>;

/// What the core answers to the input of a kind, by the names of the vectors; nothing for a kind that is not known.
fn answers(kind: &str, input: &Value) -> Option<Answers> {
    let number = |name: &str| signed(&input[name]);
    let natural = |name: &str| word(&input[name]);
    let places = |name: &str| small::<i32>(&input[name]);
    Some(match kind {
        "baseToQuoteQuantums" => {
            let quote =
                dydx_v4_base_to_quote(number("baseQuantums"), places("atomicResolution"), natural("price"), places("priceExponent"));
            quote.map(|quote| one("quoteQuantums", quote))
        }
        "quoteToBaseQuantums" => {
            let base =
                dydx_v4_quote_to_base(number("quoteQuantums"), places("atomicResolution"), natural("price"), places("priceExponent"));
            base.map(|base| one("baseQuantums", base))
        }
        "riskAdd" => risk(&input["a"]).try_add(risk(&input["b"])).map(|sum| risk_fields(&sum)),
        "isInitialCollateralized" => Ok(one("result", risk(input).is_initial_collateralized())),
        "isMaintenanceCollateralized" => Ok(one("result", risk(input).is_maintenance_collateralized())),
        "isLiquidatableRisk" => Ok(one("result", risk(input).is_liquidatable())),
        "riskCmp" => risk(&input["first"]).try_cmp(&risk(&input["second"])).map(|order| {
            one(
                "cmp",
                match order {
                    Ordering::Less => "-1".to_string(),
                    Ordering::Equal => "0".to_string(),
                    Ordering::Greater => "1".to_string(),
                },
            )
        }),
        "maintenanceMarginPpm" => dydx_v4_maintenance_margin_ppm(&tier(input)).map(|ppm| one(kind, ppm)),
        "maxAbsFundingClampPpm" => {
            dydx_v4_max_abs_funding_clamp_ppm(&tier(input), small(&input["clampFactorPpm"])).map(|ppm| one("ppm", ppm))
        }
        "adjustedInitialMarginPpm" => {
            dydx_v4_adjusted_initial_margin_ppm(&tier(input), natural("openInterestQuoteQuantums")).map(|ppm| one("ppm", ppm))
        }
        "initialMarginQuoteQuantums" => dydx_v4_initial_margin(
            &tier(input),
            natural("quoteQuantums"),
            natural("openInterestQuoteQuantums"),
            or_zero(&input["customImfPpm"]).parse().expect("an integer"),
        )
        .map(|margin| one(kind, margin)),
        "settlementPpm" => {
            let index = number("fundingIndex");
            dydx_v4_settlement_ppm(index, number("lastIndex"), number("quantums")).map(|settlement| {
                let mut fields = one("netSettlementPpm", settlement);
                fields.extend(one("newFundingIndex", index));
                fields
            })
        }
        "netNotional" => dydx_v4_base_to_quote(number("quantums"), places("atomicResolution"), natural("price"), places("priceExponent"))
            .map(|quote| one("netNotionalQuoteQuantums", quote)),
        "marginRequirements" => margin_requirements(input),
        "accountRisk" | "accountIsLiquidatable" => account_risk(&subaccount(input)),
        "bankruptcyPriceQuoteQuantums" => {
            dydx_v4_bankruptcy_price(&subaccount(input), text(&input["perpetualId"]), number("deltaQuantums"))
                .map(|quote| one("quoteQuantums", quote))
        }
        "fillablePrice" => dydx_v4_fillable_price(&subaccount(input), text(&input["perpetualId"]), number("deltaQuantums")).map(|price| {
            let mut rational = one("num", price.numerator);
            rational.extend(one("den", price.denominator));
            Map::from_iter([("price".to_string(), Value::Object(rational))])
        }),
        "fillablePriceToSubticks" => {
            let price = DydxV4Price { numerator: word(&input["fillablePrice"]["num"]), denominator: word(&input["fillablePrice"]["den"]) };
            let (long, tick) = (flag(&input["isLiquidatingLong"]), small(&input["subticksPerTick"]));
            dydx_v4_subticks(price, long, places("quantumConversionExponent"), tick).map(|subticks| one("subticks", subticks))
        }
        "insuranceFundDelta" => dydx_v4_insurance_fund_delta(
            &subaccount(input),
            text(&input["perpetualId"]),
            flag(&input["isBuy"]),
            natural("fillAmount"),
            natural("subticks"),
        )
        .map(|delta| one("insuranceFundDeltaQuoteQuantums", delta)),
        _ => return None,
    })
}

fn margin_requirements(input: &Value) -> Answers {
    let (market, size) = (market(input), signed(&input["quantums"]));
    let margins = dydx_v4_margins(&market, size.magnitude(), or_zero(&input["customImfPpm"]).parse().expect("an integer"))?;
    let quote = |base: I256| dydx_v4_base_to_quote(base, small(&input["atomicResolution"]), market.price, small(&input["priceExponent"]));
    let interest = quote(market.open_interest_base_quantums.into())?.magnitude();
    let mut fields = one("IMR", margins.initial);
    fields.extend(one("MMR", margins.maintenance));
    fields.extend(one("netNotionalQuoteQuantums", quote(size)?));
    fields.extend(one("adjustedInitialMarginPpm", dydx_v4_adjusted_initial_margin_ppm(&market.tier, interest)?));
    Ok(fields)
}

fn account_risk(subaccount: &DydxV4Subaccount) -> Answers {
    let (risk, health) = (dydx_v4_risk(subaccount)?, subaccount.health()?);
    assert_eq!((health.backing, health.required), (risk.net_collateral, risk.maintenance_margin));
    assert_eq!(health.liquidatable, risk.is_liquidatable());
    let mut fields = risk_fields(&risk);
    fields.extend(one("isInitialCollateralized", risk.is_initial_collateralized()));
    fields.extend(one("isMaintenanceCollateralized", risk.is_maintenance_collateralized()));
    fields.extend(one("isLiquidatable", risk.is_liquidatable()));
    fields.extend(one("result", risk.is_liquidatable()));
    Ok(fields)
}

fn risk_fields(risk: &DydxV4Risk) -> Map<String, Value> {
    let mut fields = one("NC", risk.net_collateral);
    fields.extend(one("IMR", risk.initial_margin));
    fields.extend(one("MMR", risk.maintenance_margin));
    fields
}

/// One named answer: numbers as decimal strings.
fn one(name: &str, answer: impl Answer) -> Map<String, Value> {
    Map::from_iter([(name.to_string(), answer.value())])
}

trait Answer {
    fn value(&self) -> Value;
}

impl Answer for U256 {
    fn value(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Answer for I256 {
    fn value(&self) -> Value {
        Value::String(self.to_string())
    }
}

impl Answer for String {
    fn value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Answer for bool {
    fn value(&self) -> Value {
        Value::Bool(*self)
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

fn signed(value: &Value) -> I256 {
    text(value).parse().expect("a signed integer")
}

fn small<T: std::str::FromStr<Err: std::fmt::Debug>>(value: &Value) -> T {
    text(value).parse().expect("a small integer")
}

fn or_zero(value: &Value) -> &str {
    value.as_str().unwrap_or("0")
}

/// A risk of which some parts may not be asked.
fn risk(input: &Value) -> DydxV4Risk {
    let part = |name: &str| or_zero(&input[name]).parse().expect("an integer");
    DydxV4Risk {
        net_collateral: or_zero(&input["NC"]).parse().expect("an integer"),
        initial_margin: part("IMR"),
        maintenance_margin: part("MMR"),
    }
}

fn tier(input: &Value) -> DydxV4LiquidityTier {
    let part = |name: &str| or_zero(&input[name]).parse().expect("an integer");
    DydxV4LiquidityTier {
        initial_margin_ppm: or_zero(&input["initialMarginPpm"]).parse().expect("an integer"),
        maintenance_fraction_ppm: or_zero(&input["maintenanceFractionPpm"]).parse().expect("an integer"),
        open_interest_lower_cap: part("openInterestLowerCap"),
        open_interest_upper_cap: part("openInterestUpperCap"),
    }
}

fn market(input: &Value) -> DydxV4Market {
    DydxV4Market {
        asset: or_zero(&input["perpetualId"]).into(),
        factor: None,
        price: word(&input["price"]),
        price_exponent: signed(&input["priceExponent"]),
        atomic_resolution: signed(&input["atomicResolution"]),
        tier: tier(input),
        open_interest_base_quantums: or_zero(&input["openInterestBaseQuantums"]).parse().expect("an integer"),
        funding_index: or_zero(&input["currentFundingIndex"]).parse().expect("an integer"),
        eight_hour_funding_rate_ppm: I256::ZERO,
        isolated: false,
        final_settlement: false,
        step_base_quantums: U256::ONE,
        quantum_conversion_exponent: I256::ZERO,
        subticks_per_tick: 1,
    }
}

fn subaccount(input: &Value) -> DydxV4Subaccount {
    let config = |name: &str| or_zero(&input["config"][name]).parse().expect("an integer");
    let position = |position: &Value| {
        let mut market = market(position);
        market.quantum_conversion_exponent = or_zero(&input["quantumConversionExponent"]).parse().expect("an integer");
        DydxV4Position {
            market,
            quantums: signed(&position["quantums"]),
            quote_balance: signed(&position["quoteBalance"]),
            funding_index: signed(&position["lastFundingIndex"]),
            custom_imf_ppm: or_zero(&position["customImfPpm"]).parse().expect("an integer"),
        }
    };
    DydxV4Subaccount {
        usdc_quote_quantums: signed(&input["usdcQuoteQuantums"]),
        positions: list(&input["positions"]).iter().map(position).collect(),
        liquidations: DydxV4LiquidationsConfig {
            max_liquidation_fee_ppm: config("maxLiquidationFeePpm"),
            bankruptcy_adjustment_ppm: config("bankruptcyAdjustmentPpm"),
            spread_to_maintenance_margin_ratio_ppm: config("spreadToMaintenanceMarginRatioPpm"),
            min_position_notional_liquidated: U256::ZERO,
            max_position_portion_liquidated_ppm: 1_000_000,
            max_notional_liquidated: U256::MAX,
        },
        seconds_to_next_funding: 3_600,
    }
}

/// Every expected number and flag, wrong by one digit, is a difference.
#[test]
fn a_wrong_digit_is_found_in_every_field_of_dydx_v4() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contract/dydx_v4/executed.json");
    super::spoil::every_field(&super::load(&path), |file| check_file("executed.json", file).differences.len());
}
