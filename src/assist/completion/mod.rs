//! What may stand at a place.

mod arguments;
mod comments;
mod cursor;
mod flags;
mod names;
mod paths;

use crate::model::Model;
use crate::source::Span;

use super::Edit;

use cursor::{Cursor, Standing};

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
    /// Replaces what is typed of the word. On one line, the cursor's.
    pub edit: Edit,
    /// Proposals are shown in the order of these.
    pub sort: String,
}

impl Proposal {
    /// `label` in the place of `span`; those of a lower `rank` come first.
    fn new(kind: ProposalKind, rank: u8, label: impl Into<String>, span: Span) -> Proposal {
        let label = label.into();
        let edit = Edit { span, text: label.clone() };
        let sort = format!("{rank}{label}");
        Proposal { label, kind, detail: String::new(), documentation: String::new(), edit, sort }
    }

    fn detail(self, detail: impl Into<String>) -> Proposal {
        Proposal { detail: detail.into(), ..self }
    }

    fn documentation(self, documentation: impl Into<String>) -> Proposal {
        Proposal { documentation: documentation.into(), ..self }
    }

    /// Writes another text than the label.
    fn text(self, text: String) -> Proposal {
        Proposal { edit: Edit { text, ..self.edit }, ..self }
    }
}

/// More are no help.
const MOST: usize = 600;

/// What may stand at byte `at`, best first; also in text that is not finished. What is typed of the word is not
/// compared with the proposals: that is the editor's part.
pub fn completion(model: &Model, at: u32) -> Vec<Proposal> {
    let mut proposals = match Cursor::at(model, at) {
        Standing::Comment { start, text } => comments::proposals(model, start, &text, at),
        Standing::Body(cursor) => names::variables(&cursor).unwrap_or_default(),
        Standing::Instruction(cursor) => in_instruction(&cursor),
        Standing::Nowhere => Vec::new(),
    };
    proposals.sort_by(|one, other| one.sort.cmp(&other.sort));
    proposals.dedup_by(|one, other| one.label == other.label && one.kind == other.kind);
    proposals.truncate(MOST);
    proposals
}

fn in_instruction(cursor: &Cursor) -> Vec<Proposal> {
    if cursor.is_keyword {
        return names::keywords(cursor);
    }
    if let Some(found) = names::variables(cursor) {
        return found;
    }
    match (cursor.takes_flags(), cursor.word.strip_prefix("--").map(|flag| flag.split_once('='))) {
        (true, Some(None)) => flags::names(cursor),
        (true, Some(Some((name, value)))) => flags::values(cursor, name, value),
        _ => {
            let mut found = arguments::proposals(cursor);
            if cursor.takes_flags() && (cursor.word.is_empty() || cursor.word == "-") {
                found.extend(flags::names(cursor));
            }
            found
        }
    }
}
