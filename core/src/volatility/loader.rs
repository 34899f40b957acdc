//! Models as bytes: written, checked and loaded at run time, so that an app can have new weights without a new release.
//!
//! ```text
//! "PLMW" · format u16 · version (length u8, text) · SHA-256 of the data · SHA-256 of the artifact · trained until u32 ·
//! valid until u32 · count of numbers u32 · mantissas i32 · places u8 · SHA-256 of all before
//! ```
//!
//! Little-endian. The last hash finds every altered byte and every truncation; it is not a signature: fetch models over a channel
//! that says who wrote them.

use super::forecast::{Forecast, ModelStamp};
use super::market_state::MarketState;
use super::model::{Provenance, Weights, forecast_with};
use super::packed::{NUMBERS, PackedWeights};
use super::tracker::Tracker;
use super::weights::WEIGHTS;
use crate::error::{RiskError, RiskErrorKind};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use sha2::{Digest, Sha256};

const MAGIC: [u8; 4] = *b"PLMW";
const FORMAT: u16 = 1;
const HASH_BYTES: usize = 32;

/// Most decimal places of a number: larger powers of ten are not exact.
const MOST_PLACES: u8 = 22;

impl PackedWeights {
    /// Writes the model as bytes, a little over five for each number.
    ///
    /// ```
    /// use plimsoll::volatility::{PackedWeights, WEIGHTS};
    /// assert_eq!(PackedWeights::from_bytes(&WEIGHTS.to_bytes())?, WEIGHTS);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let Provenance { version, data_hash, artifact_hash, trained_until, valid_until } = &self.provenance;
        let version = version.as_bytes().get(..255).unwrap_or(version.as_bytes());
        let mut bytes = Vec::with_capacity(version.len() + 5 * NUMBERS + 128);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.push(version.len() as u8);
        bytes.extend(version);
        bytes.extend(from_hex(data_hash));
        bytes.extend(from_hex(artifact_hash));
        bytes.extend(trained_until.to_le_bytes());
        bytes.extend(valid_until.to_le_bytes());
        bytes.extend((NUMBERS as u32).to_le_bytes());
        bytes.extend(self.mantissas.iter().flat_map(|mantissa| mantissa.to_le_bytes()));
        bytes.extend(self.places);
        let hash = Sha256::digest(&bytes);
        bytes.extend(hash);
        bytes
    }

    /// Reads the bytes of `to_bytes`.
    ///
    /// # Errors
    /// `invalid_model` where the bytes are truncated, altered, of another version, or hold numbers that no training makes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RiskError> {
        let (body, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or_else(truncated)?;
        let mut reader = Reader { rest: body };
        if reader.take::<4>()? != MAGIC {
            return Err(invalid("it is not one of plimsoll's"));
        }
        let format = u16::from_le_bytes(reader.take()?);
        if format != FORMAT {
            return Err(invalid(&format!("its format is {format}, this release reads {FORMAT}")));
        }
        if Sha256::digest(body).as_slice() != hash {
            return Err(invalid("its SHA-256 does not match: it is truncated or altered"));
        }
        let provenance = reader.provenance()?;
        let count = u32::from_le_bytes(reader.take()?);
        if count != NUMBERS as u32 {
            return Err(invalid(&format!("it holds {count} numbers, this release reads {NUMBERS}")));
        }
        let mut packed = Self { provenance, mantissas: [0; NUMBERS], places: [0; NUMBERS] };
        for mantissa in &mut packed.mantissas {
            *mantissa = i32::from_le_bytes(reader.take()?);
        }
        packed.places = reader.take()?;
        if !reader.rest.is_empty() {
            return Err(invalid("it has bytes left over"));
        }
        if packed.places.iter().any(|places| *places > MOST_PLACES) {
            return Err(invalid("it holds a number with more decimal places than a double keeps"));
        }
        packed.unpack().check().map(|()| packed)
    }
}

impl Weights {
    /// Refuses numbers that no training makes. What passes gives finite forecasts above zero, whatever else it says: every sum has
    /// finite terms, and variances and quantiles have bounds of their own.
    fn check(&self) -> Result<(), RiskError> {
        let (low, high) = self.sigma_annual_range;
        if low <= 0.0 || low >= high {
            return Err(invalid("its range of volatility is not one"));
        }
        if self.scales.iter().any(|scale| *scale <= 0.0) {
            return Err(invalid("a feature's scale is not above 0"));
        }
        let mut levels = self.horizons.iter().flat_map(|horizon| horizon.drawdown.iter().chain(&horizon.runup));
        if levels.any(|level| level.floor < 0.0 || level.spread < 0.0) {
            return Err(invalid("the size of a jump, or an interval, is below 0"));
        }
        if self.provenance.trained_until > self.provenance.valid_until {
            return Err(invalid("its life ends before its training data"));
        }
        Ok(())
    }
}

/// Loads a model from its bytes.
///
/// # Errors
/// `invalid_model` where the bytes are truncated, altered, of another version, or hold numbers that no training makes.
///
/// ```
/// use plimsoll::volatility::{load_model, model_bytes, WEIGHTS};
/// assert_eq!(load_model(&model_bytes())?, WEIGHTS.unpack());
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub fn load_model(model: &[u8]) -> Result<Weights, RiskError> {
    PackedWeights::from_bytes(model).map(|packed| packed.unpack())
}

/// Returns the shipped model as bytes, about 6 KB: what a tool refits, and what a file of new weights looks like.
///
/// ```
/// use plimsoll::volatility::model_bytes;
/// assert_eq!(&model_bytes()[..4], b"PLMW");
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[must_use]
pub fn model_bytes() -> Vec<u8> {
    WEIGHTS.to_bytes()
}

/// Checks a model's bytes and returns the stamp that its forecasts carry: version, hash, last hour of training, end of life.
///
/// - `model`: bytes from `model_bytes`, from a refit, or from a file of new weights.
///
/// # Errors
/// `invalid_model` where the bytes are truncated, altered, of another version, or hold numbers that no training makes.
///
/// ```
/// use plimsoll::{version, volatility::{model_bytes, model_stamp}};
/// assert_eq!(model_stamp(model_bytes())?, version().model);
/// assert_eq!(model_stamp(vec![1, 2, 3]).unwrap_err().code(), "invalid_model");
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export)]
#[allow(clippy::needless_pass_by_value, reason = "owned bytes cross into Kotlin as an array")]
pub fn model_stamp(model: Vec<u8>) -> Result<ModelStamp, RiskError> {
    PackedWeights::from_bytes(&model).map(|packed| packed.provenance.stamp())
}

/// Forecasts as `forecast_bars` does, with a model of the caller's.
///
/// - `model`: bytes from `model_bytes`, from a refit, or from a file of new weights.
/// - `bars`: flat rows of hourly bars (ts, open, high, low, close, volume, oldest first).
/// - `market`: state of the market at the last bar, where it is known.
///
/// # Errors
/// `invalid_model`; `length_mismatch`, `not_finite`, `out_of_range`, `invalid_bar`, `unordered_bars`; `not_enough_history` without
/// a bar.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::{forecast_bars, forecast_bars_with, model_bytes}};
/// let bars = simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?;
/// assert_eq!(forecast_bars_with(model_bytes(), &bars, None)?, forecast_bars(&bars, None)?);
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
#[cfg_attr(feature = "uniffi", uniffi::export(default(market = None)))]
#[allow(clippy::needless_pass_by_value, reason = "owned bytes cross into Kotlin as an array")]
pub fn forecast_bars_with(model: Vec<u8>, bars: &[f64], market: Option<MarketState>) -> Result<Forecast, RiskError> {
    Tracker::from_bars(bars)?.forecast_with_model(&model, market.as_ref())
}

impl Tracker {
    /// Forecasts as `forecast` does, with a model of the caller's.
    ///
    /// # Errors
    /// `invalid_model`; `not_enough_history` without a bar; `not_finite`, `out_of_range` for a market state that does not fit.
    ///
    /// ```
    /// use plimsoll::{market::simulate_bars, volatility::{Tracker, model_bytes}};
    /// let tracker = Tracker::from_bars(&simulate_bars(7, 1_440, 1_749_999_600, 2_500.0, 0.7)?)?;
    /// assert_eq!(tracker.forecast_with_model(&model_bytes(), None)?, tracker.forecast(None)?);
    /// # Ok::<(), plimsoll::RiskError>(())
    /// ```
    pub fn forecast_with_model(&self, model: &[u8], market: Option<&MarketState>) -> Result<Forecast, RiskError> {
        forecast_with(&load_model(model)?, self.window(), market)
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], RiskError> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(truncated)?;
        self.rest = rest;
        Ok(*head)
    }

    /// What the model was made from. The part of its version before a `+` is that of the features and of the numbers.
    fn provenance(&mut self) -> Result<Provenance, RiskError> {
        let [length] = self.take()?;
        let (version, rest) = self.rest.split_at_checked(usize::from(length)).ok_or_else(truncated)?;
        self.rest = rest;
        let version = core::str::from_utf8(version).map_err(|_| invalid("its version is not text"))?.to_string();
        let ours = &WEIGHTS.provenance.version;
        if version.split('+').next() != Some(ours) {
            return Err(invalid(&format!("it is of version \"{version}\", this release reads \"{ours}\"")));
        }
        Ok(Provenance {
            version: Cow::Owned(version),
            data_hash: Cow::Owned(to_hex(&self.take()?)),
            artifact_hash: Cow::Owned(to_hex(&self.take()?)),
            trained_until: u32::from_le_bytes(self.take()?),
            valid_until: u32::from_le_bytes(self.take()?),
        })
    }
}

fn to_hex(hash: &[u8; HASH_BYTES]) -> String {
    hash.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

/// The bytes of a hash; zeros from where the text is none, as in a model that is still being trained.
fn from_hex(text: &str) -> [u8; HASH_BYTES] {
    let mut digits = text.chars().map_while(|digit| digit.to_digit(16)).map(|digit| digit as u8);
    core::array::from_fn(|_| digits.next().unwrap_or(0) << 4 | digits.next().unwrap_or(0))
}

fn truncated() -> RiskError {
    invalid("it is truncated")
}

fn invalid(reason: &str) -> RiskError {
    RiskError::from(RiskErrorKind::InvalidModel { reason: reason.to_string() })
}
