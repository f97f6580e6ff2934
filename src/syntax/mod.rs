//! Text to instructions. Never fails: what makes no sense is an [`ast::Kind::Invalid`] and the rest goes on.
//!
//! How BuildKit reads a file was taken from its `frontend/dockerfile/parser` and
//! `frontend/dockerfile/instructions`, and is held against them by `tests/differential`.

pub mod ast;
pub mod expand;
mod flags;
mod heredoc;
pub mod image;
mod instructions;
mod json;
mod keywords;
mod lex;
mod lines;
mod operators;
mod pattern;
pub mod shell;
mod stage;
mod words;

use crate::source::Source;

/// Reads a whole file. A line that makes no sense becomes [`ast::Kind::Invalid`].
///
/// A fragment without FROM is read as well; that a file holds no instruction, or one before the
/// first FROM, is not said here.
pub fn parse(source: &Source) -> ast::Dockerfile {
    let mut reader = lines::Reader::new(source.text());
    let (directives, refused) = reader.directives();
    let mut instructions: Vec<_> = refused.into_iter().map(instructions::refused).collect();
    let mut comments = Vec::new();
    let mut terminators = heredoc::Terminators::default();
    let mut stages = stage::Stages::new(reader.escape);
    while let Some(logical) = reader.logical(&mut comments) {
        instructions.push(instructions::read(logical, &mut reader, &mut terminators, &mut stages));
    }
    ast::Dockerfile { directives, escape: reader.escape, comments, instructions }
}
