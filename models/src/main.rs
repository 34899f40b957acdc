//! The command line of the trainer.

use anyhow::{Context, Result, ensure};
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};
use plimsoll_models::backtest::{self, Plan, Record, Walk};
use plimsoll_models::bars::{Series, Venue, bar_files, read_file};
use plimsoll_models::dataset::Dataset;
use plimsoll_models::export;
use plimsoll_models::forecast::{self, Question};
use plimsoll_models::inputs;
use plimsoll_models::joint::{self, panel::Panel};
use plimsoll_models::lessons::Lessons;
use plimsoll_models::pegged;
use plimsoll_models::report::{self, Source};
use plimsoll_models::train::{self, Options};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use time::format_description::well_known::Iso8601;
use time::{Date, UtcDateTime};

/// Trains, evaluates and runs the volatility model of plimsoll on hourly bars.
///
/// A bar file is ASSET.csv or ASSET.csv.gz with the header `ts,open,high,low,close,volume`: ts is the open of the hour in
/// seconds UTC, rising; missing hours are left out.
#[derive(Parser)]
#[command(version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Learn the weights; write the artifact and the generated core/src/volatility/weights.rs.
    ///
    /// The same data and options give the same bytes, run after run. About a minute on two cores.
    #[command(after_help = "Example: plimsoll-models train --data ../shared/data")]
    Train(TrainArgs),
    /// Measure the model on the public split and walking forward; write models/EVALUATION.md.
    ///
    /// The public split trains on rows before 2024-06-24 and tests on 2024-07-01 to 2025-06-30, daily. The walk forward refits
    /// each January from 2020 to 2025. Baselines are refitted on the same rows.
    #[command(after_help = "Example: plimsoll-models evaluate --data ../shared/data")]
    Evaluate(EvaluateArgs),
    /// Measure the model of pegged assets: stablecoins, staked and wrapped tokens in units of their anchor; write Markdown.
    ///
    /// Walking forward and with each asset left out: variance against the baselines, hit rates, what was said through the depegs of
    /// UST, USDC and stETH, and a loop of stETH against ETH. Needs `hourly_close` and `hourly_px` in the data folder. A minute.
    #[command(after_help = "Example: plimsoll-models pegged --data ../shared/data --out pegged.md")]
    Pegged(PeggedArgs),
    /// Learn what closes, oracle updates and daily bars lose; write the generated core/src/volatility/inputs/weights.rs.
    ///
    /// Measures them against hourly bars on the public year with what was known before it, prints the table, then learns the
    /// corrections of the shipped model from everything. Needs `m5`, five-minute bars, in the data folder. Run it after `train`.
    #[command(after_help = "Example: plimsoll-models inputs --data ../shared/data")]
    Inputs(InputsArgs),
    /// Forecast every asset of a folder with the shipped weights; write a CSV file.
    ///
    /// Columns: asset, ts (decision time, seconds UTC), horizon_hours (24, 72, 168), variance (of log returns over the
    /// horizon), dd_q95, dd_q99, dd_q999, ru_q95, ru_q99, ru_q999 (log distances of the worst fall and rise that are exceeded
    /// with probability 5 %, 1 %, 0.1 %), history_hours. Assets never seen in training are welcome. BTC and ETH, where the
    /// folder holds them, speak for the market. A row is left out only where more than 5 % of the history's bars are missing.
    #[command(after_help = "Example: plimsoll-models forecast --data bars --from 2024-07-01 --to 2025-07-01 --every 24 --out forecast.csv")]
    Forecast(ForecastArgs),
    /// Back-test the advice walking forward: open, hold, count liquidations, measure alerts; write Markdown.
    ///
    /// From 2020-01-01 to 2025-06-30, every day at 00:00 UTC, a long and a short are opened in every spot asset at the safe
    /// leverage that the core advises for 1 % and 5 % within 24, 72 and 168 hours, by weights learned before that January, and
    /// held that long; the venue's liquidation rule is applied to the lows and highs that followed. Positions opened at 1 %
    /// within 7 days are also left alone for 60 days while the level is recomputed every hour. A few minutes.
    #[command(after_help = "Example: plimsoll-models backtest --data ../shared/data --out backtest.md")]
    Backtest(BacktestArgs),
}

#[derive(Args)]
struct Data {
    /// Folder with `hourly` (spot) and `hourly_perp` inside.
    #[arg(long, env = "PLIMSOLL_DATA", default_value = "../shared/data", value_name = "DIR")]
    data: PathBuf,
}

#[derive(Args)]
struct TrainArgs {
    #[command(flatten)]
    data: Data,
    /// Learn from rows that end before this date, UTC.
    #[arg(long, default_value = "2025-07-01", value_name = "DATE", value_parser = date)]
    until: u32,
    /// Where the artifact goes.
    #[arg(long, default_value = "models/artifacts/volatility.json", value_name = "FILE")]
    out: PathBuf,
    /// Where the generated source goes.
    #[arg(long, default_value = "core/src/volatility/weights.rs", value_name = "FILE")]
    weights: PathBuf,
    /// Where the generated source of the joint forecast goes; its artifact, joint.json, goes beside the other.
    #[arg(long, default_value = "core/src/scenario/weights.rs", value_name = "FILE")]
    joint_weights: PathBuf,
    /// Where the generated source of the model of pegged assets goes.
    #[arg(long, default_value = "core/src/volatility/pegged/weights.rs", value_name = "FILE")]
    pegged_weights: PathBuf,
}

#[derive(Args)]
struct PeggedArgs {
    #[command(flatten)]
    data: Data,
    /// Where the Markdown goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct EvaluateArgs {
    #[command(flatten)]
    data: Data,
    /// Where the report goes; its pictures go to `plots` beside it.
    #[arg(long, default_value = "models/EVALUATION.md", value_name = "FILE")]
    out: PathBuf,
    /// Make only these sections anew, by the names in the document's marks.
    #[arg(long, value_name = "SECTION", value_delimiter = ',')]
    only: Vec<String>,
}

#[derive(Args)]
struct InputsArgs {
    #[command(flatten)]
    data: Data,
    /// Learn from rows that end before this date, UTC.
    #[arg(long, default_value = "2025-07-01", value_name = "DATE", value_parser = date)]
    until: u32,
    /// Where the generated source goes.
    #[arg(long, default_value = "core/src/volatility/inputs/weights.rs", value_name = "FILE")]
    weights: PathBuf,
}

#[derive(Args)]
struct BacktestArgs {
    #[command(flatten)]
    data: Data,
    /// Where the report goes.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Args)]
struct ForecastArgs {
    /// Folder of bar files; by default `hourly` inside the folder named by PLIMSOLL_DATA, or inside ../shared/data.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// First decision time, UTC, included: a date such as 2024-07-01, or seconds.
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: u32,
    /// Last decision time, UTC, not included.
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: u32,
    /// Hours between decision times.
    #[arg(long, default_value_t = 24, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..=720))]
    every: u32,
    /// The CSV file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn date(text: &str) -> Result<u32, String> {
    let hint = || format!("\"{text}\" is neither a date such as 2024-07-01 nor seconds UTC");
    if let Ok(seconds) = text.parse() {
        return Ok(seconds);
    }
    let day = Date::parse(text, &Iso8601::DATE).map_err(|_| hint())?;
    u32::try_from(UtcDateTime::new(day, time::Time::MIDNIGHT).unix_timestamp()).map_err(|_| hint())
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line, causes after it: a backtrace would bury the file and line that the user must look at.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Train(args) => run_train(&args),
        Command::Pegged(args) => run_pegged(&args),
        Command::Evaluate(args) => run_evaluate(&args),
        Command::Inputs(args) => run_inputs(&args),
        Command::Forecast(args) => run_forecast(&args),
        Command::Backtest(args) => run_backtest(&args),
    }
}

fn run_train(args: &TrainArgs) -> Result<()> {
    let (series, data) = load(&args.data.data)?;
    let options = Options::default();
    let bar = progress("learning", train::steps());
    let weights = train::train(&data, args.until, &options, &|| bar.inc(1))?;
    bar.finish();
    let artifact = export::artifact(&weights, &options, &series, &data, args.until);
    export::write(&artifact, &weights, &args.out, &args.weights)?;
    println!("coefficients {}", artifact.coefficients_sha256);
    println!("wrote {} and {}", args.out.display(), args.weights.display());
    let joint = joint::learn::learn(&series, &Panel::new(&series), &data, &weights, args.until, joint::own_part::MOST)?;
    let joint_out = args.out.with_file_name("joint.json");
    joint::export::write(&joint.weights, &artifact.data_sha256, &joint_out, &args.joint_weights)?;
    println!("wrote {} and {}", joint_out.display(), args.joint_weights.display());
    pegged::train(&args.data.data, args.until, &args.pegged_weights)
}

fn run_pegged(args: &PeggedArgs) -> Result<()> {
    let text = pegged::evaluate(&args.data.data)?;
    std::fs::write(&args.out, text).with_context(|| format!("{}: cannot write", args.out.display()))?;
    println!("wrote {}", args.out.display());
    Ok(())
}

fn run_evaluate(args: &EvaluateArgs) -> Result<()> {
    let (series, data) = load(&args.data.data)?;
    let bar = progress("evaluating", report::steps());
    let (options, step) = (Options::default(), || bar.inc(1));
    let source = Source {
        folder: &args.data.data,
        series: &series,
        data: &data,
        lessons: Lessons::new(&data, &options, &step),
        options: &options,
        plots: args.out.with_file_name("plots"),
    };
    report::write(&source, &args.only, &args.out)?;
    bar.finish();
    println!("wrote {}", args.out.display());
    Ok(())
}

fn run_inputs(args: &InputsArgs) -> Result<()> {
    let (series, data) = load(&args.data.data)?;
    let bar = progress("comparing", train::steps() + inputs::STEPS);
    let shipped = plimsoll::volatility::WEIGHTS.unpack();
    let (options, step) = (Options::default(), || bar.inc(1));
    let learned = inputs::learn(&series, &Lessons::new(&data, &options, &step), &args.data.data, &shipped, args.until, &step)?;
    bar.finish();
    inputs::write(&learned, &shipped.provenance.artifact_hash, &args.weights)?;
    println!("{}wrote {}", inputs::markdown(&learned), args.weights.display());
    Ok(())
}

fn run_forecast(args: &ForecastArgs) -> Result<()> {
    ensure!(args.from < args.to, "--from must be before --to");
    let folder = args.data.clone().unwrap_or_else(|| {
        let data = std::env::var_os("PLIMSOLL_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
        data.join("hourly")
    });
    let series = read(&[(folder, Venue::Spot)])?;
    let bar = progress("forecasting", series.len() as u64);
    let question = Question { from: args.from, to: args.to, every_hours: args.every };
    let rows = forecast::forecast(&series, &question, &|| bar.inc(1))?;
    bar.finish();
    forecast::write(&rows, &args.out)?;
    println!("wrote {} rows of {} assets to {}", rows.len(), series.len(), args.out.display());
    Ok(())
}

fn run_backtest(args: &BacktestArgs) -> Result<()> {
    let (series, data) = load(&args.data.data)?;
    let plan = Plan::public();
    let bar = progress("learning", Walk::steps(&plan));
    let walk = Walk::train(&series, &data, &plan, &Options::default(), &|| bar.inc(1))?;
    bar.finish();
    let bar = progress("back-testing", series.len() as u64);
    let mut record = Record::new(&series, &data, &walk, &|| bar.inc(1))?;
    backtest::judge_by_minutes(&mut record.pairs, &data, &args.data.data)?;
    bar.finish();
    std::fs::write(&args.out, backtest::report(&record)).with_context(|| format!("{}: cannot write", args.out.display()))?;
    println!("wrote {}", args.out.display());
    Ok(())
}

/// Reads spot and perpetuals, and computes all rows.
fn load(folder: &Path) -> Result<(Vec<Series>, Dataset)> {
    let perps = folder.join("hourly_perp");
    let mut folders = vec![(folder.join("hourly"), Venue::Spot)];
    if perps.is_dir() {
        folders.push((perps, Venue::Perp));
    }
    let series = read(&folders)?;
    let bar = progress("features", series.len() as u64);
    let data = Dataset::new(&series, || bar.inc(1))?;
    bar.finish();
    Ok((series, data))
}

fn read(folders: &[(PathBuf, Venue)]) -> Result<Vec<Series>> {
    let mut files = Vec::new();
    for (folder, venue) in folders {
        files.extend(bar_files(folder)?.into_iter().map(|path| (path, *venue)));
    }
    let bar = progress("reading", files.len() as u64);
    let series = files
        .iter()
        .map(|(path, venue)| {
            let one = read_file(path, *venue);
            bar.inc(1);
            one
        })
        .collect::<Result<Vec<_>>>()?;
    bar.finish();
    Ok(series)
}

fn progress(what: &str, steps: u64) -> ProgressBar {
    let bar = ProgressBar::new(steps);
    if let Ok(style) = ProgressStyle::with_template("{msg:12} {bar:40} {pos}/{len} {elapsed}") {
        bar.set_style(style);
    }
    bar.set_message(what.to_string());
    bar
}
