//! `apt` in a script: its output and options are for people, and may change from one release to the next.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "apt-in-script", check };

/// What `apt-get` calls the same.
const SAME: [&str; 8] = ["install", "update", "remove", "purge", "autoremove", "clean", "autoclean", "build-dep"];
/// What `apt-cache` does.
const OF_CACHE: [&str; 5] = ["show", "search", "policy", "depends", "rdepends"];

fn check(input: &Input) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        commands::all(input.model).into_iter().filter_map(|it| finding(input.model, it)).collect();
    findings.dedup_by_key(|it| it.span);
    findings
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    commands::program(invocation).filter(|it| *it == "apt")?;
    let word = invocation.words.first()?;
    let verb = Arguments::of(invocation).operands(&["-o", "-t", "-c"]).first().map(|it| it.text.as_str());
    let instead = match verb {
        Some(verb) if SAME.contains(&verb) => Some("apt-get"),
        Some(verb) if OF_CACHE.contains(&verb) => Some("apt-cache"),
        _ => None,
    };
    let finding = Finding::new(word.span, "`apt` is made for people at a terminal, not for scripts");
    let finding = if commands::is_plain(model, invocation) { finding } else { finding.own() };
    let Some(instead) = instead.filter(|_| model.source.slice(word.span) == "apt") else { return Some(finding) };
    let edit = Edit::replace(word.span, instead);
    Some(finding.help(format!("write `{instead}`")).fix(Fix::new(
        format!("write `{instead}`"),
        Safety::Safe,
        vec![edit],
    )))
}
