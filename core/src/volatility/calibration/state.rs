//! What a device remembers between two bars: the streams, the forecasts whose outcome is open, and the drift monitor.

use super::stream::{Slot, Stream};
use crate::error::RiskError;
use crate::market::Bar;
use crate::math;
use crate::units::SECONDS_PER_HOUR;
use crate::volatility::drift::{BET_LEVELS, Monitor};
use crate::volatility::law::Law;
use crate::volatility::window::{WICK_DOWN, WICK_UP};
use alloc::vec::Vec;

/// Horizons whose quantiles are calibrated, hours.
pub(super) const HORIZONS: [u32; 3] = [24, 72, 168];

/// Levels that are calibrated: probabilities of exceeding the quantile.
pub(super) const LEVELS: [f64; 2] = [0.2, 0.05];

/// Slots of a horizon: the worst fall at both levels, then the worst rise.
pub(super) const SLOTS: usize = 2 * LEVELS.len();

/// Seconds between two forecasts that are kept.
pub(super) const SPACING: u32 = 24 * SECONDS_PER_HOUR;

/// Forecasts open at once: one per day of the longest horizon.
pub(super) const MOST_PENDING: usize = 7;

/// Share of a window's bars that must be there for its outcome to count, percent.
const REAL_PERCENT: u32 = 98;

/// The smallest quantile stored, log distance.
const LEAST_QUANTILE: f64 = 1e-20;

/// A forecast whose outcome is not yet known at every horizon.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Pending {
    pub(super) as_of: u32,
    pub(super) price: f64,
    /// Worst fall and rise so far, log distance.
    pub(super) fall: f32,
    pub(super) rise: f32,
    /// Bars so far.
    pub(super) real: u8,
    /// Per horizon; those of a horizon that has ended are not read any more.
    pub(super) slots: [[Slot; SLOTS]; HORIZONS.len()],
}

/// What the drift monitor reads of the day that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Day {
    /// Forecast variance.
    pub(super) variance: f32,
    /// Squared returns so far.
    pub(super) squares: f64,
    /// The model's quantiles at 50 and 1 %, of the fall and of the rise: those between are in the slots.
    pub(super) outer: [[f32; 2]; 2],
}

/// Everything; a pure function of what was pushed and observed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// Up to where the bars are known, seconds UTC; 0 before the first.
    pub(super) clock: u32,
    /// Last close; 0 before the first.
    pub(super) last_close: f64,
    /// Outcomes that were left out because bars were missing.
    pub(super) dropped: u16,
    pub(super) streams: [[Stream; SLOTS]; HORIZONS.len()],
    /// Oldest first.
    pub(super) pending: Vec<Pending>,
    pub(super) day: Day,
    pub(super) monitor: Monitor,
}

impl Pending {
    /// When the window of a horizon ends.
    pub(super) fn end(&self, horizon_hours: u32) -> u32 {
        self.as_of.saturating_add(horizon_hours * SECONDS_PER_HOUR)
    }

    /// Whether the outcome at a horizon is still open at a time.
    pub(super) fn open(&self, horizon_hours: u32, clock: u32) -> bool {
        self.end(horizon_hours) > clock
    }
}

impl State {
    /// Moves the clock; every window that ends on the way is resolved, in the order of time.
    pub(super) fn advance(&mut self, to: u32) {
        let ends = |pending: &Pending| HORIZONS.map(|hours| pending.end(hours));
        while let Some(next) = self.pending.iter().flat_map(ends).filter(|end| *end > self.clock && *end <= to).min() {
            for position in 0..HORIZONS.len() {
                self.resolve(position, next);
            }
            self.clock = next;
        }
        self.clock = self.clock.max(to);
        let clock = self.clock;
        self.pending.retain(|pending| HORIZONS.iter().any(|hours| pending.open(*hours, clock)));
    }

    /// Resolves the windows of one horizon that end at `now`.
    fn resolve(&mut self, position: usize, now: u32) {
        let Some((hours, streams)) = HORIZONS.get(position).zip(self.streams.get_mut(position)) else { return };
        let overlap = self.pending.iter().filter(|pending| pending.open(*hours, self.clock)).count() as f64;
        for pending in self.pending.iter().filter(|pending| pending.open(*hours, self.clock) && pending.end(*hours) == now) {
            if u32::from(pending.real) * 100 < REAL_PERCENT * hours {
                self.dropped = self.dropped.saturating_add(1);
                continue;
            }
            let (fall, rise) = (f64::from(pending.fall), f64::from(pending.rise));
            let Some(slots) = pending.slots.get(position) else { continue };
            if position == 0 {
                let [fall_20, fall_5, rise_20, rise_5] = slots.map(|slot| f64::from(slot.model));
                let [[fall_50, fall_1], [rise_50, rise_1]] = self.day.outer.map(|side| side.map(f64::from));
                let variance = (self.day.squares, f64::from(self.day.variance));
                let falls = (fall, [fall_50, fall_20, fall_5, fall_1]);
                self.monitor.observe(falls, (rise, [rise_50, rise_20, rise_5, rise_1]), variance);
            }
            let sides = [(fall, LEVELS), (rise, LEVELS)];
            let outcomes = sides.into_iter().flat_map(|(realised, levels)| levels.map(|level| (realised, level)));
            for ((stream, slot), (realised, level)) in streams.iter_mut().zip(slots).zip(outcomes) {
                stream.resolve(realised, *slot, level, overlap);
            }
        }
    }

    /// Takes in a bar that opens at or after the clock.
    pub(super) fn push(&mut self, bar: &Bar) {
        self.advance(bar.ts);
        let (low_body, high_body) = (bar.open.min(bar.close), bar.open.max(bar.close));
        let low = bar.low.max(low_body * WICK_DOWN);
        let high = bar.high.min(high_body * WICK_UP);
        for pending in &mut self.pending {
            pending.fall = pending.fall.max(math::ln(pending.price / low) as f32);
            pending.rise = pending.rise.max(math::ln(high / pending.price) as f32);
            pending.real = pending.real.saturating_add(1);
        }
        let [first, ..] = HORIZONS;
        if self.pending.last().is_some_and(|newest| newest.open(first, self.clock)) {
            let log_return = math::ln(bar.close / self.last_close);
            self.day.squares += log_return * log_return;
        }
        self.last_close = bar.close;
        self.advance(bar.ts.saturating_add(SECONDS_PER_HOUR));
    }

    /// Whether a forecast made now would be kept: a day has passed since the last that was.
    pub(super) fn keeps(&self, as_of: u32) -> bool {
        self.pending.last().is_none_or(|last| as_of >= last.as_of.saturating_add(SPACING)) && self.pending.len() < MOST_PENDING
    }

    /// Keeps a forecast: what the model said, and what is shown of it.
    pub(super) fn keep(&mut self, as_of: u32, price: f64, model: &Law, shown: &Law) -> Result<(), RiskError> {
        let mut slots = [[Slot::default(); SLOTS]; HORIZONS.len()];
        for (slots, hours) in slots.iter_mut().zip(HORIZONS.map(f64::from)) {
            let (falls, rises) = slots.split_at_mut(LEVELS.len());
            for ((fall, rise), level) in falls.iter_mut().zip(rises).zip(LEVELS) {
                *fall = slot(model.drawdown_quantile(level, hours)?, shown.drawdown_quantile(level, hours)?);
                *rise = slot(model.runup_quantile(level, hours)?, shown.runup_quantile(level, hours)?);
            }
        }
        let [first, ..] = HORIZONS;
        let hours = f64::from(first);
        let [outermost, .., rarest] = BET_LEVELS;
        let falls = [model.drawdown_quantile(outermost, hours)? as f32, model.drawdown_quantile(rarest, hours)? as f32];
        let rises = [model.runup_quantile(outermost, hours)? as f32, model.runup_quantile(rarest, hours)? as f32];
        self.day = Day { variance: model.variance(hours)? as f32, squares: 0.0, outer: [falls, rises] };
        self.last_close = price;
        self.pending.push(Pending { as_of, price, fall: 0.0, rise: 0.0, real: 0, slots });
        Ok(())
    }
}

/// A law of foreign make may vanish between its levels; what is stored does not.
fn slot(model: f64, shown: f64) -> Slot {
    Slot { model: model.max(LEAST_QUANTILE) as f32, shown: shown.max(LEAST_QUANTILE) as f32 }
}
