//! Starts other programs: where the workspace is, one log per command, and an error that shows the end of what was printed.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How many of the last lines an error shows.
const TAIL: usize = 40;

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_path_buf()
}

/// The one folder that every build of the workspace shares.
pub fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A folder next to the workspace unless the variable names another: the contracts' vectors and the market data live outside.
pub fn outside(variable: &str, default: &str) -> PathBuf {
    let folder = std::env::var_os(variable).map_or_else(|| root().join("..").join(default), PathBuf::from);
    folder.canonicalize().unwrap_or(folder)
}

/// The contracts' vectors, `PLIMSOLL_VECTORS`, by default `../shared/vectors`.
pub fn vectors_dir() -> PathBuf {
    outside("PLIMSOLL_VECTORS", "shared/vectors")
}

/// The market data, `PLIMSOLL_DATA`, by default `../shared/data`.
pub fn data_dir() -> PathBuf {
    outside("PLIMSOLL_DATA", "shared/data")
}

/// A command that runs in a folder of the workspace and never waits for input.
pub fn command(program: &str, folder: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(root().join(folder))
        .stdin(Stdio::null())
        // Absolute, because tests and scripts run in folders of their own.
        .env("PLIMSOLL_VECTORS", vectors_dir())
        .env("PLIMSOLL_DATA", data_dir())
        .env("CARGO_TARGET_DIR", target_dir());
    if let Some(chromium) = crate::setup::chromium::found() {
        command.env("CHROMIUM", chromium);
    }
    command
}

/// `cargo` with the lock file as it is, from the root.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut command = command("cargo", "");
    command.args(arguments);
    command
}

/// The first place on `PATH` where a program is.
pub fn which(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// What a command printed, and whether it ended well.
pub struct Finished {
    /// Both streams, in the order in which lines arrived.
    pub text: String,
    /// True when it ended with code 0.
    pub ok: bool,
}

impl Finished {
    /// The last lines.
    pub fn tail(&self) -> String {
        let lines: Vec<&str> = self.text.lines().collect();
        lines.get(lines.len().saturating_sub(TAIL)..).unwrap_or_default().join("\n")
    }
}

/// Runs a command to its end, hands every line to `on_line`, and keeps a copy in `target/xtask/NAME.log`.
pub fn follow(name: &str, command: &mut Command, mut on_line: impl FnMut(&str)) -> Result<Finished> {
    let folder = target_dir().join("xtask");
    fs::create_dir_all(&folder)?;
    let mut log = File::create(folder.join(format!("{name}.log")))?;
    let program = command.get_program().to_string_lossy().into_owned();
    // One pipe for both streams keeps their lines in order.
    let (reader, writer) = std::io::pipe()?;
    let mut child = command
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()
        .with_context(|| format!("`{program}` could not be started; is it installed and on PATH?"))?;
    // The command holds this side's copies of the pipe; reading ends only when they are closed.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut text = String::new();
    for line in BufReader::new(reader).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).trim_end_matches('\r').to_string();
        writeln!(log, "{line}")?;
        on_line(&line);
        text.push_str(&line);
        text.push('\n');
    }
    Ok(Finished { text, ok: child.wait()?.success() })
}

/// Runs a command to its end; its output is the answer, and on failure the end of it is in the error.
pub fn run(name: &str, command: &mut Command) -> Result<String> {
    let finished = follow(name, command, |_| {})?;
    if !finished.ok {
        let arguments: Vec<_> = command.get_args().map(|a| a.to_string_lossy().into_owned()).collect();
        bail!("`{} {}` failed:\n{}", command.get_program().to_string_lossy(), arguments.join(" "), finished.tail());
    }
    Ok(finished.text)
}

/// What a command printed on its standard output, trimmed.
pub fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command.stderr(Stdio::null()).output().with_context(|| format!("`{program}` could not be started"))?;
    if !done.status.success() {
        bail!("`{program}` ended with {}", done.status);
    }
    Ok(String::from_utf8_lossy(&done.stdout).trim().to_string())
}

/// Runs a command whose output belongs on this terminal.
pub fn show(command: &mut Command) -> Result<()> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("`{program}` could not be started"))?;
    if !status.success() {
        bail!("`{program}` ended with {status}");
    }
    Ok(())
}
