//! Node and Python: checked, not installed where the system brings them.

use super::debian;
use crate::shell::{output, which};
use anyhow::{Result, bail};
use std::process::Command;

/// The oldest node that the package and the page's bundler support.
const NODE: (u32, u32) = (20, 19);

/// Checks that node and npm are there and new enough.
pub fn node() -> Result<()> {
    let how = format!("install node {}.{} or newer from https://nodejs.org or your system's packages.", NODE.0, NODE.1);
    let Ok(version) = output(Command::new("node").arg("--version")) else {
        bail!("node is missing: {how}");
    };
    let mut parts = version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    if (parts.next().unwrap_or(0), parts.next().unwrap_or(0)) < NODE {
        bail!("node {version} is too old: {how}");
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
