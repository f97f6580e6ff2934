//! `wget` draws a progress bar into the log of the build.

use crate::model::Model;
use crate::model::run::Invocation;
use crate::model::stage::Base;
use crate::rules::commands::{self, Arguments};
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};

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
        let finding = match fix(input.model, it) {
            Some(fix) => finding.fix(fix),
            None => finding,
        };
        if commands::is_plain(input.model, it) { finding } else { finding.own() }
    };
    loud.map(finding).collect()
}

/// What makes the `wget` at hand write less. Its messages stay, so it must not be a program that reads them.
fn fix(model: &Model, wget: &Invocation) -> Option<Fix> {
    let word = wget.words.first().filter(|it| model.source.slice(it.span).ends_with("wget"))?;
    let is_read = model.source.slice(wget.span).contains("2>");
    let option = option(model, wget).filter(|_| !is_read && !commands::is_inner(model, wget))?;
    let edit = Edit::insert(word.span.end, format!(" {option}"));
    Some(Fix::new(format!("add `{option}`"), Safety::Safe, vec![edit]))
}

/// GNU Wget draws a dot for each MiB, Wget2 of Fedora knows no dots, and busybox has one option for both.
fn option(model: &Model, wget: &Invocation) -> Option<&'static str> {
    let Base::Image { facts: Some(facts), .. } = &model.chain(wget.stage).last()?.base else { return None };
    let of_stages = |it: &&Invocation| {
        it.instruction <= wget.instruction && model.chain(wget.stage).any(|stage| stage.id == it.stage)
    };
    let mut before = model.invocations.iter().filter(of_stages);
    let is_added = before.any(|it| it.words.iter().skip(1).any(|word| word.text == "wget"));
    match (facts.os.as_deref()?, facts.package_manager.as_deref()) {
        ("alpine", _) if !is_added => Some("-q"),
        ("busybox", _) => Some("-q"),
        (_, Some("apt" | "apk")) => Some("--progress=dot:giga"),
        _ => Some("-nv"),
    }
}
