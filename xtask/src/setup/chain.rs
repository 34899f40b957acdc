//! A local chain and the protocols' contracts, from npm: what only the tests of `plimsoll/viem` need.

use super::npm;
use anyhow::Result;

const FOLDER: &str = "wasm/chain";

/// Installs the packages of the lock file.
pub fn install() -> Result<()> {
    npm::install(FOLDER)
}

/// Whether they are there at the versions of the lock file.
pub fn ready() -> bool {
    npm::installed(FOLDER)
}
