//! Deribit's DVOL against BTC's realised variance.

use super::Values;
use super::known::Known;
use crate::dataset::Dataset;
use crate::grid::HOUR;
use anyhow::Result;
use plimsoll::volatility::{FEATURES, OWN_FEATURES};
use std::path::Path;

const HOURS_PER_YEAR: f64 = 8_760.0;

/// Log of DVOL's variance per hour less the log of BTC's realised one, over 168 and 720 hours.
pub fn values(folder: &Path, data: &Dataset) -> Result<Values<2>> {
    let dvol = Known::read(&folder.join("iv/BTC_DVOL_1h.csv.gz"), HOUR)?;
    let column = |name: &str| FEATURES.iter().position(|feature| *feature == name).unwrap_or(OWN_FEATURES);
    let (week, month) = (column("btc_log_rv_168"), column("btc_log_rv_720"));
    let value = |row: &crate::dataset::Row| {
        let percent = dvol.at(row.ts, 6 * HOUR).filter(|_| row.panel)?;
        let implied = ((percent / 100.0).powi(2) / HOURS_PER_YEAR).ln();
        Some([implied - row.features[week], implied - row.features[month]])
    };
    Ok(data.rows.iter().map(value).collect())
}
