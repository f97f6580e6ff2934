//! The base image has another version of the language than the project asks for.
//!
//! Silent where the image's tag names no version, where a command of the stage brings another one, and where any
//! release that the tag may stand for would do. Certain where the tool that runs refuses to go on.

use crate::model::versions::Conflict;
use crate::rules::{Confidence, Finding, Input, Rule, tags};

pub(super) const RULE: Rule = Rule { id: "language-version-mismatch", check };

fn check(input: &Input) -> Vec<Finding> {
    input.model.version_conflicts().into_iter().map(|it| finding(input, it)).collect()
}

fn finding(input: &Input, conflict: Conflict) -> Finding {
    let Conflict { has, needs, command, from, refuses, is_later } = conflict;
    let name = has.language.name();
    let message = format!("the image has {name} {}, the project needs {}", has.version, needs.text);
    let confidence = match (refuses, is_later) {
        (true, _) => Confidence::Certain,
        (false, false) => Confidence::Likely,
        // What works with older versions mostly works with later ones.
        (false, true) => Confidence::Possible,
    };
    let ends = if refuses { "this refuses to go on" } else { "this works on the project" };
    let fix = tags::fix(&input.model.source, from, &needs).filter(|_| !is_later);
    Finding::new(from, message)
        .fixes(fix)
        .confidence(confidence)
        .label(needs.place, format!("it asks for {}", needs.text))
        .label(input.model.place(command), ends)
        .help(format!("take a tag of the image with {}", needs.text))
}
