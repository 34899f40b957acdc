//! The position as a venue-neutral account of the model world.

use super::state::GmxV2Position;
use super::terms::Terms;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::{I256, U256};
use crate::units;
use alloc::string::String;
use alloc::vec::Vec;

/// Name of the quote.
const QUOTE: &str = "USD";

const SECONDS_PER_YEAR: f64 = 31_536_000.0;

/// Returns the index tokens, the collateral and, in dollars, the size on the other side of the index tokens. The minimum that must
/// remain is a share of the size in dollars, which no price moves: it is owed in dollars, with the costs of closing. Borrowing
/// accrues on the size; funding does too, in collateral, and is left out here.
pub(super) fn account(position: &GmxV2Position) -> Result<Account, RiskError> {
    let mut legs = Vec::new();
    if position.is_closed() {
        return Ok(Account { legs, liquidatable: Some(false) });
    }
    let terms = Terms::new(position)?;
    let (index, collateral) = (position.token(&position.index)?, position.token(&position.collateral)?);
    let price = |price: U256, decimals: u8| units::to_f64(price, 30 - decimals.min(30));
    let leg = |asset: &str, side, amount: f64, price: f64, factor: &Option<String>, interest_annual: f64| Leg {
        asset: asset.into(),
        side,
        amount,
        price,
        threshold: 1.0,
        ltv: if side == LegSide::Collateral { 1.0 } else { 0.0 },
        factor: factor.clone(),
        interest_annual,
    };
    let held = units::to_f64(position.collateral_amount, collateral.decimals);
    if held > 0.0 {
        legs.push(leg(&collateral.asset, LegSide::Collateral, held, price(collateral.price, collateral.decimals), &collateral.factor, 0.0));
    }
    let size = units::to_f64(position.size_in_usd, 30);
    let tokens = units::to_f64(position.size_in_tokens, index.decimals);
    let (side, index_price) = if position.is_long { (LegSide::Collateral, terms.index.min) } else { (LegSide::Debt, terms.index.max) };
    legs.push(leg(&index.asset, side, tokens, price(index_price, index.decimals), &index.factor, 0.0));
    // What the costs and the impact take, and what must remain.
    let cost = terms.cost_without_funding.try_add(terms.funding_fee, "account")?.try_mul(terms.collateral.min, "account")?;
    let held_back = I256::from(cost.try_add(terms.required.max(U256::ONE), "account")?).try_sub(terms.impact, "account")?;
    let held_back = units::to_f64(held_back.magnitude(), 30);
    let borrowing = units::to_f64(position.borrowing_factor_per_second, 30) * SECONDS_PER_YEAR;
    if position.is_long {
        legs.push(leg(QUOTE, LegSide::Debt, size, 1.0, &None, borrowing.min(100.0)));
    } else {
        legs.push(leg(QUOTE, LegSide::Collateral, size, 1.0, &None, -borrowing.min(100.0)));
    }
    legs.push(leg(QUOTE, LegSide::Debt, held_back, 1.0, &None, 0.0));
    Ok(Account { legs, liquidatable: Some(terms.liquidatable()) })
}
