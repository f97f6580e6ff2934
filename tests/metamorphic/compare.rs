//! Findings, told apart by what may not change.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use dockvet::analysis::{Analysis, Diagnostic};

use crate::moved::Moved;

/// A finding without what may move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Said {
    pub(crate) rule: &'static str,
    /// Another file than the Dockerfile.
    pub(crate) file: Option<String>,
    /// Bytes of the text as it was before.
    pub(crate) place: (usize, usize),
    pub(crate) severity: &'static str,
    pub(crate) confidence: &'static str,
    pub(crate) message: String,
    /// What is suggested, and how safe that is.
    pub(crate) fixes: Vec<(String, &'static str)>,
}

impl Said {
    pub(crate) fn without_fixes(&self) -> Said {
        // What is quoted from the file may run over a line.
        let message = self.message.replace("\\\n", "").replace("`\n", "");
        Said { fixes: Vec::new(), message, ..self.clone() }
    }

    /// Without the place, and with the words of the message sorted.
    pub(crate) fn without_order(&self) -> Said {
        let mut words: Vec<&str> = self.message.split([' ', ',']).filter(|it| !it.is_empty()).collect();
        words.sort_unstable();
        Said { fixes: Vec::new(), place: (0, 0), message: words.join(" "), ..self.clone() }
    }
}

/// Turns what is said afterwards into the words of before.
pub(crate) type Words<'a> = &'a dyn Fn(&str) -> String;

/// All that is said, in the places of the text before, sorted. `root` is where the repository stands.
pub(crate) fn said(analysis: &Analysis, moved: Option<&Moved>, root: &Path, words: Words) -> Vec<Said> {
    let root = root.display().to_string();
    let words = |text: &str| words(&text.replace(&root, "/…"));
    let said = |it: &Diagnostic| {
        let span = it.span();
        let place = match (moved, &it.finding.file) {
            (Some(moved), None) => moved.back(span),
            _ => span.range(),
        };
        Said {
            rule: it.entry.id,
            file: it.finding.file.as_ref().map(|file| words(&file.path().display().to_string())),
            place: (place.start, place.end),
            severity: it.severity.name(),
            confidence: it.finding.confidence.name(),
            message: words(&it.finding.message),
            fixes: it.finding.fixes.iter().map(|fix| (words(&fix.title), fix.safety.name())).collect(),
        }
    };
    let mut all: Vec<Said> = analysis.diagnostics.iter().map(said).collect();
    all.sort();
    all
}

/// A finding that is there only once.
pub(crate) enum Change {
    Went(Said),
    Came(Said),
}

impl Change {
    pub(crate) fn said(&self) -> &Said {
        match self {
            Change::Went(said) | Change::Came(said) => said,
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let (sign, said) = match self {
            Change::Went(said) => ('-', said),
            Change::Came(said) => ('+', said),
        };
        let Said { rule, file, place, severity, confidence, message, fixes } = said;
        let file = file.as_deref().unwrap_or("Dockerfile");
        write!(out, "{sign} {rule} {file}@{}..{} ({severity}, {confidence}): {message}", place.0, place.1)?;
        fixes.iter().try_for_each(|(title, safety)| write!(out, " [{safety}: {title}]"))
    }
}

/// What is not on both sides, each as often as it is there.
pub(crate) fn changes(before: &[Said], after: &[Said]) -> Vec<Change> {
    let mut counts: BTreeMap<&Said, isize> = BTreeMap::new();
    before.iter().for_each(|it| *counts.entry(it).or_default() -= 1);
    after.iter().for_each(|it| *counts.entry(it).or_default() += 1);
    let mut all = Vec::new();
    for (said, count) in counts {
        let change = if count < 0 { Change::Went } else { Change::Came };
        all.extend((0..count.unsigned_abs()).map(|_| change(said.clone())));
    }
    all
}

/// What is said anew of an instruction (or of another file) of which the rule said nothing before, whatever the
/// words. `instruction` tells which one holds a place.
pub(crate) fn created(before: &[Said], after: &[Said], instruction: &dyn Fn(usize) -> Option<usize>) -> Vec<Change> {
    let part = |it: &Said| if it.file.is_some() { Some(it.place.0) } else { instruction(it.place.0) };
    let is_old =
        |it: &&Said| before.iter().any(|old| (old.rule, &old.file, part(old)) == (it.rule, &it.file, part(it)));
    after.iter().filter(|it| !is_old(it)).cloned().map(Change::Came).collect()
}
