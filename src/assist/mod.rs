//! What an editor asks about a place in a Dockerfile: pure functions of the model, one file a feature.
//!
//! Places are bytes of the Dockerfile's text, also in broken files and while somebody types. The answers are plain
//! data; `lsp` alone turns them into messages. What is not known is not said.

mod comments;
pub mod completion;
pub mod definition;
mod docs;
pub mod folding;
pub mod hints;
pub mod hover;
pub mod links;
pub mod outline;
mod paths;
pub mod rename;
pub mod selection;
mod shell;
mod stages;
pub mod tokens;
mod variables;
mod words;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::evidence::Place;
use crate::model::Model;
use crate::model::stage::Stage;
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};
use crate::syntax::image::ImageRef;

/// A change of the Dockerfile. Empty text deletes, an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// Where something is.
#[derive(Clone, Debug)]
pub enum Target {
    /// In the Dockerfile.
    Here(Span),
    /// In another file of the repository.
    There(Place),
    /// A whole file or folder: an absolute path.
    File(PathBuf),
}

/// The instruction that byte `at` stands in or at the end of.
fn instruction_at(model: &Model, at: u32) -> Option<usize> {
    let instructions = &model.dockerfile.instructions;
    let index = instructions.partition_point(|it| it.span.start <= at).checked_sub(1)?;
    holds(instructions[index].span, at).then_some(index)
}

/// Whether `at` is in `span` or at its end, where a cursor stands behind the last letter.
fn holds(span: Span, at: u32) -> bool {
    span.start <= at && at <= span.end
}

/// The stage of an instruction, its FROM included; `None` before the first FROM.
fn stage_of(model: &Model, index: usize) -> Option<&Stage> {
    model.stages.iter().find(|it| it.from == Some(index) || it.instructions.contains(&index))
}

/// The instruction and, behind ONBUILD, the one that it holds.
fn innermost(instruction: &Instruction) -> &Instruction {
    match &instruction.kind {
        Kind::Onbuild(inner) => inner,
        _ => instruction,
    }
}

/// The keyword in upper case.
fn keyword(model: &Model, instruction: &Instruction) -> String {
    model.source.slice(instruction.keyword).to_ascii_uppercase()
}

/// `span` without quotes around what it holds.
fn unquoted(model: &Model, span: Span) -> Span {
    let text = model.source.slice(span);
    let quoted = text.len() >= 2 && ['"', '\''].iter().any(|it| text.starts_with(*it) && text.ends_with(*it));
    if quoted { Span { start: span.start + 1, end: span.end - 1 } } else { span }
}

/// How people are told of a stage.
fn title(stage: &Stage) -> String {
    match &stage.name {
        Some(name) => format!("stage `{name}`"),
        None => format!("stage {}", stage.id),
    }
}

/// An image as people know it: without the digest where there is a tag.
fn image_name(reference: &ImageRef) -> String {
    let name = match (&reference.tag, &reference.digest) {
        (Some(tag), _) => format!("{}:{tag}", reference.name),
        (None, Some(digest)) => shortened(&format!("{}@{digest}", reference.name), reference.name.len() + 20),
        (None, None) => reference.name.clone(),
    };
    code(&name)
}

/// Text between backticks, which itself may hold some.
fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = if text.contains("``") { "```" } else { "``" };
    match text.contains('`') {
        true => format!("{fence} {text} {fence}"),
        false if text.is_empty() => "(empty)".to_owned(),
        false => format!("`{text}`"),
    }
}

/// At most `most` characters of a text.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
