//! `/bin/sh` becomes a link to another shell, which `SHELL` would choose.

use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "shell-relinked", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let found = commands::of(model, &["ln"]).into_iter().filter_map(|it| {
        let words = Arguments::of(it).words();
        let word = words.iter().find(|word| word.text == "/bin/sh")?;
        let is_replaced = words.last().is_some_and(|last| last.text == "/bin/sh");
        let confidence = if is_replaced { Confidence::Certain } else { Confidence::Possible };
        let message = "this changes the shell of every script in the image, and of every `RUN` below";
        let finding = Finding::new(word.span, message).confidence(confidence);
        Some(if commands::is_plain(model, it) { finding } else { finding.own() })
    });
    found.collect()
}
