//! The numbers in the README's four snippets: taken from what the example in Rust prints.

use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// The figures that each snippet shows, in this order: the labels of the example's lines.
const FIGURES: [(&str, &str); 5] =
    [("Health factor", ""), ("Liquidation price", ""), ("P(liquidated)", "within 24 h"), ("Safe leverage", ""), ("Lead time", "")];

/// Languages of the snippets, and the program that each is taken from.
const SNIPPETS: [(&str, &str); 4] = [
    ("js", "examples/node/advice.mjs"),
    ("rust", "examples/rust/src/main.rs"),
    ("kotlin", "examples/kotlin/Advice.kt"),
    ("swift", "examples/swift/main.swift"),
];

/// Writes the README's numbers anew.
pub fn update(root: &Path, example: &str) -> Result<()> {
    let file = root.join("README.md");
    let text = fs::read_to_string(&file).context("README.md cannot be read")?;
    fs::write(file, with_figures(&text, example)?)?;
    Ok(())
}

/// The README with the figures of the example's output in its snippets' comments.
fn with_figures(readme: &str, example: &str) -> Result<String> {
    let figures = FIGURES.iter().map(|(label, part)| figure(example, label, part)).collect::<Result<Vec<_>>>()?;
    let mut open = false;
    let mut next = figures.iter();
    let mut out = String::with_capacity(readme.len());
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            open = SNIPPETS.iter().any(|(known, _)| *known == language);
            next = figures.iter();
        }
        match line.split_once(" // ").filter(|_| open) {
            Some((code, _)) => out.push_str(&format!("{code} // {}", next.next().context("a snippet shows more than its five figures")?)),
            None => out.push_str(line),
        }
        out.push('\n');
    }
    Ok(out)
}

/// The text of one figure up to its first semicolon.
fn figure(example: &str, label: &str, part: &str) -> Result<String> {
    let line = example.lines().find(|line| line.starts_with(label) && line.contains(part));
    let rest = line.and_then(|line| line.strip_prefix(label)).with_context(|| format!("the example in Rust prints no line \"{label}\""))?;
    Ok(rest.split(';').next().unwrap_or(rest).trim().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::built;
    use crate::shell::root;

    fn readme() -> String {
        fs::read_to_string(root().join("README.md")).unwrap()
    }

    /// The lines of one language's snippet.
    fn snippet<'a>(readme: &'a str, language: &str) -> Vec<&'a str> {
        let fence = format!("```{language}");
        readme.lines().skip_while(|line| **line != *fence).skip(1).take_while(|line| *line != "```").collect()
    }

    #[test]
    fn the_numbers_are_those_of_the_example() {
        let text = readme();
        let right = with_figures(&text, &built::example().unwrap()).unwrap();
        assert_eq!(text, right, "the README's numbers differ from the example's: `cargo xtask vectors` writes them anew");
        for (language, _) in SNIPPETS {
            let shown = snippet(&text, language).iter().filter(|line| line.contains(" // ")).count();
            assert_eq!(shown, FIGURES.len(), "figures in the {language} snippet");
        }
    }

    #[test]
    fn every_statement_stands_in_a_program_that_runs() {
        let text = readme();
        for (language, program) in SNIPPETS {
            let source = fs::read_to_string(root().join(program)).unwrap();
            let mut statements = 0;
            for line in snippet(&text, language).iter().filter(|line| line.contains(" = ")) {
                assert!(source.contains(line.trim()), "{program} does not hold the README's line `{line}`");
                statements += 1;
            }
            assert!(statements >= 3, "the {language} snippet holds {statements} statements");
            for line in snippet(&text, language).iter().filter_map(|line| line.split_once(" // ").map(|(code, _)| code)) {
                let field = line.trim_end_matches(';').rsplit('.').next().unwrap();
                assert!(source.contains(field), "{program} reads no `{field}`");
            }
        }
    }

    #[test]
    fn both_commands_stand_in_the_first_thirty_lines() {
        let text = readme();
        let head: Vec<&str> = text.lines().take(30).collect();
        for command in ["cargo xtask demo", "cargo xtask test"] {
            assert!(head.iter().any(|line| line.starts_with(command)), "`{command}` is not in the README's first 30 lines");
        }
    }

    #[test]
    fn a_stale_number_is_replaced_and_text_outside_the_snippets_is_not() {
        let example = "Health factor      2.000, liquidatable below 1\nLiquidation price  $9.00 per ETH\nP(liquidated)      1.0 % within 24 h\n\
                       Safe leverage      3.0 for at most 1 % within 24 h; bound by market tail\nLead time          at least 5.0 h\n";
        let readme = "x // 1\n```js\na.b; // 1\na.c; // 1\n```\n";
        assert_eq!(
            with_figures(readme, example).unwrap(),
            "x // 1\n```js\na.b; // 2.000, liquidatable below 1\na.c; // $9.00 per ETH\n```\n"
        );
    }
}
