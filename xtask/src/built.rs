//! What several tasks need built: each is built once in a run, with its progress line.

use crate::mobile_build::{self, MobileBuild};
use crate::shell::{cargo, command, root, run};
use crate::step::step;
use crate::wasm_build;
use anyhow::{Context, Result, anyhow};
use std::path::PathBuf;
use std::sync::OnceLock;

/// A result that can be handed out more than once.
type Kept<T> = OnceLock<Result<T, String>>;

fn once<T: Clone>(kept: &Kept<T>, title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    kept.get_or_init(|| step(title, work).map_err(|problem| format!("{problem:#}"))).clone().map_err(|problem| anyhow!(problem))
}

/// The npm package in `wasm/pkg`; the answer is its tarball.
pub fn wasm() -> Result<PathBuf> {
    static KEPT: Kept<PathBuf> = OnceLock::new();
    once(&KEPT, "browser package", || wasm_build::build(&root()))
}

/// The wallet page, over the package; the answer is the folder to serve.
pub fn page() -> Result<PathBuf> {
    static KEPT: Kept<PathBuf> = OnceLock::new();
    wasm()?;
    once(&KEPT, "wallet page", || {
        run("page-build", command("npm", "examples/web").args(["run", "--silent", "build"]))?;
        let dist = root().join("examples/web/dist");
        dist.join("index.html").is_file().then_some(dist).context("the page's build wrote no examples/web/dist/index.html")
    })
}

/// The mobile library and its bindings.
pub fn mobile() -> Result<MobileBuild> {
    static KEPT: Kept<MobileBuild> = OnceLock::new();
    once(&KEPT, "mobile library and bindings", || mobile_build::build(&root()))
}

/// What the example in Rust prints: the other languages' examples and the README show the same figures.
pub fn example() -> Result<String> {
    let text = run("example", &mut cargo(&["run", "--quiet", "--package", "plimsoll-example-rust"]))?;
    Ok(text)
}
