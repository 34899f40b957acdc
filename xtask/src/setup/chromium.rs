//! A Chromium to load the page in: the one named by CHROMIUM, or one on PATH, or Debian's.

use super::debian;
use crate::shell::which;
use anyhow::{Result, bail};
use std::path::PathBuf;

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The browser's program, when there is one.
pub fn found() -> Option<PathBuf> {
    std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|file| file.is_file()).or_else(|| NAMES.iter().find_map(|name| which(name)))
}

/// Installs Debian's package when there is none.
pub fn install() -> Result<()> {
    if found().is_none() {
        debian::install(&["chromium"])?;
    }
    if found().is_none() {
        bail!("Chromium is missing: install it (Debian: `sudo apt-get install chromium`) or name its program in CHROMIUM.");
    }
    Ok(())
}
