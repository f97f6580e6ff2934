//! Applies fixes: the only place where text is edited.

pub mod diff;
pub mod engine;
#[cfg(test)]
#[path = "tests.rs"]
mod engine_tests;

use crate::rules::{Edit, Fix};
use crate::source::{Source, Span};

pub use engine::{Allowed, Changed, Fixed, Left, Made, Number, Texts, Why, all};

/// The text with all edits of `fix` made; `None` where one does not lie in the text or overlaps another, and where
/// `source` is not the file that the fix is of.
pub fn apply(source: &Source, fix: &Fix) -> Option<String> {
    let mut out = String::new();
    let mut done = 0;
    for edit in ordered(source, fix)? {
        out += source.text().get(done..edit.span.start as usize)?;
        out += &edit.text;
        done = edit.span.end as usize;
    }
    out += source.text().get(done..)?;
    Some(out)
}

/// A run of lines that a fix changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The first line (from 1) that goes; where none does, the one before which `added` is written.
    pub line: u32,
    pub removed: Vec<String>,
    pub added: Vec<String>,
}

/// What `fix` changes, line by line; empty where it does not fit the text.
pub fn hunks(source: &Source, fix: &Fix) -> Vec<Hunk> {
    let Some(edits) = ordered(source, fix) else { return Vec::new() };
    let mut hunks: Vec<Hunk> = Vec::new();
    let mut at = 0;
    while at < edits.len() {
        let first = source.line(edits[at].span.start);
        let mut last = source.line(edits[at].span.end);
        let mut end = at + 1;
        // Edits on one line, and those that reach into each other's lines, are one hunk.
        while let Some(next) = edits.get(end).filter(|next| source.line(next.span.start) <= last) {
            last = last.max(source.line(next.span.end));
            end += 1;
        }
        hunks.push(hunk(source, &edits[at..end], first, last));
        at = end;
    }
    hunks
}

fn hunk(source: &Source, edits: &[&Edit], first: u32, last: u32) -> Hunk {
    let whole = Span { start: source.line_span(first).start, end: source.line_span(last).end };
    let mut text = String::new();
    let mut done = whole.start;
    for edit in edits {
        text += source.slice(Span { start: done, end: edit.span.start });
        text += &edit.text;
        done = edit.span.end;
    }
    text += source.slice(Span { start: done, end: whole.end.max(done) });
    let lines = |text: &str| text.split('\n').map(|it| it.trim_end_matches('\r').to_owned()).collect::<Vec<_>>();
    let (mut removed, mut added) = (lines(source.slice(whole)), lines(&text));
    let before = removed.iter().zip(&added).take_while(|(old, new)| old == new).count();
    removed.drain(..before);
    added.drain(..before);
    let after = removed.iter().rev().zip(added.iter().rev()).take_while(|(old, new)| old == new).count();
    removed.truncate(removed.len() - after);
    added.truncate(added.len() - after);
    Hunk { line: first + before as u32, removed, added }
}

/// The edits in the order of the text; `None` where they cannot all be made.
fn ordered<'a>(source: &Source, fix: &'a Fix) -> Option<Vec<&'a Edit>> {
    if fix.source(source).path() != source.path() {
        return None;
    }
    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
    edits.sort_by_key(|edit| edit.span);
    let fits = |edit: &&Edit| source.text().get(edit.span.range()).is_some();
    let apart = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start && pair[0].span != pair[1].span);
    (apart && edits.iter().all(fits)).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Safety;

    fn fix(edits: &[(usize, usize, &str)]) -> Fix {
        let edits = edits.iter().map(|(start, end, text)| Edit::replace(Span::new(*start..*end), *text));
        Fix::new("a test", Safety::Unsafe, edits.collect())
    }

    #[test]
    fn edits_are_made_in_the_order_of_the_text() {
        let source = Source::new("Dockerfile", "FROM a\nUSER root\nCMD x\n");
        let both = fix(&[(17, 17, "RUN y\n"), (12, 16, "app")]);
        assert_eq!(apply(&source, &both).as_deref(), Some("FROM a\nUSER app\nRUN y\nCMD x\n"));
        let removed = vec!["USER root".to_owned()];
        let added = ["USER app", "RUN y"];
        let hunks = hunks(&source, &both);
        assert_eq!(hunks[0].line, 2);
        assert_eq!((&hunks[0].removed, hunks[0].added.first()), (&removed, Some(&added[0].to_owned())));
    }

    #[test]
    fn an_insertion_takes_no_line_away() {
        let source = Source::new("Dockerfile", "FROM a\r\nCMD x\r\n");
        let expected = [Hunk { line: 2, removed: Vec::new(), added: vec!["USER 1".to_owned()] }];
        assert_eq!(hunks(&source, &fix(&[(8, 8, "USER 1\r\n")])), expected);
        let end = Source::new("Dockerfile", "FROM a");
        let expected = [Hunk { line: 2, removed: Vec::new(), added: vec!["USER 1".to_owned()] }];
        assert_eq!(hunks(&end, &fix(&[(6, 6, "\nUSER 1")])), expected);
    }

    #[test]
    fn what_does_not_fit_is_not_made() {
        let source = Source::new("Dockerfile", "é");
        for edits in [&[(0, 1, "x")][..], &[(0, 9, "x")], &[(0, 2, "x"), (0, 2, "y")], &[(0, 0, "x"), (0, 0, "y")]] {
            assert_eq!(apply(&source, &fix(edits)), None);
            assert!(hunks(&source, &fix(edits)).is_empty());
        }
    }
}
