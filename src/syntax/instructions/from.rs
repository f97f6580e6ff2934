//! FROM.

use super::super::ast::{From, Kind};
use super::super::expand::{self, Binding};
use super::super::stage::Stages;
use super::super::{flags, image, words};
use super::{Input, Refusal, shortened};

pub(super) fn read(input: &mut Input, stages: &mut Stages) -> Result<Kind, Refusal> {
    let line = input.line;
    let ranges = words::split(line, input.rest.clone());
    let (image, alias) = match ranges.as_slice() {
        [image] => (image, None),
        [image, keyword, name] if line.text[keyword.clone()].eq_ignore_ascii_case("as") => {
            (image, Some((keyword, name)))
        }
        [] => return Err(input.missing("an image")),
        [_, keyword, ..] => {
            let message = "`FROM` takes an image, or an image, `AS` and a name";
            return Err(Refusal::meaning(message, line.locate(keyword.start..input.rest.end)));
        }
    };
    let image = words::word(line, image.clone());
    let name_word = alias.map(|(_, name)| words::word(line, name.clone()));
    let name = name_word.as_ref().map(|word| word.as_str().to_lowercase());
    if !input.behind_onbuild {
        stages.from(image.as_str(), name.as_deref(), input.flags);
    }
    if let (Some(name), Some(word)) = (&name, &name_word)
        && !is_stage_name(name)
    {
        let message = format!(
            "`{}` is no name of a stage: a letter, then letters, digits, `-`, `_` and `.`",
            shortened(word.as_str())
        );
        return Err(Refusal::meaning(message, word.span));
    }
    flags::check(input.keyword, input.flags)?;
    let reference = if image.as_str().contains('$') {
        None
    } else {
        let expanded = expand::expand(&image, input.escape, &|_| Binding::Unset);
        expanded.value.known().and_then(image::parse)
    };
    let as_keyword = alias.map(|(keyword, _)| line.locate(keyword.clone()));
    Ok(Kind::From(From { image, name, name_word, as_keyword, reference }))
}

/// Of a name in lower case.
fn is_stage_name(name: &str) -> bool {
    let is_rest = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    name.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && name.bytes().all(is_rest)
}
