//! Arrays of strings in JSON, by the rules of Go's `encoding/json`.

use std::ops::Range;

use super::ast::{Text, Word};

/// What a text is, seen as JSON.
pub(super) enum Json {
    /// No JSON array: shell text, or words.
    No,
    /// An array that holds something other than strings, which BuildKit refuses: where it stands.
    Mixed(Range<usize>),
    /// The strings: their content, and spans that include the quotes.
    Strings(Vec<Word>),
}

/// Go refuses deeper nesting.
const DEEPEST: usize = 10_000;

/// Reads the part `range` of `line`.
pub(super) fn read(line: &Text, range: Range<usize>) -> Json {
    let text = line.text[range.clone()].trim_start();
    if !text.starts_with('[') {
        return Json::No;
    }
    let mut reader = Reader { bytes: text.as_bytes(), at: 1 };
    let base = range.end - text.len();
    array(&mut reader, line, base).unwrap_or(Json::No)
}

fn array(reader: &mut Reader, line: &Text, base: usize) -> Option<Json> {
    let mut strings = Vec::new();
    let mut mixed = None;
    reader.blanks();
    if !reader.take(b']') {
        loop {
            reader.blanks();
            let start = reader.at;
            reader.value()?;
            if reader.bytes[start] == b'"' {
                strings.push(base + start..base + reader.at);
            } else {
                mixed.get_or_insert(base + start..base + reader.at);
            }
            reader.blanks();
            if reader.take(b']') {
                break;
            }
            if !reader.take(b',') {
                return None;
            }
        }
    }
    reader.blanks();
    if reader.at < reader.bytes.len() {
        return None;
    }
    if let Some(range) = mixed {
        return Some(Json::Mixed(range));
    }
    Some(Json::Strings(strings.into_iter().map(|range| decode(line, range)).collect()))
}

/// Steps over values that are well-formed.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Steps over one value of any kind; arrays and objects without recursion.
    fn value(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            self.blanks();
            match self.peek()? {
                bracket @ (b'[' | b'{') => {
                    self.at += 1;
                    open.push(bracket);
                    if open.len() >= DEEPEST {
                        return None;
                    }
                    self.blanks();
                    if !self.take(if bracket == b'[' { b']' } else { b'}' }) {
                        if bracket == b'{' {
                            self.key()?;
                        }
                        continue;
                    }
                    open.pop();
                }
                _ => self.scalar()?,
            }
            if !self.close(&mut open)? {
                return Some(());
            }
        }
    }

    /// Behind a value: closes what ends here. True if another value follows in what is open.
    fn close(&mut self, open: &mut Vec<u8>) -> Option<bool> {
        while let Some(bracket) = open.last().copied() {
            self.blanks();
            if self.take(b',') {
                if bracket == b'{' {
                    self.key()?;
                }
                return Some(true);
            }
            if !self.take(if bracket == b'[' { b']' } else { b'}' }) {
                return None;
            }
            open.pop();
        }
        Some(false)
    }

    fn key(&mut self) -> Option<()> {
        self.blanks();
        self.string()?;
        self.blanks();
        self.take(b':').then_some(())
    }

    fn scalar(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => {
                let rest = &self.bytes[self.at..];
                let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
                self.at += word.len();
                Some(())
            }
        }
    }

    fn string(&mut self) -> Option<()> {
        if !self.take(b'"') {
            return None;
        }
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let escape = self.peek()?;
                    self.at += 1;
                    match escape {
                        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                        b'u' if self.bytes.get(self.at..self.at + 4)?.iter().all(u8::is_ascii_hexdigit) => self.at += 4,
                        _ => return None,
                    }
                }
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self) -> Option<()> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        let text = std::str::from_utf8(&self.bytes[start..self.at]).ok()?;
        // Go cannot hold a number beyond its range, and takes the whole text for no JSON then.
        text.parse::<f64>().ok().filter(|number| number.is_finite()).map(drop)
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }
}

/// The content of the well-formed string at `range`, quotes included.
fn decode(line: &Text, range: Range<usize>) -> Word {
    let span = line.locate(range.clone());
    let inner = range.start + 1..range.end - 1;
    let raw = &line.text[inner.clone()];
    if !raw.contains('\\') {
        return Word { text: line.slice(inner), span };
    }
    let mut text = Text::default();
    let mut at = 0;
    while at < raw.len() {
        let plain = raw[at..].find('\\').unwrap_or(raw.len() - at);
        text.push_slice(line, inner.start + at..inner.start + at + plain);
        at += plain;
        if at < raw.len() {
            let (letter, length) = escape(&raw[at..]);
            text.push(letter.encode_utf8(&mut [0; 4]), line.offset(inner.start + at));
            at += length;
        }
    }
    Word { text, span }
}

/// The letter that the escape at the front of `text` stands for, and its length there.
fn escape(text: &str) -> (char, usize) {
    let letter = match text.as_bytes().get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(text),
        Some(byte) => char::from(*byte),
        None => '\\',
    };
    (letter, 2)
}

/// `\uXXXX`, or two of them that make a pair. A half pair is U+FFFD, as in Go.
fn unicode(text: &str) -> (char, usize) {
    let unit = |at: usize| u32::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let first = unit(0).unwrap_or(0xfffd);
    if let Some(letter) = char::from_u32(first) {
        return (letter, 6);
    }
    let second = text.get(6..8).filter(|it| *it == "\\u").and_then(|_| unit(6));
    if let Some(second @ 0xdc00..=0xdfff) = second
        && (0xd800..0xdc00).contains(&first)
    {
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        return (char::from_u32(code).unwrap_or('\u{fffd}'), 12);
    }
    ('\u{fffd}', 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(text: &str) -> Option<Vec<String>> {
        let line = Text { text: text.to_owned(), pieces: vec![(0, 0)] };
        match read(&line, 0..text.len()) {
            Json::Strings(words) => Some(words.into_iter().map(|word| word.text.text).collect()),
            Json::No | Json::Mixed(_) => None,
        }
    }

    #[test]
    fn strings_are_decoded() {
        assert_eq!(
            strings(r#"["a", "b\n\u00e9\ud83d\ude00\ud83d" ] "#),
            Some(vec!["a".into(), "b\né😀\u{fffd}".into()])
        );
        assert_eq!(strings("[]"), Some(vec![]));
    }

    #[test]
    fn what_is_no_json_stays_text() {
        for text in ["['a']", r#"["a",]"#, r#"["a" "b"]"#, r#"["a"] x"#, r#"["a\x"]"#, "[", r#"[1e999, "a"]"#, "[01]"] {
            let line = Text { text: text.to_owned(), pieces: vec![(0, 0)] };
            assert!(matches!(read(&line, 0..text.len()), Json::No), "{text}");
        }
        for text in [r#"["a", 1]"#, "[null]", r#"[{"a": [1, {}]}, []]"#] {
            let line = Text { text: text.to_owned(), pieces: vec![(0, 0)] };
            assert!(matches!(read(&line, 0..text.len()), Json::Mixed(_)), "{text}");
        }
        let deep = "[".repeat(200_000);
        assert_eq!(strings(&deep), None);
    }
}
