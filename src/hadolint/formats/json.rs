//! `json`, `codacy` and `sonarqube`: compact JSON, keys in the order of the alphabet, no line end.

use std::io::{self, Write};

use serde::Serialize;

use super::super::codes::{Level, PARSE_ERROR};
use super::{Report, drawn};

/// The members stand in the order in which they are written: that of the alphabet.
#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    column: u32,
    file: &'a str,
    level: &'a str,
    line: u32,
    message: &'a str,
}

pub(super) fn json(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut findings = Vec::new();
    for outcome in report.outcomes {
        findings.extend(outcome.errors.iter().map(|it| Finding {
            code: PARSE_ERROR,
            column: it.column,
            file: &it.file,
            level: Level::Error.name(),
            line: it.line,
            message: &it.message,
        }));
        findings.extend(outcome.failures.iter().map(|it| Finding {
            code: it.code,
            column: 1,
            file: &outcome.name,
            level: it.level.name(),
            line: it.line,
            message: &it.message,
        }));
    }
    Ok(serde_json::to_writer(out, &findings)?)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Result<'a> {
    filename: &'a str,
    line: u32,
    message: &'a str,
    pattern_id: &'a str,
}

/// One object after the other, with nothing between them.
pub(super) fn codacy(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for outcome in report.outcomes {
        for error in &outcome.errors {
            let message = &drawn(error);
            let result = Result { filename: &error.file, line: error.line, message, pattern_id: PARSE_ERROR };
            serde_json::to_writer(&mut *out, &result)?;
        }
        for failure in &outcome.failures {
            let (filename, message) = (&outcome.name, &failure.message);
            let result = Result { filename, line: failure.line, message, pattern_id: failure.code };
            serde_json::to_writer(&mut *out, &result)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Issues<'a> {
    issues: Vec<Issue<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Issue<'a> {
    engine_id: &'a str,
    primary_location: Location<'a>,
    rule_id: &'a str,
    severity: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    file_path: &'a str,
    message: &'a str,
    text_range: Range,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Range {
    end_column: u32,
    end_line: u32,
    start_column: u32,
    start_line: u32,
}

pub(super) fn sonarqube(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut issues = Vec::new();
    for outcome in report.outcomes {
        let file_path = report.path(outcome);
        let issue = |rule_id, (severity, kind), message, (line, start_column, end_column)| Issue {
            engine_id: "Hadolint",
            primary_location: Location {
                file_path,
                message,
                text_range: Range { end_column, end_line: line, start_column, start_line: line },
            },
            rule_id,
            severity,
            kind,
        };
        for it in &outcome.errors {
            issues.push(issue(PARSE_ERROR, ("BLOCKER", "BUG"), &it.message, (it.line, it.column, it.column)));
        }
        for it in &outcome.failures {
            issues.push(issue(it.code, severity_and_kind(it.level), &it.message, (it.line, 0, 1)));
        }
    }
    Ok(serde_json::to_writer(out, &Issues { issues })?)
}

fn severity_and_kind(level: Level) -> (&'static str, &'static str) {
    match level {
        Level::Error => ("CRITICAL", "BUG"),
        Level::Warning => ("MAJOR", "CODE_SMELL"),
        Level::Info => ("MINOR", "CODE_SMELL"),
        Level::Style | Level::Off => ("INFO", "CODE_SMELL"),
    }
}
