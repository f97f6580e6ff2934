//! Dockerfiles of which less is known: nothing new may be said but of what was written.

use dockvet::syntax::ast::{Form, Kind};

use crate::material::Subject;
use crate::moved::{Edit, Moved};
use crate::rewrite::has_heredoc;

/// A script that nobody knows, first in each stage.
pub(crate) fn script_first<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    runs(subject, "RUN ./mystery\n", Place::First)
}

/// The same, last in each stage.
pub(crate) fn script_last<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    runs(subject, "RUN ./mystery\n", Place::Last)
}

/// A program that only a variable names, first in each stage.
pub(crate) fn variable_first<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    runs(subject, "RUN $MYSTERY --all\n", Place::First)
}

/// The same, last in each stage.
pub(crate) fn variable_last<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    runs(subject, "RUN $MYSTERY --all\n", Place::Last)
}

#[derive(PartialEq)]
enum Place {
    First,
    Last,
}

fn runs<'a>(subject: &Subject<'a>, text: &str, place: Place) -> Option<Moved<'a>> {
    let instructions = &subject.dockerfile.instructions;
    let mut edits: Vec<Edit> = Vec::new();
    for (index, instruction) in instructions.iter().enumerate() {
        let is_from = matches!(instruction.kind, Kind::From(_));
        let ends = instructions.get(index + 1).is_none_or(|it| matches!(it.kind, Kind::From(_)));
        let stands_in_stage = instructions[..=index].iter().any(|it| matches!(it.kind, Kind::From(_)));
        let fits = if place == Place::First { is_from } else { ends && stands_in_stage };
        if fits && let Some(at) = subject.after(instruction) {
            edits.push((at..at, text.to_owned()));
        }
    }
    Moved::edited(subject.text, edits)
}

/// Every base is an image of a private registry.
pub(crate) fn private_base<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let edits = bases(subject, "registry.example.com/team/thing:1.2");
    Moved::edited(subject.text, edits)
}

/// Every base is an argument.
pub(crate) fn base_in_argument<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let mut edits = bases(subject, "${MYSTERY_BASE}");
    let first = subject.dockerfile.instructions.first()?.keyword.range().start;
    edits.push((first..first, "ARG MYSTERY_BASE\n".to_owned()));
    (edits.len() > 1).then_some(())?;
    Moved::edited(subject.text, edits)
}

/// Another name for each base that is no stage.
fn bases(subject: &Subject, image: &str) -> Vec<Edit> {
    let mut stages: Vec<String> = Vec::new();
    let mut edits = Vec::new();
    for instruction in &subject.dockerfile.instructions {
        let Kind::From(from) = &instruction.kind else { continue };
        // A variable may name a stage, which then would not be needed any more.
        let is_chosen = from.image.as_str().contains('$');
        if !is_chosen && !stages.iter().any(|it| it.eq_ignore_ascii_case(from.image.as_str())) {
            edits.push((from.image.span.range(), image.to_owned()));
        }
        stages.extend(from.name.clone());
    }
    edits
}

/// What every RUN does is behind a variable.
pub(crate) fn unknown_commands<'a>(subject: &Subject<'a>) -> Option<Moved<'a>> {
    let mut edits = Vec::new();
    for instruction in &subject.dockerfile.instructions {
        let Kind::Run(run) = &instruction.kind else { continue };
        let (start, end) = (instruction.arguments.span().range().start, instruction.span.range().end);
        if matches!(run.form, Form::Shell(_)) && !has_heredoc(instruction) && start < end {
            edits.push((start..end, "$MYSTERY --all".to_owned()));
        }
    }
    Moved::edited(subject.text, edits)
}
