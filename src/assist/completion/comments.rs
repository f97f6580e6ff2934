//! Comments: directives at the top of the file, and rule names in suppressions.

use crate::catalogue::{self, Entry};
use crate::model::Model;
use crate::source::Span;

use super::super::{comments, docs};
use super::{Proposal, ProposalKind};

/// What may stand in the comment that starts at byte `start` with `text` (from its `#` to the cursor at `at`).
pub(super) fn proposals(model: &Model, start: u32, text: &str, at: u32) -> Vec<Proposal> {
    let body = text.trim_start_matches('#').trim_start();
    if let Some(names) = comments::list(text) {
        let in_list = names.end == text.len() && names.start <= text.len();
        let is_ours = body.starts_with("dockvet");
        return if in_list {
            rules(model, &text[names.start..], at, if is_ours { own } else { of_hadolint })
        } else {
            Vec::new()
        };
    }
    if let Some(rest) = body.strip_prefix("dockvet ") {
        return scopes(model, rest.trim_start(), at);
    }
    if let Some(rest) = body.strip_prefix("hadolint ") {
        let span = whole(model, rest.trim_start(), at);
        let words = [("ignore=", "silences the next instruction"), ("global ignore=", "silences the file")];
        return words
            .iter()
            .map(|(it, detail)| Proposal::new(ProposalKind::Directive, 0, *it, span).detail(*detail))
            .collect();
    }
    let mut found = if is_top(model, start) { directives(model, body, at) } else { Vec::new() };
    if !body.contains(['=', ' ']) {
        let span = whole(model, body, at);
        let detail = "silences rules for the next instruction";
        found.push(Proposal::new(ProposalKind::Directive, 5, "dockvet ignore=", span).detail(detail));
    }
    found
}

/// Whether a comment at byte `start` can be a directive: nothing but directives above it.
fn is_top(model: &Model, start: u32) -> bool {
    let line = model.source.line(start);
    let above = (1..line).take(10);
    let is_directive = |line: u32| {
        let span = model.source.line_span(line);
        model.dockerfile.directives.iter().any(|it| span.contains(it.span) || it.span.contains(span))
    };
    line <= 10 && above.into_iter().all(is_directive)
}

/// `typed` and what follows the cursor of the same name.
fn whole(model: &Model, typed: &str, at: u32) -> Span {
    let rest = &model.source.text()[at as usize..];
    let is_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '_' | '-');
    let more = rest.find(|it| !is_name(it)).unwrap_or(rest.len());
    Span { start: at - typed.len() as u32, end: at + more as u32 }
}

fn scopes(model: &Model, typed: &str, at: u32) -> Vec<Proposal> {
    if typed.contains(['=', ' ']) {
        return Vec::new();
    }
    let span = whole(model, typed, at);
    let proposal = |(name, what): &(&str, &str)| {
        let label = format!("{name}=");
        Proposal::new(ProposalKind::Directive, 0, label, span).detail(format!("silences rules for {what}"))
    };
    comments::SCOPES.iter().map(proposal).collect()
}

fn own(entry: &Entry) -> Vec<&'static str> {
    vec![entry.id]
}

fn of_hadolint(entry: &Entry) -> Vec<&'static str> {
    entry.aliases.iter().filter(|it| catalogue::is_of_hadolint(it)).copied().collect()
}

fn of_buildkit(entry: &Entry) -> Vec<&'static str> {
    entry.aliases.iter().filter(|it| catalogue::is_of_buildkit(it)).copied().collect()
}

/// Rule names for the last piece of a list, without those that the list has.
fn rules(model: &Model, list: &str, at: u32, names: fn(&Entry) -> Vec<&'static str>) -> Vec<Proposal> {
    let (before, typed) = list.rsplit_once(',').unwrap_or(("", list));
    let given: Vec<&str> = before.split(',').map(str::trim).collect();
    let span = whole(model, typed.trim_start(), at);
    let proposal = |entry: &'static Entry| {
        names(entry).into_iter().map(move |name| {
            let detail =
                if name == entry.id { entry.summary.to_owned() } else { format!("{}: {}", entry.id, entry.summary) };
            let text = format!("{}.\n\nInstead: {}.", entry.summary, entry.help);
            Proposal::new(ProposalKind::Rule, 0, name, span).detail(detail).documentation(text)
        })
    };
    catalogue::entries().iter().flat_map(proposal).filter(|it| !given.contains(&it.label.as_str())).collect()
}

fn directives(model: &Model, body: &str, at: u32) -> Vec<Proposal> {
    let value = |typed: &str, values: &[docs::Known]| -> Vec<Proposal> {
        let span = Span { start: at - typed.len() as u32, end: at };
        let proposal = |(at, (label, detail)): (usize, &docs::Known)| {
            Proposal::new(ProposalKind::Value, at.min(9) as u8, *label, span).detail(*detail)
        };
        values.iter().enumerate().map(proposal).collect()
    };
    let Some((name, typed)) = body.split_once('=') else {
        if body.contains([' ', '\t']) {
            return Vec::new();
        }
        let span = whole(model, body, at);
        let given = |name: &str| model.dockerfile.directives.iter().any(|it| it.name == name);
        let known = docs::DIRECTIVES.into_iter().filter(|(name, _)| !given(name));
        let proposal = |(name, text): docs::Known| {
            let label = format!("{name}=");
            Proposal::new(ProposalKind::Directive, 0, label, span).detail(text)
        };
        return known.map(proposal).collect();
    };
    let typed = typed.trim_start();
    match name.trim() {
        "syntax" => value(
            typed,
            &[
                ("docker/dockerfile:1", "the newest stable syntax"),
                ("docker/dockerfile:1-labs", "the same, with what is experimental"),
            ],
        ),
        "escape" => value(typed, &[("\\", "the default"), ("`", "for paths of Windows")]),
        "check" => {
            let part = typed.rsplit(';').next().unwrap_or_default();
            match part.split_once('=') {
                Some(("skip", list)) => {
                    let mut found = rules(model, list, at, of_buildkit);
                    if !list.contains(',') {
                        let span = whole(model, list.trim_start(), at);
                        found.push(Proposal::new(ProposalKind::Rule, 1, "all", span).detail("every check of BuildKit"));
                    }
                    found
                }
                Some(("error", typed)) => value(typed, &[("true", "a finding ends the build")]),
                Some(_) => Vec::new(),
                None => value(
                    part,
                    &[
                        ("skip=", "names of checks that are not done"),
                        ("error=true", "a finding ends the build"),
                        ("experimental=", "names of experimental checks, or `all`"),
                    ],
                ),
            }
        }
        _ => Vec::new(),
    }
}
