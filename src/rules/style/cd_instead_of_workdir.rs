//! A RUN begins with `cd`, which is forgotten at its end.
//!
//! Only `possible` where `cd` stands among other commands, or in a stage that does not ship: a build that goes through
//! several folders reads no better with `WORKDIR`.

use crate::model::Model;
use crate::model::path;
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::rules::{commands, edits, folders, lists};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "cd-instead-of-workdir", check };

fn check(input: &Input) -> Vec<Finding> {
    let mut before = None;
    let mut first_of_run = commands::of(input.model, &["cd"]);
    first_of_run.retain(|it| before.replace(it.instruction) != Some(it.instruction));
    first_of_run.into_iter().map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, invocation: &Invocation) -> Finding {
    let model = input.model;
    let mut around = commands::beside(model, invocation);
    let is_first = around.all(|other| other.span.start >= invocation.span.start);
    let target = invocation.words.get(1).filter(|it| it.text.starts_with('/'));
    let message = "`cd` holds for this `RUN` only";
    let finding = Finding::new(commands::place(invocation), message);
    let finding = match target.filter(|it| is_first && !it.text.contains("${") && invocation.origin == Origin::Run) {
        Some(target) => {
            let finding = finding.confidence(Confidence::Likely);
            let finding = finding.help(format!("write `WORKDIR {}` above it", target.text));
            match fix(model, invocation, target) {
                Some(fix) => finding.fix(fix),
                None => finding,
            }
        }
        None => finding.confidence(Confidence::Possible),
    };
    if commands::is_plain(model, invocation) && invocation.origin != Origin::Onbuild { finding } else { finding.own() }
}

/// WORKDIR above the RUN, and the folder from before it below, where something may ask for that.
fn fix(model: &Model, cd: &Invocation, target: &Word) -> Option<Fix> {
    let (index, stage) = (cd.instruction, model.stages.get(cd.stage)?);
    let run = model.instruction(index);
    let text = target.text.as_str();
    let is_plain = commands::is_plain(model, cd) && model.source.slice(target.span) == text;
    let folder = path::clean(text);
    // What the shell expands WORKDIR does not, and in a folder of the system nobody should stay.
    let is_special = text.contains(|it: char| it.is_whitespace() || "*?[{~$\\\"'".contains(it));
    if !is_plain || cd.words.len() != 2 || is_special || folders::is_of_system(&folder) || folders::is_shared(&folder) {
        return None;
    }
    let workdir = |folder: &str| format!("WORKDIR {folder}");
    let gone = lists::without(model, &[cd])?;
    let title = format!("write `{}`", workdir(text));
    if lists::script(run)?.commands().count() == 1 {
        let keyword = model.source.slice(run.keyword);
        let is_lower = keyword.chars().all(|it| it.is_ascii_lowercase());
        let keyword = if is_lower { "workdir" } else { "WORKDIR" };
        return Some(Fix::new(title, Safety::Unsafe, vec![Edit::replace(run.span, format!("{keyword} {text}"))]));
    }
    let before = stage.before(index).folder();
    if before == Some(folder.as_str()) {
        return Some(Fix::new("take `cd` out: the `RUN` is there already", Safety::Unsafe, gone));
    }
    let mut all = vec![edits::above(model, run, &[workdir(text)], edits::Gap::None)];
    all.extend(gone);
    let next = model.dockerfile.instructions.get(index + 1).filter(|_| stage.instructions.contains(&(index + 1)));
    let is_set = next.is_some_and(|it| match &it.kind {
        Kind::Workdir(word) => word.as_str().starts_with('/'),
        _ => false,
    });
    if !is_set {
        all.push(edits::below(model, run, &[workdir(before?)]));
    }
    Some(Fix::new(title, Safety::Unsafe, all))
}
