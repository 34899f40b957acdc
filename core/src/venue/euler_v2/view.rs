//! The account as legs of the model world.

use super::check::PRICE_SCALE;
use super::liquidity::{EulerV2Purpose, liquidity};
use super::state::EulerV2Account;
use crate::account::{Account, Leg, LegSide};
use crate::error::RiskError;
use crate::exact::U256;
use crate::units;
use alloc::vec::Vec;

/// Decimals of ray, and of basis points.
const RAY_DECIMALS: u8 = 27;
const BPS_DECIMALS: u8 = 4;

const SECONDS_PER_YEAR: f64 = units::HOURS_PER_YEAR * 3_600.0;

/// One leg for each collateral that counts (balance and liquidation LTV above 0), then the debt. Prices are mid prices, the threshold
/// is the LTV of now on its ramp. Interest of the collateral is in the price of its share, so that its leg has none.
pub(super) fn account(account: &EulerV2Account) -> Result<Account, RiskError> {
    super::check::check(account)?;
    let now = liquidity(account, EulerV2Purpose::Liquidation)?;
    let mut legs = Vec::with_capacity(account.collaterals.len() + 1);
    for collateral in &account.collaterals {
        let threshold = collateral.ltv_bps(EulerV2Purpose::Liquidation);
        if threshold == 0 || collateral.balance.is_zero() {
            continue;
        }
        let fraction = |bps: u16| units::to_f64(U256::new(u64::from(bps)), BPS_DECIMALS);
        legs.push(Leg {
            asset: collateral.asset.clone(),
            side: LegSide::Collateral,
            amount: units::to_f64(collateral.balance, collateral.decimals),
            price: price("collaterals.midPrice", collateral.mid_price, account.price_decimals(collateral.decimals))?,
            threshold: fraction(threshold),
            ltv: fraction(collateral.ltv.borrow_ltv_bps),
            factor: collateral.factor.clone(),
            interest_annual: 0.0,
        });
    }
    let debt = &account.liability;
    if !now.debt.assets.is_zero() {
        let pegged = debt.is_unit_of_account;
        legs.push(Leg {
            asset: debt.asset.clone(),
            side: LegSide::Debt,
            amount: units::to_f64(now.debt.assets, debt.decimals),
            price: if pegged { 1.0 } else { price("liability.midPrice", debt.mid_price, account.price_decimals(debt.decimals))? },
            threshold: 1.0,
            ltv: 0.0,
            factor: if pegged { None } else { debt.factor.clone() },
            interest_annual: units::to_f64(account.vault.interest_rate, RAY_DECIMALS) * SECONDS_PER_YEAR,
        });
    }
    Ok(Account { legs, liquidatable: Some(now.is_liquidatable()) })
}

fn price(field: &str, price: U256, decimals: u8) -> Result<f64, RiskError> {
    if price.is_zero() {
        return Err(RiskError::out_of_range(field, "above 0", 0, "the oracle answers nothing for this asset: wait for a price"));
    }
    Ok(units::to_f64(price, decimals))
}

impl EulerV2Account {
    /// Decimals of a price: a quote for 10^18 token units, in the smallest units of account. The account has been checked.
    pub(super) fn price_decimals(&self, decimals: u8) -> u8 {
        (PRICE_SCALE + self.unit_of_account_decimals).saturating_sub(decimals)
    }
}
