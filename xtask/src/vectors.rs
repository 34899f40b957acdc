//! The regression expectations of the conformance vectors, and the README's numbers.

use crate::shell::{cargo, show};
use anyhow::Result;

/// Writes them anew from what the core answers now; cases by hand or from a contract stay as they are.
pub fn run() -> Result<()> {
    // Only the test that writes: the others would read half-written files beside it.
    show(
        cargo(&["test", "--package", "plimsoll", "--test", "conformance", "every_vector_is_bit_equal"]).env("PLIMSOLL_VECTORS_WRITE", "1"),
    )?;
    crate::readme::update(&crate::shell::root(), &crate::built::example()?)?;
    println!("Review `git diff core/tests/vectors README.md`: a changed number that a user can see needs a line in CHANGELOG.md.");
    Ok(())
}
