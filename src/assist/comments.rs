//! Rule names in comments and directives: ours, hadolint's and BuildKit's.

use crate::catalogue::{self, Named};
use crate::model::Model;
use crate::source::Span;

/// A rule that a comment names.
pub(super) struct RuleName {
    pub(super) span: Span,
    pub(super) named: Option<Named>,
}

/// The words that may follow `dockvet` in a comment.
pub(super) const SCOPES: [(&str, &str); 3] = [
    ("ignore", "the next instruction, or the one that the comment stands in"),
    ("ignore-stage", "the stage"),
    ("ignore-file", "the whole file"),
];

/// Every rule that a comment or `# check=` names, known or not.
pub(super) fn rule_names(model: &Model) -> Vec<RuleName> {
    let mut all = Vec::new();
    for comment in &model.dockerfile.comments {
        if let Some(names) = list(model.source.slice(comment.span)) {
            let start = comment.span.start as usize;
            pieces(model, start + names.start..start + names.end, &mut all);
        }
    }
    for directive in model.dockerfile.directives.iter().filter(|it| it.name == "check") {
        let mut at = directive.value_span.start as usize;
        for part in model.source.slice(directive.value_span).split(';') {
            if let Some((key, names)) = part.split_once('=')
                && matches!(key.trim(), "skip" | "experimental")
            {
                let start = at + key.len() + 1;
                pieces(model, start..start + names.len(), &mut all);
            }
            at += part.len() + 1;
        }
    }
    all
}

fn pieces(model: &Model, range: std::ops::Range<usize>, all: &mut Vec<RuleName>) {
    let mut at = range.start;
    for piece in model.source.slice(Span::new(range)).split(',') {
        let start = at + (piece.len() - piece.trim_start().len());
        let name = piece.trim();
        at += piece.len() + 1;
        if !name.is_empty() {
            all.push(RuleName { span: Span::new(start..start + name.len()), named: catalogue::named(name) });
        }
    }
}

/// Where in the comment `text` (with its `#`) the names stand: behind `dockvet ignore=` and the like, up to the
/// reason.
pub(super) fn list(text: &str) -> Option<std::ops::Range<usize>> {
    let body = text.strip_prefix('#')?.trim_start();
    let tool = ["dockvet", "hadolint"].into_iter().find(|tool| body.starts_with(tool))?;
    let rest = &body[tool.len()..];
    let (keyword, names) = rest.split_once('=')?;
    if !keyword.starts_with([' ', '\t']) {
        return None;
    }
    let words: Vec<&str> = keyword.split_whitespace().collect();
    let is_scope = match (tool, words.as_slice()) {
        ("dockvet", [scope]) => SCOPES.iter().any(|(name, _)| name == scope),
        ("hadolint", ["ignore"] | ["stage" | "global", "ignore"]) => true,
        _ => false,
    };
    let reason = if tool == "dockvet" { names.find("--") } else { names.find('#') };
    let end = text.len() - names.len() + reason.unwrap_or(names.len());
    is_scope.then_some(text.len() - names.len()..end)
}
