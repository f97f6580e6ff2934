//! An install with the whole context mounted: any change of any file runs it again.
//!
//! Silent where the step builds too, where it runs what is not known, and where the manifests need sources.

use crate::cache::inputs;
use crate::cache::installs::{self, Install};
use crate::cache::manifests;
use crate::cache::waste;
use crate::context::Context;
use crate::model::path;
use crate::model::run::Invocation;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::syntax::ast::{Kind, Mount};

pub(super) const RULE: Rule = Rule { id: "whole-context-mounted", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    let indexes = stages.flat_map(|stage| input.model.instructions_of(stage).map(|(index, _)| index));
    indexes.filter_map(|index| finding(input, index)).collect()
}

fn finding(input: &Input, index: usize) -> Option<Finding> {
    let Kind::Run(run) = &input.model.instruction(index).kind else { return None };
    let mount = run.mounts.iter().find(|it| is_whole(it))?;
    let commands: Vec<&Invocation> = input.model.invocations_of(index).iter().collect();
    let install = commands.iter().find(|it| installs::install(it).is_some())?;
    let context = input.model.context.as_ref()?;
    let all_known = commands.iter().all(|it| match installs::install(it) {
        Some(Install::System) => true,
        Some(Install::Project(ecosystem)) => {
            !installs::compiles(it) && !manifests::needs_sources(context, ecosystem, "")
        }
        None => waste::is_plain(it),
    });
    let message = "the whole context is mounted here: any changed file runs the install again";
    let finding = Finding::new(mount.span, message).confidence(Confidence::Likely);
    let help = "name what the install reads: `source=package.json,target=package.json`, a mount for each file";
    let finding = finding.label(input.model.place(install.span), "this runs again").help(help);
    let fix = fix(input, context, mount, &commands);
    all_known.then(|| match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// A mount for each file that the one install reads, where it reads them from the mounted folder.
fn fix(input: &Input, context: &Context, mount: &Mount, commands: &[&Invocation]) -> Option<Fix> {
    let mut projects = commands.iter().filter_map(|it| match installs::install(it)? {
        Install::Project(ecosystem) => Some((*it, ecosystem)),
        Install::System => None,
    });
    let (Some((install, ecosystem)), None) = (projects.next(), projects.next()) else { return None };
    let target = mount.target()?.as_str();
    let is_plain = mount.fields.iter().all(|(key, _)| !matches!(key.as_str(), "rw" | "readwrite"));
    if !is_plain || !target.starts_with('/') || installs::folder(install)? != path::clean(target) {
        return None;
    }
    let named = installs::named_manifests(install);
    let files = match named.is_empty() {
        true => manifests::files(context, ecosystem, "", input.model.source.slice(install.span)),
        false => Vec::new(),
    };
    let files = inputs::all(context, ecosystem, "", install, &files, "nothing")?;
    if files.is_empty() || files.len() > MOST || files.iter().any(|it| it.contains([',', ' ', '"'])) {
        return None;
    }
    let target = target.trim_end_matches('/');
    let mounts = files.iter().map(|file| format!("--mount=type=bind,source={file},target={target}/{file}"));
    let text = mounts.collect::<Vec<_>>().join(" ");
    Some(Fix::new("mount what the install reads", Safety::Unsafe, vec![Edit::replace(mount.span, text)]))
}

/// More mounts than this are hard to read.
const MOST: usize = 6;

/// A bind mount of the context without a source, or with its root.
fn is_whole(mount: &Mount) -> bool {
    let source = mount.source().map_or("", |it| it.as_str());
    mount.kind() == "bind" && mount.get("from").is_none() && matches!(source, "" | "." | "/" | "./")
}
