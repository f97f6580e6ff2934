//! A source file with its comments blanked and its string literals marked.
//!
//! Not a parser: it knows what a comment, a string and a bracket are, which is all that finding a
//! call and its arguments needs. Every byte keeps its place.

use std::collections::HashMap;
use std::ops::Range;

use crate::source::{Source, Span};

use super::super::Place;

/// How a language writes comments and strings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grammar {
    pub(super) line_comments: &'static [&'static str],
    pub(super) block_comment: Option<(&'static str, &'static str)>,
    pub(super) nested_comments: bool,
    /// Quotes of a string with escapes, on one line.
    pub(super) quotes: &'static [u8],
    /// A raw string without escapes, over many lines (Go). Template strings have escapes (JavaScript).
    pub(super) backtick: Backtick,
    /// `"""` and, in Python, `'''`.
    pub(super) triple_quotes: bool,
    /// `'` is a character or, in Rust, a lifetime.
    pub(super) lifetimes: bool,
    pub(super) regex_literals: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backtick {
    None,
    Raw,
    Template,
}

const C_LIKE: Grammar = Grammar {
    line_comments: &["//"],
    block_comment: Some(("/*", "*/")),
    nested_comments: false,
    quotes: b"\"'",
    backtick: Backtick::None,
    triple_quotes: false,
    lifetimes: false,
    regex_literals: false,
};

pub(super) const GO: Grammar = Grammar { backtick: Backtick::Raw, ..C_LIKE };
pub(super) const JAVASCRIPT: Grammar = Grammar { backtick: Backtick::Template, regex_literals: true, ..C_LIKE };
pub(super) const JVM: Grammar = Grammar { triple_quotes: true, ..C_LIKE };
pub(super) const CSHARP: Grammar = Grammar { triple_quotes: true, ..C_LIKE };
pub(super) const RUST: Grammar = Grammar { quotes: b"\"", nested_comments: true, lifetimes: true, ..C_LIKE };
pub(super) const PHP: Grammar = Grammar { line_comments: &["//", "#"], ..C_LIKE };
pub(super) const PYTHON: Grammar =
    Grammar { line_comments: &["#"], block_comment: None, triple_quotes: true, ..C_LIKE };
pub(super) const RUBY: Grammar =
    Grammar { line_comments: &["#"], block_comment: Some(("\n=begin", "\n=end")), ..C_LIKE };

pub(super) struct Code {
    /// Relative to the context.
    pub(super) path: String,
    pub(super) source: Source,
    /// As long as the source's text; comments are blanks.
    pub(super) text: String,
    /// What stands between the quotes, in order.
    strings: Vec<Range<usize>>,
}

impl Code {
    pub(super) fn new(path: &str, source: &Source, grammar: &Grammar) -> Code {
        let (text, strings) = Blanker { text: source.text().as_bytes(), at: 0, grammar }.run();
        Code { path: path.to_owned(), source: source.clone(), text, strings }
    }

    /// Whether byte `at` is part of a string literal.
    pub(super) fn in_string(&self, at: usize) -> bool {
        self.string_at(at).is_some()
    }

    /// The string literal that holds byte `at`, without quotes.
    pub(super) fn string_at(&self, at: usize) -> Option<Range<usize>> {
        let index = self.strings.partition_point(|it| it.end <= at);
        self.strings.get(index).filter(|it| it.start <= at).cloned()
    }

    /// All string literals, without quotes.
    pub(super) fn strings(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.strings.iter().map(|range| (range.clone(), &self.text[range.clone()]))
    }

    /// The string that fills `range` but for blanks and quotes.
    pub(super) fn whole_string(&self, range: Range<usize>) -> Option<Range<usize>> {
        let text = self.text.get(range.clone())?;
        let start = range.start + (text.len() - text.trim_start().len());
        let end = range.start + text.trim_end().len();
        let quote = self.text[start..end].find(['"', '\'', '`'])?;
        let prefix = &self.text[start..start + quote];
        let string = self.strings.get(self.strings.partition_point(|it| it.end <= start + quote))?;
        let after = self.text.get(string.end..end)?;
        let closes = after.chars().all(|it| matches!(it, '"' | '\'' | '`' | '#')) && !after.is_empty();
        let opens = self.text.get(start + quote..string.start)?.chars().all(|it| matches!(it, '"' | '\'' | '`'));
        (closes && opens && prefix.len() <= 3 && prefix.chars().all(|it| it.is_alphanumeric() || "#@$".contains(it)))
            .then(|| string.clone())
    }

    /// The arguments of a call whose opening bracket is the byte before `start`, each trimmed; the
    /// bracket's end last. `None` where it does not close within some thousand bytes.
    pub(super) fn arguments(&self, start: usize) -> Option<Vec<Range<usize>>> {
        let end = self.closing(start)?;
        Some(self.split(start..end, b','))
    }

    /// The byte of the bracket that closes what was opened before `start`.
    pub(super) fn closing(&self, start: usize) -> Option<usize> {
        const REACH: usize = 20_000;
        let bytes = self.text.as_bytes();
        let (mut depth, mut at) = (0usize, start);
        while at < bytes.len().min(start + REACH) {
            if let Some(string) = self.string_at(at) {
                at = string.end.max(at + 1);
                continue;
            }
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return Some(at),
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `range` cut at each `separator` outside brackets and strings; empty pieces at the end left out.
    pub(super) fn split(&self, range: Range<usize>, separator: u8) -> Vec<Range<usize>> {
        let bytes = self.text.as_bytes();
        let (mut depth, mut start, mut at) = (0i32, range.start, range.start);
        let mut out = Vec::new();
        while at < range.end.min(bytes.len()) {
            if let Some(string) = self.string_at(at) {
                at = string.end.max(at + 1);
                continue;
            }
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' => depth -= 1,
                it if it == separator && depth == 0 => {
                    out.push(self.trim(start..at));
                    start = at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        let last = self.trim(start..range.end);
        if !last.is_empty() {
            out.push(last);
        }
        out
    }

    /// The expression that starts at `start`: to the end of the line, a `;` or a `,`, brackets closed.
    pub(super) fn expression(&self, start: usize) -> Range<usize> {
        const REACH: usize = 2_000;
        let bytes = self.text.as_bytes();
        let (mut depth, mut at) = (0i32, start);
        while at < bytes.len().min(start + REACH) {
            if let Some(string) = self.string_at(at) {
                at = string.end.max(at + 1);
                continue;
            }
            match bytes[at] {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => break,
                b')' | b']' | b'}' => depth -= 1,
                b';' | b',' if depth == 0 => break,
                b'\n' if depth == 0 && !self.goes_on(start, at) => break,
                _ => {}
            }
            at += 1;
        }
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        self.trim(start..at)
    }

    /// Whether the expression goes on after the line end at `at`.
    fn goes_on(&self, start: usize, at: usize) -> bool {
        let before = self.text[start..at].trim_end();
        let after = self.text[at..].trim_start();
        before.is_empty()
            || before.ends_with(['=', '|', '?', '+', '(', '\\'])
            || ["||", "??", ".", "?", ":", "+"].iter().any(|it| after.starts_with(it))
    }

    pub(super) fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        start..(range.start + text.trim_end().len()).max(start)
    }

    pub(super) fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    pub(super) fn place(&self, range: Range<usize>) -> Place {
        Place { source: self.source.clone(), span: Span::new(range) }
    }

    /// Blanks more, such as a test module.
    pub(super) fn blank(&mut self, range: Range<usize>) {
        let Some(text) = self.text.get(range.clone()) else { return };
        let blanks = String::from_utf8(blanked(text.as_bytes())).unwrap_or_default();
        self.text.replace_range(range.clone(), &blanks);
        self.strings.retain(|it| it.end <= range.start || it.start >= range.end);
    }
}

/// Where in `all` the file at each path is.
pub(super) fn places(all: &[Code]) -> HashMap<&str, usize> {
    all.iter().enumerate().map(|(at, code)| (code.path.as_str(), at)).collect()
}

/// Blanks of the same length; line ends stay.
fn blanked(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().map(|byte| if *byte == b'\n' { b'\n' } else { b' ' }).collect()
}

struct Blanker<'a> {
    text: &'a [u8],
    at: usize,
    grammar: &'a Grammar,
}

impl Blanker<'_> {
    fn run(mut self) -> (String, Vec<Range<usize>>) {
        let mut out = self.text.to_vec();
        let mut strings = Vec::new();
        let mut last = b'\n';
        while self.at < self.text.len() {
            let start = self.at;
            if self.comment() {
                out[start..self.at].copy_from_slice(&blanked(&self.text[start..self.at]));
            } else if let Some(string) = self.string(last) {
                strings.push(string);
                last = b'"';
            } else {
                if !self.text[self.at].is_ascii_whitespace() {
                    last = self.text[self.at];
                }
                self.at += 1;
            }
        }
        // Comments are cut at characters, so that the text stays valid; if not, nothing is read in it.
        (String::from_utf8(out).unwrap_or_default(), strings)
    }

    fn comment(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if self.grammar.line_comments.iter().any(|it| rest.starts_with(it.as_bytes())) {
            self.at += find(rest, b"\n").unwrap_or(rest.len());
            return true;
        }
        let Some((open, close)) = self.grammar.block_comment else { return false };
        if !rest.starts_with(open.as_bytes()) {
            return false;
        }
        let (mut depth, mut at) = (1usize, open.len());
        while at < rest.len() && depth > 0 {
            if rest[at..].starts_with(close.as_bytes()) {
                depth -= 1;
                at += close.len();
            } else if self.grammar.nested_comments && rest[at..].starts_with(open.as_bytes()) {
                depth += 1;
                at += open.len();
            } else {
                at += 1;
            }
        }
        self.at += at;
        true
    }

    /// The inside of the string that starts here; moves behind it.
    fn string(&mut self, last: u8) -> Option<Range<usize>> {
        let byte = self.text[self.at];
        let grammar = self.grammar;
        if grammar.lifetimes && byte == b'r' && !is_name(last_byte(self.text, self.at)) {
            return self.raw_string();
        }
        if grammar.lifetimes && byte == b'\'' {
            return self.character();
        }
        if byte == b'`' && grammar.backtick != Backtick::None {
            return Some(self.quoted(b'`', grammar.backtick == Backtick::Template, true));
        }
        if grammar.regex_literals && byte == b'/' && b"(,=:[!&|?{};\n".contains(&last) {
            return self.regex();
        }
        if !grammar.quotes.contains(&byte) {
            return None;
        }
        let triple = [byte; 3];
        if grammar.triple_quotes && self.text[self.at..].starts_with(&triple) {
            let start = self.at + 3;
            let end = start + find(&self.text[start..], &triple).unwrap_or(self.text.len() - start);
            self.at = (end + 3).min(self.text.len());
            return Some(start..end);
        }
        Some(self.quoted(byte, true, grammar.lifetimes || grammar.line_comments == ["#"]))
    }

    fn quoted(&mut self, quote: u8, escapes: bool, many_lines: bool) -> Range<usize> {
        let start = self.at + 1;
        let mut at = start;
        while at < self.text.len() && self.text[at] != quote && (many_lines || self.text[at] != b'\n') {
            at += if escapes && self.text[at] == b'\\' { 2 } else { 1 };
        }
        let end = at.min(self.text.len());
        self.at = (end + 1).min(self.text.len()).max(start);
        start..end.max(start)
    }

    /// `r"..."`, `r#"..."#`.
    fn raw_string(&mut self) -> Option<Range<usize>> {
        let hashes = self.text[self.at + 1..].iter().take_while(|it| **it == b'#').count();
        let start = self.at + 1 + hashes;
        if self.text.get(start) != Some(&b'"') {
            return None;
        }
        let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        let end = start + 1 + find(&self.text[start + 1..], &close).unwrap_or(self.text.len() - start - 1);
        self.at = (end + close.len()).min(self.text.len());
        Some(start + 1..end)
    }

    /// A character literal of Rust; a lifetime is none.
    fn character(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at + 1..];
        let length = match rest.first()? {
            // What is escaped may be the quote itself.
            b'\\' => find(rest.get(2..)?, b"'").map(|at| at + 2).filter(|at| *at < 12)?,
            _ => find(rest, b"'").filter(|at| (1..=4).contains(at) && !rest[..*at].contains(&b'\n'))?,
        };
        if length > 1 && rest[0].is_ascii() && rest[0] != b'\\' {
            return None;
        }
        let start = self.at + 1;
        self.at = start + length + 1;
        Some(start..start + length)
    }

    fn regex(&mut self) -> Option<Range<usize>> {
        let start = self.at + 1;
        let (mut at, mut class) = (start, false);
        while at < self.text.len() && self.text[at] != b'\n' {
            match self.text[at] {
                b'\\' => at += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => {
                    self.at = at + 1;
                    return Some(start..at);
                }
                _ => {}
            }
            at += 1;
        }
        None
    }
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|it| it == wanted)
}

fn last_byte(text: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(b' ', |at| text[at])
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
