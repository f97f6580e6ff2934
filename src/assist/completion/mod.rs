//! What may stand at a place.

use crate::model::Model;

use super::Edit;

/// What a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProposalKind {
    Keyword,
    Flag,
    Value,
    Stage,
    Image,
    Variable,
    File,
    Folder,
    User,
    Rule,
    Port,
    Directive,
}

/// A text that may stand here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Also what is compared with what is typed.
    pub label: String,
    pub kind: ProposalKind,
    /// One line; may be empty.
    pub detail: String,
    /// Markdown; may be empty.
    pub documentation: String,
    /// Replaces what is typed of the word.
    pub edit: Edit,
    /// Proposals are shown in the order of these.
    pub sort: String,
}

/// What may stand at byte `at`, best first; also in text that is not finished.
pub fn completion(model: &Model, at: u32) -> Vec<Proposal> {
    let _ = (model, at);
    Vec::new()
}
