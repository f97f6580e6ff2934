//! Diagnostics for reviewdog, as one object or one a line. Columns count bytes.
//!
//! A fix of one edit is a suggestion that reviewdog offers in the review; one of several is left out, since each
//! suggestion is taken alone, and so is one of another file.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;
use crate::evidence::Place;
use crate::rules::Fix;
use crate::source::{Source, Span};

use super::place::{self, Unit};
use super::{Report, one_line};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let diagnostics: Vec<Value> = report.diagnostics().map(|it| diagnostic(report, it)).collect();
    let whole = json!({"source": source(), "severity": "WARNING", "diagnostics": diagnostics});
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

/// One diagnostic a line.
pub(super) fn lines(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for it in report.diagnostics() {
        let mut value = diagnostic(report, it);
        value["source"] = source();
        serde_json::to_writer(&mut *out, &value)?;
        writeln!(out)?;
    }
    Ok(())
}

fn source() -> Value {
    json!({"name": "dockvet", "url": env!("CARGO_PKG_REPOSITORY")})
}

fn diagnostic(report: &Report, diagnostic: &Diagnostic) -> Value {
    let (entry, finding) = (diagnostic.entry, &diagnostic.finding);
    let mut code = json!({"value": entry.id});
    if let Some(url) = entry.links.first() {
        code["url"] = (*url).into();
    }
    let mut value = json!({
        "message": format!("{}\n{}", one_line(&finding.message), one_line(diagnostic.help())),
        "location": location(report, &diagnostic.source, diagnostic.span()),
        "severity": severity(diagnostic.severity),
        "code": code,
    });
    let is_own = |fix: &&Fix| fix.source(&diagnostic.source).path() == diagnostic.source.path();
    let single = finding.fixes.first().filter(is_own).filter(|fix| fix.edits.len() == 1);
    if let Some(edit) = single.and_then(|fix| fix.edits.first()) {
        value["suggestions"] = json!([{"range": range(&diagnostic.source, edit.span), "text": edit.text}]);
    }
    let related = finding.labels.iter().map(|label| {
        let Place { source, span } = &label.place;
        json!({"message": one_line(&label.text), "location": location(report, source, *span)})
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        value["related_locations"] = related.into();
    }
    value
}

fn location(report: &Report, source: &Source, span: Span) -> Value {
    json!({"path": report.relative(source.path()), "range": range(source, span)})
}

fn range(source: &Source, span: Span) -> Value {
    let place::Range { start, end } = place::range(source, span, Unit::Bytes);
    json!({
        "start": {"line": start.line, "column": start.column},
        "end": {"line": end.line, "column": end.column},
    })
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info | Severity::Style => "INFO",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn columns_count_bytes_and_a_single_edit_is_a_suggestion() {
        let whole: Value = serde_json::from_str(&written(Format::Rdjson, &analyses())).expect("it is JSON");
        let start = &whole["diagnostics"][1];
        let range = json!({"start": {"line": 7, "column": 13}, "end": {"line": 7, "column": 22}});
        assert_eq!(start["location"], json!({"path": "sub/a dir/Dockerfile", "range": range}));
        assert_eq!(start["suggestions"], json!([{"range": range, "text": "\"/ü\""}]));
        assert_eq!(start["related_locations"].as_array().map(Vec::len), Some(2));
        let lines = written(Format::Rdjsonl, &analyses());
        let second: Value = serde_json::from_str(lines.lines().nth(1).expect("a line")).expect("it is JSON");
        assert_eq!((&second["location"], &second["source"]["name"]), (&start["location"], &json!("dockvet")));
        assert_eq!(written(Format::Rdjsonl, &[]), "");
    }
}
