//! One line a finding, in the form that compilers use and editors read: `file:line:column: severity: message [rule]`.

use std::io::{self, Write};

use crate::analysis::Diagnostic;

use super::Report;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics() {
        writeln!(out, "{}", line(report, diagnostic))?;
    }
    Ok(())
}

pub(super) fn line(report: &Report, diagnostic: &Diagnostic) -> String {
    let at = diagnostic.source.position(diagnostic.span().start);
    let path = one_line(&report.shown(diagnostic.source.path()));
    let (severity, rule) = (diagnostic.severity, &diagnostic.entry.id);
    let message = one_line(&diagnostic.finding.message);
    format!("{path}:{}:{}: {severity}: {message} [{rule}]", at.line, at.column)
}

/// Text that stays on its line and cannot steer a terminal, whatever a Dockerfile holds.
pub(crate) fn one_line(text: &str) -> String {
    let is_odd = |it: char| {
        // What ends lines, and what turns the direction of text around.
        it.is_control() || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|it| if is_odd(it) { ' ' } else { it }).collect()
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn one_line_a_finding() {
        let expected = "a dir/Dockerfile:6:8: warning: nothing listens on port 80 [expose-port-mismatch]\n\
                        a dir/Dockerfile:7:13: error: `/app/ü` is not in the final image [start-command-missing]\n";
        assert_eq!(written(Format::Short, &analyses()), expected);
    }

    #[test]
    fn escape_sequences_do_not_get_through() {
        assert_eq!(super::one_line("a\u{1b}[31m\nb\u{202e}c"), "a [31m b c");
    }
}
