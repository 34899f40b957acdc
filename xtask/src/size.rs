//! The size of the browser package, against its ledger and its budget; and no host path inside the binary.

use crate::wasm_build::host_paths;
use anyhow::{Context, Result, bail, ensure};
use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;

/// What the wallet entry takes at most on its way to a page, brotli, bytes: 78 KB. With three venues the aim of 70 KB is not reached.
const BUDGET: u64 = 79_872;
/// Growth over the ledger that needs a decision, as a fraction.
const GROWTH: f64 = 0.03;
const ENCODINGS: [&str; 3] = ["raw", "gzip", "brotli"];
const GLUE: [&str; 7] =
    ["pkg/plimsoll_bg.js", "pkg/plimsoll_glue.js", "pkg/plimsoll.js", "js/browser.mjs", "js/web.mjs", "js/load.mjs", "js/errors.mjs"];

/// The modules beside the wallet's.
const MODULES: [&str; 3] = ["live", "full", "train"];

struct Row {
    name: &'static str,
    /// Bytes, in the order of `ENCODINGS`.
    bytes: [u64; 3],
}

/// Prints the sizes of the built package and fails when they are too large; `update` rewrites the ledger `wasm/size.json`.
///
/// The package must have been built by `wasm_build::build`.
pub fn check(root: &Path, update: bool) -> Result<()> {
    let face = root.join("wasm");
    let binary = read(&face.join("pkg/plimsoll_bg.wasm"))?;
    no_host_path(&binary, root)?;
    let wasm = row("wasm", &binary)?;
    let [_, _, bytes] = wasm.bytes;
    let mut rows = vec![wasm, glue(&face)?];
    for name in MODULES {
        let module = read(&face.join("pkg").join(name).join("plimsoll_bg.wasm"))?;
        no_host_path(&module, root)?;
        rows.push(row(name, &module)?);
    }
    let ledger_path = face.join("size.json");
    let ledger = if update { Value::Null } else { read_ledger(&ledger_path)? };
    print(&rows, &ledger);
    if update {
        write_ledger(&ledger_path, &rows)?;
    } else {
        no_growth(&rows, &ledger)?;
    }
    println!("wasm, brotli: {bytes} of {BUDGET} bytes");
    ensure!(bytes <= BUDGET, "the wasm is {bytes} bytes in brotli, above the budget of {BUDGET}");
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
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4_096, 11, 22);
    brotli.write_all(content)?;
    let lengths = [content.len(), gzip.finish()?.len(), brotli.into_inner().len()];
    Ok(Row { name, bytes: lengths.map(|length| length as u64) })
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
    for (path, _) in host_paths(root)? {
        let name = path.to_string_lossy();
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

fn write_ledger(path: &Path, rows: &[Row]) -> Result<()> {
    let mut ledger = serde_json::Map::new();
    for row in rows {
        let [raw, gzip, brotli] = row.bytes;
        ledger.insert(row.name.to_owned(), json!({ "raw": raw, "gzip": gzip, "brotli": brotli }));
    }
    let text = serde_json::to_string_pretty(&Value::Object(ledger))?;
    fs::write(path, text + "\n").with_context(|| format!("cannot write {}", path.display()))
}
