//! There is a `.dockerignore`, and a COPY of the whole context takes in what it should keep out.
//!
//! Silent on a history that the build reads (`git describe`, `make`), and on one that only a build stage
//! sees, unless a line of the file was meant to keep it out.

use super::{ignore_lines, taken};
use crate::context::{Unwanted, UnwantedKind};
use crate::evidence::Place;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "dockerignore-ineffective", check };

/// Smaller folders are not worth a word, in bytes, unless a line was meant for them.
const WORTH: u64 = 1_000_000;

/// More lines than these are for people to write: a pattern stands for many.
const MOST_LINES: usize = 8;

fn check(input: &Input) -> Vec<Finding> {
    finding(input).into_iter().collect()
}

fn finding(input: &Input) -> Option<Finding> {
    let (copy, source) = taken::whole_context(input)?;
    let file = input.model.context.as_ref()?.ignored().source.clone()?;
    let shipped = taken::is_shipped(input, copy);
    let reads_git = input.model.build_reads_git();
    let mut gets_in = Vec::new();
    let mut meant = None;
    for unwanted in taken::unwanted(input) {
        let line = meant_for(input, &unwanted);
        // Secrets have a rule of their own.
        let is_secret = matches!(unwanted.kind, UnwantedKind::Secret | UnwantedKind::Environment);
        if taken::is_history(&unwanted) && reads_git || is_secret && line.is_none() {
            continue;
        }
        // A history is small in a fresh clone only.
        let weighs = if taken::is_history(&unwanted) { shipped } else { unwanted.size >= WORTH };
        if line.is_some() || weighs {
            meant = meant.or(line);
            gets_in.push(unwanted);
        }
    }
    let first = gets_in.first()?;
    let message = format!("`.dockerignore` lets in {}", taken::listed(&gets_in));
    let help = format!("add `{}` to `.dockerignore`", first.path);
    let finding = Finding::new(source.span, message).confidence(Confidence::Likely).help(help);
    let paths: Vec<&str> = gets_in.iter().take(MOST_LINES).map(|it| it.path.as_str()).collect();
    let finding = match ignore_lines::fix(input.model, &paths) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
    Some(match meant {
        Some(span) => {
            finding.label(Place { source: file, span }, "this line does not match it: patterns start at the root")
        }
        None => finding,
    })
}

/// A pattern that names the entry and does not match it: `*/.git`, `/app/node_modules`.
fn meant_for(input: &Input, unwanted: &Unwanted) -> Option<Span> {
    let name = unwanted.path.rsplit('/').next()?;
    let patterns = &input.model.context.as_ref()?.ignored().patterns;
    let named = patterns.iter().find(|pattern| !pattern.negated && pattern.text.rsplit('/').next() == Some(name));
    named.map(|pattern| pattern.span)
}
