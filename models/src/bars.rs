//! Reads folders of bar files, `ASSET.csv` or `ASSET.csv.gz`: ts,open,high,low,close,volume.

use anyhow::{Context, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use plimsoll::market::Bar;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The first line of every bar file.
pub const HEADER: [&str; 6] = ["ts", "open", "high", "low", "close", "volume"];

/// Where an asset trades: the two are judged apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Venue {
    /// Spot, quoted in a dollar.
    Spot,
    /// Perpetual futures.
    Perp,
}

/// The bars of one asset, in the order of time.
#[derive(Clone, Debug)]
pub struct Series {
    /// Name of the file without its ending.
    pub asset: String,
    /// Spot or perpetual.
    pub venue: Venue,
    /// Open times rise strictly.
    pub bars: Vec<Bar>,
    /// SHA-256 of the uncompressed file.
    pub sha256: [u8; 32],
}

/// Assets that follow another price: judged in a table of their own and never trained on.
const PEGGED: [&str; 21] = [
    "USDC", "USDT", "BUSD", "DAI", "TUSD", "FDUSD", "USDP", "PYUSD", "FRAX", "LUSD", "GUSD", "FEI", "UST", "USTC", "USDE", "WBTC", "WBETH",
    "STETH", "WSTETH", "CBETH", "RETH",
];

/// Tells whether an asset follows another price: a stablecoin, a wrapped coin, or a staked one against its underlying.
#[must_use]
pub fn is_pegged(asset: &str) -> bool {
    let name = asset.to_ascii_uppercase();
    PEGGED.contains(&name.as_str()) || name.contains("RATIO")
}

/// Reads every bar file of a folder, by name.
///
/// # Errors
/// A missing or empty folder, or a bad file; the message names file and line.
pub fn read_folder(folder: &Path, venue: Venue) -> Result<Vec<Series>> {
    let files = bar_files(folder)?;
    files.par_iter().map(|path| read_file(path, venue)).collect()
}

/// Lists the bar files of a folder, by name.
///
/// # Errors
/// A folder that cannot be read, holds no bar file, or holds one asset twice.
pub fn bar_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("{}: cannot read the folder; pass one that holds ASSET.csv or ASSET.csv.gz files", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{}: cannot list the folder", folder.display()))?.path();
        if path.is_file() && asset_name(&path).is_some() {
            files.push(path);
        }
    }
    files.sort_by_key(|path| asset_name(path));
    ensure!(!files.is_empty(), "{}: holds no bar file; expected ASSET.csv or ASSET.csv.gz", folder.display());
    for pair in files.windows(2) {
        if asset_name(&pair[0]) == asset_name(&pair[1]) {
            bail!("{} and {}: the same asset twice; keep one", pair[0].display(), pair[1].display());
        }
    }
    Ok(files)
}

/// The asset of a bar file, from its name.
fn asset_name(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".csv.gz").or_else(|| name.strip_suffix(".csv"))?;
    (!stem.is_empty()).then(|| stem.to_string())
}

/// Reads one bar file.
///
/// # Errors
/// What is wrong, with file and line.
pub fn read_file(path: &Path, venue: Venue) -> Result<Series> {
    let asset = asset_name(path).with_context(|| format!("{}: expected a file named ASSET.csv or ASSET.csv.gz", path.display()))?;
    let mut text = Vec::new();
    let mut file = File::open(path).with_context(|| format!("{}: cannot open", path.display()))?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(file).read_to_end(&mut text).with_context(|| format!("{}: not a whole gzip file", path.display()))?;
    } else {
        file.read_to_end(&mut text).with_context(|| format!("{}: cannot read", path.display()))?;
    }
    let bars = parse(&text, &path.display().to_string())?;
    Ok(Series { asset, venue, bars, sha256: Sha256::digest(&text).into() })
}

/// Reads the text of a bar file; `name` stands in the messages.
///
/// # Errors
/// What is wrong, as `name:line: what`.
pub fn parse(text: &[u8], name: &str) -> Result<Vec<Bar>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut record = csv::StringRecord::new();
    let mut bars: Vec<Bar> = Vec::with_capacity(text.len() / 48);
    let mut header = true;
    loop {
        let more =
            reader.read_record(&mut record).with_context(|| format!("{name}:{}: not a CSV line in UTF-8", reader.position().line()))?;
        if !more {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        if header {
            ensure!(record.iter().map(str::trim).eq(HEADER), "{name}:{line}: the first line must be {}", HEADER.join(","));
            header = false;
            continue;
        }
        let bar = row(&record).map_err(|what| anyhow::anyhow!("{name}:{line}: {what}"))?;
        if let Some(before) = bars.last()
            && bar.ts <= before.ts
        {
            bail!("{name}:{line}: opens at {}, not after the bar before it ({}); sort by ts and drop duplicates", bar.ts, before.ts);
        }
        bars.push(bar);
    }
    ensure!(!bars.is_empty(), "{name}:1: holds no bar");
    Ok(bars)
}

fn row(record: &csv::StringRecord) -> Result<Bar, String> {
    if record.len() != HEADER.len() {
        return Err(format!("expected 6 columns ({}), got {}", HEADER.join(","), record.len()));
    }
    let mut numbers = [0.0; HEADER.len()];
    for ((number, text), column) in numbers.iter_mut().zip(record).zip(HEADER) {
        *number = text.trim().parse().map_err(|_| format!("`{column}` must be a number, got \"{text}\""))?;
    }
    Bar::from_row(0, &numbers).map_err(|error| error.to_string().replace("bars[0].", "").replace("bar 0 is not valid: ", ""))
}

/// SHA-256 over the names and digests of all files, in order: any changed row changes it.
#[must_use]
pub fn data_sha256(series: &[Series]) -> String {
    let mut hash = Sha256::new();
    for one in series {
        hash.update(format!("{:?}/{}\n", one.venue, one.asset));
        hash.update(one.sha256);
    }
    hex(&hash.finalize())
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
