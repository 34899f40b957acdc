//! Records as bytes.

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
