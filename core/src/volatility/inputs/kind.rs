//! The kinds of prices that can stand for hourly bars.

use crate::volatility::ForecastFlag;

/// What the rows of a flat array of prices are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "wasm", derive(tsify::Tsify))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PriceKind {
    /// Rows of ts, price: one sample an hour, such as a price service keeps; an hour without one is missing.
    HourlyCloses,
    /// Rows of ts, price at irregular instants, such as an oracle's updates: a price holds until the next, at most 24 hours.
    OracleUpdates,
    /// Rows of ts, open, high, low, close, volume over a day each; ts is the open of the day, seconds UTC.
    DailyBars,
    /// Rows of ts, open, high, low, close, volume over five minutes each; ts is the open.
    FiveMinuteBars,
}

impl PriceKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::HourlyCloses, Self::OracleUpdates, Self::DailyBars, Self::FiveMinuteBars];

    /// Numbers in one row.
    #[must_use]
    pub fn fields(self) -> usize {
        match self {
            Self::HourlyCloses | Self::OracleUpdates => 2,
            Self::DailyBars | Self::FiveMinuteBars => crate::market::BAR_FIELDS,
        }
    }

    /// Seconds that one row covers before its own end; a sample covers none.
    pub(super) fn seconds(self) -> u32 {
        match self {
            Self::HourlyCloses | Self::OracleUpdates => 0,
            Self::DailyBars => 86_400,
            Self::FiveMinuteBars => 300,
        }
    }

    /// The flag of its forecasts; none where nothing is lost.
    pub(super) fn flag(self) -> Option<ForecastFlag> {
        match self {
            Self::HourlyCloses => Some(ForecastFlag::HourlyCloses),
            Self::OracleUpdates => Some(ForecastFlag::OracleUpdates),
            Self::DailyBars => Some(ForecastFlag::DailyBars),
            Self::FiveMinuteBars => None,
        }
    }
}
