//! What each step's cache key depends on, and how many of the last commits run each step again.

mod human;

use std::io::{self, Write};

use serde::Serialize;

use crate::cache::keys::{self, Input, Selection, StageSteps, Work};
use crate::cache::order::{self, Late, Moves};
use crate::cache::replay::{self, Replay};
use crate::context::Context;
use crate::history::{End, History};
use crate::model::Model;
use crate::model::stage::Stage;
use crate::report::Colour;

use super::{Place, SCHEMA};

/// The cache of one build.
#[derive(Clone, Debug, Serialize)]
pub struct CacheView {
    schema: u32,
    #[serde(flatten)]
    place: Place,
    history: HistoryView,
    /// The stages that are built, in the order of the file.
    stages: Vec<StageView>,
    /// Installs that could stand above the sources.
    proposals: Vec<Proposal>,
    /// `None` without a history, or where no step is expensive.
    estimate: Option<Estimate>,
}

/// What the figures rest on.
#[derive(Clone, Debug, Serialize)]
struct HistoryView {
    /// Commits that were replayed.
    commits: usize,
    /// Why there are none, or fewer than were asked for.
    note: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct StageView {
    name: Option<String>,
    /// Its FROM.
    line: u32,
    text: String,
    steps: Vec<StepView>,
}

#[derive(Clone, Debug, Serialize)]
struct StepView {
    line: u32,
    /// The instruction on one line.
    text: String,
    work: Work,
    /// What its key depends on beside the steps above it.
    inputs: Vec<InputView>,
    /// Commits that change the inputs; `None` without a history, as the next two.
    changed: Option<usize>,
    /// Commits that run the step again.
    reruns: Option<usize>,
    /// The same in the better order, where that differs.
    better: Option<usize>,
}

#[derive(Clone, Debug, Serialize)]
struct InputView {
    kind: &'static str,
    text: String,
}

#[derive(Clone, Debug, Serialize)]
struct Proposal {
    /// Of the install.
    line: u32,
    /// Of the instruction that the manifests and the install should stand above.
    above: u32,
    install: String,
    /// Files and folders of the context that the install reads.
    files: Vec<String>,
    advice: String,
    reruns: Option<usize>,
    better: Option<usize>,
}

/// The part of a whole build that the first build after a commit does, on average: from 0 to 1.
#[derive(Clone, Copy, Debug, Serialize)]
struct Estimate {
    now: f64,
    better: f64,
}

/// Looks at the cache of `model`; `history` is that of the repository, or why there is none.
pub fn of(model: &Model, history: &Result<History, String>) -> CacheView {
    let stages = keys::steps(model);
    let late = order::late(model);
    let replay = match (&model.context, history) {
        (Some(context), Ok(history)) if !history.commits.is_empty() => in_repository(context).map(|folder| {
            let commits: Vec<&[String]> = history.commits.iter().map(|it| it.paths.as_slice()).collect();
            replay::replay(model, &stages, &late, &replay::changes(context, &folder, &commits))
        }),
        _ => None,
    };
    let replay = replay.as_ref();
    let proposals: Vec<Proposal> = late.iter().enumerate().map(|(at, it)| proposal(model, at, it, replay)).collect();
    CacheView {
        schema: SCHEMA,
        place: Place::of(model),
        history: HistoryView { commits: replay.map_or(0, |it| it.commits), note: note(model, history) },
        stages: stages.iter().map(|it| stage(model, it, replay)).collect(),
        proposals,
        estimate: replay.and_then(|replay| estimate(&stages, &late, replay)),
    }
}

impl CacheView {
    /// Writes the view drawn for people.
    pub fn human(&self, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
        human::write(self, colour, out)
    }

    /// Writes the view as one JSON object.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}

/// The context's root as a path of the repository; `None` where it lies outside.
fn in_repository(context: &Context) -> Option<String> {
    Some(context.root().strip_prefix(context.repository()).ok()?.to_str()?.replace('\\', "/"))
}

fn note(model: &Model, history: &Result<History, String>) -> Option<String> {
    let Some(context) = &model.context else { return Some("there is no build context".to_owned()) };
    if in_repository(context).is_none() {
        return Some("the build context lies outside of the repository".to_owned());
    }
    match history {
        Err(why) => Some(why.clone()),
        Ok(history) => match &history.end {
            End::Wanted => None,
            End::First => Some("there are no more".to_owned()),
            End::Shallow => Some("the clone is shallow".to_owned()),
            End::Missing(what) => Some(what.clone()),
            End::Limit => Some("the rest would take too long to read".to_owned()),
        },
    }
}

fn stage(model: &Model, it: &StageSteps, replay: Option<&Replay>) -> StageView {
    let stage: &Stage = &model.stages[it.stage];
    let from = stage.from.unwrap_or(stage.instructions.start);
    let step = |step: &keys::Step| {
        let count = replay.map(|replay| replay.steps.get(&(it.stage, step.instruction)).copied().unwrap_or_default());
        StepView {
            line: line(model, step.instruction),
            text: text(model, step.instruction),
            work: step.work,
            inputs: step.inputs.iter().map(|input| input_view(model, input)).collect(),
            changed: count.map(|it| it.own),
            reruns: count.map(|it| it.runs),
            better: count.and_then(|it| it.better.filter(|better| *better != it.runs)),
        }
    };
    StageView {
        name: stage.name.clone(),
        line: line(model, from),
        text: text(model, from),
        steps: it.steps.iter().map(step).collect(),
    }
}

fn line(model: &Model, instruction: usize) -> u32 {
    model.dockerfile.instructions.get(instruction).map_or(1, |it| model.source.line(it.span.start))
}

fn text(model: &Model, instruction: usize) -> String {
    let Some(it) = model.dockerfile.instructions.get(instruction) else { return String::new() };
    let words = model.source.slice(it.keyword).split_whitespace();
    let flags = it.flags.iter().map(|flag| model.source.slice(flag.span));
    words.chain(flags).chain(it.arguments.text.split_whitespace()).collect::<Vec<_>>().join(" ")
}

fn input_view(model: &Model, input: &Input) -> InputView {
    let (kind, text) = match input {
        Input::Context(Selection { path, .. }) if path.is_empty() => ("context", ".".to_owned()),
        Input::Context(Selection { path, .. }) => ("context", path.clone()),
        Input::Stage { stage, path, .. } => {
            let name = model.stages[*stage].name.clone().unwrap_or_else(|| stage.to_string());
            ("stage", format!("{name}:{path}"))
        }
        Input::Remote(address) => ("remote", address.clone()),
        Input::Unknown(why) => ("unknown", why.clone()),
    };
    InputView { kind, text }
}

fn proposal(model: &Model, at: usize, late: &Late, replay: Option<&Replay>) -> Proposal {
    let key = (late.copy.stage, late.install.instruction);
    let count = replay.and_then(|replay| replay.steps.get(&key));
    let install = model.source.slice(late.install.span).split_whitespace().collect::<Vec<_>>().join(" ");
    Proposal {
        line: model.source.line(late.install.span.start),
        above: model.source.line(model.instruction(late.copy.instruction).span.start),
        install,
        files: late.files.clone(),
        advice: late.advice.clone(),
        reruns: count.map(|it| it.runs),
        better: replay.and_then(|replay| replay.moved[at]),
    }
}

fn estimate(stages: &[StageSteps], late: &[Late], replay: &Replay) -> Option<Estimate> {
    let (mut whole, mut now, mut better) = (0, 0, 0);
    let mut is_expensive = false;
    for stage in stages {
        for step in &stage.steps {
            let key = (stage.stage, step.instruction);
            let count = replay.steps.get(&key).copied().unwrap_or_default();
            let compiled = late
                .iter()
                .zip(&replay.moved)
                .find(|(it, _)| it.moves == Moves::Download && (it.copy.stage, it.install.instruction) == key);
            is_expensive |= step.work.is_expensive();
            let cost = step.work.cost();
            (whole, now) = (whole + cost * replay.commits as u64, now + cost * count.runs as u64);
            better += match compiled {
                // What is fetched is split off; the build itself stays where it is.
                Some((_, Some(moved))) => {
                    let build = Work::Build.cost();
                    build * count.runs as u64 + cost.saturating_sub(build) * *moved as u64
                }
                _ => cost * count.better.unwrap_or(count.runs) as u64,
            };
        }
    }
    let part = |sum: u64| (sum as f64 / whole as f64 * 1_000.0).round() / 1_000.0;
    (whole > 0 && is_expensive).then(|| Estimate { now: part(now), better: part(better) })
}
