//! One pattern: how `patternmatcher` reads it and what it matches.

use std::sync::OnceLock;

use regex::bytes::Regex;

use crate::source::Span;

use super::gopath;
use super::goregexp;

/// One line of an ignore file that holds a pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Cleaned, without `!`.
    pub text: String,
    pub negated: bool,
    /// The line in the ignore file, without white space around it.
    pub span: Span,
    matcher: Matcher,
}

/// What a pattern's text comes to. The first three are `patternmatcher`'s own; the next ones are common
/// expressions that need no expression engine.
#[derive(Clone, Debug)]
enum Matcher {
    Exact,
    /// The bytes of the text that the path starts with.
    Prefix(usize),
    /// The text behind the leading `**`.
    Suffix,
    /// `before*after`: nothing but the star is special. The byte at which the star stands.
    Star(usize),
    /// `**/before*after` in the last name of a path. The byte at which the star stands.
    AnywhereStar(usize),
    /// `**/name/**`: below a folder of that name.
    Below,
    /// In Go's syntax, compiled when first asked; `None` where that fails.
    Expression(String, OnceLock<Option<Regex>>),
}

impl Pattern {
    /// Reads `line`, the cleaned line of an ignore file as `ignorefile.ReadAll` gives it. `Ok(None)`: the
    /// line is empty. Errors: what the builder refuses.
    pub(super) fn parse(line: &str, span: Span) -> Result<Option<Pattern>, String> {
        let line = line.trim();
        if line.is_empty() {
            return Ok(None);
        }
        let cleaned = gopath::clean(line);
        let (negated, text) = cleaned.strip_prefix('!').map_or((false, cleaned.as_str()), |text| (true, text));
        if text.is_empty() {
            return Err("`!` stands alone".to_owned());
        }
        if gopath::matches(text, ".").is_err() {
            return Err(format!("`{text}` has a bad `[`, `]` or `\\`"));
        }
        let matcher = Matcher::of(text);
        Ok(Some(Pattern { text: text.to_owned(), negated, span, matcher }))
    }

    /// Whether the pattern matches this very path; folders above it are not asked.
    pub fn matches(&self, path: &str) -> bool {
        let text = self.text.as_str();
        match &self.matcher {
            Matcher::Exact => path == text,
            Matcher::Prefix(length) => path.starts_with(&text[..*length]),
            Matcher::Suffix => {
                // Bytes, as a text that starts with a byte-order mark has no border here.
                let suffix = &text.as_bytes()[2..];
                path.as_bytes().ends_with(suffix) || suffix.strip_prefix(b"/") == Some(path.as_bytes())
            }
            Matcher::Star(at) => around(path, &text[..*at], &text[at + 1..]).is_some_and(|star| !star.contains('/')),
            Matcher::AnywhereStar(at) => {
                let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
                !folder.contains('\n') && around(name, &text[3..*at], &text[at + 1..]).is_some()
            }
            Matcher::Below => {
                let (whole, folder) = (&text[2..text.len() - 2], &text[3..text.len() - 2]);
                !path.contains('\n') && (path.starts_with(folder) || path.contains(whole))
            }
            Matcher::Expression(go, compiled) => compiled
                .get_or_init(|| goregexp::compile(go).ok())
                .as_ref()
                .is_some_and(|it| it.is_match(path.as_bytes())),
        }
    }

    /// Why the builder cannot use the pattern, which it finds when it first tries it.
    pub(super) fn flaw(&self) -> Option<String> {
        match &self.matcher {
            Matcher::Expression(go, _) => goregexp::translate(go).err(),
            _ => None,
        }
    }

    /// `text` without a last `/**` and then a last `/*`, as the walk compares it with folders.
    pub(super) fn without_trailing_glob(&self) -> &str {
        let text = self.text.strip_suffix("/**").unwrap_or(&self.text);
        text.strip_suffix("/*").unwrap_or(text)
    }
}

/// What stands between `before` and `after` in `text`.
fn around<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.strip_prefix(before)?.strip_suffix(after)
}

impl Matcher {
    fn of(text: &str) -> Matcher {
        quick(text).unwrap_or_else(|| Matcher::slow(text))
    }

    /// The steps of `patternmatcher`'s `compile`, whose type for a pattern depends on what came last.
    fn slow(text: &str) -> Matcher {
        let mut kind = Matcher::Exact;
        let mut go = String::from("^");
        let is_expression = |kind: &Matcher| matches!(kind, Matcher::Expression(..));
        let expression = || Matcher::Expression(String::new(), OnceLock::new());
        // Go's scanner drops a byte-order mark.
        let mut letters = text.strip_prefix('\u{FEFF}').unwrap_or(text).chars().peekable();
        let mut first = true;
        while let Some(letter) = letters.next() {
            match letter {
                '*' if letters.next_if_eq(&'*').is_some() => {
                    letters.next_if_eq(&'/');
                    if letters.peek().is_some() {
                        go.push_str("(.*/)?");
                        kind = expression();
                    } else if matches!(kind, Matcher::Exact) {
                        kind = Matcher::Prefix(text.len() - 2);
                    } else {
                        go.push_str(".*");
                        kind = expression();
                    }
                    if first {
                        kind = Matcher::Suffix;
                    }
                }
                '*' => {
                    go.push_str("[^/]*");
                    kind = expression();
                }
                '?' => {
                    go.push_str("[^/]");
                    kind = expression();
                }
                // The original means to escape `|{}` too, and does not.
                '.' | '+' | '(' | ')' | '$' => go.extend(['\\', letter]),
                '\\' => {
                    go.push('\\');
                    if let Some(next) = letters.next() {
                        go.push(next);
                        kind = expression();
                    }
                }
                '[' | ']' => {
                    go.push(letter);
                    kind = expression();
                }
                _ => go.push(letter),
            }
            first = false;
        }
        if is_expression(&kind) {
            go.push('$');
            return Matcher::Expression(go, OnceLock::new());
        }
        kind
    }
}

/// The matcher of patterns that are made of letters and one star or so.
fn quick(text: &str) -> Option<Matcher> {
    if text.contains(['?', '[', ']', '\\', '^', '{', '}', '|', '\u{FEFF}']) {
        return None;
    }
    let (start, tail) = text.strip_prefix("**/").map_or((0, text), |tail| (3, tail));
    if let Some(folder) = tail.strip_suffix("/**").filter(|_| start == 3) {
        return (!folder.contains('*') && !folder.is_empty()).then_some(Matcher::Below);
    }
    let mut stars = tail.match_indices('*');
    let (at, _) = stars.next()?;
    if stars.next().is_some() {
        return None;
    }
    match start {
        0 => Some(Matcher::Star(at)),
        _ if tail.contains('/') => None,
        _ => Some(Matcher::AnywhereStar(start + at)),
    }
}
