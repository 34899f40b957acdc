//! Runs the command as its user would, on a folder of simulated bars.

use plimsoll::market::{BAR_FIELDS, simulate_bars};
use std::path::Path;
use std::process::{Command, Output};

fn write_bars(folder: &Path, asset: &str, seed: u32, packed: bool) {
    let bars = simulate_bars(seed, 1_440, 1_749_999_600, 2_500.0, 0.7).unwrap();
    let mut text = "ts,open,high,low,close,volume\n".to_string();
    for row in bars.chunks_exact(BAR_FIELDS) {
        text += &(row.iter().map(f64::to_string).collect::<Vec<_>>().join(",") + "\n");
    }
    if packed {
        let file = std::fs::File::create(folder.join(format!("{asset}.csv.gz"))).unwrap();
        let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
        std::io::Write::write_all(&mut packer, text.as_bytes()).unwrap();
        packer.finish().unwrap();
    } else {
        std::fs::write(folder.join(format!("{asset}.csv")), text).unwrap();
    }
}

fn recommend(folder: &Path, options: &[&str]) -> Output {
    let folder = folder.to_str().unwrap();
    Command::new(env!("CARGO_BIN_EXE_plimsoll-protocol")).args(["recommend", "--data", folder]).args(options).output().unwrap()
}

fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn the_text_starts_with_the_sentence_and_the_json_has_the_same_numbers() {
    let folder = tempfile::tempdir().unwrap();
    write_bars(folder.path(), "ETH", 7, true);
    write_bars(folder.path(), "BTC", 8, false);
    let options = ["--asset", "ETH", "--ltv", "0.805", "--lt", "0.83", "--bonus", "0.05", "--last-change", "1755000000"];
    let text = printed(&recommend(folder.path(), &options));
    let json = printed(&recommend(folder.path(), &[&options[..], &["--json"]].concat()));
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    let percent = |pointer: &str| format!("{:.2} %", 100.0 * answer.pointer(pointer).and_then(serde_json::Value::as_f64).unwrap());
    let central = "/proposal/central/parameters";
    let sentence = format!(
        "For ETH now: lend up to {}, liquidate at {}, pay liquidators {};",
        percent(&format!("{central}/ltv")),
        percent(&format!("{central}/liquidationThreshold")),
        percent(&format!("{central}/bonus")),
    );
    assert!(text.starts_with(&sentence), "{text}\nexpected {sentence}");
    for expected in ["SmartLTV's implied risk level", "Steward", "Assumed        --depth", "within 24 h", "Confidence     model"] {
        assert!(text.contains(expected), "{expected} is missing:\n{text}");
    }
    assert_eq!(answer.pointer("/question/forecast/flags"), Some(&serde_json::json!(["noPanel"])), "BTC and ETH tell the market's state");
    assert_eq!(answer.pointer("/bars"), Some(&serde_json::json!(1_440)));
}

#[test]
fn a_dozen_assets_are_the_cross_section_of_the_market() {
    let folder = tempfile::tempdir().unwrap();
    let names = ["BTC", "ETH", "A", "B", "C", "D", "E", "F", "G", "H", "I", "J"];
    names.iter().zip(1..).for_each(|(name, seed)| write_bars(folder.path(), name, seed, false));
    let json = printed(&recommend(folder.path(), &["--asset", "ETH", "--json"]));
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(answer.pointer("/question/forecast/flags"), Some(&serde_json::json!([])));
    std::fs::remove_file(folder.path().join("J.csv")).unwrap();
    assert!(printed(&recommend(folder.path(), &["--asset", "ETH"])).contains("without their cross-section"));
}

#[test]
fn an_asset_alone_is_answered_and_flagged() {
    let folder = tempfile::tempdir().unwrap();
    write_bars(folder.path(), "NEW", 3, false);
    let text = printed(&recommend(folder.path(), &["--asset", "NEW", "--depth", "1e6", "--debt-cap", "1e7"]));
    assert!(text.contains("less trust: no market state") && text.contains("pass --ltv, --lt and --bonus"), "{text}");
    assert!(!text.contains("Assumed        --depth"), "{text}");
}

#[test]
fn a_bad_file_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let with = |line: &str| {
        let text = format!("ts,open,high,low,close,volume\n3600,10,11,9,10,5\n{line}\n");
        std::fs::write(folder.path().join("ETH.csv"), text).unwrap();
        refused(&recommend(folder.path(), &["--asset", "ETH"]))
    };
    for (line, what) in [
        ("7200,10,11,9,ten,5", "`close` must be a number, got \"ten\""),
        ("7200,10,11,9,10", "expected 6 columns"),
        ("3600,10,11,9,10,5", "not after the bar before it"),
        ("7200,10,NaN,9,10,5", "finite"),
        ("7200,10,11,9,0,5", "`close`"),
    ] {
        let error = with(line);
        assert!(error.contains("ETH.csv:3: ") && error.contains(what), "{line}: {error}");
    }
    assert!(refused(&recommend(folder.path(), &["--asset", "XYZ"])).contains("holds neither XYZ.csv nor XYZ.csv.gz"));
    assert!(refused(&recommend(&folder.path().join("none"), &["--asset", "ETH"])).contains("not a folder"));
    std::fs::write(folder.path().join("ETH.csv"), "time,price\n1,2\n").unwrap();
    assert!(refused(&recommend(folder.path(), &["--asset", "ETH"])).contains("the first line must be ts,open,high,low,close,volume"));
}

#[test]
fn bad_options_are_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    write_bars(folder.path(), "ETH", 7, false);
    let error = refused(&recommend(folder.path(), &["--asset", "ETH", "--ltv", "80", "--lt", "83", "--bonus", "5"]));
    assert!(error.contains("pass fractions, not percent"), "{error}");
    assert!(refused(&recommend(folder.path(), &["--asset", "ETH", "--ltv", "0.8"])).contains("--lt"));
}
