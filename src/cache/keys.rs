//! The steps of a stage, and what the key of each depends on beside the steps above it.

use std::collections::HashMap;

use crate::context::dockerignore::{self, Ignored, gopath};
use crate::model::Model;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::model::files::{Content, Look, StageId, What};
use crate::model::path;
use crate::model::stage::{Base, Stage};
use crate::syntax::ast::{Instruction, Kind, Mount, Word};

use super::installs::{self, Install};

/// Folders that installed packages write to.
const PACKAGED: [&str; 8] = ["/usr", "/etc", "/var", "/lib", "/bin", "/sbin", "/opt", "/root"];

/// The steps of one stage that is built.
pub struct StageSteps {
    pub stage: StageId,
    pub steps: Vec<Step>,
}

/// An instruction that the builder keeps in its cache.
pub struct Step {
    pub instruction: usize,
    pub work: Work,
    pub inputs: Vec<Input>,
    /// `COPY --link`: its key does not count the steps above it.
    pub linked: bool,
}

/// What a step does, by how long such steps take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Work {
    Copy,
    Command,
    Packages,
    Build,
    Dependencies,
}

impl Work {
    /// A coarse estimate of how long it takes, in parts of nothing in particular.
    pub fn cost(self) -> u64 {
        match self {
            Work::Copy => 1,
            Work::Command => 3,
            Work::Packages => 30,
            Work::Build => 40,
            Work::Dependencies => 60,
        }
    }

    /// Whether it takes so long that one wants it from the cache.
    pub fn is_expensive(self) -> bool {
        self.cost() >= 30
    }
}

/// Content that a step's key depends on.
pub enum Input {
    Context(Selection),
    /// A path of another stage, and the steps that decide what lies there; none: its base has it.
    Stage {
        stage: StageId,
        writers: Vec<(StageId, usize)>,
        path: String,
    },
    /// A URL or repository, which is asked for anew in each build.
    Remote(String),
    /// Why it is not known what is taken.
    Unknown(String),
}

/// Paths of the context that a step takes; the ignore file is not looked at here.
pub struct Selection {
    /// A clean relative path, all below it included; empty: everything.
    pub path: String,
    is_pattern: bool,
    exclude: Option<Ignored>,
}

/// The stages that are built, in the order of the file, with their steps.
pub fn steps(model: &Model) -> Vec<StageSteps> {
    let needed = model.needed();
    let index = Index::new(model);
    let stages = model.stages.iter().filter(|stage| needed[stage.id]);
    stages.map(|stage| StageSteps { stage: stage.id, steps: of_stage(model, &index, stage) }).collect()
}

/// What belongs to an instruction, by its index.
struct Index<'a> {
    copies: HashMap<usize, &'a Copy>,
    /// What the commands of a RUN do: the longest counts.
    works: HashMap<usize, Work>,
}

impl Index<'_> {
    fn new(model: &Model) -> Index<'_> {
        let mut works: HashMap<usize, Work> = HashMap::new();
        for invocation in &model.invocations {
            let work = match installs::install(invocation) {
                Some(Install::Project(_)) => Work::Dependencies,
                Some(Install::System) => Work::Packages,
                None if installs::builds(invocation) => Work::Build,
                None => Work::Command,
            };
            let longest = works.entry(invocation.instruction).or_insert(work);
            *longest = work.max(*longest);
        }
        Index { copies: model.copies.iter().map(|copy| (copy.instruction, copy)).collect(), works }
    }
}

fn of_stage(model: &Model, known: &Index, stage: &Stage) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, instruction) in model.instructions_of(stage) {
        let plain = |work, inputs| Step { instruction: index, work, inputs, linked: false };
        match &instruction.kind {
            Kind::Run(run) => {
                let inputs = run.mounts.iter().filter_map(|mount| of_mount(model, stage, mount)).collect();
                steps.push(plain(known.works.get(&index).copied().unwrap_or(Work::Command), inputs));
            }
            Kind::Copy(_) | Kind::Add(_) => {
                let copy = known.copies.get(&index);
                let inputs = copy.map(|copy| of_copy(model, copy)).unwrap_or_default();
                steps.push(Step { linked: is_linked(instruction), ..plain(Work::Copy, inputs) });
            }
            Kind::Workdir(word) if word.as_str() != "/" => steps.push(plain(Work::Copy, Vec::new())),
            _ => {}
        }
    }
    steps
}

fn of_copy(model: &Model, copy: &Copy) -> Vec<Input> {
    copy.sources.iter().flat_map(|source| of_source(model, copy, source)).collect()
}

fn of_source(model: &Model, copy: &Copy, source: &Source) -> Vec<Input> {
    let context = |path: &str, is_pattern| Input::Context(Selection::new(path, is_pattern, &copy.exclude));
    let stage = |path: &str| match copy.from {
        CopyFrom::Stage(other) => of_stage_path(model, other, path),
        _ => Input::Unknown("it is no stage".to_owned()),
    };
    match &source.state {
        SourceState::Context { path, .. } => {
            let real = model.context.as_ref().and_then(|it| it.resolve(path)).filter(|real| real != path);
            let real = real.map(|real| context(&real, false));
            std::iter::once(context(path, false)).chain(real).collect()
        }
        SourceState::Missing { path, .. } => vec![context(path, false)],
        SourceState::Glob { pattern, .. } => vec![context(pattern, true)],
        SourceState::Ignored { .. } | SourceState::Heredoc => Vec::new(),
        SourceState::Stage { path, look } => vec![handed_over(look).unwrap_or_else(|| stage(path))],
        SourceState::StageGlob { pattern, .. } => {
            let fixed = pattern.split(['*', '?', '[']).next().unwrap_or_default();
            vec![stage(path::parent(fixed))]
        }
        SourceState::Remote => vec![Input::Remote(source.text.known().unwrap_or_default().to_owned())],
        SourceState::Unknown(why) => vec![Input::Unknown(why.clone())],
    }
}

/// A file of the context that another stage only hands on.
fn handed_over(look: &Look) -> Option<Input> {
    match &look.found()?.entry.content {
        Content::Context(name) => Some(Input::Context(Selection::new(name, false, &[]))),
        _ => None,
    }
}

fn of_mount(model: &Model, stage: &Stage, mount: &Mount) -> Option<Input> {
    if mount.kind() != "bind" {
        return None;
    }
    let plain = |word: &Word| (!word.as_str().contains('$')).then(|| word.as_str().to_owned());
    let source = match mount.source().map(plain) {
        Some(Some(source)) => path::clean(&source),
        Some(None) => return Some(Input::Unknown("the source holds a variable".to_owned())),
        None => "/".to_owned(),
    };
    let Some(from) = mount.get("from") else {
        return Some(Input::Context(Selection::new(&source[1..], false, &[])));
    };
    let name = plain(from)?.to_lowercase();
    let other = model.stages[..stage.id]
        .iter()
        .rev()
        .find(|it| it.name.as_deref() == Some(name.as_str()) || it.id.to_string() == name)?;
    Some(of_stage_path(model, other.id, &source))
}

fn of_stage_path(model: &Model, stage: StageId, path: &str) -> Input {
    Input::Stage { stage, writers: writers(model, stage, path), path: path.to_owned() }
}

/// The instructions of the stage, and of those it is built from, that decide what lies at the path: the last one
/// that may have written it, and where that is a `COPY --link`, which runs by itself, those before it too.
fn writers(model: &Model, stage: StageId, path: &str) -> Vec<(StageId, usize)> {
    let overlaps = |other: &str| path::below(path, other).is_some() || path::below(other, path).is_some();
    let mut found: Vec<(StageId, usize)> = Vec::new();
    for stage in model.chain(stage) {
        let at_base = matches!(stage.base, Base::Image { .. }).then_some(stage.from).flatten();
        for change in stage.changes.iter().rev() {
            let writes = match &change.what {
                What::Add { path: at, .. } | What::Remove { path: at } | What::Open { path: at, .. } => overlaps(at),
                What::Executable { path: at, .. } | What::Owner { path: at, .. } => overlaps(at),
                What::Tree { path: at, .. } | What::WorldWritable { path: at, .. } => overlaps(at),
                What::Packages(_) => PACKAGED.iter().any(|at| overlaps(at)),
            };
            let writer = (stage.id, change.instruction);
            if !writes || Some(change.instruction) == at_base || found.contains(&writer) {
                continue;
            }
            found.push(writer);
            if !is_linked(model.instruction(change.instruction)) {
                return found;
            }
        }
    }
    found
}

fn is_linked(instruction: &Instruction) -> bool {
    let off = |value: &Word| matches!(value.as_str(), "false" | "0");
    instruction.flag("link").is_some_and(|flag| !flag.value.as_ref().is_some_and(off))
}

impl Selection {
    fn new(path: &str, is_pattern: bool, exclude: &[String]) -> Selection {
        let exclude = (!exclude.is_empty()).then(|| dockerignore::from_patterns(exclude.iter().map(String::as_str)));
        Selection { path: path.to_owned(), is_pattern, exclude }
    }

    /// One path of the context, and all below it.
    pub fn of_path(path: &str) -> Selection {
        Selection { path: path.to_owned(), is_pattern: false, exclude: None }
    }

    /// Whether `changed`, a path of the context, is taken; or lies above what is taken, as a submodule does.
    pub fn takes(&self, changed: &str) -> bool {
        let rest = match self.is_pattern {
            true => match after_pattern(&self.path, changed) {
                Some(rest) => rest,
                None => return false,
            },
            false if self.path.is_empty() => changed,
            false => match changed.strip_prefix(self.path.as_str()) {
                Some("") => "",
                Some(rest) if rest.starts_with('/') => &rest[1..],
                _ => return self.path.strip_prefix(changed).is_some_and(|rest| rest.starts_with('/')),
            },
        };
        let excluded =
            |ignored: &Ignored| [changed, rest].iter().any(|path| !path.is_empty() && ignored.excludes(path, false));
        !self.exclude.as_ref().is_some_and(excluded)
    }
}

/// What follows the names that a pattern matches, name by name.
fn after_pattern<'a>(pattern: &str, path: &'a str) -> Option<&'a str> {
    let mut rest = path;
    for part in pattern.split('/') {
        let (name, after) = rest.split_once('/').unwrap_or((rest, ""));
        if name.is_empty() || gopath::matches(part, name) != Ok(true) {
            return None;
        }
        rest = after;
    }
    Some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_takes_what_is_at_and_below_it() {
        let table = [
            ("", "a/b", true),
            ("a", "a", true),
            ("a", "a/b", true),
            ("a", "ab", false),
            // The submodule that the source lies in has moved.
            ("a/b/c", "a/b", true),
            ("a/b", "a/c", false),
        ];
        for (path, changed, expected) in table {
            assert_eq!(Selection::of_path(path).takes(changed), expected, "{path} {changed}");
        }
    }

    #[test]
    fn patterns_match_name_by_name() {
        let table = [
            ("package*.json", "package-lock.json", Some("")),
            ("package*.json", "a/package.json", None),
            ("*/src", "a/src/b/c", Some("b/c")),
            ("*/src", "a", None),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(after_pattern(pattern, path), expected, "{pattern} {path}");
        }
    }
}
