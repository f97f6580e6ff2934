//! Instructions in the form in which BuildKit's parser shows them: a keyword, flags, and tokens.

use dockvet::source::Source;
use dockvet::syntax::ast::{Exec, Form, Healthcheck, Instruction, JsonString, Kind, Pair, TransferSource, Word};

/// The tokens of an instruction that is valid; `None` for an invalid one.
pub(crate) fn tokens(instruction: &Instruction, source: &Source) -> Option<Vec<String>> {
    let text = |word: &Word| word.as_str().to_owned();
    Some(match &instruction.kind {
        Kind::From(from) => {
            let keyword = from.as_keyword.map(|span| source.slice(span).to_owned());
            let name = from.name_word.as_ref().map(text);
            [Some(text(&from.image)), keyword, name].into_iter().flatten().collect()
        }
        Kind::Run(run) => form(&run.form, instruction),
        Kind::Cmd(exec) | Kind::Entrypoint(exec) => form(&exec.form, instruction),
        Kind::Shell(words) => strings(words),
        Kind::Copy(transfer) | Kind::Add(transfer) => {
            let sources = transfer.sources.iter().map(|it| match it {
                TransferSource::Path(word) => text(word),
                TransferSource::Heredoc(index) => source.slice(instruction.heredocs[*index].opener).to_owned(),
            });
            sources.chain([text(&transfer.destination)]).collect()
        }
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.iter().flat_map(pair).collect(),
        Kind::Arg(arguments) => {
            let shown = arguments.iter().map(|it| match &it.default {
                Some(default) => format!("{}={}", it.name.as_str(), default.as_str()),
                None => text(&it.name),
            });
            shown.collect()
        }
        Kind::User(word) | Kind::Workdir(word) | Kind::Stopsignal(word) | Kind::Maintainer(word) => vec![text(word)],
        Kind::Expose(words) | Kind::Volume(words) => words.iter().map(text).collect(),
        Kind::Healthcheck(Healthcheck::None) => vec!["NONE".to_owned()],
        Kind::Healthcheck(Healthcheck::Cmd(exec)) => healthcheck(exec),
        Kind::Onbuild(_) => Vec::new(),
        Kind::Invalid(_) => return None,
    })
}

fn healthcheck(exec: &Exec) -> Vec<String> {
    let command = match &exec.form {
        Form::Exec(words) => strings(words),
        Form::Shell(script) => vec![script.text.text.clone()],
    };
    ["CMD".to_owned()].into_iter().chain(command).collect()
}

fn form(form: &Form, instruction: &Instruction) -> Vec<String> {
    match form {
        Form::Exec(words) => strings(words),
        Form::Shell(_) if instruction.arguments.text.is_empty() => Vec::new(),
        Form::Shell(_) => vec![instruction.arguments.text.clone()],
    }
}

fn strings(words: &[JsonString]) -> Vec<String> {
    words.iter().map(|word| word.value.clone()).collect()
}

fn pair(pair: &Pair) -> [String; 3] {
    let separator = if pair.legacy { "" } else { "=" };
    [pair.key.as_str().to_owned(), pair.value.as_str().to_owned(), separator.to_owned()]
}

/// `--name=value`, as BuildKit keeps them.
pub(crate) fn flags(instruction: &Instruction) -> Vec<String> {
    let shown = instruction.flags.iter().map(|flag| match &flag.value {
        Some(value) => format!("--{}={}", flag.name, value.as_str()),
        None => format!("--{}", flag.name),
    });
    shown.collect()
}
