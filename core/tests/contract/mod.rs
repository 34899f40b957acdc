//! Walks a folder of vectors and collects differences; one file per venue holds what is compared.

pub mod aave_v3;
mod aave_v3_input;
pub mod compound_v3;
pub mod dydx_v4;
pub mod euler_v2;
pub mod gmx_v2;
pub mod liquity_v2;
pub mod llamma;
pub mod maker;
pub mod morpho_blue;
mod spoil;
pub mod steps;

use serde_json::Value;
use std::io::Write;
use std::path::Path;

/// Compares one file of a folder, by its name.
type Checker = fn(&str, &Value) -> Outcome;

/// The folders that have a checker: one line per venue.
#[rustfmt::skip]
const VENUES: &[(&str, Checker)] = &[
    ("aave_v3", aave_v3::check_file),
    ("compound_v3", compound_v3::check_file),
    ("dydx_v4", dydx_v4::check_file),
    ("euler_v2", euler_v2::check_file),
    ("gmx_v2", gmx_v2::check_file),
    ("liquity_v2", liquity_v2::check_file),
    ("llamma", llamma::check_file),
    ("maker", maker::check_file),
    ("morpho_blue", morpho_blue::check_file),
];

/// What one file showed.
#[derive(Default)]
pub struct Outcome {
    pub cases: usize,
    /// One line per difference: case, field, the contract's value, the core's.
    pub differences: Vec<String>,
    /// What the file holds that is not compared.
    pub uncovered: Vec<&'static str>,
    /// Boundaries where the contract's flip and ours are both flips, but not the same one (until 3.4).
    pub other_flips: usize,
}

/// All files of one folder.
pub struct Run {
    outcomes: Vec<(String, Outcome)>,
}

impl Run {
    /// Runs every file of every venue folder that has a checker, and names the others.
    pub fn over(folder: &Path) -> Self {
        let mut outcomes = Vec::new();
        for venue in names(folder, |path| path.is_dir()) {
            let files = names(&folder.join(&venue), |path| path.extension().is_some_and(|end| end == "json"));
            if files.is_empty() {
                continue;
            }
            let Some((_, check_file)) = VENUES.iter().find(|(folder, _)| *folder == venue) else {
                report(&format!("{venue}: not covered yet ({} files)", files.len()));
                continue;
            };
            let (mut cases, mut differences) = (0, 0);
            for name in files {
                let outcome = check_file(&name, &load(&folder.join(&venue).join(&name)));
                let uncovered =
                    if outcome.uncovered.is_empty() { String::new() } else { format!("; not covered: {}", outcome.uncovered.join(", ")) };
                let flips = if outcome.other_flips == 0 {
                    String::new()
                } else {
                    format!("; {} boundaries are another flip than the vector's, both verified", outcome.other_flips)
                };
                report(&format!("{venue}/{name}: {} cases, {} differences{flips}{uncovered}", outcome.cases, outcome.differences.len()));
                cases += outcome.cases;
                differences += outcome.differences.len();
                outcomes.push((format!("{venue}/{name}"), outcome));
            }
            report(&format!("{venue}: {cases} cases, {differences} differences"));
        }
        Self { outcomes }
    }

    pub fn cases(&self) -> usize {
        self.outcomes.iter().map(|(_, outcome)| outcome.cases).sum()
    }

    pub fn assert_no_difference(&self) {
        let all: Vec<String> = self
            .outcomes
            .iter()
            .flat_map(|(file, outcome)| outcome.differences.iter().map(move |difference| format!("{file}: {difference}")))
            .collect();
        assert!(all.is_empty(), "{} differences, the first are:\n{}", all.len(), all[..all.len().min(20)].join("\n"));
    }
}

/// Prints even when the test passes: the counts are the point of the run.
pub fn report(line: &str) {
    writeln!(std::io::stdout().lock(), "{line}").expect("standard output is writable");
}

pub fn load(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Adds one to the first expected number of every case.
pub fn spoil(file: &mut Value) {
    for case in file["cases"].as_array_mut().expect("cases") {
        for key in ["before", "expected"] {
            if let Some(number) = case.get_mut(key).and_then(first_number) {
                let digits = number.as_str().expect("a decimal string");
                let last = digits.bytes().last().expect("a digit");
                let other = if last == b'9' { '8' } else { char::from(last + 1) };
                *number = Value::String(format!("{}{other}", &digits[..digits.len() - 1]));
                break;
            }
        }
    }
}

fn first_number(expected: &mut Value) -> Option<&mut Value> {
    let fields = expected.as_object_mut()?;
    fields.values_mut().find(|value| value.as_str().is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())))
}

fn names(folder: &Path, keep: impl Fn(&Path) -> bool) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("a readable folder entry").path())
        .filter(|path| keep(path))
        .map(|path| path.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
