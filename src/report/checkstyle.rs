//! Checkstyle's XML: the findings of each file. Its severities are error, warning and info.

use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;

use super::escape::xml_attribute;
use super::{Report, one_line, place};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<checkstyle version=\"4.3\">")?;
    for (path, found) in report.by_file() {
        writeln!(out, "  <file name=\"{}\">", xml_attribute(&one_line(&path)))?;
        for diagnostic in found {
            writeln!(out, "    {}", error(diagnostic))?;
        }
        writeln!(out, "  </file>")?;
    }
    writeln!(out, "</checkstyle>")
}

fn error(diagnostic: &Diagnostic) -> String {
    let at = place::start(&diagnostic.source, diagnostic.span());
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "info",
    };
    let message = xml_attribute(&one_line(&diagnostic.finding.message));
    let rule = xml_attribute(diagnostic.entry.id);
    format!(
        "<error line=\"{}\" column=\"{}\" severity=\"{severity}\" message=\"{message}\" source=\"{rule}\"/>",
        at.line, at.column
    )
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, written};

    #[test]
    fn findings_stand_below_their_file() {
        let text = written(Format::Checkstyle, &analyses());
        let expected = "  <file name=\"sub/a dir/Dockerfile\">\n    <error line=\"6\" column=\"8\" severity=\"warning\" \
                        message=\"nothing listens on port 80\" source=\"expose-port-mismatch\"/>\n";
        assert!(text.contains(expected), "{text}");
        assert!(text.ends_with("  </file>\n</checkstyle>\n"), "{text}");
    }
}
