//! `STOPSIGNAL` names no signal: the builder stops.
//!
//! Silent where a variable's value is not known.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, signal};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "stop-signal-invalid", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (stage, index, instruction) in input.model.instructions() {
        let Kind::Stopsignal(word) = &instruction.kind else { continue };
        let expanded = input.model.expand(word, stage.before(index));
        let Some(text) = expanded.value.known().filter(|it| signal::number(it).is_none()) else { continue };
        let finding = Finding::new(word.span, format!("`{text}` is no signal"));
        findings.push(match signal::nearest(text) {
            Some(near) => {
                let fix = Fix::new(format!("write `{near}`"), Safety::Unsafe, vec![Edit::replace(word.span, &near)]);
                finding.help(format!("write `STOPSIGNAL {near}`")).fixes((word.as_str() == text).then_some(fix))
            }
            None => finding,
        });
    }
    findings
}
