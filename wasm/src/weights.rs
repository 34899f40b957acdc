//! The shipped weights, unpacked once: the quotients that they are take a sixth of a forecast.

use alloc::boxed::Box;
use core::cell::OnceCell;
use plimsoll::volatility::{WEIGHTS, Weights};

struct Kept(OnceCell<Box<Weights>>);

// SAFETY: the module has one thread, for it is built without atomics.
unsafe impl Sync for Kept {}

static KEPT: Kept = Kept(OnceCell::new());

/// Returns them.
pub fn weights() -> &'static Weights {
    KEPT.0.get_or_init(|| Box::new(WEIGHTS.unpack()))
}
