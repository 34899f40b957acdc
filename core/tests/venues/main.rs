//! What holds for every venue, on seeded random positions: one file per venue makes them.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a position that it cannot judge")]

mod boundary;
mod drift;
mod gmx_v2;
mod llamma;
mod seed;
