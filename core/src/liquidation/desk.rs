//! The desk: amounts valued and traded at a venue's prices less the costs.

use super::costs::{ActionCosts, Rates};
use crate::account::smallest;
use crate::error::RiskError;
use crate::exact::{U256, mul_div_ceil, mul_div_floor};
use crate::units;
use crate::venue::{AssetAmount, PositionPrice};
use alloc::string::String;
use alloc::vec::Vec;

/// One, as the fractions of the costs stand in the exact world: in decimals, so that 0.0009 is nine in ten thousand and not the nearest
/// double of it.
const ONE: U256 = U256::new(1_000_000_000_000_000);
const ONE_AS_FLOAT: f64 = 1e15;

const TRADE: &str = "trade";

/// Guesses that come near without overshooting; far from the depth a handful is enough.
const MOST_GUESSES: u32 = 24;

/// Prices of a position with what trading at them costs.
pub(crate) struct Desk<'a> {
    pub costs: &'a ActionCosts,
    prices: Vec<PositionPrice>,
    /// What the position does not price is the quote itself, such as the loan asset of a Morpho market.
    quote: PositionPrice,
}

/// A trade's result: token units got, and what it cost in quote.
pub(crate) struct Traded {
    pub received: U256,
    pub cost: f64,
}

impl<'a> Desk<'a> {
    pub fn new(prices: Vec<PositionPrice>, costs: &'a ActionCosts) -> Self {
        Self { costs, prices, quote: PositionPrice { asset: String::new(), price: U256::ONE, decimals: 0, factor: None } }
    }

    fn price(&self, asset: &str) -> &PositionPrice {
        self.prices.iter().find(|one| one.asset == asset).unwrap_or(&self.quote)
    }

    /// The position may have an asset of this name: it prices it, or the costs name it.
    pub fn knows(&self, asset: &str) -> bool {
        self.prices.iter().any(|one| one.asset == asset) || self.costs.of(asset).is_ok()
    }

    /// Value of an amount in quote.
    pub fn value(&self, asset: &str, amount: U256) -> Result<f64, RiskError> {
        let price = self.price(asset);
        Ok(units::to_f64(amount, self.costs.of(asset)?.decimals) * units::to_f64(price.price, price.decimals))
    }

    /// Value of several amounts in quote.
    pub fn total(&self, amounts: &[AssetAmount]) -> Result<f64, RiskError> {
        amounts.iter().try_fold(0.0, |sum, one| Ok(sum + self.value(&one.asset, one.amount)?))
    }

    /// What trading one asset for another keeps and loses; nothing is lost where they are the same.
    pub fn rates(&self, from: &str, to: &str) -> Result<Rates, RiskError> {
        if from == to {
            return Ok(Rates::NONE);
        }
        Ok(Rates::of(self.costs.of(from)?).and(Rates::of(self.costs.of(to)?)))
    }

    /// By how much trading a value of an asset moves its price for those that come after: twice the average of its own trade.
    pub fn wear(&self, asset: &str, value: f64) -> Result<f64, RiskError> {
        Ok(2.0 * Rates::of(self.costs.of(asset)?).impact * value)
    }

    /// What selling an asset for the quote keeps and loses.
    pub fn rates_to_quote(&self, from: &str) -> Result<Rates, RiskError> {
        Ok(Rates::of(self.costs.of(from)?))
    }

    /// Trades an amount at the venue's prices less the costs of both assets; `worn` is by how much earlier trades have moved the price.
    pub fn trade(&self, from: &str, to: &str, amount: U256, worn: f64) -> Result<Traded, RiskError> {
        let received = self.pair(from, to, worn)?.received(amount)?;
        Ok(Traded { received, cost: self.value(from, amount)? - self.value(to, received)? })
    }

    /// The least amount whose trade brings in so much; nothing where none does.
    ///
    /// Each guess scales the last one up by what it brought: a falling price keeps that below what is needed until the last units,
    /// where a guess that brings no more is followed by one twice as far, as it is near the depth at which more hardly brings more.
    pub fn needed_for(&self, from: &str, to: &str, target: U256, worn: f64) -> Result<Option<U256>, RiskError> {
        let pair = self.pair(from, to, worn)?;
        if !pair.reaches(target)? {
            return Ok(None);
        }
        let (mut low, mut high) = (U256::ZERO, mul_div_ceil(target, pair.denominator, pair.numerator)?);
        let (mut before, mut stride) = (U256::ZERO, U256::ONE);
        for guess in 0u32.. {
            let got = pair.received(high)?;
            if got >= target {
                break;
            }
            stride = if got <= before || guess > MOST_GUESSES { stride.try_add(stride, TRADE)? } else { U256::ONE };
            let more = if got.is_zero() { high } else { mul_div_ceil(target.saturating_sub(got), high, got)? };
            (before, low) = (got, high);
            high = high.try_add(more.max(U256::ONE).try_mul(stride, TRADE)?, TRADE)?;
        }
        smallest(low, high, |amount| Ok(pair.received(amount)? >= target))
    }

    fn pair(&self, from: &str, to: &str, worn: f64) -> Result<Pair, RiskError> {
        let (sold, bought) = (self.price(from), self.price(to));
        let up = u16::from(self.costs.of(to)?.decimals) + u16::from(bought.decimals);
        let down = u16::from(self.costs.of(from)?.decimals) + u16::from(sold.decimals);
        let power = |exponent: u16| u8::try_from(exponent).ok().and_then(U256::power_of_ten).ok_or_else(|| RiskError::overflow(TRADE));
        let (mut numerator, mut denominator) = (sold.price, bought.price);
        if up >= down {
            numerator = numerator.try_mul(power(up - down)?, TRADE)?;
        } else {
            denominator = denominator.try_mul(power(down - up)?, TRADE)?;
        }
        let rates = self.rates(from, to)?.worn(worn);
        let kept = fraction(rates.kept);
        let loss = Loss::new(rates.impact * self.value(to, U256::ONE)?);
        Ok(Pair { numerator, denominator, kept, most: loss.most(kept), loss })
    }

    /// Fee of a flash loan, token units, rounded up.
    pub fn flash_fee(&self, loan: U256) -> Result<U256, RiskError> {
        mul_div_ceil(loan, fraction(self.costs.flash_loan_fee), ONE)
    }
}

/// Two assets at the venue's prices, and what trading them costs, all in integers: in floats more of a large amount could bring less.
struct Pair {
    /// Token units got for one given before costs, as a fraction.
    numerator: U256,
    denominator: U256,
    kept: U256,
    loss: Loss,
    /// The amount got before costs beyond which more brings in nothing.
    most: Option<U256>,
}

impl Pair {
    /// `⌊kept · y⌋ − ⌈loss · y²⌉` token units, with `y` the amount before costs, rounded down.
    fn received(&self, amount: U256) -> Result<U256, RiskError> {
        let gross = mul_div_floor(amount, self.numerator, self.denominator)?;
        self.left_of(self.most.map_or(gross, |most| gross.min(most)))
    }

    fn left_of(&self, traded: U256) -> Result<U256, RiskError> {
        Ok(mul_div_floor(traded, self.kept, ONE)?.saturating_sub(self.loss.of(traded)?))
    }

    /// Some amount brings in so much.
    fn reaches(&self, target: U256) -> Result<bool, RiskError> {
        match self.most {
            Some(most) => Ok(self.left_of(most)? >= target),
            None => Ok(target.is_zero() || !self.kept.is_zero()),
        }
    }
}

/// A fraction in [0, 1] to the nearest of its parts in 10^15.
fn fraction(fraction: f64) -> U256 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number in [0, 10^15]: its whole part is exact")]
    U256::new((fraction.clamp(0.0, 1.0) * ONE_AS_FLOAT + 0.5) as u64)
}

/// Share that one token unit more of a trade loses on average: `mantissa / 2^shift`, every bit of the double.
struct Loss {
    mantissa: u64,
    shift: u32,
}

impl Loss {
    fn new(per_unit: f64) -> Self {
        let bits = per_unit.clamp(0.0, 1.0).to_bits();
        let exponent = (bits >> 52) as u32;
        if exponent == 0 {
            // 0, or so small that no amount of 256 bits feels it.
            return Self { mantissa: 0, shift: 0 };
        }
        Self { mantissa: bits & ((1 << 52) - 1) | (1 << 52), shift: 1075 - exponent }
    }

    /// 2^bits; nothing from 2^256 on.
    fn power(bits: u32) -> Option<U256> {
        let half = |bits: u32| U256::from_u128(1 << bits.min(127));
        let mut power = half(bits);
        let mut rest = bits - bits.min(127);
        while rest > 0 {
            power = power.try_mul(half(rest), TRADE).ok()?;
            rest -= rest.min(127);
        }
        Some(power)
    }

    /// `⌈y² · mantissa / 2^shift⌉`.
    fn of(&self, amount: U256) -> Result<U256, RiskError> {
        if self.mantissa == 0 || amount.is_zero() {
            return Ok(U256::ZERO);
        }
        let product = amount.try_mul(U256::new(self.mantissa), TRADE)?;
        let last = self.shift.min(255);
        // What 256 bits do not hold is divided out first; beyond them nothing but the rounding is left.
        let first = match Self::power(self.shift - last) {
            Some(power) => product.try_div_ceil(power, TRADE)?,
            None => U256::ONE,
        };
        mul_div_ceil(amount, first, Self::power(last).unwrap_or(U256::MAX))
    }

    /// The amount beyond which more brings in nothing, `kept / (2 · loss)`; nothing where there is no such amount.
    fn most(&self, kept: U256) -> Option<U256> {
        if self.mantissa == 0 {
            return None;
        }
        // kept / 10^15 · 2^shift / (2 · mantissa); beyond 256 bits no amount reaches it.
        let twice = U256::new(self.mantissa).try_mul(ONE, TRADE).ok()?;
        mul_div_floor(kept, Self::power(self.shift.checked_sub(1)?)?, twice).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::liquidation::AssetCosts;
    use alloc::vec;

    fn costs(fee: f64, depth: Option<f64>, decimals: [u8; 2]) -> ActionCosts {
        let asset = |asset: &str, decimals, trade_fee, two_percent_depth| AssetCosts {
            asset: asset.into(),
            decimals,
            trade_fee,
            two_percent_depth,
        };
        let assets = vec![asset("A", decimals[0], fee, depth), asset("B", decimals[1], 0.0, None)];
        ActionCosts { gas: 0.0, flash_loan_fee: 0.000_9, assets }
    }

    fn prices() -> Vec<PositionPrice> {
        let price = |asset: &str, price, decimals| PositionPrice { asset: asset.into(), price: U256::new(price), decimals, factor: None };
        vec![price("A", 250_000_000_000, 8), price("B", 99_990_000, 8)]
    }

    #[test]
    fn a_trade_is_what_the_floats_say_and_the_least_amount_brings_it() {
        for decimals in [[18, 6], [6, 18], [8, 18], [0, 24], [18, 2]] {
            for (fee, depth, worn) in [(0.0, None, 0.0), (0.003, Some(1e6), 0.0), (0.05, Some(2e4), 0.01), (0.3, Some(1e15), 0.0)] {
                let costs = costs(fee, depth, decimals);
                let desk = Desk::new(prices(), &costs);
                for units in [1u64, 7, 90, 1_000, 12_345] {
                    let amount = U256::new(units).try_mul(U256::power_of_ten(decimals[0]).unwrap(), "amount").unwrap();
                    let traded = desk.trade("A", "B", amount, worn).unwrap();
                    let value = desk.value("A", amount).unwrap();
                    let expected = desk.rates("A", "B").unwrap().worn(worn).proceeds(value);
                    let got = desk.value("B", traded.received).unwrap();
                    // Three roundings.
                    let unit = desk.value("B", U256::new(3)).unwrap();
                    assert!((got - expected).abs() <= unit + 1e-12 * value, "{decimals:?} {fee} {depth:?} {units}: {got} {expected}");
                    assert!((traded.cost - (value - got)).abs() <= 1e-12 * value);
                    let most = desk.rates("A", "B").unwrap().worn(worn).sold_for(expected);
                    if traded.received.is_zero() || most.is_none_or(|most| most < value * 0.999) {
                        continue;
                    }
                    let least = desk.needed_for("A", "B", traded.received, worn).unwrap().unwrap();
                    assert!(least <= amount);
                    assert!(desk.trade("A", "B", least, worn).unwrap().received >= traded.received);
                    let less = desk.trade("A", "B", least.saturating_sub(U256::ONE), worn).unwrap().received;
                    assert!(less < traded.received, "{decimals:?} {fee} {depth:?} {units}");
                }
            }
        }
    }

    #[test]
    fn beyond_the_depth_more_brings_in_nothing() {
        // At a depth of 1,000 the average falls by 0.01 per 1,000: most at 50,000, which brings 25,000.
        let costs = costs(0.0, Some(1_000.0), [18, 6]);
        let desk = Desk::new(prices(), &costs);
        let ether = |units: u64| U256::new(units).try_mul(U256::power_of_ten(18).unwrap(), "ether").unwrap();
        let at = |units: u64| desk.trade("A", "B", ether(units), 0.0).unwrap().received;
        assert_eq!(at(20), at(30));
        assert!((desk.value("B", at(20)).unwrap() - 25_000.0).abs() < 1e-5);
        // The last millionth of what can be had.
        let near = desk.needed_for("A", "B", at(20).saturating_sub(U256::new(25_000)), 0.0).unwrap().unwrap();
        assert!((19.97..20.01).contains(&(near.to_f64() / 1e18)), "{near}");
        assert!(desk.needed_for("A", "B", at(20).try_add(U256::new(1_000), "more").unwrap(), 0.0).unwrap().is_none());
        assert_eq!(desk.flash_fee(U256::new(1_000_000)).unwrap(), U256::new(900));
    }
}
