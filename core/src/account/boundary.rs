//! The exact price at which a venue's verdict flips, or the fact that there is none.

use crate::error::RiskError;
use crate::exact::U256;
use alloc::string::String;

/// On which side the asset's price works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum BoundarySide {
    /// A fall liquidates: collateral, or a long position.
    Collateral,
    /// A rise liquidates: a debt, or a short position.
    Debt,
}

/// An exact boundary, or the fact that there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(tag = "kind", rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PriceBoundary {
    /// No price of this asset liquidates the position (where the boundary is not unique: no price up to the current one).
    NothingLiquidates,
    /// No price of this asset makes the position safe; a price so high that the contract reverts does not.
    NothingSaves,
    /// Safe at `price`, liquidatable one unit beyond it.
    At {
        /// Smallest safe price of a collateral, largest of a debt; in the venue's own integer.
        price: U256,
        /// False where health is not monotonic in this price: this is then the nearest flip, perhaps not the only one. The nearest
        /// below the current price for a safe position, above it for a liquidatable one. True is said of prices above 0: at 0, which is
        /// no price, Maker barks at nobody, and a dYdX long may have no margin.
        unique: bool,
    },
}

/// The exact boundary price of one asset, all other prices held.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase", deny_unknown_fields))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Boundary {
    /// The asset whose price moves.
    pub asset: String,
    /// Collateral or debt.
    pub side: BoundarySide,
    /// The price, or why there is none.
    pub boundary: PriceBoundary,
}

/// Returns the smallest integer in `[low, high]` for which `holds`, which is false below it and true from it on; nothing when it
/// holds nowhere. At most 257 questions.
pub(crate) fn smallest(
    mut low: U256,
    mut high: U256,
    mut holds: impl FnMut(U256) -> Result<bool, RiskError>,
) -> Result<Option<U256>, RiskError> {
    if low > high || !holds(high)? {
        return Ok(None);
    }
    while low < high {
        let middle = low.try_add(high.try_sub(low, BISECTION)?.half(), BISECTION)?;
        if holds(middle)? {
            high = middle;
        } else {
            low = next(middle)?;
        }
    }
    Ok(Some(low))
}

/// Returns the largest integer in `[low, high]` for which `holds`, which is true up to it and false beyond it; nothing when it
/// holds nowhere. At most 257 questions.
pub(crate) fn largest(low: U256, high: U256, mut holds: impl FnMut(U256) -> Result<bool, RiskError>) -> Result<Option<U256>, RiskError> {
    if low > high || !holds(low)? {
        return Ok(None);
    }
    let fails_from = smallest(low, high, |value| Ok(!holds(value)?))?;
    Ok(Some(fails_from.map_or(high, |first| first.saturating_sub(U256::ONE))))
}

fn next(value: U256) -> Result<U256, RiskError> {
    value.try_add(U256::ONE, BISECTION)
}

const BISECTION: &str = "bisection";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisection_finds_the_edge_and_nothing_where_there_is_none() {
        let at = |value: u64| U256::new(value);
        for edge in 0..=9_u64 {
            assert_eq!(smallest(at(0), at(9), |value| Ok(value >= at(edge))).unwrap(), Some(at(edge)));
            assert_eq!(largest(at(0), at(9), |value| Ok(value <= at(edge))).unwrap(), Some(at(edge)));
        }
        assert_eq!(smallest(at(0), at(9), |_| Ok(false)).unwrap(), None);
        assert_eq!(largest(at(0), at(9), |_| Ok(false)).unwrap(), None);
        assert_eq!(largest(U256::ZERO, U256::MAX, |_| Ok(true)).unwrap(), Some(U256::MAX));
        let edge = U256::MAX.try_sub(at(5), "test").unwrap();
        assert_eq!(smallest(U256::ZERO, U256::MAX, |value| Ok(value >= edge)).unwrap(), Some(edge));
    }
}
