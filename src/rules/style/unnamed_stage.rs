//! A stage without a name in a file of several: others can only take from it by its number.
//!
//! Silent on the last stage, which the build ends with.

use std::collections::{HashMap, HashSet};

use crate::model::Model;
use crate::model::stage::Stage;
use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety, froms};
use crate::source::Span;
use crate::syntax::ast::{From, Kind};

pub(super) const RULE: Rule = Rule { id: "unnamed-stage", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let mut findings = Vec::new();
    let mut names = Names::of(model);
    for stage in model.stages.iter().filter(|it| it.name.is_none() && it.id + 1 < model.stages.len()) {
        let Some(Kind::From(from)) = stage.from.map(|index| &model.instruction(index).kind) else { continue };
        let message = format!("this stage has no name but its number, {}", stage.id);
        let finding = Finding::new(from.image.span, message).help("name it: `FROM ... AS build`");
        let name = names.free(model, stage);
        findings.push(finding.fix(fix(model, stage, from, &name, names.places(stage))));
    }
    findings
}

/// Names that something in the file has, and where stages are taken from.
struct Names<'a> {
    /// Of stages, those that were given here among them, of images, and of contexts.
    taken: HashSet<String>,
    /// The least number that may be free.
    next: usize,
    /// The words that name what is taken from, by their text.
    uses: HashMap<&'a str, Vec<Span>>,
}

impl<'a> Names<'a> {
    fn of(model: &'a Model) -> Names<'a> {
        let stages = model.stages.iter().filter_map(|it| it.name.clone());
        let images = froms::all(model).map(|(_, from)| from.image.as_str().to_owned());
        let sources = froms::taken_from(model).map(|it| it.as_str().to_owned());
        let taken = stages.chain(images).chain(sources).collect();
        let mut uses: HashMap<&str, Vec<Span>> = HashMap::new();
        for word in froms::taken_from(model) {
            uses.entry(model.source.slice(word.span)).or_default().push(word.span);
        }
        Names { taken, next: 2, uses }
    }

    /// A name that nothing else has.
    fn free(&mut self, model: &Model, stage: &Stage) -> String {
        // The comment above would be taken for a description of what it begins with.
        let from = stage.from.map_or(0, |index| model.instruction(index).span.start);
        let comments = &model.dockerfile.comments;
        let above = comments.partition_point(|it| it.span.end <= from).checked_sub(1).map(|at| &comments[at]);
        let described = above.and_then(|it| it.text.split(' ').next()).unwrap_or_default().to_ascii_lowercase();
        if !described.starts_with("build") && self.taken.insert("build".to_owned()) {
            return "build".to_owned();
        }
        loop {
            let name = format!("build-{}", self.next);
            self.next += 1;
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// Where the stage is taken from by its number. A mount may be written around it in one flag.
    fn places(&self, stage: &Stage) -> &[Span] {
        self.uses.get(stage.id.to_string().as_str()).map_or(&[], Vec::as_slice)
    }
}

/// The name, and in place of the number where files are taken from the stage.
fn fix(model: &Model, stage: &Stage, from: &From, name: &str, places: &[Span]) -> Fix {
    let keyword = stage.from.map(|index| model.source.slice(model.instruction(index).keyword)).unwrap_or_default();
    let is_lower = keyword.chars().all(|it| it.is_ascii_lowercase());
    let text = format!(" {} {name}", if is_lower { "as" } else { "AS" });
    let mut edits = vec![Edit::insert(from.image.span.end, text)];
    edits.extend(places.iter().map(|it| Edit::replace(*it, name)));
    Fix::new(format!("call it `{name}`"), Safety::Safe, edits)
}
