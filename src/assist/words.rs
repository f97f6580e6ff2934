//! The words of an instruction and what each is for.

use crate::syntax::ast::{Instruction, Kind, TransferSource, Word};

/// What a word is for. BuildKit expands the variables in all of them but names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role<'a> {
    Image,
    StageName,
    /// The value of the flag of this name.
    Flag(&'a str),
    /// The value of a `--mount` field of this name.
    Mount(&'a str),
    /// A source of COPY or ADD, counted with the heredocs.
    Source(usize),
    Destination,
    /// A name of ENV or LABEL.
    Key,
    Value,
    ArgName,
    ArgDefault,
    User,
    Workdir,
    Port,
    Volume,
    Signal,
    Maintainer,
}

impl Role<'_> {
    /// Whether variables in it are expanded.
    pub(super) fn expands(self) -> bool {
        !matches!(self, Role::StageName | Role::ArgName | Role::Maintainer)
    }
}

/// All words of an instruction, those of its flags first. Shell text and JSON strings are none.
pub(super) fn words(instruction: &Instruction) -> Vec<(Role<'_>, &Word)> {
    let mut words = Vec::new();
    let mounts = match &instruction.kind {
        Kind::Run(run) => run.mounts.as_slice(),
        _ => &[],
    };
    for flag in &instruction.flags {
        let is_read = flag.name == "mount" && mounts.iter().any(|it| it.span == flag.span);
        if let Some(value) = flag.value.as_ref().filter(|_| !is_read) {
            words.push((Role::Flag(&flag.name), value));
        }
    }
    for mount in mounts {
        words.extend(mount.fields.iter().map(|(key, value)| (Role::Mount(key), value)));
    }
    arguments(&instruction.kind, &mut words);
    words
}

fn arguments<'a>(kind: &'a Kind, words: &mut Vec<(Role<'a>, &'a Word)>) {
    match kind {
        Kind::From(from) => {
            words.push((Role::Image, &from.image));
            words.extend(from.name_word.as_ref().map(|word| (Role::StageName, word)));
        }
        Kind::Copy(transfer) | Kind::Add(transfer) => {
            for (index, source) in transfer.sources.iter().enumerate() {
                if let TransferSource::Path(word) = source {
                    words.push((Role::Source(index), word));
                }
            }
            words.push((Role::Destination, &transfer.destination));
        }
        Kind::Env(pairs) | Kind::Label(pairs) => {
            for pair in pairs {
                words.push((Role::Key, &pair.key));
                words.push((Role::Value, &pair.value));
            }
        }
        Kind::Arg(arguments) => {
            for argument in arguments {
                words.push((Role::ArgName, &argument.name));
                words.extend(argument.default.as_ref().map(|word| (Role::ArgDefault, word)));
            }
        }
        Kind::User(word) => words.push((Role::User, word)),
        Kind::Workdir(word) => words.push((Role::Workdir, word)),
        Kind::Expose(ports) => words.extend(ports.iter().map(|word| (Role::Port, word))),
        Kind::Volume(volumes) => words.extend(volumes.iter().map(|word| (Role::Volume, word))),
        Kind::Stopsignal(word) => words.push((Role::Signal, word)),
        Kind::Maintainer(word) => words.push((Role::Maintainer, word)),
        Kind::Run(_)
        | Kind::Cmd(_)
        | Kind::Entrypoint(_)
        | Kind::Shell(_)
        | Kind::Healthcheck(_)
        | Kind::Onbuild(_)
        | Kind::Invalid(_) => {}
    }
}
