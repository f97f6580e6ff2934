//! Shell words to arguments, as far as their variables are known.

use crate::facts::commands::Arg;
use crate::syntax::expand::Value;
use crate::syntax::shell::{Part, ShellWord};

/// Nested `${a:-${b:-...}}` that are followed.
const DEPTH: u32 = 8;

type Lookup<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// An argument, and its text with what is not known in it written as `${NAME}`.
#[derive(Clone)]
pub(super) struct Field {
    pub(super) arg: Arg,
    pub(super) text: String,
}

/// The arguments that a word becomes: none if it is an unquoted empty variable, several if such a
/// variable holds blanks.
pub(super) fn fields(word: &ShellWord, lookup: Lookup) -> Vec<Field> {
    let whole = joined(word, lookup);
    match (word.parts.as_slice(), whole) {
        ([Part::Variable { quoted: false, .. }], Arg::Known(text) | Arg::Glob(text)) => {
            let pieces = text.split_whitespace().map(|it| Field { arg: plain(it.to_owned()), text: it.to_owned() });
            pieces.collect()
        }
        (_, Arg::Unknown) => {
            let mut text = String::new();
            write(&word.parts, lookup, &mut text);
            vec![Field { arg: Arg::Unknown, text }]
        }
        (_, Arg::Known(text)) => vec![Field { arg: Arg::Known(text.clone()), text }],
        (_, Arg::Glob(text)) => vec![Field { arg: Arg::Glob(text.clone()), text }],
    }
}

/// The fields of one word as one text.
pub(super) fn text(fields: &[Field]) -> String {
    fields.iter().map(|field| field.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The word with `${NAME}` for each variable that is not known, and `${}` for what else the shell computes.
fn write(parts: &[Part], lookup: Lookup, text: &mut String) {
    for part in parts {
        let before = text.len();
        if append(std::slice::from_ref(part), lookup, text, DEPTH) {
            continue;
        }
        text.truncate(before);
        let name = if let Part::Variable { name, .. } = part { name.as_str() } else { "" };
        text.push_str(&format!("${{{name}}}"));
    }
}

/// The word as one text.
pub(super) fn joined(word: &ShellWord, lookup: Lookup) -> Arg {
    let mut text = String::new();
    if !append(&word.parts, lookup, &mut text, DEPTH) {
        return Arg::Unknown;
    }
    if word.has_glob() { Arg::Glob(text) } else { Arg::Known(text) }
}

fn plain(text: String) -> Arg {
    if text.contains(['*', '?', '[']) { Arg::Glob(text) } else { Arg::Known(text) }
}

fn append(parts: &[Part], lookup: Lookup, text: &mut String, depth: u32) -> bool {
    parts.iter().all(|part| match part {
        Part::Literal { text: piece, .. } => {
            text.push_str(piece);
            true
        }
        Part::Variable { name, operator: None, .. } => match lookup(name) {
            Some(Value::Known(value)) => {
                text.push_str(&value);
                true
            }
            Some(Value::Unknown(_)) | None => false,
        },
        Part::Variable { name, operator: Some((operator, default)), .. } if depth > 0 => {
            match (operator.as_str(), lookup(name)) {
                (":-" | "-" | ":=" | "=", None) => append(default, lookup, text, depth - 1),
                (":-" | ":=", Some(Value::Known(value))) if value.is_empty() => {
                    append(default, lookup, text, depth - 1)
                }
                (":-" | "-" | ":=" | "=" | ":?" | "?", Some(Value::Known(value))) => {
                    text.push_str(&value);
                    true
                }
                _ => false,
            }
        }
        _ => false,
    })
}

/// What `echo` or a plain `printf` prints of its arguments.
pub(super) fn echoed(arguments: &[Arg]) -> Option<String> {
    let known = arguments.iter().map(|argument| match argument {
        Arg::Known(text) => Some(text.as_str()),
        Arg::Glob(_) | Arg::Unknown => None,
    });
    let words: Vec<&str> = known.collect::<Option<_>>()?;
    let words: Vec<&str> = words.into_iter().skip_while(|word| matches!(*word, "-e" | "-n" | "-en" | "-ne")).collect();
    let text = words.join(" ").replace("\\n", "\n");
    (!text.contains('%')).then_some(text + "\n")
}
