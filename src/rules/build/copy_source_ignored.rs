//! A COPY source that is there, but that `.dockerignore` keeps out of the build context.
//!
//! Silent on a folder of which some files are let back in, and on a pattern of which some matches are sent.

use crate::model::copy::{Source, SourceState};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};

use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "copy-source-ignored", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.flat_map(|copy| copy.sources.iter().filter_map(|source| finding(input, source))).collect()
}

fn finding(input: &Input, source: &Source) -> Option<Finding> {
    let (path, message) = match &source.state {
        SourceState::Context { path, .. } if path.is_empty() => return whole_context(input, source),
        SourceState::Ignored { path } => (path, "is left out of the build context by `.dockerignore`"),
        SourceState::Glob { matches, ignored, .. } if matches.is_empty() && !ignored.is_empty() => {
            (&ignored[0], "matches only files that `.dockerignore` leaves out of the build context")
        }
        _ => return None,
    };
    let written = input.model.written(source.span);
    let mut finding = Finding::new(source.span, format!("`{written}` {message}"));
    let ignored = input.model.context.as_ref()?.ignored();
    if let (Some(pattern), Some(file)) = (ignored.deciding_pattern(path, false), &ignored.source) {
        let place = crate::evidence::Place { source: file.clone(), span: pattern.span };
        finding = finding.label(place, format!("this line leaves `{path}` out"));
        finding = finding.help(format!("add `!{path}` below that line, or take the line out"));
        finding = finding.fixes(let_in(source, path, file, pattern.span));
    }
    Some(finding)
}

/// A line of the ignore file below the one at `deciding` that lets the source in.
fn let_in(source: &Source, path: &str, file: &crate::source::Source, deciding: Span) -> Option<Fix> {
    let wanted = match &source.state {
        SourceState::Glob { pattern, ignored, .. } if ignored.len() > 1 => pattern.trim_matches('/'),
        _ => path,
    };
    // What would be read as a pattern, and what a line of the file cannot hold.
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "/._-+@*".contains(it);
    if wanted.is_empty() || !wanted.chars().all(is_plain) || wanted.starts_with("..") {
        return None;
    }
    let end = file.line_span(file.line(deciding.end)).end;
    let edit = Edit::insert(end, format!("{}!{wanted}", edits::line_end(file)));
    let name = file.path().file_name()?.to_string_lossy().into_owned();
    let title = format!("let `{wanted}` in by `{name}`");
    Some(Fix::new(title, Safety::Unsafe, vec![edit]).in_file(file.clone()))
}

/// `COPY .` of a context that is wholly left out: that copies nothing, and the build goes on.
fn whole_context(input: &Input, source: &Source) -> Option<Finding> {
    let context = input.model.context.as_ref()?;
    let ignored = context.ignored();
    let names = context.glob("*");
    if names.is_empty()
        || ignored.patterns.iter().any(|it| it.negated)
        || !names.iter().all(|it| context.is_ignored(it))
    {
        return None;
    }
    let message = "`.dockerignore` leaves out all of the build context, so nothing is copied";
    Some(Finding::new(source.span, message).confidence(Confidence::Possible))
}
