//! What a finding holds for other programs: plain values, no references into the analysis.

use std::ops::Range;
use std::path::PathBuf;

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;
use crate::rules::{self, Confidence, Safety};
use crate::source::{Position, Source, Span};

/// Something that is wrong, where, and why we say so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule's id: `root-user`.
    pub rule: &'static str,
    pub severity: Severity,
    pub confidence: Confidence,
    /// Lower case, no full stop, code in backticks.
    pub message: String,
    /// What to write instead.
    pub help: String,
    pub place: Place,
    /// The evidence: places and what is to be seen there.
    pub evidence: Vec<(Place, String)>,
    /// What may be written instead, the best first.
    pub fixes: Vec<Fix>,
    /// The same for the same mistake after lines have moved; unique among the findings of a Dockerfile.
    pub fingerprint: String,
}

/// Part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// As it was named, or below the path that was named.
    pub file: PathBuf,
    /// In the file's UTF-8.
    pub bytes: Range<usize>,
    /// In characters.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
}

/// A change of one file that takes the finding away.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fix {
    /// Lower case, no full stop, code in backticks.
    pub title: String,
    pub safety: Safety,
    /// In no order; none overlaps another.
    pub edits: Vec<Edit>,
}

/// What stands at a place afterwards. An empty text deletes, an empty place inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Edit {
    pub place: Place,
    pub text: String,
}

impl Finding {
    pub(super) fn of(diagnostic: &Diagnostic) -> Finding {
        let own = &diagnostic.source;
        let finding = &diagnostic.finding;
        let evidence = finding.labels.iter().map(|it| (Place::of(&it.place.source, it.place.span), it.text.clone()));
        Finding {
            rule: diagnostic.entry.id,
            severity: diagnostic.severity,
            confidence: finding.confidence,
            message: finding.message.clone(),
            help: diagnostic.help().to_owned(),
            place: Place::of(own, finding.span),
            evidence: evidence.collect(),
            fixes: finding.fixes.iter().map(|it| Fix::of(it, own)).collect(),
            fingerprint: diagnostic.fingerprint.clone(),
        }
    }
}

impl Place {
    fn of(source: &Source, span: Span) -> Place {
        let (start, end) = (source.position(span.start), source.position(span.end));
        Place { file: source.path().to_owned(), bytes: span.range(), start, end }
    }
}

impl Fix {
    fn of(fix: &rules::Fix, own: &Source) -> Fix {
        let source = fix.source(own);
        let edit = |it: &rules::Edit| Edit { place: Place::of(source, it.span), text: it.text.clone() };
        Fix { title: fix.title.clone(), safety: fix.safety, edits: fix.edits.iter().map(edit).collect() }
    }
}
