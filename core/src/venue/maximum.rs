//! The largest step that the contract still accepts, to the last unit.

use super::action::Action;
use super::outcome::PositionHealth;
use super::position::Position;
use super::rules::Venue;
use super::what_if::refusal;
use crate::account::{largest, smallest};
use crate::error::RiskError;
use crate::exact::{I256, U256, mul_div_ceil, mul_div_floor};
use alloc::string::String;

/// Which way a trade goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum TradeSide {
    /// The size grows, the quote falls.
    Buy,
    /// The size falls, the quote grows.
    Sell,
}

/// The step whose largest amount is wanted.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MaximumStep {
    /// Takes debt; the amount is in token units.
    Borrow {
        /// The asset, by its name in the position.
        asset: String,
    },
    /// Takes collateral, supply or margin out; the amount is in token units.
    Withdraw {
        /// The asset, by its name in the position.
        asset: String,
    },
    /// Buys or sells at one price; the amount is in the venue's units of size.
    Trade {
        /// The market, by its name in the position.
        asset: String,
        /// Buy or sell.
        side: TradeSide,
        /// A size whose quote is known, above 0, such as one whole unit.
        lot_size: U256,
        /// What that size costs or brings, fees included, in quote units; other sizes in proportion, rounded against the trader.
        lot_quote: U256,
    },
}

/// What is asked.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MaximumQuestion {
    /// The step.
    pub step: MaximumStep,
    /// Health factor that must be left, 18 decimals; absent: only what the contract itself requires.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "wasm", tsify(optional))]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub health_factor: Option<U256>,
}

/// Why not one unit more.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum MaximumLimit {
    /// The contract refuses it.
    Refused {
        /// The contract's own name for it; a code such as `overflow` where its arithmetic reverts.
        reason: String,
    },
    /// The health factor would be below the one chosen.
    HealthBelow {
        /// It would be this, 18 decimals.
        health_factor: U256,
    },
    /// Nothing limits it: every amount below 2^256 − 1 is accepted. Where the contract reads more than there is as all of it, as
    /// Aave v4 does, the amount is all that there is.
    Unlimited,
}

/// The largest amount of a step.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Maximum {
    /// The largest amount that is accepted; 0 where none is, and the step is then not taken.
    pub amount: U256,
    /// Where the position stands after the step.
    pub health: PositionHealth,
    /// What happens at one unit more.
    pub limit: MaximumLimit,
}

/// Returns the largest amount of a step that the contract accepts and that leaves the health factor chosen.
///
/// Accepted at `amount`, not accepted at `amount + 1`: both were tried on the venue's own integers. The verdict need not be monotonic: a
/// venue may refuse amounts that are too small (a least debt), which is passed over, and rounding may open single holes, which are
/// looked over at doubling distances up to twice the amount: a larger amount may be missed only where it lies between those. 2^256 − 1 is never tried, because contracts read it as all.
///
/// # Errors
/// Those of `position_health`; `unknown`, `unsupported` as in `position_what_if`; `out_of_range` for a lot of size 0.
///
/// ```
/// use plimsoll::{U256, exact::RAY, venue::{MaximumLimit, MaximumQuestion, MaximumStep, Position, position_maximum}};
/// use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false, liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve {
///     id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, used_as_collateral: false, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None };
/// let question = MaximumQuestion { step: MaximumStep::Borrow { asset: "USDC".into() }, health_factor: None };
/// let found = position_maximum(&Position::AaveV3(user), &question)?;
/// // 80.5 % of 25,000 dollars, to the last millionth.
/// assert_eq!(found.amount, U256::new(20_125_000_000));
/// assert_eq!(found.limit, MaximumLimit::Refused { reason: "CollateralCannotCoverNewBorrow".into() });
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn position_maximum(position: &Position, question: &MaximumQuestion) -> Result<Maximum, RiskError> {
    maximum(position, question)
}

/// The same for the state of any one venue.
///
/// # Errors
/// Those of `position_maximum`.
///
/// ```
/// use plimsoll::{U256, venue::{MaximumQuestion, MaximumStep, maximum}};
/// use plimsoll::venue::aave_v3::{AaveV3Revision, AaveV3User};
/// let empty = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![], e_modes: None };
/// let question = MaximumQuestion { step: MaximumStep::Borrow { asset: "USDC".into() }, health_factor: None };
/// assert_eq!(maximum(&empty, &question).unwrap_err().code(), "unknown");
/// ```
pub fn maximum<V: Venue>(position: &V, question: &MaximumQuestion) -> Result<Maximum, RiskError> {
    let now = position.health()?;
    if let MaximumStep::Trade { lot_size, .. } = &question.step
        && lot_size.is_zero()
    {
        return Err(RiskError::out_of_range("step.lotSize", "above 0", 0, "pass a size whose quote is known, such as one whole unit"));
    }
    // What the contract caps leaves the account only up to there.
    let cap = match &question.step {
        MaximumStep::Withdraw { asset } => position.takes_at_most(asset)?,
        _ => None,
    };
    let search = Search { position, question, most: cap.map_or(most(), |cap| cap.min(most())) };
    let amount = match search.some_accepted()? {
        Some(accepted) => search.farthest(accepted)?,
        None => U256::ZERO,
    };
    let health = if amount.is_zero() { now } else { search.attempt(amount)?.unwrap_or(now) };
    let limit = match amount.try_add(U256::ONE, SEARCH) {
        Ok(beyond) if beyond <= most() => search.attempt(beyond)?.err().unwrap_or(MaximumLimit::Unlimited),
        _ => MaximumLimit::Unlimited,
    };
    Ok(Maximum { amount, health, limit })
}

/// The largest amount tried: one below the one that means all.
fn most() -> U256 {
    U256::MAX.saturating_sub(U256::ONE)
}

/// Holes looked over, at most.
const HOLES: usize = 64;

const SEARCH: &str = "amount";

struct Search<'a, V> {
    position: &'a V,
    question: &'a MaximumQuestion,
    /// The largest amount tried.
    most: U256,
}

impl<V: Venue> Search<'_, V> {
    /// The step of an amount, where the amount has one.
    fn action(&self, amount: U256) -> Result<Action, RiskError> {
        Ok(match &self.question.step {
            MaximumStep::Borrow { asset } => Action::Borrow { asset: asset.clone(), amount },
            MaximumStep::Withdraw { asset } => Action::Withdraw { asset: asset.clone(), amount },
            MaximumStep::Trade { asset, side, lot_size, lot_quote } => {
                let (size, quote) = (I256::from(amount), |quote: U256| I256::from(quote));
                match side {
                    TradeSide::Buy => {
                        Action::Trade { asset: asset.clone(), size, quote: -quote(mul_div_ceil(amount, *lot_quote, *lot_size)?) }
                    }
                    TradeSide::Sell => {
                        Action::Trade { asset: asset.clone(), size: -size, quote: quote(mul_div_floor(amount, *lot_quote, *lot_size)?) }
                    }
                }
            }
        })
    }

    /// Tries an amount: where the position then stands, or why it is not accepted.
    fn attempt(&self, amount: U256) -> Result<Result<PositionHealth, MaximumLimit>, RiskError> {
        let tried = self.action(amount).and_then(|action| self.position.apply(&action)).and_then(|next| next.health());
        let health = match tried {
            Ok(health) => health,
            Err(error) => return Ok(Err(MaximumLimit::Refused { reason: refusal(error)? })),
        };
        Ok(match (self.question.health_factor, health.health_factor) {
            (Some(chosen), Some(health_factor)) if health_factor < chosen => Err(MaximumLimit::HealthBelow { health_factor }),
            _ => Ok(health),
        })
    }

    fn accepts(&self, amount: U256) -> Result<bool, RiskError> {
        Ok(self.attempt(amount)?.is_ok())
    }

    /// Some amount that is accepted: 1, or the first that is not refused as 1 is, or one at a doubling distance beyond that or beyond 1.
    fn some_accepted(&self) -> Result<Option<U256>, RiskError> {
        if self.most.is_zero() {
            return Ok(None);
        }
        let Err(first) = self.attempt(U256::ONE)? else { return Ok(Some(U256::ONE)) };
        let otherwise = |amount: U256| Ok(self.attempt(amount)?.err().is_none_or(|limit| !alike(&limit, &first)));
        for from in [smallest(U256::ONE, self.most, otherwise)?, Some(U256::ONE)].into_iter().flatten() {
            let (mut amount, mut distance) = (from, U256::ONE);
            loop {
                if self.accepts(amount)? {
                    return Ok(Some(amount));
                }
                match from.try_add(distance, SEARCH) {
                    Ok(next) if next <= self.most => amount = next,
                    _ => break,
                }
                distance = self.doubled(distance);
            }
        }
        Ok(None)
    }

    fn doubled(&self, amount: U256) -> U256 {
        amount.try_add(amount, SEARCH).map_or(self.most, |twice| twice.min(self.most))
    }

    /// From an accepted amount to one whose next is not accepted.
    fn farthest(&self, accepted: U256) -> Result<U256, RiskError> {
        let mut amount = self.edge(accepted)?;
        for _ in 0..HOLES {
            let Some(further) = self.over_a_hole(amount)? else { break };
            amount = self.edge(further)?;
        }
        Ok(amount)
    }

    /// The end of the accepted amounts above one, where there is no hole between.
    fn edge(&self, accepted: U256) -> Result<U256, RiskError> {
        let (mut low, mut high) = (accepted, self.doubled(accepted));
        while self.accepts(high)? {
            if high == self.most {
                return Ok(high);
            }
            (low, high) = (high, self.doubled(high));
        }
        Ok(largest(low, high, |amount| self.accepts(amount))?.unwrap_or(low))
    }

    /// The farthest accepted amount at a doubling distance beyond one that is not.
    fn over_a_hole(&self, amount: U256) -> Result<Option<U256>, RiskError> {
        let mut distance = U256::ONE;
        while distance < amount {
            distance = self.doubled(distance);
        }
        while distance > U256::ONE {
            let further = amount.try_add(distance, SEARCH).map_or(self.most, |further| further.min(self.most));
            if self.accepts(further)? {
                return Ok(Some(further));
            }
            distance = distance.half();
        }
        Ok(None)
    }
}

/// Two limits of one kind.
fn alike(one: &MaximumLimit, other: &MaximumLimit) -> bool {
    match (one, other) {
        (MaximumLimit::HealthBelow { .. }, MaximumLimit::HealthBelow { .. }) => true,
        _ => one == other,
    }
}
