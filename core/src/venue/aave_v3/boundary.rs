//! The exact price of each reserve at which the contract's verdict flips.

use super::account::is_liquidatable;
use super::averaged::averaged_boundary;
use super::both_sides::Both;
use super::position::{Line, Totals, collateral_value, debt_value};
use super::state::{AaveV3Boundary, AaveV3Reserve, AaveV3Revision, AaveV3User};
use super::terms::{Weights, check};
use crate::account::{BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, bps_mul_half_up, mul_div_ceil, mul_div_floor};
use crate::venue::nearest::{BothSides, both_sides};
use alloc::vec::Vec;

/// Health factor 1 times a basis point, 10^22: what `S·1e18/D` must reach from 3.5.
const WAD_BPS: U256 = U256::from_u128(10_000_000_000_000_000_000_000);

/// Returns the exact boundary price of every reserve that is on one side of the account, all other prices held.
///
/// A reserve that backs the debt has the smallest integer price at which the account is still safe; one that is owed, the
/// largest (0 when any debt is too much). With `S'` the other collateral times thresholds, `D` the debt, `LT` the threshold in basis points:
/// ```text
/// p* = ⌈ ⌈(1e4·D − ⌊⌊D/2⌋/1e18⌋ − S') / LT⌉ · 10^decimals / balance ⌉        collateral, from 3.5
/// ```
/// and for a debt the largest price whose value fits in what the collateral carries. These hold for every account, not only
/// for usual sizes. Until 3.4 the threshold is averaged down to a whole basis point, so that health is not monotonic in a
/// collateral price: there the answer is the nearest flip below the current price, or, for an account that is liquidatable
/// now, the nearest price above at which it is safe again; `unique` is false. A debt price is monotonic at every revision.
///
/// A price at which the contract reverts is neither safe nor liquidatable: a boundary beyond it is no boundary.
/// A reserve that is both collateral and owed moves both sides: it stands on the side that outweighs, balance times threshold against
/// debt. Its boundary is the nearest flip from the current price in that direction, found by bounds over whole intervals of prices, and
/// `unique` where the same bounds exclude every other; "nothing liquidates" is said of all prices in that direction. Where both sides
/// balance so closely that thousands of roundings decide, the search gives up for a verified flip. A reserve without flags is left out.
///
/// # Errors
/// Those of `aave_v3_account`.
///
/// ```
/// use plimsoll::{U256, account::PriceBoundary, exact::RAY};
/// use plimsoll::venue::aave_v3::{AaveV3Reserve, AaveV3Revision, AaveV3User, aave_v3_boundaries};
/// let eth = AaveV3Reserve {
///     id: 0, asset: "ETH".into(), decimals: 18, price: U256::new(250_000_000_000), factor: Some("ETH".into()),
///     ltv_bps: 8_050, liquidation_threshold_bps: 8_300, liquidation_bonus_bps: 10_500,
///     liquidity_index: RAY, variable_borrow_index: RAY,
///     current_liquidity_rate: U256::ZERO, current_variable_borrow_rate: U256::ZERO, elapsed_seconds: 0,
///     scaled_a_token_balance: "10000000000000000000".parse()?, scaled_variable_debt: U256::ZERO,
///     used_as_collateral: true, is_borrowing: false,
///     liquidation_protocol_fee_bps: None, limits: None, pool: None,
/// };
/// let usdc = AaveV3Reserve {
///     id: 1, asset: "USDC".into(), decimals: 6, price: U256::new(100_000_000), factor: None,
///     scaled_a_token_balance: U256::ZERO, scaled_variable_debt: U256::new(14_000_000_000),
///     used_as_collateral: false, is_borrowing: true, ..eth.clone()
/// };
/// let user = AaveV3User { revision: AaveV3Revision::V3_7, e_mode: None, reserves: vec![eth, usdc], e_modes: None };
/// // 14,000 / (10 · 0.83) dollars, rounded up in the eighth decimal.
/// let price = U256::new(168_674_698_796);
/// assert_eq!(aave_v3_boundaries(&user)?[0].boundary, PriceBoundary::At { price, unique: true });
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn aave_v3_boundaries(user: &AaveV3User) -> Result<Vec<AaveV3Boundary>, RiskError> {
    check(user)?;
    let mut totals = Totals::default();
    let mut lines = Vec::with_capacity(user.reserves.len());
    for reserve in &user.reserves {
        let line = Line::new(user, reserve)?;
        if let Some(weights) = line.weights {
            totals.add_collateral(line.collateral_value, weights)?;
        }
        totals.add_debt(line.debt_value)?;
        lines.push(line);
    }
    let liquidatable = is_liquidatable(totals.answers(user.revision)?.health_factor);
    let mut boundaries = Vec::new();
    for (reserve, line) in user.reserves.iter().zip(&lines) {
        let book = Book { revision: user.revision, reserve, line, totals, liquidatable };
        if let Some((side, boundary)) = book.boundary()? {
            boundaries.push(AaveV3Boundary { reserve_id: reserve.id, side, boundary });
        }
    }
    Ok(boundaries)
}

/// One reserve before the sums of its account.
struct Book<'a> {
    revision: AaveV3Revision,
    reserve: &'a AaveV3Reserve,
    line: &'a Line,
    totals: Totals,
    liquidatable: bool,
}

impl Book<'_> {
    fn boundary(&self) -> Result<Option<(BoundarySide, PriceBoundary)>, RiskError> {
        let backs = self.line.weights.filter(|_| !self.line.balances.a_token_balance.is_zero());
        let owed = self.reserve.is_borrowing && !self.line.balances.variable_debt.is_zero();
        Ok(match (backs, owed) {
            (Some(weights), true) => Some(self.both_boundary(weights)?),
            (Some(weights), false) => Some((BoundarySide::Collateral, self.collateral_boundary(weights)?)),
            (None, true) => Some((BoundarySide::Debt, self.debt_boundary()?)),
            (None, false) if self.line.weights.is_some() => Some((BoundarySide::Collateral, self.verdict_stands())),
            (None, false) if self.reserve.is_borrowing => Some((BoundarySide::Debt, self.verdict_stands())),
            (None, false) => None,
        })
    }

    /// Own collateral against own debt.
    fn both_boundary(&self, weights: Weights) -> Result<(BoundarySide, PriceBoundary), RiskError> {
        let rest = self.totals.without_collateral(self.line.collateral_value, weights)?.without_debt(self.line.debt_value)?;
        let (balance, debt, unit) = (self.line.balances.a_token_balance, self.line.balances.variable_debt, self.line.unit);
        // Within 2^120 and 2^128 each.
        let counted = balance.try_mul(U256::new(u64::from(weights.threshold_bps)), OPERATION)?;
        let rise_helps = counted >= debt.try_mul(BPS, OPERATION)?;
        let both = Both { revision: self.revision, rest, weights, balance, debt, unit };
        let certain = |low, high, liquidatable| both.certain(low, high, liquidatable);
        both_sides(self.reserve.price, self.liquidatable, rise_helps, &|price| both.liquidatable(price).ok(), &certain)
    }

    /// No price of this reserve changes the verdict of now.
    fn verdict_stands(&self) -> PriceBoundary {
        if self.liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates }
    }

    fn collateral_boundary(&self, weights: Weights) -> Result<PriceBoundary, RiskError> {
        let rest = self.totals.without_collateral(self.line.collateral_value, weights)?;
        let (balance, unit) = (self.line.balances.a_token_balance, self.line.unit);
        let with_value = |value: U256| verdict(self.revision, rest, |totals| totals.add_collateral(value, weights));
        if self.totals.debt.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        if self.revision.averages_threshold() {
            return averaged_boundary(self.reserve.price, balance, unit, &rest, weights, self.liquidatable, &with_value);
        }
        let Ok(needed) = needed_threshold(self.totals.debt) else { return Ok(self.verdict_stands()) };
        let missing = needed.saturating_sub(rest.weighted_threshold);
        if missing.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        if weights.threshold_bps == 0 {
            return Ok(PriceBoundary::NothingSaves);
        }
        let value = missing.try_div_ceil(U256::new(u64::from(weights.threshold_bps)), "boundary value")?;
        let Ok(price) = mul_div_ceil(value, unit, balance) else { return Ok(PriceBoundary::NothingSaves) };
        // The contract may revert at so high a price: then no price saves the account.
        let safe = collateral_value(balance, price, unit).and_then(with_value).is_ok_and(|liquidatable| !liquidatable);
        Ok(if safe { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingSaves })
    }

    fn debt_boundary(&self) -> Result<PriceBoundary, RiskError> {
        let rest = self.totals.without_debt(self.line.debt_value)?;
        let (debt, unit) = (self.line.balances.variable_debt, self.line.unit);
        // Where the contract cannot even divide by a debt, nothing is ever liquidated.
        let Ok(carried) = largest_debt(self.revision, &rest) else { return Ok(PriceBoundary::NothingLiquidates) };
        let Ok(room) = carried.try_sub(rest.debt, "room for debt") else { return Ok(PriceBoundary::NothingSaves) };
        let price = if self.revision.averages_threshold() {
            room.try_add(U256::ONE, "room for debt").and_then(|more| mul_div_ceil(more, unit, debt)).map(|p| p.saturating_sub(U256::ONE))
        } else {
            mul_div_floor(room, unit, debt)
        };
        let Ok(price) = price else { return Ok(PriceBoundary::NothingLiquidates) };
        let beyond = price.try_add(U256::ONE, "price").and_then(|higher| debt_value(self.revision, debt, higher, unit));
        let liquidates =
            beyond.and_then(|value| verdict(self.revision, rest, |totals| totals.add_debt(value))).is_ok_and(|liquidatable| liquidatable);
        Ok(if liquidates { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingLiquidates })
    }
}

/// Says whether the account is liquidatable with one more contribution.
fn verdict(revision: AaveV3Revision, mut totals: Totals, add: impl Fn(&mut Totals) -> Result<(), RiskError>) -> Result<bool, RiskError> {
    add(&mut totals)?;
    Ok(is_liquidatable(totals.answers(revision)?.health_factor))
}

/// Returns the smallest sum of collateral times thresholds that carries `debt`: `⌈(1e22·D − ⌊D/2⌋)/1e18⌉`, from 3.5.
fn needed_threshold(debt: U256) -> Result<U256, RiskError> {
    debt.try_mul(BPS, "needed collateral")?.try_sub(debt.half().try_div(WAD, "needed collateral")?, "needed collateral")
}

/// Returns the largest debt that the collateral carries: the largest `D` with `slope·D − ⌊D/2⌋ ≤ carried·1e18`.
fn largest_debt(revision: AaveV3Revision, totals: &Totals) -> Result<U256, RiskError> {
    let (carried, slope) = if revision.averages_threshold() {
        (bps_mul_half_up(totals.collateral, totals.answers(revision)?.threshold_bps)?, WAD)
    } else {
        (totals.weighted_threshold, WAD_BPS)
    };
    let limit = carried.try_mul(WAD, OPERATION)?;
    let cost = |debt: U256| debt.try_mul(slope, OPERATION)?.try_sub(debt.half(), OPERATION);
    let mut debt = limit.try_div(slope, OPERATION)?;
    // The half that the rounding gives away lets a little more in; each round adds the share that fits, and shrinks by 1e18.
    loop {
        let left = limit.try_sub(cost(debt)?, OPERATION)?;
        let more = left.try_div(slope, OPERATION)?;
        let next = debt.try_add(if more.is_zero() { U256::ONE } else { more }, OPERATION)?;
        if more.is_zero() && !cost(next).is_ok_and(|price| price <= limit) {
            return Ok(debt);
        }
        debt = next;
    }
}

const OPERATION: &str = "boundary of a debt";
