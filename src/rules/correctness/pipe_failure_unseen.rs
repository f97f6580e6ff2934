//! A pipe whose first command may fail without the RUN failing: its status is the last command's.
//!
//! Silent after `set -o pipefail`, with a SHELL or base image that sets it, and for Windows shells. Only `possible`
//! where the command behind the pipe refuses an empty input (`tar`, `gpg --dearmor`), or the first one asks nobody.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::files::StageId;
use crate::model::run::{Invocation, Origin};
use crate::model::stage::Base;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::rules::{commands, edits, lists};
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
    let mut worst: BTreeMap<usize, (StageId, Finding)> = BTreeMap::new();
    for list in [&model.invocations, &model.aside] {
        for (at, invocation) in list.iter().enumerate().filter(|(_, it)| it.link == Link::Pipe) {
            let left = at.checked_sub(1).map(|before| &list[before]);
            let Some(finding) = finding(model, left, invocation) else { continue };
            match worst.get(&invocation.instruction) {
                Some((_, before)) if before.confidence >= finding.confidence => {}
                _ => {
                    worst.insert(invocation.instruction, (invocation.stage, finding));
                }
            }
        }
    }
    let firsts: BTreeMap<StageId, usize> = worst.values().map(|(stage, _)| (*stage, first(&worst, *stage))).collect();
    let mended = worst.iter().map(|(index, (stage, finding))| {
        let fix =
            firsts.get(stage).filter(|first| *index >= **first).and_then(|first| fix(model, *stage, *first, *index));
        match fix {
            Some(fix) => finding.clone().fix(fix),
            None => finding.clone(),
        }
    });
    mended.collect()
}

/// The first RUN of the stage whose finding is as sure as any of them.
fn first(found: &BTreeMap<usize, (StageId, Finding)>, stage: StageId) -> usize {
    let of_stage = || found.iter().filter(|(_, (it, _))| *it == stage);
    let best = of_stage().map(|(_, (_, finding))| finding.confidence).max();
    of_stage().find(|(_, (_, finding))| Some(finding.confidence) == best).map_or(0, |(index, _)| *index)
}

/// Bash, where it is there, for all RUNs from the first one on; else the option that busybox has, for this one.
fn fix(model: &Model, id: StageId, first: usize, index: usize) -> Option<Fix> {
    let stage = model.stages.get(id)?;
    let state = stage.before(first);
    let [shell, options @ .., last] = state.shell.as_slice() else { return None };
    let is_bash = shell.rsplit('/').next() == Some("bash");
    let is_default = matches!(shell.as_str(), "/bin/sh" | "sh") && options.is_empty() && last == "-c";
    let has_bash =
        ["/bin/bash", "/usr/bin/bash"].iter().any(|it| model.look_for_tool(id, state.changes, it).is_present());
    if is_bash || is_default && has_bash {
        let shell = if is_bash { shell } else { "/bin/bash" };
        let words = [shell].into_iter().chain(options.iter().map(String::as_str)).chain(["-o", "pipefail", last]);
        let words: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
        let line = format!("SHELL [{}]", words.join(", "));
        let title = format!("write `{line}`");
        let edit = edits::above(model, model.instruction(first), &[line], edits::Gap::AsAbove);
        return Some(Fix::new(title, Safety::Unsafe, vec![edit]));
    }
    let Base::Image { facts: Some(facts), .. } = &model.chain(id).last()?.base else { return None };
    let run = model.instruction(index);
    let script = lists::script(run).filter(|_| run.heredocs.is_empty())?;
    let is_plain = stage.before(index).shell.as_slice() == ["/bin/sh", "-c"] && facts.sh.as_deref() == Some("busybox");
    let edit = Edit::insert(script.text.span().start, "set -o pipefail && ");
    is_plain.then(|| Fix::new("begin with `set -o pipefail`", Safety::Unsafe, vec![edit]))
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
