//! The first fix of a finding as a small diff below its drawing: what to write, on which line.

use crate::analysis::Diagnostic;
use crate::fix::{self, Hunk};
use crate::report::one_line;
use crate::report::{Colour, Report};

use super::{MAX_LINE, tamed, wrap};

/// More lines than this are counted, not shown.
const MAX_LINES: usize = 20;

const RED: &str = "\u{1b}[31m";
const GREEN: &str = "\u{1b}[32m";
const PLAIN: &str = "\u{1b}[0m";

/// The lines to write below a drawing; empty without a fix, and where its lines are too long to be read.
pub(super) fn drawn(report: &Report, diagnostic: &Diagnostic) -> String {
    let Some(first) = diagnostic.finding.fixes.first() else { return String::new() };
    let edited = first.source(&diagnostic.source);
    let hunks = fix::hunks(edited, first);
    let lines: Vec<Line> = numbered(&hunks);
    if lines.is_empty() || lines.iter().any(|line| line.text.len() > MAX_LINE as usize) {
        return String::new();
    }
    let width = lines.iter().map(|line| line.number.to_string().len()).max().unwrap_or(1);
    let title = wrap(&one_line(&first.title), report.screen.width - 14).replace('\n', "\n    ");
    let mut text = format!("  suggestion: {title}\n");
    if first.file.is_some() {
        text += &format!("  in {}\n", one_line(&report.shown(edited.path())));
    }
    for line in lines.iter().take(MAX_LINES) {
        let written = tamed(line.text);
        let drawn = format!("  {:>width$} {} {}", line.number, line.sign, written.trim_end());
        match report.screen.colour {
            Colour::Always => text += &format!("{}{drawn}{PLAIN}\n", if line.sign == '+' { GREEN } else { RED }),
            Colour::Never => text += &format!("{}\n", drawn.trim_end()),
        }
    }
    if lines.len() > MAX_LINES {
        text += &format!("  and {} lines more\n", lines.len() - MAX_LINES);
    }
    text
}

struct Line<'a> {
    number: u32,
    sign: char,
    text: &'a str,
}

/// The lines that go with their old numbers, those that come with their new ones.
fn numbered(hunks: &[Hunk]) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut shift = 0;
    for hunk in hunks {
        let old = hunk.removed.iter().zip(hunk.line..);
        lines.extend(old.map(|(text, number)| Line { number, sign: '-', text }));
        let new = hunk.added.iter().zip((i64::from(hunk.line) + shift).max(1)..);
        lines.extend(new.map(|(text, number)| Line { number: number as u32, sign: '+', text }));
        shift += hunk.added.len() as i64 - hunk.removed.len() as i64;
    }
    lines
}

#[cfg(test)]
mod tests {
    use crate::analysis::Analysis;
    use crate::report::Format;
    use crate::report::tests::{diagnostic, written};
    use crate::rules::{Edit, Fix, Safety};
    use crate::source::{Source, Span};

    #[test]
    fn lines_that_go_and_come_have_their_numbers() {
        let source = Source::new("Dockerfile", "FROM a\nRUN b\nUSER root\nCMD x\n");
        let mut root = diagnostic("root-user", &source, "USER root", "`USER` makes the container run as root");
        let edits = vec![Edit::replace(Span::new(18..22), "1\u{1b}[2J"), Edit::insert(7, "RUN adduser -D app\n")];
        root.finding = root.finding.clone().fix(Fix::new("run as `app`", Safety::Unsafe, edits));
        let analysis =
            Analysis { source, diagnostics: vec![root], suppressed: Vec::new(), newer: Vec::new(), context: None };
        let text = written(Format::Human, &[analysis]);
        let wanted = "  suggestion: run as `app`\n  2 + RUN adduser -D app\n  3 - USER root\n  4 + USER 1 [2J\n\n";
        assert!(text.contains(wanted), "{text}");
    }
}
