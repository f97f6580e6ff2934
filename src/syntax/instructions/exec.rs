//! RUN, CMD, ENTRYPOINT and SHELL: exec form or shell form.

use std::ops::Range;

use super::super::ast::{Exec, Form, Heredoc, JsonString, Kind, Run, Text, Word};
use super::super::json::Json;
use super::super::shell::Script;
use super::super::stage::{self, Stages};
use super::super::{flags, heredoc};
use super::{Input, Refusal, mount};

pub(super) fn run(input: &mut Input, stages: &Stages) -> Result<Kind, Refusal> {
    flags::check(input.keyword, input.flags)?;
    let mounts = mount::read(input.flags)?;
    let form = match std::mem::replace(&mut input.json, Json::No) {
        Json::Strings(words) => Form::Exec(strings(words)),
        _ => Form::Shell(script(input, stages)),
    };
    Ok(Kind::Run(Run { form, mounts }))
}

/// CMD and ENTRYPOINT.
pub(super) fn exec(input: &mut Input, stages: &Stages) -> Result<Exec, Refusal> {
    flags::check(input.keyword, input.flags)?;
    let json = std::mem::replace(&mut input.json, Json::No);
    Ok(form(input.line, input.rest.clone(), json, stages))
}

/// The command in the part `range` of the line, which is `json`.
pub(super) fn form(line: &Text, range: Range<usize>, json: Json, stages: &Stages) -> Exec {
    match json {
        Json::Strings(words) => Exec { form: Form::Exec(strings(words)), broken_json: false },
        _ => {
            let broken_json = looks_like_json(&line.text[range.clone()]);
            Exec { form: Form::Shell(stages.script(line.slice(range))), broken_json }
        }
    }
}

pub(super) fn shell(input: &mut Input, stages: &mut Stages) -> Result<Kind, Refusal> {
    flags::check(input.keyword, input.flags)?;
    match std::mem::replace(&mut input.json, Json::No) {
        Json::Strings(words) if !words.is_empty() => {
            if !input.behind_onbuild {
                stages.shell(&words);
            }
            Ok(Kind::Shell(strings(words)))
        }
        Json::No if !input.rest.is_empty() => {
            Err(Refusal::meaning("`SHELL` takes a JSON array only: `[\"/bin/sh\", \"-c\"]`", input.rest_span()))
        }
        _ => Err(input.missing("a JSON array with a program")),
    }
}

fn strings(words: Vec<Word>) -> Vec<JsonString> {
    words.into_iter().map(|word| JsonString { value: word.text.text, span: word.span }).collect()
}

/// Shell text that somebody meant as an array. `[ -f x ]` and `[ "$a" = b ]` are tests, and fine.
fn looks_like_json(text: &str) -> bool {
    let is_quote = |it: char| matches!(it, '"' | '\'' | '\u{201c}' | '\u{201d}' | '\u{2018}' | '\u{2019}');
    let Some(inner) = text.strip_prefix('[') else { return false };
    inner.starts_with(is_quote) || (text.ends_with(']') && inner.contains(',') && inner.contains(is_quote))
}

/// What RUN gives to the shell. A line that is nothing but an opener runs the heredoc's body;
/// any other line goes to the shell together with the bodies.
fn script(input: &Input, stages: &Stages) -> Script {
    let mut text = input.line.slice(input.rest.clone());
    let Some(first) = input.heredocs.first() else { return stages.script(text) };
    if matches!(heredoc::opener(&text.text), Ok(Some(_))) {
        return body(first, stages);
    }
    for heredoc in input.heredocs.iter() {
        heredoc::as_written(input.file, heredoc, &mut text);
    }
    stages.script(text)
}

/// A body that is run by itself, by the program of its `#!` line if it has one.
fn body(heredoc: &Heredoc, stages: &Stages) -> Script {
    let text = heredoc.body.clone();
    let Some(line) = text.text.strip_prefix("#!").filter(|_| !stages.is_windows()) else {
        return stages.script(text);
    };
    let line = line.lines().next().unwrap_or_default();
    let mut words = line.split_whitespace().map(|word| word.rsplit('/').next().unwrap_or_default());
    let mut program = words.next().unwrap_or_default();
    if program == "env" {
        program = words.find(|word| !word.starts_with('-') && !word.contains('=')).unwrap_or_default();
    }
    let is_shell = matches!(program, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh" | "mksh");
    if is_shell { stage::posix(text) } else { stage::opaque(text) }
}
