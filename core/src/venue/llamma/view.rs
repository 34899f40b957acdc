//! The loan as a venue-neutral account of the model world.

use super::boundary::boundaries;
use super::check::check;
use super::health::Book;
use super::state::LlammaLoan;
use crate::account::{Account, Leg, LegSide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::U256;
use crate::math;
use crate::units;
use alloc::string::String;
use alloc::vec::Vec;

/// Seconds of the year in which a rate per second is told.
const SECONDS_PER_YEAR: f64 = 31_536_000.0;

/// Returns the collateral in the bands, the borrowed asset in them and the debt. The collateral's threshold is the one that puts
/// the account's own boundary at the contract's: the price to which the oracle would have to jump before anybody trades. In a slow
/// fall the bands are converted and the loan lasts longer.
pub(super) fn account(loan: &LlammaLoan) -> Result<Account, RiskError> {
    check(loan)?;
    let book = Book::new(loan, loan.user_liquidation_discount)?;
    let seen = loan.seen()?;
    let liquidatable = book.liquidatable(seen)?;
    if seen.is_zero() {
        let hint = "the oracle answers nothing for this market: wait for a price";
        return Err(RiskError::out_of_range("oraclePrice", "above 0", 0, hint));
    }
    let price = units::to_f64(seen, 18);
    let collateral = units::to_f64(book.collateral, loan.collateral_decimals);
    let borrowed = units::to_f64(book.borrowed, loan.borrowed_decimals);
    let debt = units::to_f64(book.debt, loan.borrowed_decimals);
    let kept = 1.0 - units::to_f64(loan.user_liquidation_discount, 18);
    let at = match boundaries(&book, seen, &loan.collateral)?.first().map(|found| found.boundary) {
        Some(PriceBoundary::At { price, .. }) => units::to_f64(price, 18),
        _ => price,
    };
    let needed = if debt > 0.0 { (debt - borrowed * kept).max(0.0) } else { 0.0 };
    let threshold = if collateral > 0.0 && debt > 0.0 { (needed / (collateral * at)).min(1.0) } else { kept };
    let threshold = if threshold < 1e-9 { 0.0 } else { threshold };
    let ltv = math::clamp(1.0 - units::to_f64(loan.loan_discount, 18), 0.0, threshold);
    let mut legs = Vec::new();
    let leg = |asset: &String, side, amount, threshold, ltv, interest_annual| Leg {
        asset: asset.clone(),
        side,
        amount,
        price: if asset == &loan.collateral { price } else { 1.0 },
        threshold,
        ltv,
        factor: if asset == &loan.collateral { loan.factor.clone() } else { None },
        interest_annual,
    };
    if book.collateral > U256::ZERO {
        legs.push(leg(&loan.collateral, LegSide::Collateral, collateral, threshold, ltv, 0.0));
    }
    if book.borrowed > U256::ZERO {
        legs.push(leg(&loan.borrowed, LegSide::Collateral, borrowed, kept, 0.0, 0.0));
    }
    if book.debt > U256::ZERO {
        legs.push(leg(&loan.borrowed, LegSide::Debt, debt, 1.0, 0.0, units::to_f64(loan.rate, 18) * SECONDS_PER_YEAR));
    }
    Ok(Account { legs, liquidatable: Some(liquidatable) })
}
