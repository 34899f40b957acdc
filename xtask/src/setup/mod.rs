//! Makes the machine ready: each step checks first, installs only what is missing, and costs little when nothing is.

pub mod chain;
pub mod chromium;
mod debian;
pub mod jvm;
mod npm;
mod scripts;
pub mod swift;
mod wasm_source;
mod wasm_std;

use crate::step::step;
use anyhow::Result;

/// What the coming task needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The page and the core.
    Page,
    /// Every face.
    Everything,
}

/// Runs the set-up. What only one face needs and cannot be had is said in one sentence and leaves that face out;
/// what everything needs ends the task.
pub fn run(need: Need) -> Result<()> {
    println!("Set-up");
    step("node 20", scripts::node)?;
    step("WebAssembly target of the compiler", wasm_std::ready)?;
    for folder in ["wasm", "examples/web"] {
        if crate::shell::root().join(folder).join("package-lock.json").is_file() {
            step(&format!("npm packages of {folder}"), || npm::install(folder))?;
        }
    }
    optional("Chromium, to load the page", chromium::install);
    if need == Need::Everything {
        optional("npm packages of wasm/chain: a local chain and the protocols' contracts", chain::install);
        optional("Python 3, for the quick check of the mobile library", scripts::python);
        optional("JDK 17 and Maven, for the Kotlin face", jvm::install);
    }
    Ok(())
}

/// A step whose failure only leaves something out.
fn optional(title: &str, work: impl FnOnce() -> Result<()>) {
    if let Err(problem) = step(title, work) {
        println!("    {}", problem.root_cause());
    }
}

/// Gets Swift where the system has none: hundreds of megabytes, so only when asked for.
pub fn install_swift() -> Result<()> {
    step("Swift 6 in a Debian root of its own (450 MB)", swift::install)
}
