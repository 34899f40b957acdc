//! The exact mid price of each asset at which the verdict flips.

use super::check::check;
use super::liquidity::{EulerV2Liquidity, EulerV2Purpose, is_liquidatable, liquidity, quote};
use super::state::{EulerV2Account, EulerV2Collateral};
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, mul_div_ceil};
use alloc::vec::Vec;

/// The boundary of the mid price of each priced asset; both sides are monotonic, so that each is unique.
///
/// With `R` the other collateral and `L` the debt's value, a collateral must count `L − R + 1`, because equality is liquidatable:
/// ```text
/// p* = ⌈ ⌈(L − R + 1) · 1e4 / LTV⌉ · 1e18 / balance ⌉
/// ```
/// and the debt may be worth one less than the collateral `Σ`, or nothing: `p* = ⌈max(Σ, 1) · 1e18 / debt⌉ − 1`.
///
/// # Errors
/// Those of `euler_v2_liquidity`.
pub(super) fn boundaries(account: &EulerV2Account) -> Result<Vec<Boundary>, RiskError> {
    check(account)?;
    let now = liquidity(account, EulerV2Purpose::Liquidation)?;
    let mut found = Vec::with_capacity(account.collaterals.len() + 1);
    if !account.liability.is_unit_of_account {
        let boundary = debt_boundary(&now);
        found.push(Boundary { asset: account.liability.asset.clone(), side: BoundarySide::Debt, boundary });
    }
    for (collateral, counted) in account.collaterals.iter().zip(&now.collateral_values) {
        let boundary = collateral_boundary(collateral, *counted, &now);
        found.push(Boundary { asset: collateral.asset.clone(), side: BoundarySide::Collateral, boundary });
    }
    Ok(found)
}

fn collateral_boundary(collateral: &EulerV2Collateral, counted: U256, now: &EulerV2Liquidity) -> PriceBoundary {
    let rest = now.collateral_value.saturating_sub(counted);
    if !is_liquidatable(rest, now.liability_value) {
        return PriceBoundary::NothingLiquidates;
    }
    let ltv = U256::new(u64::from(collateral.ltv_bps(EulerV2Purpose::Liquidation)));
    // A sum of 2^256 − 1 cannot be exceeded; LTV or balance of 0 divide by zero here: no price saves.
    let smallest = now
        .liability_value
        .saturating_sub(rest)
        .try_add(U256::ONE, "boundary")
        .and_then(|needed| mul_div_ceil(needed, BPS, ltv))
        .and_then(|value| mul_div_ceil(value, WAD, collateral.balance));
    let Ok(price) = smallest else { return PriceBoundary::NothingSaves };
    // The contract may revert at so high a price: then no price saves the account.
    let sum = collateral.counted_at(price, EulerV2Purpose::Liquidation).and_then(|value| rest.try_add(value, "collateral value"));
    match sum {
        Ok(sum) if !is_liquidatable(sum, now.liability_value) => PriceBoundary::At { price, unique: true },
        _ => PriceBoundary::NothingSaves,
    }
}

fn debt_boundary(now: &EulerV2Liquidity) -> PriceBoundary {
    let debt = now.debt.assets;
    // The first price at which the debt is worth as much as the collateral, and something.
    match mul_div_ceil(now.collateral_value.max(U256::ONE), WAD, debt) {
        // The contract may revert there: then no price liquidates.
        Ok(beyond) if quote(debt, beyond).is_ok() => PriceBoundary::At { price: beyond.saturating_sub(U256::ONE), unique: true },
        _ => PriceBoundary::NothingLiquidates,
    }
}
