//! A FROM whose image is no valid name: as it stands, or once the ARGs without a default are left empty.
//!
//! Silent on the marks of templates, and on ARGs that the build is known to be given. A base that is nothing but a
//! variable, or a word in capitals, is no more than possible: such files are built by something that knows the name.

use std::collections::BTreeMap;

use crate::model::Model;
use crate::model::stage::Base;
use crate::rules::{Confidence, Finding, Input, Rule, froms};
use crate::syntax::ast::{From, Kind};
use crate::syntax::expand::{self, Binding, Value};
use crate::syntax::image;

pub(super) const RULE: Rule = Rule { id: "invalid-image-name", check };

fn check(input: &Input) -> Vec<Finding> {
    let needed = input.model.needed();
    let stages = input.model.stages.iter().filter(|stage| needed[stage.id]);
    // Where values are passed to the build, the base is known.
    let unknown = stages.filter(|stage| matches!(stage.base, Base::Unknown(_)));
    let mut findings: Vec<Finding> = unknown.filter_map(|stage| finding(input.model, stage.id, stage.from?)).collect();
    let unseen: Vec<Finding> = without_build_arguments(input.model)
        .filter(|it| findings.iter().all(|finding| finding.span != it.span))
        .collect();
    findings.extend(unseen);
    findings
}

/// BuildKit tries every FROM with nothing but defaults, those that get a value or name a stage too.
fn without_build_arguments(model: &Model) -> impl Iterator<Item = Finding> {
    let mut defaults: BTreeMap<&str, Value> = BTreeMap::new();
    let binding = |defaults: &BTreeMap<&str, Value>, name: &str| match defaults.get(name) {
        Some(value) => Binding::Value(value.clone()),
        None if name.starts_with("TARGET") || name.starts_with("BUILD") => {
            Binding::Value(Value::Unknown("the platform decides".to_owned()))
        }
        None => Binding::Unset,
    };
    let escape = model.dockerfile.escape;
    let early = model.dockerfile.instructions.iter().take_while(|it| !matches!(it.kind, Kind::From(_)));
    for instruction in early {
        let Kind::Arg(arguments) = &instruction.kind else { continue };
        for argument in arguments {
            let Some(default) = &argument.default else { continue };
            let value = expand::expand(default, escape, &|name| binding(&defaults, name)).value;
            defaults.insert(argument.name.as_str(), value);
        }
    }
    froms::all(model).filter_map(move |(_, from)| {
        let expanded = expand::expand(&from.image, escape, &|name| binding(&defaults, name));
        let left = expanded.value.known()?;
        if image::parse(left).is_some() {
            return None;
        }
        let message = format!("without build arguments the image is `{left}`, which is no name of an image");
        Some(Finding::new(from.image.span, message).confidence(Confidence::Possible))
    })
}

fn finding(model: &Model, stage: usize, index: usize) -> Option<Finding> {
    let Kind::From(from) = &model.instruction(index).kind else { return None };
    let written = from.image.as_str();
    if is_template(model, written) || model.stages[..stage].iter().any(|it| it.name.as_deref() == Some(written)) {
        return None;
    }
    if !written.contains('$') {
        let lower = written.to_lowercase();
        let known = model.stages[..stage].iter().any(|it| it.name.as_deref() == Some(lower.as_str()));
        if known || lower == "scratch" || image::parse(written).is_some() {
            return None;
        }
        let finding = Finding::new(from.image.span, format!("`{written}` is no name of an image"));
        // `REPLACE-ME`: somebody puts the name there before the build.
        let placeholder = !written.chars().any(|it| it.is_ascii_lowercase() || matches!(it, ':' | '/' | '.'));
        let finding = if placeholder { finding.confidence(Confidence::Possible) } else { finding };
        return Some(match image::parse(&lower) {
            Some(_) => finding.help(format!("names of images are in lower case: write `{lower}`")),
            None => finding,
        });
    }
    without_default(model, from, index)
}

/// The name that is left when nobody passes a value.
fn without_default(model: &Model, from: &From, index: usize) -> Option<Finding> {
    let mut empty: Vec<String> = Vec::new();
    let declared = |name: &str| {
        let arguments =
            model.dockerfile.instructions[..index].iter().take_while(|it| !matches!(it.kind, Kind::From(_)));
        let mut found = None;
        for argument in arguments.filter_map(|it| match &it.kind {
            Kind::Arg(arguments) => Some(arguments),
            _ => None,
        }) {
            found = argument.iter().find(|it| it.name.as_str() == name).or(found);
        }
        found
    };
    for used in expand::uses(&from.image, model.dockerfile.escape) {
        let argument = declared(&used.name)?;
        if argument.default.is_none() {
            empty.push(used.name);
        }
    }
    if empty.is_empty() {
        return None;
    }
    let lookup = |name: &str| match declared(name).and_then(|it| it.default.as_ref()) {
        Some(default) if !default.as_str().contains('$') => Binding::Value(Value::Known(default.as_str().to_owned())),
        Some(_) => Binding::Value(Value::Unknown("it is computed".to_owned())),
        None => Binding::Unset,
    };
    let expanded = expand::expand(&from.image, model.dockerfile.escape, &lookup);
    let left = expanded.value.known()?;
    if image::parse(left).is_some() {
        return None;
    }
    let names: Vec<String> = empty.iter().map(|name| format!("`{name}`")).collect();
    let without = names.join(" and ");
    let message = match left {
        "" => format!("without a value for {without} there is no image to start from"),
        _ => format!("without a value for {without} the image is `{left}`, which is no name of an image"),
    };
    let help = format!("give it a default: `ARG {}=...` above the first `FROM`", empty[0]);
    // A base that is one variable is meant to be passed, and so is what a script of the repository passes; a tag or version often only lacks its default.
    let is_passed = |name: &String| model.context.as_ref().is_some_and(|context| context.is_passed(name));
    let confidence =
        if left.is_empty() || empty.iter().all(is_passed) { Confidence::Possible } else { Confidence::Likely };
    let finding = Finding::new(from.image.span, message).help(help).confidence(confidence);
    let argument = declared(&empty[0])?;
    Some(finding.label(model.place(argument.name.span), "this `ARG` has no default"))
}

fn is_template(model: &Model, written: &str) -> bool {
    let file = model.source.path().extension().and_then(|end| end.to_str()).unwrap_or_default().to_lowercase();
    let template = ["in", "tmpl", "template", "tpl", "j2", "erb", "m4", "mustache", "jinja", "jinja2"];
    let marks = ["{{", "<%", "%%", "@@", "#{", "__"];
    template.contains(&file.as_str())
        || marks.iter().any(|mark| written.contains(mark))
        || written.starts_with(['@', '%'])
}
