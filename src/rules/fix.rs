//! What a finding suggests to write: edits are data, and nothing here changes a text.

use crate::source::{Source, Span};

/// A suggested change of the file that the finding stands in, or of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Lower case, no full stop, code in backticks: "run as the account `node`".
    pub title: String,
    pub safety: Safety,
    /// In no order; none overlaps another.
    pub edits: Vec<Edit>,
    /// The file that is edited, where that is not the one that the finding stands in.
    pub file: Option<Source>,
}

/// Bytes of the file and what stands there instead. An empty text deletes, an empty span inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// To be read before it is taken: the image does something else afterwards.
    Unsafe,
    /// The file keeps its meaning.
    Safe,
}

impl Fix {
    pub fn new(title: impl Into<String>, safety: Safety, edits: Vec<Edit>) -> Fix {
        Fix { title: title.into(), safety, edits, file: None }
    }

    /// The edits are of another file than the one that the finding stands in.
    pub fn in_file(mut self, file: Source) -> Fix {
        self.file = Some(file);
        self
    }

    /// The file that is edited; `own` is the one that the finding stands in.
    pub fn source<'a>(&'a self, own: &'a Source) -> &'a Source {
        self.file.as_ref().unwrap_or(own)
    }
}

impl Edit {
    pub fn replace(span: Span, text: impl Into<String>) -> Edit {
        Edit { span, text: text.into() }
    }

    /// Writes `text` before byte `at`.
    pub fn insert(at: u32, text: impl Into<String>) -> Edit {
        Edit { span: Span { start: at, end: at }, text: text.into() }
    }
}

impl Safety {
    pub fn name(self) -> &'static str {
        match self {
            Safety::Unsafe => "unsafe",
            Safety::Safe => "safe",
        }
    }
}
