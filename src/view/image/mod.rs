//! The image as the dry build knows it: stages, configuration, what starts, files and where they come from.

mod config;
mod files;
mod graph;
mod html;
mod human;
mod mermaid;
mod tree;

use std::io::{self, Write};

use serde::Serialize;

use crate::model::Model;
use crate::model::files::{Origin, StageId};
use crate::model::stage::{Base, Stage, State};
use crate::report::Colour;
use crate::syntax::ast::Kind;

use super::{Place, SCHEMA};

use config::Config;
use files::{Brought, Doubt, FileView};
use tree::TreeView;

/// The stages of a Dockerfile. Lines count from 1.
#[derive(Clone, Debug, Serialize)]
pub struct ImageView {
    schema: u32,
    #[serde(flatten)]
    place: Place,
    /// The state is that after the instruction on this line; `None`: at the end of each stage.
    at: Option<u32>,
    stages: Vec<StageView>,
    /// A folder that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    tree: Option<TreeView>,
    /// The text of the Dockerfile, for the page.
    #[serde(skip)]
    text: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct StageView {
    /// Counted from 0 in the order of the file.
    index: StageId,
    name: Option<String>,
    /// The line of its FROM.
    line: Option<u32>,
    base: BaseView,
    /// The stage that is built.
    built: bool,
    /// Whether the build runs it at all.
    needed: bool,
    /// What it takes from other stages, images and the context, in the order of the file.
    takes: Vec<Take>,
    #[serde(flatten)]
    config: Config,
    /// What the container's command line needs, in the order in which it is met.
    starts: Vec<Needs>,
    /// Ports that the program listens on.
    listens: Vec<Listens>,
    /// What the instructions brought, as far as it is known and still there.
    files: Vec<FileView>,
    /// What package managers brought.
    packages: Vec<Brought>,
    /// Where more may have been written than is known, and what else could not be told.
    unknown: Vec<Doubt>,
}

#[derive(Clone, Debug, Serialize)]
struct BaseView {
    /// As it is asked for, variables filled in where they are known.
    text: String,
    kind: &'static str,
    /// Whether the files and the configuration of the image are known.
    known: bool,
}

/// Something that comes from another stage, an image or the context.
#[derive(Clone, Debug, Serialize)]
struct Take {
    from: From,
    /// `FROM`, `COPY`, `ADD` or `RUN`.
    how: &'static str,
    /// The sources as written.
    what: Vec<String>,
    line: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum From {
    Context,
    Stage(StageId),
    Image(String),
}

/// A file that the start command needs.
#[derive(Clone, Debug, Serialize)]
struct Needs {
    /// As written.
    name: String,
    role: &'static str,
    /// Where it was found, or the likeliest place that was tried.
    path: Option<String>,
    /// `present`, `absent` or `unknown`.
    state: &'static str,
    /// Why it is not known.
    why: Option<String>,
    origin: Vec<OriginView>,
}

#[derive(Clone, Debug, Serialize)]
struct Listens {
    port: u16,
    udp: bool,
    host: Option<String>,
    /// To be read after "it listens there: ".
    why: String,
    file: String,
    line: u32,
}

/// An instruction that put a file where it was found.
#[derive(Clone, Debug, Serialize)]
struct OriginView {
    /// The stage's name, else `stage` and its number.
    stage: String,
    line: u32,
    path: String,
}

/// What is to be shown.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A stage's name or number; `None`: all that the build runs.
    pub stage: Option<String>,
    /// The state after the instruction on this line.
    pub line: Option<u32>,
    /// A folder of the image.
    pub tree: Option<String>,
}

/// A point of a stage: how many of its instructions have run, and what they had written by then.
#[derive(Clone, Copy)]
struct Point<'a> {
    model: &'a Model,
    stage: &'a Stage,
    state: &'a State,
    /// The stage has come to its end.
    is_end: bool,
}

/// What `model` knows of what is asked.
///
/// # Errors
/// Says in words what is not there: no such stage, no instruction on that line, no stage at all.
pub fn of(model: &Model, asked: &Asked) -> Result<ImageView, String> {
    let points = points(model, asked)?;
    let stages = points.iter().map(|point| stage(*point)).collect();
    let tree = match &asked.tree {
        Some(folder) => {
            let point = points.iter().find(|it| it.stage.id == model.target).or(points.last());
            point.map(|point| tree::of(*point, folder))
        }
        None => None,
    };
    let text = model.source.text().to_owned();
    Ok(ImageView { schema: SCHEMA, place: Place::of(model), at: asked.line, stages, tree, text })
}

fn points<'a>(model: &'a Model, asked: &Asked) -> Result<Vec<Point<'a>>, String> {
    if model.stages.is_empty() {
        return Err("there is no stage in it".to_owned());
    }
    let end = |stage: &'a Stage| Point { model, stage, state: stage.end(), is_end: true };
    if let Some(line) = asked.line {
        return Ok(vec![point_at(model, line)?]);
    }
    let Some(name) = &asked.stage else {
        let needed = model.needed();
        return Ok(model.stages.iter().filter(|it| needed[it.id]).map(end).collect());
    };
    let by_name = model.stages.iter().find(|it| it.name.as_deref() == Some(&name.to_lowercase()));
    let found = by_name.or_else(|| model.stages.get(name.parse::<usize>().ok()?));
    let names = || model.stages.iter().map(|it| format!("`{}`", label(it))).collect::<Vec<_>>().join(", ");
    found.map(|stage| vec![end(stage)]).ok_or_else(|| format!("there is no stage `{name}`, but {}", names()))
}

fn point_at(model: &Model, line: u32) -> Result<Point<'_>, String> {
    let lines = |index: usize| {
        let span = model.instruction(index).span;
        model.source.line(span.start)..=model.source.line(span.end.saturating_sub(1).max(span.start))
    };
    for stage in &model.stages {
        if stage.from.is_some_and(|from| lines(from).contains(&line)) {
            return Ok(Point { model, stage, state: &stage.start, is_end: stage.instructions.is_empty() });
        }
        if let Some(index) = stage.instructions.clone().find(|index| lines(*index).contains(&line)) {
            let is_end = index + 1 == stage.instructions.end;
            let state = stage.states.get(index - stage.instructions.start).unwrap_or_else(|| stage.end());
            return Ok(Point { model, stage, state, is_end });
        }
    }
    Err(format!("no instruction of a stage stands on line {line}"))
}

/// How people are told of a stage.
fn titled(name: Option<&str>, index: StageId) -> String {
    name.map_or_else(|| format!("stage {index}"), str::to_owned)
}

/// The name of a stage, else its number: what `COPY --from` and `--stage` take.
fn label(stage: &Stage) -> String {
    stage.name.clone().unwrap_or_else(|| stage.id.to_string())
}

fn stage(point: Point) -> StageView {
    let Point { model, stage, is_end, .. } = point;
    let start = if is_end { model.start(stage.id) } else { None };
    let listens = if is_end && stage.id == model.target { listens(model) } else { Vec::new() };
    StageView {
        index: stage.id,
        name: stage.name.clone(),
        line: stage.from.map(|from| line(model, from)),
        base: base(model, stage),
        built: stage.id == model.target,
        needed: model.needed().get(stage.id) == Some(&true),
        takes: takes(model, stage),
        config: Config::of(point),
        starts: start.iter().flat_map(|it| &it.needed).map(|it| needs(model, it)).collect(),
        listens,
        files: files::files(point),
        packages: files::packages(point),
        unknown: files::doubts(point),
    }
}

fn base(model: &Model, stage: &Stage) -> BaseView {
    let text = stage.from.map(|from| match &model.instruction(from).kind {
        Kind::From(from) => from.image.as_str().to_owned(),
        _ => String::new(),
    });
    let filled = match &stage.base {
        Base::Image { reference, .. } => Some(reference.to_string()),
        _ => None,
    };
    let (kind, known) = match &stage.base {
        Base::Scratch => ("scratch", true),
        Base::Stage(_) => ("stage", true),
        Base::Image { facts, .. } => ("image", facts.is_some()),
        Base::Unknown(_) => ("unknown", false),
    };
    BaseView { text: filled.or(text).unwrap_or_default(), kind, known }
}

fn takes(model: &Model, stage: &Stage) -> Vec<Take> {
    use crate::model::copy::{CopyFrom, SourceState};
    let mut takes = Vec::new();
    if let (Base::Stage(parent), Some(from)) = (&stage.base, stage.from) {
        takes.push(Take { from: From::Stage(*parent), how: "FROM", what: Vec::new(), line: line(model, from) });
    }
    for copy in model.copies_in(stage.id).iter() {
        let from = match &copy.from {
            CopyFrom::Context => From::Context,
            CopyFrom::Stage(other) => From::Stage(*other),
            CopyFrom::Image(name) => From::Image(name.clone()),
            CopyFrom::Unknown(_) => continue,
        };
        let sources = copy.sources.iter().filter(|it| !matches!(it.state, SourceState::Heredoc | SourceState::Remote));
        let what: Vec<String> = sources.map(|it| model.source.slice(it.span).to_owned()).collect();
        let how = if copy.add { "ADD" } else { "COPY" };
        if !what.is_empty() {
            takes.push(Take { from, how, what, line: line(model, copy.instruction) });
        }
    }
    for (index, instruction) in model.instructions_of(stage) {
        let Kind::Run(run) = &instruction.kind else { continue };
        for mount in run.mounts.iter().filter(|it| it.kind() == "bind" || it.get("from").is_some()) {
            let name = mount.get("from").map(|it| it.as_str().to_lowercase());
            let other = name.as_ref().and_then(|name| model.stages.iter().find(|it| label(it) == *name));
            let from = match (other, name) {
                (Some(other), _) => From::Stage(other.id),
                (None, Some(name)) => From::Image(name),
                (None, None) => From::Context,
            };
            let what = mount.source().or(mount.target()).map(|it| it.as_str().to_owned());
            takes.push(Take { from, how: "RUN", what: what.into_iter().collect(), line: line(model, index) });
        }
    }
    takes.sort_by_key(|it| it.line);
    takes
}

fn needs(model: &Model, needed: &crate::model::start::Needed) -> Needs {
    use crate::model::files::Look;
    use crate::model::start::Role;
    let role = match needed.role {
        Role::Program => "program",
        Role::Script => "script",
        Role::Module => "module",
    };
    let tried = needed.tried.first().cloned();
    let (state, path, why, origin) = match &needed.look {
        Look::Present(found) => ("present", Some(found.path.clone()), None, origins(model, &found.trail)),
        Look::Absent => ("absent", tried, None, Vec::new()),
        Look::Unknown(why) => ("unknown", tried, Some(why.clone()), Vec::new()),
    };
    Needs { name: needed.name.clone(), role, path, state, why, origin }
}

fn origins(model: &Model, trail: &[Origin]) -> Vec<OriginView> {
    let view = |it: &Origin| OriginView {
        stage: titled(model.stages[it.stage].name.as_deref(), it.stage),
        line: line(model, it.instruction),
        path: it.path.clone(),
    };
    trail.iter().map(view).collect()
}

fn listens(model: &Model) -> Vec<Listens> {
    let ports = &model.listening().ports;
    let listens = ports.iter().map(|port| Listens {
        port: port.number,
        udp: port.udp,
        host: port.host.clone(),
        why: port.why.clone(),
        file: super::shown(port.place.source.path()),
        line: port.place.source.line(port.place.span.start),
    });
    listens.collect()
}

/// The first line of an instruction.
fn line(model: &Model, instruction: usize) -> u32 {
    model.source.line(model.instruction(instruction).span.start)
}

impl ImageView {
    /// Writes the view drawn for people.
    pub fn human(&self, colour: Colour, out: &mut dyn Write) -> io::Result<()> {
        human::write(self, colour, out)
    }

    /// Writes the view as one JSON object.
    pub fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }

    /// Writes the graph of the stages as a Mermaid flow chart.
    pub fn mermaid(&self, out: &mut dyn Write) -> io::Result<()> {
        mermaid::write(self, out)
    }

    /// Writes the drawing of the stages alone, for a page that has `report::html::BASE` for its style.
    pub fn drawing(&self, out: &mut dyn Write) -> io::Result<()> {
        html::graph(self, html::Links::Nowhere, out)
    }

    /// Writes one page that needs no other file and no network.
    pub fn html(&self, out: &mut dyn Write) -> io::Result<()> {
        html::write(self, out)
    }

    /// The stage with that number, if it is shown.
    fn stage(&self, index: StageId) -> Option<&StageView> {
        self.stages.iter().find(|it| it.index == index)
    }
}

impl StageView {
    /// The name, else the number.
    fn label(&self) -> String {
        titled(self.name.as_deref(), self.index)
    }
}
