//! A secret that a RUN says aloud: a token, a password of a command, an address with a password in it, a private key.
//!
//! Silent on what comes from a secret mount, a file or a command. An ARG in an address is told too: `git clone` writes
//! it into the clone, and the history of the image keeps it.

use std::collections::BTreeSet;

use crate::facts::commands::Arg;
use crate::facts::secrets;
use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::ast::Kind;

use super::secret_names::{self, Strength};

pub(super) const RULE: Rule = Rule { id: "secret-in-command", check };

/// Options whose value is a secret.
const OPTIONS: [&str; 12] = [
    "--password",
    "--passwd",
    "--pass",
    "--passphrase",
    "--http-password",
    "--token",
    "--auth-token",
    "--access-token",
    "--api-key",
    "--apikey",
    "--secret",
    "--client-secret",
];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut seen = BTreeSet::new();
    let mut findings: Vec<Finding> = private_keys(model).collect();
    for invocation in commands::all(model) {
        let of_command = of_words(model, invocation).into_iter().chain(of_assignments(invocation));
        findings.extend(of_command.filter(|it| seen.insert((it.span.start, it.span.end))));
    }
    findings
}

/// The text of a private key, in a heredoc or a word.
fn private_keys(model: &Model) -> impl Iterator<Item = Finding> {
    model.dockerfile.instructions.iter().filter_map(|instruction| {
        let is_writing = matches!(instruction.kind, Kind::Run(_) | Kind::Copy(_) | Kind::Env(_) | Kind::Arg(_));
        let text = model.source.slice(instruction.span);
        let begin = text.find("-----BEGIN ").filter(|_| is_writing)?;
        let end = begin + text[begin..].find("PRIVATE KEY-----")? + "PRIVATE KEY-----".len();
        // The head of a key, and a body that is long enough for one.
        let is_key = end - begin < 48 && text[end..].len() > 200 && text[end..].contains("-----END ");
        let start = instruction.span.start as usize;
        let span = crate::source::Span::new(start + begin..start + end);
        is_key.then(|| Finding::new(span, "this is a private key, which everybody can read who has this file"))
    })
}

fn of_words(model: &Model, invocation: &Invocation) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut before: Option<&Word> = None;
    for word in &invocation.words {
        findings.extend(of_word(model, invocation, word, before));
        before = Some(word);
    }
    findings
}

fn of_word(model: &Model, invocation: &Invocation, word: &Word, before: Option<&Word>) -> Option<Finding> {
    if let Some(whose) = secrets::token(&word.text) {
        return Some(Finding::new(word.span, format!("this is {whose}, which everybody can read who has this file")));
    }
    if let Some(finding) = of_address(model, invocation, word) {
        return Some(finding);
    }
    let program = commands::program(invocation)?;
    let option = before.map(|it| it.text.as_str()).unwrap_or_default();
    let value = match word.text.split_once('=') {
        Some((option, value)) if OPTIONS.contains(&option) => value,
        _ if OPTIONS.contains(&option) => &word.text,
        _ if matches!((program, option), ("sshpass", "-p") | ("docker" | "podman", "-p")) => &word.text,
        _ if matches!((program, option), ("curl", "-u" | "--user")) => word.text.split_once(':')?.1,
        _ if matches!(secret_names::strength(&option.to_ascii_uppercase()), Strength::Strong) && program == "aws" => {
            &word.text
        }
        _ => return None,
    };
    let is_told = secrets::is_real(value) && !value.contains('$') && !value.starts_with('-');
    if !is_told || secret_names::is_setting(value) {
        return None;
    }
    let finding = Finding::new(word.span, "this password stands in the file, and in the history of the image");
    let finding = finding.confidence(Confidence::Likely);
    Some(if secrets::is_random(value) { finding } else { finding.warning() })
}

/// `https://user:password@host`, written out or with what the build is given.
fn of_address(model: &Model, invocation: &Invocation, word: &Word) -> Option<Finding> {
    let (scheme, rest) = word.text.split_once("://")?;
    let who = rest.split(['/', '?']).next()?.rsplit_once('@')?.0;
    let secret = who.split_once(':').map_or(who, |(_, password)| password);
    if let Some(name) = secret.strip_prefix("${").and_then(|it| it.strip_suffix('}')) {
        let stage = &model.stages[invocation.stage];
        let state = stage.before(invocation.instruction);
        let given = state.args.get(name).filter(|_| !state.env.contains_key(name))?;
        let ships = commands::ships(model, stage.id);
        if !ships || given.span.is_none() || secret_names::strength(&name.to_ascii_uppercase()) == Strength::None {
            return None;
        }
        let program = commands::program(invocation).unwrap_or("the command");
        let kept = if program == "git" { "the clone keeps the address" } else { "the history of the image keeps it" };
        let message = format!("`{program}` is given the secret `{name}` in an address, and {kept}");
        return Some(Finding::new(word.span, message).confidence(Confidence::Likely).warning());
    }
    let is_written = who.contains(':') && secrets::password_of_url(&word.text).is_some_and(secrets::is_real);
    if !is_written || secret.contains('$') || scheme.contains("ssh") {
        return None;
    }
    let finding =
        Finding::new(word.span, "the password in this address stands in the file, and in the image's history");
    let finding = finding.confidence(Confidence::Likely);
    Some(if secrets::is_random(secret) { finding } else { finding.warning() })
}

/// `export API_TOKEN=...`
fn of_assignments(invocation: &Invocation) -> impl Iterator<Item = Finding> {
    invocation.assignments.iter().filter_map(|it| {
        let Arg::Known(value) = &it.value else { return None };
        if let Some(whose) = secrets::token(value) {
            return Some(Finding::new(it.span, format!("`{}` is {whose}", it.name)));
        }
        let is_secret = secret_names::strength(&it.name.to_ascii_uppercase()) == Strength::Strong
            && secrets::is_random(value)
            && secrets::is_real(value);
        let message = format!("`{}` holds a secret that stands in the file, and in the history of the image", it.name);
        is_secret.then(|| Finding::new(it.span, message).confidence(Confidence::Likely))
    })
}
