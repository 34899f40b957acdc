//! Times the GARCH fit on files of returns: `cargo run --release -p plimsoll --example garch_fit -- LAW ROUNDS FILE...`.
//!
//! LAW is `normal` or `t`; returns in percent, one a line, as `arch` likes them. Prints one line of JSON per file: the median time and the fit; `models/bench/garch.py` sets it beside
//! `arch`.

#![allow(clippy::expect_used, clippy::panic, clippy::disallowed_methods, reason = "a tool at a terminal")]

use plimsoll::volatility::{GarchLaw, garch_fit};
use std::time::Instant;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let law = match arguments.next().as_deref() {
        Some("normal") => GarchLaw::Normal,
        Some("t") => GarchLaw::StudentT,
        other => panic!("expected `normal` or `t`, got {other:?}"),
    };
    let rounds: usize = arguments.next().and_then(|text| text.parse().ok()).filter(|rounds| *rounds > 0).expect("a number of rounds");
    for path in arguments {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let returns: Vec<f64> = text.lines().map(|line| line.parse::<f64>().expect("one return a line") / 100.0).collect();
        let mut times = Vec::with_capacity(rounds);
        let mut fitted = None;
        for _ in 0..rounds {
            let start = Instant::now();
            fitted = Some(garch_fit(&returns, law));
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        let fit = fitted.expect("a round").unwrap_or_else(|error| panic!("{path}: {error}"));
        let median = times.get(rounds / 2).copied().expect("a round");
        println!(
            r#"{{"milliseconds": {median}, "fastest": {}, "log_likelihood": {}, "omega": {}, "alpha": {}, "beta": {}, "nu": {}, "converged": {}}}"#,
            times.first().copied().expect("a round"),
            fit.log_likelihood - returns.len() as f64 * 100f64.ln(),
            fit.omega * 1e4,
            fit.alpha,
            fit.beta,
            fit.nu.map_or("null".to_owned(), |nu| nu.to_string()),
            fit.converged
        );
    }
}
