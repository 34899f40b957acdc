//! The shipped weights, unpacked once: the quotients that they are take a sixth of a forecast.

use crate::kept::Kept;
use alloc::boxed::Box;
use core::cell::OnceCell;
use plimsoll::volatility::{WEIGHTS, Weights};

static KEPT: Kept<OnceCell<Box<Weights>>> = Kept(OnceCell::new());

/// Returns them.
pub fn weights() -> &'static Weights {
    // Not `get_or_init`, which keeps a text for weights that ask for themselves while they are unpacked.
    loop {
        if let Some(weights) = KEPT.0.get() {
            return weights;
        }
        KEPT.0.set(Box::new(WEIGHTS.unpack())).unwrap_or_default();
    }
}
