//! A pipe whose first command may fail without the RUN failing: its status is the last command's.
//!
//! Silent after `set -o pipefail`, with a SHELL or base image that sets it, and for Windows shells. Only `possible`
//! where the command behind the pipe refuses an empty input (`tar`, `gpg --dearmor`), or the first one asks nobody.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::run::{Invocation, Origin};
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::syntax::shell::Link;

pub(super) const RULE: Rule = Rule { id: "pipe-failure-unseen", check };

/// Commands that come to the end of their work whatever they read.
const TAKES_ALL: [&str; 22] = [
    "sh", "bash", "ash", "dash", "zsh", "python", "python3", "perl", "node", "php", "ruby", "tee", "cat", "sed", "awk",
    "sort", "tail", "head", "cut", "tr", "xargs", "read",
];
/// Commands that ask others for what they print, who may not answer.
const FETCHES: [&str; 12] =
    ["curl", "wget", "git", "aws", "gcloud", "gsutil", "az", "lftp", "ftp", "rsync", "ssh", "aria2c"];

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut worst: BTreeMap<usize, Finding> = BTreeMap::new();
    for list in [&model.invocations, &model.aside] {
        for (at, invocation) in list.iter().enumerate().filter(|(_, it)| it.link == Link::Pipe) {
            let left = at.checked_sub(1).map(|before| &list[before]);
            let Some(finding) = finding(model, left, invocation) else { continue };
            match worst.get(&invocation.instruction) {
                Some(before) if before.confidence >= finding.confidence => {}
                _ => {
                    worst.insert(invocation.instruction, finding);
                }
            }
        }
    }
    worst.into_values().collect()
}

fn finding(model: &Model, left: Option<&Invocation>, right: &Invocation) -> Option<Finding> {
    if right.origin == Origin::Onbuild || is_set_in_run(model, right) {
        return None;
    }
    let shell = &model.stages[right.stage].before(right.instruction).shell;
    let by_shell = shell.iter().any(|word| word == "pipefail");
    let is_posix = shell.first().is_some_and(|it| it.rsplit('/').next() == Some("sh"));
    if by_shell && !is_posix {
        return None;
    }
    let left = left.filter(|it| it.instruction == right.instruction);
    let first = left.and_then(commands::program);
    let last = commands::program(right);
    let matters = !by_shell
        && right.origin == Origin::Run
        && first.is_some_and(|it| FETCHES.contains(&it))
        && last.is_some_and(|it| TAKES_ALL.contains(&it));
    let place = left.map_or(commands::place(right), commands::place);
    let message = match first {
        Some(first) => format!("if `{first}` fails here, the `RUN` goes on"),
        None => "if what stands before the pipe fails, the `RUN` goes on".to_owned(),
    };
    let finding = Finding::new(place, message);
    let finding = finding.confidence(if matters { Confidence::Likely } else { Confidence::Possible });
    Some(if commands::is_inner(model, right) { finding.own() } else { finding })
}

/// `set -o pipefail`, `bash -o pipefail -c`, anywhere before in the RUN.
fn is_set_in_run(model: &Model, invocation: &Invocation) -> bool {
    let sets = |it: &&Invocation| it.words.iter().chain(&it.wrappers).any(|word| word.text == "pipefail");
    commands::beside(model, invocation).filter(sets).any(|it| it.span.start <= invocation.span.start)
}
