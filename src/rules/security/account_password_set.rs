//! An account of the image is given a password that stands in the Dockerfile, or none at all.
//!
//! Only `possible` where the password comes from elsewhere (a secret, a variable, what a command makes up).

use crate::model::Model;
use crate::model::run::Invocation;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "account-password-set", check };

const NO_PASSWORD: &str = "DKL-LI-0001";
const BY_CHPASSWD: &str = "CKV2_DOCKER_17";

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let programs = ["chpasswd", "passwd", "useradd", "usermod", "adduser"];
    commands::of(model, &programs).into_iter().filter_map(|it| finding(model, it)).collect()
}

fn finding(model: &Model, invocation: &Invocation) -> Option<Finding> {
    let place = commands::place(invocation);
    let arguments = Arguments::of(invocation);
    let words = arguments.words();
    match commands::program(invocation)? {
        "chpasswd" => {
            let finding = piped(model, invocation, place, "an account gets a password that stands in this file");
            Some(finding.known_as(&[BY_CHPASSWD]))
        }
        "passwd" if arguments.has(&["stdin"]) => {
            Some(piped(model, invocation, place, "an account gets a password that stands in this file").own())
        }
        "passwd" if words.iter().any(|word| matches!(word.text.as_str(), "-d" | "--delete")) => {
            let message = "an account without password: whoever may log in needs none";
            Some(Finding::new(place, message).confidence(Confidence::Likely).known_as(&[NO_PASSWORD]))
        }
        "useradd" | "usermod" => {
            let at = words.iter().position(|word| matches!(word.text.as_str(), "-p" | "--password"))?;
            let value = words.get(at + 1)?;
            let (message, is_empty) = match value.text.as_str() {
                "" => ("an account without password: whoever may log in needs none", true),
                // These lock an account.
                "*" | "!" | "!!" | "x" => return None,
                text if text.contains("${") => return None,
                _ => ("an account gets a password that stands in this file", false),
            };
            let finding = Finding::new(value.span, message).confidence(Confidence::Likely);
            Some(if is_empty { finding.known_as(&[NO_PASSWORD]) } else { finding.own() })
        }
        _ => None,
    }
}

/// `echo 'name:password' | chpasswd`
fn piped(model: &Model, invocation: &Invocation, place: crate::source::Span, message: &str) -> Finding {
    let before = commands::beside(model, invocation).filter(|it| it.span.end <= invocation.span.start);
    let before = before.max_by_key(|it| it.span.end);
    let word =
        before.filter(|it| matches!(commands::program(it), Some("echo" | "printf"))).and_then(|it| it.words.last());
    match word.filter(|word| !word.text.contains("${") && !word.text.contains('%')) {
        Some(word) => Finding::new(word.span, message).confidence(Confidence::Likely),
        None => Finding::new(place, "an account gets a password").confidence(Confidence::Possible),
    }
}
