//! The table of sizes in the README, from the ledger.

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::fs;
use std::path::Path;

const OPEN: &str = "<!-- sizes -->";
const CLOSE: &str = "<!-- /sizes -->";

/// Parts of the ledger, as the README names them, and what is in them.
const PARTS: [(&str, &str, &str); 6] = [
    (
        "wasm",
        "`plimsoll`",
        "forecast and advice; health, exact boundaries, later times and accounts of Aave v3, Morpho Blue and Compound III",
    ),
    ("venues", "`plimsoll/venues`", "the same questions of every venue"),
    ("live", "`plimsoll/live`", "`plimsoll` and the live monitor with its calibration"),
    ("full", "`plimsoll/full`", "every venue, the monitor, and everything else"),
    ("train", "`plimsoll/train`", "the refit on a device, apart from all of them"),
    ("glue", "code beside the first", "what a page loads of JavaScript with `plimsoll`"),
];

/// Writes the README's table anew.
pub fn write(root: &Path, ledger: &Value) -> Result<()> {
    let file = root.join("README.md");
    let text = fs::read_to_string(&file).context("README.md cannot be read")?;
    fs::write(file, with_table(&text, ledger)?)?;
    Ok(())
}

/// Fails where the README's table is not the ledger's.
pub fn hold(root: &Path, ledger: &Value) -> Result<()> {
    let text = fs::read_to_string(root.join("README.md")).context("README.md cannot be read")?;
    ensure!(text == with_table(&text, ledger)?, "the README's sizes are not the ledger's: `cargo xtask size --update` writes them anew");
    Ok(())
}

fn with_table(readme: &str, ledger: &Value) -> Result<String> {
    let (before, rest) = readme.split_once(OPEN).with_context(|| format!("README.md has no {OPEN}"))?;
    let (_, after) = rest.split_once(CLOSE).with_context(|| format!("README.md has no {CLOSE}"))?;
    let mut table = String::from("| entry | KB | what is in it |\n| --- | --- | --- |\n");
    for (part, name, about) in PARTS {
        let bytes = ledger[part]["brotli"].as_f64().with_context(|| format!("wasm/size.json lacks {part}.brotli"))?;
        table.push_str(&format!("| {name} | {:.1} | {about} |\n", bytes / 1_024.0));
    }
    Ok(format!("{before}{OPEN}\n\n{table}\n{CLOSE}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shell::root;

    #[test]
    fn the_table_is_the_ledgers() {
        let ledger = serde_json::from_slice(&fs::read(root().join("wasm/size.json")).unwrap()).unwrap();
        hold(&root(), &ledger).unwrap();
    }

    #[test]
    fn a_stale_table_is_replaced_and_the_text_around_it_is_not() {
        let part = serde_json::json!({ "brotli": 2_048 });
        let ledger = serde_json::json!({ "wasm": part, "venues": part, "live": part, "full": part, "train": part, "glue": part });
        let written = with_table("a\n<!-- sizes -->\nold\n<!-- /sizes -->\nz", &ledger).unwrap();
        assert!(written.starts_with("a\n<!-- sizes -->\n\n| entry | KB |") && written.ends_with("<!-- /sizes -->\nz"));
        assert_eq!(written.matches("| 2.0 |").count(), PARTS.len());
    }
}
