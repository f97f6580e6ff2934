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
    let documents = yaml::documents_of(source);
    let jobs = documents.iter().filter_map(|node| node.get("jobs")).flat_map(Node::pairs);
    let composite = documents.iter().filter_map(|node| node.get("runs"));
    let mut hints = Vec::new();
    for job in jobs.map(|(_, job)| job).chain(composite) {
        let matrix = matrix(job);
        // A job that calls another workflow passes it the paths as a step does.
        hints.extend(action(workspace, job, &Job { matrix: &matrix, images: &[] }, source));
        let images = images(job);
        let of_job = Job { matrix: &matrix, images: &images };
        for step in job.get("steps").into_iter().flat_map(Node::items) {
            hints.extend(action(workspace, step, &of_job, source));
            hints.extend(script(workspace, job, step, source));
        }
    }
    hints
}

/// A step with `uses: docker/build-push-action@...`, or another one that is given a context and a Dockerfile;
/// paths start at the repository's root.
fn action(workspace: &Workspace, step: &Node, job: &Job, source: &Source) -> Vec<BuildHint> {
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
    for values in std::iter::once(&Vec::new()).chain(job.matrix) {
        let value =
            |key: &str| with.and_then(|with| with.get(key)).and_then(Node::value).map(|text| fill(text, values));
        // Without a context the action builds the repository itself.
        let context = value("context").unwrap_or_else(|| ".".to_owned());
        let dockerfile = value(file).filter(|file| !file.is_empty());
        let args = value("build-args").unwrap_or_default();
        let args = args.lines().map(str::trim).filter(|line| !line.is_empty()).map(argument).collect();
        let tags = value("tags").map(|tags| job.tags(&tags, values)).unwrap_or_default();
        let draft = Draft { context, dockerfile, target: value("target"), args, tags, span, ..Draft::default() };
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

/// What the steps of a job share.
struct Job<'a> {
    matrix: &'a [Vec<(String, String)>],
    /// The images that steps with `docker/metadata-action` make tags of, by the step's id.
    images: &'a [(String, String)],
}

impl Job<'_> {
    /// The names in the input `tags` of an action, those that another step makes included.
    fn tags(&self, text: &str, values: &[(String, String)]) -> Vec<String> {
        if !text.contains("${{}}") || text.contains(['/', ':']) {
            return lines(text);
        }
        // All of it is the output of another step: of several such steps none is known to be meant.
        match self.images {
            [(_, images)] => lines(&fill(images, values)),
            _ => Vec::new(),
        }
    }
}

fn images(job: &Node) -> Vec<(String, String)> {
    let steps = job.get("steps").map(Node::items).unwrap_or_default().iter();
    let metadata = steps.filter(|step| {
        step.get("uses").and_then(Node::value).is_some_and(|uses| uses.starts_with("docker/metadata-action"))
    });
    let images = metadata.filter_map(|step| {
        let id = step.get("id").and_then(Node::value).unwrap_or_default();
        Some((id.to_owned(), step.at(&["with", "images"])?.value()?.to_owned()))
    });
    images.collect()
}

fn lines(text: &str) -> Vec<String> {
    let names = text.split(['\n', ',']).map(|name| name.trim().trim_start_matches("name="));
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
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
