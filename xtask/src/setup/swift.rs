//! Swift for the Swift face: the system's, or a Debian root that is made only when asked for.

use crate::shell::{command, output, run, which};
use anyhow::Result;
use std::path::PathBuf;
use std::process::Command;

/// Makes the Debian root with Swift where the system has none.
pub fn install() -> Result<()> {
    run("swift-setup", command("sh", "").arg("mobile/swift/setup.sh")).map(drop)
}

/// Why Swift cannot be built on this machine; nothing when it can.
pub fn absent() -> Option<String> {
    if which("swiftc").is_some() {
        return None;
    }
    let root = std::env::var_os("PLIMSOLL_SWIFT_ROOT").map_or_else(|| PathBuf::from("/opt/plimsoll-swift"), PathBuf::from);
    if !root.join("usr/bin/swiftc").is_file() {
        return Some(
            "There is no swiftc: install Swift 6 from https://swift.org/install, or run `cargo xtask setup --swift` as root (450 MB)."
                .into(),
        );
    }
    let privileged = output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    (!privileged).then(|| format!("Swift is in {}, which only root can enter: run this as root, or install Swift 6.", root.display()))
}
