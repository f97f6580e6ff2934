//! `STOPSIGNAL SIGKILL` or `SIGSTOP`: no program can catch these, so none ends in order.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, signal};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "stop-signal-ungraceful", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (stage, index, instruction) in input.model.instructions() {
        let Kind::Stopsignal(word) = &instruction.kind else { continue };
        let expanded = input.model.expand(word, stage.before(index));
        let what = match expanded.value.known().and_then(signal::number) {
            Some(9) => "`SIGKILL` ends the program at once: it cannot finish what it does",
            Some(19) => "`SIGSTOP` halts the program, which does not end until it is killed",
            _ => continue,
        };
        let fix = Fix::new("write `SIGTERM`", Safety::Unsafe, vec![Edit::replace(word.span, "SIGTERM")]);
        findings.push(Finding::new(word.span, what).fix(fix));
    }
    findings
}
