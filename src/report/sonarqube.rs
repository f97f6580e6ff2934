//! Issues of other tools for SonarQube, in the form that 10.3 brought: rules and issues apart.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::analysis::Diagnostic;
use crate::catalogue::{Category, Entry, Severity};
use crate::source::{Source, Span};

use super::place::{self, Unit};
use super::{Report, one_line};

const ENGINE: &str = "dockvet";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    // A rule is as bad as its worst finding: the configuration may have set it anew.
    let mut rules: BTreeMap<&str, (&Entry, Severity)> = BTreeMap::new();
    for it in report.diagnostics() {
        let (_, severity) = rules.entry(it.entry.id).or_insert((it.entry, it.severity));
        *severity = it.severity.max(*severity);
    }
    let rules: Vec<Value> = rules.into_values().map(|(entry, severity)| rule(entry, severity)).collect();
    let issues: Vec<Value> = report.diagnostics().map(|it| issue(report, it)).collect();
    serde_json::to_writer_pretty(&mut *out, &json!({"rules": rules, "issues": issues}))?;
    writeln!(out)
}

fn rule(entry: &Entry, severity: Severity) -> Value {
    let severity = match severity {
        Severity::Error => "HIGH",
        Severity::Warning => "MEDIUM",
        Severity::Info | Severity::Style => "LOW",
    };
    let (attribute, quality) = quality(entry.category);
    json!({
        "id": entry.id,
        "name": entry.summary,
        "description": format!("{}\n\n{}", entry.texts().why, entry.help),
        "engineId": ENGINE,
        "cleanCodeAttribute": attribute,
        "impacts": [{"softwareQuality": quality, "severity": severity}],
    })
}

/// The attribute of clean code that is missing, and what suffers.
fn quality(category: Category) -> (&'static str, &'static str) {
    match category {
        Category::Security => ("TRUSTWORTHY", "SECURITY"),
        Category::Build | Category::Start | Category::Serve | Category::Correctness => ("LOGICAL", "RELIABILITY"),
        Category::Deploy => ("COMPLETE", "RELIABILITY"),
        Category::Reproducibility => ("COMPLETE", "MAINTAINABILITY"),
        Category::Cache | Category::Context | Category::Size => ("EFFICIENT", "MAINTAINABILITY"),
        Category::Style => ("CONVENTIONAL", "MAINTAINABILITY"),
    }
}

fn issue(report: &Report, diagnostic: &Diagnostic) -> Value {
    let message = format!("{} ({})", one_line(&diagnostic.finding.message), one_line(diagnostic.help()));
    let mut issue = json!({
        "ruleId": diagnostic.entry.id,
        "primaryLocation": location(report, &diagnostic.source, diagnostic.span(), &message),
    });
    let others = diagnostic.finding.labels.iter();
    let others = others.map(|it| location(report, &it.place.source, it.place.span, &one_line(&it.text)));
    let others: Vec<Value> = others.collect();
    if !others.is_empty() {
        issue["secondaryLocations"] = others.into();
    }
    issue
}

fn location(report: &Report, source: &Source, span: Span, message: &str) -> Value {
    let place::Range { start, end } = place::range(source, span, Unit::Utf16);
    let mut range = json!({"startLine": start.line, "endLine": end.line});
    // An empty range is refused; without columns it is the whole line.
    if start != end {
        range["startColumn"] = (start.column - 1).into();
        range["endColumn"] = (end.column - 1).into();
    }
    json!({"message": message, "filePath": report.relative(source.path()), "textRange": range})
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::report::Format;
    use crate::report::tests::{analyses, analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn columns_count_from_zero_and_an_empty_range_has_none() {
        let whole: Value = serde_json::from_str(&written(Format::Sonarqube, &analyses())).expect("it is JSON");
        let range = json!({"startLine": 3, "endLine": 3, "startColumn": 22, "endColumn": 27});
        assert_eq!(whole["issues"][0]["secondaryLocations"][0]["textRange"], range);
        assert_eq!(whole["rules"][1]["id"], "start-command-missing");
        let source = Source::new("Dockerfile", "FROM a\n");
        let empty = diagnostic("root-user", &source, "", "root");
        let whole = written(Format::Sonarqube, &[analysis(&source, vec![empty])]);
        let whole: Value = serde_json::from_str(&whole).expect("it is JSON");
        let range = json!({"startLine": 1, "endLine": 1});
        assert_eq!(whole["issues"][0]["primaryLocation"]["textRange"], range);
    }
}
