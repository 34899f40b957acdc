//! The least conditional value at risk of a position less some of a hedge: a convex line of straight pieces, minimised at a kink.
//!
//! Source: R. T. Rockafellar, S. Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2 (2000), theorem 1.

use crate::order::sort_by;
use alloc::vec::Vec;

/// Bisections and cuts together; each third of them halves what is left, so that the end is the resolution of the number.
const ROUNDS: u32 = 600;

/// A kink is found when the line there is no higher than its two tangents say, to this share of the losses.
const ROUNDING: f64 = 1e-14;

/// One scenario's gains: of the position, and of one unit of the hedge.
pub(super) struct Scenarios<'a> {
    pub exposure: &'a [f64],
    pub hedge: &'a [f64],
    /// Share of the worst scenarios.
    pub alpha: f64,
}

/// The mean of the worst losses at one hedge, and how it changes with more of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tail {
    pub ratio: f64,
    pub mean: f64,
    pub slope: f64,
    /// The least of the worst losses.
    pub least: f64,
}

impl Scenarios<'_> {
    /// Mean loss of the worst `α·n` scenarios with some of the hedge sold; the last of them counts in part.
    pub fn tail(&self, ratio: f64) -> Tail {
        self.worst(ratio, |exposure, hedge| ratio * hedge - exposure)
    }

    /// The slope that the tail has in the end, with ever more of the hedge sold (`sign` 1) or bought (−1).
    pub fn slope_in_the_end(&self, sign: f64) -> f64 {
        self.worst(sign, |_, hedge| sign * hedge).mean
    }

    fn worst(&self, ratio: f64, loss: impl Fn(f64, f64) -> f64) -> Tail {
        let mut losses: Vec<(f64, f64)> = self.exposure.iter().zip(self.hedge).map(|(e, h)| (loss(*e, *h), *h)).collect();
        // Stable, so that equal losses keep their order and the sums their bits.
        sort_by(&mut losses, |a, b| b.0.total_cmp(&a.0));
        let count = self.alpha * losses.len() as f64;
        let (mut mean, mut slope, mut least, mut left) = (0.0, 0.0, 0.0, count);
        for (loss, hedge) in losses {
            if left <= 0.0 {
                break;
            }
            let weight = left.min(1.0);
            mean += weight * loss;
            slope += weight * hedge;
            least = loss;
            left -= weight;
        }
        Tail { ratio, mean: mean / count, slope: slope / count, least }
    }

    /// The ratio of least tail mean; `start` is anywhere. Both slopes in the end are above 0.
    ///
    /// Between a falling and a rising piece the tangents meet below the line or on it: there is the least. Each cut that does not find it
    /// discards the piece on one side; every third step halves the bracket instead.
    pub fn least(&self, start: f64) -> Tail {
        let middle = self.tail(start);
        if middle.slope == 0.0 {
            return middle;
        }
        let (mut falling, mut rising) = self.bracket(middle);
        for round in 0..ROUNDS {
            let cut =
                (rising.mean - falling.mean + falling.slope * falling.ratio - rising.slope * rising.ratio) / (falling.slope - rising.slope);
            let half = 0.5 * falling.ratio + 0.5 * rising.ratio;
            let halves = round % 3 == 2;
            let ratio = if halves { half } else { cut };
            if !(ratio > falling.ratio && ratio < rising.ratio) {
                break;
            }
            let here = self.tail(ratio);
            let promised = falling.mean + falling.slope * (ratio - falling.ratio);
            let size = falling.mean.abs().max(rising.mean.abs()).max(here.mean.abs());
            if here.slope == 0.0 || (!halves && here.mean <= promised + ROUNDING * size) {
                return here;
            }
            if here.slope < 0.0 {
                falling = here;
            } else {
                rising = here;
            }
        }
        if falling.mean < rising.mean { falling } else { rising }
    }

    /// Two points between which the least lies.
    fn bracket(&self, start: Tail) -> (Tail, Tail) {
        let away = if start.slope < 0.0 { 1.0 } else { -1.0 };
        let mut step = start.ratio.abs().max(1.0);
        let mut near = start;
        loop {
            let far = self.tail(near.ratio + away * step);
            // A step so long that the slope of the end is reached, or that no number is: there is no longer one.
            if far.slope * away >= 0.0 || step > 1e120 {
                return if away > 0.0 { (near, far) } else { (far, near) };
            }
            near = far;
            step *= 2.0;
        }
    }
}
