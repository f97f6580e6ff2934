//! Bake files: the targets of `docker-bake.json` and, read by a small reader, of `docker-bake.hcl`.

use std::path::Path;

use serde_json::Value;

use crate::context::workspace::Workspace;
use crate::source::{Source, Span};

use super::{BuildHint, Draft, Kind, Start, folder_of};

/// Targets of one file that are read.
const MOST_TARGETS: usize = 1_000;

pub(super) fn is_bake(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.contains("bake") && (name.ends_with(".hcl") || name.ends_with(".json"))
}

/// The targets of one file; nothing where it is broken.
pub(super) fn read(workspace: &Workspace, path: &Path, source: &Source) -> Vec<BuildHint> {
    let Some(base) = folder_of(path) else { return Vec::new() };
    drafts(source)
        .into_iter()
        .filter_map(|draft| draft.settle(workspace, Kind::Bake, &base, Start::Context, source))
        .collect()
}

/// The targets as written.
pub(super) fn drafts(source: &Source) -> Vec<Draft> {
    if source.path().extension().is_some_and(|end| end == "json") { json(source) } else { hcl(source) }
}

fn json(source: &Source) -> Vec<Draft> {
    let Ok(file) = serde_json::from_str::<Value>(source.text()) else { return Vec::new() };
    let Some(targets) = file.get("target").and_then(Value::as_object) else { return Vec::new() };
    let texts = |value: Option<&Value>| -> Vec<String> {
        value.and_then(Value::as_array).into_iter().flatten().filter_map(|it| Some(it.as_str()?.to_owned())).collect()
    };
    let targets = targets.iter().take(MOST_TARGETS).map(|(name, target)| {
        let text = |key: &str| target.get(key).and_then(Value::as_str).map(str::to_owned);
        let args = target.get("args").and_then(Value::as_object);
        let args = args.into_iter().flatten().map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)));
        let at = source.text().find(&format!("\"{name}\"")).unwrap_or(0);
        Target {
            name: name.clone(),
            context: text("context"),
            dockerfile: text("dockerfile"),
            stage: text("target"),
            parents: texts(target.get("inherits")),
            args: args.collect(),
            tags: texts(target.get("tags")),
            span: source.line_span(source.line(at as u32)),
        }
    });
    merged(&targets.collect::<Vec<_>>())
}

fn merged(targets: &[Target]) -> Vec<Draft> {
    targets.iter().map(|target| target.draft(targets)).collect()
}

/// `target "x" { context = "..." ... args = { A = "1" } }`, with what `inherits` adds. Values other than
/// plain strings are unknown.
fn hcl(source: &Source) -> Vec<Draft> {
    let mut targets: Vec<Target> = Vec::new();
    let mut inside = Inside::Nothing;
    let mut depth = 0_usize;
    for number in 1..=source.line_count() as u32 {
        let span = source.line_span(number);
        let line = source.slice(span).trim();
        if line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        if depth == 0
            && let Some(name) = line.strip_prefix("target").and_then(quoted)
        {
            if targets.len() == MOST_TARGETS {
                break;
            }
            targets.push(Target { name: name.to_owned(), span, ..Target::default() });
            inside = Inside::Target;
        } else if let Some(target) = targets.last_mut() {
            target.take(line, depth, &mut inside);
        }
        depth += line.matches(['{', '[']).count();
        depth = depth.saturating_sub(line.matches(['}', ']']).count());
        match depth {
            0 => inside = Inside::Nothing,
            1 if matches!(inside, Inside::Arguments | Inside::Tags) => inside = Inside::Target,
            _ => (),
        }
    }
    merged(&targets)
}

/// How many generations of parents count, and how many targets in all: a target may name itself.
const DEEPEST: u32 = 10;
const MOST_PARENTS: usize = 50;

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Nothing,
    Target,
    Arguments,
    Tags,
}

#[derive(Default)]
struct Target {
    name: String,
    context: Option<String>,
    dockerfile: Option<String>,
    stage: Option<String>,
    parents: Vec<String>,
    args: Vec<(String, Option<String>)>,
    tags: Vec<String>,
    span: Span,
}

impl Target {
    fn take(&mut self, line: &str, depth: usize, inside: &mut Inside) {
        if *inside == Inside::Tags {
            self.tags.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        }
        let Some((key, value)) = line.split_once('=') else { return };
        let (key, value) = (key.trim().trim_matches('"'), value.trim());
        match (*inside, depth) {
            (Inside::Target, 1) => match key {
                "context" => self.context = quoted(value).map(str::to_owned),
                "dockerfile" => self.dockerfile = quoted(value).map(str::to_owned),
                "target" => self.stage = quoted(value).map(str::to_owned),
                "inherits" => self.parents = value.split('"').skip(1).step_by(2).map(str::to_owned).collect(),
                "args" => *inside = Inside::Arguments,
                "tags" => {
                    self.tags = value.split('"').skip(1).step_by(2).map(str::to_owned).collect();
                    *inside = Inside::Tags;
                }
                _ => (),
            },
            (Inside::Arguments, 2) => {
                let known = quoted(value).filter(|value| !value.contains("${"));
                self.args.push((key.to_owned(), known.map(str::to_owned)));
            }
            _ => (),
        }
    }

    /// Bake merges the parents in order, the later over the earlier, and the target itself last; parents have
    /// parents too.
    fn draft(&self, targets: &[Target]) -> Draft {
        let mut line = Vec::new();
        self.lineage(targets, DEEPEST, &mut line);
        let pick = |field: fn(&Target) -> &Option<String>| line.iter().find_map(|target| field(target).clone());
        let mut args: Vec<(String, Option<String>)> = Vec::new();
        for (name, value) in line.iter().flat_map(|target| &target.args) {
            if !args.iter().any(|(known, _)| known == name) {
                args.push((name.clone(), value.clone()));
            }
        }
        Draft {
            context: pick(|target| &target.context).unwrap_or_else(|| ".".to_owned()),
            dockerfile: pick(|target| &target.dockerfile),
            target: pick(|target| &target.stage),
            args,
            tags: self.tags.clone(),
            span: self.span,
            ..Draft::default()
        }
    }

    /// The target and what it inherits from, what counts more before what counts less.
    fn lineage<'a>(&'a self, targets: &'a [Target], depth: u32, line: &mut Vec<&'a Target>) {
        if line.len() >= MOST_PARENTS {
            return;
        }
        line.push(self);
        let Some(depth) = depth.checked_sub(1) else { return };
        for name in self.parents.iter().rev() {
            if let Some(parent) = targets.iter().find(|target| target.name == *name) {
                parent.lineage(targets, depth, line);
            }
        }
    }
}

/// The text between the first quotes.
fn quoted(text: &str) -> Option<&str> {
    let text = text.trim_start().strip_prefix('"')?;
    text.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_targets_of_hcl() {
        let text = "group \"default\" {\n  targets = [\"api\"]\n}\ntarget \"base\" {\n  args = {\n    A = \"1\"\n    B = \"${V}\"\n  }\n}\n\
                    target \"api\" {\n  inherits = [\"base\"]\n  context = \"api\"\n  dockerfile = \"../Dockerfile\"\n  target = \"run\"\n  tags = [\n    \"org/api:${V}\",\n  ]\n}\n";
        let drafts = hcl(&Source::new("docker-bake.hcl", text));
        assert_eq!(drafts.len(), 2);
        let api = &drafts[1];
        assert_eq!(
            (api.context.as_str(), api.dockerfile.as_deref(), api.target.as_deref()),
            ("api", Some("../Dockerfile"), Some("run"))
        );
        assert_eq!(api.tags, ["org/api:${V}"]);
        assert_eq!(api.args, [("A".to_owned(), Some("1".to_owned())), ("B".to_owned(), None)]);
    }

    #[test]
    fn parents_have_parents() {
        let text = "target \"all\" {\n  context = \"src\"\n  dockerfile = \"a.Dockerfile\"\n}\n\
                    target \"some\" {\n  inherits = [\"all\", \"some\"]\n  args = {\n    A = \"2\"\n  }\n}\n\
                    target \"other\" {\n  dockerfile = \"b.Dockerfile\"\n  args = {\n    A = \"1\"\n  }\n}\n\
                    # target \"none\" {\n\
                    target \"one\" {\n  inherits = [\"some\", \"other\"]\n  target = \"run\"\n}\n";
        let drafts = hcl(&Source::new("docker-bake.hcl", text));
        assert_eq!(drafts.len(), 4);
        let one = &drafts[3];
        assert_eq!(
            (one.context.as_str(), one.dockerfile.as_deref(), one.target.as_deref()),
            ("src", Some("b.Dockerfile"), Some("run"))
        );
        assert_eq!(one.args, [("A".to_owned(), Some("1".to_owned()))]);
        let text = r#"{"target": {
            "all": {"context": "src", "target": "run"},
            "one": {"inherits": ["all"], "dockerfile": "b.Dockerfile", "tags": ["org/one:1"], "args": {"A": "1", "B": null}}
        }}"#;
        let drafts = json(&Source::new("docker-bake.json", text));
        let one = &drafts[1];
        assert_eq!(
            (one.context.as_str(), one.dockerfile.as_deref(), one.target.as_deref()),
            ("src", Some("b.Dockerfile"), Some("run"))
        );
        assert_eq!((one.tags.as_slice(), one.args.len()), (["org/one:1".to_owned()].as_slice(), 2));
        assert_eq!(drafts[0].target.as_deref(), Some("run"));
    }
}
