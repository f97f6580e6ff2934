//! Which steps each commit of a history runs again, as the Dockerfile and the ignore file stand today.
//!
//! The first build after a commit is meant, with everything of the build before it in the cache. What another stage
//! hands over counts as changed whenever the step that writes it runs again, so those figures are upper bounds.

use std::collections::HashMap;

use crate::context::Context;
use crate::model::Model;
use crate::model::copy::{CopyFrom, SourceState};
use crate::model::files::StageId;
use crate::model::stage::Base;

use super::keys::{Input, StageSteps, Step, Work};
use super::order::{Late, Moves};

/// How often each step runs again.
#[derive(Debug, Default)]
pub struct Replay {
    pub commits: usize,
    /// By stage and instruction.
    pub steps: HashMap<(StageId, usize), Count>,
    /// For each late install: how often the commits run it in the better order; `None` where that is not known.
    pub moved: Vec<Option<usize>>,
}

/// How many commits run one step again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Commits that change what the step itself takes.
    pub own: usize,
    /// Commits that run it again, with those that only change steps above it.
    pub runs: usize,
    /// The same in the better order, where that differs.
    pub better: Option<usize>,
}

/// For each commit the changed paths of the context that reach the builder. `folder` is the context's root in
/// the repository: empty, or a relative path with `/` between names.
pub fn changes(context: &Context, folder: &str, commits: &[&[String]]) -> Vec<Vec<String>> {
    let mut sent: HashMap<&str, bool> = HashMap::new();
    let mut all = Vec::with_capacity(commits.len());
    for paths in commits.iter().copied() {
        let mut kept = Vec::new();
        for path in paths {
            let inside = match folder {
                "" => Some(path.as_str()),
                _ => path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            let Some(inside) = inside else { continue };
            if *sent.entry(inside).or_insert_with(|| !context.is_ignored(inside)) {
                kept.push(inside.to_owned());
            }
        }
        all.push(kept);
    }
    all
}

/// Runs the steps for each commit; `changes` holds what [`changes`] says.
pub fn replay(model: &Model, stages: &[StageSteps], late: &[Late], changes: &[Vec<String>]) -> Replay {
    let mut replay = Replay { commits: changes.len(), ..Replay::default() };
    let early = early_copies(model, stages);
    let mut moved: Vec<Option<usize>> = late.iter().map(|it| (!it.files.is_empty()).then_some(0)).collect();
    for changed in changes {
        let run = Run::of(model, stages, changed);
        for (key, (own, runs)) in &run.steps {
            let count = replay.steps.entry(*key).or_default();
            count.own += usize::from(*own);
            count.runs += usize::from(*runs);
        }
        for (key, copy) in &early {
            let count = replay.steps.entry(*key).or_default();
            *count.better.get_or_insert(0) += usize::from(run.above(model, key.0, *copy));
        }
        for (index, it) in late.iter().enumerate() {
            // What is proposed for the same place stands above it.
            let mut same = late[..=index].iter().filter(|other| other.copy.instruction == it.copy.instruction);
            let takes = |other: &Late| changed.iter().any(|path| other.reads(path));
            let runs = run.above(model, it.copy.stage, it.copy.instruction) || same.any(takes);
            if let Some(count) = &mut moved[index] {
                *count += usize::from(runs);
            }
        }
    }
    for (it, count) in late.iter().zip(&moved).filter(|(it, _)| it.moves == Moves::Whole) {
        replay.steps.entry((it.copy.stage, it.install.instruction)).or_default().better = *count;
    }
    replay.moved = moved;
    replay
}

/// Steps that install packages by their names below a COPY of the whole context, and that COPY.
fn early_copies(model: &Model, stages: &[StageSteps]) -> Vec<((StageId, usize), usize)> {
    let is_whole = |state: &SourceState| matches!(state, SourceState::Context { path, .. } if path.is_empty());
    let mut found = Vec::new();
    for stage in stages {
        let mut copies = model.copies_in(stage.stage).iter();
        let whole =
            copies.find(|it| matches!(it.from, CopyFrom::Context) && it.sources.iter().any(|it| is_whole(&it.state)));
        let Some(whole) = whole else { continue };
        let packages = stage.steps.iter().filter(|it| it.work == Work::Packages && it.instruction > whole.instruction);
        found.extend(packages.map(|it| ((stage.stage, it.instruction), whole.instruction)));
    }
    found
}

/// What one commit runs again.
#[derive(Default)]
struct Run {
    /// By stage and instruction: whether what the step takes has changed, and whether it runs.
    steps: HashMap<(StageId, usize), (bool, bool)>,
    /// By stage: for each step its instruction, and whether the files after it are new.
    chains: HashMap<StageId, Vec<(usize, bool)>>,
}

impl Run {
    fn of(model: &Model, stages: &[StageSteps], changed: &[String]) -> Run {
        let mut run = Run::default();
        for stage in stages {
            let mut chain = run.below_stage(model, stage.stage);
            for step in &stage.steps {
                let own = step.inputs.iter().any(|input| run.is_new(input, changed));
                let runs = own || (chain && !step.linked);
                chain |= runs;
                run.note(stage.stage, step, own, runs, chain);
            }
        }
        run
    }

    fn note(&mut self, stage: StageId, step: &Step, own: bool, runs: bool, chain: bool) {
        self.steps.insert((stage, step.instruction), (own, runs));
        self.chains.entry(stage).or_default().push((step.instruction, chain));
    }

    /// Whether the files that a stage starts from are new.
    fn below_stage(&self, model: &Model, stage: StageId) -> bool {
        match model.stages[stage].base {
            Base::Stage(parent) if parent < stage => match self.chains.get(&parent).and_then(|it| it.last()) {
                Some((_, chain)) => *chain,
                None => self.below_stage(model, parent),
            },
            _ => false,
        }
    }

    /// Whether the files above `instruction` of `stage` are new.
    fn above(&self, model: &Model, stage: StageId, instruction: usize) -> bool {
        let steps = self.chains.get(&stage).into_iter().flatten();
        let last = steps.take_while(|(index, _)| *index < instruction).last();
        last.map_or_else(|| self.below_stage(model, stage), |(_, chain)| *chain)
    }

    fn is_new(&self, input: &Input, changed: &[String]) -> bool {
        match input {
            Input::Context(selection) => changed.iter().any(|path| selection.takes(path)),
            Input::Stage { writers, .. } => {
                writers.iter().any(|step| self.steps.get(step).is_some_and(|(_, runs)| *runs))
            }
            Input::Remote(_) | Input::Unknown(_) => false,
        }
    }
}
