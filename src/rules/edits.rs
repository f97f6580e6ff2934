//! Edits of a Dockerfile that keep the writer's hand: its indentation, line ends and case of keywords.

use crate::model::Model;
use crate::source::{Source, Span};
use crate::syntax::ast::{Flag, Instruction};

use super::Edit;

/// The byte order mark that a file may begin with, once.
const MARK: char = '\u{feff}';

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
    Edit::insert(start_of(source, line), text)
}

/// Where the text of a line begins: behind the byte order mark of the file.
fn start_of(source: &Source, line: u32) -> u32 {
    let span = source.line_span(line);
    let is_marked = span.start == 0 && source.slice(span).starts_with(MARK);
    if is_marked { MARK.len_utf8() as u32 } else { span.start }
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

/// Takes a word out, and the blanks before it on its line; the whole line, where only its continuation is left.
pub(super) fn without_word(source: &Source, word: Span) -> Edit {
    let line = source.line_span(source.line(word.start));
    let head = source.slice(Span { start: line.start, end: word.start });
    let rest = source.slice(Span { start: word.end, end: line.end }).trim();
    if head.trim().is_empty() && matches!(rest, "\\" | "`") {
        let end = source.line_span(source.line(word.start) + 1).start;
        return Edit::replace(Span { start: line.start, end }, "");
    }
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
    Span { start: start_of(source, line), end }
}

/// Writes `text` in place of `was` in the word at `span`, quotes and all else kept; `None` where `was` does not stand
/// there once, and by itself: `80` is no part of `8080`; and where a blank, a quote or a backslash would be new to the
/// word, which might not stay one.
pub(super) fn instead(source: &Source, span: Span, was: &str, text: &str) -> Option<Edit> {
    let written = source.slice(span);
    let parts_words = |it: char| it.is_whitespace() || it.is_control() || matches!(it, '"' | '\'' | '\\');
    if text.contains(parts_words) && !was.contains(parts_words) {
        return None;
    }
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric() || it == '_');
    let (first, last) = (was.chars().next()?, was.chars().next_back()?);
    let alone = |at: usize| {
        let goes_on_before = is_part(Some(first)) && is_part(written[..at].chars().next_back());
        let goes_on_behind = is_part(Some(last)) && is_part(written[at + was.len()..].chars().next());
        !goes_on_before && !goes_on_behind
    };
    let mut places = written.match_indices(was).map(|(at, _)| at).filter(|at| alone(*at));
    let (Some(at), None) = (places.next(), places.next()) else { return None };
    let start = span.start + at as u32;
    Some(Edit::replace(Span { start, end: start + was.len() as u32 }, text))
}

/// Several commands as one RUN, each on a line of its own as the file continues its lines.
pub(super) fn run(model: &Model, commands: &[&str]) -> String {
    let joint = format!(" {}{}    && ", model.dockerfile.escape, line_end(&model.source));
    format!("RUN {}", commands.join(&joint))
}

/// Takes one of the words or pairs of an instruction out, `items`, of which there are several. Where it has its lines
/// for itself, these go.
pub(super) fn without_item(source: &Source, items: &[Span], at: usize) -> Option<Edit> {
    let own = *items.get(at)?;
    let before = at.checked_sub(1).and_then(|it| items.get(it));
    let line = source.line_span(source.line(own.start));
    let is_first = source.slice(Span { start: line.start, end: own.start }).trim().is_empty();
    match (before, items.get(at + 1)) {
        (_, Some(next)) if is_first && source.line(next.start) > source.line(own.end) => {
            let end = source.line_span(source.line(own.end) + 1).start;
            Some(Edit::replace(Span { start: line.start, end }, ""))
        }
        (_, Some(next)) if !is_first && !source.slice(Span { start: own.end, end: next.start }).contains('#') => {
            Some(Edit::replace(Span { start: own.start, end: next.start }, ""))
        }
        (_, Some(_)) => Some(without_word(source, own)),
        (Some(before), None) => Some(Edit::replace(Span { start: before.end, end: own.end }, "")),
        (None, None) => None,
    }
}

/// Takes out what [`block`] is.
pub(super) fn without_block(model: &Model, instruction: &Instruction) -> Edit {
    without_lines(&model.source, block(model, instruction))
}

/// Takes whole lines out, and one of two empty lines that would meet.
pub(super) fn without_lines(source: &Source, lines: Span) -> Edit {
    let is_empty = |line: u32| source.slice(source.line_span(line)).trim().is_empty();
    let (first, next) = (source.line(lines.start), source.line(lines.end));
    let below = source.line_span(next + 1).start;
    let meet = first > 1 && is_empty(first - 1) && is_empty(next) && below > lines.end;
    Edit::replace(Span { start: lines.start, end: if meet { below } else { lines.end } }, "")
}

/// How the file's lines end.
pub(super) fn line_end(source: &Source) -> &'static str {
    if source.text().contains("\r\n") { "\r\n" } else { "\n" }
}

/// The instruction `text` with the indentation of `like` and its case of keywords.
pub(super) fn written(source: &Source, like: &Instruction, text: &str) -> String {
    let start = source.line_span(source.line(like.span.start)).start;
    let indent = source.slice(Span { start, end: like.span.start }).trim_start_matches(MARK);
    let (keyword, rest) = text.split_once(' ').unwrap_or((text, ""));
    let is_lower = source.slice(like.keyword).chars().all(|it| it.is_ascii_lowercase());
    let keyword = if is_lower { keyword.to_ascii_lowercase() } else { keyword.to_owned() };
    format!("{indent}{keyword} {rest}")
}
