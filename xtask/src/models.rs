//! The trainer's tasks, with the optimised build that they need.

use crate::shell::{cargo, show};
use anyhow::Result;

/// Runs `plimsoll-models TASK ARGUMENTS…` on this terminal.
pub fn run(task: &str, arguments: &[String]) -> Result<()> {
    show(cargo(&["run", "--release", "--package", "plimsoll-models", "--", task]).args(arguments))
}
