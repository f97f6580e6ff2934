//! GitLab's report of code quality: an array of what its merge requests show.
//!
//! GitLab shows the description and not the rule's name, and of two equal fingerprints only one.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;

use super::{Report, digest, one_line, place};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let known = digest::known(report)?;
    let issues: Vec<Value> = known.into_iter().map(|(it, fingerprint)| issue(report, it, fingerprint)).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    writeln!(out)
}

fn issue(report: &Report, diagnostic: &Diagnostic, fingerprint: String) -> Value {
    let at = place::start(&diagnostic.source, diagnostic.span());
    json!({
        "check_name": diagnostic.entry.id,
        "description": description(diagnostic),
        "severity": severity(diagnostic.severity),
        "fingerprint": fingerprint,
        "location": {
            "path": report.relative(diagnostic.source.path()),
            "positions": {"begin": {"line": at.line, "column": at.column}},
        },
    })
}

/// The message with the rule's name.
pub(super) fn description(diagnostic: &Diagnostic) -> String {
    format!("{}: {}", diagnostic.entry.id, one_line(&diagnostic.finding.message))
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "minor",
        Severity::Style => "info",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn every_issue_has_what_gitlab_asks_for() {
        let issues: Value = serde_json::from_str(&written(Format::Gitlab, &analyses())).expect("it is JSON");
        assert_eq!(issues.as_array().map(Vec::len), Some(2));
        let issue = &issues[1];
        assert_eq!(issue["description"], "start-command-missing: `/app/ü` is not in the final image");
        assert_eq!(issue["severity"], "critical");
        assert_eq!(issue["location"]["path"], "sub/a dir/Dockerfile");
        assert_eq!(issue["location"]["positions"]["begin"]["line"], 7);
        assert_ne!(issue["fingerprint"], issues[0]["fingerprint"]);
        assert_eq!(written(Format::Gitlab, &[]), "[]\n");
    }
}
