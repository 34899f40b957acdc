//! Curve's lending AMM (LLAMMA) with the controller of LlamaLend 2.0.0 and crvUSD mint markets, to the last digit.
//!
//! Source: `AMM.vy`, `controller.vy`, `ControllerView.vy` of curve-stablecoin at cf1d05fb, `utils/math.vy` of snekmate at 98f952d7.
//!
//! ```
//! use plimsoll::{U256, venue::{Venue, llamma::LlammaLoan}};
//! let wad = |value: u64| U256::new(value).try_mul(plimsoll::exact::WAD, "wad");
//! // An empty market at 3,000 whose bands are 1 % wide.
//! let market = LlammaLoan {
//!     collateral: "ETH".into(), collateral_decimals: 18, borrowed: "crvUSD".into(), borrowed_decimals: 18, factor: Some("ETH".into()),
//!     oracle_price: wad(3_000)?, a: 100, base_price: wad(3_000)?, rate_mul: wad(1)?, rate: U256::ZERO, elapsed_seconds: 0,
//!     active_band: "0".parse()?, min_band: "0".parse()?, n1: "0".parse()?, n2: "0".parse()?, bands: vec![],
//!     loan_discount: "90000000000000000".parse()?, liquidation_discount: "60000000000000000".parse()?,
//!     user_liquidation_discount: "60000000000000000".parse()?, extra_health: U256::ZERO,
//!     initial_debt: U256::ZERO, loan_rate_mul: U256::ZERO, trading: None, oracle: None,
//! };
//! assert_eq!(market.max_borrowable(wad(10)?, 10, wad(1_000_000)?)?.to_string(), "25970249832353107502600");
//! assert_eq!(market.min_collateral(wad(25_000)?, 10)?.to_string(), "9626399499960106924");
//! assert_eq!(market.debt_n1(wad(10)?, wad(25_000)?, 10)?.to_string(), "3");
//!
//! let loan = market.create_loan(wad(10)?, wad(25_000)?, 10)?;
//! assert_eq!(loan.debt()?, wad(25_000)?);
//! assert_eq!(loan.controller_health(true)?.to_string(), "76930955153865745");
//! assert_eq!(loan.controller_health(false)?.to_string(), "41289755153865745");
//! assert_eq!(loan.x_down()?.to_string(), "27693876466858131534806");
//! assert_eq!(loan.y_up()?.to_string(), "9999999999999999990");
//! assert_eq!(loan.sum_xy()?, (U256::ZERO, wad(10)?));
//! assert_eq!(loan.p_oracle_up(11)?.to_string(), "2686014762776149338000");
//! assert_eq!((loan.bands_in_soft_liquidation()?, loan.tokens_to_shrink(wad(1_000_000)?)?), (0, U256::ZERO));
//! assert_eq!(loan.repaid(wad(5_000)?, false)?.n1.to_string(), "26");
//!
//! // A fall to 2,400 before anybody trades: half of the debt takes a little less than half of the bands.
//! let fallen = loan.with_prices(&[("ETH", wad(2_400)?)])?;
//! assert_eq!(fallen.tokens_to_liquidate(plimsoll::exact::WAD)?, wad(25_000)?);
//! let (after, repaid, _, collateral) = fallen.liquidated(plimsoll::exact::WAD.half())?;
//! assert_eq!((after.debt()?, repaid), (wad(12_500)?, wad(12_500)?));
//! assert_eq!(collateral.to_string(), "4929245283018867920");
//!
//! // The same fall with arbitrageurs: they buy the collateral out of the bands on the way.
//! use plimsoll::venue::llamma::{LlammaOrder, LlammaTrading, llamma_exchange, llamma_soft_liquidation};
//! let trading = Some(LlammaTrading { fee: "6000000000000000".parse()?, oracle_fee: U256::ZERO, max_band: loan.n2 });
//! let loan = LlammaLoan { trading, ..loan };
//! let path = llamma_soft_liquidation(&loan, vec![wad(2_850)?, wad(2_750)?, wad(2_850)?])?;
//! let health = |place: usize| path.points[place].health.health_factor.map(|factor| factor.to_string());
//! assert_eq!(path.points[1].borrowed.to_string(), "15420759898501027364382");
//! assert_eq!(path.points[1].collateral.to_string(), "4341309920506054291");
//! // What was converted and bought back is less than before.
//! assert_eq!((health(0).as_deref(), health(2).as_deref()), (Some("1035520353443423986"), Some("1003260086372700410")));
//! let received = "347464595378162847".parse()?;
//! assert_eq!(path.loan.trade_quote("crvUSD", wad(1_000)?, false)?, (wad(1_000)?, received));
//! let order = LlammaOrder { sold: "crvUSD".into(), amount: wad(1_000)?, exact_output: false };
//! assert_eq!(llamma_exchange(&path.loan, &order)?.received.amount, received);
//! assert_eq!(path.loan.amount_for_price(wad(2_800)?)?, ("881810095249494429".parse()?, false));
//! # Ok::<(), plimsoll::RiskError>(())
//! ```

mod arbitrage;
mod boundary;
mod check;
mod exp_ln;
mod grid;
mod health;
mod lag;
mod limits;
mod liquidation;
mod measure;
mod oracle;
mod policy;
mod rules;
mod state;
mod steps;
mod trade;
mod view;

pub use arbitrage::{LlammaOrder, LlammaPath, LlammaPathPoint, LlammaTrade, llamma_exchange, llamma_soft_liquidation};
pub use exp_ln::{llamma_wad_exp, llamma_wad_ln};
pub use lag::{LlammaArbitragePath, LlammaLagPoint, LlammaTurn, llamma_arbitrage_path};
pub use oracle::LlammaOracle;
pub use policy::{LlammaDebtCandle, LlammaDebtRatio, LlammaPolicy, LlammaPolicyRate, llamma_policy_rate};
pub use state::{LlammaBand, LlammaLoan, LlammaTrading};
