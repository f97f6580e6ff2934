//! `CMD` or `ENTRYPOINT` as shell text: a shell is process 1, and signals go to it.
//!
//! Only possible where the text begins with `exec`, where a SHELL instruction chose the shell, where the text was
//! meant as an array (another rule tells that), and for `HEALTHCHECK`, whose command gets no signals.

use crate::model::stage::State;
use crate::rules::{Confidence, Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind};
use crate::syntax::shell::{Command, Part, Script, ShellWord};

pub(super) const RULE: Rule = Rule { id: "shell-form-start-command", check };

fn check(input: &Input) -> Vec<Finding> {
    let told = input.model.instructions().filter_map(|(stage, index, it)| finding(it, stage.before(index)));
    told.collect()
}

fn finding(instruction: &Instruction, before: &State) -> Option<Finding> {
    let (exec, keyword) = match &instruction.kind {
        Kind::Cmd(exec) => (exec, "CMD"),
        Kind::Entrypoint(exec) => (exec, "ENTRYPOINT"),
        Kind::Healthcheck(Healthcheck::Cmd(exec)) => (exec, "HEALTHCHECK"),
        _ => return None,
    };
    let Exec { form: Form::Shell(script), broken_json } = exec else { return None };
    let span = if script.text.text.is_empty() { instruction.keyword } else { script.text.span() };
    if keyword == "HEALTHCHECK" {
        let finding = Finding::new(span, "the health check is shell text, so it needs a shell in the image");
        return Some(finding.known_as(&["DL3025"]).confidence(Confidence::Possible));
    }
    let has_shell = before.shell_instruction.is_some();
    let is_meant = has_shell || *broken_json || begins_with_exec(script) || script.text.text.is_empty();
    let finding = Finding::new(span, "a shell runs this, and signals go to the shell");
    let finding = if has_shell { finding.known_as(&["DL3025"]) } else { finding };
    Some(match array(script).filter(|_| !is_meant) {
        Some(array) => rewritten(finding, span, keyword, &array),
        None if is_meant => finding.confidence(Confidence::Possible),
        None => finding,
    })
}

fn rewritten(finding: Finding, span: Span, keyword: &str, array: &str) -> Finding {
    let title = format!("write `{keyword} {array}`");
    finding.help(title.clone()).fix(Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, array)]))
}

/// `exec program ...` puts the program into the shell's place.
fn begins_with_exec(script: &Script) -> bool {
    script.commands().any(|it| it.words.first().and_then(literal).as_deref() == Some("exec"))
}

/// The array that means the same, where the text is one command of plain words.
pub(super) fn array(script: &Script) -> Option<String> {
    let mut commands = script.commands();
    let (Some(Command { words, assignments, redirects, .. }), None, true) =
        (commands.next(), commands.next(), script.understood)
    else {
        return None;
    };
    let is_plain = assignments.is_empty() && redirects.is_empty() && script.steps.len() == 1;
    // A `&`, `;` or `!` leaves no trace in the words.
    let has_operator = script.text.text.contains(['&', ';', '!', '|', '(', '{', '~', '\n']);
    if !is_plain || has_operator || words.is_empty() {
        return None;
    }
    let words: Option<Vec<String>> = words.iter().map(literal).collect();
    let words = words?.iter().map(|it| quoted(it)).collect::<Option<Vec<_>>>()?;
    Some(format!("[{}]", words.join(", ")))
}

fn literal(word: &ShellWord) -> Option<String> {
    let text = |part: &Part| match part {
        Part::Literal { text, glob: false } => Some(text.clone()),
        _ => None,
    };
    word.parts.iter().map(text).collect()
}

/// As a JSON string; `None` for what would need escapes, or which an instruction's own syntax reads otherwise.
fn quoted(word: &str) -> Option<String> {
    let is_plain = |it: char| it.is_ascii_graphic() && !matches!(it, '"' | '\\' | '`' | '$') || it == ' ';
    word.chars().all(is_plain).then(|| format!("\"{word}\""))
}
