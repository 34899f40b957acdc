//! How much may leave a spot market at once: against its daily averages, and against how much of it is lent out.
//!
//! Source: `math/spot_withdraw.rs` of protocol-v2 at 0ae3e3b1.

use super::margin::wide;
use super::state::DriftSpot;
use crate::error::RiskError;
use crate::exact::{I256, U256};

const LIMITS: &str = "withdrawal limits";

/// Unit of utilisation.
const ONE: U256 = U256::new(1_000_000);

/// Unit of the part of the deposits that may be borrowed.
const WHOLE: U256 = U256::new(10_000);

/// What a withdrawal reads beyond the market's totals. Amounts are token units; averages are those after an update of the market now,
/// and stay as they are at a later time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DriftWithdrawLimits {
    /// `deposit_token_twap`: the market's deposits, averaged over a day.
    pub deposit_token_twap: U256,
    /// `borrow_token_twap`: its debts, averaged over a day.
    pub borrow_token_twap: U256,
    /// `utilization_twap`, 6 decimals.
    pub utilization_twap: u32,
    /// `withdraw_guard_threshold`: so much is never held back.
    pub withdraw_guard_threshold: U256,
    /// `max_token_deposits`.
    pub max_token_deposits: U256,
    /// `max_token_borrows_fraction` of them that may be owed, 4 decimals; 0: no such limit.
    pub max_token_borrows_fraction: u32,
    /// `pool_id` of the market is not 0.
    pub isolated_pool: bool,
    /// `total_deposits` of the user less his `total_withdraws`, dollars with 6 decimals.
    pub net_deposits: I256,
    /// `cumulative_deposits` of the user's balance, token units.
    pub cumulative_deposits: I256,
}

/// Deposits that must stay in the market, and debts that it may have, token units.
fn bounds(limits: &DriftWithdrawLimits, optimal: u32, deposits: U256, debts: U256) -> Result<(U256, U256), RiskError> {
    let part = |value: U256, of: u64| value.try_div(U256::new(of), LIMITS);
    let guard = limits.withdraw_guard_threshold;
    let average = limits.deposit_token_twap;
    let least = average.try_sub(part(average, 4)?.max(guard.min(average)), LIMITS)?;
    let fewer = deposits.min(average);
    let (floor, step, rest) = if limits.isolated_pool { (2, 3, 20) } else { (3, 5, 14) };
    let most = part(fewer, floor)?.max(limits.borrow_token_twap.try_add(part(fewer, step)?, LIMITS)?);
    let most = guard.max(most.min(fewer.try_sub(part(fewer, rest)?, LIMITS)?));
    let most = if limits.max_token_borrows_fraction == 0 {
        most
    } else {
        let fraction = U256::new(u64::from(limits.max_token_borrows_fraction));
        most.min(limits.max_token_deposits.try_mul(fraction, LIMITS)?.try_div(WHOLE, LIMITS)?)
    };
    let seen = U256::new(u64::from(limits.utilization_twap));
    let utilization = U256::new(u64::from(optimal)).max(seen.try_add(ONE.saturating_sub(seen).half(), LIMITS)?);
    let least_lent = wide(debts.try_mul(ONE, LIMITS)?)?.try_div(utilization, LIMITS)?.min(deposits.saturating_sub(guard));
    let most_lent = wide(utilization.try_mul(deposits, LIMITS)?)?.try_div(ONE, LIMITS)?.max(guard);
    Ok((least.max(least_lent), most.min(most_lent)))
}

impl DriftSpot {
    /// Returns what a withdrawal must leave of the market's deposits and may leave of its debts, token units; absent where the limits
    /// are not given.
    ///
    /// # Errors
    /// `overflow` where the program fails.
    pub fn withdraw_bounds(&self) -> Result<Option<(U256, U256)>, RiskError> {
        let Some((market, limits)) = self.market.as_ref().and_then(|market| Some((market, market.limits.as_ref()?))) else {
            return Ok(None);
        };
        let (deposits, debts) = (self.tokens(market.deposit_balance, false)?, self.tokens(market.borrow_balance, true)?);
        bounds(limits, market.optimal_utilization, deposits, debts).map(Some)
    }

    /// `check_withdraw_limits` after a withdrawal of `amount`, with the user's own sums moved by it.
    pub(super) fn must_be_within_limits(&mut self, amount: U256) -> Result<(), RiskError> {
        let Some((least, most)) = self.withdraw_bounds()? else { return Ok(()) };
        let value = self.value_of(amount, self.price, false)?;
        let (left, is_borrow) = (self.amount()?, self.is_borrow);
        let Some(market) = self.market.as_mut() else { return Ok(()) };
        let (deposit_balance, borrow_balance) = (market.deposit_balance, market.borrow_balance);
        let Some(limits) = market.limits.as_mut() else { return Ok(()) };
        limits.net_deposits = limits.net_deposits.try_sub(value.into(), LIMITS)?;
        limits.cumulative_deposits = limits.cumulative_deposits.try_sub(amount.into(), LIMITS)?;
        let own = !limits.net_deposits.is_negative() && !limits.cumulative_deposits.is_negative() && !is_borrow;
        let small = limits.withdraw_guard_threshold.try_div(U256::new(10), LIMITS)?;
        let excepted = own && left.try_add(amount, LIMITS)? < small;
        let (deposits, debts) = (self.tokens(deposit_balance, false)?, self.tokens(borrow_balance, true)?);
        let within = deposits >= least && (!is_borrow || debts <= most);
        if within || excepted { Ok(()) } else { Err(RiskError::refused("DailyWithdrawLimit")) }
    }
}
