//! A comment that silences a finding of one instruction.
//!
//! For teams that want such decisions in the configuration, where they are seen together.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::Comment;

pub(super) const RULE: Rule = Rule { id: "suppression-comment", check };

fn check(input: &Input) -> Vec<Finding> {
    let dockerfile = &input.model.dockerfile;
    // hadolint does not see comments inside an instruction.
    let is_alone = |it: &&Comment| !dockerfile.instructions.iter().any(|around| around.span.contains(it.span));
    dockerfile.comments.iter().filter(is_alone).filter_map(finding).collect()
}

fn finding(comment: &Comment) -> Option<Finding> {
    let is_of = |tool: &str| {
        let rest = comment.text.strip_prefix(tool).filter(|it| it.starts_with([' ', '\t']));
        let rest = rest.and_then(|it| it.trim_start().strip_prefix("ignore"));
        rest.and_then(|it| it.trim_start().strip_prefix('=')).map(str::trim_start)
    };
    let finding = Finding::new(comment.span, "a comment silences findings of the instruction below it");
    match is_of("hadolint") {
        // With anything but codes hadolint takes it for prose.
        Some(codes) if is_codes(codes) => Some(finding),
        Some(_) => None,
        None => is_of("dockvet").map(|_| finding.own()),
    }
}

fn is_codes(text: &str) -> bool {
    let text = text.split('#').next().unwrap_or_default();
    let is_code = |it: &str| !it.is_empty() && it.bytes().all(|byte| b"DLSC0123456789".contains(&byte));
    text.split(',').all(|it| is_code(it.trim()))
}
