//! Runs one suite of tests, prints its progress and counts its results.

use super::Outcome;
use super::count::{self, Counts};
use crate::built;
use crate::shell::{Finished, cargo, follow};
use anyhow::Result;
use std::process::Command;

/// One progress line.
pub fn progress(what: &str, counts: Counts) {
    let Counts { passed, failed, skipped } = counts;
    println!("  {} {what}: {passed} passed, {failed} failed, {skipped} skipped", if failed == 0 { '✓' } else { '✗' });
}

/// Runs `cargo test`; every test program is one suite.
pub fn cargo_test(name: &str, packages: &[&str]) -> Result<Outcome> {
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

/// Runs a script that counts its own tests.
pub fn script(name: &str, command: &mut Command) -> Result<Outcome> {
    let finished = follow(name, command, |line| {
        // The runners' lines for a test or a file of vectors; the rest is in the log.
        let line = line.trim_start();
        if line.starts_with(['✓', '✔', '✗', '✖'])
            || line.starts_with("ok ")
            || line.starts_with("not ok ")
            || line.starts_with("bad input:")
        {
            println!("  {line}");
        }
    })?;
    Ok(settled(count::script(&finished.text).unwrap_or_default(), &finished))
}

/// Runs the example of a language: every line that it prints must be one that the example in Rust prints.
pub fn example(name: &str, command: &mut Command) -> Result<Counts> {
    let finished = follow(name, command, |_| {})?;
    let wanted = built::example()?;
    let foreign: Vec<&str> = finished.text.lines().filter(|line| !line.is_empty() && !wanted.lines().any(|known| known == *line)).collect();
    let counts = Counts::of(finished.ok && foreign.is_empty() && !finished.text.is_empty());
    for line in foreign {
        println!("  the example in Rust does not print: {line}");
    }
    progress("the example prints what the example in Rust prints", counts);
    Ok(counts)
}

/// A run that ended badly without a failed test (it did not compile, it crashed) is a failure; the end of its output says why.
pub fn settled(mut counts: Counts, finished: &Finished) -> Outcome {
    if !finished.ok {
        counts.failed = counts.failed.max(1);
        println!("{}", finished.tail());
    }
    Outcome::Ran(counts, count::reasons(&finished.text))
}
