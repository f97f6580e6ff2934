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
    is_array(&script.text.text).then_some(&script.text)
}

/// A bracket with a quote behind it; or brackets around words with commas between them.
fn is_array(text: &str) -> bool {
    let is_quote = |it: char| it == '"' || OTHER_QUOTES.contains(&it);
    let Some(inner) = text.strip_prefix('[') else { return false };
    if inner.starts_with(is_quote) {
        return true;
    }
    let Some(inner) = inner.strip_suffix(']') else { return false };
    match inner.trim_start().strip_prefix(is_quote).and_then(|it| it.split_once(is_quote)) {
        Some((_, rest)) => rest.trim_start().starts_with(','),
        None => inner.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '/') && inner.contains(','),
    }
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
