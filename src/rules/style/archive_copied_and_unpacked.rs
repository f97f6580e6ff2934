//! A COPY of an archive that a RUN of the stage unpacks: the archive stays in a layer.
//!
//! Only possible for what `ADD` would not unpack: single files that are compressed.

use crate::context::Node;
use crate::model::Model;
use crate::model::copy::SourceState;
use crate::model::path;
use crate::model::run::{Invocation, Origin};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::rules::{froms, lists};
use crate::source::Span;
use crate::syntax::ast::{Instruction, Kind, Transfer, TransferSource};

use super::add_instead_of_copy::is_archive;

pub(super) const RULE: Rule = Rule { id: "archive-copied-and-unpacked", check };

/// Tools that unpack the file that they are given.
const UNPACKERS: [&str; 9] = ["unzip", "gunzip", "bunzip2", "unlzma", "unxz", "zgz", "uncompress", "zcat", "gzcat"];

/// What a command does with an archive.
enum Unpacking {
    Tar,
    /// `tar xf`: without a dash.
    OldTar,
    /// One file, which `ADD` would leave as it is.
    File,
}

fn check(input: &Input) -> Vec<Finding> {
    let model = input.model;
    let commands = commands::all(model).into_iter().filter(|it| it.origin != Origin::Onbuild);
    let unpacking: Vec<(&Invocation, Unpacking)> =
        commands.filter_map(|command| Some((command, unpacking(command)?))).collect();
    let instructions = model.dockerfile.instructions.iter().enumerate();
    instructions.filter_map(|(index, instruction)| finding(model, &unpacking, index, instruction)).collect()
}

fn finding(
    model: &Model,
    unpacking: &[(&Invocation, Unpacking)],
    index: usize,
    instruction: &Instruction,
) -> Option<Finding> {
    let Kind::Copy(transfer) = &instruction.kind else { return None };
    if instruction.flag("from").is_some() {
        return None;
    }
    let stage = model.stages.iter().find(|it| it.instructions.contains(&index))?;
    let archives = archives(transfer);
    let later = unpacking.iter().filter(|(it, _)| it.stage == stage.id && it.instruction > index);
    let mut found = later.filter_map(|(it, how)| Some((it, how, archives.iter().find(|(name, _)| names(it, name))?)));
    let (command, how, (name, span)) = found.next()?;
    let message = format!("`{name}` stays in this layer, though it is unpacked below");
    let finding = Finding::new(*span, message).label(model.place(command.span), "it is unpacked here");
    let finding = match how {
        Unpacking::Tar | Unpacking::OldTar => match fix(model, index, command) {
            Some(fix) => finding.fix(fix),
            None => finding,
        },
        Unpacking::File => finding,
    };
    Some(match how {
        Unpacking::Tar => finding,
        Unpacking::OldTar => finding.own(),
        Unpacking::File => finding.confidence(Confidence::Possible),
    })
}

/// The archives that an instruction copies, as they are called afterwards.
fn archives(transfer: &Transfer) -> Vec<(&str, Span)> {
    let target = &transfer.destination;
    if is_archive(froms::unquoted(target.as_str())) {
        return vec![(base_name(target.as_str()), target.span)];
    }
    let words = transfer.sources.iter().filter_map(|source| match source {
        TransferSource::Path(word) => Some(word),
        TransferSource::Heredoc(_) => None,
    });
    let archives = words.filter(|word| is_archive(froms::unquoted(word.as_str())));
    archives.map(|word| (base_name(word.as_str()), word.span)).collect()
}

fn base_name(text: &str) -> &str {
    froms::unquoted(text).rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether a word of the command names the file.
fn names(command: &Invocation, name: &str) -> bool {
    Arguments::of(command).words().iter().any(|word| base_name(&word.text) == name)
}

fn unpacking(command: &Invocation) -> Option<Unpacking> {
    let program = commands::program(command)?;
    if UNPACKERS.contains(&program) {
        return Some(Unpacking::File);
    }
    if program != "tar" {
        return None;
    }
    let arguments = Arguments::of(command);
    let first = arguments.words().first()?;
    match arguments.has(&["x", "extract", "get"]) {
        true => Some(Unpacking::Tar),
        false => (!first.text.starts_with('-') && first.text.contains('x')).then_some(Unpacking::OldTar),
    }
}

/// ADD, which unpacks by itself, for a COPY of one archive that one `tar` unpacks whole and nobody else asks for.
fn fix(model: &Model, copy: usize, tar: &Invocation) -> Option<Fix> {
    let instruction = model.instruction(copy);
    let Kind::Copy(transfer) = &instruction.kind else { return None };
    let copied = model.copy_at(copy)?;
    let ([TransferSource::Path(source)], [only]) = (transfer.sources.as_slice(), copied.sources.as_slice()) else {
        return None;
    };
    let is_there = matches!(&only.state, SourceState::Context { node: Node::File { .. }, .. });
    let target = &transfer.destination;
    let has_flags = instruction.flags.iter().any(|flag| flag.name != "chown");
    let is_written = model.source.slice(target.span) == target.as_str() && !transfer.json;
    if !is_there || !is_written || has_flags || source.as_str().contains('$') {
        return None;
    }
    let renamed = is_archive(target.as_str());
    let name = if renamed { base_name(target.as_str()) } else { base_name(source.as_str()) };
    let landed = copied.destination.path.as_deref()?;
    let landed = if renamed { landed.to_owned() } else { path::child(landed, name) };
    let folder = unpacked_in(tar, &landed)?;
    let stage = model.stages.get(tar.stage)?;
    let mut gone = vec![tar];
    for other in model.invocations.iter().chain(&model.aside).filter(|it| it.stage == stage.id) {
        let is_named = model.source.slice(other.span).contains(name);
        if !is_named || other.span == tar.span {
            continue;
        }
        let is_removal = other.instruction == tar.instruction && commands::program(other) == Some("rm");
        let removes_more = Arguments::of(other).operands(&[]).len() != 1;
        if !is_removal || removes_more {
            return None;
        }
        gone.push(other);
    }
    // A folder that is gone to for nothing but this.
    let beside = || commands::beside(model, tar).filter(|it| !gone.iter().any(|gone| gone.span == it.span));
    let left: Vec<&Invocation> = beside().collect();
    if left.iter().all(|it| commands::program(it) == Some("cd")) {
        gone.extend(left);
    }
    let mut all = lists::without(model, &gone)?;
    let end = if folder.ends_with('/') { "" } else { "/" };
    let is_lower = model.source.slice(instruction.keyword).starts_with('c');
    all.push(Edit::replace(instruction.keyword, if is_lower { "add" } else { "ADD" }));
    all.push(Edit::replace(target.span, format!("{folder}{end}")));
    Some(Fix::new("let `ADD` unpack it", Safety::Unsafe, all))
}

/// The folder that `tar` unpacks the whole archive at `archive` in; `None` where its words say anything else.
fn unpacked_in(tar: &Invocation, archive: &str) -> Option<String> {
    let own = tar.folder.clone();
    let at = |name: &str| match name.starts_with('/') {
        true => Some(path::clean(name)),
        false => own.as_deref().map(|folder| path::join(folder, name)),
    };
    let mut folder = own.clone();
    let mut names = false;
    let mut words = tar.words.iter().skip(1).map(|it| it.text.as_str());
    while let Some(word) = words.next() {
        let letters = word.strip_prefix('-').unwrap_or(word);
        match word {
            "-C" | "--directory" => folder = at(words.next()?),
            _ if word.starts_with("--directory=") => folder = at(word.split_once('=')?.1),
            "--extract" | "--gzip" | "--verbose" | "--bzip2" | "--xz" | "--no-same-owner" => {}
            _ if at(word).as_deref() == Some(archive) => names = true,
            _ if !letters.is_empty() && letters.chars().all(|it| "xzvfjJpo".contains(it)) => {}
            _ => return None,
        }
    }
    folder.filter(|it| names && !it.contains(['$', ' ']))
}
