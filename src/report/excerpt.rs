//! The lines around a place in a file, for the formats that show them.

use crate::source::{Source, Span};

/// Lines before and after the place.
const AROUND: u32 = 2;
/// A longer place is cut, in lines.
const MOST_LINES: u32 = 12;
/// A longer line is cut, in characters.
const MOST_CHARS: usize = 300;

/// A line, in the pieces before, in and behind the place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u32,
    pub(super) before: String,
    pub(super) inside: String,
    pub(super) after: String,
}

/// The lines of `span` and those around it.
pub(super) fn lines(source: &Source, span: Span) -> Vec<Line> {
    let length = source.text().len() as u32;
    let span = Span { start: span.start.min(length), end: span.end.clamp(span.start.min(length), length) };
    let (first, last) = (source.line(span.start), source.line(last_byte(source, span)));
    let last = last.min(first + MOST_LINES - 1);
    // What follows the last line end is no line.
    let count = source.line_count() as u32;
    let count = if source.text().ends_with('\n') { count - 1 } else { count };
    let (from, to) = (first.saturating_sub(AROUND).max(1), (last + AROUND).min(count.max(first)));
    (from..=to).map(|number| line(source, span, number)).collect()
}

/// The place's last byte: one that ends with a line end ends on that line.
fn last_byte(source: &Source, span: Span) -> u32 {
    let trimmed = source.slice(span).trim_end_matches(['\n', '\r']).len() as u32;
    span.start + trimmed
}

fn line(source: &Source, span: Span, number: u32) -> Line {
    let whole = source.line_span(number);
    let (start, end) = (span.start.clamp(whole.start, whole.end), span.end.clamp(whole.start, whole.end));
    let mut left = MOST_CHARS;
    let mut piece = |start: u32, end: u32| {
        let text: String = source.slice(Span { start, end }).chars().take(left).collect();
        left -= text.chars().count();
        text
    };
    Line { number, before: piece(whole.start, start), inside: piece(start, end), after: piece(end, whole.end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, start: u32, end: u32) -> Vec<String> {
        let source = Source::new("Dockerfile", text);
        let drawn = |it: Line| format!("{}{}<{}>{}", it.number, it.before, it.inside, it.after);
        lines(&source, Span { start, end }).into_iter().map(drawn).collect()
    }

    #[test]
    fn the_place_is_marked_in_the_lines_around_it() {
        assert_eq!(shown("a\nb\nc\ndé\ne\nf\ng\n", 7, 9), ["2b<>", "3c<>", "4d<é>", "5<>e", "6<>f"]);
        assert_eq!(shown("ab\r\ncd\r\nef", 1, 5), ["1a<b>", "2<c>d", "3<>ef"]);
        assert_eq!(shown("", 0, 0), ["1<>"]);
        assert_eq!(shown("a\n", 90, 99), ["1a<>", "2<>"]);
    }

    #[test]
    fn long_places_and_lines_are_cut() {
        let source = Source::new("Dockerfile", "x".repeat(1_000) + &"\ny".repeat(100));
        let lines = lines(&source, Span { start: 0, end: 1_200 });
        assert_eq!((lines.len(), lines[0].inside.len()), (14, 300));
    }
}
