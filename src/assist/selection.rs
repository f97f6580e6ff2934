//! Ever larger parts of the file around a place.

use crate::model::Model;
use crate::source::Span;
use crate::syntax::ast::Form;

use super::{holds, innermost, instruction_at, shell, stage_of, variables, words};

/// The parts around byte `at`, innermost first, each larger than the one before: a variable, a word, the arguments, the
/// instruction, its stage, the file.
pub fn ranges(model: &Model, at: u32) -> Vec<Span> {
    let mut spans = vec![Span::new(0..model.source.text().len())];
    if let Some(comment) = model.dockerfile.comments.iter().find(|it| holds(it.span, at)) {
        spans.push(comment.span);
    }
    if let Some(index) = instruction_at(model, at) {
        let instruction = model.instruction(index);
        spans.push(instruction.span);
        if let Some(stage) = stage_of(model, index) {
            let from = stage.from.map_or(instruction.span, |from| model.instruction(from).span);
            let last = model.instructions_of(stage).last().map_or(from, |(_, it)| it.span);
            spans.push(from.to(last));
        }
        for it in [instruction, innermost(instruction)] {
            spans.extend([it.span, it.keyword, it.arguments.span()]);
            spans.extend(it.flags.iter().map(|flag| flag.span));
            spans.extend(it.heredocs.iter().flat_map(|it| [it.opener, it.body.span()]));
        }
        let inner = innermost(instruction);
        spans.extend(words::words(inner).into_iter().map(|(_, word)| word.span));
        spans.extend(
            variables::uses_of(model, index).into_iter().flat_map(|it| [Some(it.span), it.name_span]).flatten(),
        );
        match shell::form(inner) {
            Some(Form::Exec(strings)) => spans.extend(strings.iter().map(|it| it.span)),
            Some(Form::Shell(script)) => {
                for command in script.commands() {
                    spans.push(command.span);
                    spans.extend(command.words.iter().map(|word| word.span));
                }
            }
            None => {}
        }
    }
    spans.retain(|span| holds(*span, at) && !span.is_empty());
    spans.sort_by_key(|span| (span.end - span.start, span.start));
    let mut nested: Vec<Span> = Vec::new();
    for span in spans {
        if nested.last().is_none_or(|last| span.contains(*last) && span != *last) {
            nested.push(span);
        }
    }
    nested
}
