//! One page for people that needs no other file and no network: what was found, by Dockerfile, with source, evidence
//! and suggestion, and the graph of the stages. Without its script it shows all; the script only filters.

mod finding;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::analysis::{Analysis, Diagnostic};
use crate::catalogue::Severity;

use super::escape::{html, html_marked};
use super::{Report, counted};

/// What our pages have in common: colours, text, tables, source, the graph.
pub(crate) const BASE: &str = include_str!("base.css");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
/// The SHA-256 of the script element's text: no other script runs. `tests/formats/validate.sh` holds it against the page.
const SCRIPT_HASH: &str = "u3cxTQj1tUA5tt2SD467Fks2Kt2UQIgU2JfNOsLSuMk=";

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let policy = format!("default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{SCRIPT_HASH}'");
    writeln!(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    writeln!(out, "<title>Dockvet: {}</title>", html(&report.summary()))?;
    writeln!(out, "<style>\n{BASE}{STYLE}</style>\n</head>\n<body>\n<main>")?;
    head(report, out)?;
    filters(report, out)?;
    for (index, analysis) in report.analyses.iter().enumerate() {
        let graph = report.graphs.get(index).map(String::as_str).unwrap_or_default();
        dockerfile(report, analysis, graph, out)?;
    }
    writeln!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>")
}

fn head(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<header>\n<h1>Dockvet</h1>\n<p>{}, by Dockvet {}</p>", html(&report.summary()), VERSION)?;
    writeln!(out, "<ul class=\"counts\">")?;
    for severity in Severity::ALL {
        let count = report.count(severity);
        writeln!(out, "<li><strong class=\"{severity}\">{count}</strong>{severity}</li>")?;
    }
    writeln!(out, "</ul>\n</header>\n<div class=\"columns\">")?;
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for it in report.diagnostics() {
        *rules.entry(it.entry.id).or_default() += 1;
    }
    let mut rules: Vec<(&str, usize)> = rules.into_iter().collect();
    rules.sort_by_key(|(id, count)| (std::cmp::Reverse(*count), *id));
    let rules: Vec<(String, usize)> = rules.into_iter().map(|(id, count)| (html(id), count)).collect();
    let files = report.analyses.iter().enumerate().map(|(index, it)| {
        let name = html(&report.relative(it.source.path()));
        (format!("<a href=\"#f{index}\">{name}</a>"), it.diagnostics.len())
    });
    if !rules.is_empty() {
        counts("Rules", &rules, out)?;
    }
    counts("Dockerfiles", &files.collect::<Vec<_>>(), out)?;
    writeln!(out, "</div>")
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A table of what was counted; the names are markup.
fn counts(title: &str, rows: &[(String, usize)], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<section>\n<h2>{title}</h2>\n<table>\n<thead><tr><th scope=\"col\">{title}</th>")?;
    writeln!(out, "<th scope=\"col\" class=\"number\">findings</th></tr></thead>\n<tbody>")?;
    for (name, count) in rows {
        writeln!(out, "<tr><td>{name}</td><td class=\"number\">{count}</td></tr>")?;
    }
    writeln!(out, "</tbody>\n</table>\n</section>")
}

/// Hidden until the script runs.
fn filters(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rules: Vec<&str> = report.diagnostics().map(|it| it.entry.id).collect();
    let mut files: Vec<String> = report.diagnostics().map(|it| report.relative(it.source.path())).collect();
    rules.sort_unstable();
    rules.dedup();
    files.sort_unstable();
    files.dedup();
    writeln!(out, "<form hidden aria-label=\"Which findings are shown\">\n<fieldset><legend>Severity</legend>")?;
    for severity in Severity::ALL.into_iter().filter(|it| report.count(*it) > 0) {
        let input = format!("<input type=\"checkbox\" name=\"severity\" value=\"{severity}\" checked>");
        writeln!(out, "<label>{input} {severity}</label>")?;
    }
    writeln!(out, "</fieldset>")?;
    choice("Rule", "rule", rules.into_iter(), out)?;
    choice("File", "file", files.iter().map(String::as_str), out)?;
    writeln!(
        out,
        "<label>Words <input type=\"search\" name=\"words\"></label>\n<output aria-live=\"polite\"></output>"
    )?;
    writeln!(out, "</form>")
}

fn choice<'a>(title: &str, name: &str, options: impl Iterator<Item = &'a str>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<label>{title} <select name=\"{name}\"><option value=\"\">all</option>")?;
    for option in options {
        writeln!(out, "<option>{}</option>", html(option))?;
    }
    writeln!(out, "</select></label>")
}

fn dockerfile(report: &Report, analysis: &Analysis, graph: &str, out: &mut dyn Write) -> io::Result<()> {
    let name = html(&report.relative(analysis.source.path()));
    // Only what holds findings disappears when all of them are filtered out.
    let class = if analysis.diagnostics.is_empty() { "clean" } else { "dockerfile" };
    let index = report.analyses.iter().position(|it| std::ptr::eq(it, analysis)).unwrap_or_default();
    writeln!(out, "<section class=\"{class}\" id=\"f{index}\" aria-labelledby=\"h{index}\">")?;
    let count = counted(analysis.diagnostics.len(), "finding");
    writeln!(out, "<h2 id=\"h{index}\"><code>{name}</code> <small>{count}</small></h2>")?;
    if let Some((root, why)) = &analysis.context {
        let root = html(&report.relative(root));
        writeln!(out, "<p>The build context is <code>{root}</code>: {}</p>", html_marked(why))?;
    }
    if !graph.is_empty() {
        writeln!(out, "<details>\n<summary>What the stages take from where</summary>\n{graph}</details>")?;
    }
    let mut found: Vec<&Diagnostic> = analysis.diagnostics.iter().collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.severity));
    for diagnostic in found {
        finding::write(report, diagnostic, out)?;
    }
    writeln!(out, "</section>")
}

#[cfg(test)]
mod tests {
    use crate::report::Format;
    use crate::report::tests::{analyses, analysis, diagnostic, written};
    use crate::source::Source;

    #[test]
    fn a_page_shows_source_evidence_and_suggestion() {
        let page = written(Format::Html, &analyses());
        assert!(page.contains("ENTRYPOINT [<mark>&quot;/app/ü&quot;</mark>]"), "{page}");
        assert!(page.contains("<code>sub/a dir/main.go:3</code>"), "{page}");
        assert!(page.contains("<ins>+ ENTRYPOINT [&quot;/ü&quot;]</ins>"), "{page}");
        assert!(page.ends_with("</html>\n"));
    }

    #[test]
    fn nothing_of_others_becomes_markup() {
        let source = Source::new("<script>x</script>/Dockerfile", "FROM <img src=x>\u{1b}[2J\n");
        let odd = diagnostic("root-user", &source, "<img src=x>", "\"><script>alert(1)</script>\u{1b}[31m");
        let page = written(Format::Html, &[analysis(&source, vec![odd])]);
        assert_eq!(page.matches("<script>").count(), 1, "our own");
        assert!(!page.contains("<img") && !page.contains('\u{1b}'), "{page}");
    }
}
