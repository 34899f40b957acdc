//! Texts joined piece by piece. The standard library's formatter, with its widths and fills, is two kilobytes of a browser module.

use crate::exact::U256;
use alloc::string::String;

/// What may stand in a text.
pub(crate) trait Piece {
    /// Appends it.
    fn append(&self, text: &mut String);

    /// Returns it alone.
    fn alone(&self) -> String {
        let mut text = String::new();
        self.append(&mut text);
        text
    }
}

impl Piece for str {
    // One call at each of some hundred places.
    #[inline(never)]
    fn append(&self, text: &mut String) {
        text.push_str(self);
    }
}

impl Piece for String {
    fn append(&self, text: &mut String) {
        self.as_str().append(text);
    }
}

impl<T: Piece + ?Sized> Piece for &T {
    fn append(&self, text: &mut String) {
        (**self).append(text);
    }
}

impl Piece for u64 {
    #[inline(never)]
    fn append(&self, text: &mut String) {
        U256::new(*self).append(text);
    }
}

macro_rules! whole {
    ($($kind:ty)*) => { $(impl Piece for $kind {
        fn append(&self, text: &mut String) {
            u64::from(*self).append(text);
        }
    })* };
}

whole!(u8 u16 u32);

impl Piece for u128 {
    fn append(&self, text: &mut String) {
        U256::from_u128(*self).append(text);
    }
}

impl Piece for i32 {
    fn append(&self, text: &mut String) {
        if *self < 0 {
            "-".append(text);
        }
        self.unsigned_abs().append(text);
    }
}

impl Piece for bool {
    fn append(&self, text: &mut String) {
        if *self { "true" } else { "false" }.append(text);
    }
}

impl Piece for usize {
    fn append(&self, text: &mut String) {
        (*self as u64).append(text);
    }
}

/// Joins pieces, as `format!` would.
macro_rules! text {
    ($($piece:expr),+ $(,)?) => {{
        let mut text = alloc::string::String::new();
        $($crate::text::Piece::append(&$piece, &mut text);)+
        text
    }};
}

pub(crate) use text;
