//! How far the paths of one factor go.

use super::lanes::LANES;
use super::path::{Group, in_lanes};
use alloc::vec;
use alloc::vec::Vec;
use wide::f32x4;

/// Walks one factor and keeps, for each stretch of hours up to one of the rising `ends`, the largest displacement of each path upwards,
/// then of each path downwards. `sigmas`: volatility of each hour.
#[must_use]
pub fn extremes(seed: u64, paths: u32, sigmas: &[f32], ends: &[usize]) -> Vec<Vec<f32>> {
    let mut extremes: Vec<Vec<f32>> = ends.iter().map(|_| vec![0.0; 2 * paths as usize]).collect();
    let factor = in_lanes(&[[1.0]]);
    for path in (0..paths).step_by(LANES as usize) {
        let mut group = Group::<1>::new(seed, path);
        let mut from = 0;
        for (kept, &end) in extremes.iter_mut().zip(ends) {
            let mut bounds: Option<(f32x4, f32x4)> = None;
            for &sigma in sigmas.get(from..end).unwrap_or_default() {
                group.step(&[f32x4::splat(sigma)], &factor);
                let [y] = group.y;
                bounds = Some(bounds.map_or((y, y), |(low, high)| (low.fast_min(y), high.fast_max(y))));
            }
            from = end;
            let (low, high) = bounds.unwrap_or_default();
            let (rises, falls) = kept.split_at_mut(paths as usize);
            for (side, values) in [(rises, high), (falls, -low)] {
                side.iter_mut().skip(path as usize).zip(values.to_array()).for_each(|(slot, value)| *slot = value);
            }
        }
    }
    extremes
}
