//! `sudo` in a RUN, where `USER` says who runs it.

use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::commands;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, is_root};
use crate::source::Span;

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
        let (message, fix) = match user.known() {
            Some(user) if is_root(user) => {
                ("`sudo` does nothing here: the `RUN` is root's", fix(model, invocation, sudo))
            }
            _ => ("`sudo` in a `RUN` needs an account that may become root without a password", None),
        };
        let is_first = invocation.wrappers.first().is_none_or(|first| first.text == "sudo");
        let is_written = model.source.slice(sudo.span).trim_matches('"') == "sudo";
        let finding = Finding::new(sudo.span, message);
        let finding = match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        findings.push(if is_first && is_written { finding } else { finding.own() });
    }
    findings
}

/// The command without `sudo`, whose options say nothing for root.
fn fix(model: &Model, invocation: &Invocation, sudo: &Word) -> Option<Fix> {
    let words: Vec<&Word> = invocation.wrappers.iter().chain(&invocation.words).collect();
    let mut behind = words.iter().skip_while(|it| it.span != sudo.span).skip(1);
    let is_idle = |it: &&&Word| ["-E", "-H", "-n", "-EH", "-HE", "--preserve-env"].contains(&it.text.as_str());
    let next = behind.find(|it| !is_idle(it))?;
    let is_written = model.source.slice(sudo.span) == sudo.text;
    if !is_written || next.text.starts_with('-') || next.span.start < sudo.span.end {
        return None;
    }
    let edit = Edit::replace(Span { start: sudo.span.start, end: next.span.start }, "");
    Some(Fix::new("take `sudo` out", Safety::Unsafe, vec![edit]))
}
