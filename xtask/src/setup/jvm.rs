//! The JDK and Maven of the Kotlin face.

use super::debian;
use crate::shell::{run, which};
use anyhow::{Result, bail};
use std::process::Command;

/// The oldest JDK that the Kotlin build accepts.
const JDK: u32 = 17;

/// Installs Debian's packages for what is missing.
pub fn install() -> Result<()> {
    let jdk = jdk_version().is_some_and(|version| version >= JDK);
    let mut missing = Vec::new();
    if !jdk {
        missing.push("openjdk-17-jdk-headless");
    }
    if which("mvn").is_none() {
        missing.push("maven");
    }
    if !missing.is_empty() {
        debian::install(&missing)?;
    }
    match absent() {
        Some(sentence) => bail!(sentence),
        None => Ok(()),
    }
}

/// Why Kotlin cannot be built on this machine; nothing when it can.
pub fn absent() -> Option<String> {
    match jdk_version() {
        None => return Some(format!("No JDK is on PATH: install JDK {JDK} (Debian: `sudo apt-get install openjdk-17-jdk-headless`).")),
        Some(version) if version < JDK => return Some(format!("The JDK on PATH is {version}: the Kotlin face needs {JDK} or newer.")),
        Some(_) => {}
    }
    which("mvn").is_none().then(|| "Maven is not on PATH: install it (Debian: `sudo apt-get install maven`).".to_string())
}

/// The major version of `javac`, which only a JDK has (a JRE does not).
fn jdk_version() -> Option<u32> {
    let text = run("javac-version", Command::new("javac").arg("-version")).ok()?;
    text.split_whitespace().nth(1)?.split('.').next()?.parse().ok()
}
