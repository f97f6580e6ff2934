//! What `${name-word}` and its like make of a value, of which all or a part may be unknown.

use super::expand::{Binding, Value};
use super::pattern::{self, Pattern};

/// Longer values than this (bytes) are left unknown.
const LONGEST: usize = 1 << 20;

/// Why a text makes no sense.
pub(super) struct LexError {
    pub(super) message: String,
    /// False where only a limit of this program was met.
    pub(super) certain: bool,
}

pub(super) fn refuse<T>(message: impl Into<String>) -> Result<T, LexError> {
    Err(LexError { message: message.into(), certain: true })
}

/// A text of which a part may be unknown: then the reason is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) unknown: Option<String>,
}

impl Piece {
    pub(super) fn known(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), unknown: None }
    }

    pub(super) fn unknown(reason: impl Into<String>) -> Piece {
        Piece { text: String::new(), unknown: Some(reason.into()) }
    }

    pub(super) fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.limit();
    }

    pub(super) fn append(&mut self, other: &Piece) {
        self.text.push_str(&other.text);
        if self.unknown.is_none() {
            self.unknown.clone_from(&other.unknown);
        }
        self.limit();
    }

    fn limit(&mut self) {
        if self.text.len() > LONGEST {
            self.text.clear();
            self.unknown.get_or_insert_with(|| "the value is too long".to_owned());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.unknown.is_none()
    }

    pub(super) fn value(self) -> Value {
        self.unknown.map_or(Value::Known(self.text), Value::Unknown)
    }
}

pub(super) fn operator_text(letter: char, colon: bool, greedy: bool) -> &'static str {
    match (letter, colon, greedy) {
        ('-', true, _) => ":-",
        ('-', ..) => "-",
        ('+', true, _) => ":+",
        ('+', ..) => "+",
        ('?', true, _) => ":?",
        ('?', ..) => "?",
        ('#', _, true) => "##",
        ('#', ..) => "#",
        (_, _, true) => "%%",
        _ => "%",
    }
}

pub(super) fn plain(binding: Binding) -> Piece {
    match binding {
        Binding::Unset => Piece::default(),
        Binding::Value(Value::Known(text)) => Piece::known(text),
        Binding::Value(Value::Unknown(reason)) => Piece::unknown(reason),
    }
}

/// `-`, `+` and `?`. What is unknown may be unset too, so that both sides have to agree.
pub(super) fn choose(name: &str, word: Piece, binding: Binding, letter: char, colon: bool) -> Result<Piece, LexError> {
    let is_empty = matches!(&binding, Binding::Value(Value::Known(text)) if text.is_empty());
    let missing = binding == Binding::Unset || (colon && is_empty);
    let value = plain(binding);
    match letter {
        '-' if missing => Ok(word),
        '-' => Ok(value),
        '+' if missing || word.is_empty() => Ok(Piece::default()),
        '+' => Ok(Piece { unknown: value.unknown.or(word.unknown), ..word }),
        _ if missing && word.text.is_empty() => {
            let state = if is_empty { "empty" } else { "not set" };
            refuse(format!("`{name}` is {state}"))
        }
        _ if missing => refuse(format!("`{name}` is missing: {}", word.text)),
        _ => Ok(value),
    }
}

/// `#`, `##`, `%` and `%%`.
pub(super) fn trim(word: Piece, value: Piece, letter: char, greedy: bool) -> Result<Piece, LexError> {
    if let Some(reason) = word.unknown {
        // Of nothing, nothing can be taken away.
        return Ok(if value.is_empty() { value } else { Piece::unknown(value.unknown.unwrap_or(reason)) });
    }
    let suffix = letter == '%';
    let place = if greedy { Pattern::LongestPrefix } else { Pattern::ShortestPrefix };
    let text = if suffix { pattern::reversed(&word.text) } else { word.text };
    let pattern = compile(&text, place)?;
    if value.unknown.is_some() {
        return Ok(value);
    }
    let reverse = |text: &str| text.chars().rev().collect::<String>();
    let text = if suffix { reverse(&value.text) } else { value.text };
    let rest = pattern.find(&text).map_or(text.as_str(), |found| &text[found.end()..]);
    Ok(Piece::known(if suffix { reverse(rest) } else { rest.to_owned() }))
}

/// `/` and `//`.
pub(super) fn replace(pattern: Piece, replacement: Piece, value: Piece, all: bool) -> Result<Piece, LexError> {
    // Even in nothing, `*` finds something to replace.
    if pattern.unknown.is_some() {
        return Ok(Piece { text: String::new(), unknown: pattern.unknown });
    }
    let pattern = compile(&pattern.text, Pattern::Anywhere)?;
    if value.unknown.is_some() || !pattern.is_match(&value.text) {
        return Ok(value);
    }
    if replacement.unknown.is_some() {
        return Ok(Piece { text: String::new(), unknown: replacement.unknown });
    }
    // A replacement may hold `$0`, which is a match again, and a pattern may match nothing.
    let factor = replacement.text.len().saturating_add(1).saturating_mul(value.text.len() + 1);
    if factor > LONGEST {
        return Ok(Piece::unknown("the value is too long"));
    }
    let text = if all {
        pattern.replace_all(&value.text, replacement.text.as_str())
    } else {
        pattern.replacen(&value.text, 1, regex::NoExpand(&replacement.text))
    };
    let mut piece = Piece::known(text);
    piece.limit();
    Ok(piece)
}

fn compile(text: &str, place: Pattern) -> Result<regex::Regex, LexError> {
    pattern::compile(text, place).map_err(|error| match error {
        pattern::PatternError::Escape(letter) => {
            LexError { message: format!("`\\{letter}` is no escape of a pattern"), certain: true }
        }
        pattern::PatternError::TooLong => LexError { message: "a pattern is too long".to_owned(), certain: false },
    })
}
