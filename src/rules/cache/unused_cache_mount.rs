//! A cache mount that keeps nothing from one build to the next.
//!
//! What counts, and on what nothing is said, is settled in [`crate::cache::waste`].

use crate::cache::mounts::{self, CacheMount};
use crate::cache::waste::{self, Mend, Waste};
use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, command_edits};
use crate::source::Span;
use crate::syntax::ast::{Form, Kind};
use crate::syntax::shell::{Link, Reach};

pub(super) const RULE: Rule = Rule { id: "unused-cache-mount", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|stage| needed[stage.id]) {
        for (index, _) in model.instructions_of(stage) {
            for mount in mounts::of_run(model, stage, index) {
                findings
                    .extend(waste::of(model, stage, index, &mount).map(|waste| finding(input, index, &mount, waste)));
            }
        }
    }
    findings
}

fn finding(input: &Input, index: usize, mount: &CacheMount, waste: Waste) -> Finding {
    let message = format!("the cache mount `{}` {}", mount.target, waste.why);
    let finding = Finding::new(mount.mount.span, message).confidence(Confidence::Likely).help(waste.help.clone());
    let finding = match fix(input.model, index, mount, &waste) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
    match waste.by {
        Some(by) => finding.label(input.model.place(by), "this is the command"),
        None => finding,
    }
}

fn fix(model: &Model, index: usize, mount: &CacheMount, waste: &Waste) -> Option<Fix> {
    let commands: Vec<&Invocation> = model.invocations_of(index).iter().collect();
    let (title, edits) = match &waste.mend {
        Mend::Target(target, id) => (format!("mount `{target}`"), target_of(model, mount, target, *id)?),
        Mend::Word(text) => {
            let words: Vec<&Word> = commands.iter().flat_map(|it| &it.words).filter(|it| it.text == *text).collect();
            (format!("leave `{text}` out in this step"), command_edits::without(model, &words)?)
        }
        Mend::Command => {
            let (last, above) = commands.split_last()?;
            (format!("leave `{}` out", model.source.slice(last.span)), vec![cut(model, index, above, last, waste)?])
        }
        Mend::First(text) => {
            let start = script(model, index)?.start;
            (format!("begin with `{text}`"), vec![Edit::insert(start, format!("{text} && "))])
        }
        Mend::Unknown => return None,
    };
    Some(Fix::new(title, Safety::Unsafe, edits))
}

fn target_of(model: &Model, mount: &CacheMount, target: &str, id: Option<u32>) -> Option<Vec<Edit>> {
    let written = mount.mount.target()?;
    let is_plain = model.source.slice(written.span) == written.as_str() && mount.mount.get("uid").is_none();
    let text = id.map_or_else(|| target.to_owned(), |id| format!("{target},uid={id}"));
    is_plain.then(|| vec![Edit::replace(written.span, text)])
}

/// The last command of a step, and the `&&` before it.
fn cut(model: &Model, index: usize, above: &[&Invocation], last: &Invocation, waste: &Waste) -> Option<Edit> {
    let before = above.last()?;
    let between = model.source.slice(Span { start: before.span.end, end: last.span.start });
    let is_joint = between.replace(model.dockerfile.escape, "").trim() == "&&" && last.link == Link::And;
    let is_last = script(model, index)?.end == last.span.end && waste.by == Some(last.span);
    let gone = Span { start: before.span.end, end: last.span.end };
    (is_joint && is_last && last.reach == Reach::Always).then(|| Edit::replace(gone, ""))
}

/// The text of a step that is one line of commands for the shell, heredocs left out.
fn script(model: &Model, index: usize) -> Option<Span> {
    let instruction = model.instruction(index);
    let Kind::Run(run) = &instruction.kind else { return None };
    let is_plain = matches!(run.form, Form::Shell(_)) && instruction.heredocs.is_empty();
    is_plain.then(|| instruction.arguments.span())
}
