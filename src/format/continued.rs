//! Continued lines: which may be moved, and how far.

use crate::rules::Edit;
use crate::source::{Source, Span};
use crate::syntax::ast::{Dockerfile, Exec, Form, Healthcheck, Instruction, Kind};
use crate::syntax::shell::{Script, Step};

use super::Indent;
use super::lines::Line;
use super::{quotes, words};

/// For each line, whether the blanks between it and the written line above it may change: the line goes on an
/// instruction, and the break stands in no word.
pub(super) fn free(source: &Source, dockerfile: &Dockerfile, kinds: &[Line]) -> Vec<bool> {
    let mut free = vec![false; kinds.len()];
    for (index, instruction) in dockerfile.instructions.iter().enumerate() {
        let own = |kind: &Line| matches!(kind, Line::Head(it) | Line::Continued(it) if *it == index);
        let first = source.line(instruction.span.start) as usize - 1;
        let last = source.line(instruction.span.end) as usize;
        let lines: Vec<usize> =
            (first..last.min(kinds.len())).filter(|line| kinds.get(*line).is_some_and(own)).collect();
        if lines.len() < 2 {
            continue;
        }
        let breaks = Breaks::of(instruction);
        for pair in lines.windows(2) {
            // A line without a word is indented, so there are blanks behind the break above it.
            let follows_blanks = free[pair[0]] && is_empty(source, dockerfile.escape, pair[0]);
            let may_change = follows_blanks || may_change(source, dockerfile.escape, pair[0], pair[1]);
            free[pair[1]] = may_change && breaks.is_free(source, pair[1]);
        }
    }
    free
}

/// Whether a line (from 0) holds no more than the escape character.
fn is_empty(source: &Source, escape: char, line: usize) -> bool {
    source.slice(source.line_span(line as u32 + 1)).trim().strip_suffix(escape) == Some("")
}

/// Whether there are blanks on one of the sides: where there are none, the lines are one word.
fn may_change(source: &Source, escape: char, above: usize, line: usize) -> bool {
    let text = |line: usize| source.slice(source.line_span(line as u32 + 1));
    let is_blank = |it: char| it == ' ' || it == '\t';
    let words = text(above).trim_end().strip_suffix(escape);
    // A doubled escape character is one for the shell.
    words.is_some_and(|words| {
        !words.ends_with(escape) && (words.ends_with(is_blank) || text(line).starts_with(is_blank))
    })
}

/// What must not be torn or stretched in an instruction.
struct Breaks {
    words: Vec<Span>,
    shell: Option<Shell>,
    is_closed: bool,
}

/// Shell text: where in the file its pieces begin, and where blanks count for nothing.
struct Shell {
    pieces: Vec<(u32, u32)>,
    free: Vec<bool>,
}

impl Breaks {
    fn of(instruction: &Instruction) -> Breaks {
        let instruction = match &instruction.kind {
            Kind::Onbuild(inner) => inner,
            _ => instruction,
        };
        let mut breaks = Breaks { words: words::spans(instruction), shell: None, is_closed: false };
        let script = match &instruction.kind {
            Kind::Run(run) => script(&run.form),
            Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => script_of(exec),
            Kind::Invalid(_) | Kind::Maintainer(_) => {
                breaks.is_closed = true;
                None
            }
            _ => None,
        };
        if let Some(script) = script {
            breaks.is_closed = !script.understood || !instruction.heredocs.is_empty();
            of_steps(&script.steps, &mut breaks.words);
            let free = quotes::outside(&script.text.text);
            breaks.shell = Some(Shell { pieces: script.text.pieces.clone(), free });
        }
        breaks
    }

    /// Whether the line (from 0) begins outside of all words.
    fn is_free(&self, source: &Source, line: usize) -> bool {
        let span = source.line_span(line as u32 + 1);
        let text = source.slice(span);
        let at = span.start + (text.len() - text.trim_start().len()) as u32;
        let is_inside = |word: &Span| word.start < at && at < word.end;
        let in_shell = self.shell.as_ref().is_none_or(|shell| shell.is_free(at));
        !self.is_closed && in_shell && !self.words.iter().any(is_inside)
    }
}

impl Shell {
    /// `at` is a byte of the file. What stands before the text, as flags do, is free.
    fn is_free(&self, at: u32) -> bool {
        let index = self.pieces.partition_point(|(_, file)| *file <= at);
        let Some((joined, file)) = index.checked_sub(1).map(|index| self.pieces[index]) else { return true };
        // What is not in the text, as escape characters are, stands where the text goes on.
        let next = self.pieces.get(index).map_or(u32::MAX, |(joined, _)| *joined);
        self.free.get((joined + (at - file)).min(next) as usize).copied().unwrap_or(false)
    }
}

fn script(form: &Form) -> Option<&Script> {
    match form {
        Form::Shell(script) => Some(script),
        Form::Exec(_) => None,
    }
}

fn script_of(exec: &Exec) -> Option<&Script> {
    script(&exec.form)
}

fn of_steps(steps: &[Step], words: &mut Vec<Span>) {
    for step in steps {
        if let Step::Command(command) = step {
            words.extend(command.words.iter().map(|it| it.span));
            words.extend(command.assignments.iter().map(|it| it.span));
            words.extend(command.redirects.iter().map(|it| it.span));
        }
    }
}

/// The indentation of every line.
pub(super) fn edits(source: &Source, kinds: &[Line], free: &[bool], step: Indent) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut leasts = std::collections::BTreeMap::new();
    for (line, kind) in kinds.iter().enumerate() {
        if let (Line::Continued(index), true) = (kind, free[line]) {
            let columns = columns(indentation(source, line).1, step);
            let least = leasts.entry(*index).or_insert(columns);
            *least = columns.min(*least);
        }
    }
    for (line, kind) in kinds.iter().enumerate() {
        // A comment inside of an instruction stands as the line below it does.
        let like = match kind {
            Line::CommentInside(_) => (line..kinds.len()).find(|it| matches!(kinds[*it], Line::Continued(_))),
            _ => Some(line),
        };
        let columns = match (kind, like) {
            (Line::Head(_) | Line::Comment, _) => 0,
            (Line::Continued(index) | Line::CommentInside(index), Some(like)) if free[like] => {
                let least = leasts.get(index).copied().unwrap_or_default();
                step.width() + columns(indentation(source, like).1, step).saturating_sub(least)
            }
            _ => continue,
        };
        let (start, old) = indentation(source, line);
        let span = Span { start, end: start + old.len() as u32 };
        edits.push(Edit::replace(span, step.of_columns(columns)));
    }
    edits
}

/// Where the blanks at the start of a line (from 0) begin, and they themselves. A byte order mark is none of them.
fn indentation(source: &Source, line: usize) -> (u32, &str) {
    let span = source.line_span(line as u32 + 1);
    let whole = source.slice(span);
    let text = whole.strip_prefix('\u{feff}').unwrap_or(whole);
    let start = span.start + (whole.len() - text.len()) as u32;
    let length = text.len() - text.trim_start_matches([' ', '\t']).len();
    (start, &text[..length])
}

fn columns(blanks: &str, step: Indent) -> usize {
    let width = step.width();
    blanks.chars().fold(0, |column, it| if it == '\t' { (column / width + 1) * width } else { column + 1 })
}
