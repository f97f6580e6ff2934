//! One line a finding, in the form that compilers use and editors read: `file:line:column: severity: message [rule]`.

use std::io::{self, Write};

use crate::analysis::Diagnostic;

use super::{Report, one_line, tame};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics() {
        writeln!(out, "{}", line(report, diagnostic))?;
    }
    Ok(())
}

pub(super) fn line(report: &Report, diagnostic: &Diagnostic) -> String {
    let at = diagnostic.source.position(diagnostic.span().start);
    let path = tame::line_start(&report.shown(diagnostic.source.path()));
    let (severity, rule) = (diagnostic.severity, &diagnostic.entry.id);
    let message = one_line(&diagnostic.finding.message);
    format!("{path}:{}:{}: {severity}: {message} [{rule}]", at.line, at.column)
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
}
