//! Two small venues with hand-made rules, to hold what is written on the trait alone.
#![allow(clippy::unwrap_used, reason = "a test stops where it cannot judge")]

use crate::seed::Seed;
use plimsoll::account::{Account, Boundary, BoundarySide, Leg, LegSide, PriceBoundary};
use plimsoll::exact::{mul_div_ceil, mul_div_floor};
use plimsoll::units::to_f64;
use plimsoll::venue::{Action, PositionHealth, PositionPrice, Venue};
use plimsoll::{I256, RiskError, RiskErrorKind, U256};

const OPERATION: &str = "fake";

pub fn refused(reason: &str) -> RiskError {
    RiskError::from(RiskErrorKind::Refused { reason: reason.into() })
}

fn unknown(name: &str) -> RiskError {
    RiskError::from(RiskErrorKind::Unknown { field: "asset".into(), got: name.into() })
}

pub fn wad(value: u64) -> U256 {
    U256::new(value).try_mul(U256::power_of_ten(18).expect("small"), OPERATION).expect("fits")
}

/// Two collaterals "A" and "B", one debt "D"; amounts and prices with 2 decimals; safe while ⌊C·lt⌋ ≥ D.
#[derive(Clone, Debug, PartialEq)]
pub struct Lender {
    pub amounts: [U256; 3],
    pub prices: [U256; 3],
    pub threshold_bps: u64,
    pub least_debt: U256,
    /// Borrows of these amounts are refused, as rounding may.
    pub hole: Option<u64>,
    /// The oracle reverts above this price.
    pub highest_price: U256,
    pub growth_per_second: U256,
}

pub const NAMES: [&str; 3] = ["A", "B", "D"];

impl Lender {
    pub fn random(seed: &mut Seed) -> Self {
        Self {
            amounts: [seed.amount(5, 2), seed.amount(5, 1), seed.amount(5, 2)],
            prices: [seed.amount(4, 1), seed.amount(4, 1), seed.amount(3, 1)],
            threshold_bps: seed.between(1, 9_500),
            least_debt: if seed.chance(30) { seed.amount(4, 2) } else { U256::ZERO },
            hole: seed.chance(20).then(|| seed.between(2, 9)),
            highest_price: U256::MAX,
            growth_per_second: U256::ZERO,
        }
    }

    fn value(&self, place: usize, up: bool) -> Result<U256, RiskError> {
        if self.prices[place] > self.highest_price {
            return Err(RiskError::from(RiskErrorKind::Overflow { operation: OPERATION.into() }));
        }
        let unit = U256::new(100);
        Ok(if up {
            mul_div_ceil(self.amounts[place], self.prices[place], unit)?
        } else {
            mul_div_floor(self.amounts[place], self.prices[place], unit)?
        })
    }

    fn place(name: &str) -> Result<usize, RiskError> {
        NAMES.iter().position(|known| *known == name).ok_or_else(|| unknown(name))
    }
}

impl Venue for Lender {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let held = self.value(0, false)?.try_add(self.value(1, false)?, OPERATION)?;
        let backing = mul_div_floor(held, U256::new(self.threshold_bps), U256::new(10_000))?;
        let required = self.value(2, true)?;
        Ok(PositionHealth {
            liquidatable: backing < required,
            health_factor: (!required.is_zero()).then(|| mul_div_floor(backing, wad(1), required)).transpose()?,
            backing: backing.into(),
            required,
            equity: I256::from(held).try_sub(required.into(), OPERATION)?,
            value_decimals: 2,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        let one = |(name, price): (&str, U256)| PositionPrice { asset: name.into(), price, decimals: 2, factor: Some(name.into()) };
        Ok(NAMES.into_iter().zip(self.prices).map(one).collect())
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let mut moved = self.clone();
        for (name, price) in prices {
            moved.prices[Self::place(name)?] = *price;
        }
        Ok(moved)
    }

    /// By asking every price below 2¹⁶ and no other: the fake venue's prices stay there.
    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        let mut found = Vec::new();
        for (place, name) in NAMES.into_iter().enumerate() {
            let side = if place == 2 { BoundarySide::Debt } else { BoundarySide::Collateral };
            let safe = |price: u64| {
                let at = self.with_prices(&[(name, U256::new(price))])?.health();
                Ok::<bool, RiskError>(at.is_ok_and(|at| !at.liquidatable))
            };
            let (mut low, mut high) = (0_u64, 1 << 40);
            let ends = (safe(low)?, safe(high)?);
            let boundary = match ends {
                (true, true) => PriceBoundary::NothingLiquidates,
                (false, false) => PriceBoundary::NothingSaves,
                (low_safe, _) => {
                    while high - low > 1 {
                        let middle = low.midpoint(high);
                        if safe(middle)? == low_safe { low = middle } else { high = middle }
                    }
                    PriceBoundary::At { price: U256::new(if low_safe { low } else { high }), unique: true }
                }
            };
            found.push(Boundary { asset: name.into(), side, boundary });
        }
        Ok(found)
    }

    fn later(&self, seconds: u32) -> Result<Self, RiskError> {
        let mut later = self.clone();
        let interest = self.growth_per_second.try_mul(U256::new(u64::from(seconds)), OPERATION)?;
        later.amounts[2] = later.amounts[2].try_add(interest, OPERATION)?;
        Ok(later)
    }

    fn account(&self) -> Result<Account, RiskError> {
        let leg = |place: usize, side, threshold| Leg {
            asset: NAMES[place].into(),
            side,
            amount: to_f64(self.amounts[place], 2),
            price: to_f64(self.prices[place], 2),
            threshold,
            ltv: 0.0,
            factor: Some(NAMES[place].into()),
            interest_annual: 0.0,
        };
        let counted = self.threshold_bps as f64 / 10_000.0;
        let legs = vec![leg(0, LegSide::Collateral, counted), leg(1, LegSide::Collateral, counted), leg(2, LegSide::Debt, 1.0)];
        Ok(Account { legs, liquidatable: Some(self.health()?.liquidatable) })
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        let mut next = self.clone();
        match action {
            Action::Supply { asset, amount } => {
                let place = Self::place(asset)?;
                next.amounts[place] = next.amounts[place].try_add(*amount, OPERATION)?;
                return Ok(next);
            }
            Action::Withdraw { asset, amount } => {
                let place = Self::place(asset)?;
                let left = self.amounts[place].try_sub(*amount, OPERATION);
                next.amounts[place] = left.map_err(|_| refused("NotEnoughBalance"))?;
            }
            Action::Borrow { asset, amount } if asset == "D" => {
                if self.hole.is_some_and(|hole| {
                    amount.try_div(U256::new(hole), OPERATION).is_ok_and(|share| {
                        let back = share.try_mul(U256::new(hole), OPERATION).expect("no more than it was");
                        amount.saturating_sub(back) == U256::ONE && !share.is_zero()
                    })
                }) {
                    return Err(refused("Hole"));
                }
                next.amounts[2] = self.amounts[2].try_add(*amount, OPERATION)?;
                if next.amounts[2] < self.least_debt {
                    return Err(refused("Dust"));
                }
            }
            Action::Borrow { asset, .. } => return Err(unknown(asset)),
            _ => return Err(RiskError::from(RiskErrorKind::Unsupported { question: "this".into(), hint: "the fake lends only".into() })),
        }
        if next.health()?.liquidatable { Err(refused("NotSafe")) } else { Ok(next) }
    }
}

/// One perpetual "P" and a quote balance, signed; the size has 3 decimals, the price none, the quote 3.
#[derive(Clone, Debug, PartialEq)]
pub struct Perp {
    pub size: I256,
    pub quote: I256,
    pub price: U256,
    pub initial_bps: u64,
    pub maintenance_bps: u64,
}

impl Perp {
    pub fn random(seed: &mut Seed) -> Self {
        let sign = seed.chance(50);
        let (price, size) = (seed.between(10, 9_999), seed.between(0, 9_999));
        let maintenance_bps = seed.between(50, 500);
        // Margin for two to forty times the notional.
        let notional = size * price;
        let margin = notional / seed.between(2, 40) + seed.between(1, 1_000_000);
        let (size, notional) = (I256::new(sign, U256::new(size)), I256::new(!sign, U256::new(notional)));
        let quote = notional.try_add(U256::new(margin).into(), OPERATION).expect("fits");
        Self { size, quote, price: U256::new(price), initial_bps: maintenance_bps * 2, maintenance_bps }
    }

    fn equity(&self) -> Result<I256, RiskError> {
        self.size.try_mul(self.price.into(), OPERATION)?.try_add(self.quote, OPERATION)
    }

    fn margin(&self, bps: u64) -> Result<U256, RiskError> {
        let notional = self.size.magnitude().try_mul(self.price, OPERATION)?;
        mul_div_ceil(notional, U256::new(bps), U256::new(10_000))
    }
}

impl Venue for Perp {
    fn health(&self) -> Result<PositionHealth, RiskError> {
        let (equity, required) = (self.equity()?, self.margin(self.maintenance_bps)?);
        let counted = equity.unsigned().unwrap_or_default();
        Ok(PositionHealth {
            liquidatable: equity < required.into(),
            health_factor: (!required.is_zero()).then(|| mul_div_floor(counted, wad(1), required)).transpose()?,
            backing: equity,
            required,
            equity,
            value_decimals: 3,
        })
    }

    fn prices(&self) -> Result<Vec<PositionPrice>, RiskError> {
        Ok(vec![PositionPrice { asset: "P".into(), price: self.price, decimals: 0, factor: Some("P".into()) }])
    }

    fn with_prices(&self, prices: &[(&str, U256)]) -> Result<Self, RiskError> {
        let mut moved = self.clone();
        for (name, price) in prices {
            if *name != "P" {
                return Err(unknown(name));
            }
            moved.price = *price;
        }
        Ok(moved)
    }

    fn boundaries(&self) -> Result<Vec<Boundary>, RiskError> {
        Ok(Vec::new())
    }

    fn later(&self, _: u32) -> Result<Self, RiskError> {
        Ok(self.clone())
    }

    fn account(&self) -> Result<Account, RiskError> {
        Ok(Account { legs: Vec::new(), liquidatable: None })
    }

    fn apply(&self, action: &Action) -> Result<Self, RiskError> {
        let mut next = self.clone();
        match action {
            Action::Trade { asset, size, quote } if asset == "P" => {
                next.size = self.size.try_add(*size, OPERATION)?;
                next.quote = self.quote.try_add(*quote, OPERATION)?;
            }
            Action::Withdraw { amount, .. } => next.quote = self.quote.try_sub((*amount).into(), OPERATION)?,
            _ => return Err(RiskError::from(RiskErrorKind::Unsupported { question: "this".into(), hint: "the fake trades only".into() })),
        }
        let shrinks =
            next.size.magnitude() < self.size.magnitude() && (next.size.is_zero() || next.size.is_negative() == self.size.is_negative());
        let covered = next.equity()? >= next.margin(self.initial_bps)?.into();
        if covered || shrinks && matches!(action, Action::Trade { .. }) { Ok(next) } else { Err(refused("Undercollateralized")) }
    }
}
