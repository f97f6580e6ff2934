//! `checkstyle` and `junit`: XML on one line, attributes in the order of the alphabet, no line end.

use std::io::{self, Write};

use crate::clock::{Date, time_of};
use crate::report::escape::{xml_attribute, xml_text};

use super::super::codes::Level;
use super::super::lint::{Failure, Outcome, ParseError};
use super::{Report, VERSION, drawn};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

pub(super) fn checkstyle(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{HEAD}<checkstyle version=\"4.3\">")?;
    for outcome in report.outcomes {
        let mut inside = String::new();
        for error in &outcome.errors {
            let (line, column, message) = (error.line, error.column, xml_attribute(&drawn(error)));
            inside += &format!("<error column=\"{column}\" line=\"{line}\" message=\"{message}\" severity=\"error\"/>");
        }
        for Failure { code, level, line, message } in &outcome.failures {
            let (level, message) = (level.name(), xml_attribute(message));
            inside += &format!(
                "<error column=\"1\" line=\"{line}\" message=\"{message}\" severity=\"{level}\" source=\"{code}\"/>"
            );
        }
        write!(out, "{}", element("file", &format!("name=\"{}\"", xml_attribute(report.path(outcome))), &inside))?;
    }
    write!(out, "</checkstyle>")
}

pub(super) fn junit(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Date { year, month, day } = Date::of(report.now);
    let [hour, minute, second] = time_of(report.now);
    let id = format!("{year:04}{month:02}{day:02}_{hour:02}{minute:02}{second:02}");
    let name = format!("Hadolint run at {year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}");
    let suites: String = report.outcomes.iter().map(|it| suite(it, report.path(it))).collect();
    let inside = format!("id=\"{id}\" name=\"{name}\" time=\"0.001\"");
    write!(out, "{HEAD}{}", element("testsuites", &inside, &suites))
}

fn suite(outcome: &Outcome, path: &str) -> String {
    let errors = outcome.errors.len();
    let failures = errors + outcome.failures.len();
    let mut cases: String = outcome.errors.iter().map(|it| error_case(it, path)).collect();
    cases.extend(outcome.failures.iter().map(|it| failure_case(it, path)));
    let name = format!("id=\"hadolint\" name=\"Hadolint {VERSION}\" time=\"0.001\"");
    element("testsuite", &format!("errors=\"{errors}\" failures=\"{failures}\" {name}"), &cases)
}

fn error_case(error: &ParseError, path: &str) -> String {
    let (line, column) = (error.line, error.column);
    let text = format!("Parse Error in {path}\nLine: {line}\nColumn: {column}\nParse Error: {}\n", drawn(error));
    let about = format!("message=\"parse error at line {line}, column {column}\" type=\"error\"");
    let failure = element("failure", &about, &xml_text(&text));
    element("testcase", "id=\"hadolint.error\" name=\"DL1000\" time=\"0.001\"", &failure)
}

fn failure_case(failure: &Failure, path: &str) -> String {
    let Failure { code, level, line, message } = failure;
    let level: &str = Level::name(*level);
    // The third line is a fixed one that hadolint writes: programs may look for it.
    let category = "Category: Hadolint - Dockerfile Static Analysis";
    let text = format!("File: {path}\nLine: {line}\n{category}\n{level}: {message}\n");
    let about = format!("id=\"{code}\" message=\"{}\" type=\"{level}\"", xml_attribute(message));
    let failure = element("failure", &about, &xml_text(&text));
    element("testcase", &format!("id=\"hadolint.rule.{code}\" time=\"0.001\""), &failure)
}

fn element(name: &str, attributes: &str, inside: &str) -> String {
    match inside {
        "" => format!("<{name} {attributes}/>"),
        _ => format!("<{name} {attributes}>{inside}</{name}>"),
    }
}
