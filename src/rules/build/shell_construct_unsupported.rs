//! A construct of Bash in a text that another shell reads: the text is refused, stops there, or does something else.
//!
//! Sure only where the base image's `/bin/sh` is known to be dash or busybox and nothing replaces it, and where the
//! text does not ask which shell it is in. Elsewhere it is only possible: that `sh` may be Bash.

use crate::model::shell_text::{Purpose, ShellText};
use crate::rules::shell::{self, Construct, Effect};
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::shellcheck::{Lint, Shell, may_need_bash};
use crate::syntax::ast::Kind;

pub(super) const RULE: Rule = Rule { id: "shell-construct-unsupported", check };

fn check(input: &Input) -> Vec<Finding> {
    let texts = input.model.shell_texts().iter().filter(|text| {
        let script = text.script(input.model);
        matches!(text.shell, Shell::Sh | Shell::Dash) && script.is_some_and(|it| may_need_bash(&it.text.text))
    });
    let found = texts.flat_map(|text| text.lints(input.model).iter().map(move |lint| (text, lint)));
    found.filter_map(|(text, lint)| Some(finding(input, text, lint, shell::construct(lint.code)?))).collect()
}

fn finding(input: &Input, text: &ShellText, lint: &Lint, construct: &Construct) -> Finding {
    let what = construct.named(lint, text.file().unwrap_or(&input.model.source));
    let Some((sh, effect)) = effect(input, text, lint, construct) else {
        let message = format!("not every `sh` has {what}");
        return shell::finding(text, lint, message).help(construct.instead).confidence(Confidence::Possible);
    };
    let text_is = if text.purpose == Purpose::Script { "the script" } else { "the text" };
    let message = match effect {
        Effect::Refused => format!("{sh} refuses {text_is}: it has no {what}"),
        Effect::Stops => format!("{sh} stops here: it has no {what}"),
        Effect::Fails => format!("this fails: {sh} has no {what}"),
        Effect::Differs => format!("{sh} takes this for something else: it has no {what}"),
    };
    let finding = shell::finding(text, lint, message).help(construct.instead);
    match base(input, text) {
        Some((place, image)) => finding.label(place, format!("`/bin/sh` of `{image}` is {sh}")),
        None => finding,
    }
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
