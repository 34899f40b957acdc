//! Builds the mobile face for this machine: the host library, and the Kotlin, Swift and Python bindings read from it.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where the build left what the faces need.
#[derive(Clone)]
pub struct MobileBuild {
    /// Folder of the host library, for `jna.library.path` and the linker.
    pub library_dir: PathBuf,
    /// Folder of the Swift source, the C header and the module map.
    pub swift: PathBuf,
    /// Folder of the Python module, with the library beside it as the module expects.
    pub python: PathBuf,
}

/// Builds the host library and writes the bindings of every language to `mobile/generated`.
pub fn build(root: &Path) -> Result<MobileBuild> {
    let generated = root.join("mobile/generated");
    let built = MobileBuild { library_dir: generated.join("lib"), swift: generated.join("swift"), python: generated.join("python") };
    let artifacts = cargo_build(root)?;
    // The development profile keeps the symbols, which hold the metadata that the bindings are read from.
    let library = find(&artifacts, &format!("{}plimsoll_mobile{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX))?;
    let bindgen = find(&artifacts, &format!("plimsoll-bindgen{}", std::env::consts::EXE_SUFFIX))?;
    let output = Command::new(bindgen)
        .arg(&library)
        .arg(root.join("mobile/uniffi.toml"))
        .arg(&generated)
        .current_dir(root)
        .output()
        .context("could not start plimsoll-bindgen")?;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
    }
    for dir in [&built.library_dir, &built.python] {
        place(&library, dir)?;
    }
    // The examples of the mobile languages must print what the Rust example prints.
    std::fs::write(generated.join("example.txt"), crate::built::example()?)?;
    Ok(built)
}

/// Builds the library and the generator of its bindings; returns the files that cargo says it made, whatever the target folder is.
fn cargo_build(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--package", "plimsoll-mobile", "--features", "bindgen"])
        .args(["--message-format", "json-render-diagnostics"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("could not start cargo")?;
    if !output.status.success() {
        bail!("the mobile library does not compile: see cargo's message above");
    }
    let mut artifacts = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).context("cargo's message is not JSON")?;
        let files = message["filenames"].as_array().into_iter().flatten();
        artifacts.extend(files.chain([&message["executable"]]).filter_map(|file| file.as_str()).map(PathBuf::from));
    }
    Ok(artifacts)
}

fn find(artifacts: &[PathBuf], name: &str) -> Result<PathBuf> {
    let found = artifacts.iter().find(|path| path.file_name().is_some_and(|file| file == name));
    found.cloned().with_context(|| format!("cargo built no {name}"))
}

/// Copies the library into a folder, as a new file: a running program may hold the old one.
fn place(library: &Path, dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    let target = dir.join(library.file_name().context("the library has no file name")?);
    if target.exists() {
        std::fs::remove_file(&target)?;
    }
    std::fs::copy(library, &target).with_context(|| format!("could not copy the library to {}", target.display()))?;
    Ok(())
}
