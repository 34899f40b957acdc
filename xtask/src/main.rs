//! Every developer task. `cargo xtask --help` teaches them; the map of the files is the list of modules below.

mod bench;
mod built;
mod demo;
mod mobile_build;
mod models;
mod readme;
mod serve;
mod setup;
mod shell;
mod size;
mod step;
mod test;
mod vectors;
mod venv;
mod wasm_build;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Developer tasks of Plimsoll.
///
/// New here? `cargo xtask demo` sets everything up and shows the result; `cargo xtask test` checks every face.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install what is missing: wasm target, npm packages, Maven, Chromium. Quick when nothing is.
    Setup {
        /// Also get Swift 6 where the system has none: a Debian root of 3 GB, which only root can make and enter.
        #[arg(long)]
        swift: bool,
    },
    /// Set up, build, print the advice for the example position, and serve the wallet page.
    Demo {
        /// Print the advice, load the page once in headless Chromium if there is one, and end.
        #[arg(long)]
        once: bool,
        /// Port on 127.0.0.1; 0 takes a free one.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Folder of `ASSET.csv` or `ASSET.csv.gz` files with hourly bars [default: ../shared/data/hourly where it exists, else the
        /// core's own simulator].
        #[arg(long)]
        data: Option<PathBuf>,
    },
    /// Set up, then run every test of every face; ends with one line per face.
    ///
    /// A face whose toolchain is absent is reported as not run, never as passed. With CI=true Kotlin must run.
    Test {
        /// Only these faces, such as `core` or `python` (default: all).
        faces: Vec<String>,
    },
    /// Measure the core (`cargo bench`) and the browser package in node and Chromium; writes wasm/BENCH.md.
    Bench,
    /// Build the browser package and hold its size against the ledger wasm/size.json and the budgets of its entries.
    Size {
        /// Write the ledger anew; say why in CHANGELOG.md.
        #[arg(long)]
        update: bool,
        /// Print too how much source text each room has, bare and in brotli: what a module could be at the very best.
        #[arg(long)]
        source: bool,
    },
    /// Train the volatility model on PLIMSOLL_DATA (default ../shared/data) and write the artifact and every generated file.
    Train {
        /// Handed on to `plimsoll-models train`; see `cargo xtask train -- --help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Judge the model on PLIMSOLL_DATA and write the tables of models/EVALUATION.md.
    Evaluate {
        /// Handed on to `plimsoll-models evaluate`; see `cargo xtask evaluate -- --help`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Write the regression expectations in core/tests/vectors and the README's numbers anew; review the difference.
    Vectors,
}

fn main() -> ExitCode {
    let Err(problem) = run(Arguments::parse().task) else { return ExitCode::SUCCESS };
    eprintln!("\nerror: {problem}");
    for cause in problem.chain().skip(1) {
        eprintln!("  {}", cause.to_string().replace('\n', "\n  "));
    }
    ExitCode::FAILURE
}

fn run(task: Task) -> Result<()> {
    match task {
        Task::Setup { swift } => {
            setup::run(setup::Need::Everything)?;
            if swift { setup::install_swift() } else { Ok(()) }
        }
        Task::Demo { once, port, data } => demo::run(once, port, data),
        Task::Test { faces } => test::run(&faces),
        Task::Bench => bench::run(),
        Task::Size { update, source } => size(update, source),
        Task::Train { arguments } => models::train(&arguments),
        Task::Evaluate { arguments } => models::run("evaluate", &arguments),
        Task::Vectors => vectors::run(),
    }
}

fn size(update: bool, source: bool) -> Result<()> {
    setup::run(setup::Need::Page)?;
    built::wasm()?;
    if source {
        size::print_source(&shell::root())?;
    }
    size::check(&shell::root(), update)
}
