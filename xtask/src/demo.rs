//! The first thing that a new user sees: the advice in the terminal, then the wallet page.

use crate::built;
use crate::serve::Page;
use crate::setup::{self, Need, chromium};
use crate::shell::{cargo, command, data_dir, run as finish, show};
use crate::step::step;
use anyhow::{Result, bail};
use std::path::PathBuf;

/// Runs the demo; with `once` it ends after the page was loaded once.
pub fn run(once: bool, port: u16, data: Option<PathBuf>) -> Result<()> {
    let data = bars_folder(data)?;
    setup::run(Need::Page)?;

    println!("Build");
    step("the example in Rust", || finish("example-build", &mut cargo(&["build", "--package", "plimsoll-example-rust"])))?;
    let dist = built::page()?;

    println!("\nThe example position\n");
    show(&mut cargo(&["run", "--quiet", "--package", "plimsoll-example-rust"]))?;

    let page = Page::open(dist, data.clone(), if once { 0 } else { port })?;
    match &data {
        Some(folder) => println!("\nBars for the page: {}", folder.display()),
        None => println!("\nNo folder of bars here, so the page shows the core's own simulated market; name one with --data."),
    }
    if !once {
        println!("The wallet page is at {}   (Ctrl-C ends it)", page.address());
        page.serve();
        return Ok(());
    }
    let address = page.serve_beside();
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
