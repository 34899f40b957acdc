//! One progress line for each step: what it does, and how long it took.

use anyhow::{Context, Result};
use std::io::{IsTerminal, Write, stdout};
use std::time::Instant;

/// Runs one step between "… title" and "✓ title (3.2 s)".
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    // On a terminal the finished line takes the place of the running one; a log gets a line for each.
    let live = stdout().is_terminal();
    let start = Instant::now();
    if live {
        print!("  … {title}");
    } else {
        println!("  … {title}");
    }
    let _ = stdout().flush();
    let result = work();
    let seconds = start.elapsed().as_secs_f64();
    let (mark, back) = (if result.is_ok() { '✓' } else { '✗' }, if live { "\r\x1b[K" } else { "" });
    println!("{back}  {mark} {title} ({seconds:.1} s)");
    result.with_context(|| format!("the step \"{title}\" failed"))
}

/// A line inside a running step that takes long: what it is doing.
pub fn note(text: &str) {
    let back = if stdout().is_terminal() { "\r\x1b[K" } else { "" };
    println!("{back}    {text}");
}
