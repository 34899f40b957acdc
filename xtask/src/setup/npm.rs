//! npm packages at the versions of the lock file.

use crate::shell::{command, root, run};
use anyhow::{Context, Result};
use std::fs;

/// Runs `npm ci` in a folder when its lock file is not the one that was installed last.
pub fn install(folder: &str) -> Result<()> {
    let here = root().join(folder);
    let lock = fs::read(here.join("package-lock.json")).with_context(|| format!("{folder}/package-lock.json cannot be read"))?;
    // Inside node_modules, so that deleting the packages deletes the mark too.
    let mark = here.join("node_modules/.installed-lock.json");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let log = format!("npm-ci-{}", folder.replace('/', "-"));
    run(&log, command("npm", folder).args(["ci", "--no-audit", "--no-fund"]))?;
    fs::create_dir_all(here.join("node_modules"))?;
    fs::write(mark, lock)?;
    Ok(())
}
