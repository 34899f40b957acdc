//! The exact price of each reserve at which the spoke's verdict flips.

use super::account::{Totals, data, totals};
use super::both_sides::Both;
use super::check::check;
use super::position::{Line, collateral_value, debt_value};
use super::state::{AaveV4Reserve, AaveV4User};
use crate::account::{Boundary, BoundarySide, PriceBoundary};
use crate::error::RiskError;
use crate::exact::{BPS, U256, WAD, mul_div_ceil, mul_div_floor};
use crate::venue::nearest::{BothSides, both_sides};
use alloc::vec::Vec;

/// `HF < 1` is `W < 1e4·D` exactly, whatever the two floors cut off: so
/// ```text
/// collateral: p* = ⌈ ⌈(1e4·D − W')/CF⌉·unit / (assets·1e18) ⌉     debt: p* = ⌊ (⌊W/1e4⌋ − D')·unit / (debt·1e18) ⌋
/// ```
/// A reserve that backs and is owed at once moves both: the nearest flip by bounds over intervals of prices, on the side that outweighs.
/// The oracle refuses a price of 0: a collateral that would be safe at 1 is never liquidated, a debt that would need 0 never saved.
pub(super) fn boundaries(user: &AaveV4User) -> Result<Vec<Boundary>, RiskError> {
    check(user)?;
    let lines: Vec<Line> = user.reserves.iter().map(Line::new).collect::<Result<_, _>>()?;
    let sums = totals(user, &lines)?;
    let liquidatable = is_liquidatable(data(user, &lines)?.health_factor);
    let mut boundaries = Vec::new();
    for (reserve, line) in user.reserves.iter().zip(&lines) {
        let backs = line.backs && !line.supplied.is_zero();
        let owed = reserve.borrowing && !line.debt()?.is_zero();
        let book = Book { reserve, line, totals: sums, liquidatable };
        let (side, boundary) = match (backs, owed) {
            (true, false) => (BoundarySide::Collateral, book.collateral()?),
            (false, true) => (BoundarySide::Debt, book.debt()?),
            (true, true) => book.both()?,
            (false, false) => continue,
        };
        boundaries.push(Boundary { asset: reserve.asset.clone(), side, boundary });
    }
    Ok(boundaries)
}

pub(super) fn is_liquidatable(health_factor: U256) -> bool {
    health_factor < WAD
}

/// One reserve before the sums of its account.
struct Book<'a> {
    reserve: &'a AaveV4Reserve,
    line: &'a Line,
    totals: Totals,
    liquidatable: bool,
}

impl Book<'_> {
    fn verdict_stands(&self) -> PriceBoundary {
        if self.liquidatable { PriceBoundary::NothingSaves } else { PriceBoundary::NothingLiquidates }
    }

    fn collateral(&self) -> Result<PriceBoundary, RiskError> {
        let factor = U256::new(u64::from(self.reserve.user_config.collateral_factor_bps));
        let mut rest = self.totals;
        rest.collateral = rest.collateral.try_sub(self.line.collateral_value, OPERATION)?;
        rest.weighted = rest.weighted.try_sub(self.line.collateral_value.try_mul(factor, OPERATION)?, OPERATION)?;
        let Ok(needed) = rest.debt.try_mul(BPS, OPERATION) else { return Ok(self.verdict_stands()) };
        let missing = needed.saturating_sub(rest.weighted);
        if missing.is_zero() {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        let value = missing.try_div_ceil(factor, OPERATION)?;
        let per_price = self.line.supplied.try_mul(WAD, OPERATION)?;
        let Ok(price) = mul_div_ceil(value, self.line.unit, per_price) else { return Ok(PriceBoundary::NothingSaves) };
        if price <= U256::ONE {
            return Ok(PriceBoundary::NothingLiquidates);
        }
        let mut at = rest;
        let safe = collateral_value(self.line.supplied, price, self.line.unit)
            .and_then(|value| at.add_collateral(value, self.reserve.user_config.collateral_factor_bps))
            .and_then(|()| at.health_factor())
            .is_ok_and(|health| !is_liquidatable(health));
        Ok(if safe { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingSaves })
    }

    /// Own collateral against own debt.
    fn both(&self) -> Result<(BoundarySide, PriceBoundary), RiskError> {
        let (factor, unit, supplied, debt) =
            (self.reserve.user_config.collateral_factor_bps, self.line.unit, self.line.supplied, self.line.debt()?);
        let counted = |value: U256| value.try_mul(U256::new(u64::from(factor)), OPERATION);
        let mut rest = self.totals;
        rest.collateral = rest.collateral.try_sub(self.line.collateral_value, OPERATION)?;
        rest.weighted = rest.weighted.try_sub(counted(self.line.collateral_value)?, OPERATION)?;
        rest.debt = rest.debt.try_sub(self.line.debt_value, OPERATION)?;
        let rise_helps = counted(supplied)? >= debt.try_mul(BPS, OPERATION)?;
        let both = Both { rest, factor, supplied, debt, unit };
        let certain = |low, high, liquidatable| both.certain(low, high, liquidatable);
        both_sides(self.reserve.price, self.liquidatable, rise_helps, &|price| both.liquidatable(price).ok(), &certain)
    }

    fn debt(&self) -> Result<PriceBoundary, RiskError> {
        let mut rest = self.totals;
        rest.debt = rest.debt.try_sub(self.line.debt_value, OPERATION)?;
        let carried = rest.weighted.try_div(BPS, OPERATION)?;
        let Ok(room) = carried.try_sub(rest.debt, OPERATION) else { return Ok(PriceBoundary::NothingSaves) };
        let debt = self.line.debt()?;
        let per_price = debt.try_mul(WAD, OPERATION)?;
        let Ok(price) = mul_div_floor(room, self.line.unit, per_price) else { return Ok(PriceBoundary::NothingLiquidates) };
        if price.is_zero() {
            return Ok(PriceBoundary::NothingSaves);
        }
        let mut at = rest;
        let liquidates = price
            .try_add(U256::ONE, OPERATION)
            .and_then(|beyond| debt_value(debt, beyond, self.line.unit))
            .and_then(|value| at.add_debt(value))
            .and_then(|()| at.health_factor())
            .is_ok_and(is_liquidatable);
        Ok(if liquidates { PriceBoundary::At { price, unique: true } } else { PriceBoundary::NothingLiquidates })
    }
}

const OPERATION: &str = "boundary";
