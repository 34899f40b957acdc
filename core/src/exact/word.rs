//! What the kernel needs of its word. The public word is 256 bits wide; the tests put one of 8 bits in its place and try every input.

/// Half as wide as the word: the fast path of products and quotients.
pub(super) trait Half: Copy + Ord {
    const ZERO: Self;
    const ONE: Self;

    /// Returns `self + other` if it fits in the half.
    fn checked_add(self, other: Self) -> Option<Self>;

    /// Returns `self · other` if it fits in the half.
    fn checked_mul(self, other: Self) -> Option<Self>;

    /// Returns the high half of `self · other`.
    fn high_mul(self, other: Self) -> Self;

    /// Returns `self · other − less · by`, modulo the half's range; it is known not to be below 0, and below twice `by`.
    fn difference_of_products(self, other: Self, less: Self, by: Self) -> Self;

    /// Returns quotient and remainder; the divisor is not zero.
    fn div_rem(self, divisor: Self) -> (Self, Self);

    /// Returns `⌊self / 2⌋`.
    fn halved(self) -> Self;

    /// Returns `self − other`; the other is not larger.
    fn less(self, other: Self) -> Self;

    /// How many bits the half has.
    const BITS: u32;
}

/// An unsigned integer of fixed width.
pub(super) trait Word: Copy + Ord {
    /// The half of the word.
    type Half: Half;
    /// Twice as wide as the word: holds every `a·b + c`.
    type Wide: Copy;

    const ZERO: Self;
    const ONE: Self;

    fn from_half(half: Self::Half) -> Self;
    fn to_half(self) -> Option<Self::Half>;

    /// Each with what carries or borrows out of the word.
    fn overflowing_add(self, other: Self) -> (Self, bool);
    fn overflowing_sub(self, other: Self) -> (Self, bool);
    fn overflowing_mul(self, other: Self) -> (Self, bool);

    /// Returns quotient and remainder by the long way; the divisor is not zero.
    fn long_div_rem(self, divisor: Self) -> (Self, Self);

    /// Returns `⌊self / 2⌋`.
    fn halved(self) -> Self;

    /// Returns `a·b + c`, which always fits.
    fn wide_product(a: Self, b: Self, c: Self) -> Self::Wide;

    /// Returns the quotient if it fits in a word, and whether there was no remainder; the divisor is not zero.
    fn wide_div(wide: Self::Wide, divisor: Self) -> (Option<Self>, bool);
}
