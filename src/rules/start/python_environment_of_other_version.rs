//! Python packages are copied from a stage with another Python: `lib/python3.12` is no place that Python 3.11 looks at.
//!
//! What is copied is an environment (`python -m venv`), what `pip install --prefix` or `--user` filled, or a folder
//! whose own name has the version. Silent where `PYTHONPATH` is set, where one of the versions is not known, and where
//! the interpreter is copied along.

use crate::facts::commands::Arg;
use crate::facts::toolchain::{Language, Toolchain};
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::files::StageId;
use crate::model::path;
use crate::rules::{Confidence, Finding, Input, Rule};
use crate::source::Span;

pub(super) const RULE: Rule = Rule { id: "python-environment-of-other-version", check };

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let needed = model.needed();
    let copies = model.copies.iter().filter(|copy| needed[copy.stage]);
    copies.filter_map(|copy| finding(model, copy)).collect()
}

fn finding(model: &Model, copy: &Copy) -> Option<Finding> {
    let CopyFrom::Stage(other) = copy.from else { return None };
    let (made, made_by) = python(model, other)?;
    let (runs, run_by) = python(model, copy.stage)?;
    if minor(&made)? == minor(&runs)? || model.stages[copy.stage].end().variable("PYTHONPATH").is_some() {
        return None;
    }
    let from = |copy: &&Copy| matches!(copy.from, CopyFrom::Stage(stage) if stage == other);
    let beside = model.copies_in(copy.stage).iter().filter(from);
    // The interpreter comes along, and runs what is made for it.
    let brings = |path: &str| ["/", "/usr", "/usr/local", "/usr/local/bin"].contains(&path);
    if beside.flat_map(|it| &it.sources).filter_map(stage_path).any(brings) {
        return None;
    }
    let has = minor(&made)?;
    let (source, at) = copy.sources.iter().find_map(|source| {
        let at = stage_path(source)?;
        is_made_for(model, other, at, copy.destination.path.as_deref(), &has).then_some((source, at))
    })?;
    let wants = minor(&runs)?;
    let message = format!("`{at}` is made for Python {has}, and this stage runs Python {wants}");
    let finding = Finding::new(source.span, message).confidence(Confidence::Likely);
    let finding = finding.label(model.place(made_by), format!("it is made with Python {has}"));
    let finding = finding.label(model.place(run_by), format!("Python {wants} looks for `lib/python{wants}`"));
    Some(finding.help(format!("take Python {has} or Python {wants} in both stages")))
}

fn python(model: &Model, stage: StageId) -> Option<(Toolchain, Span)> {
    model.toolchain(stage).filter(|(it, _)| it.language == Language::Python)
}

/// `3.12`; nothing where the tag says less.
fn minor(toolchain: &Toolchain) -> Option<String> {
    match toolchain.version.0.as_slice() {
        [major, minor, ..] => Some(format!("{major}.{minor}")),
        _ => None,
    }
}

fn stage_path(source: &Source) -> Option<&str> {
    match &source.state {
        SourceState::Stage { path, .. } => Some(path),
        _ => None,
    }
}

/// Whether the packages at `at` lie in a folder that has the version in its name, where they are copied to as well.
fn is_made_for(model: &Model, stage: StageId, at: &str, to: Option<&str>, version: &str) -> bool {
    let own = format!("python{version}");
    if at.split('/').any(|name| name == own) {
        return to.is_some_and(|to| to.split('/').any(|name| name == own));
    }
    let stages: Vec<StageId> = model.chain(stage).map(|it| it.id).collect();
    let calls = model.invocations.iter().filter(|it| stages.contains(&it.stage));
    for call in calls {
        let words: Vec<&str> = call.argv.iter().map(text).collect();
        let place = |word: &str| match (word.starts_with('/'), call.folder.as_deref()) {
            (true, _) => Some(path::clean(word)),
            (false, Some(folder)) if !word.is_empty() => Some(path::join(folder, word)),
            (false, _) => None,
        };
        let made = match words.as_slice() {
            [program, "-m", "venv" | "virtualenv", .., last] if is_python(program) => place(last),
            ["virtualenv", .., last] => place(last),
            words if words.contains(&"install") && words.iter().any(|word| is_pip(word)) => {
                let user = words.contains(&"--user").then(|| "/root/.local".to_owned());
                prefix(words).and_then(place).or(user)
            }
            _ => None,
        };
        if made.is_some_and(|made| made == at) {
            return true;
        }
    }
    false
}

fn is_python(word: &str) -> bool {
    path::file_name(word).starts_with("python")
}

fn is_pip(word: &str) -> bool {
    ["pip", "pip3"].contains(&path::file_name(word))
}

/// The value of `--prefix`.
fn prefix<'a>(words: &[&'a str]) -> Option<&'a str> {
    let joined = words.iter().find_map(|word| word.strip_prefix("--prefix="));
    joined.or_else(|| words.windows(2).find(|pair| pair[0] == "--prefix").map(|pair| pair[1]))
}

fn text(word: &Arg) -> &str {
    match word {
        Arg::Known(text) | Arg::Glob(text) => text,
        Arg::Unknown => "",
    }
}
