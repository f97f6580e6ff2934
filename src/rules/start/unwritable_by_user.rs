//! A non-root user and a place that it must write to, owned by root.
//!
//! Two cases: a step of the build after USER that writes into a root-owned folder, or installs packages;
//! and a VOLUME that stays root's. Silent where owner or mode are not known.

use crate::model::files::{EntryKind, Look};
use crate::model::path;
use crate::model::permission::Write;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "unwritable-by-user", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let writes = input.model.writes.iter().filter(|write| needed[write.stage]);
    let mut findings: Vec<Finding> = writes.map(|write| refused(input, write)).collect();
    findings.dedup_by_key(|finding| finding.span);
    findings.extend(volumes(input));
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
        Finding::new(word.span, message).confidence(Confidence::Likely).help(help)
    };
    refused.map(finding).collect()
}
