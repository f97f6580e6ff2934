//! Edits of a Dockerfile that keep the writer's hand: its indentation, line ends and case of keywords.

use crate::model::Model;
use crate::source::{Source, Span};
use crate::syntax::ast::{Flag, Instruction};

use super::Edit;

/// What stands between written lines and the instruction below them.
pub(super) enum Gap {
    None,
    /// An empty line, if there is one above the place.
    AsAbove,
}

/// Writes whole instructions above `next`, and above the comments that belong to it.
pub(super) fn above(model: &Model, next: &Instruction, lines: &[String], gap: Gap) -> Edit {
    let source = &model.source;
    let comments = &model.dockerfile.comments;
    let is_comment = |line: u32| comments.iter().any(|it| source.line(it.span.start) == line);
    let mut line = source.line(next.span.start);
    while line > 1 && is_comment(line - 1) {
        line -= 1;
    }
    let is_apart = line > 1 && source.slice(source.line_span(line - 1)).trim().is_empty();
    let end = line_end(source);
    let mut text: String = lines.iter().map(|it| written(source, next, it) + end).collect();
    if is_apart && matches!(gap, Gap::AsAbove) {
        text += end;
    }
    Edit::insert(source.line_span(line).start, text)
}

/// Writes whole instructions below `last`.
pub(super) fn below(model: &Model, last: &Instruction, lines: &[String]) -> Edit {
    let source = &model.source;
    let at = source.line_span(source.line(last.span.end)).end;
    let end = line_end(source);
    Edit::insert(at, lines.iter().map(|it| end.to_owned() + &written(source, last, it)).collect::<String>())
}

/// Takes all lines of an instruction out, with the comments inside of it.
pub(super) fn without(model: &Model, instruction: &Instruction) -> Edit {
    let source = &model.source;
    let start = source.line_span(source.line(instruction.span.start)).start;
    let last = source.line_span(source.line(instruction.span.end)).end;
    let rest = source.text().get(last as usize..).unwrap_or_default();
    let end = ["\r\n", "\n"].into_iter().find(|end| rest.starts_with(end)).map_or(0, str::len) as u32;
    Edit::replace(Span { start, end: last + end }, "")
}

/// Writes the flag `text` (`--chmod=755`) before all others.
pub(super) fn with_flag(instruction: &Instruction, text: &str) -> Edit {
    Edit::insert(instruction.keyword.end, format!(" {text}"))
}

/// Takes a flag out, and the blanks before it.
pub(super) fn without_flag(model: &Model, flag: &Flag) -> Edit {
    without_word(&model.source, flag.span)
}

/// Takes a word out, and the blanks before it on its line.
pub(super) fn without_word(source: &Source, word: Span) -> Edit {
    let before = source.text().get(..word.start as usize).unwrap_or_default();
    let start = before.trim_end_matches([' ', '\t']).len() as u32;
    Edit::replace(Span { start, end: word.end }, "")
}

/// The lines of an instruction with the comments right above it, line ends included.
pub(super) fn block(model: &Model, instruction: &Instruction) -> Span {
    let source = &model.source;
    let comments = &model.dockerfile.comments;
    let mut line = source.line(instruction.span.start);
    while line > 1 && comments.iter().any(|it| source.line(it.span.start) == line - 1) {
        line -= 1;
    }
    let last = source.line(instruction.span.end);
    let next = source.line_span(last + 1).start;
    let end = if next > instruction.span.end { next } else { source.line_span(last).end };
    Span { start: source.line_span(line).start, end }
}

/// How the file's lines end.
pub(super) fn line_end(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}

/// The instruction `text` with the indentation of `like` and its case of keywords.
pub(super) fn written(source: &Source, like: &Instruction, text: &str) -> String {
    let start = source.line_span(source.line(like.span.start)).start;
    let indent = source.slice(Span { start, end: like.span.start });
    let (keyword, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_lower = source.slice(like.keyword).chars().all(|it| it.is_ascii_lowercase());
    let keyword = if is_lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
    format!("{indent}{keyword} {rest}")
}
