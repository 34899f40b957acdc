//! Builds the npm package: cargo, wasm-bindgen, wasm-opt, what wasm-bindgen leaves to be done, npm pack.

use crate::shell::target_dir;
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use wasm_bindgen_cli_support::Bindgen;

/// One module: how it is compiled.
#[derive(Clone, Copy, PartialEq)]
struct Entry {
    package: &'static str,
    feature: Option<&'static str>,
    /// Four lanes in one register; every browser since 2023 has them.
    simd: bool,
}

/// What a wallet downloads: smallest first.
const WALLET: Entry = Entry { package: "plimsoll-wasm", feature: None, simd: true };
/// The same questions of every venue.
const VENUES: Entry = Entry { package: "plimsoll-wasm", feature: Some("venues"), simd: true };
/// The wallet's with the live monitor.
const LIVE: Entry = Entry { package: "plimsoll-wasm", feature: Some("live"), simd: true };
/// Everything.
const FULL: Entry = Entry { package: "plimsoll-wasm", feature: Some("full"), simd: true };

/// The refit, a module of its own because it brings linfa.
const TRAIN: Entry = Entry { package: "plimsoll-wasm-train", feature: None, simd: true };

/// The package's entries, and the folder of each inside `wasm/pkg`.
const ENTRIES: [(Entry, &str); 5] = [(WALLET, ""), (VENUES, "venues"), (LIVE, "live"), (FULL, "full"), (TRAIN, "train")];

/// What the compiler's "z" leaves: 8 % of either entry, and no call slower (`npm run bench` in `wasm/`). Records are copied and cleared by
/// one instruction instead of a load and a store for every eight bytes; loops keep their one counter; small functions are written out where
/// a call with its results in memory is longer.
const SMALLER: [&str; 4] = ["max-store-memcpy=1", "max-store-memset=1", "disable-lsr", "inline-threshold=16"];

/// Builds `wasm/pkg` and packs it; returns the path of the tarball.
///
/// The glue comes from the crate `wasm-bindgen-cli-support`, pinned to the version of `wasm-bindgen`, so the two cannot drift.
pub fn build(root: &Path) -> Result<PathBuf> {
    let face = root.join("wasm");
    let package = face.join("pkg");
    install(&face)?;
    if package.exists() {
        fs::remove_dir_all(&package).with_context(|| format!("cannot clear {}", package.display()))?;
    }
    // Two at a time: the largest, in both its forms, takes about as long as the others together, and most of it in one thread. Each line of
    // work has a target folder of its own, because cargo locks the one that it builds in.
    let (target, beside) = (target_dir(), target_dir().join("wasm-full"));
    thread::scope(|scope| {
        let full = scope.spawn(|| {
            scalar(root, &face.join("scalar"), &beside)?;
            entries(root, &package, &beside, |of| of == FULL)
        });
        entries(root, &package, &target, |of| of != FULL)?;
        full.join().map_err(|_| anyhow!("the build of the full entry panicked"))?
    })?;
    finish(&face, &ENTRIES.map(|(_, folder)| package.join(folder)))?;
    pack(root, &face)
}

fn entries(root: &Path, package: &Path, target: &Path, wanted: fn(Entry) -> bool) -> Result<()> {
    ENTRIES.into_iter().filter(|(of, _)| wanted(*of)).try_for_each(|(of, folder)| entry(root, of, &package.join(folder), target))
}

/// Builds the full entry once more without SIMD, beside the package: the tests hold its bits against the package's.
fn scalar(root: &Path, out: &Path, target: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(out).with_context(|| format!("cannot clear {}", out.display()))?;
    }
    entry(root, Entry { simd: false, ..FULL }, out, target)
}

/// Builds one entry: the module, its glue and its types.
fn entry(root: &Path, of: Entry, out: &Path, target: &Path) -> Result<()> {
    let compiled = compile(root, of, target)?;
    Bindgen::new()
        .input_path(&compiled)
        .bundler(true)?
        .typescript(true)
        .out_name("plimsoll")
        .remove_producers_section(true)
        .generate(out)
        .with_context(|| format!("wasm-bindgen failed on {}", compiled.display()))?;
    name_exports(out)?;
    shapes(root, of, out)?;
    optimise(&root.join("wasm"), &out.join("plimsoll_bg.wasm"))
}

/// Writes what the glue knows of the records that a caller passes, from their own declarations.
fn shapes(root: &Path, of: Entry, out: &Path) -> Result<()> {
    // The refit reads one kind of record: a count.
    let list = if of.package == TRAIN.package { "[\"4\"]".to_owned() } else { listed(root, of)? };
    let up = out.strip_prefix(root.join("wasm"))?.components().map(|_| "../").collect::<String>();
    let text = format!(
        "import {{ codec }} from '{up}js/codec.mjs';\n\nexport const {{ pack, unpack, refusal, forecast, flat, bytes }} = codec({});\n",
        list.trim_end()
    );
    fs::write(out.join("shapes.js"), text).context("cannot write the shapes")
}

fn listed(root: &Path, of: Entry) -> Result<String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["run", "--quiet", "--package", of.package, "--example", "shapes"])
        .args(of.feature.map(|name| format!("--features={name}")))
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "the shapes of the records could not be listed");
    Ok(String::from_utf8(output.stdout)?)
}

/// Installs the pinned npm packages when they are missing.
fn install(face: &Path) -> Result<()> {
    if face.join("node_modules/.package-lock.json").exists() {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-fund", "--no-audit", "--loglevel=error"]).current_dir(face))
}

fn compile(root: &Path, of: Entry, target: &Path) -> Result<PathBuf> {
    let package = of.package;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--package", package, "--lib", "--target", "wasm32-unknown-unknown"])
        .args(["--profile", "wasm"])
        .args(of.feature.map(|name| format!("--features={name}")))
        .arg("--message-format=json-render-diagnostics")
        .env("CARGO_ENCODED_RUSTFLAGS", rust_flags(root, of.simd)?.join("\x1f"))
        .env("CARGO_TARGET_DIR", target)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    ensure!(output.status.success(), "cargo build of {package} failed; is the target there? `rustup target add wasm32-unknown-unknown`");
    let messages = String::from_utf8(output.stdout)?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == package.replace('-', "_"))
        .flat_map(|message| message["filenames"].as_array().cloned().unwrap_or_default())
        .filter_map(|name| name.as_str().map(PathBuf::from))
        .find(|path| path.extension().is_some_and(|extension| extension == "wasm"))
        .with_context(|| format!("cargo named no .wasm file for {package}"))
}

/// The folders whose names must not reach the binary: panic messages hold source paths.
pub fn host_paths(root: &Path) -> Result<Vec<(PathBuf, &'static str)>> {
    let home = env::home_dir().context("there is no home folder")?;
    let cargo_home = env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = Command::new(rustc).args(["--print", "sysroot"]).current_dir(root).output().context("cannot start rustc")?;
    let sysroot = PathBuf::from(String::from_utf8(sysroot.stdout)?.trim());
    let library = sysroot.join("lib/rustlib/src/rust/library");
    // A registry's folder has its host's name.
    let registries = fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten().map(|entry| (entry.path(), "crates"));
    let mut paths =
        vec![(home, "home"), (cargo_home.clone(), "cargo"), (sysroot, "rust"), (library, "std"), (root.to_path_buf(), "plimsoll")];
    paths.extend(registries);
    Ok(paths)
}

fn rust_flags(root: &Path, simd: bool) -> Result<Vec<String>> {
    let mut flags = vec![format!("-Ctarget-feature={}simd128", if simd { '+' } else { '-' })];
    flags.extend(SMALLER.map(|option| format!("-Cllvm-args=-{option}")));
    // rustc takes the last match, so the narrower folders come last.
    for (path, name) in host_paths(root)? {
        flags.push(format!("--remap-path-prefix={}={name}", path.display()));
    }
    Ok(flags)
}

/// Keeps of the bundler's entry only the list of public names: how the module is loaded is written by hand, in `wasm/js`.
fn name_exports(package: &Path) -> Result<()> {
    let entry = package.join("plimsoll.js");
    let text = fs::read_to_string(&entry).with_context(|| format!("wasm-bindgen wrote no {}", entry.display()))?;
    let start = text.find("export {").context("wasm-bindgen's entry lists no exports")?;
    fs::write(&entry, text.get(start..).unwrap_or_default())?;
    fs::remove_file(package.join("plimsoll_bg.wasm.d.ts")).context("cannot remove the raw module's types")
}

/// Each round finds what the one before it opened. Before the last, functions get names by which what is alike stands near and compresses
/// better. Last go the hints of alignment and the list of features, which no engine reads, and the names.
fn optimise(face: &Path, binary: &Path) -> Result<()> {
    let passes =
        |passes: &[&str]| run(Command::new(face.join("node_modules/.bin/wasm-opt")).args(passes).arg(binary).arg("--output").arg(binary));
    passes(&["-Oz", "-Oz", "--debuginfo"])?;
    run(Command::new("node").arg("build/order.mjs").arg(binary).current_dir(face))?;
    passes(&["-Oz", "--reorder-locals", "--reorder-functions-by-name", "--dealign", "--strip-target-features"])
}

/// Writes beside each module the list of what it imports, its copy for bundlers and its loaders, and freezes the records in its types.
fn finish(face: &Path, folders: &[PathBuf]) -> Result<()> {
    run(Command::new("node").arg("build/finish.mjs").args(folders).current_dir(face))
}

/// With the licences, which npm takes from the package's own folder only.
fn pack(root: &Path, face: &Path) -> Result<PathBuf> {
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(root.join(name), face.join(name)).with_context(|| format!("cannot copy {name}"))?;
    }
    let output = Command::new("npm")
        .args(["pack", "--json", "--loglevel=error"])
        .current_dir(face)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start npm: install node 20")?;
    ensure!(output.status.success(), "npm pack failed in {}", face.display());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).context("npm pack printed no JSON")?;
    let name = report[0]["filename"].as_str().context("npm pack named no file")?;
    Ok(face.join(name))
}

fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    if !status.success() {
        bail!("{name} failed with {status}");
    }
    Ok(())
}
