//! Python environments inside the target folder.

use crate::shell::{command, show, target_dir};
use anyhow::Result;
use std::path::{Path, PathBuf};

/// Makes an environment with the packages of a requirements file, given from the root; returns its interpreter.
pub fn python(name: &str, requirements: &str) -> Result<PathBuf> {
    let environment = target_dir().join(name);
    let python = environment.join("bin/python");
    let wanted = std::fs::read_to_string(crate::shell::root().join(requirements))?;
    // Written last, so that an environment that is not whole is made again.
    let stamp = environment.join("requirements.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(python);
    }
    show(command("python3", "").args(["-m", "venv"]).arg(&environment))?;
    show(pip(&python).arg(requirements))?;
    std::fs::write(stamp, wanted)?;
    Ok(python)
}

fn pip(python: &Path) -> std::process::Command {
    let mut pip = command(&python.to_string_lossy(), "");
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    pip
}
