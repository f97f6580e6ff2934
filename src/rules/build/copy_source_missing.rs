//! A COPY or ADD source that the build context does not have.
//!
//! Silent on patterns (BuildKit lets them match nothing), on what git ignores or a build outside Docker
//! makes, on Dockerfiles that Maven fills in, and where so little of the file resolves that the context is likely another folder.

use crate::context::Node;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::path;
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety};
use crate::spelling::is_one_edit;

pub(super) const RULE: Rule = Rule { id: "copy-source-missing", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let trust = trust(input);
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.flat_map(|copy| copy.sources.iter().filter_map(|source| finding(input, source, trust))).collect()
}

fn finding(input: &Input, source: &Source, trust: Confidence) -> Option<Finding> {
    let SourceState::Missing { path, made_elsewhere } = &source.state else { return None };
    let context = input.model.context.as_ref()?;
    let near = context.near_miss(path);
    let confidence = match (made_elsewhere, &near) {
        (Some(_), _) => Confidence::Possible,
        // A path of Windows, which only Windows takes apart.
        (None, _) if path.contains('\\') => Confidence::Possible,
        // A slip tells of this context; the same name in another folder may as well tell of another context.
        (None, Some(_)) if context.holds_dockerfile() || context.is_misspelt(path) => trust.max(Confidence::Likely),
        (None, _) => trust,
    };
    let message = match made_elsewhere {
        Some(why) => format!("`{path}` is not in the build context now: {why}"),
        None => format!("`{path}` is not in the build context"),
    };
    let mut finding = Finding::new(source.span, message).confidence(confidence);
    // The same name in another folder may as well tell of another context.
    let is_meant = made_elsewhere.is_none() && (confidence > Confidence::Possible || context.is_misspelt(path));
    finding = match near {
        Some(near) => {
            let fix = is_meant.then(|| instead(input, source, &near)).flatten();
            finding.help(format!("`{near}` is there: copy that")).fixes(fix)
        }
        None => finding.help(format!("the build context is `{}`: {}", context.shown(), context.why())),
    };
    Some(finding)
}

fn instead(input: &Input, source: &Source, near: &str) -> Option<Fix> {
    let written = source.text.known()?;
    let plain = written.trim_start_matches("./").trim_matches('/');
    let context = input.model.context.as_ref()?;
    let is_folder = context.node(near) == Node::Folder;
    if context.is_ignored(near) || written.ends_with('/') && !is_folder || !is_meant(plain, near) {
        return None;
    }
    let edit = crate::rules::edits::instead(&input.model.source, source.span, plain, near)?;
    Some(Fix::new(format!("copy `{near}`"), Safety::Unsafe, vec![edit]))
}

/// Whether the last name is the same, or one letter, its case or what joins its words is all that differs.
fn is_meant(path: &str, near: &str) -> bool {
    let (one, other) = (path::file_name(path), path::file_name(near));
    let letters = |name: &str| name.to_lowercase().replace(['-', '_', ' '], "");
    one == other
        || !other.eq_ignore_ascii_case("Dockerfile")
            && one.starts_with('.') == other.starts_with('.')
            && (letters(one) == letters(other) || is_one_edit(one, other))
}

/// How far the build context can be trusted: by how much of what the file copies is there.
fn trust(input: &Input) -> Confidence {
    let sources =
        || input.model.copies.iter().filter(|copy| matches!(copy.from, CopyFrom::Context)).flat_map(sources_of);
    if is_filtered(input.model.source.text()) {
        return Confidence::Possible;
    }
    let there = sources().filter(|state| {
        matches!(state, SourceState::Context { path, .. } if !path.is_empty())
            || matches!(state, SourceState::Ignored { .. })
    });
    let missing = sources().filter(|state| matches!(state, SourceState::Missing { made_elsewhere: None, .. })).count();
    match there.count() {
        0 => Confidence::Possible,
        there if there >= missing => Confidence::Likely,
        _ => Confidence::Possible,
    }
}

/// `${project.version}` is no variable of Docker: Maven fills it in, and copies the Dockerfile into another folder,
/// beside what it builds.
fn is_filtered(text: &str) -> bool {
    text.match_indices("${").any(|(at, _)| {
        let name = text[at + 2..].split('}').next().unwrap_or_default();
        name.contains('.') && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'-' | b'_'))
    })
}

fn sources_of(copy: &Copy) -> impl Iterator<Item = &SourceState> {
    copy.sources.iter().map(|source| &source.state)
}
