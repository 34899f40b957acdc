//! Every input of the kernel at 8 bits, against exact rationals: what fits is right to the last digit, what does not is an error.

use super::super::word::{Half, Word};
use super::*;
use crate::error::RiskError;

/// A word of 8 bits whose half is a nibble: small enough to try everything, with the same fast paths as 256 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tiny(u8);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Nibble(u8);

impl Half for Nibble {
    const ZERO: Self = Self(0);
    const ONE: Self = Self(1);
    const BITS: u32 = 4;

    fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.0 + other.0;
        (sum < 16).then_some(Self(sum))
    }

    fn high_mul(self, other: Self) -> Self {
        Self((self.0 * other.0) >> 4)
    }

    fn difference_of_products(self, other: Self, less: Self, by: Self) -> Self {
        Self((self.0 * other.0).wrapping_sub(less.0 * by.0) & 15)
    }

    fn halved(self) -> Self {
        Self(self.0 / 2)
    }

    fn less(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    fn checked_mul(self, other: Self) -> Option<Self> {
        let product = self.0 * other.0;
        (product < 16).then_some(Self(product))
    }

    fn div_rem(self, divisor: Self) -> (Self, Self) {
        (Self(self.0 / divisor.0), Self(self.0 % divisor.0))
    }
}

impl Word for Tiny {
    type Half = Nibble;
    type Wide = u16;
    const ZERO: Self = Self(0);
    const ONE: Self = Self(1);

    fn from_half(half: Nibble) -> Self {
        Self(half.0)
    }

    fn to_half(self) -> Option<Nibble> {
        (self.0 < 16).then_some(Nibble(self.0))
    }

    fn overflowing_add(self, other: Self) -> (Self, bool) {
        let (sum, carries) = self.0.overflowing_add(other.0);
        (Self(sum), carries)
    }

    fn overflowing_sub(self, other: Self) -> (Self, bool) {
        let (difference, borrows) = self.0.overflowing_sub(other.0);
        (Self(difference), borrows)
    }

    fn overflowing_mul(self, other: Self) -> (Self, bool) {
        let (product, carries) = self.0.overflowing_mul(other.0);
        (Self(product), carries)
    }

    fn long_div_rem(self, divisor: Self) -> (Self, Self) {
        (Self(self.0 / divisor.0), Self(self.0 % divisor.0))
    }

    fn halved(self) -> Self {
        Self(self.0 / 2)
    }

    fn wide_product(a: Self, b: Self, c: Self) -> u16 {
        u16::from(a.0) * u16::from(b.0) + u16::from(c.0)
    }

    fn wide_div(wide: u16, divisor: Self) -> (Option<Self>, bool) {
        let divisor = u16::from(divisor.0);
        (u8::try_from(wide / divisor).ok().map(Self), wide.is_multiple_of(divisor))
    }
}

/// A result, or the code of what went wrong.
type Answer = Result<Tiny, &'static str>;

const OVERFLOW: Answer = Err("overflow");
const NO_DIVISOR: Answer = Err("division_by_zero");

fn said(answer: Result<Tiny, RiskError>) -> Answer {
    answer.map_err(|error| error.code())
}

fn fits(value: u32) -> Answer {
    u8::try_from(value).map_or(OVERFLOW, |value| Ok(Tiny(value)))
}

/// The integer `q` with `q ≤ n/d < q + 1`, found by what it must satisfy and not by the division under test.
fn floor(n: u32, d: u32) -> u32 {
    let mut q = 0;
    // Long division by doubling: the largest multiples of d first.
    for shift in (0..17).rev() {
        if (q + (1 << shift)) * d <= n {
            q += 1 << shift;
        }
    }
    assert!(q * d <= n && n < (q + 1) * d);
    q
}

#[test]
fn two_operands_at_every_input() {
    for a in 0..=255_u8 {
        for b in 0..=255_u8 {
            let (x, y, wide_a, wide_b) = (Tiny(a), Tiny(b), u32::from(a), u32::from(b));
            assert_eq!(said(add(x, y, "proof")), fits(wide_a + wide_b), "{a} + {b}");
            assert_eq!(said(sub(x, y, "proof")), wide_a.checked_sub(wide_b).map_or(OVERFLOW, fits), "{a} − {b}");
            assert_eq!(said(mul(x, y, "proof")), fits(wide_a * wide_b), "{a} · {b}");
            if b == 0 {
                assert_eq!((said(div(x, y, "proof")), said(div_ceil(x, y, "proof")), div_rem(x, y)), (NO_DIVISOR, NO_DIVISOR, None));
                continue;
            }
            let quotient = floor(wide_a, wide_b);
            let rest = wide_a - quotient * wide_b;
            assert_eq!(div_rem(x, y), Some((Tiny(quotient as u8), Tiny(rest as u8))), "{a} / {b}");
            assert_eq!(said(div(x, y, "proof")), fits(quotient));
            assert_eq!(said(div_ceil(x, y, "proof")), fits(quotient + u32::from(rest > 0)), "⌈{a} / {b}⌉");
        }
    }
}

#[test]
fn three_operands_at_every_input() {
    for d in 0..=255_u8 {
        for a in 0..=255_u8 {
            for b in 0..=255_u8 {
                every_rounding(a, b, d);
            }
        }
    }
}

fn every_rounding(a: u8, b: u8, d: u8) {
    let (x, y, z) = (Tiny(a), Tiny(b), Tiny(d));
    let narrow = [said(narrow_floor(x, y, z, "proof")), said(narrow_ceil(x, y, z, "proof")), said(narrow_half_up(x, y, z, "proof"))];
    let wide = [said(wide_floor(x, y, z, "proof")), said(wide_ceil(x, y, z, "proof")), said(wide_half_up(x, y, z, "proof"))];
    if d == 0 {
        assert_eq!((narrow, wide), ([NO_DIVISOR; 3], [NO_DIVISOR; 3]), "{a}·{b}/0");
        return;
    }
    let (product, divisor) = (u32::from(a) * u32::from(b), u32::from(d));
    let down = product / divisor;
    // The exact rational product/divisor lies in [down, down + 1): its nearest integer above, and nearest with halves up, where the
    // contracts' half is ⌊d/2⌋.
    assert!(down * divisor <= product && product < (down + 1) * divisor);
    let up = down + u32::from(product > down * divisor);
    let near = (product + divisor / 2) / divisor;
    let twice = 2 * (product - down * divisor);
    assert!(near == if twice >= divisor + divisor % 2 { down + 1 } else { down }, "{a}·{b}/{d}");
    assert_eq!(wide, [down, up, near].map(fits), "{a}·{b}/{d}");
    let one_word = |holds: bool, value: u32| if holds { fits(value) } else { OVERFLOW };
    let held = product < 256;
    assert_eq!(narrow, [one_word(held, down), one_word(held, up), one_word(held && product + divisor / 2 < 256, near)], "{a}·{b}/{d}");
}
