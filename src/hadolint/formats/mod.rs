//! hadolint's ten formats, byte by byte but for the words of the messages.

mod code_quality;
mod json;
mod sarif;
mod text;
mod xml;

use std::io::{self, Write};
use std::time::SystemTime;

use crate::report::tame;

use super::lint::{Outcome, ParseError};

/// The version of hadolint that is spoken here.
pub const VERSION: &str = "2.15.1";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Checkstyle,
    Codacy,
    Codeclimate,
    GitlabCodeclimate,
    Gnu,
    Json,
    Junit,
    Sarif,
    Sonarqube,
    Tty,
}

/// What is written, and how.
pub struct Report<'a> {
    pub outcomes: &'a [Outcome],
    pub colour: crate::report::Colour,
    /// What five formats call every file.
    pub path_in_report: Option<&'a str>,
    /// When the run took place.
    pub now: SystemTime,
}

impl Format {
    pub const ALL: [Format; 10] = [
        Format::Tty,
        Format::Json,
        Format::Checkstyle,
        Format::Codeclimate,
        Format::GitlabCodeclimate,
        Format::Gnu,
        Format::Codacy,
        Format::Sonarqube,
        Format::Sarif,
        Format::Junit,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Format::Checkstyle => "checkstyle",
            Format::Codacy => "codacy",
            Format::Codeclimate => "codeclimate",
            Format::GitlabCodeclimate => "gitlab_codeclimate",
            Format::Gnu => "gnu",
            Format::Json => "json",
            Format::Junit => "junit",
            Format::Sarif => "sarif",
            Format::Sonarqube => "sonarqube",
            Format::Tty => "tty",
        }
    }

    pub fn parse(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether a run that writes this fails when something is found.
    pub fn can_fail(self) -> bool {
        !matches!(self, Format::Codeclimate | Format::Codacy)
    }

    pub fn write(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let text = match self {
            Format::Gnu => return text::gnu(report, out),
            Format::Tty => return text::tty(report, out),
            Format::Checkstyle | Format::Junit => tame::Text::Markup,
            _ => tame::Text::Json,
        };
        tame::written(text, out, |out| self.write_for_machines(report, out))
    }

    fn write_for_machines(self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Format::Gnu | Format::Tty => Ok(()),
            Format::Checkstyle => xml::checkstyle(report, out),
            Format::Codacy => json::codacy(report, out),
            Format::Codeclimate => code_quality::codeclimate(report, out),
            Format::GitlabCodeclimate => code_quality::gitlab(report, out),
            Format::Json => json::json(report, out),
            Format::Junit => xml::junit(report, out),
            Format::Sarif => sarif::write(report, out),
            Format::Sonarqube => json::sonarqube(report, out),
        }
    }
}

impl Report<'_> {
    /// What a file is called in the formats that can be told a path.
    fn path<'a>(&'a self, outcome: &'a Outcome) -> &'a str {
        self.path_in_report.unwrap_or(&outcome.name)
    }
}

/// The message of a parse error with the line that it is about, drawn over several lines.
fn drawn(error: &ParseError) -> String {
    let ParseError { file, line, column, message, text } = error;
    let margin = " ".repeat(line.to_string().len());
    let caret = " ".repeat(column.saturating_sub(1) as usize);
    format!("{file}:{line}:{column}:\n{margin} |\n{line} | {text}\n{margin} | {caret}^\n{message}\n")
}

/// Where each report goes: outputs and formats in pairs, the shorter list filled up with standard output or `tty`.
pub fn destinations<'a>(outputs: &'a [String], formats: &[Format]) -> Vec<(&'a str, Format)> {
    let count = outputs.len().max(formats.len()).max(1);
    let output = |at: usize| outputs.get(at).map_or("-", String::as_str);
    (0..count).map(|at| (output(at), formats.get(at).copied().unwrap_or(Format::Tty))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_and_formats_go_in_pairs() {
        let outputs = ["a".to_owned(), "b".to_owned()];
        assert_eq!(destinations(&[], &[]), [("-", Format::Tty)]);
        assert_eq!(destinations(&outputs, &[Format::Json]), [("a", Format::Json), ("b", Format::Tty)]);
        let formats = [Format::Json, Format::Gnu];
        assert_eq!(destinations(&outputs[..1], &formats), [("a", Format::Json), ("-", Format::Gnu)]);
    }
}
