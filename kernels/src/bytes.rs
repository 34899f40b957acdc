//! Records as bytes and as numbers.

use alloc::vec::Vec;

/// Appends a mark and the eight bytes of a word, low ones first, at once.
///
/// ```
/// use plimsoll_kernels::bytes::push_word;
/// let mut bytes = vec![7];
/// push_word(&mut bytes, 3, 0x0807_0605_0403_0201);
/// assert_eq!(bytes, [7, 3, 1, 2, 3, 4, 5, 6, 7, 8]);
/// ```
pub fn push_word(bytes: &mut Vec<u8>, mark: u8, word: u64) {
    let [a, b, c, d, e, f, g, h] = word.to_le_bytes();
    bytes.extend_from_slice(&[mark, a, b, c, d, e, f, g, h]);
}

/// Appends the length of a list and its numbers.
///
/// ```
/// use plimsoll_kernels::bytes::push_list;
/// let mut numbers = vec![0.5];
/// push_list(&mut numbers, &[0.25, 0.125]);
/// assert_eq!(numbers, [0.5, 2.0, 0.25, 0.125]);
/// ```
// Not inlined: a caller compiled for size would make it so.
#[inline(never)]
pub fn push_list(numbers: &mut Vec<f64>, list: &[f64]) {
    numbers.reserve(list.len() + 1);
    numbers.push(list.len() as f64);
    numbers.extend_from_slice(list);
}
