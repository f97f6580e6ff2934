//! What a team allows: the parameters of rules, which no Dockerfile can say.

use std::collections::BTreeMap;

/// The parameters of rules. The default asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Registries that images may come from: hosts, with `*` at either end. Empty: all.
    pub trusted_registries: Vec<String>,
    /// Labels that an image must have, and what their values are.
    pub label_schema: BTreeMap<String, LabelKind>,
    /// Whether a label outside of the schema is wrong.
    pub strict_labels: bool,
}

/// What the value of a label is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelKind {
    Email,
    /// A commit's id, whole or shortened.
    Hash,
    /// Any text.
    Text,
    /// A date with its time.
    Rfc3339,
    Semver,
    /// A licence expression.
    Spdx,
    Url,
}

impl LabelKind {
    pub const ALL: [LabelKind; 7] = [
        LabelKind::Email,
        LabelKind::Hash,
        LabelKind::Text,
        LabelKind::Rfc3339,
        LabelKind::Semver,
        LabelKind::Spdx,
        LabelKind::Url,
    ];

    pub fn name(self) -> &'static str {
        match self {
            LabelKind::Email => "email",
            LabelKind::Hash => "hash",
            LabelKind::Text => "text",
            LabelKind::Rfc3339 => "rfc3339",
            LabelKind::Semver => "semver",
            LabelKind::Spdx => "spdx",
            LabelKind::Url => "url",
        }
    }

    pub fn parse(name: &str) -> Option<LabelKind> {
        LabelKind::ALL.into_iter().find(|it| it.name() == name)
    }
}
