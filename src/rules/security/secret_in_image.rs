//! A COPY takes key material or an `.env` file into an image.
//!
//! Silent on examples, fixtures, public keys and committed `.env` files without secrets. In a stage whose files
//! are not shipped it is likely: the stage and its cache are often pushed, the image is not at risk.

use crate::context::{Node, Unwanted, UnwantedKind};
use crate::model::copy::{Copy, CopyFrom, SourceState};
use crate::rules::context::ignore_lines;
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "secret-in-image", check };

fn check(input: &Input) -> Vec<Finding> {
    let Some(context) = &input.model.context else { return Vec::new() };
    let takes: Vec<(&Copy, &crate::model::copy::Source, &str)> = context_sources(input);
    // Where only files are copied, each is judged; the context need not be searched.
    let takes_folder = takes.iter().any(|(_, _, path)| !matches!(context.node(path), Node::File { .. }));
    let unwanted: Vec<Unwanted> = match takes_folder {
        true => context.unwanted(),
        false => takes.iter().filter_map(|(_, _, path)| context.unwanted_file(path)).collect(),
    };
    let secrets = unwanted.into_iter().filter(|it| is_secret(it) && !it.likely_fixture);
    secrets.filter_map(|secret| finding(input, &takes, &secret)).collect()
}

/// Every source of the context that is a file or folder.
fn context_sources<'a>(input: &'a Input) -> Vec<(&'a Copy, &'a crate::model::copy::Source, &'a str)> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage] && matches!(copy.from, CopyFrom::Context));
    let sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    sources
        .filter_map(|(copy, source)| match &source.state {
            SourceState::Context { path, .. } => Some((copy, source, path.as_str())),
            _ => None,
        })
        .collect()
}

fn finding(input: &Input, takes: &[(&Copy, &crate::model::copy::Source, &str)], secret: &Unwanted) -> Option<Finding> {
    let covers =
        |folder: &str| folder.is_empty() || secret.path == folder || secret.path.starts_with(&format!("{folder}/"));
    let (copy, source, _) = takes.iter().find(|(copy, _, path)| covers(path) && copy.exclude.is_empty())?;
    let shipped = input.model.chain(input.model.target).any(|stage| stage.id == copy.stage);
    let (confidence, place) = match (shipped, &input.model.stages[copy.stage].name) {
        (true, _) => (Confidence::Certain, "the image".to_owned()),
        (false, Some(name)) => (Confidence::Likely, format!("the build stage `{name}` and its cache")),
        (false, None) => (Confidence::Likely, format!("the build stage {} and its cache", copy.stage)),
    };
    // Such a Dockerfile is often built in another folder, which scripts fetch.
    let is_guessed = input.model.context.as_ref().is_some_and(|context| context.is_guessed());
    let confidence = if is_guessed { Confidence::Possible } else { confidence };
    let what = match (secret.kind, secret.holds_secret) {
        (UnwantedKind::Environment, true) => ", which holds a secret,",
        (UnwantedKind::Environment, false) => ", which git ignores,",
        _ => "",
    };
    let finding = Finding::new(source.span, format!("this takes `{}`{what} into {place}", secret.path));
    let finding = finding.confidence(confidence).help(format!("add `{}` to `.dockerignore`", secret.path));
    Some(match ignore_lines::fix(input.model, &[&secret.path]) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

fn is_secret(unwanted: &Unwanted) -> bool {
    matches!(unwanted.kind, UnwantedKind::Secret | UnwantedKind::Environment)
}
