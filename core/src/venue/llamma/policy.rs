//! The interest that a market of crvUSD asks: by the price of crvUSD, what the peg keepers have minted, and how full the market is.
//!
//! Source: `mpolicies/AggMonetaryPolicy4.vy` of curve-stablecoin at cf1d05fb, `ema.vy` of curve-std.

use super::exp_ln::llamma_wad_exp;
use crate::error::RiskError;
use crate::exact::{I256, U256, WAD};

const POLICY: &str = "monetary policy";

/// `MAX_RATE`: 300 % a year, per second, 18 decimals.
const MOST: U256 = U256::new(43_959_106_799);

/// Seconds of a candle of debt.
const CANDLE: u32 = 43_200;

/// `TARGET_REMAINDER`: what the rate's rise towards the ceiling is scaled by, 18 decimals.
const REMAINDER: U256 = U256::new(100_000_000_000_000_000);

/// The fullest market that is told apart, 18 decimals: 0.9999.
const FULLEST: U256 = U256::new(999_900_000_000_000_000);

/// Powers outside of these are 0 and 1000 to the policy, 18 decimals.
const LOWEST_POWER: i128 = -41_446_531_673_892_821_376;
const HIGHEST_POWER: i128 = 135_305_999_368_893_231_589;
const LARGEST_FACTOR: U256 = U256::from_u128(1_000_000_000_000_000_000_000);

/// The least debt of this half day and of the half day before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaDebtCandle {
    /// `candle0`: the earlier half day's least debt, 18 decimals.
    pub earlier: U256,
    /// `candle1`: the later one's, 18 decimals.
    pub later: U256,
    /// Unix time at which it was written; 0 for never.
    pub seconds: u32,
}

/// The slow average of the peg keepers' part of the debt. The contract keeps all but its time in private slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaDebtRatio {
    /// `debt_ratio_ema_time()`, above 0.
    pub averaging_seconds: u32,
    /// `prev_value`: the average when it was written, 18 decimals.
    pub value: U256,
    /// `queued_value`: the ratio of that moment, to which the average moves from then on, 18 decimals.
    pub queued: U256,
    /// `prev_timestamp`: Unix time at which it was written.
    pub seconds: u32,
}

/// The policy of one market and all that it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaPolicy {
    /// Unix time of now.
    pub seconds: u32,
    /// Price of crvUSD by `PRICE_ORACLE()`, 18 decimals.
    pub price: U256,
    /// `rate0()`: interest per second, 18 decimals.
    pub base_rate: U256,
    /// `sigma()`: how far the price moves the rate, 18 decimals; 1e14 to 1e18.
    pub sigma: U256,
    /// `target_debt_fraction()`, 18 decimals; above 0, at most 1e18.
    pub target_debt_fraction: U256,
    /// `extra_const()`: interest per second that is always added, 18 decimals.
    pub extra_rate: U256,
    /// Sum of `debt()` of the policy's peg keepers.
    pub peg_keeper_debt: U256,
    /// Sum of `total_debt()` of the factory's markets now.
    pub total_debt: U256,
    /// `total_debt()` of this market now.
    pub market_debt: U256,
    /// `debt_ceiling(controller)` of the factory; 0 counts as full.
    pub debt_ceiling: U256,
    /// `min_debt_candles(0x0)`.
    pub total_candle: LlammaDebtCandle,
    /// `min_debt_candles(controller)`.
    pub market_candle: LlammaDebtCandle,
    /// The peg keepers' part of the debt.
    pub debt_ratio: LlammaDebtRatio,
}

/// What a market's policy answers at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaPolicyRate {
    /// `rate()`: interest per second, 18 decimals, at most 43959106799 (300 % a year).
    pub rate: U256,
    /// `rate_write()`: what a market stores as its rate when anybody uses it then.
    pub written_rate: U256,
    /// The policy after that.
    pub policy: LlammaPolicy,
}

impl LlammaDebtCandle {
    /// End of the half day in which it was written.
    fn end(self) -> u64 {
        u64::from(self.seconds / CANDLE * CANDLE) + u64::from(CANDLE)
    }

    /// `read_candle`: the least debt of about a day; 0 where that is not known.
    fn read(self, now: u32) -> U256 {
        let now = u64::from(now);
        if now < self.end() {
            return if self.earlier.is_zero() { self.later } else { self.earlier.min(self.later) };
        }
        if now < self.end() + u64::from(CANDLE) { self.later } else { U256::ZERO }
    }

    /// `save_candle`.
    fn saved(self, now: u32, debt: U256) -> Self {
        if self.seconds == 0 && debt.is_zero() {
            return self;
        }
        let (earlier, later) = if u64::from(now) < self.end() {
            (self.earlier, self.later.min(debt))
        } else if u64::from(now) < self.end() + u64::from(CANDLE) {
            (self.later, debt)
        } else {
            (debt, debt)
        };
        Self { earlier, later, seconds: now }
    }
}

impl LlammaDebtRatio {
    /// `ema.read`: `⌊(value·m + queued·(1 − m))/1e18⌋` with `m = e^(−⌊seconds/averaging⌋)`.
    fn read(self, now: u32) -> Result<U256, RiskError> {
        let passed = now.checked_sub(self.seconds).ok_or_else(|| RiskError::overflow("time of the average"))?;
        if passed == 0 {
            return Ok(self.value);
        }
        let times = U256::new(u64::from(passed)).try_mul(WAD, POLICY)?.try_div(U256::new(u64::from(self.averaging_seconds)), POLICY)?;
        let kept = llamma_wad_exp(I256::new(true, times))?;
        let moved = self.queued.try_mul(WAD.saturating_sub(kept), POLICY)?;
        self.value.try_mul(kept, POLICY)?.try_add(moved, POLICY)?.try_div(WAD, POLICY)
    }
}

impl LlammaPolicy {
    fn check(&self) -> Result<(), RiskError> {
        let out = |field, expected, got| Err(RiskError::out_of_range(field, expected, got, "pass the contract's integer, 18 decimals"));
        if self.sigma > WAD || self.sigma < U256::new(100_000_000_000_000) {
            return out("sigma", "in [1e14, 1e18]", self.sigma);
        }
        if self.target_debt_fraction.is_zero() || self.target_debt_fraction > WAD {
            return out("targetDebtFraction", "above 0, at most 1e18", self.target_debt_fraction);
        }
        if self.debt_ratio.averaging_seconds == 0 {
            return out("averagingSeconds", "above 0", U256::ZERO);
        }
        for (field, rate) in [("baseRate", self.base_rate), ("extraRate", self.extra_rate)] {
            if rate > MOST {
                return out(field, "at most 43959106799", rate);
            }
        }
        Ok(())
    }

    /// The factor on the base rate by price and peg keepers, 18 decimals.
    fn factor(&self) -> Result<U256, RiskError> {
        let price = signed(self.price.into())?;
        let below = signed(I256::from(WAD).try_sub(price, POLICY)?.try_mul(WAD.into(), POLICY)?)?;
        let minted = self.debt_ratio.read(self.seconds)?.try_mul(WAD, POLICY)?.try_div(self.target_debt_fraction, POLICY)?;
        let power = signed(below.try_div(self.sigma, POLICY)?.try_sub(signed(minted.into())?, POLICY)?)?;
        if power <= small(LOWEST_POWER) {
            return Ok(U256::ZERO);
        }
        if power >= small(HIGHEST_POWER) {
            return Ok(LARGEST_FACTOR);
        }
        Ok(llamma_wad_exp(power)?.min(LARGEST_FACTOR))
    }

    /// `calculate_rate` for the debts that count: the rate, and the peg keepers' part of the debt, 18 decimals.
    fn calculated(&self, total_debt: U256, market_debt: U256) -> Result<(U256, U256), RiskError> {
        let minted = self.peg_keeper_debt.try_mul(WAD, POLICY)?;
        let ratio = if total_debt.is_zero() { U256::ZERO } else { minted.try_div(total_debt, POLICY)? };
        let rate = self.base_rate.try_mul(self.factor()?, POLICY)?.try_div(WAD, POLICY)?.try_add(self.extra_rate, POLICY)?;
        let full = if self.debt_ceiling.is_zero() {
            FULLEST
        } else {
            market_debt.try_mul(WAD, POLICY)?.try_div(self.debt_ceiling, POLICY)?.min(FULLEST)
        };
        let rise = REMAINDER.try_mul(WAD, POLICY)?.try_div(WAD.saturating_sub(full), POLICY)?;
        let rate = rate.try_mul(WAD.saturating_sub(REMAINDER).try_add(rise, POLICY)?, POLICY)?.try_div(WAD, POLICY)?;
        Ok((rate.min(MOST), ratio))
    }

    /// `rate()`: the debts of now count where they are less than the candles'.
    fn rate(&self) -> Result<U256, RiskError> {
        let least = |candle: U256, now: U256| if candle.is_zero() { now } else { candle.min(now) };
        let total = least(self.total_candle.read(self.seconds), self.total_debt);
        let market = least(self.market_candle.read(self.seconds), self.market_debt);
        Ok(self.calculated(total, market)?.0)
    }

    /// `rate_write()`: the candles first, then the rate by them, then the average.
    fn written(&self) -> Result<(U256, Self), RiskError> {
        let mut after = Self {
            total_candle: self.total_candle.saved(self.seconds, self.total_debt),
            market_candle: self.market_candle.saved(self.seconds, self.market_debt),
            ..self.clone()
        };
        let or = |candle: U256, now: U256| if candle.is_zero() { now } else { candle };
        let total = or(after.total_candle.read(self.seconds), self.total_debt);
        let market = or(after.market_candle.read(self.seconds), self.market_debt);
        let (rate, queued) = after.calculated(total, market)?;
        after.debt_ratio = LlammaDebtRatio { value: self.debt_ratio.read(self.seconds)?, queued, seconds: self.seconds, ..self.debt_ratio };
        Ok((rate, after))
    }
}

/// A word that the contract holds with a sign.
fn signed(value: I256) -> Result<I256, RiskError> {
    if value.magnitude().bit(255) { Err(RiskError::overflow(POLICY)) } else { Ok(value) }
}

fn small(value: i128) -> I256 {
    I256::new(value < 0, U256::from_u128(value.unsigned_abs()))
}

/// Returns the interest that a market of crvUSD asks after some seconds, prices and debts left as they are, and the policy after the
/// market has taken it over.
///
/// ```text
/// power = (1 − price)/sigma − average(peg keepers' debt/all debt)/target
/// rate  = (base·e^power + extra)·(0.9 + 0.1/(1 − debt/ceiling))       e^power at most 1000, debt/ceiling at most 0.9999
/// ```
/// What counts as debt is the least of the last half day to day. Source: `AggMonetaryPolicy4.vy` of curve-stablecoin at cf1d05fb.
///
/// # Errors
/// `out_of_range` for settings that the policy refuses; `overflow` where it reverts.
#[cfg_attr(feature = "uniffi", uniffi::export)]
pub fn llamma_policy_rate(policy: &LlammaPolicy, seconds: u32) -> Result<LlammaPolicyRate, RiskError> {
    policy.check()?;
    let now = crate::venue::elapsed(policy.seconds, seconds)?;
    let later = LlammaPolicy { seconds: now, ..policy.clone() };
    let (written_rate, after) = later.written()?;
    Ok(LlammaPolicyRate { rate: later.rate()?, written_rate, policy: after })
}
