//! The bytes of every state that survives a restart: a mark, a version, the fields little-endian, a checksum.

use crate::error::{RiskError, RiskErrorKind};
use alloc::string::ToString;
use alloc::vec::Vec;

pub(crate) const CHECKSUM_BYTES: usize = 8;

/// Begins a state with its mark and version.
pub(crate) fn begin(mark: [u8; 4], version: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(mark);
    bytes.extend(version.to_le_bytes());
    bytes
}

/// Ends a state with its checksum.
pub(crate) fn seal(mut bytes: Vec<u8>) -> Vec<u8> {
    let sum = checksum(&bytes);
    bytes.extend(sum.to_le_bytes());
    bytes
}

/// Opens a state: checks mark, version and checksum, and returns a reader of what lies between. `what` names it in a refusal.
pub(crate) fn open<'a>(bytes: &'a [u8], mark: [u8; 4], version: u16, what: &str) -> Result<Reader<'a>, RiskError> {
    let (body, sum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or_else(|| invalid("it is truncated"))?;
    let mut reader = Reader { rest: body };
    if reader.take::<4>()? != mark {
        return Err(invalid(what));
    }
    if u16::from_le_bytes(reader.take()?) != version {
        return Err(invalid("it was written by another version"));
    }
    if checksum(body) != u64::from_le_bytes(*sum) {
        return Err(invalid("its checksum does not match: it is truncated or altered"));
    }
    Ok(reader)
}

/// What is left to read.
pub(crate) struct Reader<'a> {
    pub(crate) rest: &'a [u8],
}

impl Reader<'_> {
    pub(crate) fn take<const N: usize>(&mut self) -> Result<[u8; N], RiskError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(|| invalid("it is truncated"))?;
        self.rest = rest;
        Ok(*head)
    }

    pub(crate) fn float(&mut self, low: f64, high: f64) -> Result<f64, RiskError> {
        let value = f64::from_le_bytes(self.take()?);
        if value >= low && value <= high { Ok(value) } else { Err(invalid("it holds a number that no bar makes")) }
    }
}

/// A reader that goes on after a fault with zeros and says so at its end: one check instead of one a field, which in a browser module
/// is most of the code of a restore.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
    fault: Option<&'static str>,
}

impl<'a> Fields<'a> {
    /// Opens a state as `open` does.
    pub(crate) fn open(bytes: &'a [u8], mark: [u8; 4], version: u16, what: &str) -> Result<Self, RiskError> {
        Ok(Self { rest: open(bytes, mark, version, what)?.rest, fault: None })
    }

    pub(crate) fn fail(&mut self, fault: &'static str) {
        self.fault = self.fault.or(Some(fault));
    }

    #[inline(never)]
    fn slice(&mut self, length: usize) -> &'a [u8] {
        match self.rest.split_at_checked(length) {
            Some((head, rest)) => {
                self.rest = rest;
                head
            }
            None => {
                self.fail("it is truncated");
                &[]
            }
        }
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.slice(1).first().copied().unwrap_or(0)
    }

    pub(crate) fn short(&mut self) -> u16 {
        self.slice(2).first_chunk().map_or(0, |bytes| u16::from_le_bytes(*bytes))
    }

    #[inline(never)]
    pub(crate) fn whole(&mut self) -> u32 {
        self.slice(4).first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes))
    }

    #[inline(never)]
    pub(crate) fn float(&mut self, (low, high): (f64, f64)) -> f64 {
        let value = self.slice(8).first_chunk().map_or(0.0, |bytes| f64::from_le_bytes(*bytes));
        if value >= low && value <= high {
            return value;
        }
        self.fail("it holds a number that cannot be");
        low
    }

    /// A run of bytes behind its length.
    pub(crate) fn run(&mut self) -> &'a [u8] {
        let length = self.whole() as usize;
        self.slice(length)
    }

    /// The first fault, or bytes left over.
    pub(crate) fn end(&self) -> Result<(), RiskError> {
        match self.fault {
            Some(fault) => Err(invalid(fault)),
            None if !self.rest.is_empty() => Err(invalid("it has bytes left over")),
            None => Ok(()),
        }
    }
}

/// Writes a run of bytes behind its length.
pub(crate) fn run(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u32).to_le_bytes());
    out.extend(bytes);
}

/// FNV-1a, 64 bits: finds every altered byte and every truncation; it is not a signature.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

pub(crate) fn invalid(reason: &str) -> RiskError {
    RiskError::from(RiskErrorKind::InvalidSnapshot { reason: reason.to_string() })
}
