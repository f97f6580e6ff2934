//! Licence ids and exceptions that SPDX lists, and expressions of them.
//! (spdx.github.io/spdx-spec, annex "SPDX license expressions")

use std::collections::HashSet;
use std::sync::OnceLock;

/// Whether `text` is a licence expression: `MIT`, `Apache-2.0 OR MIT`, `GPL-2.0-only WITH Classpath-exception-2.0`.
pub fn is_expression(text: &str) -> bool {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut open = 0_usize;
    let mut wants_id = true;
    let mut words = spaced.split_whitespace();
    while let Some(word) = words.next() {
        match (word, wants_id) {
            ("(", true) => open += 1,
            (")", false) if open > 0 => open -= 1,
            ("AND" | "OR", false) => wants_id = true,
            ("WITH", false) => {
                if !words.next().is_some_and(|it| known().exceptions.contains(it.to_ascii_lowercase().as_str())) {
                    return false;
                }
            }
            (id, true) if is_id(id) => wants_id = false,
            _ => return false,
        }
    }
    !wants_id && open == 0
}

/// Ids are compared without regard to case.
fn is_id(word: &str) -> bool {
    let own = word.rsplit_once(':').map_or(word, |(_, own)| own).strip_prefix("LicenseRef-");
    if let Some(own) = own {
        return !own.is_empty() && own.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-'));
    }
    let id = word.strip_suffix('+').unwrap_or(word).to_ascii_lowercase();
    known().ids.contains(id.as_str())
}

struct Known {
    ids: HashSet<String>,
    exceptions: HashSet<String>,
}

fn known() -> &'static Known {
    static KNOWN: OnceLock<Known> = OnceLock::new();
    KNOWN.get_or_init(|| {
        let text = include_str!("licenses.txt");
        let (ids, exceptions) = text.split_once("\nWITH\n").unwrap_or((text, ""));
        let words = |text: &str| {
            let lines = text.lines().filter(|it| !it.starts_with('#'));
            lines.flat_map(str::split_whitespace).map(str::to_ascii_lowercase).collect()
        };
        Known { ids: words(ids), exceptions: words(exceptions) }
    })
}

#[cfg(test)]
mod tests {
    use super::is_expression;

    #[test]
    fn expressions_are_read() {
        for text in [
            "MIT",
            "bsd-3-clause",
            "Apache-2.0 OR MIT",
            "(MIT AND GPL-2.0+) OR 0BSD",
            "GPL-2.0-only WITH Classpath-exception-2.0",
            "LicenseRef-Our-Own",
            "DocumentRef-x:LicenseRef-y",
        ] {
            assert!(is_expression(text), "{text}");
        }
        for text in ["", "MIT License", "Apache 2.0", "not-spdx", "MIT OR", "(MIT", "MIT)", "MIT WITH Nothing", "GPL"] {
            assert!(!is_expression(text), "{text}");
        }
    }
}
