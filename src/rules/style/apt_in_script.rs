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
    let all = commands::all(input.model);
    let steps = all.chunk_by(|one, two| one.instruction == two.instruction);
    steps.filter_map(|step| finding(input.model, step)).collect()
}

/// One finding a step.
fn finding(model: &Model, step: &[&Invocation]) -> Option<Finding> {
    let mut calls: Vec<&Invocation> = step.iter().copied().filter(|it| commands::program(it) == Some("apt")).collect();
    // A loop over known words is met once for each.
    calls.dedup_by_key(|it| it.words.first().map(|word| word.span));
    // What other tools see comes first.
    let first = calls.iter().position(|it| commands::is_plain(model, it));
    let word = calls.get(first.unwrap_or_default())?.words.first()?;
    let mut finding = Finding::new(word.span, "`apt` is made for people at a terminal, not for scripts");
    for other in calls.iter().filter_map(|it| it.words.first()).filter(|it| it.span != word.span) {
        finding = finding.label(model.place(other.span), "so is this");
    }
    if first.is_none() {
        finding = finding.own();
    }
    let Some(edits) = calls.iter().map(|it| edit(model, it)).collect::<Option<Vec<Edit>>>() else {
        return Some(finding);
    };
    Some(finding.fix(Fix::new("write `apt-get` and `apt-cache`", Safety::Safe, edits)))
}

/// The name of the program that does the same; `None` where none does.
fn edit(model: &Model, invocation: &Invocation) -> Option<Edit> {
    let verb = Arguments::of(invocation).operands(&["-o", "-t", "-c"]).first().copied()?;
    let instead = match verb.text.as_str() {
        verb if SAME.contains(&verb) => "apt-get",
        verb if OF_CACHE.contains(&verb) => "apt-cache",
        _ => return None,
    };
    let word = invocation.words.first().filter(|it| model.source.slice(it.span) == "apt")?;
    Some(Edit::replace(word.span, instead))
}
