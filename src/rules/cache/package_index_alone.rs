//! `apt-get update` in a `RUN` of its own: the layer cache keeps the lists of the day on which it was first built, and
//! an install that is added later asks the mirrors for versions that they have dropped.
//!
//! Silent where something else in the step may install. Only `possible` where no step behind it installs, and for
//! package managers that fetch an index anew once it is old, as apk does.

use crate::model::Model;
use crate::model::run::{Invocation, Origin};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety, edits};
use crate::source::Span;
use crate::syntax::ast::{Form, Kind};
use crate::syntax::shell::{Link, Reach};

pub(super) const RULE: Rule = Rule { id: "package-index-alone", check };

fn check(input: &Input) -> Vec<Finding> {
    let all = commands::all(input.model);
    let steps: Vec<&[&Invocation]> = all.chunk_by(|one, two| one.instruction == two.instruction).collect();
    let findings = steps.iter().enumerate().filter_map(|(at, step)| finding(input.model, step, &steps[at + 1..]));
    findings.collect()
}

fn finding(model: &Model, step: &[&Invocation], behind: &[&[&Invocation]]) -> Option<Finding> {
    let update = step.iter().rev().find(|it| what(it) == Some(What::Refreshes))?;
    if step.iter().any(|it| family(it) == family(update) && what(it) == Some(What::Uses)) {
        return None;
    }
    let tool = commands::program(update)?;
    let verb = Arguments::of(update).operands(&VALUED).first().copied()?;
    let message = format!("the layer cache keeps what `{tool} {}` fetches, however old it is", verb.text);
    let finding = Finding::new(verb.span, message).confidence(Confidence::Possible);
    let is_sure = family(update) == Some("apt") && update.reach == Reach::Always && step.iter().all(|it| is_quiet(it));
    let install = behind.iter().find_map(|next| stale_install(model, update, next));
    let needed = model.needed();
    let Some(install) = install.filter(|it| is_sure && needed[it.stage]) else {
        let is_told = update.origin != Origin::Onbuild && !step.iter().any(|it| !it.understood);
        return is_told.then_some(finding);
    };
    let text = "this finds the old lists, and asks the mirrors for packages that they may not have any more";
    let finding = finding.confidence(Confidence::Likely).label(model.place(install.span), text);
    let finding = finding.help(format!("join both: `RUN {tool} update && {tool} install ...`"));
    Some(match fix(model, step, update, install) {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The update before the install: out of its own step, or that step whole where it does nothing else.
fn fix(model: &Model, step: &[&Invocation], update: &Invocation, install: &Invocation) -> Option<Fix> {
    let instruction = model.instruction(update.instruction);
    let is_plain = |it: &Invocation| {
        let Kind::Run(run) = &model.instruction(it.instruction).kind else { return false };
        matches!(run.form, Form::Shell(_)) && model.instruction(it.instruction).heredocs.is_empty()
    };
    let is_sure = install.reach == Reach::Always && install.stage == update.stage && install.link != Link::Pipe;
    if !is_sure || !is_plain(update) || !is_plain(install) || !update.outputs.is_empty() {
        return None;
    }
    // An upgrade between the two needs the lists as well.
    let is_between = |it: &&Invocation| it.instruction > update.instruction && it.instruction < install.instruction;
    let mut between = model.invocations.iter().filter(is_between);
    if between.any(|it| !it.understood || family(it) == family(update) && what(it) == Some(What::Uses)) {
        return None;
    }
    let source = &model.source;
    let text = source.slice(whole(update));
    if text.contains('\n') || text.is_empty() {
        return None;
    }
    let joined = Edit::insert(whole(install).start, format!("{text} && "));
    let refreshes = |it: &&&Invocation| what(it) == Some(What::Refreshes);
    let out = match step.split_last()? {
        _ if step.iter().all(|it| refreshes(&it)) && step.len() == 1 => {
            edits::without_lines(source, edits::without(model, instruction).span)
        }
        (last, [.., before]) if last.span == update.span && update.link == Link::And => {
            let between = source.slice(Span { start: whole(before).end, end: whole(update).start });
            let is_joint = between.replace(model.dockerfile.escape, "").trim() == "&&";
            let gone = Span { start: whole(before).end, end: whole(update).end };
            (is_joint && gone.end == instruction.span.end).then(|| Edit::replace(gone, ""))?
        }
        _ => return None,
    };
    let title = format!("run `{text}` in the step that installs");
    Some(Fix::new(title, Safety::Unsafe, vec![out, joined]))
}

/// A command with the variables and the `sudo` before it.
fn whole(it: &Invocation) -> Span {
    let before = it.assignments.iter().map(|it| it.span).chain(it.wrappers.iter().map(|it| it.span));
    before.fold(it.span, Span::to)
}

const VALUED: [&str; 6] = ["-o", "--option", "-t", "-c", "-X", "--repository"];

#[derive(PartialEq, Eq)]
enum What {
    Refreshes,
    /// Installs, upgrades, or asks for anything that the index answers.
    Uses,
    Cleans,
}

fn family(invocation: &Invocation) -> Option<&'static str> {
    match commands::program(invocation)? {
        "apt" | "apt-get" | "aptitude" => Some("apt"),
        "apk" => Some("apk"),
        "zypper" => Some("zypper"),
        _ => None,
    }
}

/// What a package manager does; `None`: it is none.
fn what(invocation: &Invocation) -> Option<What> {
    let family = family(invocation)?;
    let verb = Arguments::of(invocation).operands(&VALUED).first().map_or("", |it| it.text.as_str());
    Some(match (family, verb) {
        ("apt" | "apk", "update") | ("zypper", "refresh" | "ref") => What::Refreshes,
        ("apt", "clean" | "autoclean" | "autoremove" | "remove" | "purge") => What::Cleans,
        ("zypper", "clean" | "cc" | "addrepo" | "ar") | ("apk", "del" | "cache") => What::Cleans,
        _ => What::Uses,
    })
}

/// Whether a command surely installs nothing by the index.
fn is_quiet(invocation: &Invocation) -> bool {
    const QUIET: [&str; 16] = [
        "add-apt-repository",
        "apt-key",
        "cat",
        "cp",
        "curl",
        "dpkg",
        "echo",
        "export",
        "gpg",
        "mkdir",
        "mv",
        "printf",
        "rm",
        "sed",
        "set",
        "tee",
    ];
    what(invocation).is_some() || commands::program(invocation).is_some_and(|it| QUIET.contains(&it))
}

/// The install of a step below the one with `update` that finds its lists and fetches none.
fn stale_install<'a>(model: &Model, update: &Invocation, step: &[&'a Invocation]) -> Option<&'a Invocation> {
    let first = step.first()?;
    let is_below = first.stage == update.stage || model.chain(first.stage).any(|it| it.id == update.stage);
    let same = |it: &&&Invocation| is_below && family(it) == family(update);
    let decisive = step.iter().filter(same).find(|it| what(it) != Some(What::Cleans))?;
    let verb = Arguments::of(decisive).operands(&VALUED).first().map_or("", |it| it.text.as_str());
    (matches!(verb, "install" | "build-dep") && decisive.origin == Origin::Run).then_some(*decisive)
}
