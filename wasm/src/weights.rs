//! The shipped weights, unpacked once: the quotients that they are take a sixth of a forecast.

use crate::kept::Kept;
use alloc::boxed::Box;
use core::cell::OnceCell;
use plimsoll::volatility::{WEIGHTS, Weights};

static KEPT: Kept<OnceCell<Box<Weights>>> = Kept(OnceCell::new());

/// Returns them.
pub fn weights() -> &'static Weights {
    // In two steps: `get_or_init` keeps a text for the case that unpacking asks for what it makes.
    let Some(weights) = KEPT.0.get() else {
        KEPT.0.set(Box::new(WEIGHTS.unpack())).unwrap_or_default();
        return weights();
    };
    weights
}
