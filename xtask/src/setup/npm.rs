//! npm packages at the versions of the lock file.

use crate::shell::{command, root, run};
use anyhow::{Context, Result};
use std::fs;

/// Inside node_modules, so that deleting the packages deletes the mark too.
const MARK: &str = "node_modules/.installed-lock.json";

/// Runs `npm ci` in a folder when its lock file is not the one that was installed last.
pub fn install(folder: &str) -> Result<()> {
    if installed(folder) {
        return Ok(());
    }
    let here = root().join(folder);
    let lock = fs::read(here.join("package-lock.json")).with_context(|| format!("{folder}/package-lock.json cannot be read"))?;
    let log = format!("npm-ci-{}", folder.replace('/', "-"));
    run(&log, command("npm", folder).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::create_dir_all(here.join("node_modules"))?;
    fs::write(here.join(MARK), lock)?;
    Ok(())
}

/// Whether the lock file is the one that was installed last.
pub fn installed(folder: &str) -> bool {
    let here = root().join(folder);
    fs::read(here.join("package-lock.json")).is_ok_and(|lock| fs::read(here.join(MARK)).is_ok_and(|mark| mark == lock))
}
