//! The pages point at files that are there.

use crate::tree::File;

/// The relative links of a page that lead nowhere.
pub(crate) fn broken(page: &File, exists: impl Fn(&str) -> bool) -> Vec<String> {
    if !page.path.ends_with(".md") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    let mut fenced = false;
    for (number, line) in page.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for link in targets(line) {
            let file = link.split('#').next().unwrap_or_default();
            let elsewhere = link.contains("://") || link.starts_with("mailto:");
            if !elsewhere && !file.is_empty() && !resolve(&page.path, file).is_some_and(|path| exists(&path))
            {
                faults.push(format!("{}:{number}: {link} leads nowhere", page.path));
            }
        }
    }
    faults
}

/// What stands in `](...)`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(target, _)| target.trim()))
}

/// The path from the top of the checkout, or `None` if it leaves it.
fn resolve(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        broken(&File::new(path, text), |path| path == "docs/protocol.md" || path == "README.md")
    }

    #[test]
    fn a_link_that_leads_nowhere() {
        assert_eq!(found("README.md", "see [it](docs/gone.md)"), ["README.md:1: docs/gone.md leads nowhere"]);
        assert_eq!(found("docs/adr/x.md", "[a](../protocol.md) [b](protocol.md#frames)").len(), 1);
        assert_eq!(found("README.md", "[out](../../elsewhere.md)").len(), 1);
    }

    #[test]
    fn links_that_lead_somewhere() {
        for link in ["docs/protocol.md", "./docs/protocol.md#1-session", "#below", "https://example.org/x.md"]
        {
            assert!(found("README.md", &format!("[x]({link})")).is_empty(), "{link}");
        }
        assert!(found("docs/adr/x.md", "[up](../../README.md)").is_empty());
    }

    #[test]
    fn a_link_in_a_code_block_is_text() {
        assert!(found("README.md", "```\n[x](gone.md)\n```\n").is_empty());
        assert_eq!(found("README.md", "```\n```\n[x](gone.md)\n").len(), 1);
    }

    #[test]
    fn only_pages_are_read() {
        assert!(found("core/types/src/lib.rs", "[x](gone.md)").is_empty());
    }
}
