//! Flags: the words behind the keyword that start with `--`, and which ones each instruction knows.

use std::ops::Range;

use super::ast::{Flag, Text, Word};
use super::instructions::Refusal;
use super::keywords;
use super::words::BLANKS;

/// What a flag's value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Switch,
    Text,
    /// May be given more than once.
    Texts,
}

/// The flags at the front of `range`, quotes and escapes removed, and where the arguments start.
/// A lone `--` ends them. Only blanks of ASCII separate them.
pub(super) fn read(line: &Text, range: Range<usize>, escape: char) -> (Vec<Flag>, usize) {
    let mut flags = Vec::new();
    let mut at = range.start;
    loop {
        let rest = &line.text[at..range.end];
        let start = range.end - rest.trim_start_matches(BLANKS).len();
        if !line.text[start..range.end].starts_with("--") {
            return (flags, start);
        }
        let raw = raw_word(line, start..range.end, escape);
        at = raw.end;
        if raw.text.text == "--" {
            return (flags, at);
        }
        flags.push(flag(line, start, raw));
    }
}

/// A word with quotes and escapes removed; `equals` are the places of its first `=`, in the word and in the line.
struct RawWord {
    text: Text,
    end: usize,
    equals: Option<(usize, usize)>,
}

fn raw_word(line: &Text, range: Range<usize>, escape: char) -> RawWord {
    let mut word = RawWord { text: Text::default(), end: range.end, equals: None };
    let mut quote = None;
    let mut letters = line.text[range.clone()].char_indices();
    while let Some((mut at, mut letter)) = letters.next() {
        if quote.is_none() && BLANKS.contains(&letter) {
            word.end = range.start + at;
            break;
        }
        if quote.is_none() && ends_in_blank(letter) {
            word.text.push(letter.encode_utf8(&mut [0; 4]), line.offset(range.start + at));
            word.end = range.start + at + letter.len_utf8();
            break;
        }
        if quote == Some(letter) {
            quote = None;
            continue;
        }
        if quote.is_none() && matches!(letter, '\'' | '"') {
            quote = Some(letter);
            continue;
        }
        if letter == escape {
            let Some(next) = letters.next() else { break };
            (at, letter) = next;
        }
        if letter == '=' && word.equals.is_none() {
            word.equals = Some((word.text.text.len(), range.start + at));
        }
        word.text.push(letter.encode_utf8(&mut [0; 4]), line.offset(range.start + at));
    }
    word
}

/// BuildKit looks at the bytes of a flag as if each were a letter, so that a no-break space, or an
/// `à`, ends it with the byte that Latin-1 has for a blank.
fn ends_in_blank(letter: char) -> bool {
    !letter.is_ascii() && letter.encode_utf8(&mut [0; 4]).bytes().any(|byte| matches!(byte, 0x85 | 0xa0))
}

fn flag(line: &Text, start: usize, raw: RawWord) -> Flag {
    let span = line.locate(start..raw.end);
    let Some((equals, in_line)) = raw.equals else {
        return Flag { name: raw.text.text["--".len()..].to_owned(), value: None, span };
    };
    let name = raw.text.text["--".len()..equals].to_owned();
    let mut text = raw.text.slice(equals + 1..raw.text.text.len());
    if text.text.is_empty() {
        text.pieces = vec![(0, line.offset(in_line) as u32 + 1)];
    }
    let span_of_value = line.locate(in_line + 1..raw.end);
    let value = Word { span: if text.text.is_empty() { text.span() } else { span_of_value }, text };
    Flag { name, value: Some(value), span }
}

fn known(keyword: &str) -> &'static [(&'static str, Takes)] {
    match keyword {
        "FROM" => &[("--platform", Takes::Text)],
        "RUN" => &[
            ("--mount", Takes::Texts),
            ("--network", Takes::Text),
            ("--security", Takes::Text),
            ("--device", Takes::Texts),
        ],
        "COPY" => &[
            ("--from", Takes::Text),
            ("--chown", Takes::Text),
            ("--chmod", Takes::Text),
            ("--link", Takes::Switch),
            ("--parents", Takes::Switch),
            ("--exclude", Takes::Texts),
        ],
        "ADD" => &[
            ("--chown", Takes::Text),
            ("--chmod", Takes::Text),
            ("--link", Takes::Switch),
            ("--keep-git-dir", Takes::Switch),
            ("--checksum", Takes::Text),
            ("--unpack", Takes::Switch),
            ("--exclude", Takes::Texts),
        ],
        "HEALTHCHECK" => &[
            ("--interval", Takes::Text),
            ("--timeout", Takes::Text),
            ("--start-period", Takes::Text),
            ("--start-interval", Takes::Text),
            ("--retries", Takes::Text),
        ],
        _ => &[],
    }
}

/// Refuses what `keyword` (upper case) does not know, twice the same, and switches that are neither true nor false.
pub(super) fn check(keyword: &str, flags: &[Flag]) -> Result<(), Refusal> {
    for (index, flag) in flags.iter().enumerate() {
        let name = format!("--{}", flag.name);
        let name_span = crate::source::Span { end: flag.value.as_ref().map_or(flag.span.end, before), ..flag.span };
        let Some((_, takes)) = known(keyword).iter().find(|(known, _)| *known == name) else {
            let names = known(keyword).iter().map(|(name, _)| *name);
            let message = format!("`{keyword}` has no flag `{name}`");
            return Err(Refusal::meaning(message, name_span).suggest(keywords::similar(&name, names)));
        };
        if *takes != Takes::Texts && flags[..index].iter().any(|earlier| earlier.name == flag.name) {
            return Err(Refusal::meaning(format!("the flag `{name}` may be given only once"), flag.span));
        }
        match (takes, &flag.value) {
            (Takes::Text | Takes::Texts, Some(_)) | (Takes::Switch, None) => {}
            (Takes::Text | Takes::Texts, None) => {
                return Err(Refusal::meaning(format!("the flag `{name}` needs a value"), flag.span));
            }
            (Takes::Switch, Some(value)) => {
                if !matches!(value.as_str().to_lowercase().as_str(), "true" | "false") {
                    return Err(Refusal::meaning(format!("the flag `{name}` is either true or false"), flag.span));
                }
            }
        }
    }
    Ok(())
}

/// The byte of the `=` before a value.
fn before(value: &Word) -> u32 {
    value.span.start.saturating_sub(1)
}
