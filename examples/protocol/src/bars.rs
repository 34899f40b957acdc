//! Bar files of a folder: `ASSET.csv` or `ASSET.csv.gz` with the header ts,open,high,low,close,volume.

use anyhow::{Context, Result, bail, ensure};
use flate2::read::MultiGzDecoder;
use plimsoll::market::{BAR_FIELDS, Bar};
use plimsoll::volatility::{MIN_PANEL, MarketAsset, MarketState, PanelState, market_asset, market_panel, market_state};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

const HEADER: [&str; BAR_FIELDS] = ["ts", "open", "high", "low", "close", "volume"];

/// The bars of one asset, as the core takes them.
pub struct Series {
    pub path: PathBuf,
    pub flat: Vec<f64>,
    /// Open of the last bar, seconds UTC.
    pub last_ts: u32,
}

impl Series {
    pub fn bars(&self) -> usize {
        self.flat.len() / BAR_FIELDS
    }

    /// The bars that opened up to a time: nothing later may enter a forecast made then.
    fn until(&self, ts: u32) -> Vec<f64> {
        self.flat
            .chunks_exact(BAR_FIELDS)
            .take_while(|row| row.first().is_some_and(|open| *open <= f64::from(ts)))
            .flatten()
            .copied()
            .collect()
    }
}

/// The market's state from the folder's BTC and ETH, or a note saying why there is none.
pub fn folder_market(folder: &Path, last_ts: u32) -> Result<(Option<MarketState>, Vec<String>)> {
    let (Some(btc), Some(eth)) = (find(folder, "BTC")?, find(folder, "ETH")?) else {
        return Ok((None, vec!["no BTC and ETH files beside it: the forecast does without the market's state".to_string()]));
    };
    let (btc, eth) = (read_file(&btc)?.until(last_ts), read_file(&eth)?.until(last_ts));
    if btc.is_empty() || eth.is_empty() {
        return Ok((None, vec!["BTC or ETH has no bar so early: the forecast does without the market's state".to_string()]));
    }
    let mut state = market_state(&btc, &eth).context("the BTC and ETH files")?;
    if last_ts.saturating_sub(state.as_of) > 23 * 3_600 {
        return Ok((None, vec!["BTC or ETH ends a day or more earlier: the forecast does without the market's state".to_string()]));
    }
    let panel = folder_panel(folder, last_ts)?;
    let notes = if panel.is_none() {
        vec![format!(
            "fewer than {MIN_PANEL} volatile assets with bars of the same time in the folder: the forecast does without their cross-section"
        )]
    } else {
        Vec::new()
    };
    state.panel = panel;
    Ok((Some(state), notes))
}

/// The cross-section of the folder's volatile assets, where there are enough of them.
fn folder_panel(folder: &Path, last_ts: u32) -> Result<Option<PanelState>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut assets = Vec::new();
    for path in paths.iter().filter(|path| path.to_string_lossy().ends_with(".csv") || path.to_string_lossy().ends_with(".csv.gz")) {
        let bars = read_file(path)?.until(last_ts);
        let ends = bars.chunks_exact(BAR_FIELDS).next_back().and_then(|row| row.first().copied());
        if bars.len() >= 720 * BAR_FIELDS && ends.is_some_and(|open| f64::from(last_ts) - open <= 23.0 * 3_600.0) {
            assets.push(market_asset(&bars).with_context(|| path.display().to_string())?);
        }
    }
    assets.retain(is_volatile);
    if assets.len() < MIN_PANEL as usize { Ok(None) } else { Ok(Some(market_panel(assets)?)) }
}

/// A peg says nothing of the market: below 15 % a year over the last month.
fn is_volatile(asset: &MarketAsset) -> bool {
    (asset.log_range_720.exp() * 8_760.0).sqrt() > 0.15
}

/// Reads one asset of a folder.
pub fn read_asset(folder: &Path, asset: &str) -> Result<Series> {
    ensure!(folder.is_dir(), "{}: not a folder; pass one that holds {asset}.csv or {asset}.csv.gz", folder.display());
    let path = find(folder, asset)?
        .with_context(|| format!("{}: holds neither {asset}.csv nor {asset}.csv.gz; names are case-sensitive", folder.display()))?;
    read_file(&path)
}

fn find(folder: &Path, asset: &str) -> Result<Option<PathBuf>> {
    let [plain, packed] = ["csv", "csv.gz"].map(|ending| folder.join(format!("{asset}.{ending}")));
    match (plain.is_file(), packed.is_file()) {
        (true, true) => bail!("{} and {}: the same asset twice; keep one", plain.display(), packed.display()),
        (true, false) => Ok(Some(plain)),
        (false, true) => Ok(Some(packed)),
        (false, false) => Ok(None),
    }
}

fn read_file(path: &Path) -> Result<Series> {
    let name = path.display();
    let mut text = Vec::new();
    let mut file = File::open(path).with_context(|| format!("{name}: cannot open"))?;
    if path.extension().is_some_and(|ending| ending == "gz") {
        MultiGzDecoder::new(file).read_to_end(&mut text).with_context(|| format!("{name}: not a whole gzip file"))?;
    } else {
        file.read_to_end(&mut text).with_context(|| format!("{name}: cannot read"))?;
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_slice());
    let mut record = csv::StringRecord::new();
    let (mut flat, mut last_ts) = (Vec::with_capacity(text.len() / 8), None);
    let mut header = true;
    while reader.read_record(&mut record).with_context(|| format!("{name}:{}: not a CSV line in UTF-8", reader.position().line()))? {
        let line = record.position().map_or(0, csv::Position::line);
        if header {
            ensure!(record.iter().map(str::trim).eq(HEADER), "{name}:{line}: the first line must be {}", HEADER.join(","));
            header = false;
            continue;
        }
        let row = row(&record).map_err(|what| anyhow::anyhow!("{name}:{line}: {what}"))?;
        let bar = Bar::from_row(0, &row).map_err(|error| {
            anyhow::anyhow!("{name}:{line}: {}", error.to_string().replace("bars[0].", "").replace("bar 0 is not valid: ", ""))
        })?;
        if let Some(before) = last_ts.filter(|before| bar.ts <= *before) {
            bail!("{name}:{line}: opens at {}, not after the bar before it ({before}); sort by ts and drop duplicates", bar.ts);
        }
        last_ts = Some(bar.ts);
        flat.extend_from_slice(&row);
    }
    let last_ts = last_ts.with_context(|| format!("{name}:1: holds no bar"))?;
    Ok(Series { path: path.to_path_buf(), flat, last_ts })
}

fn row(record: &csv::StringRecord) -> Result<[f64; BAR_FIELDS], String> {
    if record.len() != BAR_FIELDS {
        return Err(format!("expected {BAR_FIELDS} columns ({}), got {}", HEADER.join(","), record.len()));
    }
    let mut numbers = [0.0; BAR_FIELDS];
    for ((number, text), column) in numbers.iter_mut().zip(record).zip(HEADER) {
        *number = text.trim().parse().map_err(|_| format!("`{column}` must be a number, got \"{text}\""))?;
    }
    Ok(numbers)
}
