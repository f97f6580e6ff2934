//! `# escape=` or `# syntax=` where no directive can stand, or with a slip in its name: it is a comment.
//!
//! Only what is surely meant: the value must be one of such a directive. BuildKit reads `# check=` above any
//! instruction, so that one may stand late.

use crate::rules::{Finding, Input, Rule};
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
    dockerfile.comments.iter().filter_map(|it| finding(it, it.span.start < first, &has)).collect()
}

fn finding(comment: &Comment, is_on_top: bool, has: &dyn Fn(&str) -> bool) -> Option<Finding> {
    let at = comment.text.find(['=', ':'])?;
    let (written, value) = (comment.text[..at].trim_end(), comment.text[at + 1..].trim());
    let joined = &comment.text[at..=at];
    let name = meant(written, value)?;
    // What is said twice is told elsewhere, or said rightly once.
    if has(name) {
        return None;
    }
    let span = comment.span;
    if written.eq_ignore_ascii_case(name) && joined == "=" {
        let late = name != "check";
        return late.then(|| {
            let message = format!("`{name}` has an effect on the first lines of the file only: here it is a comment");
            let finding = Finding::new(span, message).help("move it to the top, above every other line, blank or not");
            if name == "syntax" { finding.info() } else { finding }
        });
    }
    is_on_top.then(|| misspelt(span, written, name, value))
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
