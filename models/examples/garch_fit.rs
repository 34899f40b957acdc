//! Times our GARCH-t fit on a file of returns: `cargo run --release -p plimsoll-models --example garch_fit -- FILE ROUNDS`.
//!
//! Prints one line of JSON: median milliseconds and the log likelihood reached; `models/bench/garch.py` sets it beside `arch`.

use anyhow::{Context, Result, ensure};
use plimsoll_models::garch::Garch;
use std::time::Instant;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().context("expected a file of returns in percent, one a line")?;
    let rounds: usize = arguments.next().context("expected a number of rounds")?.parse()?;
    ensure!(rounds > 0, "expected at least one round");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let returns =
        text.lines().map(str::parse).collect::<Result<Vec<f64>, _>>().with_context(|| format!("{path} holds more than numbers"))?;
    let mut times = Vec::with_capacity(rounds);
    let mut fitted = None;
    for _ in 0..rounds {
        let start = Instant::now();
        fitted = Garch::fit(&returns);
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    let fitted = fitted.context("the returns do not fit: fewer than 100, or all zero")?;
    println!(r#"{{"milliseconds": {}, "log_likelihood": {}}}"#, times[rounds / 2], fitted.log_likelihood(&returns));
    Ok(())
}
