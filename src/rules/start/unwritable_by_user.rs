//! A non-root user and a place that it must write to, owned by root.
//!
//! Three cases: a step of the build after USER that writes into a root-owned folder, or installs packages;
//! a VOLUME that stays root's; and a start script that surely writes there. Silent where owner or mode are not known.

use crate::evidence::Place;
use crate::model::files::{EntryKind, Look};
use crate::model::path;
use crate::model::permission::Write;
use crate::model::writes::ScriptWrite;
use crate::rules::edits::{self, Gap};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "unwritable-by-user", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let writes = input.model.writes.iter().filter(|write| needed[write.stage]);
    let mut findings: Vec<Finding> = writes.map(|write| refused(input, write)).collect();
    findings.dedup_by_key(|finding| finding.span);
    findings.extend(volumes(input));
    findings.extend(scripts(input));
    findings
}

fn refused(input: &Input, write: &Write) -> Finding {
    let message = match &write.path {
        Some(path) => format!("the user `{}` may not write `{path}`", write.user),
        None => format!("the user `{}` may not install packages", write.user),
    };
    let finding = Finding::new(write.span, message).confidence(Confidence::Likely);
    let finding = match write.since {
        Some(index) => {
            let place = input.model.place(input.model.instruction(index).span);
            finding.label(place, format!("from here on `{}` runs the steps", write.user))
        }
        None => finding,
    };
    finding.help("do this above `USER`, or give the folder to the user with `chown`")
}

fn volumes(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let (Some(stage), Some(state)) = (model.final_stage(), model.image()) else { return Vec::new() };
    let Some(user) = state.user.value.known().filter(|user| !crate::rules::is_root(user)) else { return Vec::new() };
    if !input.start_keeps_user() {
        return Vec::new();
    }
    let own = model.instructions_of(stage).filter_map(|(_, instruction)| match &instruction.kind {
        Kind::Volume(words) => Some(words),
        _ => None,
    });
    let words = own.flatten().filter(|word| word.as_str().starts_with('/'));
    let refused = words.filter(|word| match model.look(stage.id, word.as_str()) {
        Look::Present(found) => {
            found.entry.kind == EntryKind::Folder
                && found.entry.owner.as_deref() == Some("root")
                && !found.trail.is_empty()
        }
        Look::Absent => true,
        Look::Unknown(_) => false,
    });
    let finding = |word: &crate::syntax::ast::Word| {
        let folder = path::clean(word.as_str());
        let message = format!("the volume `{folder}` belongs to root, and the user `{user}` may not write it");
        let help = format!("above `USER`: `RUN mkdir -p {folder} && chown {user} {folder}`");
        let fix = given(input, user, &folder);
        Finding::new(word.span, message).confidence(Confidence::Likely).help(help).fixes(fix)
    };
    refused.map(finding).collect()
}

/// A step above `USER` that gives the folder to the user.
fn given(input: &Input, user: &str, folder: &str) -> Option<Fix> {
    let model = input.model;
    let index = model.image()?.user.instruction?;
    let stage = model.final_stage().filter(|it| it.instructions.contains(&index))?;
    let before = stage.before(index);
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._-".contains(it);
    let has_shell = model.look(stage.id, "/bin/sh").is_present();
    if !crate::rules::is_root(before.user.value.known()?) || !folder.chars().all(is_plain) || !has_shell {
        return None;
    }
    let line = format!("RUN mkdir -p {folder} && chown {user} {folder}");
    let edit = edits::above(model, model.instruction(index), &[line], Gap::None);
    Some(Fix::new(format!("give `{folder}` to `{user}`"), Safety::Unsafe, vec![edit]))
}

/// What start scripts write, as the image's user.
fn scripts(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let (Some(stage), Some(state)) = (model.final_stage(), model.image()) else { return Vec::new() };
    let Some(user) = state.user.value.known().filter(|user| !crate::rules::is_root(user)) else { return Vec::new() };
    let Some(start) = model.start(stage.id).filter(|_| input.start_keeps_user()) else { return Vec::new() };
    let name = user.split(':').next().unwrap_or_default();
    let mounted = |at: &str| state.volumes.iter().any(|volume| path::below(at, &path::clean(volume)).is_some());
    let refused = start.scripts.iter().filter_map(|script| {
        let writes = model.written_by(stage.id, script, &[]);
        let target = |it: &ScriptWrite| match it.replaced {
            true => path::child(path::parent(&it.path), ".new"),
            false => it.path.clone(),
        };
        let write =
            writes.into_iter().find(|it| !mounted(&it.path) && model.is_refused(stage.id, &target(it), name))?;
        let source = model.context.as_ref()?.read(script.name.as_deref()?)?;
        let message = format!("`{}` writes `{}`, which `{user}` may not", script.path, write.path);
        let finding = Finding::new(script.span?, message).confidence(Confidence::Likely);
        let finding = finding.label(Place { source, span: write.span }, "it is written here");
        let finding = match state.user.instruction {
            Some(index) => finding.label(model.place(model.instruction(index).span), "the user is set here"),
            None => finding,
        };
        Some(
            finding
                .help(format!("above `USER`, give the place to the user with `chown {name}`, or write below `/tmp`")),
        )
    });
    refused.collect()
}
