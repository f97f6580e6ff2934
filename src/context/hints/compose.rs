//! Compose files: `services.*.build`.

use std::path::Path;

use crate::context::workspace::Workspace;
use crate::source::Source;
use crate::yaml::{self, Node};

use super::{BuildHint, Draft, Kind, Start, argument, folder_of};

/// Whether the name is that of a Compose file.
pub(super) fn is_compose(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_ascii_lowercase();
    name.contains("compose") || name.starts_with("stack.") || name.starts_with("docker-stack")
}

/// The builds of one file; nothing where it is broken.
pub(super) fn read(workspace: &Workspace, path: &Path, source: &Source) -> Vec<BuildHint> {
    let Some(base) = folder_of(path).filter(|_| !yaml::is_template(source.text())) else { return Vec::new() };
    let documents = yaml::documents(source.text());
    let services = documents.iter().filter_map(|node| node.get("services")).flat_map(Node::pairs);
    let drafts = services.filter_map(|(_, service)| draft(service.get("build")?));
    drafts.filter_map(|draft| draft.settle(workspace, Kind::Compose, &base, Start::Context, source)).collect()
}

fn draft(build: &Node) -> Option<Draft> {
    let span = build.span;
    if let Some(context) = build.value() {
        return Some(Draft { context: interpolate(context), span, ..Draft::default() });
    }
    if build.get("dockerfile_inline").is_some() {
        return None;
    }
    let value = |key: &str| build.get(key).and_then(Node::value).map(interpolate);
    let context = build.get("context");
    Some(Draft {
        context: value("context").unwrap_or_else(|| ".".to_owned()),
        dockerfile: value("dockerfile"),
        target: value("target"),
        args: build.get("args").map(arguments).unwrap_or_default(),
        span: context.map_or(span, |context| context.span),
        ..Draft::default()
    })
}

/// A list of `KEY=value` or a mapping.
fn arguments(node: &Node) -> Vec<(String, Option<String>)> {
    let known = |value: Option<&str>| value.map(interpolate).filter(|value| !value.contains('$'));
    let listed = node.items().iter().filter_map(|item| item.value()).map(|text| argument(&interpolate(text)));
    let mapped = node.pairs().map(|(name, value)| (name.to_owned(), known(value.value())));
    listed.chain(mapped).collect()
}

/// Takes the default of `${X:-default}` and `${X-default}`, and `$$` as a dollar; other variables stay.
pub(super) fn interpolate(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        out.push_str(&rest[..at]);
        let inner = &rest[at + 2..];
        let Some(end) = inner.find('}') else { break };
        let name = inner.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(end);
        match inner[name.min(end)..end].trim_start_matches(':').strip_prefix('-') {
            Some(default) => out.push_str(default),
            None => out.push_str(&rest[at..at + 2 + end + 1]),
        }
        rest = &inner[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_defaults_of_variables() {
        assert_eq!(interpolate("${DIR:-./api}/x"), "./api/x");
        assert_eq!(interpolate("${DIR-api}"), "api");
        assert_eq!(interpolate("a/${DIR}/b"), "a/${DIR}/b");
        assert_eq!(interpolate("${DIR"), "${DIR");
    }
}
