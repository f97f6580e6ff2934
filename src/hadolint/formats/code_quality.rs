//! `codeclimate` and `gitlab_codeclimate`.

use std::io::{self, Write};

use serde::Serialize;

use crate::report::digest::sha1;

use super::super::codes::{Level, PARSE_ERROR};
use super::{Report, drawn};

/// The members stand in the order in which they are written: that of the alphabet.
#[derive(Serialize)]
struct Issue<'a> {
    categories: [&'a str; 1],
    check_name: &'a str,
    description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprint: Option<String>,
    location: Location<'a>,
    severity: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

/// Findings have lines, parse errors have positions.
#[derive(Serialize)]
struct Location<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    lines: Option<Range<u32>>,
    path: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<Range<Position>>,
}

#[derive(Serialize)]
struct Range<T> {
    begin: T,
    end: T,
}

#[derive(Clone, Copy, Serialize)]
struct Position {
    column: u32,
    line: u32,
}

/// Each issue ends with a zero byte.
pub(super) fn codeclimate(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for issue in issues(report) {
        serde_json::to_writer(&mut *out, &issue)?;
        out.write_all(&[0])?;
    }
    Ok(())
}

/// An array of the same; a fingerprint is the SHA-1 of the issue without it.
pub(super) fn gitlab(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut issues = issues(report);
    for issue in &mut issues {
        issue.fingerprint = Some(sha1(&serde_json::to_vec(issue)?)?);
    }
    Ok(serde_json::to_writer(out, &issues)?)
}

fn issues<'a>(report: &'a Report) -> Vec<Issue<'a>> {
    let mut issues = Vec::new();
    for outcome in report.outcomes {
        for error in &outcome.errors {
            let at = Position { column: error.column, line: error.line };
            // A path that was given counts for findings only.
            let location = Location { lines: None, path: &error.file, positions: Some(Range { begin: at, end: at }) };
            issues.push(issue(PARSE_ERROR, drawn(error), location, Level::Error));
        }
        for failure in &outcome.failures {
            let lines = Some(Range { begin: failure.line, end: failure.line });
            let location = Location { lines, path: report.path(outcome), positions: None };
            issues.push(issue(failure.code, failure.message.clone(), location, failure.level));
        }
    }
    issues
}

fn issue<'a>(check_name: &'a str, description: String, location: Location<'a>, level: Level) -> Issue<'a> {
    let severity = match level {
        Level::Error => "blocker",
        Level::Warning => "major",
        Level::Info => "info",
        Level::Style | Level::Off => "minor",
    };
    Issue { categories: ["Bug Risk"], check_name, description, fingerprint: None, location, severity, kind: "issue" }
}
