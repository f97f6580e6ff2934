//! A command that does nothing for an image: it looks at processes, or talks to what does not run in a build.
//!
//! Only `possible` where it may well have a use while the RUN works: a service that is started for the commands behind
//! it, `kill` of what the RUN started, `ssh` that fetches something.

use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, lists};

pub(super) const RULE: Rule = Rule { id: "pointless-command", check };

const PROGRAMS: [&str; 9] = ["free", "kill", "mount", "ps", "service", "shutdown", "ssh", "top", "vim"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let found = commands::of(model, &PROGRAMS).into_iter().filter_map(|it| {
        let name = commands::program(it)?;
        let is_last = commands::beside(model, it).all(|other| other.span.start <= it.span.start);
        let is_started = Arguments::of(it).words().last().is_some_and(|word| word.text.ends_with("start"));
        let (confidence, message) = match name {
            "service" if is_last && is_started => {
                (Confidence::Likely, "the service that this starts ends with the `RUN`".to_owned())
            }
            "shutdown" | "mount" => (Confidence::Likely, format!("`{name}` has nothing to work on in a build")),
            _ => (Confidence::Possible, format!("`{name}` leaves nothing in the image")),
        };
        let finding = Finding::new(commands::place(it), message).confidence(confidence);
        // Those that may have a use stay.
        let may_go = confidence > Confidence::Possible || ["free", "ps", "top", "vim"].contains(&name);
        let finding = match lists::without(model, &[it]).filter(|_| may_go) {
            Some(edits) => finding.fix(Fix::new(format!("take `{name}` out"), Safety::Unsafe, edits)),
            None => finding,
        };
        Some(if commands::is_plain(model, it) { finding } else { finding.own() })
    });
    found.collect()
}
