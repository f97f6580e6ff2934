//! Two stages of one name: what refers to it gets the later one, or the earlier one, by where it stands.

use crate::rules::{Finding, Input, Rule};
use crate::syntax::ast::{Kind, Word};

pub(super) const RULE: Rule = Rule { id: "duplicate-stage-name", check };

/// The names of the rule in tools that compare as the builder does.
const OTHERS: [&str; 5] = ["DuplicateStageName", "DS012", "DS-0012", "AVD-DS-0012", "CKV_DOCKER_11"];

fn check(input: &Input) -> Vec<Finding> {
    let mut seen: Vec<(String, &Word)> = Vec::new();
    let mut findings = Vec::new();
    for instruction in &input.model.dockerfile.instructions {
        let Kind::From(from) = &instruction.kind else { continue };
        let (Some(name), Some(word)) = (&from.name, &from.name_word) else { continue };
        if let Some((_, first)) = seen.iter().find(|(other, _)| other == name) {
            let finding = Finding::new(word.span, format!("an earlier stage is named `{name}` too"));
            let finding = finding.label(input.model.place(first.span), "the first stage of this name");
            // hadolint tells upper from lower case here.
            let is_same = seen.iter().any(|(_, other)| other.as_str() == word.as_str());
            findings.push(if is_same { finding } else { finding.known_as(&OTHERS) });
        }
        seen.push((name.clone(), word));
    }
    findings
}
