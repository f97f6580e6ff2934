//! What looks like an array and is no JSON: the builder takes it as text.
//!
//! `[ -f x ]` and `[[ -f x ]]` are tests of the shell, and fine.

use crate::rules::{Edit, Finding, Fix, Input, Rule, Safety};
use crate::source::Span;
use crate::syntax::ast::{Exec, Form, Healthcheck, Instruction, Kind, Text};

pub(super) const RULE: Rule = Rule { id: "exec-form-broken", check };

/// Quotes that people or their editors write for `"`.
const OTHER_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201c}', '\u{201d}'];

fn check(input: &Input) -> Vec<Finding> {
    input.model.instructions().filter_map(|(_, _, it)| finding(it)).collect()
}

fn finding(instruction: &Instruction) -> Option<Finding> {
    let (text, message) = match &instruction.kind {
        Kind::Cmd(exec) | Kind::Entrypoint(exec) | Kind::Healthcheck(Healthcheck::Cmd(exec)) => {
            (exec_text(exec)?, "this array is no JSON, so a shell is started with it as its text")
        }
        Kind::Run(run) if instruction.heredocs.is_empty() => match &run.form {
            Form::Shell(script) if is_array(&script.text.text) => {
                (&script.text, "this array is no JSON, so the shell looks for a program of that name")
            }
            _ => return None,
        },
        Kind::Volume(words) if words.first()?.as_str().starts_with('[') && is_array(&instruction.arguments.text) => {
            (&instruction.arguments, "this array is no JSON, so the volume's path begins with the bracket")
        }
        Kind::Copy(transfer) | Kind::Add(transfer) if !transfer.json && is_array(&instruction.arguments.text) => {
            (&instruction.arguments, "this array is no JSON, so its words are taken as paths, brackets included")
        }
        _ => return None,
    };
    let span = text.span();
    let finding = Finding::new(span, message);
    Some(match mended(text, span) {
        Some(array) => {
            let title = format!("write `{array}`");
            finding.help(title.clone()).fix(Fix::new(title, Safety::Unsafe, vec![Edit::replace(span, array)]))
        }
        None => finding,
    })
}

fn exec_text(exec: &Exec) -> Option<&Text> {
    let Form::Shell(script) = &exec.form else { return None };
    (exec.broken_json || is_array(&script.text.text)).then_some(&script.text)
}

/// Brackets around what begins with a quote, or with a letter: the shell's `[` has a blank behind it.
fn is_array(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|it| it.strip_suffix(']')) else { return false };
    let is_quote = |it: char| it == '"' || OTHER_QUOTES.contains(&it);
    inner.trim_start().starts_with(is_quote) && inner.contains(',')
        || inner.starts_with(is_quote)
        || (inner.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '/') && inner.contains(','))
}

/// The array with double quotes, and without a comma at its end, where that is JSON and stands on one line.
fn mended(text: &Text, span: Span) -> Option<String> {
    if span.end - span.start != text.text.len() as u32 || text.text.contains(['"', '\\']) && text.text.contains('\'') {
        return None;
    }
    let quoted = text.text.replace(OTHER_QUOTES, "\"");
    let inner = quoted.strip_prefix('[')?.strip_suffix(']')?.trim_end();
    let array = format!("[{}]", inner.strip_suffix(',').unwrap_or(inner));
    serde_json::from_str::<Vec<String>>(&array).is_ok().then_some(array)
}
