//! `/bin/sh` becomes a link to another shell, which `SHELL` would choose.

use crate::model::run::Origin;
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
        let is_named = commands::is_plain(model, it) && it.origin != Origin::Onbuild;
        Some(if is_named { finding } else { finding.own() })
    });
    found.collect()
}
