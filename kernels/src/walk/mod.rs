//! Random walks, four paths at a time, the same bits on every platform.

mod extremes;
pub mod lanes;
mod path;

pub use extremes::extremes;
pub use path::{Hour, Stretch, Watch, Width, Widths, walk};
