//! Whether two Dockerfiles build the same image, as far as the dry build tells.
//!
//! Each stage must start from the same image, run the same commands in the same surroundings, copy the same things to
//! the same places in the same order, and end with the same configuration. What is not known counts as the same only
//! where it is written in the same words. Places in the file, letter case of keywords and of stage names, comments and
//! line ends do not count.

mod config;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use super::Model;
use super::files::StageId;

/// What differs between the images, in words that name the place; empty where they are the same.
pub fn differences(before: &Model, after: &Model) -> Vec<String> {
    let (old, new) = (before.stages.len(), after.stages.len());
    if old != new {
        return vec![format!("there were {old} stages, and there are {new}")];
    }
    let mut said = Vec::new();
    if before.target != after.target {
        said.push(format!("stage {} was built, and stage {} is", before.target, after.target));
    }
    let globals = |model: &Model| config::globals(model).into_iter().collect();
    said.extend(pairs("the file", &globals(before), &globals(after)));
    for stage in 0..old {
        let place = format!("stage {stage}");
        said.extend(pairs(&place, &config::of(before, stage), &config::of(after, stage)));
        said.extend(in_order(&place, &steps::of(before, stage), &steps::of(after, stage)));
    }
    said.extend(sent(before, after));
    said
}

/// What is called by its name: `the user` and what it is.
type Named = BTreeMap<String, String>;

fn pairs(place: &str, before: &Named, after: &Named) -> Vec<String> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let shown = |value: Option<&String>| value.map_or("nothing", String::as_str).to_owned();
    differs
        .map(|name| format!("{place}: {name} was {}, and is {}", shown(before.get(name)), shown(after.get(name))))
        .collect()
}

/// The first step that differs: those behind it mostly do too.
fn in_order(place: &str, before: &[String], after: &[String]) -> Option<String> {
    let same = before.iter().zip(after).take_while(|(old, new)| old == new).count();
    match (before.get(same), after.get(same)) {
        (None, None) => None,
        (Some(old), None) => Some(format!("{place}: the step {old} is gone")),
        (None, Some(new)) => Some(format!("{place}: the step {new} is new")),
        (Some(old), Some(new)) => Some(format!("{place}: a step was {old}, and is {new}")),
    }
}

/// What another `.dockerignore` changes of what the steps take from the build context.
fn sent(before: &Model, after: &Model) -> Vec<String> {
    let ignored = |model: &Model| {
        let context = model.context.as_ref()?;
        Some(context.ignored().source.as_ref().map(|it| it.text().to_owned()).unwrap_or_default())
    };
    if ignored(before) == ignored(after) {
        return Vec::new();
    }
    let (old, new) = (taken(before), taken(after));
    let mut said: Vec<String> = old.difference(&new).map(|path| format!("`{path}` is not sent any more")).collect();
    said.extend(new.difference(&old).map(|path| format!("`{path}` is sent now")));
    said
}

/// Files of the context that some step takes; at most so many.
const MOST_FILES: usize = 20_000;

fn taken(model: &Model) -> BTreeSet<String> {
    let mut files = BTreeSet::new();
    let Some(context) = &model.context else { return files };
    let mut folders: Vec<String> =
        (0..model.stages.len()).flat_map(|stage: StageId| steps::context_paths(model, stage)).collect();
    let mut looked_at = 0;
    while let Some(path) = folders.pop() {
        looked_at += 1;
        if looked_at > MOST_FILES {
            break;
        }
        if !path.is_empty() && context.is_ignored(&path) {
            continue;
        }
        let children = context.names(&path);
        if children.is_empty() {
            files.insert(path);
            continue;
        }
        let inside = |name: String| if path.is_empty() { name } else { format!("{path}/{name}") };
        folders.extend(children.into_iter().map(|(name, _)| inside(name)));
    }
    files
}

#[cfg(test)]
mod tests;
