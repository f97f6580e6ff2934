//! Other ways to write a Dockerfile that mean the same: layout, escape character, line ends, heredocs.

use dockvet::syntax::ast::{Dockerfile, Form, Instruction, Kind};

use crate::material::Subject;
use crate::moved::{Edit, Moved};

/// Behind each instruction, and between the lines of long ones.
pub(crate) fn comments<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let mut edits = blanks(subject, "# of no meaning\n\n");
    for instruction in plain(subject.dockerfile) {
        let lines = subject.line_ends(instruction);
        edits.extend(lines.into_iter().map(|at| (at + 1..at + 1, "# nor this\n".to_owned())));
    }
    Moved::edited(subject.text, edits)
}

pub(crate) fn blank_lines<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    Moved::edited(subject.text, blanks(subject, "\n\n"))
}

/// `text` behind each instruction.
fn blanks(subject: &Subject, text: &str) -> Vec<Edit> {
    let after = |it: &Instruction| subject.after(it);
    let places = subject.dockerfile.instructions.iter().filter_map(after);
    places.map(|at| (at..at, text.to_owned())).collect()
}

/// A line ends before every third blank between two words.
pub(crate) fn split_lines<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let escape = subject.dockerfile.escape;
    split(subject, |before, after| before == ' ' || before == escape || after != ' ')
}

/// A line ends inside of words.
pub(crate) fn split_words<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    split(subject, |before, after| !before.is_ascii_lowercase() || !after.is_ascii_lowercase())
}

/// Ends lines between two letters where `is_kept_together` does not forbid it, every third time.
fn split<'a>(subject: &Subject<'a>, is_kept_together: impl Fn(char, char) -> bool) -> Option<Moved<'a>> {
    let joint = format!("{}\n", subject.dockerfile.escape);
    let mut edits = Vec::new();
    for instruction in plain(subject.dockerfile) {
        let range = instruction.keyword.end as usize..instruction.span.end as usize;
        let places = subject.text[range.clone()].char_indices().map(|(at, _)| range.start + at);
        let is_place = |at: &usize| {
            let before = subject.text[..*at].chars().next_back().unwrap_or(' ');
            let mut rest = subject.text[*at..].chars();
            let after = rest.next().unwrap_or(' ');
            // What looks like a comment or a blank line would be one.
            let next = rest.next().unwrap_or(' ');
            let is_safe = !['#', ' ', '\t', '\n', '\r', subject.dockerfile.escape].contains(&next) && after != '#';
            let is_blank = |it: char| it == '\n' || it == '\t';
            is_safe && !is_blank(before) && !is_blank(after) && !is_kept_together(before, after)
        };
        let free = places.filter(|at| !subject.is_comment(*at)).filter(is_place);
        edits.extend(free.step_by(3).map(|at| (at..at, joint.clone())));
    }
    Moved::edited(subject.text, edits)
}

/// Instructions without heredocs.
fn plain(dockerfile: &Dockerfile) -> impl Iterator<Item = &Instruction> {
    dockerfile.instructions.iter().filter(|it| !has_heredoc(it))
}

pub(crate) fn has_heredoc(instruction: &Instruction) -> bool {
    let inner = |it: &Instruction| matches!(&it.kind, Kind::Onbuild(inner) if !inner.heredocs.is_empty());
    !instruction.heredocs.is_empty() || inner(instruction)
}

/// What comes before every RUN says which shell reads it: a backtick as the escape character does so else.
pub(crate) fn shell_stated<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    Moved::edited(subject.text, shells(subject))
}

fn shells(subject: &Subject) -> Vec<Edit> {
    let froms = subject.dockerfile.instructions.iter().filter(|it| matches!(it.kind, Kind::From(_)));
    let places = froms.filter_map(|it| subject.after(it));
    places.map(|at| (at..at, "SHELL [\"/bin/sh\", \"-c\"]\n".to_owned())).collect()
}

/// The shell is stated, and lines end with a backtick; only where neither character means anything else.
pub(crate) fn escape_switched<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let dockerfile = subject.dockerfile;
    let has_backtick = |line: &str| line.trim_end().ends_with('`');
    let is_other = !dockerfile.directives.is_empty() || dockerfile.instructions.iter().any(has_heredoc);
    if dockerfile.escape != '\\' || is_other || subject.text.lines().any(has_backtick) {
        return None;
    }
    let mut edits = shells(subject);
    edits.push((subject.bom()..subject.bom(), "# escape=`\n".to_owned()));
    for instruction in &dockerfile.instructions {
        let text = subject.slice(instruction.span);
        let is_shell = matches!(&instruction.kind, Kind::Run(_) | Kind::Cmd(_) | Kind::Entrypoint(_));
        if !is_shell && (text.contains('`') || instruction.arguments.text.contains('\\')) {
            return None;
        }
        // Flags of a RUN are words, in which the character counts.
        if instruction.flags.iter().any(|flag| subject.slice(flag.span).contains(['`', '\\'])) {
            return None;
        }
        for end in subject.line_ends(instruction) {
            let line = subject.text[..end].trim_end();
            // A blank line goes on without the character.
            if subject.text[line.len()..end].contains('\n') {
                continue;
            }
            if !line.ends_with('\\') {
                return None;
            }
            edits.push((line.len() - 1..line.len(), "`".to_owned()));
        }
        if text.ends_with('\\') || !matches!(instruction.kind, Kind::Run(_)) && text.contains("SHELL") {
            return None;
        }
    }
    Moved::edited(subject.text, edits)
}

/// The text of each RUN as the body of a heredoc.
pub(crate) fn heredoc<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let mut edits = Vec::new();
    for instruction in subject.for_heredocs()? {
        let (start, end) = (instruction.arguments.span().start as usize, instruction.span.end as usize);
        edits.extend([(start..start, "<<TEXT\n".to_owned()), (end..end, "\nTEXT".to_owned())]);
    }
    Moved::edited(subject.text, edits)
}

/// `a && b` as the lines of a heredoc that ends with the first command that fails.
pub(crate) fn heredoc_lines<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let mut edits = Vec::new();
    for instruction in subject.for_heredocs()? {
        let (start, end) = (instruction.arguments.span().start as usize, instruction.span.end as usize);
        let text = &subject.text[start..end];
        let is_plain = !text.contains(['|', ';', '(', ')', '{', '}', '"', '\'', '`', '!', '<', '>']);
        let words = text.split_whitespace();
        let is_simple = words.clone().all(|word| !["if", "for", "while", "case", "exec", "set"].contains(&word));
        if !is_plain || !is_simple || text.matches('&').count() != 2 * text.matches("&&").count() {
            continue;
        }
        let blank = |it: char| it.is_whitespace() || it == '\\';
        for (at, _) in text.match_indices("&&") {
            let before = text[..at].trim_end_matches(blank).len();
            let after = text.len() - text[at + 2..].trim_start_matches(blank).len();
            edits.push((start + before..start + after, "\n".to_owned()));
        }
        edits.extend([(start..start, "<<TEXT\nset -e\n".to_owned()), (end..end, "\nTEXT".to_owned())]);
    }
    Moved::edited(subject.text, edits)
}

impl<'a> Subject<'a> {
    /// The RUNs whose text means the same as the body of a heredoc: continuations stand outside of quotes and
    /// comments, and the shell is the usual one. `None` where the frontend may be too old.
    fn for_heredocs(&self) -> Option<Vec<&'a Instruction>> {
        let dockerfile = self.dockerfile;
        let is_other = |it: &Instruction| matches!(it.kind, Kind::Shell(_) | Kind::Invalid(_));
        let lower = self.text.to_lowercase();
        let is_windows = lower.contains("windows") || lower.contains("powershell") || lower.contains("nanoserver");
        if dockerfile.escape != '\\' || !dockerfile.directives.is_empty() || self.text.contains('\r') || is_windows {
            return None;
        }
        if dockerfile.instructions.iter().any(is_other) {
            return None;
        }
        let fits = |it: &&Instruction| {
            let Kind::Run(run) = &it.kind else { return false };
            let text = self.slice(it.span);
            let is_long = text.contains('\n');
            let joins = self.line_ends(it).into_iter().all(|end| self.text[..end].ends_with('\\'));
            matches!(run.form, Form::Shell(_))
                && !has_heredoc(it)
                && !it.arguments.text.is_empty()
                && !it.arguments.text.starts_with(['[', '#'])
                && !text.contains("<<")
                && !text.contains("TEXT")
                && joins
                && !(is_long && (text.contains('\'') || text.contains(" #") || text.contains("\n#")))
                && it.empty_continuations.is_empty()
        };
        Some(dockerfile.instructions.iter().filter(fits).collect())
    }
}

pub(crate) fn lower_case<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    keywords(subject, str::to_lowercase)
}

pub(crate) fn upper_case<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    keywords(subject, str::to_uppercase)
}

/// Every keyword in another case.
fn keywords<'a>(subject: &Subject<'a>, case: fn(&str) -> String) -> Option<Moved<'a>> {
    let mut edits = Vec::new();
    let mut add = |instruction: &Instruction| {
        edits.push((instruction.keyword.range(), case(subject.slice(instruction.keyword))));
        if let Kind::From(from) = &instruction.kind {
            edits.extend(from.as_keyword.map(|span| (span.range(), case(subject.slice(span)))));
        }
    };
    for instruction in subject.dockerfile.instructions.iter().filter(|it| !matches!(it.kind, Kind::Invalid(_))) {
        add(instruction);
        if let Kind::Onbuild(inner) = &instruction.kind {
            add(inner);
        }
    }
    Moved::edited(subject.text, edits)
}

/// Line ends of Windows; inside of a heredoc they would be part of its text.
pub(crate) fn carriage_returns<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    if subject.text.contains('\r') || subject.dockerfile.instructions.iter().any(has_heredoc) {
        return None;
    }
    let ends = subject.text.match_indices('\n');
    Moved::edited(subject.text, ends.map(|(at, _)| (at..at, "\r".to_owned())).collect())
}

pub(crate) fn byte_order_mark<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let edits = if subject.bom() == 0 { vec![(0..0, "\u{feff}".to_owned())] } else { Vec::new() };
    Moved::edited(subject.text, edits)
}

/// A blank at the end of each line, heredocs and directives left out.
pub(crate) fn trailing_blanks<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    if subject.text.contains('\r') || subject.text.trim_end().ends_with(subject.dockerfile.escape) {
        return None;
    }
    let is_left = |at: &usize| {
        let heredocs = subject.dockerfile.instructions.iter().filter(|it| has_heredoc(it));
        let directives = subject.dockerfile.directives.iter().map(|it| it.span);
        let mut spans = heredocs.map(|it| it.span).chain(directives);
        spans.any(|span| span.range().contains(at) || span.end as usize == *at)
    };
    let ends = subject.text.match_indices('\n').map(|(at, _)| at).filter(|at| !is_left(at));
    Moved::edited(subject.text, ends.map(|at| (at..at, " ".to_owned())).collect())
}
