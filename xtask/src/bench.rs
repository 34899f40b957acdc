//! How fast it is: the core natively, and the package in node.

use crate::setup::{self, Need};
use crate::shell::{cargo, command, show};
use anyhow::Result;

/// Runs both benches on this terminal.
pub fn run() -> Result<()> {
    setup::run(Need::Page)?;
    show(&mut cargo(&["bench", "--package", "plimsoll"]))?;
    crate::built::wasm()?;
    show(command("npm", "wasm").args(["run", "--silent", "bench"]))
}
