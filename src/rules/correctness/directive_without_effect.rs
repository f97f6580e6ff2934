//! `# escape=` or `# syntax=` where no directive can stand, or with a slip in its name: it is a comment.
//!
//! Only what is surely meant: the value must be one of such a directive. BuildKit reads `# check=` above any
//! instruction, so that one may stand late.

use crate::model::Model;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::spelling;
use crate::syntax::ast::Comment;

pub(super) const RULE: Rule = Rule { id: "directive-without-effect", check };

const NAMES: [&str; 3] = ["syntax", "escape", "check"];

fn check(input: &Input) -> Vec<Finding> {
    let dockerfile = &input.model.dockerfile;
    // Behind a `#!` line the directives are still read by some builders.
    if input.model.source.text().trim_start_matches('\u{feff}').starts_with("#!") {
        return Vec::new();
    }
    let first = dockerfile.instructions.first().map_or(u32::MAX, |it| it.span.start);
    let has = |name: &str| dockerfile.directives.iter().any(|it| it.name == name);
    let found = dockerfile.comments.iter().filter_map(|it| finding(it, it.span.start < first, &has));
    let mended = found.map(|(meant, finding)| match fix(input.model, finding.span, &meant) {
        Some(fix) => finding.fix(fix),
        None => finding,
    });
    mended.collect()
}

/// What a comment was meant to say.
struct Meant {
    name: &'static str,
    value: String,
}

/// The directive on top of the file, below those that are there.
fn fix(model: &Model, comment: Span, meant: &Meant) -> Option<Fix> {
    let (source, dockerfile) = (&model.source, &model.dockerfile);
    let Meant { name, value } = meant;
    // A new escape character must not make something else of the lines that end with one.
    let ends_with = |it: char| source.text().lines().any(|line| line.trim_end().ends_with(it));
    let changes = *name == "escape" && (ends_with(dockerfile.escape) || value.chars().any(ends_with));
    let is_other = !value.starts_with(dockerfile.escape) || *name != "escape";
    if changes && is_other {
        return None;
    }
    let line = source.line(comment.start);
    let first = dockerfile.directives.len() as u32 + 1;
    let text = format!("# {name}={value}");
    let title = format!("write `{text}` on top of the file");
    if line == first {
        return Some(Fix::new(title, Safety::Unsafe, vec![Edit::replace(comment, text)]));
    }
    let mark = if source.text().starts_with('\u{feff}') && first == 1 { '\u{feff}'.len_utf8() as u32 } else { 0 };
    let top = Edit::insert(source.line_span(first).start + mark, text + edits::line_end(source));
    let whole = Span { start: source.line_span(line).start, end: source.line_span(line + 1).start };
    let is_last = source.line_count() as u32 == line;
    let gone = if is_last { Span { end: source.line_span(line).end, ..whole } } else { whole };
    Some(Fix::new(title, Safety::Unsafe, vec![top, Edit::replace(gone, "")]))
}

fn finding(comment: &Comment, is_on_top: bool, has: &dyn Fn(&str) -> bool) -> Option<(Meant, Finding)> {
    let at = comment.text.find(['=', ':'])?;
    let (written, value) = (comment.text[..at].trim_end(), comment.text[at + 1..].trim());
    let joined = &comment.text[at..=at];
    let name = meant(written, value)?;
    // What is said twice is told elsewhere, or said rightly once.
    if has(name) {
        return None;
    }
    let span = comment.span;
    let said = Meant { name, value: value.to_owned() };
    if written.eq_ignore_ascii_case(name) && joined == "=" {
        let late = name != "check";
        return late.then(|| {
            let message = format!("`{name}` has an effect on the first lines of the file only: here it is a comment");
            let finding = Finding::new(span, message).help("move it to the top, above every other line, blank or not");
            (said, if name == "syntax" { finding.info() } else { finding })
        });
    }
    is_on_top.then(|| (said, misspelt(span, written, name, value)))
}

fn misspelt(span: Span, written: &str, name: &str, value: &str) -> Finding {
    let message = match written == name {
        true => format!("`{name}` and its value are not joined by `=`, so this is a comment"),
        false => format!("`{written}` is no directive, so this is a comment"),
    };
    Finding::new(span, message).help(format!("write `# {name}={value}` on top of the file"))
}

/// The directive that is meant, if the value is one of it.
fn meant(written: &str, value: &str) -> Option<&'static str> {
    let fits = |name: &str| match name {
        "syntax" => value.contains("docker/dockerfile") && !value.contains(char::is_whitespace),
        "escape" => matches!(value, "\\" | "`"),
        _ => ["skip=", "error=", "experimental="].iter().any(|it| value.starts_with(it)),
    };
    let lower = written.to_ascii_lowercase();
    let near = |name: &&str| spelling::edits(&lower, name).is_some_and(|it| it <= 2);
    NAMES.into_iter().find(|name| near(name) && fits(name))
}
