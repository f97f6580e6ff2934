//! `STOPSIGNAL 15` or `term`: right, but not the name that everybody knows.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, signal};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "stop-signal-spelling", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, _, instruction) in input.model.instructions() {
        let Kind::Stopsignal(word) = &instruction.kind else { continue };
        let written = word.as_str();
        // What a variable or quotes make of it is not asked for.
        let Some(name) = signal::number(written).and_then(signal::name) else { continue };
        let is_usual =
            written.starts_with("SIG") && signal::number(written).is_some() && written == written.to_uppercase();
        if is_usual {
            continue;
        }
        let title = format!("write `{name}`");
        let fix = Fix::new(title, Safety::Safe, vec![Edit::replace(word.span, name.clone())]);
        findings
            .push(Finding::new(word.span, format!("the usual name of the signal `{written}` is `{name}`")).fix(fix));
    }
    findings
}
