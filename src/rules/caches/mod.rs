//! What package managers leave in the layer of a RUN, and whether something keeps it out of the image.
//!
//! What a step leaves is judged by its own commands: a later step that takes the files away hides them, and the layer
//! below still holds them.

mod cleared;
mod peer;
mod table;
#[cfg(test)]
mod tests;

use crate::model::Model;
use crate::model::path;
use crate::model::run::{Invocation, Origin, Word};
use crate::syntax::ast::{Instruction, Kind, Mount};
use crate::syntax::shell::Reach;

use super::commands::{self, Arguments};
pub(super) use table::Cache;

/// A cache that the commands of one RUN fill.
pub(super) struct Left<'a> {
    pub(super) cache: &'static Cache,
    /// What fills it, in order, with the verb that does; never empty.
    pub(super) fills: Vec<(&'a Invocation, &'a Word)>,
    pub(super) remains: Remains<'a>,
    /// Whether hadolint says the same.
    pub(super) is_known: bool,
    /// Whether the layer is one of the image that is built, and the command surely runs.
    pub(super) ships: bool,
}

impl Left<'_> {
    /// How people call the command that fills it first: `apt-get update`.
    pub(super) fn command(&self) -> Option<String> {
        let (first, verb) = self.fills.first()?;
        let program = commands::program(first)?;
        let tool = if program.starts_with("python") { "pip" } else { program };
        let is_alone = first.words.first().is_some_and(|it| it.span == verb.span);
        Some(if is_alone { tool.to_owned() } else { format!("{tool} {}", verb.text) })
    }
}

/// What is there at the end of the step.
pub(super) enum Remains<'a> {
    /// The cache; with the command of a later step that takes it away, too late.
    All(Option<&'a Invocation>),
    /// Nothing: the same step empties it, or fetches nothing.
    Nothing,
    /// A mount lies over it, or a variable switches it off.
    Never,
    /// The variable that switches it off has a value that seems to say the contrary.
    Contradicted(String),
    /// A command behind is not understood, and may empty it.
    Unknown,
}

/// Every cache that a RUN of the file fills, or that hadolint thinks it does.
pub(super) fn left(model: &Model) -> Vec<Left<'_>> {
    let all = commands::all(model);
    let mut found = Vec::new();
    for group in all.chunk_by(|one, two| one.instruction == two.instruction) {
        found.extend(table::CACHES.iter().filter_map(|cache| in_step(model, &all, group, cache)));
    }
    found
}

fn in_step<'a>(
    model: &'a Model,
    all: &[&'a Invocation],
    group: &[&'a Invocation],
    cache: &'static Cache,
) -> Option<Left<'a>> {
    let at = |(at, it): (usize, &&'a Invocation)| Some((at, *it, fills(cache, it)?));
    let found: Vec<(usize, &Invocation, &Word)> = group.iter().enumerate().filter_map(at).collect();
    let last = found.last()?.0;
    let mut fills: Vec<(&Invocation, &Word)> = found.iter().map(|(_, it, verb)| (*it, *verb)).collect();
    // A loop over known words is met once for each.
    fills.dedup_by_key(|(_, verb)| verb.span);
    let first = fills.first()?.0;
    let shipped = model.chain(model.target).any(|it| it.id == first.stage && !it.windows);
    let surely = fills.iter().any(|(it, _)| it.reach == Reach::Always);
    Some(Left {
        cache,
        remains: remains(model, all, group, last, cache),
        is_known: peer::reports(model, group, cache),
        ships: shipped && surely && first.origin != Origin::Onbuild,
        fills,
    })
}

fn remains<'a>(
    model: &'a Model,
    all: &[&'a Invocation],
    group: &[&'a Invocation],
    last: usize,
    cache: &'static Cache,
) -> Remains<'a> {
    let filled = group[last];
    let is_offline = |it: &&Invocation| Arguments::of(it).has(&["no-network", "offline", "cacheonly"]);
    if group.iter().copied().filter(|it| fills(cache, it).is_some()).all(|it| is_offline(&it)) {
        return Remains::Nothing;
    }
    if is_mounted(model, filled.instruction, cache) {
        return Remains::Never;
    }
    if let Some(value) = cache.variables.iter().find_map(|name| variable(model, &group[..=last], name)) {
        let is_no = ["0", "no", "off", "false", "n", "f"].contains(&value.to_ascii_lowercase().as_str());
        return if is_no { Remains::Contradicted(value) } else { Remains::Never };
    }
    let behind = || group[last + 1..].iter();
    if behind().any(|it| cleared::clears(cache, it)) {
        return Remains::Nothing;
    }
    if behind().any(|it| cleared::may_clear(cache, it)) {
        return Remains::Unknown;
    }
    let chain: Vec<usize> = model.chain(model.target).map(|it| it.id).collect();
    let is_later = |it: &&&Invocation| it.instruction > filled.instruction && chain.contains(&it.stage);
    Remains::All(all.iter().filter(is_later).find(|it| cleared::clears(cache, it)).copied())
}

/// The word with which a command fills the cache: its verb, or the program where that is enough.
fn fills<'a>(cache: &Cache, invocation: &'a Invocation) -> Option<&'a Word> {
    let words = behind_program(cache, invocation)?;
    let options = Arguments::new(words);
    if options.has(cache.without) || options.has(&["help", "version"]) {
        return None;
    }
    match verb(words) {
        Some(verb) => cache.fills.contains(&verb.text.as_str()).then_some(verb),
        None => invocation.words.first().filter(|_| cache.fills.contains(&"")),
    }
}

/// The words behind the program of a command of this package manager; of `python -m pip`, those behind `pip`.
fn behind_program<'a>(cache: &Cache, invocation: &'a Invocation) -> Option<&'a [Word]> {
    let name = commands::program(invocation)?;
    let words = &invocation.words[1..];
    if !cache.programs.contains(&"pip") {
        return cache.programs.contains(&name).then_some(words);
    }
    if name.starts_with("pip") && !name.starts_with("pipenv") && !name.contains("pipx") {
        return Some(words);
    }
    let module = words.windows(2).position(|pair| pair[0].text == "-m" && pair[1].text == "pip")?;
    name.starts_with("python").then(|| &words[module + 2..])
}

/// The first word that is no option, nor the value of one.
fn verb(words: &[Word]) -> Option<&Word> {
    const VALUED: [&str; 9] =
        ["-o", "-c", "-X", "--repository", "--root", "--cwd", "--network-timeout", "--setopt", "--enablerepo"];
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(&word.text.as_str()) {
            words.next();
        } else if !word.text.starts_with('-') && !word.text.contains("${") {
            return Some(word);
        }
    }
    None
}

/// What a variable is set to for a command: before it in the step, or by ENV or ARG.
fn variable(model: &Model, until: &[&Invocation], name: &str) -> Option<String> {
    let assigned = until.iter().rev().flat_map(|it| &it.assignments).find(|it| it.name == name);
    if let Some(assigned) = assigned {
        return Some(crate::cache::installs::text(&assigned.value).to_owned());
    }
    let last = until.last()?;
    let variable = model.stages.get(last.stage)?.before(last.instruction).variable(name)?;
    Some(variable.value.known().unwrap_or_default().to_owned())
}

/// The mounts of a RUN, also of one in an ONBUILD, that keep what is written out of the layer.
fn mounts(instruction: &Instruction) -> impl Iterator<Item = &Mount> {
    let inner = match &instruction.kind {
        Kind::Onbuild(inner) => &inner.kind,
        kind => kind,
    };
    let mounts = if let Kind::Run(run) = inner { run.mounts.as_slice() } else { &[] };
    mounts.iter().filter(|it| matches!(it.kind(), "cache" | "tmpfs"))
}

fn is_mounted(model: &Model, instruction: usize, cache: &Cache) -> bool {
    let covers = |target: &str| {
        let target = path::clean(target);
        cache.folders.iter().any(|folder| match folder.starts_with('/') {
            true => path::below(folder, &target).is_some(),
            // Below somebody's home, wherever that is.
            false => {
                folder.split('/').any(|part| target.split('/').any(|it| it.trim_start_matches('.') == part))
                    || target.contains(".cache")
            }
        })
    };
    mounts(model.instruction(instruction)).any(|it| it.target().is_some_and(|target| covers(target.as_str())))
}
