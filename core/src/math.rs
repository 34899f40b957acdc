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
