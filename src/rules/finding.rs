//! What a rule says, and how sure it is.

use crate::catalogue::{Entry, Severity};
use crate::evidence::Place;
use crate::source::Span;

use super::Fix;

/// How sure a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Shown on request only.
    Possible,
    /// Rests on a convention that holds at least 19 times in 20, which the finding names.
    Likely,
    /// Follows from the repository and base facts alone.
    Certain,
}

impl Confidence {
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Possible => "possible",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }

    pub fn parse(name: &str) -> Option<Confidence> {
        [Confidence::Certain, Confidence::Likely, Confidence::Possible].into_iter().find(|it| it.name() == name)
    }
}

/// What a rule says.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The part of the Dockerfile, or of `file` if that is set.
    pub span: Span,
    /// Another file than the Dockerfile that the finding stands in (a manifest, `.dockerignore`).
    pub file: Option<crate::source::Source>,
    /// Lower case, no full stop, code in backticks.
    pub message: String,
    /// What to write, where the rule knows it better than the catalogue's `help`.
    pub help: Option<String>,
    pub labels: Vec<Label>,
    pub confidence: Confidence,
    /// Whether the labels are a chain, in order, that leads to the finding.
    pub chain: bool,
    /// What to write, the best first; edits of the file that the finding stands in.
    pub fixes: Vec<Fix>,
    /// Which of its rule's names in other tools the finding goes by; `None`: all of them.
    pub known_as: Option<Vec<&'static str>>,
    /// No finding of the rule is more severe, where it is milder than the rest.
    pub at_most: Option<Severity>,
}

/// A piece of evidence.
#[derive(Clone, Debug)]
pub struct Label {
    pub place: Place,
    pub text: String,
}

impl Finding {
    pub fn new(span: Span, message: impl Into<String>) -> Finding {
        Finding {
            span,
            file: None,
            message: message.into(),
            help: None,
            labels: Vec::new(),
            confidence: Confidence::Certain,
            chain: false,
            fixes: Vec::new(),
            known_as: None,
            at_most: None,
        }
    }

    /// Of the rule's names in other tools only these fit: the others say less, or something else.
    pub fn known_as(mut self, names: &[&'static str]) -> Finding {
        self.known_as = Some(names.to_vec());
        self
    }

    /// The names that the finding of the rule `entry` goes by in other tools.
    pub fn names(&self, entry: &'static Entry) -> Vec<&'static str> {
        self.known_as.clone().unwrap_or_else(|| entry.aliases.to_vec())
    }

    /// No other tool says this.
    pub fn own(self) -> Finding {
        self.known_as(&[])
    }

    fn at_most(mut self, severity: Severity) -> Finding {
        self.at_most = Some(severity);
        self
    }

    /// No more than a matter of taste.
    pub fn style(self) -> Finding {
        self.at_most(Severity::Style)
    }

    /// No more than worth a look.
    pub fn info(self) -> Finding {
        self.at_most(Severity::Info)
    }

    /// No more than a danger that depends on other things.
    pub fn warning(self) -> Finding {
        self.at_most(Severity::Warning)
    }

    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    pub fn label(mut self, place: Place, text: impl Into<String>) -> Finding {
        self.labels.push(Label { place, text: text.into() });
        self
    }

    pub fn confidence(mut self, confidence: Confidence) -> Finding {
        self.confidence = confidence;
        self
    }

    pub fn in_file(mut self, file: crate::source::Source) -> Finding {
        self.file = Some(file);
        self
    }

    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fixes.push(fix);
        self
    }

    pub fn fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Finding {
        self.fixes.extend(fixes);
        self
    }

    /// The labels are a chain of causes.
    pub fn chain(mut self) -> Finding {
        self.chain = true;
        self
    }
}
