//! SARIF 2.1.0 as GitHub code scanning takes it.
//!
//! What GitHub requires and where it cuts is in its page "SARIF support for code scanning". Silenced
//! findings are left out, since GitHub shows them as open alerts.

mod hash;

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::analysis::Diagnostic;
use crate::catalogue::{self, Entry, Severity};
use crate::evidence::Place;
use crate::rules::{Confidence, Fix};
use crate::source::{Source, Span};

use super::{Report, place};

/// GitHub shows no more of a run.
const MAX_RESULTS: usize = 5_000;
/// GitHub shows no more related places of a result.
const MAX_RELATED: usize = 100;
/// The longest description that is accepted, in characters.
const MAX_DESCRIPTION: usize = 1_024;
const MAX_TAGS: usize = 10;
const ROOT: &str = "%SRCROOT%";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let left_out = left_out(report);
    let mut results = if left_out > 0 { report.worst_first() } else { report.diagnostics().collect() };
    results.truncate(MAX_RESULTS);
    let mut hashes = Hashes(HashMap::new());
    let results: Vec<Value> = results.into_iter().map(|it| result(report, it, &mut hashes)).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": driver()},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {ROOT: {"description": {"text": "Repository root."}}},
            "invocations": [invocation(report, left_out)],
            "results": results,
        }],
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

/// How many findings do not fit.
pub fn left_out(report: &Report) -> usize {
    report.diagnostics().count().saturating_sub(MAX_RESULTS)
}

fn invocation(report: &Report, left_out: usize) -> Value {
    let mut told: Vec<String> = report.limits.iter().map(|it| format!("limit reached: {it}")).collect();
    if left_out > 0 {
        told.push(format!("{left_out} findings are left out: a run holds {MAX_RESULTS} at most."));
    }
    let mut invocation = json!({"executionSuccessful": true});
    if !told.is_empty() {
        let one = |text: &String| json!({"level": "warning", "message": {"text": text}});
        invocation["toolExecutionNotifications"] = told.iter().map(one).collect();
    }
    invocation
}

fn driver() -> Value {
    json!({
        "name": "dockvet",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "informationUri": env!("CARGO_PKG_REPOSITORY"),
        "rules": catalogue::entries().iter().map(rule).collect::<Vec<_>>(),
    })
}

fn rule(entry: &Entry) -> Value {
    let mut tags: Vec<&str> = vec![entry.category.name()];
    tags.extend(entry.tags.iter().copied().filter(|tag| *tag != entry.category.name()));
    tags.truncate(MAX_TAGS);
    let mut properties = json!({"tags": tags, "precision": precision(entry.confidence), "aliases": entry.aliases});
    match entry.security_severity {
        Some(score) => properties["security-severity"] = format!("{score:.1}").into(),
        None => properties["problem.severity"] = problem(entry.severity).into(),
    }
    let links: String = entry.links.iter().map(|link| format!("\n- <{link}>")).collect();
    json!({
        "id": entry.id,
        "name": pascal(entry.id),
        "shortDescription": {"text": cut(&sentence(entry.summary))},
        "fullDescription": {"text": cut(&entry.texts().why)},
        "help": {
            "text": format!("{}\n\n{}", entry.texts().why, sentence(entry.help)),
            "markdown": format!("{}\n\n**Instead:** {}\n{links}", entry.texts().why, sentence(entry.help)),
        },
        "helpUri": entry.page(),
        "defaultConfiguration": {"level": level(entry.severity)},
        "properties": properties,
    })
}

fn result(report: &Report, diagnostic: &Diagnostic, hashes: &mut Hashes) -> Value {
    let finding = &diagnostic.finding;
    let place = location(report, &diagnostic.source, diagnostic.span());
    let related: Vec<&crate::rules::Label> = finding.labels.iter().take(MAX_RELATED).collect();
    let index = catalogue::entries().iter().position(|it| it.id == diagnostic.entry.id);
    let mut result = json!({
        "ruleId": diagnostic.entry.id,
        "ruleIndex": index,
        "level": level(diagnostic.severity),
        "message": {"text": message(diagnostic, &related)},
        "locations": [place],
        "partialFingerprints": {
            "primaryLocationLineHash": hashes.of(&diagnostic.source, diagnostic.span()),
            "dockvet/v1": diagnostic.fingerprint,
        },
        "properties": {"aliases": diagnostic.names(), "precision": precision(finding.confidence)},
    });
    if let Some(stage) = &diagnostic.stage {
        result["properties"]["stage"] = stage.as_str().into();
    }
    if !related.is_empty() {
        let places = related.iter().enumerate().map(|(index, label)| {
            let mut place = labelled(report, &label.place, &label.text);
            place["id"] = (index + 1).into();
            place
        });
        result["relatedLocations"] = places.collect();
    }
    if !finding.fixes.is_empty() {
        result["fixes"] = finding.fixes.iter().map(|it| fix(report, it, &diagnostic.source)).collect();
    }
    if finding.chain && !related.is_empty() {
        let steps = related.iter().map(|label| labelled(report, &label.place, &label.text));
        let end = Place { source: diagnostic.source.clone(), span: diagnostic.span() };
        let steps = steps.chain([labelled(report, &end, &finding.message)]);
        let steps: Vec<Value> = steps.map(|place| json!({"location": place})).collect();
        result["codeFlows"] = json!([{"threadFlows": [{"locations": steps}]}]);
    }
    result
}

/// What is wrong as one sentence, which GitHub takes for the alert's title, then help and evidence.
fn message(diagnostic: &Diagnostic, related: &[&crate::rules::Label]) -> String {
    let finding = &diagnostic.finding;
    let mut text = format!("{} {}", escaped(&sentence(&finding.message)), escaped(&sentence(diagnostic.help())));
    let links = related.iter().enumerate().map(|(index, label)| format!("[{}]({})", escaped(&label.text), index + 1));
    let links: Vec<String> = links.collect();
    if !links.is_empty() {
        text += &format!(" Evidence: {}.", links.join(", "));
    }
    text
}

/// Brackets would be read as links.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn labelled(report: &Report, place: &Place, text: &str) -> Value {
    let mut location = location(report, &place.source, place.span);
    location["message"] = json!({"text": escaped(&sentence(text))});
    location
}

/// `fixes` of SARIF 2.1.0, section 3.55.
fn fix(report: &Report, fix: &Fix, source: &Source) -> Value {
    let source = fix.source(source);
    let replacements = fix
        .edits
        .iter()
        .map(|edit| json!({"deletedRegion": region(source, edit.span), "insertedContent": {"text": edit.text}}));
    let change = json!({
        "artifactLocation": artifact(&report.relative(source.path())),
        "replacements": replacements.collect::<Vec<_>>(),
    });
    json!({"description": {"text": escaped(&sentence(&fix.title))}, "artifactChanges": [change]})
}

fn location(report: &Report, source: &Source, span: Span) -> Value {
    json!({"physicalLocation": {
        "artifactLocation": artifact(&report.relative(source.path())),
        "region": region(source, span),
    }})
}

fn region(source: &Source, span: Span) -> Value {
    let place::Range { start, end } = place::range(source, span, place::Unit::Utf16);
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn artifact(path: &str) -> Value {
    if path.starts_with('/') {
        return json!({"uri": format!("file://{}", encoded(path))});
    }
    json!({"uri": encoded(path), "uriBaseId": ROOT})
}

/// Percent-encoded but for `/` and what RFC 3986 leaves unreserved.
fn encoded(path: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    path.bytes().map(encode).collect()
}

/// The hashes of each file's lines, worked out once.
struct Hashes(HashMap<PathBuf, Vec<String>>);

impl Hashes {
    fn of(&mut self, source: &Source, span: Span) -> String {
        let lines = self.0.entry(source.path().to_owned()).or_insert_with(|| hash::lines(source.text()));
        // The upload looks the line up by the number in `startLine`, so that number counts here too.
        let line = source.line(span.start) as usize - 1;
        lines.get(line).or(lines.last()).cloned().unwrap_or_default()
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "note",
    }
}

fn problem(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "recommendation",
    }
}

fn precision(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Certain => "very-high",
        Confidence::Likely => "high",
        Confidence::Possible => "medium",
    }
}

/// A capital at the start and a full stop at the end.
fn sentence(text: &str) -> String {
    let text = text.trim();
    let mut chars = text.chars();
    let first = chars.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}

fn cut(text: &str) -> String {
    text.chars().take(MAX_DESCRIPTION).collect()
}

/// `root-user` as `RootUser`.
fn pascal(id: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    };
    id.split('-').map(word).collect()
}

#[cfg(test)]
mod tests;
