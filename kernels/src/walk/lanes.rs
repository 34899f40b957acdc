//! Four paths side by side: their random words and their hourly innovations.
//!
//! Every path has its own stream, seeded by its number, so it is the same path however many others are drawn and however far it
//! is followed. Only additions, multiplications, comparisons and integer operations are used, each rounded by IEEE 754 alone:
//! four lanes in one register, or one after another, give the same bits.

use wide::bytemuck::cast;
use wide::{f32x4, i32x4, u32x4};

/// Paths in a group.
pub const LANES: u32 = 4;

/// xoshiro128+ (Blackman and Vigna 2019) in each lane: its authors' choice for floats, whose lowest bits weigh next to nothing.
pub(super) struct Streams {
    state: [u32x4; 4],
}

impl Streams {
    /// The streams of four neighbouring paths, seeded by SplitMix64 as the generator's authors advise.
    #[inline(always)]
    pub fn new(seed: u64, first_path: u32) -> Self {
        let mut words = [[0u32; 4]; 4];
        let [a, b, c, d] = &mut words;
        let low = a.iter_mut().zip(b.iter_mut());
        let high = c.iter_mut().zip(d.iter_mut());
        for (path, ((a, b), (c, d))) in (0u32..).zip(low.zip(high)) {
            let mut mixed = split_mix(seed, u64::from(first_path.wrapping_add(path)));
            let (first, second) = (next(&mut mixed), next(&mut mixed));
            (*a, *b, *c, *d) = (first as u32, (first >> 32) as u32, second as u32, (second >> 32) as u32);
        }
        Self { state: words.map(u32x4::new) }
    }

    #[inline(always)]
    pub fn next(&mut self) -> u32x4 {
        let [a, b, c, d] = self.state;
        let word = a + d;
        let (third, fourth) = (c ^ a, d ^ b);
        self.state = [a ^ fourth, b ^ third, third ^ (b << 9u32), (fourth << 11u32) | (fourth >> 21u32)];
        word
    }
}

/// A SplitMix64 of its own for each number of a seed.
#[must_use]
pub fn split_mix(seed: u64, number: u64) -> u64 {
    let mut state = seed;
    next(&mut state) ^ number.wrapping_mul(0xd134_2543_de82_ef95)
}

/// The next word of SplitMix64 (Steele, Lea and Flood 2014).
pub fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Standard deviation of `normal · scale`, held by a test.
pub const SPREAD: f64 = SPAN * 1.4866;

/// Uniforms are left as wide as a word, (−2³¹, 2³¹): the volatility that a step is multiplied by takes the width back.
const SPAN: f64 = 2_147_483_648.0;

/// A uniform from a word: its upper half decides, its lower half adds digits.
#[inline(always)]
pub(super) fn wide_uniform(word: u32x4) -> f32x4 {
    f32x4::from_i32x4(cast(word))
}

/// A uniform from the lower half of a word: 65,536 values, symmetric about 0.
#[inline(always)]
pub(super) fn low_uniform(word: u32x4) -> f32x4 {
    wide_uniform(word << 16u32) + f32x4::splat(32_768.0)
}

/// Nearly normal from uniforms `u` as wide as a word: kurtosis 3 within 2 %, held by a test; a standard deviation of 2³¹.
///
/// ```text
/// z = u · (1.2193 + 0.4004 t + 0.5948 t⁴ + 0.9383 t³²)      t = 0.08 + 0.92 (u / 2³¹)²
/// ```
///
/// fitted to the normal quantile by least squares. `t` stays above 0.08, so that no power of it is subnormal, which some
/// processors slow down for. All take each step together: a step waits for the one before it, and one alone would leave the processor idle.
#[inline(always)]
pub(super) fn normals<const N: usize>(u: [f32x4; N]) -> [f32x4; N] {
    let splat = f32x4::splat;
    let mut t = u.map(|u| u * splat((0.92 / (SPAN * SPAN)) as f32));
    each(&mut t, &u, |t, u| u * t);
    t = t.map(|t| t + splat(0.08));
    let mut sum = t.map(|t| splat(1.2193) + t * splat(0.4004));
    let t4 = t.map(|t| t * t).map(|t2| t2 * t2);
    let mut far = t4.map(|t4| t4 * splat(0.5948));
    let t32 = t4.map(|t4| t4 * t4).map(|t8| t8 * t8).map(|t16| t16 * t16);
    each(&mut far, &t32, |far, t32| far + t32 * splat(0.9383));
    each(&mut sum, &far, |sum, far| sum + far);
    each(&mut sum, &u, |sum, u| u * sum);
    sum
}

#[inline(always)]
fn each<const N: usize>(values: &mut [f32x4; N], with: &[f32x4; N], of: impl Fn(f32x4, f32x4) -> f32x4) {
    values.iter_mut().zip(with).for_each(|(value, with)| *value = of(*value, *with));
}

/// The scale of an hour from the lower half of a word: `U^(−1/4)`, exact at powers of 16 of `U` and at most 8 % above it between
/// them.
///
/// A normal times this is a slash distribution with q = 4 (Rogers and Tukey 1972): a tail of index 4. One scale for all
/// factors makes the hours of one factor's jump those of the others' too. The fourth root is taken in the exponent of the
/// float, as in the fast inverse square root.
#[inline(always)]
pub(super) fn scale(word: u32x4) -> f32x4 {
    let half: i32x4 = cast(word & u32x4::splat(0xffff));
    let uniform = f32x4::from_i32x4(half) + f32x4::splat(0.5);
    let bits: u32x4 = cast(uniform);
    // 1.25 · 127 · 2²³ for the fourth root of 1, and 4 more in the exponent for the 65,536 that `uniform` is too large by.
    cast(u32x4::splat(0x5160_0000) - (bits >> 2u32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    fn every(of: impl Fn(u32x4) -> f32x4) -> Vec<f64> {
        (0..65_536u32).map(|half| f64::from(of(u32x4::splat(half << 16 | half)).to_array()[0])).collect()
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // First outputs of xoshiro128+ from state 1, 2, 3, 4, as in the reference tests of rand_xoshiro.
        let mut streams = Streams { state: [1, 2, 3, 4].map(u32x4::splat) };
        let words: [u32; 3] = core::array::from_fn(|_| streams.next().to_array()[3]);
        assert_eq!(words, [5, 12_295, 25_178_119]);
    }

    #[test]
    fn neighbouring_paths_do_not_share_words() {
        let words: Vec<u32> = (0..64).flat_map(|group| Streams::new(5, group * LANES).next().to_array()).collect();
        let mut distinct = words.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), words.len());
    }

    #[test]
    fn the_innovations_have_the_moments_they_claim() {
        let normals = every(|word| normals([low_uniform(word)])[0] * f32x4::splat((1.0 / SPAN) as f32));
        let mean = |values: &[f64], of: fn(f64) -> f64| values.iter().map(|z| of(*z)).sum::<f64>() / values.len() as f64;
        let square = |z: f64| z * z;
        let fourth = |z: f64| z * z * z * z;
        assert!(mean(&normals, |z| z).abs() < 1e-6);
        assert!((mean(&normals, square) - 1.0).abs() < 2e-3, "{}", mean(&normals, square));
        assert!((mean(&normals, fourth) / square(mean(&normals, square)) - 3.0).abs() < 0.06);
        let scales = every(scale);
        assert!(scales.iter().all(|scale| (1.0..=20.0).contains(scale)));
        let spread = SPREAD / SPAN;
        let variance = mean(&scales, square) * mean(&normals, square);
        assert!((variance / (spread * spread) - 1.0).abs() < 2e-3, "{variance}");
        // P(scale > s) = s^(−4).
        for s in [2.0, 4.0, 8.0] {
            let above = scales.iter().filter(|scale| **scale > s).count() as f64 / 65_536.0;
            assert!((above * fourth(s) - 1.0).abs() < 0.05, "{s}: {above}");
        }
    }
}
