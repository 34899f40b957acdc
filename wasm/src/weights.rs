//! The shipped weights, unpacked once: the quotients that they are take a sixth of a forecast.

use crate::kept::Kept;
use alloc::boxed::Box;
use core::cell::OnceCell;
use plimsoll::volatility::{WEIGHTS, Weights};

static KEPT: Kept<OnceCell<Box<Weights>>> = Kept(OnceCell::new());

/// Returns them.
pub fn weights() -> &'static Weights {
    KEPT.0.get_or_init(|| Box::new(WEIGHTS.unpack()))
}
