//! The commands of a RUN as a list: `a && b && c`, from which some can be taken out.
//!
//! Only commands between plain `&&`, `;` and line ends of a heredoc can go: what stands in a pipe, behind `||` or at
//! the edge of a compound command cannot.

use std::ops::Range;

use crate::model::Model;
use crate::model::run::Invocation;
use crate::source::{Source, Span};
use crate::syntax::ast::{Form, Instruction, Kind};
use crate::syntax::shell::{Command, Script};

use super::{Edit, commands, edits};

/// What joins two commands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    And,
    Semicolon,
    Line,
}

/// A joint where it stands in the file, and whether comments stand beside it.
struct Gap {
    joint: Joint,
    /// For the end of a line the byte of the end.
    at: Span,
    has_comments: bool,
}

struct List<'a> {
    model: &'a Model,
    instruction: &'a Instruction,
    commands: Vec<&'a Command>,
    /// The part of the file that holds the script.
    whole: Span,
}

/// The shell text of a RUN that was read whole.
pub(super) fn script(instruction: &Instruction) -> Option<&Script> {
    match &instruction.kind {
        Kind::Run(run) => match &run.form {
            Form::Shell(script) => Some(script).filter(|it| it.understood),
            Form::Exec(_) => None,
        },
        _ => None,
    }
}

/// Takes commands out of the RUN that they all stand in; the whole RUN, where it is left with none.
/// `None` where they cannot simply go.
pub(super) fn without(model: &Model, gone: &[&Invocation]) -> Option<Vec<Edit>> {
    let index = gone.first()?.instruction;
    let instruction = model.instruction(index);
    let script = script(instruction)?;
    let is_own = |it: &&Invocation| it.instruction == index && !commands::is_inner(model, it);
    if !gone.iter().all(is_own) {
        return None;
    }
    let commands: Vec<&Command> = script.commands().collect();
    let places: Option<Vec<usize>> = gone.iter().map(|it| commands.iter().position(|at| at.span == it.span)).collect();
    let mut places = places?;
    places.sort_unstable();
    places.dedup();
    let list = List { model, instruction, commands, whole: script.text.span() };
    if places.len() == list.commands.len() {
        return list.is_whole().then(|| vec![edits::without(model, instruction)]);
    }
    let blocks = places.chunk_by(|one, two| one + 1 == *two);
    blocks.map(|block| list.without(*block.first()?..*block.last()? + 1)).collect()
}

impl List<'_> {
    fn source(&self) -> &Source {
        &self.model.source
    }

    /// Whether nothing but the commands and plain joints stand in the script.
    fn is_whole(&self) -> bool {
        let joints = self.commands.windows(2).all(|pair| self.gap(pair[0].span.end, pair[1].span.start).is_some());
        let (first, last) = (self.commands.first(), self.commands.last());
        joints && first.is_some_and(|it| self.is_first(it.span)) && last.is_some_and(|it| self.is_last(it.span))
    }

    fn is_first(&self, command: Span) -> bool {
        self.text(self.whole.start, command.start).trim().is_empty()
    }

    fn is_last(&self, command: Span) -> bool {
        self.text(command.end, self.whole.end).trim().is_empty()
    }

    fn text(&self, start: u32, end: u32) -> &str {
        self.source().slice(Span { start, end: end.max(start) })
    }

    /// Takes the commands `block` out, which are not all.
    fn without(&self, block: Range<usize>) -> Option<Edit> {
        let inside = &self.commands[block.clone()];
        let span = inside.first()?.span.to(inside.last()?.span);
        if !inside.windows(2).all(|pair| self.gap(pair[0].span.end, pair[1].span.start).is_some()) {
            return None;
        }
        let before = block.start.checked_sub(1).map(|it| self.commands[it].span.end);
        let after = self.commands.get(block.end).map(|it| it.span.start);
        match (before, after) {
            (Some(before), Some(after)) => self.middle_out(before, span, after),
            (Some(before), None) => {
                let can_go = self.is_last(span) && self.gap(before, span.start).is_some();
                can_go.then(|| Edit::replace(Span { start: before, end: span.end }, ""))
            }
            (None, Some(after)) => {
                let gap = self.gap(span.end, after).filter(|_| self.is_first(span))?;
                let end = if gap.has_comments { self.blanks(gap.at.end) } else { after };
                Some(Edit::replace(Span { start: span.start, end }, ""))
            }
            (None, None) => None,
        }
    }

    fn middle_out(&self, before: u32, span: Span, after: u32) -> Option<Edit> {
        let (above, below) = (self.gap(before, span.start)?, self.gap(span.end, after)?);
        if above.joint != below.joint {
            return None;
        }
        let source = self.source();
        let line = |at: u32| source.line(at);
        let start_of = |at: u32| source.line_span(line(at)).start;
        let is_first_on_line = |at: u32| self.text(start_of(at), at).trim().is_empty();
        let lines = |from: u32| Span { start: start_of(from), end: source.line_span(line(span.end) + 1).start };
        let leads = is_first_on_line(above.at.start) && line(above.at.start) == line(span.start);
        let ends_line = line(below.at.start) > line(span.end);
        if leads && ends_line && above.joint != Joint::Line {
            return Some(Edit::replace(lines(above.at.start), ""));
        }
        let trails = line(below.at.start) == line(span.end) && line(after) > line(span.end);
        if is_first_on_line(span.start) && trails {
            return Some(Edit::replace(lines(span.start), ""));
        }
        if line(after) == line(span.end) {
            return Some(Edit::replace(Span { start: span.start, end: after }, ""));
        }
        (!above.has_comments).then(|| Edit::replace(Span { start: before, end: span.end }, ""))
    }

    /// The end of the blanks behind byte `at`.
    fn blanks(&self, at: u32) -> u32 {
        let rest = self.text(at, self.whole.end);
        at + (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32
    }

    /// What stands between two commands, if that is one plain joint.
    fn gap(&self, start: u32, end: u32) -> Option<Gap> {
        let (text, escape) = (self.text(start, end), self.model.dockerfile.escape);
        let is_in_heredoc = self.instruction.heredocs.iter().any(|it| it.body.span().start <= start);
        let mut gap: Option<Gap> = None;
        let mut has_comments = false;
        let mut at = start;
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let from = at;
            at += line.len() as u32;
            let bare = line.trim();
            if bare.starts_with('#') && number > 0 {
                has_comments = true;
                continue;
            }
            let ends = line.ends_with('\n');
            let is_continued = ends && bare.ends_with(escape);
            let joint = bare.trim_end_matches(escape).trim_end();
            let kind = match joint {
                "&&" => Joint::And,
                ";" => Joint::Semicolon,
                "" if is_in_heredoc && ends && !is_continued => {
                    let place = Span { start: from, end: at };
                    gap.get_or_insert(Gap { joint: Joint::Line, at: place, has_comments: false });
                    continue;
                }
                "" => continue,
                _ => return None,
            };
            let place = from + line.find(joint)? as u32;
            let place = Span { start: place, end: place + joint.len() as u32 };
            if gap.replace(Gap { joint: kind, at: place, has_comments: false }).is_some() {
                return None;
            }
        }
        gap.map(|it| Gap { has_comments, ..it })
    }
}
