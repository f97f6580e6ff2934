//! GitHub workflows: `docker/build-push-action`, and `docker build` in `run`.

use std::path::Path;

use crate::context::workspace::Workspace;
use crate::source::{Source, Span};
use crate::yaml::{self, Node};

use super::{BuildHint, Draft, Kind, Start, argument, commands};

/// Matrix values tried for one step.
const MOST_VALUES: usize = 200;

pub(super) fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "yml" || end == "yaml")
}

/// Whether the file is a workflow, or an action of the repository's own.
pub(super) fn is_workflow(path: &Path) -> bool {
    let above = path.parent().and_then(Path::file_name);
    let is_action = path.file_stem().is_some_and(|name| name == "action");
    is_yaml(path) && (is_action || above.is_some_and(|name| name == "workflows"))
}

/// The builds of one workflow; nothing where it is broken.
pub(super) fn read(workspace: &Workspace, source: &Source) -> Vec<BuildHint> {
    if yaml::is_template(source.text()) {
        return Vec::new();
    }
    let documents = yaml::documents(source.text());
    let jobs = documents.iter().filter_map(|node| node.get("jobs")).flat_map(Node::pairs);
    let composite = documents.iter().filter_map(|node| node.get("runs"));
    let mut hints = Vec::new();
    for job in jobs.map(|(_, job)| job).chain(composite) {
        let matrix = matrix(job);
        // A job that calls another workflow passes it the paths as a step does.
        hints.extend(action(workspace, job, &matrix, source));
        for step in job.get("steps").into_iter().flat_map(Node::items) {
            hints.extend(action(workspace, step, &matrix, source));
            hints.extend(script(workspace, job, step, source));
        }
    }
    hints
}

/// A step with `uses: docker/build-push-action@...`, or another one that is given a context and a Dockerfile;
/// paths start at the repository's root.
fn action(workspace: &Workspace, step: &Node, matrix: &[Vec<(String, String)>], source: &Source) -> Vec<BuildHint> {
    let uses = step.get("uses").and_then(Node::value).unwrap_or_default();
    let with = step.get("with");
    let has = |key: &str| with.is_some_and(|with| with.get(key).is_some());
    let is_known = uses.starts_with("docker/build-push-action");
    let file = if !is_known && has("dockerfile") { "dockerfile" } else { "file" };
    if uses.is_empty() || !(is_known || (has("context") && has(file))) {
        return Vec::new();
    }
    let place = with.and_then(|with| with.get("context").or_else(|| with.get("file"))).unwrap_or(step);
    let span = place.span;
    let mut hints: Vec<BuildHint> = Vec::new();
    for values in std::iter::once(&Vec::new()).chain(matrix) {
        let value =
            |key: &str| with.and_then(|with| with.get(key)).and_then(Node::value).map(|text| fill(text, values));
        // Without a context the action builds the repository itself.
        let context = value("context").unwrap_or_else(|| ".".to_owned());
        let dockerfile = value(file).filter(|file| !file.is_empty());
        let args = value("build-args").unwrap_or_default();
        let args = args.lines().map(str::trim).filter(|line| !line.is_empty()).map(argument).collect();
        let draft = Draft { context, dockerfile, target: value("target"), args, span, ..Draft::default() };
        let hint = draft.settle(workspace, Kind::Workflow, workspace.repository(), Start::Base, source);
        let is_new = |hint: &BuildHint| {
            !hints
                .iter()
                .any(|it| it.dockerfile == hint.dockerfile && it.context == hint.context && it.target == hint.target)
        };
        hints.extend(hint.filter(is_new));
    }
    hints
}

fn script(workspace: &Workspace, job: &Node, step: &Node, source: &Source) -> Vec<BuildHint> {
    let Some(run) = step.get("run") else { return Vec::new() };
    let Some(text) = run.value() else { return Vec::new() };
    let defaults = job.get("defaults").and_then(|defaults| defaults.get("run"));
    let folder = [Some(step), defaults].into_iter().flatten().find_map(|node| node.get("working-directory"));
    let base = workspace.repository().join(folder.and_then(Node::value).unwrap_or_default());
    let span = run.span;
    let drafts = commands::drafts(text);
    let placed = drafts.into_iter().map(|(line, draft)| Draft { span: line_within(source, span, line), ..draft });
    placed.filter_map(|draft| draft.settle(workspace, Kind::Command, &base, Start::Base, source)).collect()
}

/// The line of the file that holds line `line` (from 0) of a block scalar, whose span starts behind its `|`.
fn line_within(source: &Source, span: Span, line: usize) -> Span {
    let first = source.line(span.start);
    let has_mark = matches!(source.slice(span).as_bytes().first(), Some(b'|' | b'>'));
    source.line_span(first + line as u32 + u32::from(has_mark))
}

/// Every combination that `strategy.matrix` names, one list of values each: lists of scalars one by one, and
/// the entries of `include`.
fn matrix(job: &Node) -> Vec<Vec<(String, String)>> {
    let Some(matrix) = job.get("strategy").and_then(|strategy| strategy.get("matrix")) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for (name, values) in matrix.pairs() {
        for value in values.items() {
            if let Some(text) = value.value() {
                all.push(vec![(name.to_owned(), text.to_owned())]);
                continue;
            }
            let prefix = if name == "include" { String::new() } else { format!("{name}.") };
            let pairs =
                value.pairs().filter_map(|(key, value)| Some((format!("{prefix}{key}"), value.value()?.to_owned())));
            all.push(pairs.collect());
        }
    }
    all.truncate(MOST_VALUES);
    all
}

/// Replaces `${{ matrix.x }}` and what stands for the repository's root.
fn fill(text: &str, values: &[(String, String)]) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${{") {
        let Some((inner, after)) = after.split_once("}}") else { break };
        out.push_str(before);
        let name = inner.trim();
        let value = values.iter().find(|(key, _)| name.strip_prefix("matrix.") == Some(key));
        match value {
            Some((_, value)) => out.push_str(value),
            None if name == "github.workspace" => out.push('.'),
            None => out.push_str("${{}}"),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}
