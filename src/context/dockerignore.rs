//! `.dockerignore` with the semantics of `moby/patternmatcher` and the walk of `tonistiigi/fsutil`.

use crate::source::{Source, Span};

/// One line of an ignore file that holds a pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Cleaned, without `!`.
    pub text: String,
    pub negated: bool,
    /// The line in the ignore file.
    pub span: Span,
}

/// The ignore file in force; the default leaves nothing out.
#[derive(Debug, Default)]
pub struct Ignored {
    pub source: Option<Source>,
    pub patterns: Vec<Pattern>,
}
