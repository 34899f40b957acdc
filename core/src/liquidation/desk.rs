//! The desk: amounts valued and traded at a venue's prices less the costs.

use super::costs::{ActionCosts, Rates};
use crate::account::smallest;
use crate::error::RiskError;
use crate::exact::{Fault, U256, mul_div_ceil, mul_div_floor};
use crate::units;
use crate::venue::{AssetAmount, PositionPrice};
use alloc::string::String;
use alloc::vec::Vec;

/// One, as the fractions of the costs stand in the exact world: 2^53, which holds every fraction of a double near one.
const ONE_BITS: u32 = 53;
const ONE: U256 = U256::new(1 << ONE_BITS);

const TRADE: &str = "trade";

/// Beyond so many guesses the amount lies where more hardly brings more.
const MOST_GUESSES: u32 = 400;

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
    /// Each guess scales the last one up by what it brought: a falling price keeps that below what is needed, until the last unit.
    pub fn needed_for(&self, from: &str, to: &str, target: U256, worn: f64) -> Result<Option<U256>, RiskError> {
        let pair = self.pair(from, to, worn)?;
        let (mut low, mut high) = (U256::ZERO, mul_div_ceil(target, pair.denominator, pair.numerator)?);
        let mut before = U256::ZERO;
        for guess in 0.. {
            let got = pair.received(high)?;
            if got >= target {
                break;
            }
            if guess > 0 && got <= before || guess > MOST_GUESSES {
                return Ok(None);
            }
            let more = if got.is_zero() { high } else { mul_div_ceil(target.saturating_sub(got), high, got)? };
            (before, low) = (got, high);
            high = high.try_add(more.max(U256::ONE), TRADE)?;
        }
        smallest(low, high, |amount| Ok(pair.received(amount)? >= target))
    }

    fn pair(&self, from: &str, to: &str, worn: f64) -> Result<Pair, RiskError> {
        let (sold, bought) = (self.price(from), self.price(to));
        let up = u16::from(self.costs.of(to)?.decimals) + u16::from(bought.decimals);
        let down = u16::from(self.costs.of(from)?.decimals) + u16::from(sold.decimals);
        let power = |exponent: u16| u8::try_from(exponent).ok().and_then(U256::power_of_ten).ok_or(Fault::Overflow(TRADE));
        let (mut numerator, mut denominator) = (sold.price, bought.price);
        if up >= down {
            numerator = numerator.try_mul(power(up - down)?, TRADE)?;
        } else {
            denominator = denominator.try_mul(power(down - up)?, TRADE)?;
        }
        let rates = self.rates(from, to)?.worn(worn);
        let kept = fraction_floor(rates.kept);
        let loss = Loss::new(rates.impact * self.value(to, U256::ONE)?);
        Ok(Pair { numerator, denominator, kept, most: loss.most(kept), loss })
    }

    /// Fee of a flash loan, token units, rounded up.
    pub fn flash_fee(&self, loan: U256) -> Result<U256, RiskError> {
        Ok(mul_div_ceil(loan, fraction_ceil(self.costs.flash_loan_fee), ONE)?)
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
        let traded = self.most.map_or(gross, |most| gross.min(most));
        Ok(mul_div_floor(traded, self.kept, ONE)?.saturating_sub(self.loss.of(traded)?))
    }
}

/// A fraction in [0, 1] in 53 bits, rounded down.
fn fraction_floor(fraction: f64) -> U256 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number in [0, 2^53]: its whole part is exact")]
    U256::new((fraction.clamp(0.0, 1.0) * (1u64 << ONE_BITS) as f64) as u64)
}

/// A fraction in [0, 1] in 53 bits, rounded up.
fn fraction_ceil(fraction: f64) -> U256 {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number in [0, 2^53]")]
    U256::new(crate::math::ceil(fraction.clamp(0.0, 1.0) * (1u64 << ONE_BITS) as f64) as u64)
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
    fn of(&self, amount: U256) -> Result<U256, Fault> {
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
        let down = ONE_BITS + 1;
        if self.shift < down {
            return Some(U256::ZERO);
        }
        // Beyond 256 bits no amount reaches it.
        mul_div_floor(kept, Self::power(self.shift - down)?, U256::new(self.mantissa)).ok()
    }
}
