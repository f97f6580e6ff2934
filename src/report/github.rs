//! Workflow commands of GitHub Actions: an annotation a finding, the worst first, since GitHub shows only the
//! first ten of a kind in a step and drops the rest without a word.
//!
//! The escapes are those of `@actions/core`. A column is given only where the finding stands on one line: GitHub
//! takes it for another line's otherwise.

use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::catalogue::Severity;

use super::place::{self, Unit};
use super::{Report, one_line, short};

/// GitHub shows no more annotations of a kind in a step.
const MOST: usize = 10;

const KINDS: [&str; 3] = ["error", "warning", "notice"];

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let worst = report.worst_first();
    for diagnostic in &worst {
        writeln!(out, "{}", command(report, diagnostic))?;
    }
    let count = |wanted: &str| worst.iter().filter(|it| kind(it.severity) == wanted).count();
    let too_many = KINDS.into_iter().any(|wanted| count(wanted) > MOST);
    let note = format!("; GitHub shows the first {MOST} annotations of a kind");
    writeln!(out, "{}{}", report.summary(), if too_many { &note } else { "" })
}

fn command(report: &Report, diagnostic: &Diagnostic) -> String {
    let place::Range { start, end } = place::range(&diagnostic.source, diagnostic.span(), Unit::Chars);
    let file = property(&report.relative(diagnostic.source.path()));
    let mut at = format!("file={file},line={}", start.line);
    if start.line == end.line {
        // The end is the last column, not the one behind it.
        let last = end.column.saturating_sub(1).max(start.column);
        at += &format!(",endLine={},col={},endColumn={last}", end.line, start.column);
    } else {
        at += &format!(",endLine={}", end.line);
    }
    // The log shows nothing but the message.
    let message = format!("{}\nhelp: {}", short::line(report, diagnostic), one_line(diagnostic.help()));
    let (kind, title) = (kind(diagnostic.severity), property(diagnostic.entry.id));
    format!("::{kind} {at},title={title}::{}", escaped(&message))
}

fn kind(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info | Severity::Style => "notice",
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    one_line(&escaped(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn the_worst_come_first_and_say_where() {
        let text = written(Format::Github, &analyses());
        let expected = "::error file=sub/a dir/Dockerfile,line=7,endLine=7,col=13,endColumn=20,title=start-command-missing\
                        ::a dir/Dockerfile:7:13: error: `/app/ü` is not in the final image [start-command-missing]\
                        %0Ahelp: start `/ü`\n::warning ";
        assert!(text.starts_with(expected), "{text}");
        assert!(text.ends_with("\n1 error, 1 warning, 1 suppressed in 1 Dockerfile\n"), "{text}");
    }

    #[test]
    fn nothing_ends_a_command_or_opens_another() {
        let source = Source::new("a,b:c%\n::error::x/Dockerfile", "FROM a\nRUN b\n");
        let odd = diagnostic("root-user", &source, "FROM a\nRUN", "100%\r\n::stop-commands::x");
        let text = written(Format::Github, &[analysis(&source, vec![odd])]);
        assert_eq!(text.lines().count(), 2, "{text}");
        let start =
            "::warning file=sub/a%2Cb%3Ac%25%0A%3A%3Aerror%3A%3Ax/Dockerfile,line=1,endLine=2,title=root-user::";
        assert!(text.starts_with(start), "{text}");
        assert!(text.contains("100%25  ::stop-commands::x"), "{text}");
    }

    #[test]
    fn what_github_does_not_show_is_said() {
        let source = Source::new("Dockerfile", "FROM a\n");
        let all = vec![diagnostic("root-user", &source, "FROM", "root"); 11];
        let text = written(Format::Github, &[analysis(&source, all)]);
        let end = "\n11 warnings in 1 Dockerfile; GitHub shows the first 10 annotations of a kind\n";
        assert!(text.ends_with(end), "{text}");
    }
}
