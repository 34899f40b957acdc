//! The first thing that a new user sees: the advice in the terminal, then the wallet page.

use crate::serve::Page;
use crate::setup::{self, Need, chromium};
use crate::shell::{cargo, command, data_dir, root, run as finish, show};
use crate::step::step;
use anyhow::{Context, Result, bail};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

/// Runs the demo; with `once` it ends after the page was loaded once.
pub fn run(once: bool, port: u16, data: Option<PathBuf>) -> Result<()> {
    let data = bars_folder(data)?;
    setup::run(Need::Page)?;

    println!("Build");
    step("the example in Rust", || finish("example-build", &mut cargo(&["build", "--package", "plimsoll-example-rust"])))?;
    let dist = build_page()?;

    println!("\nThe example position\n");
    show(&mut cargo(&["run", "--quiet", "--package", "plimsoll-example-rust"]))?;

    let page = Arc::new(Page::open(dist, data.clone(), if once { 0 } else { port })?);
    let address = page.address();
    match &data {
        Some(folder) => println!("\nBars for the page: {}", folder.display()),
        None => println!("\nNo folder of bars here, so the page shows the core's own simulated market; name one with --data."),
    }
    if !once {
        println!("The wallet page is at {address}   (Ctrl-C ends it)");
        page.serve();
        return Ok(());
    }
    let server = Arc::clone(&page);
    thread::spawn(move || server.serve());
    if chromium::found().is_none() {
        println!("The page was built but not loaded: there is no Chromium on this machine.");
        return Ok(());
    }
    step("the page, loaded once in headless Chromium", || {
        finish("page-visit", command("node", "examples/web").args(["scripts/visit.mjs", &address])).map(|text| print!("{text}"))
    })
}

/// The folder named, else the public bars beside the project, else none.
fn bars_folder(named: Option<PathBuf>) -> Result<Option<PathBuf>> {
    match named {
        Some(folder) if crate::serve::assets(&folder).is_empty() => {
            bail!("{} holds no ASSET.csv or ASSET.csv.gz file: name a folder of hourly bars with --data", folder.display())
        }
        Some(folder) => Ok(Some(folder)),
        None => Ok(Some(data_dir().join("hourly")).filter(|folder| folder.is_dir())),
    }
}

/// Builds the page and the package that it uses.
pub fn build_page() -> Result<PathBuf> {
    step("wallet page", || finish("page-build", command("npm", "examples/web").args(["run", "--silent", "build"])))?;
    let dist = root().join("examples/web/dist");
    if !dist.join("index.html").is_file() {
        return Err(anyhow::anyhow!("examples/web/dist/index.html was not written")).context("the page's build");
    }
    Ok(dist)
}
