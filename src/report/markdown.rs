//! Markdown for a comment in a pull request and for a job's summary: a table, and the details folded below it.

use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::fix;
use crate::source::{Source, Span};

use super::escape::{markdown, markdown_block, markdown_code};
use super::{Report, excerpt, place};

/// GitHub takes comments of 65,536 characters; what is said last needs some too.
const MOST_BYTES: usize = 60_000;
/// More findings than this are counted.
const MOST_ROWS: usize = 200;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("### Dockvet: {}\n\n", markdown(&report.summary()));
    let worst = report.worst_first();
    let rows = table(report, &worst, &mut text);
    if rows > 0 {
        details(report, &worst[..rows], &mut text);
    }
    out.write_all(text.as_bytes())
}

/// How many findings the table has room for.
fn table(report: &Report, worst: &[&Diagnostic], text: &mut String) -> usize {
    if worst.is_empty() {
        return 0;
    }
    *text += "| severity | where | what is wrong | rule |\n|---|---|---|---|\n";
    let mut rows = 0;
    for diagnostic in worst.iter().take(MOST_ROWS) {
        let message = markdown(&diagnostic.finding.message);
        let place = markdown_code(&located(report, &diagnostic.source, diagnostic.span()));
        let row = format!("| {} | {place} | {message} | {} |\n", diagnostic.severity, rule(diagnostic));
        if text.len() + row.len() > MOST_BYTES / 2 {
            break;
        }
        *text += &row;
        rows += 1;
    }
    if rows < worst.len() {
        *text += &format!("\n{} more findings are not shown.\n", worst.len() - rows);
    }
    rows
}

fn details(report: &Report, worst: &[&Diagnostic], text: &mut String) {
    let end = "\n</details>\n";
    *text += "\n<details>\n<summary>Source, evidence and what to write instead</summary>\n";
    for (index, diagnostic) in worst.iter().enumerate() {
        let next = detail(report, diagnostic);
        if text.len() + next.len() > MOST_BYTES {
            *text += &format!("\nThe details of {} more findings are not shown.\n", worst.len() - index);
            break;
        }
        *text += &next;
    }
    *text += end;
}

fn detail(report: &Report, diagnostic: &Diagnostic) -> String {
    let finding = &diagnostic.finding;
    let place = markdown_code(&located(report, &diagnostic.source, diagnostic.span()));
    let message = markdown(&finding.message);
    let mut text = format!("\n#### {} {}\n\n{message}\n\n{place}\n\n", diagnostic.severity, rule(diagnostic));
    text += &block(&diagnostic.source, diagnostic.span());
    if !finding.labels.is_empty() {
        text += "\nEvidence:\n\n";
    }
    for label in &finding.labels {
        let place = markdown_code(&located(report, &label.place.source, label.place.span));
        text += &format!("- {place}: {}\n", markdown(&label.text));
    }
    text += &format!("\n**Instead:** {}\n", markdown(diagnostic.help()));
    if let Some(first) = finding.fixes.first() {
        let title = markdown(&first.title);
        let edited = first.source(&diagnostic.source);
        let elsewhere = match edited.path() == diagnostic.source.path() {
            true => String::new(),
            false => format!(" in {}", markdown_code(&report.relative(edited.path()))),
        };
        text += &format!("\n**Suggestion** ({}): {title}{elsewhere}\n\n", first.safety.name());
        let hunks = fix::hunks(edited, first);
        let lines = hunks.iter().flat_map(|hunk| {
            let removed = hunk.removed.iter().map(|it| format!("-{it}"));
            removed.chain(hunk.added.iter().map(|it| format!("+{it}")))
        });
        text += &markdown_block("diff", &lines.collect::<Vec<_>>().join("\n"));
    }
    text
}

fn block(source: &Source, span: Span) -> String {
    let lines = excerpt::lines(source, span);
    let lines: Vec<String> = lines.iter().map(|it| format!("{}{}{}", it.before, it.inside, it.after)).collect();
    let name = source.path().file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let language = match () {
        () if name.ends_with(".yaml") || name.ends_with(".yml") => "yaml",
        () if name.contains("dockerfile") || name.contains("containerfile") => "dockerfile",
        () => "",
    };
    markdown_block(language, &lines.join("\n"))
}

fn located(report: &Report, source: &Source, span: Span) -> String {
    let at = place::start(source, span);
    format!("{}:{}:{}", report.relative(source.path()), at.line, at.column)
}

fn rule(diagnostic: &Diagnostic) -> String {
    let id = markdown_code(diagnostic.entry.id);
    match diagnostic.entry.links.first() {
        Some(link) => format!("[{id}]({link})"),
        None => id,
    }
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn a_table_and_details_with_evidence_and_suggestion() {
        let text = written(Format::Markdown, &analyses());
        assert!(text.starts_with("### Dockvet: 1 error, 1 warning, 1 suppressed in 1 Dockerfile\n"), "{text}");
        let row = "| error | `sub/a dir/Dockerfile:7:13` | `/app/ü` is not in the final image | ";
        assert!(text.contains(row), "{text}");
        assert!(text.contains("- `sub/a dir/main.go:3:23`: the program listens on 8080\n"), "{text}");
        assert!(text.contains("```diff\n-ENTRYPOINT [\"/app/ü\"]\n+ENTRYPOINT [\"/ü\"]\n```\n"), "{text}");
    }

    #[test]
    fn a_comment_has_room_for_it() {
        let source = Source::new("Dockerfile", format!("FROM a\nRUN {}\n", "x".repeat(5_000)));
        let all = vec![diagnostic("root-user", &source, "RUN", &"y".repeat(1_000)); 500];
        let text = written(Format::Markdown, &[analysis(&source, all)]);
        assert!(text.len() < 65_000 && text.contains(" more findings are not shown.\n"), "{}", text.len());
        assert!(text.ends_with("</details>\n"));
    }

    #[test]
    fn nothing_found_is_one_line() {
        assert_eq!(written(Format::Markdown, &[]), "### Dockvet: nothing found in 0 Dockerfiles\n\n");
    }
}
