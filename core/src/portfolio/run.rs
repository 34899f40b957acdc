//! A portfolio's first passages in parts: for whoever has other things to do meanwhile, or may want to stop.

use super::holdings::Portfolio;
use super::passage::{HoldingPassage, PortfolioPassage, portfolio_account};
use crate::account::Account;
use crate::error::RiskError;
use crate::math;
use crate::scenario::{JointForecast, ScenarioOptions, TogetherRun};
use alloc::string::String;
use alloc::vec::Vec;

/// A portfolio's first passages on their way: `portfolio_first_passage`, in as many parts as one likes.
///
/// Done, it has the bits of the one call, however it was cut. Before that it tells what the paths so far say, with the standard errors
/// of so few.
pub struct PortfolioPassageRun {
    names: Vec<String>,
    run: TogetherRun,
}

impl PortfolioPassageRun {
    /// Starts what `portfolio_first_passage` answers.
    ///
    /// # Errors
    /// Those of `portfolio_first_passage`, but for what only preparing a factor shows.
    pub fn new(portfolio: &Portfolio, joint: &JointForecast, options: &ScenarioOptions) -> Result<Self, RiskError> {
        let (names, accounts): (Vec<String>, Vec<Account>) =
            portfolio_account(portfolio)?.into_iter().map(|one| (one.name, one.account)).unzip();
        Ok(Self { names, run: TogetherRun::new(&accounts, joint, options)? })
    }

    /// Walks at most so many paths more, and returns the share of the work that is done: 1 when all of it is, and only then.
    ///
    /// The first calls walk no path: each makes one price factor or one holding ready, which counts as a factor's pilot.
    ///
    /// # Errors
    /// Those of the forecasts.
    pub fn advance(&mut self, paths: u32) -> Result<f64, RiskError> {
        self.run.advance(paths)
    }

    /// Returns how many paths it has walked.
    #[must_use]
    pub fn walked(&self) -> u32 {
        self.run.walked()
    }

    /// Returns the answer of the paths so far, whose number is `paths` in `any`; nothing before the first of them.
    #[must_use]
    pub fn result(&self) -> Option<PortfolioPassage> {
        let together = self.run.result()?;
        let holdings = self.names.iter().zip(together.each).map(|(name, (passage, first))| {
            let paths = f64::from(passage.paths);
            // Half a path more on either side, as for the probability itself; nothing where no path was needed.
            let smoothed = (first * paths + 0.5) / (paths + 1.0);
            let known = together.any.paths == 0 || passage.paths == 0;
            let first_standard_error = if known { 0.0 } else { math::sqrt(smoothed * (1.0 - smoothed) / paths) };
            HoldingPassage { name: name.clone(), passage, first, first_standard_error }
        });
        Some(PortfolioPassage { holdings: holdings.collect(), any: together.any })
    }
}
