//! The builds of Compose services.

use crate::context::compose::interpolate::UNKNOWN;
use crate::context::compose::{Made, Service, Value};
use crate::context::workspace::Workspace;

use super::{BuildHint, Draft, Kind, Start, folder_of};

/// The builds of every Compose file.
pub(super) fn read(workspace: &Workspace) -> Vec<BuildHint> {
    // What is laid over each other repeats what the files say by themselves.
    let alone = workspace.services().iter().filter(|it| it.made == Made::Alone);
    alone.filter_map(|service| build(workspace, service)).collect()
}

/// The build of one service; `None` where there is none, it is remote, written inline, or not known.
pub fn build(workspace: &Workspace, service: &Service) -> Option<BuildHint> {
    let build = service.body.get("build")?;
    if build.get("dockerfile_inline").is_some() {
        return None;
    }
    let context = if build.written().is_some() { Some(build) } else { build.get("context") };
    let base = folder_of(context.unwrap_or(build).source.path())?;
    let place = context.unwrap_or(build);
    let value = |key: &str| build.get(key).and_then(Value::written).map(open);
    let image = service.body.get("image").and_then(Value::written).map(open);
    let draft = Draft {
        context: context.map_or_else(|| Some(".".to_owned()), |it| it.written().map(open))?,
        dockerfile: value("dockerfile"),
        target: value("target"),
        args: build.get("args").map(arguments).unwrap_or_default(),
        tags: image.into_iter().collect(),
        span: place.span,
        ..Draft::default()
    };
    draft.settle(workspace, Kind::Compose, &base, Start::Context, &place.source)
}

/// A list of `KEY=value` or a mapping.
fn arguments(node: &Value) -> Vec<(String, Option<String>)> {
    let known = |text: &str| (!text.contains(UNKNOWN)).then(|| text.to_owned());
    let listed = node.items().iter().filter_map(Value::written).map(|text| match text.split_once('=') {
        Some((name, value)) => (name.trim().to_owned(), known(value)),
        None => (text.trim().to_owned(), None),
    });
    let mapped = node.pairs().iter().map(|(name, value)| (name.clone(), value.text().map(str::to_owned)));
    listed.chain(mapped).collect()
}

/// What is not known, as the other hints write it: a variable.
fn open(text: &str) -> String {
    text.replace(UNKNOWN, "${}")
}
