//! ENV, LABEL, ARG, and the instructions whose arguments are plain words.

use std::ops::Range;

use super::super::ast::{Argument, Kind, Pair, Word};
use super::super::json::Json;
use super::super::{flags, words};
use super::{Input, Refusal, shortened};

/// ENV and LABEL.
pub(super) fn pairs(input: &mut Input) -> Result<Vec<Pair>, Refusal> {
    let line = input.line;
    let ranges = words::quoted(line, input.rest.clone(), input.escape);
    let Some(first) = ranges.first() else {
        flags::check(input.keyword, input.flags)?;
        return Err(input.missing("a name and a value"));
    };
    if !line.text[first.clone()].contains('=') {
        let pair = legacy(input)?;
        flags::check(input.keyword, input.flags)?;
        return Ok(vec![pair]);
    }
    let mut pairs = Vec::with_capacity(ranges.len());
    let mut blank = None;
    for range in ranges {
        let Some(equals) = line.text[range.clone()].find('=') else {
            let message =
                format!("`{}` has no `=`: each word must be `NAME=value`", shortened(&line.text[range.clone()]));
            return Err(Refusal::line(message, line.locate(range)));
        };
        if equals == 0 {
            blank.get_or_insert(range.clone());
        }
        let at = range.start + equals;
        pairs.push(Pair { key: word(input, range.start..at), value: word(input, at + 1..range.end), legacy: false });
    }
    flags::check(input.keyword, input.flags)?;
    match blank {
        Some(range) => Err(Refusal::meaning("a name is missing before the `=`", line.locate(range))),
        None => Ok(pairs),
    }
}

/// `ENV name rest of the line`
fn legacy(input: &Input) -> Result<Pair, Refusal> {
    let text = input.text();
    let Some(end) = text.find(words::BLANKS) else {
        let message = format!("`{}` needs a value: `NAME=value`", input.keyword);
        return Err(Refusal::line(message, input.rest_span()));
    };
    let value = input.rest.end - text[end..].trim_start_matches(words::BLANKS).len();
    let key = word(input, input.rest.start..input.rest.start + end);
    Ok(Pair { key, value: word(input, value..input.rest.end), legacy: true })
}

fn word(input: &Input, range: Range<usize>) -> Word {
    words::word(input.line, range)
}

/// ARG. BuildKit does not look at its flags.
pub(super) fn arguments(input: &mut Input) -> Result<Vec<Argument>, Refusal> {
    let ranges = words::quoted(input.line, input.rest.clone(), input.escape);
    if ranges.is_empty() {
        return Err(input.missing("a name"));
    }
    let mut arguments = Vec::with_capacity(ranges.len());
    for range in ranges {
        let argument = match input.line.text[range.clone()].find('=') {
            Some(0) => return Err(Refusal::meaning("a name is missing before the `=`", input.line.locate(range))),
            Some(equals) => {
                let at = range.start + equals;
                Argument { name: word(input, range.start..at), default: Some(word(input, at + 1..range.end)) }
            }
            None => Argument { name: word(input, range), default: None },
        };
        arguments.push(argument);
    }
    Ok(arguments)
}

pub(super) fn expose(input: &mut Input) -> Result<Kind, Refusal> {
    let ranges = words::split(input.line, input.rest.clone());
    if ranges.is_empty() {
        return Err(input.missing("a port"));
    }
    flags::check(input.keyword, input.flags)?;
    Ok(Kind::Expose(ranges.into_iter().map(|range| word(input, range)).collect()))
}

pub(super) fn volume(input: &mut Input) -> Result<Kind, Refusal> {
    let volumes = match std::mem::replace(&mut input.json, Json::No) {
        Json::Strings(words) => words,
        _ => words::split(input.line, input.rest.clone()).into_iter().map(|range| word(input, range)).collect(),
    };
    if volumes.is_empty() {
        return Err(input.missing("a path"));
    }
    flags::check(input.keyword, input.flags)?;
    match volumes.iter().find(|volume| volume.as_str().trim().is_empty()) {
        Some(empty) => Err(Refusal::meaning("a volume's path is empty", empty.span)),
        None => Ok(Kind::Volume(volumes)),
    }
}

/// The instructions with exactly one argument, which may hold blanks.
pub(super) fn single(input: &mut Input, what: &str) -> Result<Word, Refusal> {
    if input.rest.is_empty() {
        return Err(input.missing(what));
    }
    // BuildKit does not look at the flags of STOPSIGNAL.
    if input.keyword != "STOPSIGNAL" {
        flags::check(input.keyword, input.flags)?;
    }
    Ok(word(input, input.rest.clone()))
}
