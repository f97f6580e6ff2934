//! HEALTHCHECK.

use super::super::ast::{Healthcheck, Kind, Word};
use super::super::json::{self, Json};
use super::super::stage::Stages;
use super::super::{flags, words};
use super::{Input, Refusal, exec, shortened};
use crate::source::Span;

pub(super) fn read(input: &mut Input, stages: &Stages) -> Result<Kind, Refusal> {
    let line = input.line;
    let text = input.text();
    let type_end = text.find(words::BLANKS).unwrap_or(text.len());
    let kind = text[..type_end].to_uppercase();
    let type_span = line.locate(input.rest.start..input.rest.start + type_end);
    let blanks = text[type_end..].len() - text[type_end..].trim_start_matches(words::BLANKS).len();
    let command = input.rest.start + type_end + blanks..input.rest.end;
    let json = json::read(line, command.clone());
    if let Json::Mixed(range) = json {
        return Err(Refusal::line("an exec form holds nothing but strings", line.locate(range)));
    }
    match kind.as_str() {
        "" => return Err(input.missing("`CMD` with a command, or `NONE`")),
        // BuildKit does not look at the flags then.
        "NONE" => {
            let is_empty = matches!(&json, Json::Strings(words) if words.is_empty());
            if !command.is_empty() && !is_empty {
                return Err(Refusal::meaning("`HEALTHCHECK NONE` takes no arguments", line.locate(command)));
            }
            return Ok(Kind::Healthcheck(Healthcheck::None));
        }
        "CMD" => {}
        other => {
            let message = format!("`HEALTHCHECK` takes `CMD` or `NONE`, not `{}`", shortened(other));
            return Err(Refusal::meaning(message, type_span));
        }
    }
    flags::check(input.keyword, input.flags)?;
    let is_empty = matches!(&json, Json::Strings(words) if words.is_empty());
    if command.is_empty() || is_empty {
        return Err(Refusal::meaning("a command is missing behind `HEALTHCHECK CMD`", type_span));
    }
    for flag in input.flags {
        let Some(value) = &flag.value else { continue };
        let check = if flag.name == "retries" { retries } else { interval };
        check(value).map_err(|message| Refusal::meaning(message, nonempty(value.span, flag.span)))?;
    }
    Ok(Kind::Healthcheck(Healthcheck::Cmd(exec::form(line, command, json, stages))))
}

fn nonempty(span: Span, outer: Span) -> Span {
    if span.is_empty() { outer } else { span }
}

fn retries(value: &Word) -> Result<(), String> {
    let text = value.as_str();
    if text.is_empty() {
        return Ok(());
    }
    match text.parse::<i32>() {
        Ok(0..) => Ok(()),
        Ok(_) => Err("the number of retries is negative".to_owned()),
        Err(_) => Err(format!("`{}` is no number of retries", shortened(text))),
    }
}

fn interval(value: &Word) -> Result<(), String> {
    const MILLISECOND: i128 = 1_000_000;
    let text = value.as_str();
    if text.is_empty() {
        return Ok(());
    }
    match duration(text) {
        None => Err(format!("`{}` is no duration, like `30s` or `1m30s`", shortened(text))),
        Some(0 | MILLISECOND..) => Ok(()),
        Some(_) => Err(format!("`{}` is shorter than a millisecond", shortened(text))),
    }
}

/// Nanoseconds of a duration as Go writes it: `1h2m3.5s`, with a sign perhaps.
pub(super) fn duration(text: &str) -> Option<i128> {
    let negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() {
        return None;
    }
    let mut total: i128 = 0;
    while !rest.is_empty() {
        let number = rest.find(|it: char| !it.is_ascii_digit() && it != '.').unwrap_or(rest.len());
        let unit = rest[number..].find(|it: char| it == '.' || it.is_ascii_digit()).unwrap_or(rest.len() - number);
        total = total.checked_add(part(&rest[..number], &rest[number..number + unit])?)?;
        rest = &rest[number + unit..];
    }
    let total = if negative { -total } else { total };
    // Go holds them in 64 bits.
    i64::try_from(total).ok().map(i128::from)
}

fn part(number: &str, unit: &str) -> Option<i128> {
    let unit: i128 = match unit {
        "ns" => 1,
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()?.into() };
    // More digits than these cannot make a nanosecond.
    let digits = &fraction[..fraction.len().min(18)];
    let numerator: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    let denominator = 10_i128.pow(digits.len() as u32);
    Some(whole * unit + numerator * unit / denominator)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_those_of_go() {
        assert_eq!(duration("1m30s"), Some(90_000_000_000));
        assert_eq!(duration("-.5ms"), Some(-500_000));
        assert_eq!(duration("1.5h"), Some(5_400_000_000_000));
        assert_eq!(duration("+0"), Some(0));
        for text in ["", "30", "s", "1 s", "1.2.3s", ".s", "9999999999h", "1d", "-"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
