//! A COPY of an archive that a RUN of the stage unpacks: the archive stays in a layer.
//!
//! Only possible for what `ADD` would not unpack: single files that are compressed.

use crate::model::Model;
use crate::model::run::{Invocation, Origin};
use crate::rules::commands::{self, Arguments};
use crate::rules::{Confidence, Finding, Input, Rule, froms};
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
