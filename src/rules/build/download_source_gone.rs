//! A step asks a host, a personal archive or a suite of packages that has ended.
//!
//! Silent on commands whose failure the script does not end with; a suite counts from the `apt-get update` that asks
//! for it.

use crate::facts::commands::Arg;
use crate::facts::sources;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::{Finding, Input, Rule};
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
        for invocation in model.invocations.iter().filter(|it| it.stage == stage.id) {
            suites.extend(suite(model, invocation));
            if calls::must_work(invocation) {
                findings.extend(asked(invocation));
                findings.extend(updated(model, invocation, &mut suites));
            }
        }
    }
    findings
}

/// A command that names what has ended.
fn asked(invocation: &Invocation) -> Option<Finding> {
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
    Some(finding.help(format!("use {}", ended.instead)))
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
    if !adds && !model.source.slice(model.instruction(invocation.instruction).span).contains("sources.list") {
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
