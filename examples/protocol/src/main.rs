//! A protocol's first answer: which LTV, liquidation threshold and bonus are safe now.

mod bars;
mod report;

use anyhow::{Context, Result};
use bars::{folder_market, read_asset};
use clap::{Args, Parser, Subcommand};
use plimsoll::governance::{MarketParameters, ParameterProposal, ParameterQuestion, StepLimit, StewardLimits, recommend_parameters};
use plimsoll::volatility::Tracker;
use serde::Serialize;
use std::path::PathBuf;

/// Risk parameters for a lending market, from hourly bars.
#[derive(Parser)]
#[command(name = "plimsoll-protocol", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Suggests LTV, liquidation threshold and bonus for one collateral against stable debt.
    #[command(after_help = "Examples:
  plimsoll-protocol recommend --asset ETH --data bars
  plimsoll-protocol recommend --asset ETH --data bars --depth 80e6 --debt-cap 400e6 --ltv 0.805 --lt 0.83 --bonus 0.05 --last-change 1750000000

The folder holds one file per asset, ASSET.csv or ASSET.csv.gz, with the header ts,open,high,low,close,volume: hourly bars, ts the
open in seconds UTC, rising. BTC and ETH files, where present, tell the market's state. Fractions, not percent: 0.05 is 5 %.
Whatever is not given is assumed, and the answer says so. A lower threshold can liquidate accounts: check them before setting it.")]
    Recommend(Recommend),
}

#[derive(Args)]
struct Recommend {
    /// Collateral to answer for: the name of its file
    #[arg(long)]
    asset: String,
    /// Folder of bar files
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Collateral sellable at --slippage, in the quote currency [assumed: 50e6]
    #[arg(long, value_name = "AMOUNT")]
    depth: Option<f64>,
    /// Average price lost when selling --depth, a fraction [assumed: 0.05]
    #[arg(long, value_name = "FRACTION")]
    slippage: Option<f64>,
    /// Most debt against the collateral, in the quote currency [assumed: 200e6]
    #[arg(long, value_name = "AMOUNT")]
    debt_cap: Option<f64>,
    /// Share of the debt cap that one close-out must sell [assumed: 0.25]
    #[arg(long, value_name = "FRACTION")]
    close_out_share: Option<f64>,
    /// Hours that liquidators need to respond, and again to sell [assumed: 2]
    #[arg(long, value_name = "HOURS")]
    response: Option<f64>,
    /// Oracle deviation threshold, a fraction [assumed: 0.005]
    #[arg(long, value_name = "FRACTION")]
    oracle_deviation: Option<f64>,
    /// A liquidator's gas, fees and margin, a fraction of the debt repaid [assumed: 0.002]
    #[arg(long, value_name = "FRACTION")]
    execution_cost: Option<f64>,
    /// Accepted probability per event of the proposal; the band is drawn at --alpha-cautious and --alpha-bold
    #[arg(long, value_name = "FRACTION", default_value_t = 0.01)]
    alpha: f64,
    /// Accepted probability of the band's low end
    #[arg(long, value_name = "FRACTION", default_value_t = 0.001)]
    alpha_cautious: f64,
    /// Accepted probability of the band's high end
    #[arg(long, value_name = "FRACTION", default_value_t = 0.05)]
    alpha_bold: f64,
    /// SmartLTV's confidence level factor c
    #[arg(long, value_name = "C", default_value_t = 7.0)]
    smart_ltv_factor: f64,
    /// Today's LTV, a fraction; with --lt and --bonus
    #[arg(long, value_name = "FRACTION", requires_all = ["lt", "bonus"])]
    ltv: Option<f64>,
    /// Today's liquidation threshold, a fraction
    #[arg(long, value_name = "FRACTION", requires_all = ["ltv", "bonus"])]
    lt: Option<f64>,
    /// Today's liquidation bonus without the 100 %, a fraction
    #[arg(long, value_name = "FRACTION", requires_all = ["ltv", "lt"])]
    bonus: Option<f64>,
    /// Time of the steward's last change, seconds UTC
    #[arg(long, value_name = "SECONDS", requires = "ltv")]
    last_change: Option<u32>,
    /// The steward's least time between changes, seconds; three days, as Aave's manual steward
    #[arg(long, value_name = "SECONDS", default_value_t = 259_200)]
    steward_delay: u32,
    /// The steward's largest step, basis points; 50, as Aave's manual steward
    #[arg(long, value_name = "BPS", default_value_t = 50)]
    steward_step: u16,
    /// The steward's step is relative to the value before it
    #[arg(long)]
    steward_relative: bool,
    /// Time of the question, seconds UTC [default: the close of the last bar]
    #[arg(long, value_name = "SECONDS")]
    now: Option<u32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Everything that the report says; with the bars it reproduces every number.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The collateral.
    pub asset: String,
    /// Bars read for it.
    pub bars: usize,
    /// Options that were not given.
    pub assumed: Vec<&'static str>,
    /// What could not be used, and why.
    pub notes: Vec<String>,
    /// The question as the core got it, forecast included.
    pub question: ParameterQuestion,
    /// The core's answer.
    pub proposal: ParameterProposal,
}

fn main() -> Result<()> {
    let Command::Recommend(options) = Cli::parse().command;
    let answer = recommend(&options)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&answer)?);
    } else {
        print!("{}", report::text(&answer)?);
    }
    Ok(())
}

fn recommend(options: &Recommend) -> Result<Answer> {
    let series = read_asset(&options.data, &options.asset)?;
    let mut tracker = Tracker::new();
    tracker.push_bars(&series.flat).with_context(|| series.path.display().to_string())?;
    let (market, notes) = folder_market(&options.data, series.last_ts)?;
    let forecast = tracker.forecast(market.as_ref())?;

    let mut assumed = Vec::new();
    let mut or_assume = |name: &'static str, given: Option<f64>, otherwise: f64| {
        given.unwrap_or_else(|| {
            assumed.push(name);
            otherwise
        })
    };
    let limit = StepLimit { maximum_bps: options.steward_step, relative: options.steward_relative };
    let question = ParameterQuestion {
        forecast,
        alpha_cautious: options.alpha_cautious,
        alpha_central: options.alpha,
        alpha_bold: options.alpha_bold,
        liquidity: or_assume("--depth", options.depth, 50e6),
        slippage: or_assume("--slippage", options.slippage, 0.05),
        debt_cap: or_assume("--debt-cap", options.debt_cap, 200e6),
        close_out_share: or_assume("--close-out-share", options.close_out_share, 0.25),
        response_hours: or_assume("--response", options.response, 2.0),
        oracle_deviation: or_assume("--oracle-deviation", options.oracle_deviation, 0.005),
        execution_cost: or_assume("--execution-cost", options.execution_cost, 0.002),
        smart_ltv_factor: options.smart_ltv_factor,
        today: options.ltv.zip(options.lt).zip(options.bonus).map(|((ltv, liquidation_threshold), bonus)| MarketParameters {
            ltv,
            liquidation_threshold,
            bonus,
        }),
        steward: Some(StewardLimits {
            minimum_delay_seconds: options.steward_delay,
            ltv: limit.clone(),
            liquidation_threshold: limit.clone(),
            bonus: limit,
            last_change: options.last_change,
        }),
        now: options.now,
    };
    let proposal = recommend_parameters(&question)?;
    Ok(Answer { asset: options.asset.clone(), bars: series.bars(), assumed, notes, question, proposal })
}
