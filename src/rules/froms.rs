//! The FROMs of a file as rules about their words ask for them.

use crate::model::Model;
use crate::syntax::ast::{Flag, From, Instruction, Kind, Word};

/// Every FROM with its instruction, in order.
pub(super) fn all(model: &Model) -> impl Iterator<Item = (&Instruction, &From)> {
    model.dockerfile.instructions.iter().filter_map(|instruction| match &instruction.kind {
        Kind::From(from) => Some((instruction, from)),
        _ => None,
    })
}

/// Every FROM with a `--platform`: the flag, and its value.
pub(super) fn platforms(model: &Model) -> impl Iterator<Item = (&From, &Flag, &Word)> {
    all(model).filter_map(|(instruction, from)| {
        let flag = instruction.flag("platform")?;
        Some((from, flag, flag.value.as_ref()?))
    })
}

/// The words that name what COPY, ADD and mounts take their files from.
pub(super) fn taken_from(model: &Model) -> impl Iterator<Item = &Word> {
    model.dockerfile.instructions.iter().flat_map(|it| match &it.kind {
        Kind::Copy(_) | Kind::Add(_) => it.flag_value("from").into_iter().collect::<Vec<_>>(),
        Kind::Run(run) => run.mounts.iter().filter_map(|mount| mount.get("from")).collect(),
        _ => Vec::new(),
    })
}

/// A word without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    text.trim_matches(['"', '\''])
}

/// `C:\app`, `c:/app`: absolute on Windows.
pub(super) fn is_on_drive(path: &str) -> bool {
    let mut letters = path.chars();
    letters.next().is_some_and(char::is_alphabetic) && letters.next() == Some(':')
}
