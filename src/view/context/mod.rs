//! What is sent to the builder, what is not and by which line, and what enters which COPY.

mod human;

use std::io::{self, Write};

use serde::Serialize;

use crate::context::Context;
use crate::context::dockerignore::Pattern;
use crate::context::survey::{Item, Survey};
use crate::model::Model;
use crate::model::copy::{self, Copy, CopyFrom, SourceState};
use crate::report::Colour;

use super::{Place, SCHEMA, shown};

/// A build context as it reaches the builder. Sizes in bytes.
#[derive(Clone, Debug, Serialize)]
pub struct ContextView {
    schema: u32,
    #[serde(flatten)]
    place: Place,
    /// The ignore file in force.
    ignore_file: Option<String>,
    sent: Weight,
    left_out: Weight,
    /// The names in the root, the largest first.
    folders: Vec<Entry>,
    largest: Vec<Entry>,
    patterns: Vec<PatternView>,
    /// Lines of the ignore file that no builder accepts.
    problems: Vec<Problem>,
    copies: Vec<CopyView>,
    /// Links that lead out of the context: they are sent as links, and lead nowhere in the image.
    leaving: Vec<Leaving>,
    /// Sockets, pipes and devices, which are never sent.
    special: u64,
    unreadable: Vec<String>,
    /// The numbers are lower bounds.
    truncated: bool,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Weight {
    files: u64,
    bytes: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Entry {
    path: String,
    #[serde(flatten)]
    weight: Weight,
}

#[derive(Clone, Debug, Serialize)]
struct PatternView {
    line: u32,
    text: String,
    /// A `!` line: what it brings back is sent.
    negated: bool,
    /// What this line, as the last that matches, keeps out.
    left_out: Weight,
    first: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Problem {
    line: u32,
    message: String,
}

#[derive(Clone, Debug, Serialize)]
struct CopyView {
    line: u32,
    /// The first line of the instruction.
    text: String,
    destination: Option<String>,
    takes: Weight,
    sources: Vec<SourceView>,
}

#[derive(Clone, Debug, Serialize)]
struct SourceView {
    text: String,
    takes: Weight,
    /// Why nothing is known of it, or nothing taken.
    note: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Leaving {
    path: String,
    target: String,
}

/// Looks at the context of `model`, naming the `most` largest entries; `None` where it has none.
pub fn of(model: &Model, most: usize) -> Option<ContextView> {
    let context = model.context.as_ref()?;
    let survey = context.survey();
    let mut largest: Vec<&Item> = survey.sent.iter().collect();
    largest.sort_by(|one, other| (other.size, &one.path).cmp(&(one.size, &other.path)));
    let entry = |path: &str, files, bytes| Entry { path: path.to_owned(), weight: Weight { files, bytes } };
    let left_out = survey.left_out.iter().map(|it| Weight { files: it.files, bytes: it.bytes });
    Some(ContextView {
        schema: SCHEMA,
        place: Place::of(model),
        ignore_file: context.ignored().source.as_ref().map(|it| shown(it.path())),
        sent: Weight { files: survey.sent.len() as u64, bytes: survey.bytes() },
        left_out: left_out.fold(Weight::default(), Weight::plus),
        folders: survey.by_name().iter().take(most).map(|(name, files, bytes)| entry(name, *files, *bytes)).collect(),
        largest: largest.iter().take(most).map(|it| entry(&it.path, 1, it.size)).collect(),
        patterns: patterns(context, &survey),
        problems: problems(context),
        copies: model.copies.iter().filter(|it| takes_context(model, it)).map(|it| taken(model, it, &survey)).collect(),
        leaving: survey.leaving.iter().map(|(path, target)| leaving(path, target)).collect(),
        special: survey.special,
        unreadable: survey.unreadable,
        truncated: survey.truncated,
    })
}

impl ContextView {
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

impl Weight {
    fn plus(self, other: Weight) -> Weight {
        Weight { files: self.files + other.files, bytes: self.bytes + other.bytes }
    }

    fn of<'a>(items: impl Iterator<Item = &'a Item>) -> Weight {
        items.fold(Weight::default(), |sum, item| sum.plus(Weight { files: 1, bytes: item.size }))
    }
}

fn leaving(path: &str, target: &str) -> Leaving {
    Leaving { path: path.to_owned(), target: target.to_owned() }
}

fn patterns(context: &Context, survey: &Survey) -> Vec<PatternView> {
    let ignored = context.ignored();
    let Some(source) = &ignored.source else { return Vec::new() };
    let view = |(index, pattern): (usize, &Pattern)| {
        let left_out = survey.left_out.iter().find(|it| it.pattern == index);
        PatternView {
            line: source.line(pattern.span.start),
            text: source.slice(pattern.span).to_owned(),
            negated: pattern.negated,
            left_out: left_out.map(|it| Weight { files: it.files, bytes: it.bytes }).unwrap_or_default(),
            first: left_out.map(|it| it.first.clone()),
        }
    };
    ignored.patterns.iter().enumerate().map(view).collect()
}

fn problems(context: &Context) -> Vec<Problem> {
    let ignored = context.ignored();
    let Some(source) = &ignored.source else { return Vec::new() };
    let problem = |it: &crate::context::dockerignore::Problem| Problem {
        line: source.line(it.span.start),
        message: it.message.clone(),
    };
    ignored.problems.iter().map(problem).collect()
}

fn takes_context(model: &Model, copy: &Copy) -> bool {
    let is_heredoc = copy.sources.iter().all(|it| matches!(it.state, SourceState::Heredoc | SourceState::Remote));
    matches!(copy.from, CopyFrom::Context) && !is_heredoc && model.needed().get(copy.stage) == Some(&true)
}

fn taken(model: &Model, copy: &Copy, survey: &Survey) -> CopyView {
    let instruction = model.instruction(copy.instruction);
    let text = model.source.slice(instruction.span);
    let sources: Vec<SourceView> = copy.sources.iter().map(|it| source(model, it, survey)).collect();
    CopyView {
        line: model.source.line(instruction.span.start),
        text: text.lines().next().unwrap_or_default().trim_end().to_owned(),
        destination: copy.destination.path.clone(),
        takes: sources.iter().fold(Weight::default(), |sum, it| sum.plus(it.takes)),
        sources,
    }
}

fn source(model: &Model, source: &copy::Source, survey: &Survey) -> SourceView {
    let nothing = |note: String| (Weight::default(), Some(note));
    let (takes, note) = match &source.state {
        SourceState::Context { path, .. } => (Weight::of(survey.below(path)), None),
        SourceState::Glob { matches, .. } if matches.is_empty() => {
            nothing("it matches nothing that is sent".to_owned())
        }
        SourceState::Glob { matches, .. } => (Weight::of(matches.iter().flat_map(|it| survey.below(it))), None),
        SourceState::Ignored { .. } => nothing("it is left out by the ignore file".to_owned()),
        SourceState::Missing { made_elsewhere: Some(why), .. } => nothing(format!("it is not there: {why}")),
        SourceState::Missing { .. } => nothing("it is not there".to_owned()),
        SourceState::Unknown(why) => nothing(why.clone()),
        SourceState::Remote => nothing("it is not of the context".to_owned()),
        SourceState::Heredoc => nothing("it stands in the Dockerfile".to_owned()),
        SourceState::Stage { .. } | SourceState::StageGlob { .. } => nothing("it is of another stage".to_owned()),
    };
    SourceView { text: model.source.slice(source.span).to_owned(), takes, note }
}
