//! The evaluation as a document of sections, of which some can be made anew and the rest kept.

use anyhow::{Result, ensure};

const MARK: &str = "<!-- section: ";
const END: &str = " -->\n";

/// A document that holds `fresh` sections in the order of `slugs`, and the rest as `before` has them.
///
/// # Errors
/// A section that is neither fresh nor in the document before.
pub fn assemble(head: &str, slugs: &[&str], fresh: &[(&str, String)], before: &str) -> Result<String> {
    let mut out = head.to_string();
    for slug in slugs {
        let made = fresh.iter().find(|(name, _)| name == slug).map(|(_, text)| text.as_str());
        let text = made.or_else(|| section(before, slug));
        ensure!(text.is_some(), "the document has no section {slug} yet: make it with the others, without --only");
        out.push_str(MARK);
        out.push_str(slug);
        out.push_str(END);
        out.push_str(text.unwrap_or_default().trim_end());
        out.push_str("\n\n");
    }
    Ok(out.trim_end().to_string() + "\n")
}

fn section<'a>(document: &'a str, slug: &str) -> Option<&'a str> {
    let start = document.find(&format!("{MARK}{slug}{END}"))?;
    let rest = &document[start + MARK.len() + slug.len() + END.len()..];
    Some(rest.find(MARK).map_or(rest, |end| &rest[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fresh_section_replaces_its_own_and_no_other() {
        let fresh = |slug, text: &str| (slug, text.to_string());
        let first = assemble("# T\n\n", &["a", "b"], &[fresh("a", "## A\n1"), fresh("b", "## B\n2")], "").unwrap();
        let second = assemble("# T\n\n", &["b", "a"], &[fresh("a", "## A\n3\n\n")], &first).unwrap();
        assert_eq!(second, "# T\n\n<!-- section: b -->\n## B\n2\n\n<!-- section: a -->\n## A\n3\n");
        assert!(assemble("# T\n", &["a", "c"], &[], &first).is_err());
    }
}
