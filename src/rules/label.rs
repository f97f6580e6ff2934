//! What LABEL instructions say, and what the values of a schema's kinds look like.

use crate::facts::licenses;
use crate::model::Model;
use crate::model::stage::{Stage, State};
use crate::syntax::ast::{Kind, Pair};

use super::LabelKind;

/// Every label of every stage, with the state that its variables are read in.
pub(super) fn all(model: &Model) -> impl Iterator<Item = (&Stage, &State, &Pair)> {
    model.instructions().flat_map(|(stage, index, it)| {
        let pairs = if let Kind::Label(pairs) = &it.kind { pairs.as_slice() } else { &[] };
        pairs.iter().map(move |pair| (stage, stage.before(index), pair))
    })
}

/// The key, quotes and variables resolved; `None` where it is not known.
pub(super) fn key(model: &Model, state: &State, pair: &Pair) -> Option<String> {
    model.expand(&pair.key, state).value.known().map(str::to_owned)
}

/// Whether `value` is of the kind.
pub(super) fn fits(kind: LabelKind, value: &str) -> bool {
    match kind {
        LabelKind::Text => true,
        LabelKind::Email => is_email(value),
        LabelKind::Hash => (7..=64).contains(&value.len()) && value.bytes().all(is_hex),
        LabelKind::Rfc3339 => is_time(value),
        LabelKind::Semver => is_version(value),
        LabelKind::Spdx => licenses::is_expression(value),
        LabelKind::Url => is_url(value),
    }
}

/// What a value of the kind looks like that says the same as `value`; `None` where that is not known.
pub(super) fn in_form(kind: LabelKind, value: &str) -> Option<String> {
    let value = value.trim();
    match kind {
        LabelKind::Text => None,
        LabelKind::Email => {
            let (_, address) = value.split_once('<')?;
            Some(address.strip_suffix('>')?.to_owned())
        }
        LabelKind::Hash => Some(value.to_ascii_lowercase()),
        LabelKind::Rfc3339 => match value.split_once(' ') {
            None => Some(format!("{value}T00:00:00Z")),
            Some((date, clock)) => Some(format!("{date}T{}", clock.replace(' ', ""))),
        },
        LabelKind::Semver => {
            let plain = value.strip_prefix(['v', 'V']).unwrap_or(value);
            let (major, minor) = plain.split_once('.').unwrap_or((plain, ""));
            let is_short = is_digits(major) && is_digits(minor);
            Some(if is_short { format!("{plain}.0") } else { plain.to_owned() })
        }
        LabelKind::Spdx => {
            let lower = value.to_ascii_lowercase();
            let words = lower.split(|it: char| !it.is_ascii_alphanumeric() && it != '.');
            let said: Vec<&str> = words.filter(|it| !matches!(*it, "" | "the" | "license" | "licence")).collect();
            let id = match said.join(" ").as_str() {
                "apache 2.0" | "apache version 2.0" | "apache 2" | "apache2" | "asl 2.0" => "Apache-2.0",
                "mit" => "MIT",
                "isc" => "ISC",
                "bsd 3 clause" | "3 clause bsd" => "BSD-3-Clause",
                "bsd 2 clause" | "2 clause bsd" => "BSD-2-Clause",
                "mpl 2.0" | "mozilla public 2.0" => "MPL-2.0",
                "unlicense" => "Unlicense",
                _ => return None,
            };
            Some(id.to_owned())
        }
        LabelKind::Url => {
            let host = value.split('/').next().unwrap_or_default();
            let is_host = host.split('.').count() > 1 && !host.contains(['@', ':']) && !host.starts_with('.');
            is_host.then(|| format!("https://{value}"))
        }
    }
}

fn is_hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

/// `name@domain`, the domain of labels (RFC 5321, without quoted names and addresses in brackets).
fn is_email(value: &str) -> bool {
    let Some((name, domain)) = value.rsplit_once('@') else { return false };
    let is_name = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&it);
    let is_label = |it: &str| {
        let fits = it.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        fits && !it.is_empty() && !it.starts_with('-') && !it.ends_with('-')
    };
    name.split('.').all(|part| !part.is_empty() && part.bytes().all(is_name)) && domain.split('.').all(is_label)
}

/// `2026-11-22T21:05:00Z`, with a fraction or an offset (RFC 3339, section 5.6).
fn is_time(value: &str) -> bool {
    let Some((date, clock)) = value.split_once(['T', 't']) else { return false };
    let Some(at) = clock.find(['Z', 'z', '+', '-']) else { return false };
    let (clock, zone) = clock.split_at(at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_zone = zone.eq_ignore_ascii_case("z") || numbers(&zone[1..], ':', &[(2, 0, 23), (2, 0, 59)]);
    numbers(date, '-', &[(4, 0, 9999), (2, 1, 12), (2, 1, 31)])
        && numbers(clock, ':', &[(2, 0, 23), (2, 0, 59), (2, 0, 60)])
        && is_digits(fraction)
        && is_zone
}

/// Whether `text` is numbers between `separator`s: of so many digits, from, to.
fn numbers(text: &str, separator: char, limits: &[(usize, u32, u32)]) -> bool {
    let parts: Vec<&str> = text.split(separator).collect();
    let fits = |(part, (digits, from, to)): (&&str, &(usize, u32, u32))| {
        let number: Option<u32> =
            Some(part).filter(|it| it.len() == *digits && is_digits(it)).and_then(|it| it.parse().ok());
        number.is_some_and(|it| (*from..=*to).contains(&it))
    };
    parts.len() == limits.len() && parts.iter().zip(limits).all(fits)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit())
}

/// `1.2.3-rc.1+build` (semver.org, version 2.0.0).
fn is_version(value: &str) -> bool {
    let (rest, build) = value.split_once('+').map_or((value, None), |(rest, build)| (rest, Some(build)));
    let (core, before) = rest.split_once('-').map_or((rest, None), |(core, before)| (core, Some(before)));
    let is_number = |it: &str| is_digits(it) && (it == "0" || !it.starts_with('0'));
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
    core.split('.').count() == 3
        && core.split('.').all(is_number)
        && before.is_none_or(|it| it.split('.').all(|it| is_word(it) && (!is_digits(it) || is_number(it))))
        && build.is_none_or(|it| it.split('.').all(is_word))
}

/// A scheme, a colon, and letters that may stand in a URL (RFC 3986).
fn is_url(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else { return false };
    let is_scheme = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.bytes().all(|it| it.is_ascii_alphanumeric() || b"+-.".contains(&it));
    let allowed = |it: u8| it.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&it);
    let mut escapes = rest.split('%').skip(1);
    let is_escape = |it: &str| it.len() >= 2 && it.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    is_scheme && !rest.is_empty() && rest.bytes().all(allowed) && escapes.all(is_escape)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(kind: LabelKind, good: &[&str], bad: &[&str]) {
        for (texts, expected) in [(good, true), (bad, false)] {
            for text in texts {
                assert_eq!(fits(kind, text), expected, "{} {text}", kind.name());
            }
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        held(LabelKind::Email, &["a.b+c@example.org", "x@host"], &["", "a", "@b", "a@", "a b@c.d", "a@b..c", "a@-b.c"]);
        held(LabelKind::Hash, &["0123abc", &"a".repeat(40), &"0".repeat(64)], &["abc", "01234XY", &"a".repeat(65)]);
        held(
            LabelKind::Rfc3339,
            &["2026-11-22T21:05:00Z", "2026-11-22t21:05:60.25+01:00"],
            &[
                "2026-11-22",
                "2026-13-22T21:05:00Z",
                "2026-11-22 21:05:00Z",
                "2026-11-22T21:05:00",
                "2026-11-22T21:05:00+0100",
            ],
        );
        held(
            LabelKind::Semver,
            &["1.0.0", "0.10.3-rc.1+a.b", "1.0.0-0a"],
            &["v1.0.0", "1.0", "1.02.0", "1.0.0-", "1.0.0-01"],
        );
        held(
            LabelKind::Url,
            &["https://example.org/a%20b?c#d", "mailto:a@example.org"],
            &["", "example.org", "https://a b", "https:", "1a:b", "https://x/%zz"],
        );
    }
}
