//! A watched position over a grid of prices of one asset: what no price of the grid moves is summed once.

use super::tally::{Leg, Rule, Sums, Tally};
use super::{FIRST_INEXACT, HEALTH_DECIMALS, Watch};
use crate::error::RiskError;
use crate::exact::{Factor, U256, WAD};
use crate::liquidation::search::refuses;
use crate::units;
use crate::venue::position::Position;
use crate::venue::rules::Venue;
use alloc::format;
use alloc::vec::Vec;

/// The first price that does not fit in half a word, 2^128.
const FIRST_TOO_WIDE: f64 = 340_282_366_920_938_463_463_374_607_431_768_211_456.0;

/// A health factor of one: exact as a float.
const HEALTH_UNIT: f64 = 1e18;

/// The byte of a verdict where there is none.
const REVERTED: u8 = 2;

/// Verdict and health factor of a position at each price of a grid, in its order.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HealthGrid {
    /// The exact health factor as a number to show, liquidatable below 1 (Euler v2: at 1); that of 2^256 − 1, 1.16e59, where nothing is
    /// required, and 0 where the contract reverts.
    #[cfg_attr(feature = "wasm", tsify(type = "Float64Array"))]
    pub health_factors: Vec<f64>,
    /// The contract's verdict by its own integers: 0 safe, 1 liquidatable, 2 where the contract reverts.
    #[cfg_attr(feature = "wasm", tsify(type = "Uint8Array"))]
    pub verdicts: Vec<u8>,
}

impl HealthGrid {
    fn push(&mut self, (liquidatable, factor): Standing) {
        self.verdicts.push(u8::from(liquidatable));
        self.health_factors.push(factor);
    }
}

/// A verdict, and the health factor as a number to show.
type Standing = (bool, f64);

fn shown(factor: Option<U256>) -> f64 {
    units::to_f64(factor.unwrap_or(U256::MAX), HEALTH_DECIMALS)
}

impl Watch {
    /// Returns verdict and health factor at each price of a grid of one asset, all other prices those of now; the watch stays where it is.
    ///
    /// The asset is its place in `prices`. A price is the venue's own integer, a whole number below 2^128: where its neighbours are more
    /// than 1 apart, from 2^53 on, it is the integer that the number is. Each answer is that of `position_health` at its price, to the
    /// last digit. At Aave v3, Morpho Blue and Compound III a price costs a few multiplications, however many assets the position has.
    ///
    /// # Errors
    /// `out_of_range` for a place or a price that is none; those of `position_at_prices` and `position_health` where it is not the
    /// contract that reverts.
    ///
    /// ```
    /// use plimsoll::{U256, venue::{Position, Watch, morpho_blue::{MorphoBlueMarket, MorphoBluePosition}}};
    /// // 10 ETH against 20,000 USDC, at most 86 %.
    /// let market = MorphoBlueMarket {
    ///     loan_asset: "USDC".into(), loan_decimals: 6, collateral_asset: "ETH".into(), collateral_decimals: 18,
    ///     price: "2500000000000000000000000000".parse()?, lltv: U256::new(860_000_000_000_000_000),
    ///     total_supply_assets: U256::new(20_000_000_000), total_borrow_assets: U256::new(20_000_000_000),
    ///     total_borrow_shares: U256::new(20_000_000_000_000_000), ..MorphoBlueMarket::default()
    /// };
    /// let position = MorphoBluePosition {
    ///     market, borrow_shares: U256::new(20_000_000_000_000_000), collateral: "10000000000000000000".parse()?, ..Default::default()
    /// };
    /// let watch = Watch::new(&Position::MorphoBlue(position))?;
    /// let grid = watch.health_grid(0, &[2e27, 2.5e27, 3e27])?;
    /// // The numbers nearest to 2.5e27 and 3e27 lie a little below them: the contract's rounding takes a millionth of a dollar.
    /// assert_eq!(grid.health_factors, [0.86, 1.074_999_999_95, 1.289_999_999_95]);
    /// assert_eq!(grid.verdicts, [1, 0, 0]);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn health_grid(&self, place: u32, prices: &[f64]) -> Result<HealthGrid, RiskError> {
        let place = self.place(place)?;
        let asset = self.assets.get(place).map_or("", alloc::string::String::as_str);
        let line = self.tally.as_ref().and_then(|tally| Line::of(tally, place));
        let mut grid = HealthGrid { health_factors: Vec::with_capacity(prices.len()), verdicts: Vec::with_capacity(prices.len()) };
        // Made once, for the first price that the sums are silent about.
        let mut position: Option<Position> = None;
        for (number, price) in prices.iter().enumerate() {
            let price = whole(*price).ok_or_else(|| {
                let hint = "pass the venue's own integers";
                RiskError::out_of_range(&format!("prices[{number}]"), "a whole number in [0, 2^128)", units::Shown(*price), hint)
            })?;
            if let Some(standing) = line.as_ref().and_then(|line| line.at(price)) {
                grid.push(standing);
                continue;
            }
            let base = match position.take() {
                Some(base) => base,
                None => self.now()?,
            };
            match base.with_prices(&[(asset, U256::from_u128(price))]).and_then(|there| there.health()) {
                Ok(health) => grid.push((health.liquidatable, shown(health.health_factor))),
                Err(error) if refuses(&error) => {
                    grid.verdicts.push(REVERTED);
                    grid.health_factors.push(0.0);
                }
                Err(error) => return Err(error),
            }
            position = Some(base);
        }
        Ok(grid)
    }
}

/// The integer that a number is, if it is one of half a word.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range, or refused")]
fn whole(number: f64) -> Option<u128> {
    if (0.0..FIRST_INEXACT).contains(&number) {
        let whole = number as u64;
        #[allow(clippy::cast_precision_loss, reason = "below 2^53 it is exact")]
        return (whole as f64 == number).then_some(whole.into());
    }
    // From there on every number is whole.
    (FIRST_INEXACT..FIRST_TOO_WIDE).contains(&number).then_some(number as u128)
}

/// The legs that one price moves, and the sums of all others.
struct Line<'a> {
    legs: Vec<&'a Leg>,
    rest: Sums,
    rule: Rule,
    needs_prices: bool,
    quick: Option<Quick>,
}

impl<'a> Line<'a> {
    /// Nothing where a leg that stays has no value.
    fn of(tally: &'a Tally, place: usize) -> Option<Self> {
        let mut rest = Sums { debt: tally.fixed_debt, ..Sums::default() };
        for leg in tally.legs.iter().filter(|leg| leg.place != place) {
            rest.add(leg, leg.now?)?;
        }
        let legs: Vec<_> = tally.legs.iter().filter(|leg| leg.place == place).collect();
        let stays = legs.iter().all(|leg| leg.share.is_some());
        let quick = if stays { Quick::new(tally.rule, rest.debt) } else { None };
        Some(Self { legs, rest, rule: tally.rule, needs_prices: tally.needs_prices, quick })
    }

    /// Nothing where a number does not fit.
    fn at(&self, price: u128) -> Option<Standing> {
        if price == 0 && self.needs_prices {
            return None;
        }
        let mut sums = self.rest;
        for leg in &self.legs {
            sums.add(leg, leg.at(price)?)?;
        }
        if let Some(standing) = self.quick.as_ref().and_then(|quick| quick.at(sums.counted)) {
            return Some(standing);
        }
        Some((self.rule.liquidatable(sums)?, shown(self.rule.health_factor(sums)?)))
    }
}

/// Verdict and health factor over a debt that stays: no division is left.
struct Quick {
    /// The least that counts for enough.
    least: u128,
    /// What counts, times 10^18, over the debt.
    factor: Factor,
    /// What the rounding adds before the division.
    plus: u128,
}

impl Quick {
    /// Nothing without a debt, for one that does not fit, and for a rule that asks for more than one sum.
    ///
    /// `⌊(S·1e18 + plus)/divisor⌋` reaches 1e18 from `S = divisor − ⌊plus/1e18⌋` on.
    fn new(rule: Rule, debt: u128) -> Option<Self> {
        let wad = WAD.narrow()?;
        let (divisor, plus) = rule.quotient(debt)?;
        Some(Self { least: divisor.checked_sub(plus / wad)?, factor: Factor::new(wad, divisor)?, plus })
    }

    fn at(&self, counted: u128) -> Option<Standing> {
        let factor = self.factor.floor_plus(counted, self.plus)?;
        #[allow(clippy::cast_precision_loss, reason = "the nearest, as `units::to_f64` has it")]
        let number = factor as f64 / HEALTH_UNIT;
        Some((counted < self.least, number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_integer_that_it_is_or_none() {
        let good = [(0.0, 0), (-0.0, 0), (1.0, 1), (9_007_199_254_740_991.0, 9_007_199_254_740_991), (1e22, 10_u128.pow(22))];
        for (number, integer) in good {
            assert_eq!(whole(number), Some(integer));
        }
        // The number nearest to 10^23 is not 10^23.
        assert_eq!(whole(1e23), Some(99_999_999_999_999_991_611_392));
        for number in [-1.0, 0.5, 4_503_599_627_370_495.5, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, FIRST_TOO_WIDE, 1e300] {
            assert_eq!(whole(number), None);
        }
        assert_eq!(whole(FIRST_TOO_WIDE / 2.0), Some(1 << 127));
    }
}
