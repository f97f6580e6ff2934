//! What the program needs and what deploys it, read from the build context and the repository. No verdicts.

pub mod compose;
pub mod deployment;
pub mod environment;
pub mod kubernetes;
pub mod linking;
pub mod platforms;
pub mod program;
pub mod versions;

use crate::source::{Source, Span};

/// A place in any file of the repository.
#[derive(Clone, Debug)]
pub struct Place {
    pub source: Source,
    pub span: Span,
}

/// A value and where it is written.
#[derive(Clone, Debug)]
pub struct Located<T> {
    pub value: T,
    pub place: Place,
}
