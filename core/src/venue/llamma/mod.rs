//! Curve's lending AMM (LLAMMA) with the controller of LlamaLend 2.0.0 and crvUSD mint markets, to the last digit.
//!
//! Source: `AMM.vy`, `controller.vy`, `ControllerView.vy` of curve-stablecoin at cf1d05fb, `utils/math.vy` of snekmate at 98f952d7.

mod boundary;
mod check;
mod exp_ln;
mod grid;
mod health;
mod limits;
mod liquidation;
mod measure;
mod rules;
mod state;
mod steps;
mod view;

pub use exp_ln::{llamma_square_root, llamma_wad_exp, llamma_wad_ln};
pub use state::{LlammaBand, LlammaLoan};
