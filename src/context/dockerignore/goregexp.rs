//! A regular expression of Go, written anew for the `regex` crate.
//!
//! `patternmatcher` builds Go expressions out of patterns and forgets to escape some characters, so whatever
//! Go's syntax makes of them is what a pattern means: `{2}`, `|`, `\d`, `\Q`. The two languages differ in
//! escapes, in classes (`&&`, nested brackets), in what `{` means and in `\w` beyond ASCII.

use regex::bytes::{Regex, RegexBuilder};

/// Memory limit of one compiled expression, in bytes. A pattern of one line stays far below.
const SIZE_LIMIT: usize = 4 << 20;

/// Go refuses larger counts in `{n,m}`.
const LARGEST_COUNT: u32 = 1000;

/// Compiles the Go expression `go`. Errors: the reason, where Go refuses it too or the limit is passed.
pub(super) fn compile(go: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(&translate(go)?).size_limit(SIZE_LIMIT).build();
    built.map_err(|_| "the regular expression that it becomes is too large or invalid".to_owned())
}

/// The same expression in the syntax of the `regex` crate.
pub(super) fn translate(go: &str) -> Result<String, String> {
    let mut writer = Writer { rest: go, out: String::new(), before: Before::Nothing };
    writer.run()?;
    Ok(writer.out)
}

/// What stands before a repetition operator.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Nothing,
    Atom,
    Repetition,
}

struct Writer<'a> {
    rest: &'a str,
    out: String,
    before: Before,
}

impl Writer<'_> {
    fn run(&mut self) -> Result<(), String> {
        while let Some(letter) = self.rest.chars().next() {
            match letter {
                '(' => {
                    self.step(1);
                    self.out.push_str("(?:");
                    self.before = Before::Nothing;
                }
                '|' => {
                    self.step(1);
                    self.out.push('|');
                    self.before = Before::Nothing;
                }
                ')' | '.' | '$' => {
                    self.step(1);
                    self.out.push(letter);
                    self.before = Before::Atom;
                }
                '^' => {
                    self.step(1);
                    self.out.push_str("(?:^)");
                    self.before = Before::Atom;
                }
                '*' | '+' | '?' => {
                    self.step(1);
                    self.repeat(&letter.to_string())?;
                }
                '{' => self.count()?,
                '[' => self.class()?,
                '\\' => self.escape()?,
                _ => {
                    self.step(letter.len_utf8());
                    self.literal(letter);
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn literal(&mut self, letter: char) {
        self.out.push_str(&regex::escape(letter.encode_utf8(&mut [0; 4])));
        self.before = Before::Atom;
    }

    fn repeat(&mut self, operator: &str) -> Result<(), String> {
        match self.before {
            Before::Nothing => return Err(format!("nothing stands before the repetition `{operator}`")),
            Before::Repetition => return Err(format!("`{operator}` repeats a repetition")),
            Before::Atom => (),
        }
        // A lazy repetition matches the same texts.
        self.rest = self.rest.strip_prefix('?').unwrap_or(self.rest);
        self.out.push_str(operator);
        self.before = Before::Repetition;
        Ok(())
    }

    /// `{n}`, `{n,}`, `{n,m}`; any other brace is a character.
    fn count(&mut self) -> Result<(), String> {
        let Some((inner, rest)) = self.rest[1..].split_once('}') else {
            self.step(1);
            self.literal('{');
            return Ok(());
        };
        let (low, high) = inner.split_once(',').map_or((inner, inner), |(low, high)| (low, high));
        if !is_number(low) || !(is_number(high) || high.is_empty()) {
            self.step(1);
            self.literal('{');
            return Ok(());
        }
        let least: u32 = low.parse().unwrap_or(u32::MAX);
        let most: u32 = if high.is_empty() { least } else { high.parse().unwrap_or(u32::MAX) };
        if least > LARGEST_COUNT || most > LARGEST_COUNT || least > most {
            return Err(format!("`{{{inner}}}` is no valid repetition"));
        }
        self.rest = rest;
        self.repeat(&format!("{{{inner}}}"))
    }

    fn escape(&mut self) -> Result<(), String> {
        let Some(letter) = self.rest[1..].chars().next() else {
            return Err("a `\\` ends the expression".to_owned());
        };
        match letter {
            'A' => self.escaped_atom(r"\A"),
            'z' => self.escaped_atom(r"\z"),
            'b' => self.escaped_atom(r"(?-u:\b)"),
            'B' => self.escaped_atom(r"(?-u:\B)"),
            'Q' => {
                let (text, rest) = self.rest[2..].split_once(r"\E").unwrap_or((&self.rest[2..], ""));
                self.rest = rest;
                for letter in text.chars() {
                    self.literal(letter);
                }
            }
            'C' => return Err(r"`\C` is no valid escape".to_owned()),
            _ => {
                let (item, rest) = item(self.rest)?;
                self.rest = rest;
                match item {
                    Item::Letter(letter) => self.literal(letter),
                    Item::Set(set) => {
                        self.out.push_str(&set);
                        self.before = Before::Atom;
                    }
                }
            }
        }
        Ok(())
    }

    fn escaped_atom(&mut self, text: &str) {
        self.step(2);
        self.out.push_str("(?:");
        self.out.push_str(text);
        self.out.push(')');
        self.before = Before::Atom;
    }

    fn class(&mut self) -> Result<(), String> {
        let unclosed = || "a `[` is not closed".to_owned();
        let mut text = &self.rest[1..];
        self.out.push('[');
        if let Some(rest) = text.strip_prefix('^') {
            self.out.push('^');
            text = rest;
        }
        let mut first = true;
        while first || !text.starts_with(']') {
            first = false;
            if let Some((name, rest)) = text.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) {
                self.out.push_str(posix(name).ok_or_else(|| format!("`[:{name}:]` is no class"))?.as_str());
                text = rest;
                continue;
            }
            let (low, rest) = match item(text)? {
                (Item::Set(set), rest) => {
                    self.out.push_str(&set);
                    text = rest;
                    continue;
                }
                (Item::Letter(letter), rest) => (letter, rest),
            };
            text = rest;
            let mut high = low;
            if text.len() >= 2 && text.starts_with('-') && !text.starts_with("-]") {
                let (Item::Letter(letter), rest) = item(&text[1..])? else {
                    return Err("a range ends in a class".to_owned());
                };
                (high, text) = (letter, rest);
            }
            if high < low {
                return Err(format!("the range `{low}-{high}` runs backwards"));
            }
            self.out.push_str(&format!("\\x{{{:x}}}-\\x{{{:x}}}", u32::from(low), u32::from(high)));
        }
        self.rest = text.strip_prefix(']').ok_or_else(unclosed)?;
        self.out.push(']');
        self.before = Before::Atom;
        Ok(())
    }
}

/// No sign, no leading zeros, as Go reads counts.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'))
}

enum Item {
    Letter(char),
    /// A class in the syntax of the `regex` crate, valid alone and within brackets.
    Set(String),
}

/// One character or escape at the start of `text`, and what follows.
fn item(text: &str) -> Result<(Item, &str), String> {
    let letter = text.chars().next().ok_or_else(|| "a `[` is not closed".to_owned())?;
    let rest = &text[letter.len_utf8()..];
    if letter != '\\' {
        return Ok((Item::Letter(letter), rest));
    }
    let letter = rest.chars().next().ok_or_else(|| "a `\\` ends the expression".to_owned())?;
    let rest = &rest[letter.len_utf8()..];
    let set = |set: &str| Ok((Item::Set(set.to_owned()), rest));
    let control = |letter: char| Ok((Item::Letter(letter), rest));
    match letter {
        'd' => set("[0-9]"),
        'D' => set("[^0-9]"),
        's' => set(r"[\t\n\f\r ]"),
        'S' => set(r"[^\t\n\f\r ]"),
        'w' => set("[0-9A-Za-z_]"),
        'W' => set("[^0-9A-Za-z_]"),
        'p' | 'P' => unicode_class(letter, rest),
        'a' => control('\x07'),
        'f' => control('\x0c'),
        'n' => control('\n'),
        'r' => control('\r'),
        't' => control('\t'),
        'v' => control('\x0b'),
        '0' => Ok(octal(letter, rest)),
        '1'..='7' if rest.starts_with(|next| ('0'..='7').contains(&next)) => Ok(octal(letter, rest)),
        'x' => hexadecimal(rest),
        _ if letter.is_ascii() && !letter.is_ascii_alphanumeric() => Ok((Item::Letter(letter), rest)),
        _ => Err(format!("`\\{letter}` is no valid escape")),
    }
}

fn octal(first: char, rest: &str) -> (Item, &str) {
    let more = rest.bytes().take(2).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
    let digits = std::iter::once(first).chain(rest[..more].chars());
    let code = digits.filter_map(|digit| digit.to_digit(8)).fold(0, |code, digit| code * 8 + digit);
    (Item::Letter(char::from_u32(code).unwrap_or('\u{FFFD}')), &rest[more..])
}

fn hexadecimal(rest: &str) -> Result<(Item, &str), String> {
    let bad = || "`\\x` is no valid escape".to_owned();
    let (digits, rest) = match rest.strip_prefix('{') {
        Some(inner) => inner.split_once('}').ok_or_else(bad)?,
        None => rest.split_at_checked(2).ok_or_else(bad)?,
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(bad());
    }
    let code = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).ok_or_else(bad)?;
    Ok((Item::Letter(code), rest))
}

fn unicode_class(letter: char, rest: &str) -> Result<(Item, &str), String> {
    let bad = || format!("`\\{letter}` names no class");
    let (name, after) = match rest.strip_prefix('{') {
        Some(inner) => inner.split_once('}').ok_or_else(bad)?,
        None => rest.split_at_checked(rest.chars().next().ok_or_else(bad)?.len_utf8()).ok_or_else(bad)?,
    };
    let (negated, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_') {
        return Err(bad());
    }
    let sign = if negated == (letter == 'p') { 'P' } else { 'p' };
    Ok((Item::Set(format!("[\\{sign}{{{name}}}]")), after))
}

fn posix(name: &str) -> Option<String> {
    const NAMES: [&str; 14] = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
        "word", "xdigit",
    ];
    NAMES.contains(&name.strip_prefix('^').unwrap_or(name)).then(|| format!("[:{name}:]"))
}
