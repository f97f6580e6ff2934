//! Where a finding stands, as each format counts it.
//!
//! | format | lines | columns | end |
//! |---|---|---|---|
//! | SARIF | from 1 | from 1, UTF-16 units | exclusive |
//! | JSON, JSON Lines | from 1 | from 1, characters | exclusive |
//! | GitHub's commands | from 1 | from 1, characters, on one line only | inclusive |
//! | GitLab, Code Climate, Checkstyle, JUnit, Azure, short | from 1 | from 1, characters | none |
//! | TeamCity | from 1 | none | none |
//! | SonarQube | from 1 | from 0, UTF-16 units | exclusive |
//! | rdjson | from 1 | from 1, bytes | exclusive |

use crate::source::{Position, Source, Span};

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Bytes,
    Chars,
    Utf16,
}

/// Lines and columns from 1, the end one past the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) start: Position,
    pub(super) end: Position,
}

/// The place of `span`, held inside the text.
pub(super) fn range(source: &Source, span: Span, unit: Unit) -> Range {
    let length = source.text().len() as u32;
    let at = |offset: u32| match unit {
        Unit::Bytes => source.position_bytes(offset),
        Unit::Chars => source.position(offset),
        Unit::Utf16 => source.position_utf16(offset),
    };
    let start = span.start.min(length);
    Range { start: at(start), end: at(span.end.clamp(start, length)) }
}

/// Line and column in characters of the start of `span`.
pub(super) fn start(source: &Source, span: Span) -> Position {
    range(source, span, Unit::Chars).start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_behind_letters_of_many_bytes() {
        let source = Source::new("Dockerfile", "\u{1F600}é x y");
        let columns = |unit| {
            let Range { start, end } = range(&source, Span { start: 7, end: 90 }, unit);
            (start.column, end.column)
        };
        assert_eq!(columns(Unit::Bytes), (8, 11));
        assert_eq!(columns(Unit::Utf16), (5, 8));
        assert_eq!(columns(Unit::Chars), (4, 7));
    }
}
