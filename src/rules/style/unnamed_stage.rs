//! A stage without a name in a file of several: others can only take from it by its number.
//!
//! Silent on the last stage, which the build ends with.

use crate::model::Model;
use crate::model::stage::Stage;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};
use crate::syntax::ast::{From, Kind};

pub(super) const RULE: Rule = Rule { id: "unnamed-stage", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for stage in model.stages.iter().filter(|it| it.name.is_none() && it.id + 1 < model.stages.len()) {
        let Some(Kind::From(from)) = stage.from.map(|index| &model.instruction(index).kind) else { continue };
        let message = format!("this stage has no name but its number, {}", stage.id);
        let finding = Finding::new(from.image.span, message).help("name it: `FROM ... AS build`");
        let name = name(model, stage, &names);
        findings.push(finding.fix(fix(model, stage, from, &name)));
        names.push(name);
    }
    findings
}

/// A name that nothing else in the file has: no stage, and no image or context that is taken from.
fn name(model: &Model, stage: &Stage, given: &[String]) -> String {
    let mut names: Vec<&str> = given.iter().map(String::as_str).collect();
    names.extend(model.stages.iter().filter_map(|it| it.name.as_deref()));
    names.extend(froms::all(model).map(|(_, from)| from.image.as_str()));
    names.extend(froms::taken_from(model).map(|it| it.as_str()));
    // The comment above would be taken for a description of what it begins with.
    let from = stage.from.map_or(0, |index| model.instruction(index).span.start);
    let mut comments = model.dockerfile.comments.iter().rev().filter(|it| it.span.end <= from);
    let described = comments.next().and_then(|it| it.text.split(' ').next()).unwrap_or_default().to_ascii_lowercase();
    let numbered = (2..).map(|number| format!("build-{number}"));
    let first = Some("build".to_owned()).filter(|_| !described.starts_with("build"));
    let all = first.into_iter().chain(numbered);
    let mut free = all.filter(|it| !names.contains(&it.as_str()));
    free.next().unwrap_or_default()
}

/// The name, and in place of the number where files are taken from the stage.
fn fix(model: &Model, stage: &Stage, from: &From, name: &str) -> Fix {
    let keyword = stage.from.map(|index| model.source.slice(model.instruction(index).keyword)).unwrap_or_default();
    let is_lower = keyword.chars().all(|it| it.is_ascii_lowercase());
    let text = format!(" {} {name}", if is_lower { "as" } else { "AS" });
    let mut edits = vec![Edit::insert(from.image.span.end, text)];
    let number = stage.id.to_string();
    // A mount may be written around its number in one flag.
    let used = froms::taken_from(model).filter(|it| model.source.slice(it.span) == number);
    edits.extend(used.map(|it| Edit::replace(it.span, name)));
    Fix::new(format!("call it `{name}`"), Safety::Safe, edits)
}
