//! The inner loops: a crate of their own, because a compiler optimises a whole crate for speed or for size, and a browser's module wants
//! speed of these and size of all the rest. They know nothing of venues, assets or forecasts.

#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod bytes;
pub mod decimals;
pub mod exponential;
pub mod walk;
pub mod window;
