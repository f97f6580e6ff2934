//! Places as the protocol counts them: lines and columns from 0, in UTF-16 units unless both sides agree on bytes.

use gen_lsp_types::{Position, Range};

use crate::source::Span;

/// What a column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

/// A text and where its lines start. Other than in the rest of the program, a lone `\r` ends a line too: so the
/// protocol has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub(super) text: &'a str,
    pub(super) starts: &'a [u32],
    pub(super) encoding: Encoding,
}

/// The byte at which each line starts.
pub(super) fn line_starts(text: &str) -> Vec<u32> {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0).chain(ends.map(|(at, _)| at as u32 + 1)).collect()
}

impl Text<'_> {
    /// The byte that a position means. Behind the end of a line it is that end, behind the last line the text's; within
    /// a character its start.
    pub(super) fn offset(&self, position: Position) -> u32 {
        let Some(start) = self.starts.get(position.line as usize) else { return self.text.len() as u32 };
        let line = self.line(position.line as usize);
        let wanted = position.character as usize;
        if line.is_ascii() || self.encoding == Encoding::Utf8 {
            let mut at = wanted.min(line.len());
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            return start + at as u32;
        }
        let mut units = 0;
        for (at, character) in line.char_indices() {
            units += character.len_utf16();
            if units > wanted {
                return start + at as u32;
            }
        }
        start + line.len() as u32
    }

    /// The position of a byte; within a character, of its start.
    pub(super) fn position(&self, at: u32) -> Position {
        let mut at = (at as usize).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        let line = self.starts.partition_point(|start| *start as usize <= at) - 1;
        let before = &self.text[self.starts[line] as usize..at];
        let character = match self.encoding {
            Encoding::Utf16 if !before.is_ascii() => before.encode_utf16().count(),
            _ => before.len(),
        };
        Position { line: line as u32, character: character as u32 }
    }

    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end.max(span.start)) }
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let (one, other) = (self.offset(range.start), self.offset(range.end));
        Span { start: one.min(other), end: one.max(other) }
    }

    /// The line without its end.
    fn line(&self, index: usize) -> &str {
        let start = self.starts[index] as usize;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text[start..end];
        line.strip_suffix("\r\n").or_else(|| line.strip_suffix(['\n', '\r'])).unwrap_or(line)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn columns_are_units_or_bytes() {
        let text = "a\r\n\u{1F600}é x\rb\n";
        let starts = line_starts(text);
        assert_eq!(starts, [0, 3, 12, 14]);
        let utf16 = Text { text, starts: &starts, encoding: Encoding::Utf16 };
        let utf8 = Text { encoding: Encoding::Utf8, ..utf16 };
        let x = text.find('x').expect("there is an x") as u32;
        assert_eq!((utf16.position(x), utf8.position(x)), (at(1, 4), at(1, 7)));
        assert_eq!((utf16.offset(at(1, 4)), utf8.offset(at(1, 7))), (x, x));
        // Half of a character, behind a line, behind the text.
        assert_eq!((utf16.offset(at(1, 1)), utf8.offset(at(1, 2))), (3, 3));
        assert_eq!((utf16.offset(at(0, 9)), utf16.offset(at(1, 9)), utf16.offset(at(2, 9))), (1, 11, 13));
        assert_eq!((utf16.offset(at(3, 0)), utf16.offset(at(9, 9))), (14, 14));
        assert_eq!(utf16.position(99), at(3, 0));
    }

    proptest! {
        #[test]
        fn there_and_back(text in "([a\u{1F600}é \r\n]|\r\n){0,12}", utf8 in any::<bool>()) {
            let starts = line_starts(&text);
            let encoding = if utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
            let lines = Text { text: &text, starts: &starts, encoding };
            for (byte, _) in text.char_indices() {
                // The end of a line has one position, and `\r\n` is one end.
                let in_end = text[byte..].starts_with('\n') && text[..byte].ends_with('\r');
                if !in_end {
                    prop_assert_eq!(lines.offset(lines.position(byte as u32)), byte as u32);
                }
            }
        }

        #[test]
        fn no_position_is_too_odd(line in any::<u32>(), character in any::<u32>()) {
            let text = "a\n\u{1F600}\r\n";
            let starts = line_starts(text);
            for encoding in [Encoding::Utf8, Encoding::Utf16] {
                let lines = Text { text, starts: &starts, encoding };
                let offset = lines.offset(at(line, character)) as usize;
                prop_assert!(text.is_char_boundary(offset));
            }
        }
    }
}
