//! `COPY --from=stage` of what was built into a cache mount: nothing of it is in the stage.
//!
//! Silent where any step without that mount may have put something there.

use crate::cache::mounts;
use crate::context::Node;
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::files::{Change, EntryKind, Look, StageId, Tree, What};
use crate::model::path;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::Mount;

pub(super) const RULE: Rule = Rule { id: "copy-from-cache-mount", check };

/// Folders that base images hold.
const OF_BASES: [&str; 6] = ["/root", "/etc", "/var", "/lib", "/home", "/usr/local"];

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.flat_map(|copy| copy.sources.iter().filter_map(|source| finding(input.model, copy, source))).collect()
}

fn finding(model: &Model, copy: &Copy, source: &Source) -> Option<Finding> {
    let CopyFrom::Stage(stage) = copy.from else { return None };
    let SourceState::Stage { path, look } = &source.state else { return None };
    if matches!(look, Look::Present(_)) || OF_BASES.iter().any(|base| path::below(path, base).is_some()) {
        return None;
    }
    let (runs, mount) = mounted(model, stage, path)?;
    let mut changes = model.chain(stage).flat_map(|stage| stage.changes.iter());
    if changes.any(|change| !runs.contains(&change.instruction) && may_bring(model, change, path)) {
        return None;
    }
    let message = format!("`{path}` is in a cache mount when it is built: nothing of it is in the stage");
    let name = path::file_name(path);
    let help = format!("copy it out of the mount in the same `RUN`: `cp {path} /{name}`, and take `/{name}`");
    Some(
        Finding::new(source.span, message)
            .confidence(Confidence::Likely)
            .label(model.place(mount.span), "the mount is gone after this step")
            .help(help),
    )
}

/// The RUNs of the stage that have a cache mount over the path, and the first of these mounts.
fn mounted<'a>(model: &'a Model, stage: StageId, path: &str) -> Option<(Vec<usize>, &'a Mount)> {
    let mut runs = Vec::new();
    let mut first = None;
    for stage in model.chain(stage) {
        for (index, _) in model.instructions_of(stage) {
            let mounts = mounts::of_run(model, stage, index);
            let Some(over) = mounts.iter().find(|it| path::below(path, &it.target).is_some()) else { continue };
            runs.push(index);
            first.get_or_insert(over.mount);
        }
    }
    first.map(|first| (runs, first))
}

/// Whether a change of another step may have put something at the path.
fn may_bring(model: &Model, change: &Change, wanted: &str) -> bool {
    match &change.what {
        What::Tree { path: at, from: Tree::Context { path: folder, .. }, .. } => {
            let Some(rest) = path::below(wanted, at) else { return path::below(at, wanted).is_some() };
            let Some(context) = &model.context else { return true };
            let name =
                [folder.as_str(), rest].iter().filter(|it| !it.is_empty()).copied().collect::<Vec<_>>().join("/");
            context.node(&name) != Node::Missing && !context.is_ignored(&name)
        }
        // A folder above it is empty until something else fills it.
        What::Add { path: at, entry } => {
            path::below(at, wanted).is_some() || entry.kind != EntryKind::Folder && path::below(wanted, at).is_some()
        }
        What::Tree { path: at, .. } | What::Open { path: at, .. } => {
            path::below(at, wanted).is_some() || path::below(wanted, at).is_some()
        }
        _ => false,
    }
}
