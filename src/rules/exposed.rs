//! The words of EXPOSE as the builder reads them: `[ip:][host:]port[-port][/protocol]`.
//! (BuildKit's `frontend/dockerfile/dockerfile2llb/convert_expose.go`)

use std::fmt;

use crate::model::Model;
use crate::syntax::ast::{Kind, Word};
use crate::syntax::expand::Value;

/// One port of an EXPOSE, its variables replaced.
pub(super) struct Exposed<'a> {
    /// The word as written; a variable in it may stand for several ports.
    pub(super) word: &'a Word,
    /// The text for this port.
    pub(super) text: String,
}

/// The parts of a port's text; what is not there is empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) ip: &'a str,
    pub(super) host: &'a str,
    pub(super) container: &'a str,
    pub(super) protocol: &'a str,
}

/// Every port whose text is known.
pub(super) fn all(model: &Model) -> Vec<Exposed<'_>> {
    let mut all = Vec::new();
    for (stage, index, instruction) in model.instructions() {
        let Kind::Expose(words) = &instruction.kind else { continue };
        for word in words {
            for value in model.expand_words(word, stage.before(index)).words {
                if let Value::Known(text) = value {
                    all.push(Exposed { word, text });
                }
            }
        }
    }
    all
}

impl Exposed<'_> {
    pub(super) fn parts(&self) -> Parts<'_> {
        parts(&self.text)
    }

    /// No variable stands in the word.
    pub(super) fn is_literal(&self) -> bool {
        self.text == self.word.as_str()
    }
}

fn parts(text: &str) -> Parts<'_> {
    let (before, last) = text.rsplit_once(':').unwrap_or(("", text));
    let (ip, host) = before.rsplit_once(':').unwrap_or(("", before));
    let (container, protocol) = last.split_once('/').unwrap_or((last, ""));
    Parts { ip, host, container, protocol }
}

/// Why the builder refuses a port: its text as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused<'a> {
    /// A range that ends before it begins.
    Backwards(&'a str),
    NoNumber(&'a str),
    /// Above 65535.
    TooHigh(&'a str),
}

impl fmt::Display for Refused<'_> {
    /// In words that follow "the port".
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Refused::Backwards(text) => write!(out, "`{text}` ends before it begins"),
            Refused::NoNumber(text) => write!(out, "`{text}` is no number"),
            Refused::TooHigh(text) => write!(out, "`{text}` is not between 0 and 65535"),
        }
    }
}

/// The ports of `80` or `80-90`.
pub(super) fn range(text: &str) -> Result<(u16, u16), Refused<'_>> {
    let (start, end) = text.split_once('-').unwrap_or((text, text));
    let (start, end) = (number(start)?, number(end)?);
    if end < start { Err(Refused::Backwards(text)) } else { Ok((start, end)) }
}

fn number(text: &str) -> Result<u16, Refused<'_>> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Refused::NoNumber(text));
    }
    let number = text.strip_prefix('+').unwrap_or(text);
    number.parse().map_err(|_| Refused::TooHigh(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_has_up_to_four_parts() {
        let all = |text: &'static str| {
            let Parts { ip, host, container, protocol } = parts(text);
            [ip, host, container, protocol]
        };
        assert_eq!(all("80"), ["", "", "80", ""]);
        assert_eq!(all("8080:80/UDP"), ["", "8080", "80", "UDP"]);
        assert_eq!(all("127.0.0.1:8080:80"), ["127.0.0.1", "8080", "80", ""]);
        assert_eq!(all("[::1]::80/tcp"), ["[::1]", "", "80", "tcp"]);
        assert_eq!(all(":80"), ["", "", "80", ""]);
    }

    #[test]
    fn numbers_are_ports() {
        assert_eq!(range("80"), Ok((80, 80)));
        assert_eq!(range("8000-9000"), Ok((8000, 9000)));
        assert_eq!(range("0-65535"), Ok((0, 65535)));
        for text in ["", "http", "80-", "65536", "9-8", "-1", "8 0", "80-70000", "99999999999999999999"] {
            assert!(range(text).is_err(), "{text}");
        }
    }
}
