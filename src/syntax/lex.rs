//! The shell-like lexer of BuildKit: quotes, escapes, `${...}`, and words.
//!
//! A port of the behaviour of `frontend/dockerfile/shell/lex.go`, its oddities included, that also
//! carries where each part stands and which parts are not known.

use std::ops::Range;

use super::expand::{Binding, Value};
use super::pattern::{self, Pattern};

/// Deeper nesting than this is left unknown.
const DEEPEST: usize = 100;

/// Longer values than this (bytes) are left unknown.
const LONGEST: usize = 1 << 20;

pub(super) struct Options {
    pub(super) escape: char,
    /// Quotes stay in the result.
    pub(super) raw_quotes: bool,
    /// Escape characters stay in the result.
    pub(super) raw_escapes: bool,
    /// Quotes mean nothing.
    pub(super) skip_quotes: bool,
    /// Variables that are not set stay as they were written.
    pub(super) keep_unset: bool,
}

impl Options {
    /// Those for the words of a Dockerfile.
    pub(super) fn word(escape: char) -> Options {
        Options { escape, raw_quotes: false, raw_escapes: false, skip_quotes: false, keep_unset: false }
    }
}

/// Why a text makes no sense.
pub(super) struct LexError {
    pub(super) message: String,
    /// False where only a limit of this program was met.
    pub(super) certain: bool,
}

fn refuse<T>(message: impl Into<String>) -> Result<T, LexError> {
    Err(LexError { message: message.into(), certain: true })
}

/// A text of which a part may be unknown: then the reason is told.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) unknown: Option<String>,
}

impl Piece {
    fn known(text: impl Into<String>) -> Piece {
        Piece { text: text.into(), unknown: None }
    }

    fn unknown(reason: impl Into<String>) -> Piece {
        Piece { text: String::new(), unknown: Some(reason.into()) }
    }

    fn push(&mut self, letter: char) {
        self.text.push(letter);
        self.limit();
    }

    fn append(&mut self, other: &Piece) {
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

    fn is_empty(&self) -> bool {
        self.text.is_empty() && self.unknown.is_none()
    }

    pub(super) fn value(self) -> Value {
        self.unknown.map_or(Value::Known(self.text), Value::Unknown)
    }
}

/// A variable, and the bytes of its `$...` in the text.
pub(super) struct RawUse {
    pub(super) name: String,
    pub(super) range: Range<usize>,
    pub(super) operator: &'static str,
}

pub(super) struct LexWord {
    pub(super) piece: Piece,
    /// From the first to the last byte that it was made of.
    pub(super) range: Range<usize>,
}

pub(super) struct Lexed {
    pub(super) result: Piece,
    pub(super) words: Vec<LexWord>,
}

type Lookup<'a> = &'a dyn Fn(&str) -> Binding;

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    options: Options,
    lookup: Lookup<'a>,
    depth: usize,
    /// The word that is being read. BuildKit has one for all levels, and a nested one empties it.
    word: LexWord,
    pub(super) uses: Vec<RawUse>,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, options: Options, lookup: Lookup<'a>) -> Lexer<'a> {
        // Go's scanner drops a byte order mark.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let word = LexWord { piece: Piece::default(), range: at..at };
        Lexer { text, at, options, lookup, depth: 0, word, uses: Vec::new() }
    }

    /// Reads the whole text.
    pub(super) fn run(&mut self) -> Result<Lexed, LexError> {
        self.until(None, self.options.raw_escapes)
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    fn take(&mut self, letter: char) -> bool {
        let found = self.peek() == Some(letter);
        self.at += if found { letter.len_utf8() } else { 0 };
        found
    }

    /// Reads up to `stop` (which is eaten), or to the end.
    fn until(&mut self, stop: Option<char>, raw_escapes: bool) -> Result<Lexed, LexError> {
        if self.depth >= DEEPEST {
            return Err(LexError { message: "it is nested too deep".to_owned(), certain: false });
        }
        self.depth += 1;
        let before = std::mem::replace(&mut self.options.raw_escapes, raw_escapes);
        let lexed = self.until_inner(stop);
        self.options.raw_escapes = before;
        self.depth -= 1;
        lexed
    }

    fn until_inner(&mut self, stop: Option<char>) -> Result<Lexed, LexError> {
        let mut result = Piece::default();
        let mut words = Vec::new();
        self.word.piece = Piece::default();
        while let Some(letter) = self.peek() {
            let start = self.at;
            if stop == Some(letter) {
                self.at += letter.len_utf8();
                self.flush(&mut words);
                return Ok(Lexed { result, words });
            }
            if let Some(piece) = self.special(letter)? {
                result.append(&piece);
                if letter == '$' {
                    self.add_letters(&piece, start, &mut words);
                } else {
                    self.add(&piece.text, piece.unknown.as_deref(), start);
                }
                continue;
            }
            self.at += letter.len_utf8();
            if letter != self.options.escape {
                self.add_letter(letter, start, &mut words);
                result.push(letter);
                continue;
            }
            if self.options.raw_escapes {
                self.add(letter.encode_utf8(&mut [0; 4]), None, start);
                result.push(letter);
            }
            let Some(escaped) = self.next() else { break };
            self.add(escaped.encode_utf8(&mut [0; 4]), None, start);
            result.push(escaped);
        }
        if let Some(stop) = stop {
            return refuse(format!("the closing `{stop}` is missing"));
        }
        self.flush(&mut words);
        Ok(Lexed { result, words })
    }

    fn special(&mut self, letter: char) -> Result<Option<Piece>, LexError> {
        match letter {
            '$' => self.dollar().map(Some),
            '<' => Ok(Some(self.angle())),
            '\'' if !self.options.skip_quotes => self.single_quote().map(Some),
            '"' if !self.options.skip_quotes => self.double_quote().map(Some),
            _ => Ok(None),
        }
    }

    /// Adds to the word that is being read what was made from the bytes `start..self.at`.
    fn add(&mut self, text: &str, unknown: Option<&str>, start: usize) {
        if self.word.piece.is_empty() {
            self.word.range.start = start;
        }
        let piece = Piece { text: text.to_owned(), unknown: unknown.map(str::to_owned) };
        self.word.piece.append(&piece);
        self.word.range.end = self.at;
    }

    fn add_letter(&mut self, letter: char, start: usize, words: &mut Vec<LexWord>) {
        if letter.is_whitespace() {
            self.flush(words);
        } else {
            self.add(letter.encode_utf8(&mut [0; 4]), None, start);
        }
    }

    fn add_letters(&mut self, piece: &Piece, start: usize, words: &mut Vec<LexWord>) {
        for letter in piece.text.chars() {
            self.add_letter(letter, start, words);
        }
        if let Some(reason) = &piece.unknown {
            self.add("", Some(reason), start);
        }
    }

    fn flush(&mut self, words: &mut Vec<LexWord>) {
        if !self.word.piece.is_empty() {
            let piece = std::mem::take(&mut self.word.piece);
            words.push(LexWord { piece, range: self.word.range.clone() });
        }
    }

    fn single_quote(&mut self) -> Result<Piece, LexError> {
        let start = self.at;
        let Some(length) = self.text[start + 1..].find('\'') else {
            return refuse("the closing single quote is missing");
        };
        self.at = start + length + 2;
        let outer = start..self.at;
        let inner = start + 1..self.at - 1;
        Ok(Piece::known(&self.text[if self.options.raw_quotes { outer } else { inner }]))
    }

    fn double_quote(&mut self) -> Result<Piece, LexError> {
        let mut result = Piece::default();
        self.at += 1;
        if self.options.raw_quotes {
            result.push('"');
        }
        loop {
            match self.peek() {
                None => return refuse("the closing double quote is missing"),
                Some('"') => {
                    self.at += 1;
                    if self.options.raw_quotes {
                        result.push('"');
                    }
                    return Ok(result);
                }
                Some('$') => {
                    let piece = self.dollar()?;
                    result.append(&piece);
                }
                Some(mut letter) => {
                    self.at += letter.len_utf8();
                    if letter == self.options.escape {
                        if self.options.raw_escapes {
                            result.push(letter);
                        }
                        match self.peek() {
                            None => continue,
                            Some(next) if next == '"' || next == '$' || next == self.options.escape => {
                                self.at += next.len_utf8();
                                letter = next;
                            }
                            Some(_) => {}
                        }
                    }
                    result.push(letter);
                }
            }
        }
    }

    /// `<`, or `<<` with the blanks behind it, which so belong to one word.
    fn angle(&mut self) -> Piece {
        let start = self.at;
        self.at += 1;
        if self.take('<') {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start_matches(['\t', '\r', ' ']).len();
        }
        Piece::known(&self.text[start..self.at])
    }

    fn dollar(&mut self) -> Result<Piece, LexError> {
        let start = self.at;
        self.at += 1;
        if !self.take('{') {
            let name = self.name();
            if name.is_empty() {
                return Ok(Piece::known("$"));
            }
            return Ok(match self.get(&name, start, "") {
                Binding::Unset if self.options.keep_unset => Piece::known(format!("${name}")),
                binding => plain(binding),
            });
        }
        match self.peek() {
            None => return refuse("the closing `}` is missing"),
            Some('{' | '}' | ':') => return refuse("no variable's name stands behind `${`"),
            Some(_) => {}
        }
        let name = self.name();
        match self.next() {
            Some('}') => Ok(match self.get(&name, start, "") {
                Binding::Unset if self.options.keep_unset => Piece::known(format!("${{{name}}}")),
                binding => plain(binding),
            }),
            Some(':') => {
                let operator = self.next();
                self.operator(&name, start, operator, true)
            }
            Some('/') => self.replace(&name, start),
            operator => self.operator(&name, start, operator, false),
        }
    }

    /// `${name-word}` and its like, behind the operator's letter.
    fn operator(&mut self, name: &str, start: usize, letter: Option<char>, colon: bool) -> Result<Piece, LexError> {
        let letter = match letter {
            Some(letter @ ('+' | '-' | '?')) => letter,
            Some(letter @ ('#' | '%')) if !colon => letter,
            Some(letter) => {
                let colon = if colon { ":" } else { "" };
                return refuse(format!("`{colon}{letter}` is no operator of a variable"));
            }
            None => return refuse("the closing `}` is missing"),
        };
        let trims = matches!(letter, '#' | '%');
        let mut word = self.until(Some('}'), trims)?.result;
        let greedy = trims && word.text.starts_with(letter);
        let operator = operator_text(letter, colon, greedy);
        let binding = self.get(name, start, operator);
        if binding == Binding::Unset && self.options.keep_unset {
            let shown = if greedy { &operator[..1] } else { operator };
            return Ok(Piece::known(format!("${{{name}{shown}{}}}", word.text)));
        }
        if trims {
            if greedy {
                word.text.remove(0);
            }
            return trim(word, plain(binding), letter, greedy);
        }
        choose(name, word, binding, letter, colon)
    }

    /// `${name/pattern/replacement}`, behind the first slash.
    fn replace(&mut self, name: &str, start: usize) -> Result<Piece, LexError> {
        let all = self.take('/');
        let pattern = self.until(Some('/'), true)?.result;
        let replacement = self.until(Some('}'), true)?.result;
        let binding = self.get(name, start, if all { "//" } else { "/" });
        if binding == Binding::Unset && self.options.keep_unset {
            return Ok(Piece::known(format!("${{{name}/{}/{}}}", pattern.text, replacement.text)));
        }
        let value = plain(binding);
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
        if value.text.len().saturating_mul(replacement.text.len() + 1) > LONGEST {
            return Ok(Piece::unknown("the value is too long"));
        }
        let text = if all {
            pattern.replace_all(&value.text, replacement.text.as_str())
        } else {
            pattern.replacen(&value.text, 1, regex::NoExpand(&replacement.text))
        };
        Ok(Piece::known(text))
    }

    fn name(&mut self) -> String {
        let rest = &self.text[self.at..];
        let length = match rest.chars().next() {
            Some(first) if is_digit(first) => rest.find(|it| !is_digit(it)).unwrap_or(rest.len()),
            Some('@' | '*' | '#' | '?' | '-' | '$' | '!') => 1,
            _ => rest.find(|it: char| !it.is_alphabetic() && !is_digit(it) && it != '_').unwrap_or(rest.len()),
        };
        self.at += length;
        rest[..length].to_owned()
    }

    fn get(&mut self, name: &str, start: usize, operator: &'static str) -> Binding {
        self.uses.push(RawUse { name: name.to_owned(), range: start..self.at, operator });
        (self.lookup)(name)
    }
}

fn is_digit(letter: char) -> bool {
    // Go asks Unicode, whose other decimal digits no Dockerfile uses in a name.
    letter.is_ascii_digit()
}

fn operator_text(letter: char, colon: bool, greedy: bool) -> &'static str {
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

fn plain(binding: Binding) -> Piece {
    match binding {
        Binding::Unset => Piece::default(),
        Binding::Value(Value::Known(text)) => Piece::known(text),
        Binding::Value(Value::Unknown(reason)) => Piece::unknown(reason),
    }
}

/// `-`, `+` and `?`. What is unknown may be unset too, so that both sides have to agree.
fn choose(name: &str, word: Piece, binding: Binding, letter: char, colon: bool) -> Result<Piece, LexError> {
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
fn trim(word: Piece, value: Piece, letter: char, greedy: bool) -> Result<Piece, LexError> {
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

fn compile(text: &str, place: Pattern) -> Result<regex::Regex, LexError> {
    pattern::compile(text, place).map_err(|error| match error {
        pattern::PatternError::Escape(letter) => {
            LexError { message: format!("`\\{letter}` is no escape of a pattern"), certain: true }
        }
        pattern::PatternError::TooLong => LexError { message: "a pattern is too long".to_owned(), certain: false },
    })
}
