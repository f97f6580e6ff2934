//! `curl` without `--fail` saves the server's error page as the program that was asked for.
//!
//! Likely where the file is made executable, or put where programs are, and nothing in the RUN reads it: then only
//! somebody who starts it will see. An unpacker, a package manager or a checksum refuses an error page at once.

use crate::model::Model;
use crate::model::run::{Invocation, Origin, Word};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, command_edits};

use super::downloads;

pub(super) const RULE: Rule = Rule { id: "download-error-saved", check };

/// What changes nothing but the place or rights of a file.
const BLIND: [&str; 8] = ["chmod", "chown", "mv", "cp", "ln", "install", "ls", "echo"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    commands::of(model, &["curl"]).into_iter().filter_map(|it| finding(model, it)).collect()
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let words = Arguments::of(invocation).words();
    let is_safe = |text: &str| {
        text.starts_with("--fail")
            || downloads::is_short(text, 'f')
            || downloads::is_short(text, 'I')
            || text == "--head"
    };
    let is_asking =
        words.iter().any(|word| is_safe(&word.text) || matches!(word.text.as_str(), "-X" | "-d" | "--data"));
    let is_download = downloads::urls(invocation).iter().any(|url| !downloads::is_local(&url.text));
    if is_asking || !is_download || invocation.origin != Origin::Run {
        return None;
    }
    let file = downloads::file(invocation);
    let confidence = match &file {
        Some(file) if !downloads::is_checked(model, invocation) => {
            let uses = downloads::use_of(model, invocation, file);
            let is_made_program = uses.iter().any(|it| commands::program(it) == Some("chmod"));
            let is_blind = uses.iter().all(|it| commands::program(it).is_some_and(|name| BLIND.contains(&name)));
            if is_made_program && is_blind { Confidence::Likely } else { Confidence::Possible }
        }
        _ => Confidence::Possible,
    };
    let message = match &file {
        Some(file) => format!("without `--fail`, an error page of the server becomes `{file}`"),
        None => "without `--fail`, an error page of the server passes for what was asked for".to_owned(),
    };
    let finding = Finding::new(commands::place(invocation), message).confidence(confidence).help("write `curl -fsSL`");
    Some(match fix(model, invocation) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// `f` before the short options that are there, else `-f` by itself. The build fails then where it went on.
fn fix(model: &Model, invocation: &Invocation) -> Option<Fix> {
    let (program, options) = invocation.words.split_first()?;
    if !command_edits::is_literal(model, program) {
        return None;
    }
    let is_short = |word: &&Word| word.text.len() > 1 && word.text.starts_with('-') && !word.text.starts_with("--");
    let first = options.first().filter(is_short).filter(|word| command_edits::is_literal(model, word));
    let edit = match first {
        Some(word) => Edit::insert(word.span.start + 1, "f"),
        None => Edit::insert(program.span.end, " -f"),
    };
    Some(Fix::new("let `curl` fail with the server", Safety::Unsafe, vec![edit]))
}
