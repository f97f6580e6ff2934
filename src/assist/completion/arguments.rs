//! The arguments of instructions: images, paths, users, ports, signals.

use crate::facts::Tri;
use crate::facts::base;
use crate::model::Model;
use crate::syntax::image;

use super::super::{docs, variables};
use super::cursor::Cursor;
use super::names::{self, Numbers};
use super::{Proposal, ProposalKind, paths};

/// Signals that programs are stopped with.
const SIGNALS: [docs::Known; 7] = [
    ("SIGTERM", "the default"),
    ("SIGINT", "as from Ctrl+C"),
    ("SIGQUIT", "the graceful stop of nginx and php-fpm"),
    ("SIGHUP", ""),
    ("SIGWINCH", "the graceful stop of Apache httpd"),
    ("SIGUSR1", ""),
    ("SIGKILL", "the program cannot clean up"),
];

/// The keys that the OCI image specification defines ("Pre-Defined Annotation Keys").
const LABELS: [&str; 12] = [
    "authors",
    "base.name",
    "created",
    "description",
    "documentation",
    "licenses",
    "revision",
    "source",
    "title",
    "url",
    "vendor",
    "version",
];

/// What the instruction can be given at the cursor.
pub(super) fn proposals(cursor: &Cursor) -> Vec<Proposal> {
    let word = cursor.word.as_str();
    match cursor.keyword.as_str() {
        "FROM" => from(cursor, word),
        "COPY" | "ADD" => transfer(cursor, word),
        "USER" if cursor.arguments_before() == 0 => names::users(cursor, word),
        "WORKDIR" | "VOLUME" => paths::folders(cursor, word),
        "EXPOSE" => ports(cursor, word),
        "STOPSIGNAL" => plain(cursor, word, &SIGNALS),
        "HEALTHCHECK" if cursor.takes_flags() => plain(
            cursor,
            word,
            &[("CMD", "the command that checks"), ("NONE", "takes away the check of the base image")],
        ),
        "SHELL" if word.is_empty() && !cursor.in_string => shells(cursor),
        "ARG" => globals(cursor, word),
        "LABEL" if !word.contains('=') && !cursor.is_quoted => labels(cursor, word),
        "CMD" | "ENTRYPOINT" if cursor.in_string => paths::image(cursor, word),
        "RUN" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" if word.starts_with(['/', '.']) => paths::image(cursor, word),
        _ => Vec::new(),
    }
}

fn plain(cursor: &Cursor, typed: &str, values: &[docs::Known]) -> Vec<Proposal> {
    let span = cursor.whole(typed);
    let proposal = |(at, (label, detail)): (usize, &docs::Known)| {
        Proposal::new(ProposalKind::Value, at.min(9) as u8, *label, span).detail(*detail)
    };
    values.iter().enumerate().map(proposal).collect()
}

fn from(cursor: &Cursor, word: &str) -> Vec<Proposal> {
    match cursor.arguments_before() {
        0 => {
            let model = cursor.model;
            let earlier = model.stages.iter().filter(|it| it.from.is_some_and(|from| Some(from) < cursor.index));
            let mut found = match word.contains([':', '/']) {
                true => Vec::new(),
                false => names::stages(model, earlier.count(), cursor.whole(word), Numbers::Refused),
            };
            if !word.contains([':', '/']) {
                let scratch = Proposal::new(ProposalKind::Image, 1, "scratch", cursor.whole(word));
                found.push(scratch.detail("the empty image"));
            }
            found.extend(images(cursor, word));
            found
        }
        1 => vec![
            Proposal::new(ProposalKind::Keyword, 0, as_word(cursor.model), cursor.whole(word))
                .detail("names the stage"),
        ],
        _ => Vec::new(),
    }
}

/// `AS` in the letter case of the file's keywords.
fn as_word(model: &Model) -> &'static str {
    let first = model.dockerfile.instructions.first().map(|it| model.source.slice(it.keyword));
    let is_lower = first.is_some_and(|it| it.starts_with(|it: char| it.is_ascii_lowercase()));
    if is_lower { "as" } else { "AS" }
}

/// Images of the table, or the tags of the one that is typed.
pub(super) fn images(cursor: &Cursor, typed: &str) -> Vec<Proposal> {
    if typed.contains(['$', '@', '"', '\'']) {
        return Vec::new();
    }
    if let Some((name, tag)) = typed.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
        let Some(reference) = image::parse(name) else { return Vec::new() };
        let span = cursor.span(tag);
        let tags = base::tags(&reference).into_iter();
        return tags.map(|tag| Proposal::new(ProposalKind::Image, 2, tag, span).detail(name)).collect();
    }
    let span = cursor.span(typed);
    let proposal = |name: &str| Proposal::new(ProposalKind::Image, if name.contains('/') { 3 } else { 2 }, name, span);
    let folder = typed.rsplit_once('/').map_or("", |(folder, _)| folder);
    base::names().filter(|name| name.starts_with(folder)).map(proposal).collect()
}

fn transfer(cursor: &Cursor, word: &str) -> Vec<Proposal> {
    let mut found = match cursor.flag("from") {
        Some(from) => paths::stage(cursor, from, word),
        None => paths::context(cursor, word),
    };
    // Behind a source may stand another one, or the destination.
    if cursor.arguments_before() > 0 {
        if word.starts_with('/') && cursor.flag("from").is_none() {
            found.clear();
        }
        found.extend(paths::folders(cursor, word));
        if word.is_empty() {
            let folder = cursor.state().and_then(|state| state.folder()).unwrap_or("the working directory");
            found.push(Proposal::new(ProposalKind::Folder, 0, "./", cursor.span("")).detail(folder));
        }
    }
    found
}

/// Ports that the program is seen to listen on.
fn ports(cursor: &Cursor, word: &str) -> Vec<Proposal> {
    if cursor.stage().map(|stage| stage.id) != Some(cursor.model.target) {
        return Vec::new();
    }
    let span = cursor.whole(word);
    let listening = cursor.model.listening();
    let proposal = |(at, port): (usize, &crate::model::listen::Port)| {
        let label = if port.udp { format!("{}/udp", port.number) } else { port.number.to_string() };
        Proposal::new(ProposalKind::Port, at.min(9) as u8, label, span).detail(port.why.clone())
    };
    listening.ports.iter().enumerate().map(proposal).collect()
}

/// Exec forms of shells that are there, or may be.
fn shells(cursor: &Cursor) -> Vec<Proposal> {
    let facts = cursor.stage().and_then(|stage| cursor.model.chain(stage.id).last()).and_then(|it| it.facts());
    let has_bash = facts.map_or(Tri::Unknown, |facts| facts.tool("bash"));
    let mut found = Vec::new();
    let mut add = |text: &str, detail: &str| {
        found.push(Proposal::new(ProposalKind::Value, found.len().min(9) as u8, text, cursor.span("")).detail(detail));
    };
    if has_bash != Tri::No {
        add("[\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]", "a pipe fails when any of its commands does");
        add("[\"/bin/bash\", \"-c\"]", "");
    }
    add("[\"/bin/sh\", \"-c\"]", "the default");
    found
}

/// Names of ARGs before the first FROM that the stage has not taken over.
fn globals(cursor: &Cursor, word: &str) -> Vec<Proposal> {
    let Some(state) = cursor.state().filter(|_| !word.contains('=')) else { return Vec::new() };
    let is_global = |it: &variables::Definition| it.means == variables::Means::GlobalArg;
    let all = variables::definitions(cursor.model).into_iter().filter(is_global);
    let fresh = all.filter(|it| !state.args.contains_key(&it.name));
    let line = |it: &variables::Definition| cursor.model.source.line(it.span.start);
    let proposal = |it: variables::Definition| {
        let detail = format!("takes over the value of line {}", line(&it));
        Proposal::new(ProposalKind::Variable, 0, it.name, cursor.whole(word)).detail(detail)
    };
    fresh.map(proposal).collect()
}

fn labels(cursor: &Cursor, word: &str) -> Vec<Proposal> {
    let span = cursor.span(word);
    let proposal = |key: &&str| {
        let label = format!("org.opencontainers.image.{key}");
        let text = format!("{label}=");
        Proposal::new(ProposalKind::Value, 0, label, span).text(text)
    };
    LABELS.iter().map(proposal).collect()
}
