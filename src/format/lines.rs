//! Lines: their ends, the blank ones, and how far they are indented.

use crate::rules::Edit;
use crate::source::{Source, Span};
use crate::syntax::ast::{Dockerfile, Instruction, Kind};

use super::continued;
use super::{LineEnd, Style};

/// What a line of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Blank,
    /// A comment or directive between instructions.
    Comment,
    /// The first line of the instruction with this index.
    Head(usize),
    /// A later one.
    Continued(usize),
    CommentInside(usize),
    BlankInside,
    /// Nothing of it may change: heredocs, and what the builder refuses.
    Raw,
}

pub(super) fn edits(source: &Source, dockerfile: &Dockerfile, style: &Style) -> Vec<Edit> {
    let kinds = kinds(source, dockerfile);
    let end = style.line_end.unwrap_or_else(|| usual_end(source, &kinds)).text();
    let free = continued::free(source, dockerfile, &kinds);
    let mut edits = continued::edits(source, &kinds, &free, style.indent);
    let count = kinds.len();
    let last_written = kinds.iter().rposition(|kind| *kind != Line::Blank);
    for (index, kind) in kinds.iter().enumerate() {
        let line = index as u32 + 1;
        let is_dropped = match kind {
            Line::BlankInside => true,
            Line::Blank => {
                last_written.is_none_or(|last| index > last) || index == 0 || kinds[index - 1] == Line::Blank || {
                    // Those at the top of the file.
                    kinds[..index].iter().all(|kind| *kind == Line::Blank)
                }
            }
            _ => false,
        };
        if is_dropped {
            edits.push(Edit::replace(whole(source, line), ""));
            continue;
        }
        if stands_apart(dockerfile, &kinds, index) {
            edits.push(Edit::insert(source.line_span(line).start, end));
        }
        let is_last = last_written == Some(index);
        let ending = match is_last || index + 1 == count {
            true if style.final_newline => end,
            true => "",
            false => end,
        };
        if *kind != Line::Raw {
            let below = goes_on(&kinds, index).map(|below| free[below]);
            edits.push(tail(source, dockerfile.escape, line, below, ending));
        } else if is_last && index + 1 == count && source.line_count() == count && style.final_newline {
            edits.push(Edit::insert(source.text().len() as u32, end));
        }
    }
    edits
}

/// How most lines end, those that stay as they are left out.
fn usual_end(source: &Source, kinds: &[Line]) -> LineEnd {
    let lines =
        (1..).zip(kinds).filter(|(_, kind)| **kind != Line::Raw).map(|(line, _)| source.slice(whole(source, line)));
    let (both, single): (Vec<&str>, Vec<&str>) =
        lines.filter(|it| it.ends_with('\n')).partition(|it| it.ends_with("\r\n"));
    if both.len() > single.len() { LineEnd::CrLf } else { LineEnd::Lf }
}

/// The bytes of a line and its end.
fn whole(source: &Source, line: u32) -> Span {
    let start = source.line_span(line).start;
    let next = match (line as usize) < source.line_count() {
        true => source.line_span(line + 1).start,
        false => source.text().len() as u32,
    };
    Span { start, end: next }
}

/// Whether a blank line is missing above: the line begins a stage other than the first, or the comments above one.
fn stands_apart(dockerfile: &Dockerfile, kinds: &[Line], index: usize) -> bool {
    if index == 0 || kinds[index - 1] == Line::Blank || kinds[index] == Line::Blank {
        return false;
    }
    // A comment in the middle of its block does not begin anything.
    if kinds[index] == Line::Comment && kinds[index - 1] == Line::Comment {
        return false;
    }
    if matches!(kinds[index], Line::Head(_)) && kinds[index - 1] == Line::Comment {
        return false;
    }
    let next = kinds[index..].iter().find(|kind| **kind != Line::Comment);
    let Some(Line::Head(instruction)) = next else { return false };
    let is_from = |it: &Instruction| matches!(it.kind, Kind::From(_));
    is_from(&dockerfile.instructions[*instruction]) && dockerfile.instructions[..*instruction].iter().any(is_from)
}

/// The line that goes on what the line `index` says, if any does.
fn goes_on(kinds: &[Line], index: usize) -> Option<usize> {
    let (Line::Head(own) | Line::Continued(own)) = kinds[index] else { return None };
    (index + 1..kinds.len())
        .take_while(|it| !matches!(kinds[*it], Line::Head(_) | Line::Raw | Line::Blank | Line::Comment))
        .find(|it| kinds[*it] == Line::Continued(own))
}

/// What ends a line (from 1): blanks go, and a continuation stands a blank apart where the line `below` may move.
fn tail(source: &Source, escape: char, line: u32, below: Option<bool>, end: &str) -> Edit {
    let whole = whole(source, line);
    let text = source.slice(whole);
    let content = text.trim_end();
    let after =
        |kept: &str, text: String| Edit::replace(Span { start: whole.start + kept.len() as u32, end: whole.end }, text);
    let words = below.filter(|is_free| *is_free).and_then(|_| content.strip_suffix(escape));
    let kept = words.map(|words| words.trim_end_matches([' ', '\t'])).filter(|kept| !kept.is_empty());
    match kept {
        Some(kept) => after(kept, format!(" {escape}{end}")),
        None => after(content, end.to_owned()),
    }
}

/// What each line is.
fn kinds(source: &Source, dockerfile: &Dockerfile) -> Vec<Line> {
    let count = source.line_count();
    let text = |line: u32| source.slice(source.line_span(line));
    let mut kinds: Vec<Line> = (1..=count as u32)
        .map(|line| match text(line).trim_start_matches('\u{feff}').trim() {
            "" => Line::Blank,
            _ => Line::Raw,
        })
        .collect();
    // The empty rest behind the last line end is no line.
    if kinds.len() > 1 && text(count as u32).is_empty() {
        kinds.pop();
    }
    let at = |span: Span| source.line(span.start) as usize - 1;
    for span in dockerfile.directives.iter().map(|it| it.span).chain(dockerfile.comments.iter().map(|it| it.span)) {
        if let Some(kind) = kinds.get_mut(at(span)) {
            *kind = Line::Comment;
        }
    }
    for (index, instruction) in dockerfile.instructions.iter().enumerate() {
        of_instruction(source, &mut kinds, index, instruction);
    }
    kinds
}

fn of_instruction(source: &Source, kinds: &mut [Line], index: usize, instruction: &Instruction) {
    let first = source.line(instruction.span.start) as usize - 1;
    let last = (source.line(instruction.span.end) as usize - 1).min(kinds.len().saturating_sub(1));
    let head_end = heredoc_start(source, instruction).map_or(last, |line| line.saturating_sub(1));
    for (line, kind) in kinds.iter_mut().enumerate().take(last + 1).skip(first) {
        *kind = match kind {
            _ if is_refused(instruction) => Line::Raw,
            _ if line > head_end => Line::Raw,
            _ if line == first => Line::Head(index),
            Line::Comment => Line::CommentInside(index),
            Line::Blank => Line::BlankInside,
            _ => Line::Continued(index),
        };
    }
}

/// The line (from 0) on which the first heredoc's text begins.
fn heredoc_start(source: &Source, instruction: &Instruction) -> Option<usize> {
    let own = match &instruction.kind {
        Kind::Onbuild(inner) => &inner.heredocs,
        _ => &instruction.heredocs,
    };
    let first = own.first()?;
    let at = match (first.body.pieces.first(), first.body.text.is_empty(), first.terminator) {
        (Some((_, at)), false, _) => *at,
        (_, _, Some(terminator)) => terminator.start,
        _ => first.opener.end,
    };
    let line = source.line(at) as usize - 1;
    Some(line.max(source.line(first.opener.end) as usize))
}

pub(super) fn is_refused(instruction: &Instruction) -> bool {
    match &instruction.kind {
        Kind::Invalid(_) => true,
        Kind::Onbuild(inner) => is_refused(inner),
        _ => false,
    }
}
