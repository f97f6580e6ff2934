//! A step asks a host, a personal archive or a suite of packages that has ended.
//!
//! Silent on commands whose failure the script does not end with; a suite counts from the `apt-get update` that asks
//! for it.

use crate::facts::commands::Arg;
use crate::facts::sources;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::{Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;

use super::calls;

pub(super) const RULE: Rule = Rule { id: "download-source-gone", check };

/// Programs that fail where the host does not answer.
const ASKING: [&str; 7] = ["curl", "wget", "git", "gpg", "gpg2", "apt-key", "svn"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let mut findings = Vec::new();
    for stage in model.stages.iter().filter(|stage| needed[stage.id]) {
        let mut suites: Vec<(Span, String)> = Vec::new();
        let mut empty: Option<(Span, &str)> = None;
        for invocation in model.invocations_in(stage.id).iter() {
            suites.extend(suite(model, invocation));
            empty = empty.or(not_followed(invocation));
            if calls::must_work(invocation) {
                findings.extend(asked(model, invocation));
                findings.extend(updated(model, invocation, &mut suites));
                findings.extend(not_installed(model, invocation, &mut empty));
            }
        }
    }
    findings
}

/// A command that names what has ended.
fn asked(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let name = calls::name(invocation).filter(|name| ASKING.contains(name))?;
    let words = || invocation.argv[1..].iter().filter_map(calls::known);
    let (what, ended) = match name {
        // The server stands alone, or after its option.
        "gpg" | "gpg2" | "apt-key" => words().find_map(|word| {
            let word = word.strip_prefix("--keyserver=").unwrap_or(word);
            let host = sources::host_of(word).unwrap_or(word);
            Some((host, sources::host(host)?))
        })?,
        _ => words().find_map(|word| {
            let host = sources::host_of(word)?;
            Some((host, sources::host(host)?))
        })?,
    };
    let finding = Finding::new(invocation.span, format!("`{what}` is gone since {}", ended.day));
    Some(finding.help(format!("use {}", ended.instead)).fixes(instead(model, invocation, what, ended.instead)))
}

/// Another host in the place of one that has ended, where that takes the same questions: key servers do.
fn instead(model: &Model, invocation: &Invocation, host: &str, instead: &str) -> Option<Fix> {
    let instead = instead.strip_prefix('`')?.strip_suffix('`')?;
    if !host.contains("keyserver") || instead.contains('/') {
        return None;
    }
    let mut words = invocation.words.iter().filter(|it| it.text.contains(host));
    let (Some(word), None) = (words.next(), words.next()) else { return None };
    // `http`, port and pool prefix of the old servers are spoken there too.
    let edit = edits::instead(&model.source, word.span, host, instead)?;
    Some(Fix::new(format!("ask `{instead}`"), Safety::Unsafe, vec![edit]))
}

/// `curl` without `-L` from a host that answers with another address: what it saves is empty.
fn not_followed(invocation: &Invocation) -> Option<(Span, &'static str)> {
    if calls::name(invocation)? != "curl" {
        return None;
    }
    let words: Vec<&str> = invocation.argv[1..].iter().filter_map(calls::known).collect();
    let follows = |word: &&str| match word.strip_prefix("--") {
        Some(long) => long.starts_with("location"),
        None => word.starts_with('-') && word.contains('L'),
    };
    if words.len() + 1 < invocation.argv.len() || words.iter().any(follows) {
        return None;
    }
    let to = words.iter().find_map(|word| sources::moved_host(sources::host_of(word)?))?;
    Some((invocation.span, to))
}

/// The first call of `conda` after its installer came empty.
fn not_installed(model: &Model, invocation: &Invocation, empty: &mut Option<(Span, &str)>) -> Option<Finding> {
    let program = invocation.argv.first().and_then(calls::known)?;
    if program != "conda" && !program.ends_with("/bin/conda") {
        return None;
    }
    let (span, to) = empty.take()?;
    let message = format!("`{program}` is not there: its installer came empty, as `curl` does not follow to `{to}`");
    let finding = Finding::new(invocation.span, message).help(format!("take the installer from `https://{to}`"));
    Some(finding.label(model.place(span), "without `-L` this saves nothing since 2020"))
}

/// A source of packages that a command adds and that has ended.
fn suite(model: &Model, invocation: &Invocation) -> Option<(Span, String)> {
    let name = calls::name(invocation)?;
    let adds = matches!(name, "add-apt-repository" | "apt-add-repository");
    if !adds && !matches!(name, "echo" | "printf") {
        return None;
    }
    let archive = || {
        let words = invocation.argv[1..].iter().filter_map(calls::known);
        words.into_iter().find_map(|word| Some((word, sources::archive(word).filter(|_| word.starts_with("ppa:"))?)))
    };
    if let Some((word, ended)) = archive().filter(|_| adds) {
        return Some((invocation.span, format!("`{word}` is gone since {}", ended.day)));
    }
    if !adds && !model.written(model.instruction(invocation.instruction).span).contains("sources.list") {
        return None;
    }
    let text: Vec<&str> = invocation.argv[1..]
        .iter()
        .map(|arg| match arg {
            Arg::Known(text) | Arg::Glob(text) => text.as_str(),
            Arg::Unknown => "?",
        })
        .collect();
    let text = text.join(" ").replace("\\n", "\n");
    let line = text.lines().find_map(|line| {
        let start = line.find("deb ").or(line.find("deb-src "))?;
        sources::of_apt(&line[start..])
    })?;
    let (suite, release, day) = line;
    let shown = release.shown();
    Some((invocation.span, format!("`{suite}` of {shown} is gone from the mirrors since {day}")))
}

/// The first `apt-get update` after a suite was added.
fn updated(model: &Model, invocation: &Invocation, suites: &mut Vec<(Span, String)>) -> Option<Finding> {
    let call = calls::call(invocation).filter(|call| call.family == "apt" && call.verb == "update")?;
    let (span, message) = suites.drain(..).next()?;
    let finding =
        Finding::new(invocation.span, format!("`{} {}` fails: {message}", calls::name(invocation)?, call.verb));
    let finding = finding.help("take the source away, or ask the distribution's archive, or use a newer release");
    Some(finding.label(model.place(span), "the source is added here"))
}
