//! What holds for every venue, on seeded random positions: one file per venue makes them.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops at a position that it cannot judge")]

mod aave_v3;
mod aave_v4;
mod auction;
mod boundary;
mod compound_v3;
mod consistent;
mod drift;
mod dydx_v4;
mod euler_v2;
mod everywhere;
mod fake;
mod gmx_v2;
mod group;
mod liquidation;
mod liquity_v2;
mod llamma;
mod maker;
mod maximum;
mod morpho_blue;
mod seed;
mod tiered_margin;
mod what_if;
