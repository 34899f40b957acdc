//! Debian packages: the one way in which this set-up changes the machine itself.

use crate::shell::{output, run, which};
use anyhow::{Result, bail};
use std::process::Command;
use std::sync::OnceLock;

/// Installs packages where that needs no password; otherwise says how to.
pub fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    let Some(prefix) = privileged() else {
        bail!("{names} is missing: install it with `sudo apt-get install {names}` (or your system's own packages), then run this again.");
    };
    let apt = |arguments: &[&str]| {
        let mut words: Vec<&str> = prefix.to_vec();
        words.push("apt-get");
        words.extend(arguments);
        let (program, rest) = words.split_first().map_or(("apt-get", [].as_slice()), |(first, rest)| (*first, rest));
        let mut command = Command::new(program);
        command.args(rest).env("DEBIAN_FRONTEND", "noninteractive").stdin(std::process::Stdio::null());
        command
    };
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    if run("apt-install", &mut apt(&arguments)).is_ok() {
        return Ok(());
    }
    // A fresh image has no package lists, or stale ones.
    run("apt-update", &mut apt(&["update", "-qq"]))?;
    run("apt-install", &mut apt(&arguments))?;
    Ok(())
}

/// The words before `apt-get`: none for root, `sudo -n` where it asks for no password; absent where neither works.
fn privileged() -> Option<&'static [&'static str]> {
    static ANSWER: OnceLock<Option<&'static [&'static str]>> = OnceLock::new();
    *ANSWER.get_or_init(|| {
        which("apt-get")?;
        if output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
            return Some(&[]);
        }
        output(Command::new("sudo").args(["-n", "true"])).is_ok().then_some(&["sudo", "-n"])
    })
}
