//! The only file that names `libm`: the same bits on x86-64, wasm and arm.
//!
//! `std`'s `exp`, `ln`, `powf` and `tanh` differ between x86-64 and wasm in 4 to 10 % of inputs; `libm`'s in none.

// What rounds correctly has the same bits wherever it is computed; only its lanes give a browser's module the instruction.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use core::arch::wasm32 as lane;

/// Returns `e^x`.
#[must_use]
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// Replaces each number by its exponential, with the bits of `exp`; numbers beyond ±700 count as ±700.
pub fn exps(numbers: &mut [f64]) {
    plimsoll_kernels::exponential::exponentials(numbers);
}

/// Returns `e^x − 1` without losing digits near zero.
#[must_use]
pub fn expm1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Returns the natural logarithm.
#[must_use]
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// Returns `ln(1 + x)` without losing digits near zero.
#[must_use]
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Returns the logarithm of the gamma function, for `x` above 0.
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Returns the square root, correctly rounded.
#[must_use]
pub fn sqrt(x: f64) -> f64 {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    return lane::f64x2_extract_lane::<0>(lane::f64x2_sqrt(lane::f64x2_splat(x)));
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    libm::sqrt(x)
}

/// Returns the sine of an angle in radians.
#[must_use]
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Returns the cosine of an angle in radians.
#[must_use]
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Returns the largest integer not above `x`.
#[must_use]
pub fn floor(x: f64) -> f64 {
    libm::floor(x)
}

/// Returns the smallest integer not below `x`.
#[must_use]
pub fn ceil(x: f64) -> f64 {
    libm::ceil(x)
}

/// Returns the nearest number to `x` within bounds, as `f64::clamp` does. Where the bounds are not known beforehand that one may panic, and
/// brings the digits of what it would say then, fifteen kilobytes of code in a browser's module.
#[must_use]
pub fn clamp(x: f64, low: f64, high: f64) -> f64 {
    if x < low {
        low
    } else if x > high {
        high
    } else {
        x
    }
}

/// Returns the smaller of two numbers, neither of them NaN: `f64::min` looks for that and is a call in a browser's module.
#[inline]
#[must_use]
pub fn smaller(x: f64, y: f64) -> f64 {
    if y < x { y } else { x }
}

/// Returns the larger of two numbers, neither of them NaN; see `smaller`.
#[inline]
#[must_use]
pub fn larger(x: f64, y: f64) -> f64 {
    if y > x { y } else { x }
}

/// Returns the absolute value.
#[must_use]
pub fn abs(x: f64) -> f64 {
    x.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_side_by_side_have_the_bits_of_each_alone() {
        // Around the places where the method changes, and everywhere.
        let edges = [0.0, -0.0, 3.725_290_298_461_914e-9, 0.346_573_590_279_972_64, 1.039_720_770_839_917_9, 700.0, f64::MIN_POSITIVE];
        let near = edges.into_iter().flat_map(|edge| (0..2_000).map(move |step| edge * (1.0 + 1e-9 * (f64::from(step) - 1_000.0))));
        let mut state = 1_u64;
        let drawn = (0..400_000).map(|draw| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let unit = (state >> 11) as f64 / 9_007_199_254_740_992.0;
            [1_400.0, 40.0, 3.0, 1e-6][draw % 4] * (unit - 0.5)
        });
        let numbers: alloc::vec::Vec<f64> = near.chain(drawn).flat_map(|x| [x, -x]).map(|x| clamp(x, -700.0, 700.0)).collect();
        let mut together = numbers.clone();
        exps(&mut together);
        for (x, found) in numbers.into_iter().zip(together) {
            assert_eq!(found.to_bits(), exp(x).to_bits(), "{x:e}");
        }
    }

    #[test]
    fn exponentials_of_an_odd_number_of_numbers() {
        let mut numbers = [-800.0, 2.0, 0.5];
        exps(&mut numbers);
        assert_eq!(numbers, [exp(-700.0), exp(2.0), exp(0.5)]);
    }
}
