//! Tools that build while somebody develops: the artifacts of `skaffold.yaml`, `docker_build` of a `Tiltfile`.

use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use crate::context::workspace::Workspace;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};

use super::{BuildHint, Draft, Kind, Start, folder_of};

pub(super) fn is_skaffold(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.starts_with("skaffold") && (name.ends_with(".yaml") || name.ends_with(".yml"))
}

pub(super) fn is_tiltfile(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "Tiltfile")
}

/// `build.artifacts` of every document and of its profiles. A context is relative to the file, a Dockerfile to
/// the context.
pub(super) fn skaffold(workspace: &Workspace, source: &Source) -> Vec<BuildHint> {
    let Some(base) = folder_of(source.path()).filter(|_| !yaml::is_template(source.text())) else { return Vec::new() };
    let documents = yaml::documents_of(source);
    let profiles = documents.iter().filter_map(|it| it.get("profiles")).flat_map(Node::items);
    let all = documents.iter().map(|it| &**it).chain(profiles.map(|it| &**it));
    let artifacts = all.filter_map(|it| it.at(&["build", "artifacts"])).flat_map(Node::items);
    let drafts = artifacts.filter_map(|it| artifact(it));
    drafts.filter_map(|draft| draft.settle(workspace, Kind::Develop, &base, Start::Context, source)).collect()
}

/// `None` where something else than Docker builds the artifact.
fn artifact(node: &Node) -> Option<Draft> {
    let image = node.get("image")?;
    let others = ["custom", "bazel", "jib", "ko", "buildpacks"];
    if others.iter().any(|other| node.get(other).is_some()) {
        return None;
    }
    let docker = |key: &str| ["docker", "kaniko"].iter().find_map(|way| node.at(&[way, key])?.value());
    let args = ["docker", "kaniko"].iter().find_map(|way| node.at(&[way, "buildArgs"]));
    let value = |node: &Node| node.value().filter(|value| !value.contains("{{")).map(str::to_owned);
    Some(Draft {
        context: node.get("context").and_then(Node::value).unwrap_or(".").to_owned(),
        dockerfile: docker("dockerfile").map(str::to_owned),
        target: docker("target").map(str::to_owned),
        args: args.into_iter().flat_map(Node::pairs).map(|(name, it)| (name.to_owned(), value(it))).collect(),
        tags: image.value().map(str::to_owned).into_iter().collect(),
        span: image.span,
        ..Draft::default()
    })
}

/// A call with its name, its folder, and perhaps its Dockerfile as text, whatever else stands between.
static CALL: LazyLock<Regex> = LazyLock::new(|| {
    let text = r#"["']([^"'\n]+)["']"#;
    let pattern = format!(r"\bdocker_build(?:_with_restart)?\(\s*{text}\s*,\s*(?:context\s*=\s*)?{text}([^)]*)");
    Regex::new(&pattern).expect("a valid expression")
});

static DOCKERFILE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"\bdockerfile\s*=\s*["']([^"'\n]+)["']"#).expect("a valid expression"));

/// `docker_build('name', 'context', dockerfile='path')`; both paths are relative to the file.
pub(super) fn tiltfile(workspace: &Workspace, source: &Source) -> Vec<BuildHint> {
    let Some(base) = folder_of(source.path()) else { return Vec::new() };
    let drafts = calls(source.text()).into_iter();
    drafts.filter_map(|draft| draft.settle(workspace, Kind::Develop, &base, Start::Base, source)).collect()
}

/// The calls as written. One whose Dockerfile is an expression, or text, is left out.
pub(super) fn calls(text: &str) -> Vec<Draft> {
    let calls = CALL.captures_iter(text).filter_map(|call| {
        let rest = call.get(3)?.as_str();
        let dockerfile = DOCKERFILE.captures(rest).map(|it| it[1].to_owned());
        let is_open = dockerfile.is_none() && rest.contains("dockerfile");
        (!is_open).then(|| Draft {
            context: call[2].to_owned(),
            dockerfile,
            tags: vec![call[1].to_owned()],
            span: call.get(1).map_or(Span::default(), |it| Span::new(it.range())),
            ..Draft::default()
        })
    });
    calls.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_calls_of_a_tiltfile() {
        let text = "docker_build('org/a', './a')\ndocker_build(\n  \"b\", context='.',\n  dockerfile=\"b/Dockerfile\", live_update=[sync('.', '/x')])\n\
                    docker_build('c', '.', dockerfile=path)\ndocker_build(name, '.')\n";
        let read: Vec<_> = calls(text).into_iter().map(|it| (it.tags[0].clone(), it.context, it.dockerfile)).collect();
        let expected = [("org/a", "./a", None), ("b", ".", Some("b/Dockerfile"))]
            .map(|(tag, context, dockerfile)| (tag.to_owned(), context.to_owned(), dockerfile.map(str::to_owned)));
        assert_eq!(read, expected);
    }

    #[test]
    fn reads_artifacts() {
        let text = "image: app\ncontext: src\ndocker: {dockerfile: d/Dockerfile, target: run, buildArgs: {A: '1', B: '{{.C}}'}}\n";
        let documents = yaml::documents(text);
        let draft = artifact(&documents[0]).expect("an artifact");
        assert_eq!(
            (draft.context.as_str(), draft.tags[0].as_str(), draft.target.as_deref()),
            ("src", "app", Some("run"))
        );
        assert_eq!(draft.args, [("A".to_owned(), Some("1".to_owned())), ("B".to_owned(), None)]);
        assert!(artifact(&yaml::documents("image: app\ncustom: {buildCommand: x}\n")[0]).is_none());
    }
}
