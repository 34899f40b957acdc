//! How much debt a call repays and how much collateral it takes: close factor, bonus, fee, dust.
//!
//! Source: `LiquidationLogic.sol` of aave-v3-core 1.19.4 and aave-v3-origin 3.3 to 3.7.

use super::super::position::{collateral_value, debt_value};
use super::super::state::{AaveV3Reserve, AaveV3Revision, AaveV3User};
use super::super::terms::unit;
use crate::error::RiskError;
use crate::exact::{U256, bps_div_ceil, bps_div_floor, bps_div_half_up, bps_mul_ceil, bps_mul_floor, bps_mul_half_up};

/// Health factor above which half of the debt may be repaid, 0.95.
const HALF_ABOVE: U256 = U256::new(950_000_000_000_000_000);

/// Half, in basis points.
const HALF_BPS: U256 = U256::new(5_000);

/// From 3.3 the half holds for positions of at least 2,000 dollars on both sides.
const HALF_FROM_VALUE: U256 = U256::new(200_000_000_000);

/// From 3.3 what is left of either side must be worth at least 1,000 dollars.
const LEAST_LEFT: U256 = U256::new(100_000_000_000);

/// Prices, units and the terms of the seized reserve.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) revision: AaveV3Revision,
    pub(super) collateral_price: U256,
    pub(super) collateral_unit: U256,
    pub(super) debt_price: U256,
    pub(super) debt_unit: U256,
    bonus: U256,
    fee: U256,
}

/// Where the borrower stands before the call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub(super) balance: U256,
    pub(super) debt: U256,
    pub(super) total_debt: U256,
    pub(super) health_factor: U256,
}

/// What a call moves, token units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amounts {
    pub(super) repaid: U256,
    /// To the liquidator.
    pub(super) collateral: U256,
    /// To the treasury.
    pub(super) fee: U256,
}

impl Amounts {
    /// All that leaves the borrower.
    pub(super) fn gross(&self) -> Result<U256, RiskError> {
        self.collateral.try_add(self.fee, OPERATION)
    }
}

impl Terms {
    pub(super) fn new(user: &AaveV3User, collateral: &AaveV3Reserve, debt: &AaveV3Reserve) -> Result<Self, RiskError> {
        let category = user.e_mode.as_ref().filter(|e_mode| e_mode.collateral_bitmap.bit(collateral.id));
        let bonus = category.map_or(collateral.liquidation_bonus_bps, |e_mode| e_mode.liquidation_bonus_bps);
        Ok(Self {
            revision: user.revision,
            collateral_price: collateral.price,
            collateral_unit: unit(collateral)?,
            debt_price: debt.price,
            debt_unit: unit(debt)?,
            bonus: U256::new(u64::from(bonus)),
            fee: U256::new(u64::from(collateral.liquidation_protocol_fee_bps.unwrap_or(0))),
        })
    }

    pub(super) fn collateral_value(&self, amount: U256) -> Result<U256, RiskError> {
        collateral_value(amount, self.collateral_price, self.collateral_unit)
    }

    fn debt_value(&self, amount: U256) -> Result<U256, RiskError> {
        debt_value(self.revision, amount, self.debt_price, self.debt_unit)
    }

    /// Says whether the half applies to the position.
    pub(super) fn halves(&self, standing: &Standing) -> Result<bool, RiskError> {
        let large = !self.revision.has_deficit()
            || (self.collateral_value(standing.balance)? >= HALF_FROM_VALUE && self.debt_value(standing.debt)? >= HALF_FROM_VALUE);
        Ok(large && standing.health_factor > HALF_ABOVE)
    }

    /// Most of the debt that one call may repay: all of it, or half: of the debt until 3.2, of everything owed from 3.3.
    pub(super) fn largest_repayment(&self, standing: &Standing) -> Result<U256, RiskError> {
        if !self.halves(standing)? {
            return Ok(standing.debt);
        }
        if !self.revision.has_deficit() {
            return bps_mul_half_up(standing.debt, HALF_BPS);
        }
        let half = bps_mul_half_up(standing.total_debt, HALF_BPS)?;
        if self.debt_value(standing.debt)? > half {
            half.try_mul(self.debt_unit, OPERATION)?.try_div(self.debt_price, OPERATION)
        } else {
            Ok(standing.debt)
        }
    }

    /// What a call moves that offers to repay `cover`.
    pub(super) fn amounts(&self, standing: &Standing, cover: U256) -> Result<Amounts, RiskError> {
        let cover_value = self.debt_price.try_mul(cover, OPERATION)?.try_mul(self.collateral_unit, OPERATION)?;
        let base = cover_value.try_div(self.collateral_price.try_mul(self.debt_unit, OPERATION)?, OPERATION)?;
        let wanted =
            if self.revision.seizes_by_scaled_balance() { bps_mul_floor(base, self.bonus)? } else { bps_mul_half_up(base, self.bonus)? };
        let (gross, repaid) =
            if wanted > standing.balance { (standing.balance, self.needed_for(standing.balance)?) } else { (wanted, cover) };
        let fee = self.fee_of(gross)?;
        Ok(Amounts { repaid, collateral: gross.try_sub(fee, OPERATION)?, fee })
    }

    /// The debt that pays for a whole balance.
    fn needed_for(&self, balance: U256) -> Result<U256, RiskError> {
        let value = self.collateral_price.try_mul(balance, OPERATION)?.try_mul(self.debt_unit, OPERATION)?;
        let base = value.try_div(self.debt_price.try_mul(self.collateral_unit, OPERATION)?, OPERATION)?;
        if self.revision.rounds_half_up() { bps_div_half_up(base, self.bonus) } else { bps_div_ceil(base, self.bonus) }
    }

    fn fee_of(&self, gross: U256) -> Result<U256, RiskError> {
        if self.fee.is_zero() {
            return Ok(U256::ZERO);
        }
        if self.revision.seizes_by_scaled_balance() {
            return bps_mul_ceil(gross.try_sub(bps_div_floor(gross, self.bonus)?, OPERATION)?, self.fee);
        }
        bps_mul_half_up(gross.try_sub(bps_div_half_up(gross, self.bonus)?, OPERATION)?, self.fee)
    }

    /// Says whether a call would leave too little of both sides, which is refused from 3.3.
    pub(super) fn leaves_dust(&self, standing: &Standing, amounts: &Amounts) -> Result<bool, RiskError> {
        let gross = amounts.gross()?;
        if !self.revision.has_deficit() || amounts.repaid >= standing.debt || gross >= standing.balance {
            return Ok(false);
        }
        let debt = self.debt_value(standing.debt.try_sub(amounts.repaid, OPERATION)?)?;
        let collateral = self.collateral_value(standing.balance.try_sub(gross, OPERATION)?)?;
        Ok(debt < LEAST_LEFT || collateral < LEAST_LEFT)
    }
}

const OPERATION: &str = "liquidation amounts";
