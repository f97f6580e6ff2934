//! `/bin/sh` becomes a link to another shell, which `SHELL` would choose.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::rules::{edits, lists};

pub(super) const RULE: Rule = Rule { id: "shell-relinked", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let found = commands::of(model, &["ln"]).into_iter().filter_map(|it| {
        let words = Arguments::of(it).words();
        let word = words.iter().find(|word| word.text == "/bin/sh")?;
        let is_replaced = words.last().is_some_and(|last| last.text == "/bin/sh");
        let confidence = if is_replaced { Confidence::Certain } else { Confidence::Possible };
        let message = "this changes the shell of every script in the image, and of every `RUN` below";
        let finding = Finding::new(word.span, message).confidence(confidence);
        let finding = match fix(model, it).filter(|_| is_replaced) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        Some(if commands::is_plain(model, it) { finding } else { finding.own() })
    });
    found.collect()
}

/// SHELL in place of the link, and of what made room for it.
fn fix(model: &Model, link: &Invocation) -> Option<Fix> {
    let operands = Arguments::of(link).operands(&[]);
    let [target, _] = operands.as_slice() else { return None };
    let shell = match target.text.as_str() {
        name if ["bash", "zsh", "ash", "dash"].contains(&name) => format!("/bin/{name}"),
        path if path.starts_with('/') && !path.contains(['"', '$', '\\']) => path.to_owned(),
        _ => return None,
    };
    let state = model.stages.get(link.stage)?.before(link.instruction);
    let is_default = state.shell_instruction.is_none() && commands::is_plain(model, link);
    if !is_default || model.look_at(link.stage, state.changes, &shell).is_absent() {
        return None;
    }
    let makes_room = |it: &&Invocation| {
        let words = Arguments::of(it).operands(&[]);
        let is_of_sh = words.first().is_some_and(|word| word.text == "/bin/sh");
        is_of_sh && it.span.start < link.span.start && matches!(commands::program(it), Some("rm" | "mv"))
    };
    let mut gone: Vec<&Invocation> = commands::beside(model, link).filter(makes_room).collect();
    gone.push(link);
    let run = model.instruction(link.instruction);
    let line = format!("SHELL [\"{shell}\", \"-c\"]");
    let title = format!("write `{line}`");
    let mut all = lists::without(model, &gone)?;
    if lists::script(run)?.commands().count() == gone.len() {
        let is_lower = model.source.slice(run.keyword).starts_with('r');
        let line = if is_lower { line.replacen("SHELL", "shell", 1) } else { line };
        return Some(Fix::new(title, Safety::Unsafe, vec![Edit::replace(run.span, line)]));
    }
    all.push(edits::below(model, run, &[line]));
    Some(Fix::new(title, Safety::Unsafe, all))
}
