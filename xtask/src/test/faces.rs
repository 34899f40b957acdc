//! The faces in the order in which they run: what each starts and how its result is read.

use super::count::Counts;
use super::suite::{cargo_test, example, progress, script};
use super::{Outcome, mobile};
use crate::built;
use crate::serve::Page;
use crate::setup::{chain, chromium};
use crate::shell::{cargo, command, follow, root, run, vectors_dir, which};
use crate::size;
use crate::venv;
use anyhow::Result;
use std::process::Command;

/// One face.
pub struct Face {
    pub name: &'static str,
    pub about: &'static str,
    pub run: fn() -> Result<Outcome>,
}

/// Every face.
pub const ALL: &[Face] = &[
    Face { name: "core", about: "units, documentation examples, conformance and contract vectors, invariants", run: core },
    Face { name: "proofs", about: "the rounding lemmas behind every boundary price, proved by a solver", run: proofs },
    Face { name: "models", about: "reading bars, training, evaluation, forecast files", run: models },
    Face { name: "examples", about: "the protocol's answer, the example in Rust, this task runner and the README", run: examples },
    Face { name: "wasm-node", about: "the browser package in node: vectors, bad input, types, size", run: wasm_node },
    Face { name: "wasm-chromium", about: "the same vectors in headless Chromium", run: wasm_chromium },
    Face {
        name: "viem",
        about: "accounts read through viem, and through the page's wallet, from the protocols' own contracts on a local chain",
        run: viem,
    },
    Face { name: "packaging", about: "the packed tarball in every environment that the README names", run: packaging },
    Face { name: "page", about: "the wallet page, at desktop and phone width", run: page },
    Face { name: "python", about: "the mobile library from Python: the same vectors", run: mobile::python },
    Face { name: "kotlin", about: "the mobile library from Kotlin on the JVM: the same vectors", run: mobile::kotlin },
    Face { name: "swift", about: "the mobile library from Swift: the same vectors", run: mobile::swift },
    Face {
        name: "lint",
        about: "format, and clippy on every crate with all faces' features, for this machine and for the browser",
        run: lint,
    },
];

fn core() -> Result<Outcome> {
    let outcome = cargo_test("core", &["--package", "plimsoll", "--package", "plimsoll-kernels"])?;
    let vectors = vectors_dir();
    if vectors.is_dir() {
        return Ok(outcome);
    }
    let why = format!(
        "the contracts' vectors are not at {}: only the sample in the repository was run; name a folder in PLIMSOLL_VECTORS",
        vectors.display()
    );
    Ok(outcome.and(Counts { skipped: 1, ..Counts::default() }).because(why))
}

fn proofs() -> Result<Outcome> {
    if which("python3").is_none() {
        return Ok(Outcome::NotRun("there is no python3: install it (Debian: `sudo apt-get install python3 python3-venv`)".into()));
    }
    match venv::python("proofs-python", "core/tests/proofs/requirements.txt") {
        Ok(python) => script("proofs", command(&python.to_string_lossy(), "").arg("core/tests/proofs/lemmas.py")),
        Err(problem) => Ok(Outcome::NotRun(format!("the solver z3 could not be installed from PyPI ({problem:#})"))),
    }
}

fn models() -> Result<Outcome> {
    cargo_test("models", &["--package", "plimsoll-models"])
}

fn examples() -> Result<Outcome> {
    let packages = ["--package", "plimsoll-protocol", "--package", "plimsoll-example-rust", "--package", "xtask"];
    cargo_test("examples", &packages)
}

/// The sentence of every face that needs a browser.
const NO_CHROMIUM: &str = "there is no Chromium: install it (Debian: `sudo apt-get install chromium`) or name its program in CHROMIUM";

fn wasm_node() -> Result<Outcome> {
    built::wasm()?;
    let size = size::check(&root(), false);
    if let Err(problem) = &size {
        println!("{problem:#}");
    }
    let size = Counts::of(size.is_ok());
    progress("size ledger", size);
    // Links the package, as its user's install would.
    run("example-node-install", command("npm", "examples/node").args(["install", "--no-package-lock", "--no-audit", "--no-fund"]))?;
    let shown = example("example-node", command("node", "examples/node").arg("advice.mjs"))?;
    Ok(script("wasm-node", command("npm", "wasm").args(["run", "--silent", "test:node"]))?.and(size).and(shown))
}

fn wasm_chromium() -> Result<Outcome> {
    if chromium::found().is_none() {
        return Ok(Outcome::NotRun(NO_CHROMIUM.into()));
    }
    built::wasm()?;
    script("wasm-chromium", command("npm", "wasm").args(["run", "--silent", "test:chromium"]))
}

fn viem() -> Result<Outcome> {
    if !chain::ready() {
        return Ok(Outcome::NotRun(
            "the local chain and the contracts could not be installed from npm: run `npm ci` in wasm/chain and read what it says".into(),
        ));
    }
    built::wasm()?;
    script("viem", command("npm", "wasm").args(["run", "--silent", "test:viem"]))
}

fn packaging() -> Result<Outcome> {
    built::wasm()?;
    script("packaging", command("npm", "wasm").args(["run", "--silent", "packaging"]))
}

fn page() -> Result<Outcome> {
    if chromium::found().is_none() {
        return Ok(Outcome::NotRun(NO_CHROMIUM.into()));
    }
    // Without bars, so that the test sees the same market on every machine.
    let address = Page::open(built::page()?, None, 0)?.serve_beside();
    script("page", command("npm", "examples/web").args(["test", "--silent"]).env("PLIMSOLL_PAGE", address))
}

fn lint() -> Result<Outcome> {
    let mut counts = Counts::default();
    let clippy = |what: &[&str]| cargo(&[&["clippy", "--quiet", "--locked"], what, &["--", "-D", "warnings"]].concat());
    let checks: [(&str, Command); 3] = [
        ("format", cargo(&["fmt", "--all", "--check"])),
        ("clippy", clippy(&["--workspace", "--all-targets"])),
        // Sockets, timers and storage of the live monitor are compiled for the browser alone.
        ("clippy-browser", clippy(&["--package", "plimsoll-wasm", "--features", "full", "--target", "wasm32-unknown-unknown"])),
    ];
    for (name, mut command) in checks {
        let finished = follow(&format!("lint-{name}"), &mut command, |_| {})?;
        progress(name, Counts::of(finished.ok));
        counts = counts + Counts::of(finished.ok);
        if !finished.ok {
            println!("{}", finished.tail());
        }
    }
    Ok(Outcome::Ran(counts, Vec::new()))
}
