//! One set of lints for every room.

/// What a manifest lacks to take the lints of the workspace, and nothing but them.
pub(crate) fn own_lints(path: &str, manifest: &str) -> Vec<String> {
    let mut section = "";
    let mut inherits = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            section = line;
        } else if section == "[lints]" && line.replace(' ', "") == "workspace=true" {
            inherits = true;
        }
    }
    if inherits { Vec::new() } else { vec![format!("{path}: [lints] must say workspace = true")] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_that_inherits() {
        assert!(own_lints("x", "[package]\nname = \"x\"\n\n[lints]\nworkspace = true\n").is_empty());
    }

    #[test]
    fn a_manifest_with_no_lints_or_its_own() {
        for manifest in [
            "[package]\nname = \"x\"\n",
            "[lints]\nworkspace = false\n",
            "[lints.rust]\nunsafe_code = \"allow\"\n",
            "[lints]\n[dependencies]\nworkspace = true\n",
        ] {
            assert_eq!(own_lints("x", manifest).len(), 1, "{manifest}");
        }
    }
}
