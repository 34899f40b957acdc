//! Rows of one asset's history: the model's own log variance at a decision time, what corrects it, and what then happened.

use plimsoll::RiskError;
use plimsoll::market::Bar;
use plimsoll::math;
use plimsoll::volatility::{ANCHORS, FEATURES, FeatureGroup, Tracker, WINDOW_HOURS, Weights, features};

/// Seconds between rows, as in training: six hours.
const EVERY: u32 = 6 * HOUR;

const HOUR: u32 = 3_600;

/// Features that correct the model, beside its own log variance.
const CORRECTING: [&str; 3] = ["log_rv_24", "log_range_720", "surge_24"];

/// Slopes of a correction.
pub const SLOPES: usize = 1 + CORRECTING.len();

/// One decision time.
#[derive(Clone, Debug)]
pub struct Row {
    /// The last bar's close, seconds UTC.
    pub ts: u32,
    /// Log of the model's variance per hour, per anchor.
    logs: [f64; ANCHORS.len()],
    /// Standardised features that correct it.
    scores: [f64; CORRECTING.len()],
    /// Realised variance per hour after it, per anchor, where enough of the window is there.
    targets: [Option<f64>; ANCHORS.len()],
}

impl Row {
    pub fn log(&self, anchor: usize) -> Option<f64> {
        self.logs.get(anchor).copied()
    }

    pub fn target(&self, anchor: usize) -> Option<f64> {
        self.targets.get(anchor).copied().flatten()
    }

    /// What the slopes multiply.
    pub fn inputs(&self, anchor: usize) -> Option<[f64; SLOPES]> {
        let [day, month, surge] = self.scores;
        Some([self.log(anchor)?, day, month, surge])
    }
}

/// Positions of the correcting features, in order.
pub fn correcting() -> [Option<usize>; CORRECTING.len()] {
    CORRECTING.map(|name| FEATURES.iter().position(|feature| *feature == name))
}

/// A history of rows, read bar by bar with the grid rules of training: 720 hours of history at least 95 % real, targets at least 98 %.
#[derive(Default)]
pub struct History {
    tracker: Tracker,
    rows: Vec<Row>,
    grid: Grid,
}

impl History {
    /// Appends one bar, and a row where one is due.
    pub fn push(&mut self, bar: &Bar, weights: &Weights) -> Result<(), RiskError> {
        self.tracker.push(bar)?;
        self.grid.push(bar);
        let ts = bar.ts.saturating_add(HOUR);
        let window = self.tracker.window();
        let enough = window.history_hours() >= WINDOW_HOURS && (WINDOW_HOURS - window.real_hours()) * 20 <= WINDOW_HOURS;
        if !ts.is_multiple_of(EVERY) || !enough {
            return Ok(());
        }
        let values = features(window, &weights.prior, None);
        let variances = weights.variances(&values, FeatureGroup::Own);
        let score = |position: Option<usize>| {
            let standard = |at: usize| Some((values.get(at)? - weights.means.get(at)?) / weights.scales.get(at)?);
            position.and_then(standard).unwrap_or(0.0)
        };
        let mut logs = [0.0; ANCHORS.len()];
        for ((log, variance), hours) in logs.iter_mut().zip(variances).zip(ANCHORS) {
            *log = math::ln(variance / f64::from(hours));
        }
        self.rows.push(Row { ts, logs, scores: correcting().map(score), targets: [None; ANCHORS.len()] });
        Ok(())
    }

    /// Gives each row what happened after it, once all bars are there.
    pub fn close(&mut self) {
        for row in &mut self.rows {
            row.targets = ANCHORS.map(|hours| self.grid.realised(row.ts, hours));
        }
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Hours from the first bar's open to the last's close.
    pub fn hours(&self) -> u32 {
        self.grid.hours()
    }

    /// The last bar's close, seconds UTC.
    pub fn end(&self) -> u32 {
        self.grid.end()
    }
}

/// Running sums on the hourly grid: squared returns, and bars that are there. A hole's return falls on the bar after it.
#[derive(Default)]
struct Grid {
    start: u32,
    close: f64,
    squares: Vec<f64>,
    real: Vec<u32>,
}

impl Grid {
    fn push(&mut self, bar: &Bar) {
        if self.squares.is_empty() {
            (self.start, self.close) = (bar.ts, bar.open);
        }
        let (mut squares, mut real) = (self.squares.last().copied().unwrap_or(0.0), self.real.last().copied().unwrap_or(0));
        while self.end() < bar.ts {
            self.squares.push(squares);
            self.real.push(real);
        }
        let log_return = math::ln(bar.close / self.close);
        (squares, real) = (squares + log_return * log_return, real + 1);
        self.close = bar.close;
        self.squares.push(squares);
        self.real.push(real);
    }

    fn hours(&self) -> u32 {
        u32::try_from(self.squares.len()).unwrap_or(u32::MAX)
    }

    fn end(&self) -> u32 {
        self.start.saturating_add(self.hours().saturating_mul(HOUR))
    }

    /// Realised variance per hour over the hours after `ts`; absent where the window is not over, holed or still.
    fn realised(&self, ts: u32, hours: u32) -> Option<f64> {
        let before = usize::try_from((ts - self.start) / HOUR).ok()?.checked_sub(1)?;
        let last = before + hours as usize;
        let real = self.real.get(last)? - self.real.get(before)?;
        let squares = self.squares.get(last)? - self.squares.get(before)?;
        (real * 50 >= hours * 49 && squares > 0.0).then(|| squares / f64::from(hours))
    }
}
