//! `wget` draws a progress bar into the log of the build.

use crate::rules::commands::{self, Arguments};
use crate::rules::{Finding, Input, Rule};

pub(super) const RULE: Rule = Rule { id: "wget-progress-bar", check };

const QUIET: [&str; 8] = ["progress", "q", "quiet", "o", "output-file", "a", "append-output", "no-verbose"];

fn check(input: &Input) -> Vec<Finding> {
    let is_quiet = |arguments: &Arguments| {
        arguments.has(&QUIET)
            || arguments.words().iter().any(|word| matches!(word.text.as_str(), "-nv" | "--background"))
    };
    let loud = commands::of(input.model, &["wget"]).into_iter().filter(|it| !is_quiet(&Arguments::of(it)));
    let finding = |it| {
        let finding = Finding::new(commands::place(it), "`wget` writes a line of progress for every 50 KiB");
        if commands::is_plain(input.model, it) { finding } else { finding.own() }
    };
    loud.map(finding).collect()
}
