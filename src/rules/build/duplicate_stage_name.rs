//! Two stages of one name: what refers to it gets the later one, or the earlier one, by where it stands.

use crate::rules::{Finding, Input, Rule};
use crate::source::Span;
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "duplicate-stage-name", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut seen: Vec<(String, Span)> = Vec::new();
    let mut findings = Vec::new();
    for instruction in &input.model.dockerfile.instructions {
        let Kind::From(from) = &instruction.kind else { continue };
        let (Some(name), Some(word)) = (&from.name, &from.name_word) else { continue };
        match seen.iter().find(|(other, _)| other == name) {
            Some((_, first)) => findings.push(
                Finding::new(word.span, format!("an earlier stage is named `{name}` too"))
                    .label(input.model.place(*first), "the first stage of this name"),
            ),
            None => seen.push((name.clone(), word.span)),
        }
    }
    findings
}
