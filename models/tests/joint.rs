//! What the joint forecast learns: the same every time, from the past alone, and in the core what the artifact says.

mod common;

use plimsoll::scenario::{JOINT_WEIGHTS, correlation};
use plimsoll::volatility::WEIGHTS;
use plimsoll_models::bars::{Series, Venue, read_file};
use plimsoll_models::dataset::Dataset;
use plimsoll_models::joint::export::{artifact, coefficients_sha256, source};
use plimsoll_models::joint::learn::learn;
use plimsoll_models::joint::panel::Panel;

const UNTIL: u32 = 1_672_531_200;

fn learned(series: &[Series], threads: usize) -> String {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let data = Dataset::new(series, || ()).unwrap();
        source(&learn(series, &Panel::new(series), &data, &WEIGHTS.unpack(), UNTIL, 150).unwrap().weights, "")
    })
}

#[test]
fn the_core_ships_what_the_artifact_says() {
    let shipped: serde_json::Value = serde_json::from_str(include_str!("../artifacts/joint.json")).unwrap();
    assert_eq!(artifact(&JOINT_WEIGHTS, JOINT_WEIGHTS.data_hash), shipped);
    assert_eq!(coefficients_sha256(&JOINT_WEIGHTS), JOINT_WEIGHTS.artifact_hash);
    assert!(source(&JOINT_WEIGHTS, JOINT_WEIGHTS.data_hash) == include_str!("../../core/src/scenario/weights.rs"));
}

#[test]
fn what_is_learned_is_in_order() {
    let [calm, normal, stressed] = &JOINT_WEIGHTS.regimes.parts;
    assert!(calm.scale < normal.scale && normal.scale < stressed.scale);
    assert!(calm.means[0] < normal.means[0] && normal.means[0] < stressed.means[0]);
    let total = calm.weight + normal.weight + stressed.weight;
    let mean = calm.weight * calm.scale.powi(2) + normal.weight * normal.scale.powi(2) + stressed.weight * stressed.scale.powi(2);
    assert!((total - 1.0).abs() < 1e-7 && (mean - 1.0).abs() < 1e-6, "{total} {mean}");
    assert!(JOINT_WEIGHTS.correlation.stress_distance > 0.0 && JOINT_WEIGHTS.correlation.stress_distance < 1.0);
    assert!(JOINT_WEIGHTS.unstretched > 0.0 && JOINT_WEIGHTS.unstretched < 1.0);
    assert!(correlation(&[vec![], vec![]], &JOINT_WEIGHTS.correlation)[1] > 0.0);
}

#[test]
fn learning_twice_from_the_past_alone_gives_the_same_bytes() {
    let name = "learning_twice_from_the_past_alone_gives_the_same_bytes";
    let Some(folder) = common::market_data(name) else { return };
    let files: Vec<_> =
        ["BTC", "ETH", "LINK", "XRP", "ADA", "TRX"].iter().map(|asset| folder.join(format!("hourly/{asset}.csv.gz"))).collect();
    if files.iter().any(|file| !file.is_file()) {
        println!("not run: {name} needs six of the bar files in `hourly`");
        return;
    }
    let mut series: Vec<Series> = files.iter().map(|file| read_file(file, Venue::Spot).unwrap()).collect();
    let first = learned(&series, 1);
    for one in &mut series {
        for bar in one.bars.iter_mut().filter(|bar| bar.ts >= UNTIL) {
            (bar.open, bar.high, bar.low, bar.close) = (0.5 * bar.open, 2.0 * bar.high, 0.1 * bar.low, 0.3 * bar.close);
            (bar.high, bar.low) = (bar.high.max(bar.open).max(bar.close), bar.low.min(bar.open).min(bar.close));
        }
    }
    assert!(first == learned(&series, 2), "the future, or a second thread, changed what was learned");
    for bar in series[0].bars.iter_mut().filter(|bar| bar.ts < UNTIL - 100 * 86_400 && bar.ts > UNTIL - 101 * 86_400) {
        (bar.high, bar.low) = (1.1 * bar.high, 0.9 * bar.low);
        bar.close = bar.low;
    }
    assert!(first != learned(&series, 2), "a changed day must change what is learned");
}
