//! Decimals back to the numbers that they name.

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
pub fn decimals(mantissas: &[i32], places: &[u8], numbers: &mut [f64]) {
    for ((number, &mantissa), &places) in numbers.iter_mut().zip(mantissas).zip(places) {
        *number = f64::from(mantissa) / POWERS_OF_TEN.get(usize::from(places)).copied().unwrap_or(1e22);
    }
}
