//! The text of one file, and where in it things stand.
//!
//! A [`Span`] is a range of bytes. Lines and columns exist only at the edges:
//! [`Source::position`] counts characters for people, [`Source::position_utf16`]
//! counts UTF-16 units for SARIF and editors, [`Source::position_bytes`] counts bytes.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A range of bytes `start..end` in one [`Source`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// The span of the bytes `range`. Files beyond 4 GiB are refused before they get here.
    pub fn new(range: Range<usize>) -> Span {
        Span { start: range.start as u32, end: range.end as u32 }
    }

    /// The empty span at byte `at`.
    pub fn empty(at: usize) -> Span {
        Span::new(at..at)
    }

    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A place for people or machines: line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// The text of one file. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Source {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    text: String,
    /// Byte offset at which each line starts. Lines end at `\n` only, as BuildKit's do.
    line_starts: Vec<u32>,
}

/// The same path with the same text.
impl PartialEq for Source {
    fn eq(&self, other: &Source) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner) || self.path() == other.path() && self.text() == other.text()
    }
}

impl Eq for Source {}

impl Source {
    /// A file at `path` (relative to the working directory, or as the user gave it) with `text`.
    pub fn new(path: impl Into<PathBuf>, text: impl Into<String>) -> Source {
        let text = text.into();
        let starts = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let line_starts = std::iter::once(0).chain(starts).collect();
        Source { inner: Arc::new(Inner { path: path.into(), text, line_starts }) }
    }

    /// A file of any bytes: what is not UTF-8 becomes U+FFFD.
    pub fn from_bytes(path: impl Into<PathBuf>, bytes: Vec<u8>) -> Source {
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        Source::new(path, text)
    }

    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// The text of `span`; empty where the span is not in this file.
    pub fn slice(&self, span: Span) -> &str {
        self.inner.text.get(span.range()).unwrap_or_default()
    }

    pub fn line_count(&self) -> usize {
        self.inner.line_starts.len()
    }

    /// The line (from 1) that byte `at` stands on.
    pub fn line(&self, at: u32) -> u32 {
        self.inner.line_starts.partition_point(|start| *start <= at) as u32
    }

    /// The bytes of line `line` (from 1), without its line end.
    pub fn line_span(&self, line: u32) -> Span {
        let starts = &self.inner.line_starts;
        let index = (line.max(1) as usize - 1).min(starts.len() - 1);
        let start = starts[index] as usize;
        let end = starts.get(index + 1).map_or(self.inner.text.len(), |next| *next as usize - 1);
        let end = start + self.inner.text[start..end].trim_end_matches('\r').len();
        Span::new(start..end)
    }

    /// Line and column in characters.
    pub fn position(&self, at: u32) -> Position {
        self.locate(at, |text| text.chars().count())
    }

    /// Line and column in UTF-16 code units.
    pub fn position_utf16(&self, at: u32) -> Position {
        self.locate(at, |text| text.encode_utf16().count())
    }

    /// Line and column in bytes of UTF-8.
    pub fn position_bytes(&self, at: u32) -> Position {
        self.locate(at, str::len)
    }

    fn locate(&self, at: u32, count: impl Fn(&str) -> usize) -> Position {
        let line = self.line(at);
        let start = self.inner.line_starts[line as usize - 1] as usize;
        let mut end = (at as usize).min(self.inner.text.len());
        while !self.inner.text.is_char_boundary(end) {
            end -= 1;
        }
        Position { line, column: count(&self.inner.text[start..end]) as u32 + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let source = Source::new("Dockerfile", "FROM a\r\n# \u{1F600}é x\n");
        let at = source.text().find('x').expect("there is an x") as u32;
        assert_eq!(source.position(at), Position { line: 2, column: 6 });
        assert_eq!(source.position_utf16(at), Position { line: 2, column: 7 });
        assert_eq!(source.position_bytes(at), Position { line: 2, column: 10 });
        assert_eq!(source.slice(source.line_span(1)), "FROM a");
        assert_eq!(source.line_count(), 3);
    }
}
