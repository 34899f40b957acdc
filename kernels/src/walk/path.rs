//! The walk: hour by hour, four paths at a time, of one price factor or several.
//!
//! ```text
//! y_a += σ_a(hour) · s · Σ_b L_ab n_b        n normal, s the hour's scale, common to all factors
//! ```
//!
//! `y` is a displacement in units of its own, which the caller maps to log distances.

use super::lanes::{LANES, Streams, low_uniform, normals, scale, wide_uniform};
use alloc::vec::Vec;
use wide::f32x4;

/// One hour's volatilities, and the score above which a path needs a closer look.
pub struct Hour<const N: usize> {
    sigma: [f32x4; N],
    threshold: f32x4,
}

impl<const N: usize> Hour<N> {
    /// Puts one volatility per factor and the threshold in every lane.
    #[must_use]
    pub fn new(sigma: [f32; N], threshold: f32) -> Self {
        Self { sigma: sigma.map(f32x4::splat), threshold: f32x4::splat(threshold) }
    }
}

/// Hours that share what they are watched by: a path whose score `Σ weight · max(y, floor)` is not above the hour's threshold
/// is safe.
pub struct Stretch<const N: usize> {
    /// Its hours, in order.
    pub hours: Vec<Hour<N>>,
    /// Weight of each factor's displacement in the score.
    pub weights: [f32; N],
    /// Displacement below which a factor helps no further.
    pub floors: [f32; N],
}

/// What happens at the edge.
pub trait Watch<const N: usize> {
    /// Looks closer at the lanes in `mask` after the step of an hour (from 0) in a stretch (from 0); returns the lanes that
    /// are done.
    fn look(&mut self, at: (usize, usize), mask: u32, y: &[f32x4; N], step: &[f32x4; N]) -> u32;
}

/// Four paths on their way.
pub(super) struct Group<const N: usize> {
    streams: Streams,
    /// Displacements.
    pub y: [f32x4; N],
}

impl<const N: usize> Group<N> {
    #[inline(always)]
    pub fn new(seed: u64, first_path: u32) -> Self {
        Self { streams: Streams::new(seed, first_path), y: [f32x4::ZERO; N] }
    }

    /// Walks one hour and returns the step.
    #[inline(always)]
    pub fn step(&mut self, sigma: &[f32x4; N], factor: &[[f32x4; N]; N]) -> [f32x4; N] {
        let first = self.streams.next();
        let scale = scale(first);
        let mut word = first;
        let mut uniforms = [f32x4::ZERO; N];
        for (position, slot) in uniforms.iter_mut().enumerate() {
            // The first word gives a normal and the scale, every further word two normals.
            *slot = match position % 2 {
                0 if position == 0 => wide_uniform(first),
                0 => low_uniform(word),
                _ => {
                    word = self.streams.next();
                    wide_uniform(word)
                }
            };
        }
        let normals = normals(uniforms);
        // Conditions rather than shorter rows: only loops of one length are unrolled.
        let mut mixed = [f32x4::ZERO; N];
        for (position, (mixed, row)) in mixed.iter_mut().zip(factor).enumerate() {
            for (column, (coefficient, normal)) in row.iter().zip(&normals).enumerate() {
                let term = if N == 1 { *normal } else { *normal * *coefficient };
                if column == 0 {
                    *mixed = term;
                } else if column <= position {
                    *mixed += term;
                }
            }
        }
        let mut step = [f32x4::ZERO; N];
        for (((step, y), mixed), sigma) in step.iter_mut().zip(&mut self.y).zip(mixed).zip(sigma) {
            *step = mixed * (scale * *sigma);
            *y += *step;
        }
        step
    }
}

/// A Cholesky factor in every lane.
pub(super) fn in_lanes<const N: usize>(factor: &[[f32; N]; N]) -> [[f32x4; N]; N] {
    factor.map(|row| row.map(f32x4::splat))
}

/// The numbers of factors that are compiled.
pub struct Widths;

/// A walk of `N` factors.
pub trait Width<const N: usize> {
    /// See [`walk`].
    fn walk(seed: u64, first: u32, paths: u32, factor: &[[f32; N]; N], stretches: &[Stretch<N>], watch: &mut dyn Watch<N>);
}

macro_rules! widths {
    ($($width:literal)*) => {$(
        impl Width<$width> for Widths {
            fn walk(
                seed: u64,
                first: u32,
                paths: u32,
                factor: &[[f32; $width]; $width],
                stretches: &[Stretch<$width>],
                watch: &mut dyn Watch<$width>,
            ) {
                walk_all(seed, first, paths, factor, stretches, watch);
            }
        }
    )*};
}

widths!(1 2 3 4 8);

/// Walks paths from `first` to the end of the stretches, or until they are done. `factor`: Cholesky factor of the correlations.
pub fn walk<const N: usize>(seed: u64, first: u32, paths: u32, factor: &[[f32; N]; N], stretches: &[Stretch<N>], watch: &mut dyn Watch<N>)
where
    Widths: Width<N>,
{
    Widths::walk(seed, first, paths, factor, stretches, watch);
}

fn walk_all<const N: usize>(seed: u64, first: u32, paths: u32, factor: &[[f32; N]; N], stretches: &[Stretch<N>], watch: &mut dyn Watch<N>) {
    let factor = in_lanes(factor);
    let mut left = paths;
    let mut path = first;
    while left > 0 {
        let lanes = left.min(LANES);
        walk_group(Group::new(seed, path), (1 << lanes) - 1, &factor, stretches, watch);
        left -= lanes;
        path = path.wrapping_add(lanes);
    }
}

#[inline(always)]
fn walk_group<const N: usize>(
    mut group: Group<N>,
    mut alive: u32,
    factor: &[[f32x4; N]; N],
    stretches: &[Stretch<N>],
    watch: &mut dyn Watch<N>,
) {
    for (position, stretch) in stretches.iter().enumerate() {
        let weights = stretch.weights.map(f32x4::splat);
        let floors = stretch.floors.map(f32x4::splat);
        for (hour, row) in stretch.hours.iter().enumerate() {
            let step = group.step(&row.sigma, factor);
            let mut score = f32x4::ZERO;
            for (position, ((y, weight), floor)) in group.y.iter().zip(&weights).zip(&floors).enumerate() {
                let term = if N == 1 { *y } else { y.fast_max(*floor) * *weight };
                score = if position == 0 { term } else { score + term };
            }
            let near = score.simd_gt(row.threshold).to_bitmask() & alive;
            if near != 0 {
                alive &= !watch.look((position, hour), near, &group.y, &step);
                if alive == 0 {
                    return;
                }
            }
        }
    }
}
