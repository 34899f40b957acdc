//! Unsigned 256-bit fixed point, with the rounding in the name; overflow is an error, as it is in the contract.
//!
//! `mul_div_*` multiplies in 512 bits; everything else multiplies in 256 bits and overflows where Solidity does.

mod arithmetic;
mod bps;
#[cfg(feature = "serde")]
mod crossing;
mod factor;
mod fixed;
mod kernel;
#[cfg(any(target_arch = "wasm32", test))]
mod long_division;
mod narrow;
mod quotient;
mod ray;
mod signed;
mod uint;
mod wad;
mod wide;
mod word;

pub use bps::{BPS, bps_div_ceil, bps_div_floor, bps_div_half_up, bps_mul_ceil, bps_mul_floor, bps_mul_half_up};
pub(crate) use factor::Factor;
pub use fixed::{mul_div_ceil, mul_div_floor, mul_div_half_up};
pub use narrow::{narrow_mul_div_ceil, narrow_mul_div_floor, narrow_mul_div_half_up};
pub(crate) use quotient::wad_quotient;
pub use ray::{
    RAY, ray_div_ceil, ray_div_floor, ray_div_half_up, ray_mul_ceil, ray_mul_floor, ray_mul_half_up, ray_pow_half_up, ray_to_wad_half_up,
    wad_to_ray,
};
pub use signed::I256;
pub(crate) use uint::LONGEST;
pub use uint::U256;
pub use wad::{WAD, wad_div_ceil, wad_div_floor, wad_div_half_up, wad_mul_ceil, wad_mul_floor, wad_mul_half_up};
pub(crate) use wide::Wide;
