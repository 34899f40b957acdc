//! What the books of all venues share: rows of packed integers in, a verdict and a health factor for each row out.

use crate::error::RiskError;
use crate::exact::U256;
use alloc::format;
use alloc::vec::Vec;

/// Bytes of an answer: the verdict and the health factor.
const ANSWER: usize = 33;

/// Bytes of an amount in a row.
pub(super) const AMOUNT: usize = 16;

/// Refuses bytes that are not whole rows.
pub(super) fn check_rows(field: &str, bytes: &[u8], length: usize) -> Result<(), RiskError> {
    if bytes.len().is_multiple_of(length) {
        return Ok(());
    }
    Err(RiskError::length_mismatch(field, &format!("a multiple of {length}"), bytes.len()))
}

/// An integer of a row, the lowest byte first.
pub(super) fn amount(bytes: &[u8]) -> u128 {
    bytes.try_into().map_or(0, u128::from_le_bytes)
}

/// The answers so far, one after another.
pub(super) struct Answers(Vec<u8>);

impl Answers {
    pub(super) fn of(rows: usize) -> Self {
        Self(Vec::with_capacity(rows * ANSWER))
    }

    /// Room for answers that say more than the verdict and the health factor, so many bytes each.
    pub(super) fn with_more(rows: usize, more: usize) -> Self {
        Self(Vec::with_capacity(rows * (ANSWER + more)))
    }

    /// Appends a byte to the answer that was pushed last.
    pub(super) fn push_more(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Appends a verdict and the health factor, which is 2^256 − 1 where nothing is required.
    pub(super) fn push(&mut self, liquidatable: bool, health_factor: Option<U256>) {
        self.append(u8::from(liquidatable), health_factor.unwrap_or(U256::MAX));
    }

    /// Appends that the contract reverts.
    pub(super) fn push_reverted(&mut self) {
        self.append(2, U256::ZERO);
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    fn append(&mut self, verdict: u8, health_factor: U256) {
        self.0.push(verdict);
        health_factor.limbs().iter().for_each(|limb| self.0.extend_from_slice(&limb.to_le_bytes()));
    }
}
