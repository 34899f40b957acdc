//! The faces in the order in which they run: what each starts and how its result is read.

use super::Outcome;
use super::count::{self, Counts};
use crate::shell::{cargo, follow, vectors_dir};
use anyhow::Result;
use std::process::Command;

/// One face.
pub struct Face {
    pub name: &'static str,
    pub about: &'static str,
    pub run: fn() -> Result<Outcome>,
}

/// Every face.
pub const ALL: &[Face] = &[
    Face { name: "core", about: "units, documentation examples, conformance and contract vectors, invariants", run: core },
    Face { name: "models", about: "reading bars, training, evaluation, forecast files", run: models },
    Face { name: "examples", about: "the protocol's answer, the example in Rust, this task runner and the README", run: examples },
    Face { name: "lint", about: "format, and clippy on every crate with all faces' features", run: lint },
];

fn core() -> Result<Outcome> {
    let counts = cargo_test("core", &["--package", "plimsoll"])?;
    let vectors = vectors_dir();
    if vectors.is_dir() {
        return Ok(Outcome::Ran(counts, Vec::new()));
    }
    let why = format!(
        "the contracts' vectors are not at {}: only the sample in the repository was run; name a folder in PLIMSOLL_VECTORS",
        vectors.display()
    );
    Ok(Outcome::Ran(counts + Counts { skipped: 1, ..Counts::default() }, vec![why]))
}

fn models() -> Result<Outcome> {
    Ok(Outcome::Ran(cargo_test("models", &["--package", "plimsoll-models"])?, Vec::new()))
}

fn examples() -> Result<Outcome> {
    let packages = ["--package", "plimsoll-protocol", "--package", "plimsoll-example-rust", "--package", "xtask"];
    Ok(Outcome::Ran(cargo_test("examples", &packages)?, Vec::new()))
}

fn lint() -> Result<Outcome> {
    let mut counts = Counts::default();
    let checks: [(&str, Command); 2] = [
        ("format", cargo(&["fmt", "--all", "--check"])),
        ("clippy", cargo(&["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])),
    ];
    for (name, mut command) in checks {
        let finished = follow(&format!("lint-{name}"), &mut command, |_| {})?;
        progress(name, if finished.ok { Counts { passed: 1, ..Counts::default() } } else { Counts { failed: 1, ..Counts::default() } });
        if finished.ok {
            counts.passed += 1;
        } else {
            counts.failed += 1;
            println!("{}", finished.tail());
        }
    }
    Ok(Outcome::Ran(counts, Vec::new()))
}

/// One progress line.
fn progress(what: &str, counts: Counts) {
    let Counts { passed, failed, skipped } = counts;
    println!("  {} {what}: {passed} passed, {failed} failed, {skipped} skipped", if failed == 0 { '✓' } else { '✗' });
}

/// Runs `cargo test`; every test program is one suite.
fn cargo_test(name: &str, packages: &[&str]) -> Result<Counts> {
    let mut suite = String::new();
    let mut counts = Counts::default();
    let mut command = cargo(&["test", "--locked", "--no-fail-fast"]);
    command.args(packages);
    let finished = follow(name, &mut command, |line| {
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("Running ") {
            suite = rest.split(" (").next().unwrap_or(rest).to_string();
        } else if let Some(rest) = line.strip_prefix("Doc-tests ") {
            suite = format!("documentation of {rest}");
        } else if let Some(read) = count::rust(line) {
            if read != Counts::default() {
                progress(&suite, read);
            }
            counts = counts + read;
        }
    })?;
    Ok(settled(counts, &finished))
}

/// A run that ended badly without a failed test (it did not compile, it crashed) is a failure; the end of its output says why.
fn settled(mut counts: Counts, finished: &crate::shell::Finished) -> Counts {
    if !finished.ok {
        counts.failed = counts.failed.max(1);
        println!("{}", finished.tail());
    }
    counts
}
