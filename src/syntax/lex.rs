//! The shell-like lexer of BuildKit: quotes, escapes, `${...}`, and words.
//!
//! A port of the behaviour of `frontend/dockerfile/shell/lex.go`, its oddities included, that also
//! carries where each part stands and which parts are not known.

use std::ops::Range;

use super::expand::{Binding, Value};
use super::operators::{self, LexError, Piece, choose, operator_text, plain, refuse, trim};

/// Deeper nesting than this is left unknown.
const DEEPEST: usize = 100;

/// What the variables of one text bring into it together, in bytes: a variable of more is left unknown. Else a few lines,
/// each of which names the one before twice, would make a value of any length. Linux takes no variable of more than
/// 128 KiB.
const MOST_BROUGHT: usize = 128 << 10;

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
    /// Bytes that variables brought so far.
    brought: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, options: Options, lookup: Lookup<'a>) -> Lexer<'a> {
        // Go's scanner drops a byte order mark.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let word = LexWord { piece: Piece::default(), range: at..at };
        Lexer { text, at, options, lookup, depth: 0, word, uses: Vec::new(), brought: 0 }
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
        for part in piece.text.split_inclusive(char::is_whitespace) {
            let word = part.trim_end_matches(char::is_whitespace);
            if !word.is_empty() {
                self.add(word, None, start);
            }
            if word.len() < part.len() {
                self.flush(words);
            }
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
        operators::replace(pattern, replacement, plain(binding), all)
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
        let binding = (self.lookup)(name);
        if let Binding::Value(Value::Known(text)) = &binding {
            self.brought += text.len();
            if self.brought > MOST_BROUGHT {
                return Binding::Value(Value::Unknown("the value is too long".to_owned()));
            }
        }
        binding
    }
}

fn is_digit(letter: char) -> bool {
    // Go asks Unicode, whose other decimal digits no Dockerfile uses in a name.
    letter.is_ascii_digit()
}
