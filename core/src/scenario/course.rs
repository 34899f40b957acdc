//! A walk in parts: the same paths, and so the same counts, whichever way it is cut.

use super::options::ScenarioOptions;
use super::passage::parts;
use super::pilot::{Regime, Stream, stream};
use super::tally::Tally;
use alloc::vec::Vec;
use plimsoll_kernels::walk::{Stretch, Watch, Width, Widths, walk};

/// A walk on its way, with what watches it.
pub(crate) struct Course<const N: usize, W> {
    seed: u64,
    shares: Vec<Share<N>>,
    pub watch: W,
}

/// One regime's paths.
struct Share<const N: usize> {
    next: u32,
    left: u32,
    all: u32,
    mix: [[f32; N]; N],
    stretches: Vec<Stretch<N>>,
}

impl<const N: usize, W: Watch<N>> Course<N, W>
where
    Widths: Width<N>,
{
    /// Stands at the start, each regime's paths with its correlations and its stretches.
    pub fn new(
        options: &ScenarioOptions,
        regimes: &[Regime; 3],
        mixes: [[[f32; N]; N]; 3],
        stretches: impl Fn(&Regime) -> Vec<Stretch<N>>,
        watch: W,
    ) -> Self {
        let shares = parts(regimes, options)
            .into_iter()
            .zip(mixes)
            .map(|((regime, next, all), mix)| Share { next, left: all, all, mix, stretches: stretches(&regime) })
            .collect();
        Self { seed: stream(options.seed, Stream::Paths), shares, watch }
    }

    /// Walks at most so many paths more, of each regime in step with the others: counts so far tell of all of them.
    pub fn advance(&mut self, paths: u32) {
        if paths >= self.left() {
            self.shares.iter_mut().for_each(|share| share.advance(self.seed, share.left, &mut self.watch));
            return;
        }
        let (mut left, walked, all) = (paths, self.walked(), self.walked() + self.left());
        for share in &mut self.shares {
            let due = u64::from(share.all) * u64::from(walked + paths) / u64::from(all.max(1));
            let some = u32::try_from(due).unwrap_or(u32::MAX).saturating_sub(share.walked()).min(left);
            share.advance(self.seed, some, &mut self.watch);
            left -= some;
        }
        // What rounding left over, to whoever is behind most.
        while left > 0 {
            let behind = self.shares.iter_mut().filter(|share| share.left > 0).reduce(|a, b| if b.is_behind(a) { b } else { a });
            let Some(share) = behind else { return };
            share.advance(self.seed, 1, &mut self.watch);
            left -= 1;
        }
    }

    pub fn walked(&self) -> u32 {
        self.shares.iter().map(Share::walked).sum()
    }

    fn left(&self) -> u32 {
        self.shares.iter().map(|share| share.left).sum()
    }
}

impl<const N: usize> Share<N> {
    fn advance(&mut self, seed: u64, paths: u32, watch: &mut impl Watch<N>)
    where
        Widths: Width<N>,
    {
        walk(seed, self.next, paths, &self.mix, &self.stretches, watch);
        self.next = self.next.wrapping_add(paths);
        self.left -= paths;
    }

    fn walked(&self) -> u32 {
        self.all - self.left
    }

    /// Less of it is walked than of another.
    fn is_behind(&self, other: &Self) -> bool {
        u64::from(self.walked()) * u64::from(other.all) < u64::from(other.walked()) * u64::from(self.all)
    }
}

/// A course of any number of factors, on which passages are counted.
pub(crate) trait Counting: Send {
    fn advance(&mut self, paths: u32);

    fn walked(&self) -> u32;

    fn tally(&self) -> &Tally;

    /// Passages within the horizon by the factor that cost most.
    fn by_factor(&self, horizon_hours: f64) -> Vec<u32>;

    /// Variance of a probability that comes from the barriers.
    fn variance(&self, probability: f64) -> f64;

    /// The passages, where no more is asked.
    fn into_tally(self: alloc::boxed::Box<Self>) -> Tally;
}
