//! A refit in parts: for whoever has other things to do meanwhile, or may want to stop.

use crate::correction::{Correction, Shrinkage};
use crate::report::{Refit, RefitHorizon, RefitReport, RefitVerdict};
use crate::rows::{History, Row};
use crate::{DECIDING, LEAST_GAIN, LEAST_HOURS, sealed, split, trial};
use plimsoll::RiskError;
use plimsoll::market::{BAR_FIELDS, Bar};
use plimsoll::volatility::{ANCHORS, Tracker, Weights, load_model};

/// What the fit of one horizon counts for, as a share of reading the bars; as measured on two years of them.
const FIT: f64 = 0.02;

/// A refit on its way, in as many parts as one likes: done, it has the bits of `refit`.
///
/// ```
/// use plimsoll::{market::simulate_bars, volatility::model_bytes};
/// use plimsoll_refit::{RefitRun, refit};
/// let bars = simulate_bars(7, 2_000, 1_700_000_000 / 3_600 * 3_600, 2_500.0, 0.7)?;
/// let mut run = RefitRun::new(&bars, &model_bytes())?;
/// while run.advance(600)? < 1.0 {}
/// assert_eq!(run.result(), Some(refit(&bars, &model_bytes())?));
/// # Ok::<(), plimsoll::RiskError>(())
/// ```
pub struct RefitRun {
    bars: Vec<f64>,
    weights: Weights,
    shrinkage: Shrinkage,
    /// Bars read.
    read: u32,
    history: History,
    /// Horizons tried, and what was found for those that had enough windows.
    tried: usize,
    horizons: Vec<RefitHorizon>,
    /// The model to be, from the first horizon that is fitted on everything; and how many are.
    refitted: Option<Weights>,
    fitted: usize,
    result: Option<Refit>,
}

impl RefitRun {
    /// Starts what `refit` answers.
    ///
    /// # Errors
    /// As `refit`.
    pub fn new(bars: &[f64], model: &[u8]) -> Result<Self, RiskError> {
        Self::with(bars, model, &Shrinkage::CHOSEN)
    }

    /// Starts what `refit_with` answers.
    ///
    /// # Errors
    /// As `refit`.
    pub fn with(bars: &[f64], model: &[u8], shrinkage: &Shrinkage) -> Result<Self, RiskError> {
        let weights = load_model(model)?;
        // All bars are checked before the first is used.
        Tracker::new().push_bars(bars)?;
        Ok(Self {
            bars: bars.to_vec(),
            weights,
            shrinkage: *shrinkage,
            read: 0,
            history: History::default(),
            tried: 0,
            horizons: Vec::new(),
            refitted: None,
            fitted: 0,
            result: None,
        })
    }

    /// Reads at most so many hours more, or, when all are read, fits one horizon; returns the share of the work that is done: 1 when all of
    /// it is, and only then.
    ///
    /// # Errors
    /// As `refit`.
    pub fn advance(&mut self, hours: u32) -> Result<f64, RiskError> {
        if self.result.is_some() {
            return Ok(1.0);
        }
        let all = self.bars.len() / BAR_FIELDS;
        if (self.read as usize) < all {
            self.read(hours)?;
            if (self.read as usize) < all {
                return Ok(self.done());
            }
            self.history.close();
            if self.history.hours() >= LEAST_HOURS && !self.history.rows().is_empty() {
                return Ok(self.done());
            }
            return Ok(self.refused(RefitVerdict::TooThin));
        }
        if self.tried < ANCHORS.len() {
            self.try_one();
        } else if self.fitted < ANCHORS.len() {
            self.fit_one();
        } else {
            self.seal()?;
        }
        Ok(self.done())
    }

    /// Returns how many hours it has read.
    #[must_use]
    pub fn hours(&self) -> u32 {
        self.read
    }

    /// Returns the refit; nothing before it is done.
    #[must_use]
    pub fn result(&self) -> Option<Refit> {
        self.result.clone()
    }

    pub(crate) fn finish(mut self) -> Result<Refit, RiskError> {
        loop {
            self.advance(u32::MAX)?;
            if let Some(result) = self.result {
                return Ok(result);
            }
        }
    }

    fn done(&self) -> f64 {
        if self.result.is_some() {
            return 1.0;
        }
        let read = f64::from(self.read) * BAR_FIELDS as f64 / (self.bars.len().max(1) as f64);
        // The bytes that come last count as one horizon more.
        (read + FIT * (self.tried + self.fitted) as f64) / (1.0 + FIT * (2 * ANCHORS.len() + 1) as f64)
    }

    fn read(&mut self, hours: u32) -> Result<(), RiskError> {
        let rows = self.bars.chunks_exact(BAR_FIELDS).skip(self.read as usize);
        for flat in rows.take(hours as usize) {
            self.history.push(&Bar::from_row(self.read, flat)?, &self.weights)?;
            self.read += 1;
        }
        Ok(())
    }

    /// Tries one horizon; after the last of them, decides.
    fn try_one(&mut self) {
        let rows = self.history.rows();
        self.horizons.extend(trial(rows, self.tried, split(rows), &self.shrinkage));
        self.tried += 1;
        if self.tried < ANCHORS.len() {
            return;
        }
        let deciding: Vec<&RefitHorizon> = self.horizons.iter().filter(|one| DECIDING.contains(&one.horizon_hours)).collect();
        if deciding.len() < DECIDING.len() {
            self.refused(RefitVerdict::TooThin);
            return;
        }
        let ratio = deciding.iter().map(|one| one.qlike_refit / one.qlike_base).sum::<f64>() / deciding.len() as f64;
        // Not "unless better": a ratio that is no number is no gain.
        let better = ratio <= 1.0 - LEAST_GAIN;
        if !better {
            self.refused(RefitVerdict::NotBetter);
        }
    }

    /// Fits one horizon on everything.
    fn fit_one(&mut self) {
        let rows: Vec<&Row> = self.history.rows().iter().collect();
        let refitted = self.refitted.get_or_insert_with(|| self.weights.clone());
        let correction = Correction::fit(&rows, self.fitted, &self.shrinkage);
        if let Some((correction, learned)) = correction.zip(refitted.horizons.get_mut(self.fitted)) {
            correction.apply(learned);
        }
        self.fitted += 1;
    }

    fn seal(&mut self) -> Result<(), RiskError> {
        let refitted = self.refitted.clone().unwrap_or_else(|| self.weights.clone());
        let model = sealed(refitted, &self.bars, self.history.end())?;
        self.result = Some(Refit { report: self.report(RefitVerdict::Accepted), model: Some(model) });
        Ok(())
    }

    fn refused(&mut self, verdict: RefitVerdict) -> f64 {
        self.result = Some(Refit { report: self.report(verdict), model: None });
        1.0
    }

    fn report(&self, verdict: RefitVerdict) -> RefitReport {
        let base = self.weights.provenance.stamp();
        RefitReport { verdict, hours: self.history.hours(), base, horizons: self.horizons.clone() }
    }
}
