//! Decimals back to the numbers that they name.

use wide::f64x2;

/// The powers of ten that a double holds exactly.
pub const POWERS_OF_TEN: [f64; 23] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

/// Writes `mantissa / 10^places` for each of the numbers; more places than the table has count as its last.
///
/// Mantissa and power of ten are both exact, so that their quotient is the number nearest to the decimal.
///
/// ```
/// use plimsoll_kernels::decimals::decimals;
/// let mut numbers = [0.0; 3];
/// decimals(&[-90_682_423, 6_810_169, 12], &[7, 11, 0], &mut numbers);
/// assert_eq!(numbers, [-9.068_242_3, 6.810_169e-5, 12.0]);
/// ```
// Not inlined: a caller compiled for size would make it so.
#[inline(never)]
pub fn decimals(mantissas: &[i32], places: &[u8], numbers: &mut [f64]) {
    // Two quotients take a processor as long as one.
    let pairs = numbers.as_chunks_mut::<2>().0;
    for ((pair, &[m0, m1]), &[p0, p1]) in pairs.iter_mut().zip(mantissas.as_chunks::<2>().0).zip(places.as_chunks::<2>().0) {
        *pair = (f64x2::new([f64::from(m0), f64::from(m1)]) / f64x2::new([power(p0), power(p1)])).to_array();
    }
    let paired = 2 * pairs.len();
    if let (Some(number), Some(&mantissa), Some(&places)) = (numbers.get_mut(paired), mantissas.get(paired), places.get(paired)) {
        *number = f64::from(mantissa) / power(places);
    }
}

fn power(places: u8) -> f64 {
    let last = POWERS_OF_TEN.len() - 1;
    POWERS_OF_TEN.get(usize::from(places).min(last)).copied().unwrap_or(f64::INFINITY)
}
