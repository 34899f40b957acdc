//! Unsigned 256-bit fixed point, with the rounding in the name; overflow is an error, as it is in the contract.

mod fixed;
mod uint;

pub use fixed::{mul_div_ceil, mul_div_floor, mul_div_half_up};
pub use uint::U256;
