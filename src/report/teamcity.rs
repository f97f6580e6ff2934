//! Service messages of TeamCity: an inspection a finding, its rule before the first. They show in the build's tab of
//! code inspections without a plug-in. The forms, lengths and escapes are those of TeamCity's manual, "Service messages".

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::catalogue::{Entry, Severity};

use super::{Report, one_line, place};

/// Characters that a name or category may have.
const LONGEST_NAME: usize = 255;
/// Characters that a message or description may have.
const LONGEST_TEXT: usize = 4_000;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut told = BTreeSet::new();
    for diagnostic in report.diagnostics() {
        if told.insert(diagnostic.entry.id) {
            writeln!(out, "{}", kind(diagnostic.entry))?;
        }
        writeln!(out, "{}", inspection(report, diagnostic))?;
    }
    writeln!(out, "{}", report.summary())
}

fn kind(entry: &Entry) -> String {
    let id = value(entry.id, LONGEST_NAME);
    let category = value(entry.category.name(), LONGEST_NAME);
    let description = value(&format!("{}: {}", entry.summary, entry.help), LONGEST_TEXT);
    format!("##teamcity[inspectionType id='{id}' name='{id}' description='{description}' category='{category}']")
}

fn inspection(report: &Report, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Info => "WEAK WARNING",
        Severity::Style => "INFO",
    };
    format!(
        "##teamcity[inspection typeId='{}' message='{}' file='{}' line='{}' SEVERITY='{severity}']",
        value(diagnostic.entry.id, LONGEST_NAME),
        value(&diagnostic.finding.message, LONGEST_TEXT),
        value(&report.relative(diagnostic.source.path()), LONGEST_TEXT),
        place::start(&diagnostic.source, diagnostic.span()).line
    )
}

/// A text between single quotes: on one line, cut where it is longer than `most` characters.
fn value(text: &str, most: usize) -> String {
    let mut out = String::new();
    for it in one_line(text).chars().take(most) {
        match it {
            '|' | '\'' | '[' | ']' => out.extend(['|', it]),
            it => out.push(it),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn a_rule_is_told_once_and_values_are_escaped() {
        let source = Source::new("it's [a]/Dockerfile", "FROM a\nRUN b\n");
        let odd = diagnostic("root-user", &source, "RUN", "a|b\n##teamcity[buildStop]");
        let other = diagnostic("root-user", &source, "FROM", &"x".repeat(5_000));
        let text = written(Format::Teamcity, &[analysis(&source, vec![odd, other])]);
        let lines: Vec<&str> = text.lines().collect();
        assert!(
            lines[0].starts_with("##teamcity[inspectionType id='root-user' name='root-user' description='"),
            "{text}"
        );
        assert!(lines[0].ends_with(" category='security']"), "{text}");
        let expected = "##teamcity[inspection typeId='root-user' message='a||b # teamcity|[buildStop|]' \
                        file='sub/it|'s |[a|]/Dockerfile' line='2' SEVERITY='WARNING']";
        assert_eq!(lines[1], expected);
        assert!(lines[2].contains(&format!("message='{}' ", "x".repeat(4_000))), "{}", lines[2].len());
        assert_eq!((lines[3], lines.len()), ("2 warnings in 1 Dockerfile", 4));
    }
}
