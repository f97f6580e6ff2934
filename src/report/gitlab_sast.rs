//! GitLab's report of security scanners, in the form of its schemas 15: the findings of rules that have a security
//! severity. The others belong into the report of code quality.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::analysis::Diagnostic;

use super::{Report, digest, one_line, place};

/// The version of the schema that is written.
const SCHEMA: &str = "15.2.4";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut vulnerabilities = Vec::new();
    for (diagnostic, known) in digest::known(report)? {
        if let Some(score) = diagnostic.entry.security_severity {
            vulnerabilities.push(vulnerability(report, diagnostic, &known, score)?);
        }
    }
    let tool = json!({
        "id": "dockvet",
        "name": "Dockvet",
        "url": env!("CARGO_PKG_REPOSITORY"),
        "version": env!("CARGO_PKG_VERSION"),
        "vendor": {"name": "Dockvet"},
    });
    let log = json!({
        "version": SCHEMA,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "status": "success",
            "start_time": report.time,
            "end_time": report.time,
        },
        "vulnerabilities": vulnerabilities,
    });
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn vulnerability(report: &Report, diagnostic: &Diagnostic, known: &str, score: f64) -> io::Result<Value> {
    let entry = diagnostic.entry;
    let range = place::range(&diagnostic.source, diagnostic.span(), place::Unit::Chars);
    let url = entry.page();
    Ok(json!({
        "id": digest::uuid(known)?,
        "name": name(entry.summary),
        "description": format!("{}\n\n{}", one_line(&diagnostic.finding.message), entry.texts().why),
        "severity": severity(score),
        "solution": diagnostic.help(),
        "identifiers": [{"type": "dockvet_rule", "name": entry.id, "value": entry.id, "url": url}],
        "location": {
            "file": report.relative(diagnostic.source.path()),
            "start_line": range.start.line,
            "end_line": range.end.line,
        },
    }))
}

/// GitLab takes no name of more than 255 characters.
fn name(summary: &str) -> String {
    summary.chars().take(255).collect()
}

fn severity(score: f64) -> &'static str {
    match score {
        9.0.. => "Critical",
        7.0.. => "High",
        4.0.. => "Medium",
        _ => "Low",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::Format;
    use crate::report::tests::{analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn only_what_endangers_is_told() {
        let source = Source::new("Dockerfile", "FROM a\nRUN b\n");
        let root = diagnostic("root-user", &source, "FROM a", "the container runs as root");
        let other = diagnostic("start-command-missing", &source, "b", "it is missing");
        let text = written(Format::GitlabSast, &[analysis(&source, vec![root, other])]);
        let log: Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(log["vulnerabilities"].as_array().map(Vec::len), Some(1));
        let found = &log["vulnerabilities"][0];
        assert_eq!(found["identifiers"][0]["value"], "root-user");
        assert_eq!(found["location"]["start_line"], 1);
        assert_eq!(log["scan"]["start_time"], "2026-01-02T03:04:05");
    }
}
