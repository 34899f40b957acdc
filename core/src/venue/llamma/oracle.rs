//! What the AMM makes of its oracle's answer: a limit on jumps, and a fee for a jump that is gone after two minutes.
//!
//! Source: `limit_p_o`, `_price_oracle_ro`, `_price_oracle_w` of `AMM.vy` at cf1d05fb.

use super::grid::WAD_SQUARED;
use super::state::LlammaLoan;
use crate::error::RiskError;
use crate::exact::{U256, WAD};

const JUMP: &str = "jump of the oracle";

/// `PREV_P_O_DELAY`: seconds after a trade in which a jump is limited and paid for.
const DELAY: u32 = 120;

/// `MAX_P_O_CHG`: the largest jump that counts at once, 18 decimals.
const LARGEST: U256 = U256::new(1_250_000_000_000_000_000);

/// Its reciprocal.
const SMALLEST: U256 = U256::new(800_000_000_000_000_000);

/// What the AMM remembers of its oracle, by which it limits the next jump. The contract keeps it in private slots of its storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LlammaOracle {
    /// `old_p_o`: the price at the last trade, after its limit, 18 decimals.
    pub last_price: U256,
    /// `old_dfee`: the fee for a jump at the last trade, 18 decimals.
    pub last_fee: U256,
    /// Seconds since the last trade, by `prev_p_o_time`.
    pub elapsed_seconds: u32,
}

impl LlammaOracle {
    /// `limit_p_o`: the price that counts and the fee for the jump, 18 decimals. `r` is the smaller price over the larger, at least
    /// 0.8; the fee is `⌊(fee before + 1 − ⌊r³⌋)·left/120⌋`, below 1.
    fn limited(&self, answer: U256) -> Result<(U256, U256), RiskError> {
        let left = DELAY.saturating_sub(self.elapsed_seconds);
        if left == 0 {
            return Ok((answer, U256::ZERO));
        }
        let old = self.last_price;
        let (low, high) = if answer > old { (old, answer) } else { (answer, old) };
        let scaled = low.try_mul(WAD, JUMP)?;
        // Without any price the contract's unchecked division gives 0.
        let ratio = if high.is_zero() { U256::ZERO } else { scaled.try_div(high, JUMP)? };
        let price = match (ratio < SMALLEST, answer > old) {
            (false, _) => answer,
            (true, true) => old.try_mul(LARGEST, JUMP)?.try_div(WAD, JUMP)?,
            (true, false) => old.try_mul(WAD, JUMP)?.try_div(LARGEST, JUMP)?,
        };
        let ratio = ratio.max(SMALLEST);
        let cube = ratio.try_mul(ratio, JUMP)?.try_mul(ratio, JUMP)?.try_div(WAD_SQUARED, JUMP)?;
        let fee = WAD.try_add(self.last_fee, JUMP)?.try_sub(cube, JUMP)?.try_mul(U256::new(u64::from(left)), JUMP)?;
        let fee = fee.try_div(U256::new(u64::from(DELAY)), JUMP)?;
        Ok((price, fee.min(WAD.saturating_sub(U256::ONE))))
    }
}

impl LlammaLoan {
    /// Returns `price_oracle()` of the AMM, and the fee that it asks for a jump of its oracle now; both with 18 decimals.
    ///
    /// # Errors
    /// `overflow` where the contract reverts.
    pub fn price_oracle(&self) -> Result<(U256, U256), RiskError> {
        match &self.oracle {
            Some(oracle) => oracle.limited(self.oracle_price),
            None => Ok((self.oracle_price, self.trading.as_ref().map_or(U256::ZERO, |trading| trading.oracle_fee))),
        }
    }

    /// The price alone.
    pub(super) fn seen(&self) -> Result<U256, RiskError> {
        Ok(self.price_oracle()?.0)
    }

    /// What every trade, also one of nothing, leaves in the AMM's memory.
    pub(super) fn remember(&mut self) -> Result<(), RiskError> {
        let (last_price, last_fee) = self.price_oracle()?;
        if let Some(oracle) = &mut self.oracle {
            *oracle = LlammaOracle { last_price, last_fee, elapsed_seconds: 0 };
        }
        Ok(())
    }

    /// The loan at a price that the oracle has had for so long that no limit is left.
    pub(super) fn at_rest(&self, price: U256) -> Self {
        let oracle = self.oracle.map(|_| LlammaOracle { last_price: price, last_fee: U256::ZERO, elapsed_seconds: DELAY });
        Self { oracle_price: price, oracle, ..self.clone() }
    }
}
