//! The trainer's tasks, with the optimised build that they need.

use crate::shell::{cargo, show};
use anyhow::Result;

/// Runs `plimsoll-models TASK ARGUMENTS…` on this terminal.
pub fn run(task: &str, arguments: &[String]) -> Result<()> {
    show(cargo(&["run", "--release", "--package", "plimsoll-models", "--", task]).args(arguments))
}

/// Trains the model, then what is learned on top of it, each with the weights that the step before has written.
pub fn train(arguments: &[String]) -> Result<()> {
    run("train", arguments)?;
    if arguments.is_empty() { run("inputs", &[]) } else { Ok(()) }
}
