//! Variables of ARG and ENV: where each is defined, every word that names it, and which definition counts there.

use std::ops::Range;

use crate::model::Model;
use crate::model::files::StageId;
use crate::model::stage::Variable;
use crate::source::Span;
use crate::syntax::ast::{Form, Instruction, Kind, Word};
use crate::syntax::expand::{self, Binding, Value};

use super::words::{Role, words};
use super::{innermost, shell, stage_of};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// An ARG before the first FROM.
    GlobalArg,
    Arg,
    Env,
}

/// A name that ARG or ENV sets.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) span: Span,
    pub(super) instruction: usize,
    pub(super) stage: Option<StageId>,
    pub(super) means: Means,
    /// ARG: with a default.
    pub(super) has_value: bool,
}

/// Who reads the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// The builder: words and heredocs of COPY.
    Builder,
    /// The shell of a RUN.
    Shell,
    /// The shell of the container: it knows no ARG.
    Container,
    /// Perhaps somebody: single quotes, strings of an exec form.
    Somebody,
}

/// A word that names a variable.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) name: String,
    /// `$NAME`, or `${NAME...}`; of shell text without what follows the name.
    pub(super) span: Span,
    /// The name alone; `None` where it is not written in one piece.
    pub(super) name_span: Option<Span>,
    pub(super) instruction: usize,
    pub(super) reader: Reader,
    /// The place of the name in the definition that counts here.
    pub(super) definition: Option<Span>,
}

/// Every name that an instruction of ARG or ENV sets.
pub(super) fn definitions(model: &Model) -> Vec<Definition> {
    let mut all = Vec::new();
    for (index, instruction) in model.dockerfile.instructions.iter().enumerate() {
        let stage = stage_of(model, index).map(|it| it.id);
        let mut add = |word: &Word, means, has_value| {
            let name = word.as_str().to_owned();
            if model.source.slice(word.span) == name {
                all.push(Definition { name, span: word.span, instruction: index, stage, means, has_value });
            }
        };
        match &instruction.kind {
            Kind::Arg(arguments) => {
                let means = if stage.is_none() { Means::GlobalArg } else { Means::Arg };
                arguments.iter().for_each(|it| add(&it.name, means, it.default.is_some()));
            }
            Kind::Env(pairs) => pairs.iter().for_each(|it| add(&it.key, Means::Env, true)),
            _ => {}
        }
    }
    all
}

/// The variables that an instruction names, in order.
pub(super) fn uses_of(model: &Model, index: usize) -> Vec<Use> {
    let outer = model.instruction(index);
    let instruction = innermost(outer);
    let mut all = Vec::new();
    for (_, word) in words(instruction).into_iter().filter(|(role, _)| role.expands() && *role != Role::Key) {
        if word.as_str().contains('$') {
            all.extend(expand::uses(word, model.dockerfile.escape).into_iter().map(|it| of_builder(model, index, it)));
        }
    }
    if matches!(instruction.kind, Kind::Copy(_) | Kind::Add(_)) {
        let unknown = |_: &str| Binding::Value(Value::Unknown(String::new()));
        for heredoc in instruction.heredocs.iter().filter(|it| it.expand) {
            let uses = expand::expand_body(&heredoc.body, &unknown).uses;
            all.extend(uses.into_iter().map(|it| of_builder(model, index, it)));
        }
    }
    all.extend(of_form(model, index, instruction));
    for found in &mut all {
        found.definition = binding(model, index, found).and_then(|it| it.span);
    }
    all
}

fn of_builder(model: &Model, instruction: usize, found: expand::Use) -> Use {
    let text = model.source.slice(found.span);
    let skip = if text.starts_with("${") { 2 } else { 1 };
    let name_span = text.get(skip..).filter(|rest| rest.starts_with(&found.name)).map(|_| {
        let start = found.span.start as usize + skip;
        Span::new(start..start + found.name.len())
    });
    Use { name: found.name, span: found.span, name_span, instruction, reader: Reader::Builder, definition: None }
}

fn of_form(model: &Model, index: usize, instruction: &Instruction) -> Vec<Use> {
    let reader = match &instruction.kind {
        Kind::Run(_) => Reader::Shell,
        _ => Reader::Container,
    };
    let named = |it: shell::ShellUse, reader| {
        let whole = model.source.slice(it.name_span) == it.name;
        let name_span = whole.then_some(it.name_span);
        Use { name: it.name, span: it.span, name_span, instruction: index, reader, definition: None }
    };
    match shell::form(instruction) {
        Some(Form::Shell(script)) => {
            let quoted = |it: &shell::ShellUse| if it.is_quoted { Reader::Somebody } else { reader };
            shell::uses(&script.text).into_iter().map(|it| (quoted(&it), it)).map(|(by, it)| named(it, by)).collect()
        }
        Some(Form::Exec(strings)) => {
            let text = |span: Span| crate::syntax::ast::Text {
                text: model.source.slice(span).to_owned(),
                pieces: vec![(0, span.start)],
            };
            let inside =
                |span: Span| Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1) };
            let uses = strings.iter().flat_map(|it| shell::uses(&text(inside(it.span))));
            uses.map(|it| named(it, Reader::Somebody)).collect()
        }
        None => Vec::new(),
    }
}

/// The variable that a name stands for where it is used.
pub(super) fn binding(model: &Model, index: usize, found: &Use) -> Option<Variable> {
    let Some(stage) = stage_of(model, index).filter(|stage| stage.from != Some(index)) else {
        return global(model, index, &found.name, found.span.start);
    };
    let outer = model.instruction(index);
    if let Kind::Arg(arguments) = &outer.kind {
        // The names of one ARG are set one after the other.
        let before = arguments
            .iter()
            .rev()
            .find(|it| it.name.as_str() == found.name && it.name.span.end <= found.span.start && it.default.is_some());
        if let Some(argument) = before {
            let value = stage.states.get(index - stage.instructions.start)?.args.get(&found.name)?.value.clone();
            return Some(Variable { value, span: Some(argument.name.span) });
        }
    }
    if found.reader != Reader::Builder
        && let Some(Form::Shell(script)) = shell::form(innermost(outer))
        && shell::own_use(&script.text.text, &found.name).is_some()
    {
        return None;
    }
    let is_run = matches!(outer.kind, Kind::Run(_));
    match (found.reader, &outer.kind) {
        (_, Kind::Onbuild(_)) => stage.end().env.get(&found.name).cloned(),
        (Reader::Container, _) => stage.end().env.get(&found.name).cloned(),
        (Reader::Somebody, _) if !is_run => stage.end().env.get(&found.name).cloned(),
        _ => stage.before(index).variable(&found.name).cloned(),
    }
}

/// The ARG before the first FROM that counts at byte `at`, in a FROM or another such ARG.
fn global(model: &Model, index: usize, name: &str, at: u32) -> Option<Variable> {
    let instructions = &model.dockerfile.instructions;
    let first = instructions.iter().position(|it| matches!(it.kind, Kind::From(_))).unwrap_or(instructions.len());
    let before: Range<usize> = 0..first.min(index + 1);
    let mut found = None;
    for instruction in &instructions[before] {
        let Kind::Arg(arguments) = &instruction.kind else { continue };
        for argument in arguments.iter().filter(|it| it.name.as_str() == name && it.name.span.end <= at) {
            found = Some(argument);
        }
    }
    let argument = found?;
    Some(Variable { value: global_value(model, argument), span: Some(argument.name.span) })
}

/// The value of an ARG before the first FROM.
pub(super) fn global_value(model: &Model, argument: &crate::syntax::ast::Argument) -> Value {
    let name = argument.name.as_str();
    // A stage that takes the ARG over shows what it came to.
    let taken = |index: usize, it: &Instruction| match &it.kind {
        Kind::Arg(all) => all.iter().any(|it| it.name.as_str() == name && it.default.is_none()).then_some(index),
        _ => None,
    };
    for stage in &model.stages {
        let index = model.instructions_of(stage).find_map(|(index, it)| taken(index, it));
        if let Some(variable) = index.and_then(|it| stage.states.get(it - stage.instructions.start)?.args.get(name)) {
            return variable.value.clone();
        }
    }
    let Some(default) = &argument.default else { return Value::Unknown(format!("`{name}` has no default")) };
    let lookup = |name: &str| match global_default(model, name, argument.name.span.start) {
        Some(value) => Binding::Value(value),
        None => Binding::Value(Value::Unknown(format!("`{name}` is not known"))),
    };
    expand::expand(default, model.dockerfile.escape, &lookup).value
}

/// The plain default of an ARG before byte `before`.
fn global_default(model: &Model, name: &str, before: u32) -> Option<Value> {
    let first = model.dockerfile.instructions.iter().take_while(|it| it.span.start < before);
    let arguments = first.filter_map(|it| match &it.kind {
        Kind::Arg(arguments) => Some(arguments),
        _ => None,
    });
    let found = arguments.flatten().filter(|it| it.name.as_str() == name && it.name.span.end <= before).last()?;
    let default = found.default.as_ref()?;
    let plain = !default.as_str().contains('$');
    plain.then(|| expand::expand(default, model.dockerfile.escape, &|_| Binding::Unset).value)
}

/// Every use in the file, in order.
pub(super) fn uses(model: &Model) -> Vec<Use> {
    (0..model.dockerfile.instructions.len()).flat_map(|index| uses_of(model, index)).collect()
}

/// What stands at a byte: a name's definition or a use.
#[derive(Clone, Debug)]
pub(super) enum Named {
    Definition(Definition),
    Use(Use),
}

/// The variable at byte `at`.
pub(super) fn at(model: &Model, at: u32) -> Option<Named> {
    let index = super::instruction_at(model, at)?;
    let mut own = definitions(model).into_iter().filter(|it| it.instruction == index);
    if let Some(definition) = own.find(|it| super::holds(it.span, at)) {
        return Some(Named::Definition(definition));
    }
    // The innermost of nested ones stands last.
    let mut uses = uses_of(model, index).into_iter().filter(|it| super::holds(it.span, at));
    uses.next_back().map(Named::Use)
}

/// What goes by one name: an ARG with all that declare it, or ENVs of stages that build on each other.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) definitions: Vec<Definition>,
    pub(super) uses: Vec<Use>,
}

/// What goes together with `named`. Only the one use where nothing of the file defines it.
pub(super) fn group(model: &Model, named: &Named) -> Group {
    let (name, seed) = match named {
        Named::Definition(it) => (&it.name, Some(it.span)),
        Named::Use(it) => (&it.name, it.definition),
    };
    let all: Vec<Definition> = definitions(model).into_iter().filter(|it| it.name == *name).collect();
    let Some(first) = all.iter().find(|it| Some(it.span) == seed).cloned() else {
        return match named {
            Named::Use(it) => Group { definitions: Vec::new(), uses: vec![it.clone()] },
            Named::Definition(_) => Group::default(),
        };
    };
    let definitions = match first.means {
        // `--build-arg` sets them all.
        Means::GlobalArg | Means::Arg => all.into_iter().filter(|it| it.means != Means::Env).collect(),
        Means::Env => related(model, first, all.into_iter().filter(|it| it.means == Means::Env).collect()),
    };
    let is_of_group = |it: &Use| it.name == *name && definitions.iter().any(|other| Some(other.span) == it.definition);
    let uses = uses(model).into_iter().filter(is_of_group).collect();
    Group { definitions, uses }
}

/// The ENVs whose stages build on one another, `first` among them.
fn related(model: &Model, first: Definition, mut left: Vec<Definition>) -> Vec<Definition> {
    let builds_on = |one: StageId, other: StageId| model.chain(one).any(|it| it.id == other);
    let mut found = vec![first];
    let mut at = 0;
    while let Some(stage) = found.get(at).and_then(|it| it.stage) {
        let (more, rest): (Vec<_>, Vec<_>) = left
            .into_iter()
            .partition(|it| it.stage.is_some_and(|other| builds_on(stage, other) || builds_on(other, stage)));
        found.extend(more.into_iter().filter(|it| it.span != found[0].span).collect::<Vec<_>>());
        left = rest;
        at += 1;
    }
    found
}
