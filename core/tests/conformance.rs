//! The conformance vectors, bit for bit; `cargo xtask vectors` writes the expectations of the cases marked `regression`.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test panics to fail")]

mod support;

use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use support::{dispatch, run};

fn files(folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> = fs::read_dir(&root)
        .expect("the folder of vectors")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|x| x == "json"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> Json {
    serde_json::from_str(&fs::read_to_string(path).expect("a readable file")).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The function of a case: its own, or its file's.
fn function<'a>(file: &'a Json, case: &'a Json) -> &'a str {
    case.get("function").or_else(|| file.get("function")).and_then(Json::as_str).expect("a function")
}

fn cases(file: &Json) -> &Vec<Json> {
    file["cases"].as_array().expect("cases")
}

fn write_expectations(path: &Path) {
    let mut file = read(path);
    let name = file.clone();
    for case in file["cases"].as_array_mut().expect("cases") {
        let fresh = case.get("out").is_none() && case.get("err").is_none();
        if !fresh && case["source"] != "regression" {
            continue;
        }
        let (kind, got) = run::actual(function(&name, case), case);
        assert!(case.get("err").is_none() || kind == "err", "{}: an expected error is gone", case["name"]);
        case[kind] = got;
    }
    fs::write(path, serde_json::to_string_pretty(&file).expect("JSON") + "\n").expect("a writable file");
}

#[test]
fn every_vector_is_bit_equal() {
    let mut count = 0;
    let mut differences = Vec::new();
    for path in files("vectors") {
        if std::env::var_os("PLIMSOLL_VECTORS_WRITE").is_some() {
            write_expectations(&path);
        }
        let file = read(&path);
        for case in cases(&file) {
            count += 1;
            differences.extend(run::difference(function(&file, case), case));
        }
    }
    println!("conformance: {count} vectors, {} differences", differences.len());
    assert!(count > 0 && differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn a_wrong_vector_fails() {
    let mut count = 0;
    for path in files("vectors/wrong") {
        let file = read(&path);
        for case in cases(&file) {
            count += 1;
            assert!(run::difference(function(&file, case), case).is_some(), "{}: a wrong vector passed", case["name"]);
        }
    }
    assert!(count > 0, "there is no wrong vector");
}

/// A function that is exported to the faces but has no vector would be checked in none of them.
#[test]
fn every_exported_function_has_a_vector() {
    let mut exported = BTreeSet::from(["tracker", "watch", "healthGrid"].map(str::to_owned));
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("the sources").map(|e| e.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = fs::read_to_string(&path).expect("a source");
            for after in source.split("feature = \"uniffi\", uniffi::export").skip(1) {
                let name = after.split("pub fn ").nth(1).and_then(|rest| rest.split('(').next()).expect("a function");
                exported.insert(camel_case(name));
            }
        }
    }
    let listed: BTreeSet<_> = dispatch::FUNCTIONS.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(exported, listed);
}

fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |joined, part| joined + &part[..1].to_uppercase() + &part[1..])
}

#[test]
fn bad_input_is_refused_by_code_and_the_next_good_call_works() {
    let mut covered = BTreeSet::new();
    let vectors: Vec<Json> = files("vectors").iter().map(|path| read(path)).collect();
    let good = |name: &str| {
        let every = vectors.iter().flat_map(|file| cases(file).iter().map(move |case| (function(file, case), case)));
        every.filter(|(function, case)| *function == name && case.get("out").is_some()).map(|(_, case)| case).next()
    };
    let bad = read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/bad_input.json"));
    for case in cases(&bad) {
        let name = function(&bad, case);
        if let Some(difference) = run::difference(name, case) {
            panic!("{difference}");
        }
        let next = good(name).unwrap_or_else(|| panic!("{name} has no good vector"));
        assert_eq!(run::difference(name, next), None);
        covered.insert(name.to_owned());
    }
    let missing: Vec<_> = dispatch::FUNCTIONS.iter().filter(|f| !covered.contains(**f) && !dispatch::CANNOT_FAIL.contains(f)).collect();
    println!(
        "bad input: covered {} of {} exported functions, {} of them take no argument",
        covered.len() + dispatch::CANNOT_FAIL.len(),
        dispatch::FUNCTIONS.len(),
        dispatch::CANNOT_FAIL.len()
    );
    assert!(missing.is_empty(), "no bad input for {missing:?}");
}
