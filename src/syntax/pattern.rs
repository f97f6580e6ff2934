//! Patterns of `${name#pattern}` and its like: `*`, `?`, and letters.

use regex::{Regex, RegexBuilder};

/// Where a pattern is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    ShortestPrefix,
    LongestPrefix,
    Anywhere,
}

pub(super) enum PatternError {
    /// A backslash before something that has no meaning to lose.
    Escape(String),
    TooLong,
}

/// The regular expression that means the same as `pattern`.
pub(super) fn compile(pattern: &str, place: Pattern) -> Result<Regex, PatternError> {
    const SIZE: usize = 1 << 20;
    let mut out = String::with_capacity(pattern.len() + 4);
    if place != Pattern::Anywhere {
        out.push('^');
    }
    let mut letters = pattern.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '*' if place == Pattern::ShortestPrefix => out.push_str(".*?"),
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            // These two are escaped because of the `${...}` around them.
            '\\' if matches!(letters.peek(), Some('}' | '/')) => {}
            '\\' => match letters.next() {
                Some(escaped @ ('*' | '?' | '\\')) => out.extend(['\\', escaped]),
                other => return Err(PatternError::Escape(other.map(String::from).unwrap_or_default())),
            },
            _ => out.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4]))),
        }
    }
    RegexBuilder::new(&out).size_limit(SIZE).build().map_err(|_| PatternError::TooLong)
}

/// The pattern that matches reversed texts: escapes stay in front of what they escape.
pub(super) fn reversed(pattern: &str) -> String {
    let mut groups: Vec<String> = Vec::new();
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        let mut group = String::from(letter);
        if letter == '\\' {
            group.extend(letters.next());
        }
        groups.push(group);
    }
    groups.into_iter().rev().collect()
}
