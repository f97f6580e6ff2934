//! COPY and ADD: where each source comes from, and what lands where.

use std::collections::HashMap;

use crate::context::Node;
use crate::context::dockerignore::gopath::is_wild;
use crate::source::Span;
use crate::syntax::ast::{Instruction, Transfer, TransferSource, Word};
use crate::syntax::expand::Value;

use super::Model;
use super::files::{Look, StageId};
use super::path;

/// One COPY or ADD.
#[derive(Clone, Debug)]
pub struct Copy {
    pub stage: StageId,
    pub instruction: usize,
    pub add: bool,
    pub from: CopyFrom,
    pub sources: Vec<Source>,
    pub destination: Destination,
    pub parents: bool,
    /// `--exclude` patterns, expanded where known.
    pub exclude: Vec<String>,
}

/// Where the sources of a COPY are.
#[derive(Clone, Debug)]
pub enum CopyFrom {
    Context,
    Stage(StageId),
    /// Another image, or a named context.
    Image(String),
    /// The name holds a variable without a value.
    Unknown(String),
}

#[derive(Clone, Debug)]
pub struct Destination {
    pub span: Span,
    /// Absolute and clean, where known.
    pub path: Option<String>,
    /// Written with a trailing slash, or as `.`, or ending in `/.`.
    pub is_folder: bool,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub span: Span,
    /// As written, expanded.
    pub text: Value,
    pub state: SourceState,
}

/// What a source turned out to be.
#[derive(Clone, Debug)]
pub enum SourceState {
    /// A path of the context that is there and is sent; `path` is clean and relative.
    Context {
        path: String,
        node: Node,
    },
    /// A pattern and what it matches of what is sent. `ignored`: matches that `.dockerignore` leaves out.
    Glob {
        pattern: String,
        matches: Vec<String>,
        ignored: Vec<String>,
    },
    /// There, but left out by `.dockerignore`.
    Ignored {
        path: String,
    },
    /// Not in the context.
    Missing {
        path: String,
        made_elsewhere: Option<String>,
    },
    /// A path of another stage, absolute.
    Stage {
        path: String,
        look: Look,
    },
    /// A pattern in another stage.
    StageGlob {
        pattern: String,
        matches: Vec<String>,
        complete: bool,
    },
    /// A URL or git reference of ADD.
    Remote,
    Heredoc,
    Unknown(String),
}

/// The words of a COPY or ADD that hold variables.
pub(super) fn words<'a>(transfer: &'a Transfer, instruction: &'a Instruction) -> Vec<&'a Word> {
    let sources = transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(word),
        TransferSource::Heredoc(_) => None,
    });
    sources.chain([&transfer.destination]).chain(excluded(instruction)).collect()
}

fn excluded(instruction: &Instruction) -> impl Iterator<Item = &Word> {
    instruction.flags.iter().filter(|flag| flag.name == "exclude").filter_map(|flag| flag.value.as_ref())
}

/// Reads what `transfer` takes. `values` holds the expanded [`words`], by their place.
#[expect(clippy::too_many_arguments, reason = "one call, and no two of them belong together")]
pub(super) fn resolve(
    model: &Model,
    at: (StageId, usize),
    instruction: &Instruction,
    transfer: &Transfer,
    add: bool,
    from: CopyFrom,
    folder: Option<&str>,
    values: &[(Span, Value)],
) -> Copy {
    // The first of equal places counts.
    let values: HashMap<Span, &Value> = values.iter().rev().map(|(span, value)| (*span, value)).collect();
    let expand = |word: &Word| {
        let value = values.get(&word.span).map(|value| (*value).clone());
        value.unwrap_or_else(|| Value::Known(word.as_str().to_owned()))
    };
    let exclude = excluded(instruction);
    let exclude: Vec<String> = exclude.filter_map(|word| expand(word).known().map(str::to_owned)).collect();
    let sources = transfer.sources.iter().map(|source| match source {
        TransferSource::Heredoc(index) => {
            let span = instruction.heredocs.get(*index).map_or(instruction.span, |it| it.opener);
            Source { span, text: Value::Known(String::new()), state: SourceState::Heredoc }
        }
        TransferSource::Path(word) => {
            let text = expand(word);
            let state = source_state(model, at.0, &text, add, &from);
            Source { span: word.span, text, state }
        }
    });
    let sources = sources.collect();
    let text = expand(&transfer.destination);
    let written = text.known().unwrap_or_default();
    let is_folder = written.ends_with('/') || written == "." || written.ends_with("/.") || written == "..";
    let path = match (text.known(), folder) {
        (Some(""), _) => None,
        (Some(text), _) if text.starts_with('/') => Some(path::clean(text)),
        (Some(text), Some(folder)) => Some(path::join(folder, text)),
        _ => None,
    };
    let destination = Destination { span: transfer.destination.span, path, is_folder };
    let parents = instruction
        .flag("parents")
        .is_some_and(|flag| flag.value.as_ref().is_none_or(|value| !matches!(value.as_str(), "false" | "0")));
    Copy { stage: at.0, instruction: at.1, add, from, sources, destination, parents, exclude }
}

pub(super) fn is_glob(text: &str) -> bool {
    is_wild(text)
}

pub(super) fn is_remote(text: &str) -> bool {
    let schemes = ["http://", "https://", "git://", "ssh://", "git@"];
    schemes.iter().any(|scheme| text.starts_with(scheme)) || text.ends_with(".git") || text.contains(".git#")
}

fn source_state(model: &Model, stage: StageId, text: &Value, add: bool, from: &CopyFrom) -> SourceState {
    let text = match text {
        Value::Known(text) => text,
        Value::Unknown(why) => return SourceState::Unknown(why.clone()),
    };
    if add && is_remote(text) {
        return SourceState::Remote;
    }
    match from {
        CopyFrom::Image(name) => SourceState::Unknown(format!("the files of `{name}` are not known")),
        CopyFrom::Unknown(why) => SourceState::Unknown(why.clone()),
        CopyFrom::Stage(other) if *other >= stage => SourceState::Unknown("it is no earlier stage".to_owned()),
        CopyFrom::Stage(other) if is_glob(text) => {
            let pattern = path::clean(text);
            let (matches, complete) = model.glob(*other, &pattern);
            SourceState::StageGlob { pattern, matches, complete }
        }
        CopyFrom::Stage(other) => {
            let path = path::clean(text);
            SourceState::Stage { look: model.look(*other, &path), path }
        }
        CopyFrom::Context => in_context(model, text),
    }
}

fn in_context(model: &Model, text: &str) -> SourceState {
    let Some(context) = &model.context else {
        return SourceState::Unknown("there is no build context".to_owned());
    };
    // BuildKit joins a source to the context's root and cleans it: `../x` and `/x` are `x`.
    let path = path::clean(text)[1..].to_owned();
    if is_glob(text) {
        let (ignored, matches) = context.glob(&path).into_iter().partition(|it| context.is_ignored(it));
        return SourceState::Glob { pattern: path, matches, ignored };
    }
    match context.node(&path) {
        Node::Missing => {
            let made_elsewhere = context.made_elsewhere(&path);
            SourceState::Missing { path, made_elsewhere }
        }
        _ if !path.is_empty() && context.is_ignored(&path) => SourceState::Ignored { path },
        node => SourceState::Context { path, node },
    }
}
