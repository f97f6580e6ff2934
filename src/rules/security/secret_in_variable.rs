//! An ARG or ENV that holds a secret, or is made to be given one.
//!
//! The value decides first: a token of known form, a password that is written out. A name alone is told where the
//! value is given to the build and stays in the image. Only `possible`: empty values, stand-ins, paths, names that
//! say no more than `KEY`, what a web page shows to everybody.

use crate::facts::secrets;
use crate::model::Model;
use crate::model::files::StageId;
use crate::rules::commands;
use crate::rules::{Confidence, Finding, Input, Rule, reads};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind};

use super::secret_mounts;
use super::secret_names::{self, Strength};

pub(super) const RULE: Rule = Rule { id: "secret-in-variable", check };

/// A variable that an instruction sets.
struct Set<'a> {
    name: &'a str,
    span: Span,
    /// Without quotes; `None` for an ARG without default.
    value: Option<&'a str>,
    is_env: bool,
    is_onbuild: bool,
    index: usize,
    /// `None` for an ARG before the first FROM.
    stage: Option<StageId>,
}

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    for (index, instruction) in model.dockerfile.instructions.iter().enumerate() {
        let stage = model.stages.iter().find(|it| it.instructions.contains(&index)).map(|it| it.id);
        let inner = match &instruction.kind {
            Kind::Onbuild(inner) => inner,
            _ => instruction,
        };
        let is_onbuild = !std::ptr::eq(inner, instruction);
        findings.extend(sets(inner, index, stage, is_onbuild).iter().filter_map(|it| finding(model, it)));
    }
    findings
}

fn sets(instruction: &Instruction, index: usize, stage: Option<StageId>, is_onbuild: bool) -> Vec<Set<'_>> {
    match &instruction.kind {
        Kind::Env(pairs) => {
            let set = pairs.iter().map(|pair| Set {
                name: pair.key.as_str(),
                span: pair.key.span,
                value: Some(bare(pair.value.as_str())),
                is_env: true,
                is_onbuild,
                index,
                stage,
            });
            set.collect()
        }
        Kind::Arg(arguments) => {
            let set = arguments.iter().map(|argument| Set {
                name: argument.name.as_str(),
                span: argument.name.span,
                value: argument.default.as_ref().map(|word| bare(word.as_str())),
                is_env: false,
                is_onbuild,
                index,
                stage,
            });
            set.collect()
        }
        _ => Vec::new(),
    }
}

fn bare(text: &str) -> &str {
    text.trim().trim_matches(['"', '\''])
}

fn finding(model: &Model, set: &Set) -> Option<Finding> {
    let mut names = secret_names::of_others(set.name, set.stage.is_some() && !set.is_onbuild);
    let judged = judge(model, set);
    if judged.is_none() && names.is_empty() {
        return None;
    }
    if judged.is_some() {
        names.extend(["DS-0031", "DS031", "AVD-DS-0031"]);
    }
    let finding = judged.unwrap_or_else(|| {
        let message = format!("`{}` is a name for a secret", set.name);
        Finding::new(set.span, message).confidence(Confidence::Possible).warning()
    });
    Some(finding.known_as(&names))
}

fn judge(model: &Model, set: &Set) -> Option<Finding> {
    let name = set.name.to_ascii_uppercase();
    let at = set.span;
    match set.value {
        Some(value) if value.contains('$') => passed_on(model, set, &name, value),
        Some(value) => written(set, &name, value, set.stage.is_some_and(|stage| commands::ships(model, stage))),
        None if secret_names::strength(&name) == Strength::Strong && is_used(model, set) => {
            let ships = set.stage.is_some_and(|stage| commands::ships(model, stage));
            let message = format!("the value that is given for `{}` stays in the history of the image", set.name);
            let finding = match ships {
                true => Finding::new(at, message).warning(),
                false => {
                    let name = set.name;
                    let message =
                        format!("the value that is given for `{name}` stays in the build's cache and records");
                    Finding::new(at, message).info()
                }
            };
            let stage = set.stage.map(|stage| &model.stages[stage]).filter(|_| !set.is_onbuild);
            let fix = stage.and_then(|stage| secret_mounts::fix(model, stage, set.index, set.name));
            let finding = finding.confidence(Confidence::Likely);
            Some(match fix {
                Some(fix) => finding.fix(fix),
                None => finding,
            })
        }
        None => None,
    }
}

/// A value that stands in the file.
fn written(set: &Set, name: &str, value: &str, ships: bool) -> Option<Finding> {
    let at = set.span;
    if let Some(whose) = secrets::token(value) {
        return Some(Finding::new(at, format!("`{}` holds {whose}", set.name)));
    }
    let strength = secret_names::strength(name);
    let is_password_of_url = secrets::password_of_url(value).is_some_and(secrets::is_real);
    let is_random = secrets::is_random(value);
    let is_secret = match strength {
        Strength::None => false,
        Strength::Weak => is_random && secrets::is_real(value) && !secrets::is_key_id(value),
        // A short word in small letters is a default that nobody takes for a secret.
        Strength::Strong => secrets::is_real(value) && !(value.len() < 12 && is_word(value)),
    };
    if is_secret && !secret_names::is_setting(value) || is_password_of_url {
        let message = format!("`{}` holds a secret that everybody can read who has the image or this file", set.name);
        let finding = Finding::new(at, message).confidence(Confidence::Likely);
        return Some(if is_random && strength == Strength::Strong { finding } else { finding.warning() });
    }
    let is_password = ["PASSWORD", "PASSWD", "PASS"].iter().any(|word| name.ends_with(word));
    let is_usual = set.is_env && ships && is_password && !value.is_empty() && !secret_names::is_setting(value);
    is_usual.then(|| {
        let message = format!("`{}` has a value that everybody knows who has the image", set.name);
        Finding::new(at, message).confidence(Confidence::Likely).info()
    })
}

fn is_word(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// `ENV TOKEN=$TOKEN`: what is given to the build for its time is kept in the image for ever.
fn passed_on(model: &Model, set: &Set, name: &str, value: &str) -> Option<Finding> {
    let stage = &model.stages[set.stage.filter(|_| set.is_env)?];
    let before = stage.before(set.index);
    let given = value.trim_start_matches(['$', '{']).trim_end_matches('}');
    let given = given.split([':', '-', '?']).next().unwrap_or(given);
    let argument = before.args.get(given).filter(|_| !before.env.contains_key(given))?;
    let is_given = argument.value.known().is_none_or(str::is_empty);
    if secret_names::strength(name) != Strength::Strong || !is_given || !commands::ships(model, stage.id) {
        return None;
    }
    let message = format!("`ENV` keeps in the image what is given to the build for `{given}`");
    let finding = Finding::new(set.span, message).confidence(Confidence::Likely).warning();
    Some(match argument.span {
        Some(span) => finding.label(model.place(span), "it is given here"),
        None => finding,
    })
}

/// Whether the stage reads the ARG behind it.
fn is_used(model: &Model, set: &Set) -> bool {
    let Some(stage) = set.stage.map(|stage| &model.stages[stage]) else { return false };
    let mut behind = model.instructions_of(stage).filter(|(index, _)| *index > set.index);
    behind.any(|(_, it)| reads::reads(model, it, set.name))
}
