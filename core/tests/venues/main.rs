//! What holds for every venue, on seeded random positions: one file per venue makes them.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a position that it cannot judge")]

mod aave_v3;
mod boundary;
mod compound_v3;
mod everywhere;
mod fake;
mod group;
mod maximum;
mod morpho_blue;
mod seed;
mod what_if;
