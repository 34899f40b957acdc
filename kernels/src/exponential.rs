//! Exponentials, two at a time.
//!
//! Each operation is that of `libm::exp` (FreeBSD's, Sun 1993), in its order, and rounded by IEEE 754 alone: the bits are the same.

use wide::bytemuck::cast;
use wide::{f64x2, u64x2};

/// Numbers farther from 0 count as this far: beyond, a power of two would leave the exponents of a double.
pub const FARTHEST: f64 = 700.0;

const INVERSE_LN_2: f64 = f64::from_bits(0x3ff7_1547_652b_82fe);
const LN_2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
const LN_2_LOW: f64 = f64::from_bits(0x3dea_39ef_3579_3c76);
const P: [f64; 5] = [
    f64::from_bits(0x3fc5_5555_5555_553e),
    f64::from_bits(0xbf66_c16c_16be_bd93),
    f64::from_bits(0x3f11_566a_af25_de2c),
    f64::from_bits(0xbebb_bd41_c5d2_6bf1),
    f64::from_bits(0x3e66_3769_72be_a4d0),
];

/// From here on a power of two is split off: half of ln 2, as far as its upper word tells.
const SPLIT: f64 = f64::from_bits(0x3fd6_2e43_0000_0000);
/// Below this `1 + x` is all there is: 2⁻²⁸, as far as its upper word tells.
const TINY: f64 = f64::from_bits(0x3e30_0001_0000_0000);

/// A double this large has no digits behind the point.
const WHOLE: f64 = 4_503_599_627_370_496.0;
/// Added to k, it leaves the exponent of 2^k in the lowest bits.
const EXPONENT: f64 = 1.5 * WHOLE + 1_023.0;

/// Replaces each number by its exponential.
///
/// ```
/// use plimsoll_kernels::exponential::exponentials;
/// let mut numbers = [0.0, 1.0, -1_000.0];
/// exponentials(&mut numbers);
/// assert!(numbers[0] == 1.0 && (numbers[1] - core::f64::consts::E).abs() < 1e-15);
/// assert!(numbers[2] > 0.0 && numbers[2] < 1e-300);
/// ```
// Not inlined: a caller compiled for size would make it so.
#[inline(never)]
pub fn exponentials(numbers: &mut [f64]) {
    let (pairs, last) = numbers.as_chunks_mut();
    for pair in pairs {
        *pair = exponential(*pair);
    }
    if let [last] = last {
        [*last, _] = exponential([*last, 0.0]);
    }
}

#[inline(always)]
fn exponential(pair: [f64; 2]) -> [f64; 2] {
    let splat = f64x2::splat;
    let x = f64x2::new(pair).fast_max(splat(-FARTHEST)).fast_min(splat(FARTHEST));
    let far = x.abs();
    // x = k ln 2 + reduced, with k the nearest whole number, halves away from 0, and of the sign of x.
    let unrounded = splat(INVERSE_LN_2) * far + splat(0.5);
    let nearest = (unrounded + splat(WHOLE)) - splat(WHOLE);
    let below = nearest - (nearest.simd_gt(unrounded) & splat(1.0));
    let k = (below & far.simd_ge(splat(SPLIT))) | (x & splat(-0.0));
    let (high, low) = (x - k * splat(LN_2_HIGH), k * splat(LN_2_LOW));
    let reduced = high - low;
    let square = reduced * reduced;
    let [p1, p2, p3, p4, p5] = P.map(splat);
    let c = reduced - square * (p1 + square * (p2 + square * (p3 + square * (p4 + square * p5))));
    let power = splat(1.0) + (reduced * c / (splat(2.0) - c) - low + high);
    let power = far.simd_lt(splat(TINY)).bitselect(splat(1.0) + x, power);
    let exponent: u64x2 = cast(k + splat(EXPONENT));
    let scale: f64x2 = cast(exponent << 52_u64);
    (power * scale).to_array()
}
