//! `tty` and `gnu`: a line a finding.

use std::io::{self, Write};

use crate::report::Colour;
use crate::report::tame::{line_start, one_line};

use super::super::codes::Level;
use super::super::lint::Failure;
use super::Report;

pub(super) fn tty(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for outcome in report.outcomes {
        for error in &outcome.errors {
            writeln!(out, "{}:{}:{} {} ", line_start(&error.file), error.line, error.column, one_line(&error.message))?;
        }
        for Failure { code, level, line, message } in &outcome.failures {
            let level = match report.colour {
                Colour::Always => coloured(*level),
                Colour::Never => level.name().to_owned(),
            };
            writeln!(out, "{}:{line} {code} {level}: {}", line_start(&outcome.name), one_line(message))?;
        }
    }
    Ok(())
}

fn coloured(level: Level) -> String {
    let start = match level {
        Level::Error => "\u{1b}[1m\u{1b}[91m",
        Level::Warning => "\u{1b}[1m\u{1b}[93m",
        Level::Info => "\u{1b}[92m",
        Level::Style | Level::Off => "\u{1b}[96m",
    };
    format!("{start}{}\u{1b}[0m", level.name())
}

pub(super) fn gnu(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for outcome in report.outcomes {
        for error in &outcome.errors {
            writeln!(
                out,
                "hadolint:{}:{}:{}: {} ",
                one_line(&error.file),
                error.line,
                error.column,
                one_line(&error.message)
            )?;
        }
        for Failure { code, level, line, message } in &outcome.failures {
            writeln!(
                out,
                "hadolint:{}:{line}: {code} {}: {}",
                one_line(&outcome.name),
                level.name(),
                one_line(message)
            )?;
        }
    }
    Ok(())
}
