//! A finding on the page: what is wrong, the source, the evidence, and what to write instead.

use std::io::{self, Write};

use crate::analysis::Diagnostic;
use crate::fix;
use crate::report::escape::{html, html_marked};
use crate::report::{Report, excerpt, place};
use crate::source::{Source, Span};

pub(super) fn write(report: &Report, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let (entry, finding, severity) = (diagnostic.entry, &diagnostic.finding, diagnostic.severity);
    let file = html(&report.relative(diagnostic.source.path()));
    let id = html(entry.id);
    writeln!(
        out,
        "<article class=\"{severity}\" data-severity=\"{severity}\" data-rule=\"{id}\" data-file=\"{file}\">"
    )?;
    let badge = format!("<span class=\"severity\">{severity}</span>");
    writeln!(out, "<h3>{badge} {}</h3>", html_marked(&finding.message))?;
    let rule = match entry.links.first() {
        Some(link) => format!("<a href=\"{}\" rel=\"noreferrer\"><code>{id}</code></a>", html(link)),
        None => format!("<code>{id}</code>"),
    };
    let names = diagnostic.names();
    let also = match names.len() {
        0 => String::new(),
        1..=4 => format!(", also known as {}", html(&names.join(", "))),
        _ => format!(", also known as {} and others", html(&names[..4].join(", "))),
    };
    let sure = finding.confidence.name();
    let at = located(report, &diagnostic.source, diagnostic.span());
    writeln!(out, "<p class=\"about\">{at} · {rule} <small>{sure}{also}</small></p>")?;
    source(&diagnostic.source, diagnostic.span(), out)?;
    evidence(report, diagnostic, out)?;
    writeln!(out, "<p><strong>Instead:</strong> {}</p>", html_marked(diagnostic.help()))?;
    suggestion(report, diagnostic, out)?;
    writeln!(out, "<details><summary>Why</summary><p>{}</p></details>", html_marked(&entry.texts().why))?;
    writeln!(out, "</article>")
}

fn located(report: &Report, source: &Source, span: Span) -> String {
    format!("<code>{}:{}</code>", html(&report.relative(source.path())), place::start(source, span).line)
}

/// The lines around `span`, which is marked in them.
fn source(source: &Source, span: Span, out: &mut dyn Write) -> io::Result<()> {
    let lines = excerpt::lines(source, span);
    let start = lines.first().map_or(1, |it| it.number);
    writeln!(out, "<ol class=\"source\" start=\"{start}\">")?;
    for line in lines {
        let inside = html(&line.inside);
        let inside = if inside.is_empty() { inside } else { format!("<mark>{inside}</mark>") };
        writeln!(out, "<li><code>{}{inside}{}</code></li>", html(&line.before), html(&line.after))?;
    }
    writeln!(out, "</ol>")
}

fn evidence(report: &Report, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let labels = &diagnostic.finding.labels;
    if labels.is_empty() {
        return Ok(());
    }
    // A chain is read in its order.
    let (title, list) = if diagnostic.finding.chain { ("How it comes to this", "ol") } else { ("Evidence", "ul") };
    writeln!(out, "<p><strong>{title}:</strong></p>\n<{list} class=\"evidence\">")?;
    for label in labels {
        let at = located(report, &label.place.source, label.place.span);
        writeln!(out, "<li>{} ({at})", html_marked(&label.text))?;
        source(&label.place.source, label.place.span, out)?;
        writeln!(out, "</li>")?;
    }
    writeln!(out, "</{list}>")
}

fn suggestion(report: &Report, diagnostic: &Diagnostic, out: &mut dyn Write) -> io::Result<()> {
    let Some(first) = diagnostic.finding.fixes.first() else { return Ok(()) };
    let edited = first.source(&diagnostic.source);
    let hunks = fix::hunks(edited, first);
    if hunks.is_empty() {
        return Ok(());
    }
    let (title, safety) = (html_marked(&first.title), first.safety.name());
    let elsewhere = match edited.path() == diagnostic.source.path() {
        true => String::new(),
        false => format!(" in <code>{}</code>", html(&report.relative(edited.path()))),
    };
    writeln!(out, "<p><strong>Suggestion:</strong> {title}{elsewhere} <small>({safety})</small></p>")?;
    writeln!(out, "<div class=\"diff\"><code>")?;
    for hunk in hunks {
        for line in &hunk.removed {
            write!(out, "<del>- {}</del>", html(line))?;
        }
        for line in &hunk.added {
            write!(out, "<ins>+ {}</ins>", html(line))?;
        }
    }
    writeln!(out, "</code></div>")
}
