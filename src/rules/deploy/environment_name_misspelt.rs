//! A manifest sets a variable that nothing reads, and the program reads one that differs by a single letter.
//!
//! Silent where the name occurs anywhere in the files of the build context, where the other one is set too, and where
//! the base image brings a program of its own, which may read it.

use crate::evidence::environment::{self, Names};
use crate::evidence::{Located, Place};
use crate::model::stage::{Base, Stage};
use crate::rules::runs::{self, Runs};
use crate::rules::{Confidence, Finding, Fix, Input, Rule, Safety, edits, evidence};
use crate::spelling::is_one_edit;

pub(super) const RULE: Rule = Rule { id: "environment-name-misspelt", check };

fn check(input: &Input) -> Vec<Finding> {
    let all: Vec<Runs> = runs::all(input).into_iter().filter(|runs| is_own_program(input, runs)).collect();
    let set = || all.iter().flat_map(|runs| &runs.container.env);
    let Some(context) = input.model.context.as_ref().filter(|_| set().any(|(name, _)| is_candidate(&name.value)))
    else {
        return Vec::new();
    };
    let names = environment::names(context);
    if !names.complete {
        return Vec::new();
    }
    all.iter().flat_map(|runs| findings(input, runs, &names)).collect()
}

/// Names that the platform's tools and languages read by themselves are mostly short, or of these families.
fn is_candidate(name: &str) -> bool {
    const COMMON: [&str; 12] = [
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_PROXY",
        "ALL_PROXY",
        "JAVA_",
        "OTEL_",
        "AWS_",
        "NODE_",
        "PYTHON",
        "DOTNET_",
        "ASPNETCORE_",
        "SPRING_",
    ];
    environment::is_name(name) && name.len() >= 6 && !COMMON.iter().any(|it| name.starts_with(it))
}

fn is_own_program(input: &Input, runs: &Runs) -> bool {
    let Some(root) = input.model.chain(runs.stage.id).last() else { return false };
    matches!(root.base, Base::Scratch) || Stage::facts(root).is_some_and(evidence::is_plain)
}

fn findings(input: &Input, runs: &Runs, names: &Names) -> Vec<Finding> {
    let env = &runs.container.env;
    let is_set = |name: &str| env.iter().any(|(it, _)| it.value == name);
    let words = runs.container.command.iter().chain(&runs.container.args).flatten();
    let texts: Vec<&str> = words
        .map(|word| word.value.as_str())
        .chain(env.iter().filter_map(|(_, value)| Some(value.as_ref()?.value.as_str())))
        .collect();
    let is_used = |name: &str| names.all.contains(name) || texts.iter().any(|text| text.contains(name));
    let finding = |set: &Located<String>| {
        let (meant, place) = meant(input, runs, names, &set.value).filter(|(meant, _)| !is_set(meant))?;
        let message = format!("nothing reads `{}`, and the program reads `{meant}`", set.value);
        let finding = Finding::new(set.place.span, message).in_file(set.place.source.clone());
        let finding = finding.confidence(Confidence::Likely).label(place, format!("`{meant}` is read here"));
        let edit = edits::instead(&set.place.source, set.place.span, &set.value, &meant);
        let fix = edit.map(|it| Fix::new(format!("write `{meant}`"), Safety::Unsafe, vec![it]));
        Some(finding.help(format!("write `{meant}`")).fixes(fix))
    };
    let unused = env.iter().map(|(name, _)| name).filter(|name| is_candidate(&name.value) && !is_used(&name.value));
    unused.filter_map(finding).collect()
}

/// The only name that differs by one letter, or two letters that changed places.
fn meant(input: &Input, runs: &Runs, names: &Names, set: &str) -> Option<(String, Place)> {
    let own = runs.state().env.iter().filter_map(|(name, variable)| Some((name, input.model.place(variable.span?))));
    let known = names.read.iter().map(|(name, place)| (name, place.clone())).chain(own);
    let mut near: Vec<(&String, Place)> = known.filter(|(name, _)| is_slip(set, name)).collect();
    near.dedup_by(|a, b| a.0 == b.0);
    let [(name, place)] = near.as_slice() else { return None };
    Some(((*name).clone(), place.clone()))
}

/// Numbers tell names apart on purpose: `HOST_1`, `HOST_2`.
fn is_slip(set: &str, name: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    name.len() >= 6 && digits(set) == digits(name) && is_one_edit(set, name)
}
