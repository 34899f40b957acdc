//! Reads how many tests passed, failed and were skipped from what the runners print.

use anyhow::Result;
use std::fs;
use std::ops::Add;
use std::path::Path;

/// Tests by result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

impl Counts {
    /// One check that is no test of a runner.
    pub fn of(ok: bool) -> Self {
        Self { passed: u32::from(ok), failed: u32::from(!ok), skipped: 0 }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed, skipped: self.skipped + other.skipped }
    }
}

/// The number before a word, as in `12 passed`.
fn before(text: &str, word: &str) -> Option<u32> {
    let words: Vec<&str> = text.split([' ', ';', ',', '.']).filter(|part| !part.is_empty()).collect();
    let at = words.iter().position(|part| *part == word)?;
    words.get(at.checked_sub(1)?)?.parse().ok()
}

/// A line of the Rust test runner: `test result: ok. 12 passed; 0 failed; 1 ignored; …`.
pub fn rust(line: &str) -> Option<Counts> {
    let rest = line.trim_start().strip_prefix("test result:")?;
    Some(Counts { passed: before(rest, "passed")?, failed: before(rest, "failed")?, skipped: before(rest, "ignored")? })
}

/// A line that is nothing but counts: `12 passed, 0 failed` or `12 passed, 0 failed, 1 skipped`.
fn plain(line: &str) -> Option<Counts> {
    let parts: Vec<&str> = line.trim().split(", ").collect();
    let number = |part: &&str, word: &str| part.strip_suffix(word)?.strip_suffix(' ')?.parse().ok();
    match parts.as_slice() {
        [passed, failed] => Some(Counts { passed: number(passed, "passed")?, failed: number(failed, "failed")?, skipped: 0 }),
        [passed, failed, skipped] => {
            Some(Counts { passed: number(passed, "passed")?, failed: number(failed, "failed")?, skipped: number(skipped, "skipped")? })
        }
        _ => None,
    }
}

/// node's own summary: `# pass 5` (TAP) or `ℹ pass 5`.
fn node(text: &str) -> Option<Counts> {
    let all = |word: &str| {
        let found: Vec<u32> = text
            .lines()
            .filter_map(|line| line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")))
            .filter_map(|line| line.strip_prefix(word)?.trim().parse().ok())
            .collect();
        (!found.is_empty()).then(|| found.iter().sum::<u32>())
    };
    Some(Counts {
        passed: all("pass ")?,
        failed: all("fail ")? + all("cancelled ").unwrap_or(0),
        skipped: all("skipped ").unwrap_or(0) + all("todo ").unwrap_or(0),
    })
}

/// The whole output of a script: its plain count lines, else node's summaries.
pub fn script(text: &str) -> Option<Counts> {
    let lines: Vec<Counts> = text.lines().filter_map(plain).collect();
    if lines.is_empty() { node(text) } else { Some(lines.into_iter().fold(Counts::default(), Add::add)) }
}

/// The sentences that runners print beside a skipped test: node's `# SKIP …` or `﹣ … (1.2ms) # …`, Rust's `… ignored, …`.
pub fn reasons(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = text
        .lines()
        .filter_map(|line| {
            let listed = || line.trim_start().starts_with('﹣').then(|| line.split_once("ms) # ")).flatten();
            line.split_once(" # SKIP").or_else(|| line.split_once("... ignored,")).or_else(listed)
        })
        .map(|(_, reason)| reason.trim().to_string())
        .filter(|reason| !reason.is_empty())
        .collect();
    sentences.sort();
    sentences.dedup();
    sentences
}

/// The value of an attribute in the first tag that has it.
fn attribute(xml: &str, name: &str) -> Option<u32> {
    let start = xml.find(&format!(" {name}=\""))? + name.len() + 3;
    xml.get(start..)?.split('"').next()?.parse().ok()
}

/// Maven's reports: one XML file for each class of tests.
pub fn surefire(folder: &Path) -> Result<Vec<(String, Counts)>> {
    let mut classes = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let Some(class) = name.strip_prefix("TEST-").filter(|_| file.extension().is_some_and(|e| e == "xml")) else { continue };
        let text = fs::read_to_string(&file)?;
        let suite = text.find("<testsuite").and_then(|at| text.get(at..)).unwrap_or_default();
        let number = |attribute_name| attribute(suite, attribute_name).unwrap_or(0);
        let (failed, skipped) = (number("failures") + number("errors"), number("skipped"));
        classes.push((class.to_string(), Counts { passed: number("tests").saturating_sub(failed + skipped), failed, skipped }));
    }
    classes.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(classes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Option<Counts> {
        Some(Counts { passed, failed, skipped })
    }

    #[test]
    fn reads_the_rust_runner() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.02s";
        assert_eq!(rust(line), counts(12, 3, 1));
        assert_eq!(rust("test a::b ... ok"), None);
    }

    #[test]
    fn reads_plain_counts_only_where_the_line_holds_nothing_else() {
        assert_eq!(script("x\n5 passed, 1 failed\n2 passed, 0 failed, 3 skipped\n"), counts(7, 1, 3));
        assert_eq!(script("core: 5 passed, 1 failed"), None);
        assert_eq!(script("bad input: covered 7 of 7 exported functions"), None);
    }

    #[test]
    fn reads_both_of_nodes_summaries() {
        let tap = "TAP version 13\n# tests 6\n# suites 0\n# pass 4\n# fail 1\n# cancelled 0\n# skipped 1\n# todo 0\n";
        assert_eq!(script(tap), counts(4, 1, 1));
        assert_eq!(script(&tap.replace("# ", "ℹ ")), counts(4, 1, 1));
    }

    #[test]
    fn finds_why_tests_were_skipped() {
        let text =
            "ok 1 - a # SKIP there is no Chromium\nok 2 - b # SKIP there is no Chromium\ntest c ... ignored, needs data\ntest d ... ok\n";
        assert_eq!(reasons(text), ["needs data", "there is no Chromium"]);
        let listed = "  ﹣ a (0.831406ms) # its contracts are not here\n  ✔ b (1.5ms)\n  ﹣ c (0.1ms) # SKIP\n";
        assert_eq!(reasons(listed), ["its contracts are not here"]);
    }

    #[test]
    fn reads_mavens_reports() {
        let folder = std::env::temp_dir().join(format!("plimsoll-surefire-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let xml =
            r#"<?xml version="1.0"?><testsuite xmlns:x="y" name="VectorsTest" time="1.2" tests="9" errors="1" skipped="2" failures="1">"#;
        fs::write(folder.join("TEST-VectorsTest.xml"), xml).unwrap();
        fs::write(folder.join("VectorsTest.txt"), "ignored").unwrap();
        let read = surefire(&folder).unwrap();
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(read, vec![("VectorsTest".to_string(), Counts { passed: 5, failed: 2, skipped: 2 })]);
    }
}
