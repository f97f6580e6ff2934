//! Packages with compiled code are copied from a stage with another C library: glibc's modules do not load on Alpine.
//!
//! Looked for are direct dependencies that are known to be compiled, or downloaded, for one C library: in
//! `package.json` for a copied `node_modules`, in `requirements.txt` for a copied Python environment. Silent where the
//! final stage installs or rebuilds them itself.

use crate::evidence::Place;
use crate::evidence::program::{compiled_of_npm, compiled_of_python};
use crate::facts::base::Libc;
use crate::facts::commands::Arg;
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, SourceState};
use crate::model::files::{Content, Look, StageId};
use crate::model::path;
use crate::rules::{Confidence, Finding, Input, Rule, linking};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "native-modules-of-other-libc", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let copies = model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.filter_map(|copy| finding(model, copy)).collect()
}

fn finding(model: &Model, copy: &Copy) -> Option<Finding> {
    let CopyFrom::Stage(other) = copy.from else { return None };
    let (made, runs) = (libc(model, other)?, libc(model, copy.stage)?);
    if made == runs || installs(model, copy.stage) {
        return None;
    }
    let (source, (name, place)) = copy.sources.iter().find_map(|source| {
        let SourceState::Stage { path: at, .. } = &source.state else { return None };
        Some((source, module(model, other, at)?))
    })?;
    let message = format!("`{name}` is compiled for {made} in the other stage, and this one has {runs}");
    let finding = Finding::new(source.span, message).confidence(Confidence::Likely);
    let finding = finding.label(place, format!("`{name}` has code of its own for each C library"));
    let finding = match base(model, other) {
        Some(span) => finding.label(model.place(span), format!("this image has {made}")),
        None => finding,
    };
    Some(finding.help("build and run on the same distribution, such as `-alpine` or `-slim` on both sides"))
}

fn libc(model: &Model, stage: StageId) -> Option<&'static str> {
    match linking::libc(model, stage)? {
        Libc::Glibc => Some("glibc"),
        Libc::Musl => Some("musl"),
        Libc::None | Libc::Unknown => None,
    }
}

fn base(model: &Model, stage: StageId) -> Option<Span> {
    let root = model.chain(stage).last()?;
    Some(model.instruction(root.from?).span)
}

/// Whether the stage itself makes the packages anew, or brings the other C library.
fn installs(model: &Model, stage: StageId) -> bool {
    let stages: Vec<StageId> = model.chain(stage).map(|it| it.id).collect();
    const WORDS: [&str; 8] = ["npm", "yarn", "pnpm", "pip", "pip3", "bun", "gcompat", "libc6-compat"];
    let calls = model.invocations.iter().filter(|it| stages.contains(&it.stage));
    let named = |arg: &Arg| matches!(arg, Arg::Known(word) if WORDS.contains(&path::file_name(word)));
    calls.into_iter().any(|it| it.argv.iter().any(named))
}

/// A package with compiled code below `at` of a stage, and where it is asked for.
fn module(model: &Model, stage: StageId, at: &str) -> Option<(String, Place)> {
    let stages: Vec<StageId> = model.chain(stage).map(|it| it.id).collect();
    let installed = |names: &[&str]| {
        let calls = model.invocations.iter().filter(|it| stages.contains(&it.stage));
        let is = |arg: Option<&Arg>| matches!(arg, Some(Arg::Known(name)) if names.contains(&path::file_name(name)));
        calls.filter(|it| is(it.argv.first())).filter_map(|it| it.folder.clone()).next_back()
    };
    let calls = model.invocations.iter().filter(|it| stages.contains(&it.stage));
    let chooses = |arg: &Arg| matches!(arg, Arg::Known(word) if word.contains("libc") || word.contains("musl"));
    if calls.into_iter().any(|it| it.argv.iter().any(chooses)) {
        return None;
    }
    if path::file_name(at) == "node_modules" {
        let folder = installed(&["npm", "yarn", "pnpm"])?;
        if path::parent(at) != folder {
            return None;
        }
        let source = manifest(model, stage, &path::child(&folder, "package.json"))?;
        return compiled_of_npm(&source);
    }
    let is_environment = at.ends_with("venv") || at.ends_with("/site-packages");
    let folder = is_environment.then(|| installed(&["pip", "pip3"])).flatten()?;
    let source = manifest(model, stage, &path::child(&folder, "requirements.txt"))?;
    compiled_of_python(&source)
}

fn manifest(model: &Model, stage: StageId, at: &str) -> Option<crate::source::Source> {
    let Look::Present(found) = model.look(stage, at) else { return None };
    match &found.entry.content {
        Content::Context(name) => model.context.as_ref()?.read(name),
        _ => None,
    }
}
