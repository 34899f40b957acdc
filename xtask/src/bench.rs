//! How fast it is: the core natively, the GARCH baseline beside `arch`, and the package in node and Chromium beside what else there is.

use crate::setup::{self, Need};
use crate::shell::{cargo, command, show, target_dir};
use anyhow::Result;
use std::process::Command;

/// Runs the benches on this terminal.
pub fn run() -> Result<()> {
    setup::run(Need::Page)?;
    show(&mut cargo(&["bench", "--package", "plimsoll"]))?;
    garch()?;
    crate::built::wasm()?;
    show(command("npm", "wasm").args(["run", "--silent", "bench"]))
}

/// Our GARCH-t fit beside `arch`, in a Python environment inside the target folder.
fn garch() -> Result<()> {
    let python = crate::venv::python("bench-python", "models/bench/requirements.txt")?;
    show(&mut cargo(&["build", "--quiet", "--release", "--package", "plimsoll", "--example", "garch_fit"]))?;
    show(
        Command::new(python)
            .arg("models/bench/garch.py")
            .arg(target_dir().join("release/examples/garch_fit"))
            .current_dir(crate::shell::root()),
    )
}
