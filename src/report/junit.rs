//! JUnit's XML: a suite a file, a failed case a finding. A file without findings has one case that passes, since
//! some readers take an empty report for a failure.

use std::io::{self, Write};

use crate::analysis::Diagnostic;

use super::escape::{xml_attribute, xml_text};
use super::{Report, one_line, place};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let suites = report.by_file();
    let failures: usize = suites.iter().map(|(_, found)| found.len()).sum();
    let tests: usize = suites.iter().map(|(_, found)| found.len().max(1)).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>")?;
    writeln!(out, "<testsuites name=\"dockvet\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">")?;
    for (path, found) in suites {
        suite(&path, &found, out)?;
    }
    writeln!(out, "</testsuites>")
}

fn suite(path: &str, found: &[&Diagnostic], out: &mut dyn Write) -> io::Result<()> {
    let name = xml_attribute(&one_line(path));
    let (tests, failures) = (found.len().max(1), found.len());
    let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"0\"");
    writeln!(out, "  <testsuite name=\"{name}\" {counts} package=\"dockvet\">")?;
    if found.is_empty() {
        writeln!(out, "    <testcase name=\"nothing found\" classname=\"{name}\"/>")?;
    }
    for diagnostic in found {
        let at = place::start(&diagnostic.source, diagnostic.span());
        let rule = xml_attribute(diagnostic.entry.id);
        let place = format!("line=\"{}\" column=\"{}\"", at.line, at.column);
        writeln!(out, "    <testcase name=\"{rule}\" classname=\"{name}\" file=\"{name}\" {place}>")?;
        let message = one_line(&diagnostic.finding.message);
        let text = format!("line {}, column {}: {message}\nhelp: {}", at.line, at.column, one_line(diagnostic.help()));
        let (message, severity) = (xml_attribute(&message), diagnostic.severity);
        writeln!(out, "      <failure message=\"{message}\" type=\"{severity}\">{}</failure>", xml_text(&text))?;
        writeln!(out, "    </testcase>")?;
    }
    writeln!(out, "  </testsuite>")
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, analysis, written};
    use crate::source::Source;

    #[test]
    fn findings_fail_and_a_clean_file_passes() {
        let mut all = analyses();
        all.push(analysis(&Source::new("clean/Dockerfile", "FROM scratch\n"), Vec::new()));
        let text = written(Format::Junit, &all);
        assert!(text.contains("<testsuites name=\"dockvet\" tests=\"3\" failures=\"2\" errors=\"0\">"), "{text}");
        assert!(text.contains("<testcase name=\"nothing found\" classname=\"sub/clean/Dockerfile\"/>"), "{text}");
        assert!(text.contains(">line 7, column 13: `/app/ü` is not in the final image\nhelp: start `/ü`<"), "{text}");
    }
}
