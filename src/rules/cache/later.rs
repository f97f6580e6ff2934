//! How far down the declaration of a variable can go: past steps that surely do not read it.
//!
//! A build or a script may read any variable of its environment, so that only installs are passed.

use crate::cache::installs;
use crate::model::Model;
use crate::model::run::Invocation;
use crate::model::stage::Stage;
use crate::rules::{Edit, Fix, Safety, edits};
use crate::syntax::ast::{Instruction, Kind};

/// Moves the instruction `index`, which sets a variable, with those below it that only pass its value on, below
/// every install that it stands above; `None` where something before that may read it.
pub(super) fn fix(model: &Model, stage: &Stage, index: usize) -> Option<Fix> {
    let mut names = sets(model.instruction(index))?;
    let mut moved = vec![index];
    let mut stop = None;
    for (at, instruction) in model.instructions_of(stage).filter(|(at, _)| *at > index) {
        let text = model.source.slice(instruction.span);
        let is_named = names.iter().any(|name| text.contains(name.as_str()));
        let own = sets(instruction);
        match (is_named, own) {
            (true, Some(more)) => {
                names.extend(more);
                moved.push(at);
            }
            (true, None) => {
                stop = Some(at);
                break;
            }
            (false, _) if !is_passed(model, at, instruction) => {
                stop = Some(at);
                break;
            }
            (false, _) => (),
        }
    }
    let is_reading = |it: &&Invocation| installs::install(it).is_some() && !installs::compiles(it);
    let own = model.invocations_in(stage.id).iter().filter(|it| is_reading(it));
    // The step that stops it may install too, and is run again all the same, unless it reads what is declared.
    let is_below = |it: &&Invocation, stop: usize| {
        let text = model.source.slice(model.instruction(stop).span);
        it.instruction > stop || it.instruction == stop && !names.iter().any(|name| text.contains(name.as_str()))
    };
    let mut below = own.filter(|it| stop.is_some_and(|stop| is_below(it, stop)));
    let steps = model
        .instructions_of(stage)
        .filter(|(at, it)| *at > index && is_step(it) && stop.is_none_or(|stop| *at < stop));
    let last = steps.map(|(at, _)| at).last()?;
    if below.next().is_some() || moved.iter().any(|at| !is_alone(model, *at)) {
        return None;
    }
    // What stands below the installs already stays there, and has to find the variable.
    let stop = moved.iter().copied().find(|at| *at > last).or(stop);
    moved.retain(|at| *at < last);
    let blocks: Vec<_> = moved.iter().map(|at| edits::block(model, model.instruction(*at))).collect();
    let text: String = blocks.iter().map(|block| model.source.slice(*block)).collect();
    let mut edits: Vec<Edit> = moved.iter().map(|at| edits::without_block(model, model.instruction(*at))).collect();
    edits.push(match stop {
        Some(stop) => Edit::insert(edits::block(model, model.instruction(stop)).start, text),
        None => {
            let end = model.source.line_span(model.source.line(model.instruction(last).span.end)).end;
            let line_end = edits::line_end(&model.source);
            Edit::insert(end, line_end.to_owned() + text.trim_end_matches(['\r', '\n']))
        }
    });
    let title = format!("declare `{}` below the installs", names.first()?);
    Some(Fix::new(title, Safety::Unsafe, edits))
}

/// The names that an ARG, ENV or LABEL sets; `None` for all else.
fn sets(instruction: &Instruction) -> Option<Vec<String>> {
    match &instruction.kind {
        Kind::Arg(arguments) => Some(arguments.iter().map(|it| it.name.as_str().to_owned()).collect()),
        Kind::Env(pairs) => Some(pairs.iter().map(|pair| pair.key.as_str().to_owned()).collect()),
        Kind::Label(_) => Some(Vec::new()),
        _ => None,
    }
}

/// Whether the instruction sets one variable, and so goes as a whole; a LABEL goes with all of its words.
fn is_alone(model: &Model, at: usize) -> bool {
    match &model.instruction(at).kind {
        Kind::Arg(arguments) => arguments.len() == 1,
        Kind::Env(pairs) => pairs.len() == 1,
        _ => true,
    }
}

fn is_step(instruction: &Instruction) -> bool {
    matches!(instruction.kind, Kind::Run(_) | Kind::Copy(_) | Kind::Add(_) | Kind::Workdir(_))
}

/// Whether a step that names none of the variables reads none of them either.
fn is_passed(model: &Model, at: usize, instruction: &Instruction) -> bool {
    const PLAIN: [&str; 13] = [
        "apt-get",
        "apt",
        "apk",
        "dnf",
        "yum",
        "microdnf",
        "rm",
        "mkdir",
        "set",
        "useradd",
        "adduser",
        "corepack",
        "update-ca-certificates",
    ];
    let Kind::Run(_) = &instruction.kind else { return true };
    let mut commands = model.invocations_of(at).iter();
    let is_quiet = |it: &Invocation| {
        let is_install = installs::install(it).is_some() && !installs::compiles(it);
        is_install || PLAIN.contains(&installs::program(it)) || is_clean_up(it)
    };
    commands.all(is_quiet) && !model.aside.iter().any(|it| it.instruction == at)
}

/// `npm cache clean --force`, `pip cache purge`
fn is_clean_up(it: &Invocation) -> bool {
    it.argv.get(1).is_some_and(|word| installs::text(word) == "cache")
}
