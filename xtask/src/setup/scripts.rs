//! Node and Python: checked, not installed where the system brings them.

use super::debian;
use crate::shell::{output, which};
use anyhow::{Result, bail};
use std::process::Command;

/// The oldest node that the package supports.
const NODE: u32 = 20;

/// Checks that node and npm are there and new enough.
pub fn node() -> Result<()> {
    let Ok(version) = output(Command::new("node").arg("--version")) else {
        bail!("node is missing: install node {NODE} or newer from https://nodejs.org or your system's packages.");
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    if major < NODE {
        bail!("node {version} is too old: install node {NODE} or newer from https://nodejs.org or your system's packages.");
    }
    if which("npm").is_none() {
        bail!("npm is missing: it comes with node (Debian: `sudo apt-get install npm`).");
    }
    Ok(())
}

/// Checks that Python 3 is there; installs Debian's when it is not.
pub fn python() -> Result<()> {
    if which("python3").is_none() {
        debian::install(&["python3"])?;
    }
    Ok(())
}
