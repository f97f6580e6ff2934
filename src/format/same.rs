//! Whether the builder reads the same from two texts.

use crate::source::Source;
use crate::syntax;
use crate::syntax::ast::{Dockerfile, Exec, Form, Healthcheck, Instruction, JsonString, Kind, TransferSource, Word};
use crate::syntax::shell::{Command, Part, Script, ShellWord, Step};

use super::quotes;

/// Whether `after` is built as `before` is: the same directives and comments, and of each instruction the same flags,
/// words, JSON strings, heredocs and shell text but for blanks that the shell skips.
pub(super) fn means_the_same(source: &Source, before: &Dockerfile, after: &Source) -> bool {
    let parsed = syntax::parse(after);
    let directives = |it: &Dockerfile| -> Vec<(String, String)> {
        it.directives.iter().map(|it| (it.name.clone(), it.value.clone())).collect()
    };
    let comments = |it: &Dockerfile| -> Vec<String> { it.comments.iter().map(|it| it.text.clone()).collect() };
    directives(before) == directives(&parsed)
        && before.escape == parsed.escape
        && comments(before) == comments(&parsed)
        && before.instructions.len() == parsed.instructions.len()
        && before
            .instructions
            .iter()
            .zip(&parsed.instructions)
            .all(|(one, other)| meaning(source, one) == meaning(after, other))
}

/// Everything of an instruction but its layout, as a list of texts.
fn meaning(source: &Source, instruction: &Instruction) -> Vec<String> {
    let mut said = vec![source.slice(instruction.keyword).to_ascii_uppercase()];
    let word = |it: &Word| it.text.text.clone();
    said.extend(instruction.flags.iter().map(|it| format!("{}={:?}", it.name, it.value.as_ref().map(word))));
    for heredoc in &instruction.heredocs {
        said.push(format!("{} {} {}", heredoc.name, heredoc.descriptor, heredoc.expand));
        said.push(heredoc.body.text.clone());
    }
    match &instruction.kind {
        Kind::From(from) => {
            said.push(word(&from.image));
            said.extend(from.name_word.as_ref().map(word));
        }
        Kind::Run(run) => of_form(&run.form, &mut said),
        Kind::Cmd(it) | Kind::Entrypoint(it) | Kind::Healthcheck(Healthcheck::Cmd(it)) => of_exec(it, &mut said),
        Kind::Healthcheck(Healthcheck::None) => said.push("NONE".to_owned()),
        Kind::Shell(strings) => of_strings(strings, &mut said),
        Kind::Copy(transfer) | Kind::Add(transfer) => {
            said.extend(transfer.sources.iter().map(|it| match it {
                TransferSource::Path(path) => word(path),
                TransferSource::Heredoc(index) => format!("<<{index}"),
            }));
            said.push(word(&transfer.destination));
        }
        Kind::Env(pairs) | Kind::Label(pairs) => {
            said.extend(pairs.iter().flat_map(|it| [word(&it.key), word(&it.value), it.legacy.to_string()]));
        }
        Kind::Arg(arguments) => {
            said.extend(arguments.iter().map(|it| format!("{} {:?}", word(&it.name), it.default.as_ref().map(word))));
        }
        Kind::Expose(words) | Kind::Volume(words) => said.extend(words.iter().map(word)),
        Kind::User(it) | Kind::Workdir(it) | Kind::Stopsignal(it) | Kind::Maintainer(it) => said.push(word(it)),
        Kind::Onbuild(inner) => said.extend(meaning(source, inner)),
        Kind::Invalid(_) => said.push(source.slice(instruction.span).to_owned()),
    }
    said
}

fn of_exec(exec: &Exec, said: &mut Vec<String>) {
    said.push(exec.broken_json.to_string());
    of_form(&exec.form, said);
}

fn of_form(form: &Form, said: &mut Vec<String>) {
    match form {
        Form::Exec(strings) => of_strings(strings, said),
        Form::Shell(script) => of_script(script, said),
    }
}

fn of_strings(strings: &[JsonString], said: &mut Vec<String>) {
    said.extend(strings.iter().map(|it| it.value.clone()));
}

/// The text with each run of blanks that count for nothing as one, and the words that the shell parser sees.
fn of_script(script: &Script, said: &mut Vec<String>) {
    let text = &script.text.text;
    if !script.understood {
        said.push(text.clone());
        return;
    }
    let free = quotes::outside(text);
    let mut shown = String::new();
    for (at, it) in text.char_indices() {
        let is_blank = (it == ' ' || it == '\t') && free[at];
        match is_blank {
            true if shown.ends_with(' ') => (),
            true => shown.push(' '),
            false => shown.push(it),
        }
    }
    said.push(shown);
    of_steps(&script.steps, said);
}

fn of_steps(steps: &[Step], said: &mut Vec<String>) {
    for step in steps {
        match step {
            Step::Command(command) => of_command(command, said),
            Step::Enter => said.push("(".to_owned()),
            Step::Leave => said.push(")".to_owned()),
        }
    }
}

fn of_command(command: &Command, said: &mut Vec<String>) {
    said.push(format!("{:?} {:?} {:?}", command.reach, command.link, command.failure));
    for assignment in &command.assignments {
        said.push(assignment.name.clone());
        of_word(&assignment.value, said);
    }
    for word in &command.words {
        of_word(word, said);
    }
    for redirect in &command.redirects {
        said.push(format!("{:?} {:?} {:?}", redirect.kind, redirect.descriptor, redirect.body));
        of_word(&redirect.target, said);
    }
}

fn of_word(word: &ShellWord, said: &mut Vec<String>) {
    for part in &word.parts {
        match part {
            Part::Literal { text, glob } => said.push(format!("{text} {glob}")),
            Part::Variable { name, quoted, .. } => said.push(format!("${name} {quoted}")),
            Part::Substitution { steps, .. } => of_steps(steps, said),
            Part::Unknown => said.push("?".to_owned()),
        }
    }
    said.push("|".to_owned());
}
