//! Forecast files: the past alone speaks, the columns are those of the evaluation, bad files are named with their line.

mod common;

use common::{HOUR, START};
use flate2::Compression;
use flate2::write::GzEncoder;
use plimsoll::market::Bar;
use plimsoll_models::dataset::Dataset;
use plimsoll_models::forecast::{COLUMNS, Question, forecast};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

const SPLIT: u32 = START + 5_000 * HOUR;

/// Multiplies every price from the split on; the open of that first hour gaps.
fn crash(bars: &mut [Bar]) {
    for bar in bars.iter_mut().filter(|bar| bar.ts >= SPLIT) {
        for price in [&mut bar.open, &mut bar.high, &mut bar.low, &mut bar.close] {
            *price *= 0.3 + f64::from(bar.ts / HOUR % 7) * 0.1;
        }
    }
}

#[test]
fn no_forecast_and_no_feature_sees_the_future() {
    let calm = common::panel();
    let mut crashed = calm.clone();
    crashed.iter_mut().for_each(|one| crash(&mut one.bars));
    let question = Question { from: START + 400 * HOUR, to: SPLIT + 49 * HOUR, every_hours: 6 };
    let (before, after) = (forecast(&calm, &question, &|| ()).unwrap(), forecast(&crashed, &question, &|| ()).unwrap());
    let past = |ts: u32| ts <= SPLIT;
    assert!(before.len() == after.len() && before.iter().filter(|line| past(line.ts)).count() > 1_000);
    assert!(before.iter().zip(&after).filter(|(a, _)| past(a.ts)).all(|(a, b)| a == b), "a forecast saw the future");
    assert!(before.iter().zip(&after).filter(|(a, _)| !past(a.ts)).all(|(a, b)| a != b), "the crash must be felt once it is past");
    let (before, after) = (Dataset::new(&calm, || ()).unwrap(), Dataset::new(&crashed, || ()).unwrap());
    let rows = || before.rows.iter().zip(&after.rows).filter(|(row, _)| past(row.ts));
    assert!(rows().count() > 2_000);
    assert!(rows().all(|(a, b)| a.ts == b.ts && a.features == b.features && a.past == b.past), "a feature saw the future");
}

fn run(data: &Path, out: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plimsoll-models"));
    command.args(["forecast", "--from", "2021-03-01", "--to", "2021-04-01", "--every", "24"]);
    command.arg("--data").arg(data).arg("--out").arg(out).output().unwrap()
}

#[test]
fn any_folder_gives_the_columns_of_the_evaluation() {
    let folder = tempfile::tempdir().unwrap();
    let long = common::bars(3, 24 * 100);
    std::fs::write(folder.path().join("BTC.csv"), common::csv(&common::bars(1, 24 * 100))).unwrap();
    std::fs::write(folder.path().join("ETH.csv"), common::csv(&common::bars(2, 24 * 100))).unwrap();
    let mut packed = GzEncoder::new(std::fs::File::create(folder.path().join("NEVER_SEEN.csv.gz")).unwrap(), Compression::fast());
    packed.write_all(common::csv(&long).as_bytes()).unwrap();
    packed.finish().unwrap();
    // YOUNG lists on 2021-03-25; HOLED misses 48 hours from 2021-03-10.
    let since = |ts: u32| long.iter().filter(|bar| bar.ts >= ts).cloned().collect::<Vec<_>>();
    std::fs::write(folder.path().join("YOUNG.csv"), common::csv(&since(1_616_630_400))).unwrap();
    let holed: Vec<Bar> = long.iter().filter(|bar| !(1_615_334_400..1_615_507_200).contains(&bar.ts)).cloned().collect();
    std::fs::write(folder.path().join("HOLED.csv"), common::csv(&holed)).unwrap();
    // GONE stops 26 hours before 2021-03-21: stale, but 95 % of its history is there; the market is too new for it.
    let gone: Vec<Bar> = long.iter().filter(|bar| bar.ts < 1_616_191_200).cloned().collect();
    std::fs::write(folder.path().join("GONE.csv"), common::csv(&gone)).unwrap();
    std::fs::write(folder.path().join("README.md"), "not a bar file").unwrap();
    let out = folder.path().join("forecast.out");
    let done = run(folder.path(), &out);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut reader = csv::Reader::from_path(&out).unwrap();
    assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |asset: &str| rows.iter().filter(|row| &row[0] == asset).collect::<Vec<_>>();
    // 31 days and three horizons; the young asset has 6 days with bars; the hole leaves 95 % until its 37th hour.
    assert_eq!([of("BTC").len(), of("NEVER_SEEN").len(), of("YOUNG").len()], [93, 93, 6 * 3]);
    assert_eq!([of("HOLED").len(), of("GONE").len()], [3 * 11, 3 * 21]);
    assert_eq!(of("YOUNG").iter().map(|row| row[10].to_string()).collect::<Vec<_>>()[..4], ["24", "24", "24", "48"]);
    for row in &rows {
        let numbers: Vec<f64> = row.iter().skip(1).map(|text| text.parse().unwrap()).collect();
        let [ts, horizon, variance, d95, d99, d999, u95, u99, u999, history] = numbers[..] else { panic!("{row:?}") };
        assert!((1_614_556_800.0..1_617_235_200.0).contains(&ts) && ts % 86_400.0 == 0.0 && [24.0, 72.0, 168.0].contains(&horizon));
        assert!(variance > 0.0 && 0.0 < d95 && d95 < d99 && d99 < d999 && 0.0 < u95 && u95 < u99 && u99 < u999, "{row:?}");
        assert!((1.0..=720.0).contains(&history));
    }
}

#[test]
fn a_bad_file_is_named_with_its_line() {
    let good = common::csv(&common::bars(1, 4));
    let lines: Vec<&str> = good.lines().collect();
    let with = |line: usize, text: &str| {
        let mut lines = lines.clone();
        lines[line - 1] = text;
        lines.join("\n")
    };
    let price = "1609462800,100,101,99,100,1";
    for (text, expected) in [
        (with(1, "time,open,high,low,close,volume"), "BAD.csv:1: the first line must be ts,open,high,low,close,volume"),
        (with(3, "1609462800,100,101,99,abc,1"), "BAD.csv:3: `close` must be a number, got \"abc\""),
        (with(3, "1609462800,100,101,99,NaN,1"), "BAD.csv:3: `close` must be a finite number"),
        (with(3, "1609462800,100,101,99,100"), "BAD.csv:3: expected 6 columns"),
        (with(3, "1609462800,100,99,101,100,1"), "BAD.csv:3: high 99 is below low 101"),
        (with(3, "1609462801,100,101,99,100,1"), "BAD.csv:3: it opens at 1609462801"),
        (with(3, "1609462800,100,101,0,100,1"), "BAD.csv:3: `low` must be a price"),
        (with(4, price), "BAD.csv:4: opens at 1609462800, not after the bar before it"),
        (String::new(), "BAD.csv:1: holds no bar"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("BAD.csv"), text).unwrap();
        let done = run(folder.path(), &folder.path().join("out"));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && said.contains(expected), "expected {expected}, got {said}");
    }
    let empty = tempfile::tempdir().unwrap();
    assert!(String::from_utf8_lossy(&run(empty.path(), &empty.path().join("out")).stderr).contains("holds no bar file"));
}
