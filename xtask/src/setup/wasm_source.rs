//! Debian's `rust-src` of exactly the compiler's version, from any suite of the mirror that this machine already uses.

use crate::shell::{output, run, which};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Suites in the order in which a recent compiler is likely to be in them.
const SUITES: [&str; 5] = ["trixie-backports", "sid", "forky", "trixie", "forky-backports"];
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Fetches and unpacks the source; the answer is its `library` folder. The system's own package lists stay untouched.
pub fn debian(release: &str, work: &Path) -> Result<PathBuf> {
    if which("apt-get").is_none() || which("dpkg-deb").is_none() {
        bail!("rustup did not deliver the source of Rust {release}, and this system has no Debian packages to take it from");
    }
    let mirror = mirror().context("no Debian mirror stands in /etc/apt")?;
    let apt = work.join("apt");
    fs::create_dir_all(apt.join("lists/partial"))?;
    fs::create_dir_all(apt.join("cache/archives/partial"))?;
    let options = options(&apt)?;
    for suite in SUITES {
        fs::write(apt.join("sources.list"), format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n"))?;
        if run("apt-source-update", Command::new("apt-get").args(&options).args(["update", "-qq"])).is_err() {
            continue;
        }
        let offers = output(Command::new("apt-cache").args(&options).args(["madison", "rust-src"])).unwrap_or_default();
        let Some(full) = offers.lines().filter_map(|line| line.split('|').nth(1)).map(str::trim).find(|full| upstream(full) == release)
        else {
            continue;
        };
        let package = format!("rust-src={full}");
        run("apt-source", Command::new("apt-get").args(&options).args(["download", "-qq", &package]).current_dir(work))?;
        return unpack(work);
    }
    bail!("no suite of {mirror} has rust-src {release}, and the library must match the compiler exactly")
}

/// The part of a Debian version that is upstream's.
fn upstream(full: &str) -> &str {
    full.split(['+', '~', '-']).next().unwrap_or(full)
}

/// The first mirror in apt's configuration that is not the security archive: new format first, then one-line sources.
fn mirror() -> Option<String> {
    let mut files: Vec<PathBuf> = fs::read_dir("/etc/apt/sources.list.d").ok()?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    files.push(PathBuf::from("/etc/apt/sources.list"));
    let text: String = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect::<Vec<_>>().join("\n");
    let usable = |word: &&str| word.contains("://") && !word.contains("security");
    let new = text.lines().filter_map(|line| line.strip_prefix("URIs:")).find_map(|rest| rest.split_whitespace().find(usable));
    let old = text.lines().filter(|line| line.starts_with("deb ")).find_map(|line| line.split_whitespace().find(usable));
    new.or(old).map(str::to_string)
}

/// apt with its own lists, cache and sources.
fn options(apt: &Path) -> Result<Vec<String>> {
    let architecture = output(Command::new("dpkg").arg("--print-architecture"))?;
    let mut settings = vec![
        format!("Dir::Etc::sourcelist={}", apt.join("sources.list").display()),
        "Dir::Etc::sourceparts=-".to_string(),
        format!("Dir::State::Lists={}", apt.join("lists").display()),
        format!("Dir::Cache={}", apt.join("cache").display()),
        "Acquire::Languages=none".to_string(),
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_string(),
        "Acquire::Retries=3".to_string(),
        format!("APT::Architecture={architecture}"),
    ];
    // apt's own sandbox user may not write into the project's folder.
    if output(Command::new("id").arg("-u"))? == "0" {
        settings.push("APT::Sandbox::User=root".to_string());
    }
    Ok(settings.into_iter().flat_map(|setting| ["-o".to_string(), setting]).collect())
}

/// Unpacks the one package in the folder.
fn unpack(work: &Path) -> Result<PathBuf> {
    let package = fs::read_dir(work)?.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|e| e == "deb"));
    let package = package.context("apt-get reported success and left no package")?;
    let source = work.join("source");
    fs::create_dir_all(&source)?;
    // Only the library: the whole package is several times larger.
    let mut archive = Command::new("dpkg-deb").arg("--fsys-tarfile").arg(package).stdout(Stdio::piped()).spawn()?;
    let pipe = archive.stdout.take().context("dpkg-deb gave no output")?;
    let mut tar = Command::new("tar");
    tar.arg("-x").arg("-C").arg(&source).args(["--wildcards", "./usr/src/rustc-*/library/*"]).stdin(pipe);
    run("source-unpack", &mut tar)?;
    if !archive.wait()?.success() {
        bail!("dpkg-deb could not read the package");
    }
    let versions = fs::read_dir(source.join("usr/src"))?.flatten().map(|entry| entry.path().join("library"));
    versions.into_iter().find(|library| library.join("sysroot/Cargo.toml").is_file()).context("the package holds no standard library")
}

#[cfg(test)]
mod tests {
    use super::upstream;

    #[test]
    fn the_upstream_part_of_a_debian_version_ends_at_its_first_mark() {
        assert_eq!(upstream("1.95.0+dfsg1-1~bpo13+1"), "1.95.0");
        assert_eq!(upstream("1.95.0-2"), "1.95.0");
    }
}
