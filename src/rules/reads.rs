//! Whether an instruction reads a variable.

use crate::model::Model;
use crate::syntax::ast::{Form, Instruction, Kind, Run, TransferSource, Word};
use crate::syntax::expand;

/// What programs call the variables that they look up by name.
const LOOK_UPS: [&str; 6] = ["environ", "getenv", "printenv", "process.env", "ENV[", "System.get_env"];

/// Whether a word of the instruction, or the text of its shell, names the variable to read it.
pub(super) fn reads(model: &Model, instruction: &Instruction, name: &str) -> bool {
    let escape = model.dockerfile.escape;
    let is_read = |word: &Word| expand::uses(word, escape).iter().any(|it| it.name == name);
    if instruction.flags.iter().filter_map(|flag| flag.value.as_ref()).any(is_read) {
        return true;
    }
    match &instruction.kind {
        Kind::Run(run) => shell_reads(run, name),
        Kind::Onbuild(inner) => reads(model, inner, name),
        Kind::Env(pairs) | Kind::Label(pairs) => pairs.iter().any(|pair| is_read(&pair.value) || is_read(&pair.key)),
        Kind::Arg(arguments) => arguments.iter().filter_map(|it| it.default.as_ref()).any(is_read),
        Kind::Expose(words) | Kind::Volume(words) => words.iter().any(is_read),
        Kind::User(word) | Kind::Workdir(word) | Kind::Stopsignal(word) => is_read(word),
        Kind::Copy(transfer) | Kind::Add(transfer) => {
            let of_source = |it: &TransferSource| match it {
                TransferSource::Path(word) => is_read(word),
                TransferSource::Heredoc(index) => {
                    let heredoc = instruction.heredocs.get(*index).filter(|it| it.expand);
                    heredoc.is_some_and(|it| expands(&it.body.text, name))
                }
            };
            transfer.sources.iter().any(of_source) || is_read(&transfer.destination)
        }
        _ => false,
    }
}

fn shell_reads(run: &Run, name: &str) -> bool {
    match &run.form {
        Form::Shell(script) => text_reads(&script.text.text, name),
        Form::Exec(words) => words.iter().any(|word| text_reads(&word.value, name)),
    }
}

fn text_reads(text: &str, name: &str) -> bool {
    expands(text, name) || LOOK_UPS.iter().any(|it| text.contains(it)) && places(text, name).next().is_some()
}

/// Whether `$NAME` or `${NAME...}` stands in the text.
fn expands(text: &str, name: &str) -> bool {
    places(text, name).any(|at| text[..at].trim_end_matches(['{', '!', '#']).ends_with('$'))
}

/// Where the whole name stands.
fn places<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = usize> {
    let is_part = |it: char| it == '_' || it.is_ascii_alphanumeric();
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        !text[..*at].ends_with(is_part) && !text[*at + name.len()..].starts_with(is_part) && !name.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::text_reads;

    #[test]
    fn whole_names_count() {
        for text in [
            "echo $TOKEN",
            "x=\"${TOKEN:-a}\"",
            "echo ${#TOKEN}",
            "python -c 'os.environ[\"TOKEN\"]'",
            "printenv TOKEN",
        ] {
            assert!(text_reads(text, "TOKEN"), "{text}");
        }
        for text in ["cat $NPM_TOKEN_FILE", "echo $TOKENS", "echo TOKEN", "id=TOKEN", "printenv TOKEN_2"] {
            assert!(!text_reads(text, "TOKEN"), "{text}");
        }
    }
}
