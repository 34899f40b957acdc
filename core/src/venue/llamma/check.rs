//! What no market can hold.

use super::state::{LlammaBand, LlammaLoan};
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

/// Most bands of a borrower.
pub(super) const MAX_TICKS: i64 = 50;

/// Beyond it the price of a band overflows or vanishes at every `A`.
const FARTHEST_BAND: u64 = 2_000_000;

const FARTHEST: &str = "in [-2000000, 2000000]";

/// A band number as a machine word; one beyond the grid is 0 after `check` has refused it.
pub(super) fn band(n: I256) -> i64 {
    let magnitude = n.magnitude().narrow().and_then(|narrow| i64::try_from(narrow).ok()).unwrap_or(0);
    if n.is_negative() { -magnitude } else { magnitude }
}

/// A machine word as a band number.
pub(super) fn number(n: i64) -> I256 {
    I256::new(n < 0, U256::new(n.unsigned_abs()))
}

/// 10^(18 − decimals).
pub(super) fn precision(decimals: u8) -> U256 {
    U256::power_of_ten(18_u8.saturating_sub(decimals)).unwrap_or(U256::ONE)
}

/// Refuses a state that the contracts cannot hold.
pub(super) fn check(loan: &LlammaLoan) -> Result<(), RiskError> {
    for (field, decimals) in [("collateralDecimals", loan.collateral_decimals), ("borrowedDecimals", loan.borrowed_decimals)] {
        if decimals > 18 {
            return Err(RiskError::out_of_range(field, "in [0, 18]", decimals, "the market scales every token up to 18"));
        }
    }
    if !(2..=10_000).contains(&loan.a) {
        return Err(RiskError::out_of_range("a", "in [2, 10000]", loan.a, "pass A() of the AMM"));
    }
    if loan.collateral == loan.borrowed {
        return Err(RiskError::duplicate("asset", &loan.borrowed));
    }
    for (field, share) in [
        ("loanDiscount", loan.loan_discount),
        ("liquidationDiscount", loan.liquidation_discount),
        ("userLiquidationDiscount", loan.user_liquidation_discount),
        ("extraHealth", loan.extra_health),
    ] {
        if share > WAD {
            return Err(RiskError::out_of_range(field, "at most 1e18", share, "pass the contract's integer, 18 decimals"));
        }
    }
    for (field, n) in [("activeBand", loan.active_band), ("minBand", loan.min_band), ("n1", loan.n1), ("n2", loan.n2)] {
        check_number(field, n)?;
    }
    if let Some(trading) = &loan.trading {
        check_number("maxBand", trading.max_band)?;
        check_fee("fee", trading.fee)?;
        check_fee("oracleFee", trading.oracle_fee)?;
    }
    if let Some(oracle) = &loan.oracle {
        check_fee("lastFee", oracle.last_fee)?;
        if let Some(given) = loan.trading.as_ref().map(|trading| trading.oracle_fee).filter(|fee| !fee.is_zero()) {
            return Err(RiskError::out_of_range("oracleFee", "0 with `oracle`", given, "the fee for a jump follows from `oracle`"));
        }
    }
    check_bands(loan)
}

fn check_bands(loan: &LlammaLoan) -> Result<(), RiskError> {
    let (n1, n2) = (band(loan.n1), band(loan.n2));
    let mut previous: Option<i64> = None;
    for one in &loan.bands {
        check_number("bands.n", one.n)?;
        let n = band(one.n);
        if previous == Some(n) {
            return Err(RiskError::duplicate("bands.n", &alloc::string::String::from(one.n)));
        }
        if previous.is_some_and(|before| before > n) {
            return Err(RiskError::out_of_range("bands.n", "rising", one.n, "sort the bands by number"));
        }
        previous = Some(n);
        check_shares(one, (n1..=n2).contains(&n))?;
    }
    if !(0..MAX_TICKS).contains(&(n2 - n1)) {
        return Err(RiskError::out_of_range("n2", "from n1 to n1 + 49", loan.n2, "pass read_user_tick_numbers(user) of the AMM"));
    }
    let listed = loan.bands.iter().filter(|one| (n1..=n2).contains(&band(one.n))).count();
    let owns = !loan.initial_debt.is_zero() || loan.bands.iter().any(|one| !one.user_shares.is_zero());
    if owns && i64::try_from(listed) != Ok(n2 - n1 + 1) {
        return Err(RiskError::out_of_range("bands", "every band from n1 to n2", listed, "list each band of the borrower, empty ones too"));
    }
    Ok(())
}

fn check_shares(one: &LlammaBand, mine: bool) -> Result<(), RiskError> {
    if one.total_shares.narrow().is_none() {
        return Err(RiskError::out_of_range("bands.totalShares", "below 2^128", one.total_shares, "pass the AMM's own integer"));
    }
    let most = if mine { one.total_shares } else { U256::ZERO };
    if one.user_shares > most {
        let hint = "at most the band's total, and 0 outside n1 to n2";
        return Err(RiskError::out_of_range("bands.userShares", "the borrower's part of the band", one.user_shares, hint));
    }
    Ok(())
}

fn check_fee(field: &str, fee: U256) -> Result<(), RiskError> {
    if fee >= WAD {
        return Err(RiskError::out_of_range(field, "below 1e18", fee, "pass the contract's integer, 18 decimals"));
    }
    Ok(())
}

fn check_number(field: &str, n: I256) -> Result<(), RiskError> {
    if n.magnitude() > U256::new(FARTHEST_BAND) {
        return Err(RiskError::out_of_range(field, FARTHEST, n, "the AMM has no price there"));
    }
    Ok(())
}
