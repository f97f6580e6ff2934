//! JSON: one object, so that it can grow. `schemas/dockvet-report.schema.json` describes it; a key
//! keeps its meaning within a `schema` number.

use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::{Diagnostic, Suppressed};
use crate::catalogue::Severity;
use crate::rules;
use crate::source::{Position, Source, Span};

use super::Report;

/// The number of the form.
pub const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Whole<'a> {
    schema: u32,
    tool: Tool,
    files: Vec<File>,
    findings: Vec<Finding<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
pub(super) struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Tool {
    pub(super) const OURS: Tool = Tool { name: "dockvet", version: env!("CARGO_PKG_VERSION") };
}

#[derive(Serialize)]
struct File {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Context>,
}

#[derive(Serialize)]
struct Context {
    root: String,
    why: String,
}

#[derive(Serialize)]
pub(super) struct Finding<'a> {
    rule: &'a str,
    aliases: Vec<&'static str>,
    category: &'static str,
    level: &'static str,
    confidence: &'static str,
    message: &'a str,
    help: &'a str,
    file: String,
    range: Range,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    related: Vec<Related<'a>>,
    /// Whether `related` is a chain of causes, in order.
    chain: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<Suppression<'a>>,
    fingerprint: &'a str,
}

#[derive(Serialize)]
pub(super) struct Suppression<'a> {
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    file: String,
    range: Range,
}

/// A suggested change of the file that the finding stands in, or of `file`.
#[derive(Serialize)]
struct Fix<'a> {
    title: &'a str,
    safety: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    edits: Vec<Edit<'a>>,
}

#[derive(Serialize)]
struct Edit<'a> {
    range: Range,
    text: &'a str,
}

/// Lines and columns from 1, columns in characters, the end one past the last.
#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
    /// Bytes from the start of the file.
    offset: u32,
}

#[derive(Serialize)]
pub(super) struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    styles: usize,
    suppressed: usize,
    newer: usize,
    /// Known to the baseline.
    known: usize,
    /// On lines that did not change.
    unchanged: usize,
}

impl Summary {
    pub(super) fn of(report: &Report) -> Summary {
        Summary {
            files: report.analyses.len(),
            errors: report.count(Severity::Error),
            warnings: report.count(Severity::Warning),
            infos: report.count(Severity::Info),
            styles: report.count(Severity::Style),
            suppressed: report.suppressed(),
            newer: report.newer(),
            known: report.hidden.known,
            unchanged: report.hidden.unchanged,
        }
    }
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let shown = report.diagnostics().map(|it| finding(report, it, None));
    let suppressed = report.analyses.iter().flat_map(|it| &it.suppressed);
    let suppressed = suppressed
        .map(|it: &Suppressed| finding(report, &it.diagnostic, Some(Suppression { reason: it.reason.as_deref() })));
    let whole = Whole {
        schema: SCHEMA,
        tool: Tool::OURS,
        files: files(report),
        findings: shown.chain(suppressed).collect(),
        summary: Summary::of(report),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

fn files(report: &Report) -> Vec<File> {
    let context =
        |(root, why): &(std::path::PathBuf, String)| Context { root: report.relative(root), why: why.clone() };
    let file = |it: &crate::analysis::Analysis| File {
        path: report.shown(it.source.path()),
        context: it.context.as_ref().map(context),
    };
    report.analyses.iter().map(file).collect()
}

pub(super) fn finding<'a>(
    report: &Report,
    diagnostic: &'a Diagnostic,
    suppressed: Option<Suppression<'a>>,
) -> Finding<'a> {
    let (entry, found) = (diagnostic.entry, &diagnostic.finding);
    let related = found.labels.iter().map(|label| Related {
        message: &label.text,
        file: report.shown(label.place.source.path()),
        range: range(&label.place.source, label.place.span),
    });
    Finding {
        rule: entry.id,
        aliases: diagnostic.names(),
        category: entry.category.name(),
        level: diagnostic.severity.name(),
        confidence: found.confidence.name(),
        message: &found.message,
        help: diagnostic.help(),
        file: report.shown(diagnostic.source.path()),
        range: range(&diagnostic.source, diagnostic.span()),
        url: entry.links.first().copied(),
        stage: diagnostic.stage.as_deref(),
        related: related.collect(),
        chain: found.chain,
        fixes: found.fixes.iter().map(|it| fix(report, it, &diagnostic.source)).collect(),
        suppressed,
        fingerprint: &diagnostic.fingerprint,
    }
}

fn fix<'a>(report: &Report, fix: &'a rules::Fix, source: &Source) -> Fix<'a> {
    let source = fix.source(source);
    let edit = |it: &'a rules::Edit| Edit { range: range(source, it.span), text: &it.text };
    let file = fix.file.as_ref().map(|it| report.shown(it.path()));
    Fix { title: &fix.title, safety: fix.safety.name(), file, edits: fix.edits.iter().map(edit).collect() }
}

fn range(source: &Source, span: Span) -> Range {
    let point = |at: u32| {
        let Position { line, column } = source.position(at);
        Point { line, column, offset: at }
    };
    Range { start: point(span.start), end: point(span.end) }
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn is_an_object_that_counts_what_is_silenced() {
        let value: serde_json::Value = serde_json::from_str(&written(Format::Json, &analyses())).expect("it is JSON");
        assert_eq!(value["summary"]["suppressed"], 1);
        assert_eq!(value["summary"]["errors"], 1);
        assert_eq!(value["findings"][1]["range"]["start"], serde_json::json!({"line": 7, "column": 13, "offset": 118}));
        assert_eq!(value["findings"][1]["help"], "start `/ü`");
        assert_eq!(value["findings"][1]["fixes"][0]["safety"], "unsafe");
        assert_eq!(value["findings"][1]["fixes"][0]["edits"][0]["range"], value["findings"][1]["range"]);
        assert!(value["findings"][0].get("fixes").is_none());
        assert_eq!(value["findings"][2]["suppressed"]["reason"], "runs in a sandbox");
    }

    #[test]
    fn a_clean_run_is_an_object_too() {
        let value: serde_json::Value = serde_json::from_str(&written(Format::Json, &[])).expect("it is JSON");
        assert_eq!(value["findings"], serde_json::json!([]));
    }

    /// A line of JSON Lines is a finding of the report.
    #[test]
    fn the_schema_of_a_line_describes_it() {
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("the schema is JSON");
        let whole = read(include_str!("../../schemas/dockvet-report.schema.json"));
        let line = read(include_str!("../../schemas/dockvet-finding.schema.json"));
        let name = whole["$id"].as_str().expect("it has a name").to_owned();
        let registry = jsonschema::Registry::new().add(name, whole).expect("a name").prepare().expect("schemas");
        let validator = jsonschema::options().with_registry(&registry).build(&line).expect("the schema is one");
        let lines = written(Format::Jsonl, &analyses());
        assert!(lines.lines().all(|it| validator.is_valid(&read(it))) && !validator.is_valid(&read("{}")), "{lines}");
    }

    /// The schema holds for what is written, and refuses what is not.
    #[test]
    fn the_schema_describes_it() {
        let schema = include_str!("../../schemas/dockvet-report.schema.json");
        let schema: serde_json::Value = serde_json::from_str(schema).expect("the schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("the schema is one");
        for analyses in [analyses(), Vec::new()] {
            let mut value = serde_json::from_str(&written(Format::Json, &analyses)).expect("it is JSON");
            let errors: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
            assert_eq!(errors, Vec::<String>::new());
            value["more"] = true.into();
            assert!(!validator.is_valid(&value), "a key that the schema does not know");
        }
    }
}
