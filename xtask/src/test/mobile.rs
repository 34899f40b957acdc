//! The mobile faces: one library, and the bindings of three languages over it.

use super::Outcome;
use super::count::{self, Counts};
use super::suite::{example, progress, script, settled};
use crate::built;
use crate::setup::{jvm, swift};
use crate::shell::{command, follow, root, which};
use anyhow::Result;

pub fn python() -> Result<Outcome> {
    if which("python3").is_none() {
        return Ok(Outcome::NotRun("there is no python3: install it (Debian: `sudo apt-get install python3`)".into()));
    }
    let library = built::mobile()?.python;
    let shown = example("example-python", command("python3", "").arg("examples/python/advice.py"))?;
    Ok(typed(script("python", command("python3", "").args(["mobile/python/run_vectors.py", "--lib"]).arg(library))?).and(shown))
}

pub fn kotlin() -> Result<Outcome> {
    if let Some(sentence) = jvm::absent() {
        return Ok(Outcome::NotRun(sentence));
    }
    let library = built::mobile()?.library_dir;
    let reports = root().join("mobile/kotlin/target/surefire-reports");
    if reports.exists() {
        // A report of an earlier run must not count.
        std::fs::remove_dir_all(&reports)?;
    }
    let mut maven = command("mvn", "mobile/kotlin");
    maven.args(["--batch-mode", "--no-transfer-progress", "test"]).arg(format!("-Dplimsoll.library={}", library.display()));
    let finished = follow("kotlin", &mut maven, |line| {
        if line.starts_with("bad input:") {
            println!("  {line}");
        }
    })?;
    let mut counts = Counts::default();
    if reports.is_dir() {
        for (class, read) in count::surefire(&reports)? {
            progress(&class, read);
            counts = counts + read;
        }
    }
    Ok(typed(settled(counts, &finished)))
}

/// Bad input that a typed language refuses by itself never reaches the library: there is nothing to test, and the line says so.
fn typed(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Ran(counts, _) if counts.skipped > 0 => {
            outcome.because("skipped cases are of a shape that the language's own types refuse, so they never reach the library".into())
        }
        other => other,
    }
}

pub fn swift() -> Result<Outcome> {
    if let Some(sentence) = swift::absent() {
        return Ok(Outcome::NotRun(sentence));
    }
    let bindings = built::mobile()?.swift;
    Ok(typed(script("swift", command("sh", "").arg("mobile/swift/run_vectors.sh").arg(bindings))?))
}
