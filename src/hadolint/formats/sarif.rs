//! `sarif`: what hadolint writes, which is less than `dockvet check --format sarif` does.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::super::codes::{self, Level, PARSE_ERROR};
use super::{Report, VERSION};

/// Where a result stands.
struct Place<'a> {
    uri: &'a str,
    line: u32,
    column: u32,
    language: &'a str,
}

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut results = Vec::new();
    for outcome in report.outcomes {
        for it in &outcome.errors {
            let place = Place { uri: &it.file, line: it.line, column: it.column, language: "dockerfile" };
            results.push(result(PARSE_ERROR, Level::Error, &it.message, &place));
        }
        for it in &outcome.failures {
            let language = if codes::is_shell(it.code) { "sh" } else { "dockerfile" };
            let place = Place { uri: &outcome.name, line: it.line, column: 1, language };
            results.push(result(it.code, it.level, &it.message, &place));
        }
    }
    // The names and the version are what programs know the tool by.
    let driver = json!({
        "name": "Hadolint",
        "fullName": "Haskell Dockerfile Linter",
        "downloadUri": "https://github.com/hadolint/hadolint",
        "version": VERSION,
        "shortDescription": {"text": "Dockerfiles and the shell in them, as Dockvet sees them"},
    });
    let log = json!({
        "$schema": "http://json.schemastore.org/sarif-2.1.0",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results, "defaultSourceLanguage": "dockerfile"}],
    });
    // Its maps are sorted by key, as theirs are.
    Ok(serde_json::to_writer(out, &log)?)
}

fn result(code: &str, level: Level, message: &str, place: &Place) -> Value {
    let level = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Style | Level::Off => "note",
    };
    let region = json!({
        "startLine": place.line,
        "endLine": place.line,
        "startColumn": place.column,
        "endColumn": place.column,
        "sourceLanguage": place.language,
    });
    let location = json!({"physicalLocation": {"artifactLocation": {"uri": place.uri}, "region": region}});
    json!({"ruleId": code, "level": level, "message": {"text": message}, "locations": [location]})
}
