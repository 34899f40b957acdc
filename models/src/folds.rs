//! Assets never seen in training: three folds by a hash of the name, each forecast by weights learned from the other two.

use crate::bars::Venue;
use crate::dataset::Dataset;
use crate::evaluate::JUDGED;
use crate::losses::Interval;
use crate::train::{Options, variances};
use crate::validation::{Span, ratio, spans, tested};
use anyhow::Result;
use plimsoll::volatility::{FeatureGroup, Weights};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// How many folds.
pub const FOLDS: u8 = 3;

/// The fold of an asset: the first byte of the SHA-256 of its name, modulo three. One name on two venues is one asset.
#[must_use]
pub fn fold(asset: &str) -> u8 {
    Sha256::digest(asset.as_bytes()).first().map_or(0, |byte| byte % FOLDS)
}

/// The table: QLIKE on unseen assets over that of weights which saw them, on the validation years and the test year.
///
/// # Errors
/// Too few rows.
pub fn section(data: &Dataset, options: &Options) -> Result<String> {
    let mut out = String::from(
        "## Assets never seen in training

Three folds by a hash of the name (SHA-256, first byte modulo 3). Each fold is forecast by weights learned from the other two and by
weights that saw all assets, both before the span; the features of the market are the same. QLIKE of unseen over seen, pooled over the
folds; 1.03 would be a loss of 3 %.

| span | venue | model | 24 h | 72 h | 168 h |
| --- | --- | --- | --- | --- | --- |
",
    );
    for span in spans() {
        let seen = variances(data, span.from, options, &|| ())?;
        let unseen = (0..FOLDS).map(|left| without(data, left, span, options)).collect::<Result<Vec<_>>>()?;
        for (venue, name) in [(Venue::Spot, "spot"), (Venue::Perp, "perp")] {
            for (largest, model) in [(FeatureGroup::Own, "own bars"), (FeatureGroup::Panel, "with market and panel")] {
                let _ = write!(out, "| {} | {name} | {model} |", span.name);
                for anchor in JUDGED {
                    let Interval { value, low, high } = compare(data, span, venue, anchor, largest, &seen, &unseen);
                    let _ = write!(out, " {value:.3} [{low:.3}, {high:.3}] |");
                }
                out.push('\n');
            }
        }
    }
    Ok(out)
}

fn compare(data: &Dataset, span: Span, venue: Venue, anchor: usize, largest: FeatureGroup, seen: &Weights, unseen: &[Weights]) -> Interval {
    let rows = tested(data, span, venue, anchor);
    let by = |weights: &Weights, row: &crate::dataset::Row| weights.variances(&row.features, row.group.min(largest))[anchor];
    let fold_of = |row: &crate::dataset::Row| usize::from(fold(&data.members[row.series].asset));
    ratio(&rows, anchor, |row| by(&unseen[fold_of(row)], row), |row| by(seen, row))
}

fn without(data: &Dataset, left: u8, span: Span, options: &Options) -> Result<Weights> {
    let rows = data.rows.iter().filter(|row| fold(&data.members[row.series].asset) != left).cloned().collect();
    // Training reads rows and members only.
    variances(&Dataset { members: data.members.clone(), grids: Vec::new(), rows }, span.from, options, &|| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folds_split_well_known_names() {
        let folds: Vec<u8> = ["BTC", "ETH", "SOL", "LINK", "AAVE", "DOGE", "ADA", "XRP"].iter().map(|name| fold(name)).collect();
        assert!((0..FOLDS).all(|one| folds.contains(&one)), "{folds:?}");
    }
}
