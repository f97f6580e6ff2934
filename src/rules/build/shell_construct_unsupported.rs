//! A construct of Bash in a text that another shell reads: the text is refused, stops there, or does something else.
//!
//! Sure only where the base image's `/bin/sh` is known to be dash or busybox and nothing replaces it, and where the
//! text does not ask which shell it is in. Elsewhere it is only possible: that `sh` may be Bash.

use crate::model::shell_text::{Purpose, ShellText};
use crate::rules::shell::{self, Construct, Effect};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::shellcheck::{Lint, Shell, may_need_bash};
use crate::syntax::ast::Kind;
use crate::syntax::shell::{Command, Failure, Reach};

pub(super) const RULE: Rule = Rule { id: "shell-construct-unsupported", check };

fn check(input: &Input) -> Vec<Finding> {
    let texts = input.model.shell_texts().iter().filter(|text| {
        let script = text.script(input.model);
        matches!(text.shell, Shell::Sh | Shell::Dash) && script.is_some_and(|it| may_need_bash(&it.text.text))
    });
    texts.flat_map(|text| findings(input, text)).collect()
}

fn findings(input: &Input, text: &ShellText) -> Vec<Finding> {
    let lints = text.lints(input.model).iter();
    let told = lints.filter_map(|lint| Some((lint, shell::construct(lint.code)?)));
    let told: Vec<Told> = told.map(|(lint, it)| (lint, it, effect(input, text, lint, it))).collect();
    let is_refused = told.iter().any(|(.., effect)| matches!(effect, Some((_, Effect::Refused))));
    told.into_iter().map(|it| finding(input, text, it, is_refused)).collect()
}

type Told<'a> = (&'a Lint, &'a Construct, Option<(&'a str, Effect)>);

/// `is_refused`: the shell runs nothing of the text, whatever it makes of this construct.
fn finding(input: &Input, text: &ShellText, (lint, construct, effect): Told, is_refused: bool) -> Finding {
    let what = construct.named(lint, text.file().unwrap_or(&input.model.source));
    let Some((sh, effect)) = effect else {
        let message = format!("not every `sh` has {what}");
        return shell::finding(text, lint, message).help(construct.instead).confidence(Confidence::Possible);
    };
    let ends = effect == Effect::Stops || effect == Effect::Fails && ends_text(input, text, lint);
    let message = match effect {
        Effect::Refused if text.purpose == Purpose::Script => format!("{sh} has no {what}, and refuses the script"),
        Effect::Refused => format!("{sh} has no {what}, and refuses the whole text"),
        _ if is_refused => format!("{sh} has no {what}"),
        Effect::Stops => format!("{sh} has no {what}, and stops here"),
        Effect::Fails if ends => format!("{sh} has no {what}: it fails, and the rest with it"),
        Effect::Fails => format!("{sh} has no {what}: it fails"),
        Effect::Differs(then) => format!("{sh} has no {what}, and {then}"),
    };
    let mut finding = shell::finding(text, lint, message).help(construct.instead);
    // ShellCheck warns, not knowing which shell it will be.
    if ends || effect == Effect::Refused {
        finding.at_most = None;
    }
    match base(input, text) {
        Some((place, image)) => finding.label(place, format!("`/bin/sh` of `{image}` is {sh}")),
        None => finding,
    }
}

/// Whether the text surely ends with failure if the command at `lint` fails.
fn ends_text(input: &Input, text: &ShellText, lint: &Lint) -> bool {
    let Some(script) = text.script(input.model) else { return false };
    let around = |it: &&Command| it.span.contains(lint.span) || lint.span.contains(it.span);
    let least = script.commands().filter(around).min_by_key(|it| it.span.end - it.span.start);
    least.is_some_and(|it| it.reach == Reach::Always && it.failure == Failure::EndsScript)
}

/// What the shell that surely reads the text makes of the construct, and the shell.
fn effect<'a>(input: &'a Input, text: &ShellText, lint: &Lint, construct: &Construct) -> Option<(&'a str, Effect)> {
    let model = input.model;
    let script = text.script(model)?;
    let asks = ["BASH_VERSION", "BASH_SOURCE", "POSIXLY_CORRECT"].iter().any(|name| script.text.text.contains(name));
    if asks || text.shell != Shell::Sh || !text.is_read_by_it || !shell::is_run(input, text) {
        return None;
    }
    let sh = model.sh(text.stage)?;
    let release = model.chain(text.stage).last()?.facts()?.os_version.as_deref();
    let effect = construct.effect(sh, release, lint, text.file().unwrap_or(&model.source))?;
    Some((sh, effect))
}

/// The image that brings `/bin/sh`.
fn base<'a>(input: &'a Input, text: &ShellText) -> Option<(crate::evidence::Place, &'a str)> {
    let from = input.model.chain(text.stage).last()?.from?;
    match &input.model.instruction(from).kind {
        Kind::From(from) => Some((input.model.place(from.image.span), from.image.as_str())),
        _ => None,
    }
}
