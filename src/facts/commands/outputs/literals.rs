//! What the text of a configuration written in JavaScript says, as far as it is literal.

/// Whether a configuration takes from other files or the environment; imports of types do not count.
pub(super) fn is_computed(config: &str) -> bool {
    let is_plain = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("import type") || line.starts_with("//") || line.starts_with('*') || line.starts_with("/*")
    };
    let mut rest = config.lines().filter(|line| !is_plain(line));
    rest.any(|line| ["require(", "import ", "process.env", "..."].iter().any(|sign| line.contains(sign)))
}

/// The value of `key: 'value'` where the key stands once, and that value's text.
pub(super) fn literal(text: &str, key: &str) -> Option<(String, String)> {
    let mut places = text.match_indices(key);
    let (at, _) = places.next().filter(|_| places.next().is_none())?;
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?.trim_start();
    let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let value = rest[1..].split(quote).next()?;
    (!line.contains("//") && !value.contains('\n')).then(|| (value.to_owned(), value.to_owned()))
}

/// Whether a configuration names the folder as a path: in quotes, or with a slash beside it.
pub(super) fn names_path(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        let quoted = |it: Option<char>| matches!(it, Some('"' | '\'' | '`'));
        before == Some('/') || after == Some('/') || quoted(before) && quoted(after)
    })
}

#[cfg(test)]
mod tests {
    use super::{literal, names_path};

    #[test]
    fn reads_one_literal() {
        assert_eq!(literal("build: { outDir: 'www/x' }", "outDir").map(|it| it.0), Some("www/x".to_owned()));
        assert_eq!(literal("outDir: path.join(a, b)", "outDir"), None);
        assert_eq!(literal("outDir: 'a', outDir: 'b'", "outDir"), None);
        assert_eq!(literal("// outDir: 'a'", "outDir"), None);
    }

    #[test]
    fn a_path_has_quotes_or_a_slash() {
        assert!(names_path("x('build')", "build"));
        assert!(names_path("../build/x", "build"));
        assert!(!names_path("build: { minify: true }", "build"));
    }
}
