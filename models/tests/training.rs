//! Training: the same bytes every time, and weights in the core that are the artifact's.

mod common;

use plimsoll::volatility::{WEIGHTS, load_model, model_stamp};
use plimsoll_models::bars::{Series, Venue, read_file};
use plimsoll_models::dataset::Dataset;
use plimsoll_models::export::{artifact, coefficients_sha256, model, packed, source};
use plimsoll_models::train::{Options, train};

fn trained(series: &[Series], until: u32, threads: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let data = Dataset::new(series, || ()).unwrap();
        let options = Options::default();
        let weights = train(&data, until, &options, &|| ()).unwrap();
        let artifact = artifact(&weights, &options, series, &data, until);
        let bytes = packed(&artifact, &weights).unwrap().to_bytes();
        assert_eq!(load_model(&bytes).unwrap().numbers(), weights.numbers(), "the bytes for apps are the weights");
        assert_eq!(model_stamp(bytes).unwrap().hash, artifact.coefficients_sha256);
        format!("{}\n{}", serde_json::to_string(&artifact).unwrap(), source(&artifact, &weights).unwrap())
    })
}

#[test]
fn training_twice_gives_the_same_bytes_on_any_number_of_threads() {
    let series = common::panel();
    let until = common::START + 7_200 * common::HOUR;
    let first = trained(&series, until, 1);
    assert!(first == trained(&series, until, 2), "two trainings differ");
    let mut other = series.clone();
    other[0].bars[3_000].close = 0.5 * (other[0].bars[3_000].low + other[0].bars[3_000].high);
    assert!(first != trained(&other, until, 2), "a changed bar must change the weights");
}

#[test]
fn training_on_market_data_twice_gives_the_same_bytes() {
    let Some(folder) = common::market_data("training_on_market_data_twice_gives_the_same_bytes") else { return };
    let files: Vec<_> = ["ARB", "OP"].iter().map(|asset| folder.join(format!("hourly/{asset}.csv.gz"))).collect();
    if files.iter().any(|file| !file.is_file()) {
        println!("not run: training_on_market_data_twice_gives_the_same_bytes needs hourly/ARB.csv.gz and hourly/OP.csv.gz");
        return;
    }
    let read = || -> Vec<Series> { files.iter().map(|file| read_file(file, Venue::Spot).unwrap()).collect() };
    assert!(trained(&read(), 1_735_689_600, 2) == trained(&read(), 1_735_689_600, 1), "two trainings differ");
}

#[test]
fn the_core_ships_what_the_artifact_says() {
    let text = include_str!("../artifacts/volatility.json");
    let artifact: serde_json::Value = serde_json::from_str(text).unwrap();
    let weights = WEIGHTS.unpack();
    // Every shipped number is the artifact's decimal, correctly rounded: JSON numbers compare by their bits.
    assert_eq!(serde_json::to_value(model(&weights)).unwrap(), artifact["model"]);
    assert_eq!(artifact["coefficients_sha256"], coefficients_sha256(&weights));
    assert_eq!(artifact["coefficients_sha256"], *weights.provenance.artifact_hash);
    assert_eq!(artifact["data_sha256"], *weights.provenance.data_hash);
    assert_eq!(artifact["trained_until"], weights.provenance.trained_until);
    assert_eq!(artifact["valid_until"], weights.provenance.valid_until);
}
