//! `useradd` gives an account a high number, and writes files of login records as long as that number is high.
//!
//! Only `possible` where the number is chosen by whoever builds, and where the image surely has no such files: Alpine,
//! and Debian since 13. Silent with `--no-log-init`.

use crate::model::Model;
use crate::model::run::{Invocation, Word};
use crate::model::stage::Base;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};

pub(super) const RULE: Rule = Rule { id: "user-with-high-id", check };

/// The number from which the records are told: 100,000 times 292 bytes are 28 MiB.
const HIGH: u64 = 100_000;
/// A record of `/var/log/lastlog`, in bytes: `struct lastlog` of glibc on 64 bits.
const RECORD: u64 = 292;

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    commands::of(model, &["useradd"]).into_iter().filter_map(|it| finding(model, it)).collect()
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let arguments = Arguments::of(invocation);
    if arguments.has(&["l", "no-log-init"]) {
        return None;
    }
    let (id, span, text) = id(arguments.words())?;
    let number: Option<u64> = text.parse().ok();
    let is_given = is_given(model, invocation, id);
    let confidence = match number {
        Some(number) if number < HIGH && !is_given => return None,
        Some(number) if number >= HIGH && keeps_records(model, invocation) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let message = match number.filter(|number| *number >= HIGH) {
        Some(number) => {
            let size = number.saturating_mul(RECORD) >> 20;
            format!("an account with the number {number} takes {size} MiB of login records into the image")
        }
        None => "an account whose number may be high takes long login records into the image".to_owned(),
    };
    let finding = Finding::new(span, message).confidence(confidence);
    let is_written = model.written(commands::place(invocation)) == "useradd";
    let finding = match is_written && !commands::is_inner(model, invocation) {
        true => {
            let edit = Edit::insert(commands::place(invocation).end, " -l");
            finding.fix(Fix::new("add `-l`, so that no login records are made", Safety::Unsafe, vec![edit]))
        }
        false => finding,
    };
    Some(if is_named(model, invocation, id) { finding } else { finding.own() })
}

/// The word that holds the number, where that stands in the file, and the number.
fn id(words: &[Word]) -> Option<(&Word, crate::source::Span, &str)> {
    let at = words.iter().position(|word| is_option(&word.text))?;
    match words[at].text.strip_prefix("--uid=") {
        Some(value) => Some((&words[at], words[at].span, value)),
        None => words.get(at + 1).map(|value| (value, value.span, value.text.as_str())),
    }
}

fn is_option(text: &str) -> bool {
    let is_short = text.starts_with('-') && !text.starts_with("--") && text.ends_with('u');
    is_short || text == "--uid" || text.starts_with("--uid=")
}

/// Whether an ARG gives the number.
fn is_given(model: &Model, invocation: &Invocation, word: &Word) -> bool {
    let state = model.stages[invocation.stage].before(invocation.instruction);
    let written = model.written(word.span);
    let mut names = state.args.keys().filter(|name| !state.env.contains_key(*name));
    written.contains('$') && names.any(|name| written.contains(name.as_str()))
}

/// Whether the image has files of login records, which `useradd` does not make by itself.
fn keeps_records(model: &Model, invocation: &Invocation) -> bool {
    let Some(Base::Image { reference, .. }) = model.chain(invocation.stage).last().map(|it| &it.base) else {
        return true;
    };
    let name = reference.canonical.as_str();
    let tag = reference.tag.as_deref().unwrap_or_default();
    let is_newer = ["alpine", "trixie", "forky"].iter().any(|it| name.contains(it) || tag.contains(it));
    let is_newest = matches!(tag, "" | "latest" | "stable" | "13" | "stable-slim" | "13-slim");
    let is_debian = name.ends_with("/debian") && is_newest;
    !is_newer && !is_debian
}

/// Whether the number is the word behind `-u`, and longer than five letters as it is written.
fn is_named(model: &Model, invocation: &Invocation, word: &Word) -> bool {
    let option = invocation.words.windows(2).find(|pair| pair[1].span == word.span).map(|pair| pair[0].text.as_str());
    let is_short = option.is_some_and(|it| it.starts_with('-') && !it.starts_with("--"));
    let written = model.written(word.span);
    let written = written.trim_matches(['"', '\'']);
    let length = match written.strip_prefix('$') {
        Some(name) if !name.starts_with('{') => name.len() + 3,
        _ => written.len(),
    };
    is_short && length > 5 && commands::is_plain(model, invocation)
}
