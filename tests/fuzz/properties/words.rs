//! The words and strings of an instruction, whatever its kind.

use dockvet::syntax::ast::{Form, Healthcheck, Instruction, JsonString, Kind, TransferSource, Word};

/// Every word of an instruction that stands in the file as it reads, one after the other.
pub(crate) fn plain_words(instruction: &Instruction) -> Vec<&Word> {
    match &instruction.kind {
        Kind::From(from) => [Some(&from.image), from.name_word.as_ref()].into_iter().flatten().collect(),
        Kind::Copy(transfer) | Kind::Add(transfer) if !transfer.json => {
            let paths = transfer.sources.iter().filter_map(|it| match it {
                TransferSource::Path(word) => Some(word),
                TransferSource::Heredoc(_) => None,
            });
            paths.chain([&transfer.destination]).collect()
        }
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.iter().flat_map(|it| [&it.key, &it.value]).collect(),
        Kind::Arg(arguments) => {
            arguments.iter().flat_map(|it| [Some(&it.name), it.default.as_ref()].into_iter().flatten()).collect()
        }
        Kind::User(word) | Kind::Workdir(word) | Kind::Stopsignal(word) | Kind::Maintainer(word) => vec![word],
        Kind::Expose(words) => words.iter().collect(),
        _ => Vec::new(),
    }
}

/// Every string of an exec form.
pub(crate) fn json_strings(instruction: &Instruction) -> &[JsonString] {
    match &instruction.kind {
        Kind::Run(run) => form_strings(&run.form),
        Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => {
            form_strings(&exec.form)
        }
        Kind::Shell(words) => words,
        _ => &[],
    }
}

fn form_strings(form: &Form) -> &[JsonString] {
    match form {
        Form::Exec(words) => words,
        Form::Shell(_) => &[],
    }
}
