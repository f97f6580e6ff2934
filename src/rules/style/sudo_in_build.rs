//! `sudo` in a RUN, where `USER` says who runs it.

use crate::model::run::Word;
use crate::rules::commands;
use crate::rules::{Finding, Input, Rule, is_root};

pub(super) const RULE: Rule = Rule { id: "sudo-in-build", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut seen = std::collections::BTreeSet::new();
    let mut findings = Vec::new();
    for invocation in commands::all(model) {
        let is_sudo = |word: &&Word| matches!(word.text.as_str(), "sudo" | "/usr/bin/sudo");
        let words = invocation.wrappers.iter().chain(invocation.words.first());
        let Some(sudo) = words.into_iter().find(is_sudo).filter(|it| seen.insert((it.span.start, it.span.end))) else {
            continue;
        };
        let user = &model.stages[invocation.stage].before(invocation.instruction).user.value;
        let message = match user.known() {
            Some(user) if is_root(user) => "`sudo` does nothing here: the `RUN` is root's",
            _ => "`sudo` in a `RUN` needs an account that may become root without a password",
        };
        let is_first = invocation.wrappers.first().is_none_or(|first| first.text == "sudo");
        let is_written = model.source.slice(sudo.span).trim_matches('"') == "sudo";
        let finding = Finding::new(sudo.span, message);
        findings.push(if is_first && is_written { finding } else { finding.own() });
    }
    findings
}
