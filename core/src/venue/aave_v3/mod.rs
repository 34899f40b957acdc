//! Aave v3 at revisions 3.0 and 3.3 to 3.7, to the last digit.

mod state;

pub use state::{
    AaveV3AccountData, AaveV3Boundary, AaveV3EMode, AaveV3Reserve, AaveV3ReserveBalances, AaveV3Revision, AaveV3User, BoundarySide,
    PriceBoundary,
};
