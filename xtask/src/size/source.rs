//! How much text the browser module is compiled from, room by room, beside what the module weighs.

use super::{brotli, read};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// Where the text is that the module `full` is compiled from.
const SOURCES: [&str; 3] = ["core/src", "kernels/src", "wasm/src"];

/// Prints for every room the text without comments, tests and blanks in brotli, and what the module `full` is of it.
pub fn print(root: &Path) -> Result<()> {
    let mut rooms: Vec<(String, String)> = Vec::new();
    for source in SOURCES {
        for entry in fs::read_dir(root.join(source)).with_context(|| format!("cannot read {source}"))? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let mut text = String::new();
            gather(&path, &mut text)?;
            rooms.push((format!("{source}/{name}"), text));
        }
    }
    rooms.sort();
    let sized = |text: &str| Ok::<_, anyhow::Error>(brotli(text.as_bytes())?.len());
    println!("{:<26} {:>9} {:>8}", "source, bare", "bytes", "brotli");
    for (name, text) in &rooms {
        println!("{name:<26} {:>9} {:>8}", text.len(), sized(text)?);
    }
    let all: String = rooms.iter().map(|(_, text)| text.as_str()).collect();
    let (source, module) = (sized(&all)?, brotli(&read(&root.join("wasm/pkg/full/plimsoll_bg.wasm"))?)?.len());
    println!("{:<26} {:>9} {source:>8}", "all of it", all.len());
    #[allow(clippy::cast_precision_loss, reason = "sizes of files")]
    let ratio = module as f64 / source as f64;
    println!("the module full: {module} bytes in brotli, {ratio:.2} for each of its source");
    Ok(())
}

fn gather(path: &Path, text: &mut String) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            gather(&entry?.path(), text)?;
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") && path.file_stem().is_some_and(|stem| stem != "tests") {
        bare(&fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?, text);
    }
    Ok(())
}

/// Adds the lines without comments and indents, up to the tests.
fn bare(source: &str, text: &mut String) {
    for line in source.lines().map(str::trim).take_while(|line| *line != "mod tests {") {
        if !line.is_empty() && !line.starts_with("//") {
            text.push_str(line);
            text.push('\n');
        }
    }
}
