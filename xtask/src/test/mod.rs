//! Every test of every face: one progress line for each suite while they run, one line for each face at the end.

mod count;
mod faces;
mod mobile;
mod suite;

use crate::setup::{self, Need};
use anyhow::{Result, bail};
use count::Counts;
use std::time::Instant;

/// What became of one face.
pub enum Outcome {
    /// It ran. Each sentence says why something in it did not.
    Ran(Counts, Vec<String>),
    /// Its toolchain is absent; the sentence says what to install.
    NotRun(String),
}

impl Outcome {
    /// The same with more counts.
    fn and(self, more: Counts) -> Self {
        match self {
            Self::Ran(counts, sentences) => Self::Ran(counts + more, sentences),
            absent => absent,
        }
    }

    /// The same with one more sentence.
    fn because(mut self, sentence: String) -> Self {
        if let Self::Ran(_, sentences) = &mut self {
            sentences.push(sentence);
        }
        self
    }
}

/// One line of the summary.
struct Line {
    face: &'static str,
    counts: Counts,
    not_run: bool,
    sentences: Vec<String>,
}

/// Runs the faces named, or all of them.
pub fn run(only: &[String]) -> Result<()> {
    if let Some(unknown) = only.iter().find(|name| !faces::ALL.iter().any(|face| face.name == **name)) {
        let known: Vec<&str> = faces::ALL.iter().map(|face| face.name).collect();
        bail!("there is no face `{unknown}`: choose among {}", known.join(", "));
    }
    let start = Instant::now();
    setup::run(Need::Everything)?;
    let mut lines = Vec::new();
    for face in faces::ALL.iter().filter(|face| only.is_empty() || only.iter().any(|name| name == face.name)) {
        println!("\n{}: {}", face.name, face.about);
        let begun = Instant::now();
        let line = judge(face.name, (face.run)());
        println!("  {} ({:.1} s)", summary(&line), begun.elapsed().as_secs_f64());
        lines.push(line);
    }
    report(&lines, start)
}

/// Turns an outcome into a line. A face that ran nothing has not passed.
fn judge(face: &'static str, outcome: Result<Outcome>) -> Line {
    let (mut counts, mut sentences) = match outcome {
        Ok(Outcome::NotRun(why)) => {
            // The Kotlin face stands for the mobile faces wherever nobody looks at the report.
            let required = face == "kotlin" && std::env::var("CI").is_ok_and(|value| value == "true");
            let counts = Counts { failed: u32::from(required), skipped: u32::from(!required), ..Counts::default() };
            return Line { face, counts, not_run: true, sentences: vec![why] };
        }
        Ok(Outcome::Ran(counts, sentences)) => (counts, sentences),
        Err(problem) => (Counts { failed: 1, ..Counts::default() }, vec![format!("{problem:#}")]),
    };
    if counts.passed + counts.failed == 0 {
        counts.failed = 1;
        sentences.push("no test was run".into());
    }
    Line { face, counts, not_run: false, sentences }
}

fn summary(line: &Line) -> String {
    let Counts { passed, failed, skipped } = line.counts;
    let skipped = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
    let not_run = if line.not_run { " (not run)" } else { "" };
    format!("{}: {passed} passed, {failed} failed{skipped}{not_run}", line.face)
}

/// Prints why something did not run or failed, then a line per face, then the sum alone on the last line.
fn report(lines: &[Line], start: Instant) -> Result<()> {
    println!("\nAll faces, in {:.0} s", start.elapsed().as_secs_f64());
    let mut sum = Counts::default();
    for line in lines {
        for sentence in &line.sentences {
            println!("  {}: {sentence}", line.face);
        }
    }
    for line in lines {
        println!("{}", summary(line));
        sum = sum + line.counts;
    }
    println!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
    if sum.failed > 0 {
        // The counts are the last line of the output, so nothing more is printed.
        std::process::exit(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_face_that_ran_nothing_or_broke_has_failed() {
        assert_eq!(judge("core", Ok(Outcome::Ran(Counts::default(), Vec::new()))).counts.failed, 1);
        assert_eq!(judge("core", Err(anyhow::anyhow!("broke"))).counts.failed, 1);
    }

    #[test]
    fn an_absent_toolchain_is_not_a_pass() {
        let line = judge("swift", Ok(Outcome::NotRun("no swiftc".into())));
        assert_eq!(summary(&line), "swift: 0 passed, 0 failed, 1 skipped (not run)");
    }
}
