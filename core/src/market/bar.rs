//! One hourly candle, and the checks at its door.

use crate::error::{RiskError, RiskErrorKind};
use crate::math;
use crate::text::text;
use crate::units::{SECONDS_PER_HOUR, Shown, finite};
use alloc::string::String;

/// Numbers in one row of a flat array of bars: ts, open, high, low, close, volume.
pub const BAR_FIELDS: usize = 6;

/// An hourly candle.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Bar {
    /// Open time, seconds UTC, a multiple of 3,600.
    pub ts: u32,
    /// Price at the open, quote per base, above 0.
    pub open: f64,
    /// Highest price, quote per base.
    pub high: f64,
    /// Lowest price, quote per base.
    pub low: f64,
    /// Price at the close, quote per base.
    pub close: f64,
    /// Volume in base units, 0 or more; not read by the shipped model.
    pub volume: f64,
}

/// Smallest and largest price accepted: far beyond any market, and no ratio of two prices can overflow.
pub(crate) const PRICE_RANGE: (f64, f64) = (1e-30, 1e30);

impl Bar {
    /// Reads row `index` of a flat array: ts, open, high, low, close, volume.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`, `invalid_bar`, `length_mismatch`.
    ///
    /// ```
    /// use plimsoll::market::Bar;
    /// let bar = Bar::from_row(0, &[3_600.0, 10.0, 12.0, 9.0, 11.0, 5.0]).unwrap();
    /// assert_eq!((bar.ts, bar.close), (3_600, 11.0));
    /// ```
    pub fn from_row(index: u32, row: &[f64]) -> Result<Self, RiskError> {
        let &[ts, open, high, low, close, volume] = row else {
            return Err(RiskError::length_mismatch("bars", "6 values per bar", row.len()));
        };
        if !ts.is_finite() {
            finite(&text!("bars[", index, "].ts"), ts)?;
        }
        if !(0.0..=f64::from(u32::MAX)).contains(&ts) || math::floor(ts) != ts {
            return Err(invalid(
                index,
                text!("ts ", Shown(ts), " is not whole seconds UTC in [0, 4294967295]; pass seconds, not milliseconds"),
            ));
        }
        let bar = Self { ts: ts as u32, open, high, low, close, volume };
        bar.check(index)?;
        Ok(bar)
    }

    /// Checks that the bar is on the hourly grid, that its numbers are finite, its prices positive (in [1e-30, 1e30]), and
    /// that open and close lie between low and high; `index` is its position for the message.
    ///
    /// # Errors
    /// `not_finite`, `out_of_range`, `invalid_bar`.
    ///
    /// ```
    /// use plimsoll::market::Bar;
    /// let bar = Bar { ts: 3_600, open: 10.0, high: 9.0, low: 8.0, close: 9.0, volume: 0.0 };
    /// assert_eq!(bar.check(0).unwrap_err().code(), "invalid_bar");
    /// ```
    pub fn check(&self, index: u32) -> Result<(), RiskError> {
        for (name, price) in [("open", self.open), ("high", self.high), ("low", self.low), ("close", self.close)] {
            if !(price >= PRICE_RANGE.0 && price <= PRICE_RANGE.1) {
                let field = text!("bars[", index, "].", name);
                finite(&field, price)?;
                return Err(RiskError::out_of_range(
                    &field,
                    "a price in [1e-30, 1e30]",
                    Shown(price),
                    "drop the bar; a missing hour is allowed",
                ));
            }
        }
        if !(self.volume >= 0.0 && self.volume < f64::INFINITY) {
            let field = text!("bars[", index, "].volume");
            finite(&field, self.volume)?;
            return Err(RiskError::out_of_range(&field, "0 or more", Shown(self.volume), "pass 0 where the volume is unknown"));
        }
        if !self.ts.is_multiple_of(SECONDS_PER_HOUR) {
            return Err(invalid(
                index,
                text!("it opens at ", self.ts, ", which is not a multiple of 3600 seconds; pass hourly bars on the hour"),
            ));
        }
        if self.high < self.low {
            return Err(invalid(
                index,
                text!("high ", Shown(self.high), " is below low ", Shown(self.low), "; check the order of the columns"),
            ));
        }
        for (name, price) in [("open", self.open), ("close", self.close)] {
            if price > self.high || price < self.low {
                return Err(invalid(
                    index,
                    text!(
                        name,
                        " ",
                        Shown(price),
                        " lies outside low ",
                        Shown(self.low),
                        " and high ",
                        Shown(self.high),
                        "; check the order of the columns"
                    ),
                ));
            }
        }
        Ok(())
    }
}

fn invalid(index: u32, reason: String) -> RiskError {
    RiskError::from(RiskErrorKind::InvalidBar { index, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_has_its_code() {
        let good = [7_200.0, 10.0, 12.0, 9.0, 11.0, 5.0];
        assert!(Bar::from_row(0, &good).is_ok());
        for (position, value, code) in [
            (0, f64::NAN, "not_finite"),
            (0, 7_201.0, "invalid_bar"),
            (0, 7_200.5, "invalid_bar"),
            (0, 1.7e12, "invalid_bar"),
            (0, -3_600.0, "invalid_bar"),
            (1, 0.0, "out_of_range"),
            (1, 8.0, "invalid_bar"),
            (2, f64::INFINITY, "not_finite"),
            (2, 8.0, "invalid_bar"),
            (3, -9.0, "out_of_range"),
            (4, 12.5, "invalid_bar"),
            (4, f64::NAN, "not_finite"),
            (4, 1e31, "out_of_range"),
            (5, -1.0, "out_of_range"),
            (5, f64::NAN, "not_finite"),
        ] {
            let mut row = good;
            row[position] = value;
            assert_eq!(Bar::from_row(4, &row).unwrap_err().code(), code, "column {position} = {value}");
        }
        assert_eq!(Bar::from_row(0, &good[..5]).unwrap_err().code(), "length_mismatch");
    }
}
