//! A text made of the parts of another one, and where each of its bytes comes from.

use std::ops::Range;

use dockvet::source::Span;

/// The new text, part by part.
pub(crate) struct Moved<'a> {
    old: &'a str,
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    new: Range<usize>,
    /// What it was in the old text; what was written anew stands for what it took the place of.
    old: Range<usize>,
    is_new: bool,
}

/// A replacement: bytes of the old text, and what stands there instead.
pub(crate) type Edit = (Range<usize>, String);

impl<'a> Moved<'a> {
    pub(crate) fn of(old: &'a str) -> Moved<'a> {
        Moved { old, text: String::with_capacity(old.len() + 64), parts: Vec::new() }
    }

    /// The whole of `old` with `edits`, of which none may overlap another; `None` where there are none.
    pub(crate) fn edited(old: &'a str, mut edits: Vec<Edit>) -> Option<Moved<'a>> {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let mut moved = Moved::of(old);
        let mut at = 0;
        for (range, text) in &edits {
            moved = moved.keep(at..range.start).write(text, range.clone());
            at = range.end;
        }
        let moved = moved.keep(at..old.len());
        (!edits.is_empty() && moved.text != old).then_some(moved)
    }

    /// Takes over bytes of the old text.
    pub(crate) fn keep(mut self, range: Range<usize>) -> Moved<'a> {
        let begin = self.text.len();
        self.text += &self.old[range.clone()];
        self.part(begin, range, false);
        self
    }

    /// Adds a text that stands for bytes of the old one.
    fn write(mut self, text: &str, old: Range<usize>) -> Moved<'a> {
        let begin = self.text.len();
        self.text += text;
        self.part(begin, old, true);
        self
    }

    fn part(&mut self, begin: usize, old: Range<usize>, is_new: bool) {
        if begin < self.text.len() {
            self.parts.push(Part { new: begin..self.text.len(), old, is_new });
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Where a span of the new text stood in the old one.
    pub(crate) fn back(&self, span: Span) -> Range<usize> {
        let (start, end) = (span.start as usize, span.end as usize);
        let part = |at: usize| self.parts.iter().find(|part| part.new.contains(&at));
        let begin = part(start)
            .map_or(self.old.len(), |it| if it.is_new { it.old.start } else { it.old.start + (start - it.new.start) });
        if start == end {
            return begin..begin;
        }
        let until = part(end - 1).map_or(self.old.len(), |it| match it.is_new {
            true if end == it.new.end => it.old.end,
            true => it.old.start,
            false => it.old.start + (end - it.new.start),
        });
        begin..until.max(begin)
    }

    /// Whether a span begins in what was written anew.
    pub(crate) fn is_new(&self, span: Span) -> bool {
        self.parts.iter().any(|part| part.is_new && part.new.contains(&(span.start as usize)))
    }
}

#[test]
fn places_are_found_again() {
    let moved = Moved::edited("FROM a\nRUN b\n", vec![(7..7, "# c\n".to_owned()), (10..11, " \\\n ".to_owned())]);
    let moved = moved.expect("it has edits");
    assert_eq!(moved.text(), "FROM a\n# c\nRUN \\\n b\n");
    let place = |what: &str| {
        let start = moved.text().find(what).expect("it is there");
        moved.back(Span::new(start..start + what.len()))
    };
    assert_eq!(place("FROM a"), 0..6);
    assert_eq!(place("RUN \\\n b"), 7..12);
    assert_eq!(place("b"), 11..12);
    assert_eq!(moved.back(Span::empty(moved.text().len())), 13..13);
    assert!(moved.is_new(Span::new(7..9)) && !moved.is_new(Span::new(0..9)));
    assert!(Moved::edited("a", Vec::new()).is_none());
}
