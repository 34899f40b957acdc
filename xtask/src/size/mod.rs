//! The size of the browser package, against its ledger and its budget; and no host path inside the binary.

mod source;
mod table;

pub use source::print as print_source;

use crate::wasm_build::host_paths;
use anyhow::{Context, Result, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What an entry takes at most on its way to a page, brotli, KB of 1,024 bytes: the wallet's 70, every venue 140, the glue 8.
const BUDGETS: [(&str, u64); 3] = [("wasm", 70), ("venues", 140), ("glue", 8)];
/// Growth over the ledger that needs a decision, as a fraction.
const GROWTH: f64 = 0.03;
const ENCODINGS: [&str; 3] = ["raw", "gzip", "brotli"];
const GLUE: [&str; 7] =
    ["pkg/plimsoll_bg.js", "pkg/plimsoll_glue.js", "pkg/plimsoll.js", "js/browser.mjs", "js/web.mjs", "js/load.mjs", "js/errors.mjs"];

/// The modules beside the wallet's.
const MODULES: [&str; 4] = ["venues", "live", "full", "train"];

struct Row {
    name: &'static str,
    /// Bytes, in the order of `ENCODINGS`.
    bytes: [u64; 3],
}

/// Prints the sizes of the built package and fails when they are too large; `update` rewrites the ledger `wasm/size.json`
/// and the README's table.
///
/// The package must have been built by `wasm_build::build`.
pub fn check(root: &Path, update: bool) -> Result<()> {
    let face = root.join("wasm");
    let binary = read(&face.join("pkg/plimsoll_bg.wasm"))?;
    no_host_path(&binary, root)?;
    let mut rows = vec![row("wasm", &binary)?, glue(&face)?];
    for name in MODULES {
        let module = read(&face.join("pkg").join(name).join("plimsoll_bg.wasm"))?;
        no_host_path(&module, root)?;
        rows.push(row(name, &module)?);
    }
    let ledger_path = face.join("size.json");
    let ledger = if update { Value::Null } else { read_ledger(&ledger_path)? };
    print(&rows, &ledger);
    if update {
        table::write(root, &write_ledger(&ledger_path, &rows)?)?;
    } else {
        no_growth(&rows, &ledger)?;
        table::hold(root, &ledger)?;
    }
    for (name, most) in BUDGETS {
        let [_, _, bytes] = rows.iter().find(|row| row.name == name).context("a budget of no part")?.bytes;
        println!("{name}, brotli: {bytes} of {} bytes", 1_024 * most);
        ensure!(bytes <= 1_024 * most, "{name} is {bytes} bytes in brotli, above its budget of {most} KB");
    }
    Ok(())
}

/// Of the wallet's entry: what its page loads beside the module.
fn glue(face: &Path) -> Result<Row> {
    let mut glue = Vec::new();
    for name in GLUE {
        glue.extend(read(&face.join(name))?);
    }
    row("glue", &glue)
}

fn row(name: &'static str, content: &[u8]) -> Result<Row> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content)?;
    let lengths = [content.len(), gzip.finish()?.len(), brotli(content)?.len()];
    Ok(Row { name, bytes: lengths.map(|length| length as u64) })
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4_096, 11, 22);
    brotli.write_all(content)?;
    Ok(brotli.into_inner())
}

fn print(rows: &[Row], ledger: &Value) {
    println!("{:<9} {:<7} {:>9} {:>9} {:>8}", "part", "as", "bytes", "ledger", "growth");
    for row in rows {
        for (encoding, bytes) in ENCODINGS.iter().zip(row.bytes) {
            let known = ledger[row.name][encoding].as_u64();
            let (before, growth) = known
                .map_or(("-".to_owned(), "-".to_owned()), |before| (before.to_string(), format!("{:+.1} %", 100.0 * grown(before, bytes))));
            println!("{:<9} {encoding:<7} {bytes:>9} {before:>9} {growth:>8}", row.name);
        }
    }
}

fn no_growth(rows: &[Row], ledger: &Value) -> Result<()> {
    for row in rows {
        for (encoding, bytes) in ENCODINGS.iter().zip(row.bytes) {
            let before = ledger[row.name][encoding].as_u64().with_context(|| format!("wasm/size.json lacks {}.{encoding}", row.name))?;
            if grown(before, bytes) > GROWTH {
                bail!(
                    "{} grew from {before} to {bytes} bytes ({encoding}), more than {} %: shrink it, or record it with `cargo xtask size --update` and say why in CHANGELOG.md",
                    row.name,
                    100.0 * GROWTH
                );
            }
        }
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "sizes of files")]
fn grown(before: u64, now: u64) -> f64 {
    now as f64 / before as f64 - 1.0
}

fn no_host_path(binary: &[u8], root: &Path) -> Result<()> {
    for (path, stands_for) in host_paths(root)? {
        // Of a registry already the folder's own name is its host's.
        let name = if stands_for == "crates" { path.file_name().unwrap_or_default().to_string_lossy() } else { path.to_string_lossy() };
        let needle = name.as_bytes();
        // A container's home can be `/`, which every path holds.
        if needle.len() > 1 && binary.windows(needle.len()).any(|window| window == needle) {
            bail!("the binary holds the host path {name}: it must be remapped in xtask/src/wasm_build.rs");
        }
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}: build the package first, `cargo xtask size` does", path.display()))
}

fn read_ledger(path: &Path) -> Result<Value> {
    serde_json::from_slice(&read(path)?).with_context(|| format!("{} is not JSON", path.display()))
}

fn write_ledger(path: &Path, rows: &[Row]) -> Result<Value> {
    let mut ledger = serde_json::Map::new();
    for row in rows {
        let [raw, gzip, brotli] = row.bytes;
        ledger.insert(row.name.to_owned(), json!({ "raw": raw, "gzip": gzip, "brotli": brotli }));
    }
    let ledger = Value::Object(ledger);
    fs::write(path, serde_json::to_string_pretty(&ledger)? + "\n").with_context(|| format!("cannot write {}", path.display()))?;
    Ok(ledger)
}
