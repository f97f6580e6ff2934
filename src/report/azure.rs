//! Logging commands of Azure Pipelines. They know errors and warnings only: what is milder stands in the log as a
//! plain line. The escapes are those of `azure-pipelines-task-lib`.

use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;

use super::{Report, one_line, place, short};

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for diagnostic in report.diagnostics() {
        let kind = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info | Severity::Style => {
                writeln!(out, "{}", short::line(report, diagnostic))?;
                continue;
            }
        };
        writeln!(out, "{}", command(report, diagnostic, kind))?;
    }
    writeln!(out, "{}", report.summary())
}

fn command(report: &Report, diagnostic: &Diagnostic, kind: &str) -> String {
    let at = place::start(&diagnostic.source, diagnostic.span());
    let path = property(&report.relative(diagnostic.source.path()));
    let (code, message) = (property(diagnostic.entry.id), escaped(&one_line(&diagnostic.finding.message)));
    format!(
        "##vso[task.logissue type={kind};sourcepath={path};linenumber={};columnnumber={};code={code};]{message}",
        at.line, at.column
    )
}

fn escaped(text: &str) -> String {
    text.replace('%', "%AZP25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    one_line(&escaped(text)).replace(']', "%5D").replace(';', "%3B")
}

#[cfg(test)]
mod tests {
    use crate::catalogue::Severity;
    use crate::report::Format;
    use crate::report::tests::{analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn commands_are_escaped_and_mild_findings_are_plain_lines() {
        let source = Source::new("a;b]/Dockerfile", "FROM a\n");
        let odd = diagnostic("root-user", &source, "a", "100%\n##vso[x]");
        let mut mild = diagnostic("root-user", &source, "a", "say ##vso[task.complete] and ##[x]");
        mild.severity = Severity::Info;
        let text = written(Format::Azure, &[analysis(&source, vec![odd, mild])]);
        let first = "##vso[task.logissue type=warning;sourcepath=sub/a%3Bb%5D/Dockerfile;linenumber=1;columnnumber=6;\
                     code=root-user;]100%AZP25 # vso[x]";
        assert_eq!(text.lines().next(), Some(first));
        let second = text.lines().nth(1).unwrap_or_default();
        assert!(second.ends_with("say # vso[task.complete] and # [x] [root-user]"), "{second}");
    }
}
