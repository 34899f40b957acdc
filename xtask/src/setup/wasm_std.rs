//! The compiler's standard library for the browser: from rustup where its server answers, else built from the exactly matching source.

use super::wasm_source;
use crate::shell::{output, root, run, target_dir, which};
use crate::step::note;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Makes the target work; a real compile and link decides, because a half-installed folder looks installed.
pub fn ready() -> Result<()> {
    if works() {
        return Ok(());
    }
    let compiler = Compiler::active()?;
    note("asking rustup for it");
    if which("rustup").is_some() && by_rustup(&compiler).is_ok() && works() {
        return Ok(());
    }
    note("rustup did not deliver it: building it from the matching source, about two minutes");
    let work = target_dir().join("wasm-std");
    fs::create_dir_all(&work)?;
    let library = match installed_source(&compiler) {
        Some(library) => library,
        None => wasm_source::debian(&compiler.release, &work).with_context(|| {
            format!(
                "the standard library for {TARGET} is missing: run `rustup target add {TARGET}`, or `rustup component add rust-src`, \
                 on a machine that reaches rustup's server"
            )
        })?,
    };
    build(&compiler, &library, &work)?;
    if !works() {
        bail!(
            "the standard library for {TARGET} was built, and a probe still does not compile: see {}",
            target_dir().join("xtask").display()
        );
    }
    // The sysroot holds it now; the scratch folder is large.
    fs::remove_dir_all(&work)?;
    Ok(())
}

/// The compiler in use.
struct Compiler {
    sysroot: PathBuf,
    release: String,
    commit: String,
}

impl Compiler {
    fn active() -> Result<Self> {
        let rustc = |arguments: &[&str]| output(Command::new("rustc").args(arguments).current_dir(root()));
        let verbose = rustc(&["-vV"])?;
        let field = |name: &str| verbose.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_string());
        Ok(Self {
            sysroot: PathBuf::from(rustc(&["--print", "sysroot"])?),
            release: field("release:").context("`rustc -vV` names no release")?,
            commit: field("commit-hash:").unwrap_or_default(),
        })
    }

    /// Where the target's library belongs.
    fn target(&self) -> PathBuf {
        self.sysroot.join("lib/rustlib").join(TARGET)
    }
}

/// Compiles and links a small library that needs the allocator and formatting.
fn works() -> bool {
    let folder = target_dir().join("wasm-probe");
    if fs::create_dir_all(&folder).is_err() {
        return false;
    }
    let source = folder.join("probe.rs");
    let probe = "#[unsafe(no_mangle)] pub extern \"C\" fn f(x: f64) -> usize { format!(\"{x}\").len() }";
    if fs::write(&source, probe).is_err() {
        return false;
    }
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root()).args(["--edition", "2024", "--crate-type", "cdylib", "--target", TARGET, "-Clto", "-Copt-level=s", "-o"]);
    run("wasm-probe", rustc.arg(folder.join("probe.wasm")).arg(&source)).is_ok()
}

/// `rustup`, ended after three minutes where the system can: a server that never answers must not stop the set-up.
fn rustup(arguments: &[&str]) -> Command {
    let mut command = if which("timeout").is_some() {
        let mut timeout = Command::new("timeout");
        timeout.args(["180", "rustup"]);
        timeout
    } else {
        Command::new("rustup")
    };
    command.args(arguments).current_dir(root());
    command
}

/// Asks rustup. It refuses where a folder stands that it does not know of, so such a folder goes first.
fn by_rustup(compiler: &Compiler) -> Result<()> {
    let installed = output(&mut rustup(&["target", "list", "--installed"]))?;
    if compiler.target().is_dir() && !installed.lines().any(|line| line.trim() == TARGET) {
        fs::remove_dir_all(compiler.target())?;
    }
    run("rustup-target", &mut rustup(&["target", "add", TARGET]))?;
    Ok(())
}

/// The source that rustup installed or can install.
fn installed_source(compiler: &Compiler) -> Option<PathBuf> {
    let library = compiler.sysroot.join("lib/rustlib/src/rust/library");
    let there = |library: &Path| library.join("sysroot/Cargo.toml").is_file();
    if !there(&library) && which("rustup").is_some() {
        // Its failure is an answer too: the next source is asked.
        let _ = run("rustup-source", &mut rustup(&["component", "add", "rust-src"]));
    }
    there(&library).then_some(library)
}

/// Builds the library as the compiler's own release build does and puts it into the sysroot.
fn build(compiler: &Compiler, library: &Path, work: &Path) -> Result<()> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"))).context("HOME is not set")?;
    // Unstable parts stay marked, bitcode is kept for link-time optimisation, and panics carry upstream's path names.
    let flags = format!(
        "-Zforce-unstable-if-unmarked -Cembed-bitcode=yes --remap-path-prefix={}=/rustc/{}/library --remap-path-prefix={}=/rust/deps",
        library.display(),
        compiler.commit,
        home.join("registry/src").display()
    );
    let target = work.join("target");
    let mut cargo = Command::new("cargo");
    cargo
        .current_dir(root())
        .stdin(std::process::Stdio::null())
        .env("RUSTC_BOOTSTRAP", "1")
        .env("__CARGO_DEFAULT_LIB_METADATA", format!("stablestd{}", compiler.release))
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "1")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
        .env("CARGO_INCREMENTAL", "0")
        .env("RUSTFLAGS", flags)
        .env_remove("RUSTC_WRAPPER")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("CARGO_BUILD_TARGET")
        .args(["build", "--release", "--locked", "--target", TARGET, "--features", "panic-unwind backtrace", "--manifest-path"])
        .arg(library.join("sysroot/Cargo.toml"));
    run("wasm-std", &mut cargo)?;

    let fresh = compiler.target().with_extension("new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("lib"))?;
    for entry in fs::read_dir(target.join(TARGET).join("release/deps"))? {
        let file = entry?.path();
        if let (Some("rlib"), Some(name)) = (file.extension().and_then(|e| e.to_str()), file.file_name()) {
            fs::copy(&file, fresh.join("lib").join(name))?;
        }
    }
    if compiler.target().exists() {
        fs::remove_dir_all(compiler.target())?;
    }
    fs::rename(fresh, compiler.target())?;
    Ok(())
}
