//! Ranges of versions as manifests write them, as intervals.
//!
//! One reader for all dialects: they share the comparisons and differ in what `~` and a bare version mean
//! (npm: `node-semver`; Python: PEP 440; Composer: its documentation of versions; RubyGems: its guide on patterns).
//! What it does not know makes no range.

use crate::facts::toolchain::Version;

type Point = [u32; 3];

const END: Point = [u32::MAX; 3];

/// Whose rules a range follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Npm,
    Python,
    Ruby,
    Composer,
}

/// Versions from the first point of a part to before its second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range(Vec<(Point, Point)>);

impl Range {
    /// This version and all later ones.
    pub(super) fn from(version: &Version) -> Range {
        Range(vec![(first(version), END)])
    }

    /// Whether any release that `version` may stand for lies in the range.
    pub fn may_hold(&self, version: &Version) -> bool {
        let (low, high) = (first(version), next(version));
        self.0.iter().any(|(from, below)| *from < high && low < *below)
    }

    /// Whether all of the range lies before any release that `version` may stand for.
    pub fn ends_before(&self, version: &Version) -> bool {
        self.0.iter().all(|(_, below)| *below <= first(version))
    }

    fn and(&self, other: &Range) -> Range {
        let pairs = self.0.iter().flat_map(|one| other.0.iter().map(move |two| (one.0.max(two.0), one.1.min(two.1))));
        Range(pairs.filter(|(from, below)| from < below).collect())
    }
}

/// Bytes of a range that is read: each part is held against all before it.
const LONGEST: usize = 1_000;

/// Reads a range; `None` where a part of it is not understood, or it is longer than anyone writes.
pub(super) fn parse(text: &str, dialect: Dialect) -> Option<Range> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let ways: Vec<&str> = match dialect {
        Dialect::Npm => text.split("||").collect(),
        Dialect::Composer => text.split('|').filter(|it| !it.trim().is_empty()).collect(),
        Dialect::Python | Dialect::Ruby => vec![text],
    };
    let mut all = Range(Vec::new());
    for way in ways {
        all.0.extend(every(way, dialect)?.0);
    }
    (!all.0.is_empty()).then_some(all)
}

/// Comparisons that must all hold.
fn every(text: &str, dialect: Dialect) -> Option<Range> {
    if let Some((low, high)) = text.split_once(" - ") {
        let (low, high) = (version(low)?, version(high)?);
        return Some(Range(vec![(first(&low), next(&high))]));
    }
    let mut range = Range(vec![([0; 3], END)]);
    let spaced = text.replace(',', " ");
    let mut words = spaced.split_whitespace().peekable();
    while let Some(word) = words.next() {
        // `>= 18` is one comparison.
        let is_operator = !word.is_empty() && word.chars().all(|it| "<>=~^!".contains(it));
        let whole = match words.next_if(|_| is_operator) {
            Some(number) => format!("{word}{number}"),
            None => word.to_owned(),
        };
        range = range.and(&one(&whole, dialect)?);
    }
    Some(range)
}

fn one(text: &str, dialect: Dialect) -> Option<Range> {
    let at = text.find(|it: char| !"<>=~^!".contains(it)).unwrap_or(text.len());
    let (operator, number) = text.split_at(at);
    let number = number.trim_start_matches('v');
    if matches!(number, "*" | "x" | "X" | "") {
        return operator.is_empty().then(|| Range(vec![([0; 3], END)]));
    }
    let it = version(number)?;
    let (low, high) = (first(&it), next(&it));
    Some(match operator {
        "" | "=" | "==" if dialect == Dialect::Composer && it.0.len() < 3 && !has_wildcard(number) => {
            // Composer takes a bare `8.2` as exactly 8.2.0.
            Range(vec![(low, [low[0], low[1], low[2] + 1])])
        }
        "" | "=" | "==" | "===" => Range(vec![(low, high)]),
        ">=" => Range(vec![(low, END)]),
        ">" if has_wildcard(number) || dialect == Dialect::Npm => Range(vec![(high, END)]),
        // Elsewhere 3.8.1 is greater than 3.8.
        ">" => Range(vec![(low, END)]),
        "<" => Range(vec![([0; 3], low)]),
        "<=" if dialect == Dialect::Npm => Range(vec![([0; 3], high)]),
        "<=" => Range(vec![([0; 3], [low[0], low[1], low[2].saturating_add(1)])]),
        "!=" => Range(vec![([0; 3], low), (high, END)]),
        "^" => Range(vec![(low, caret(&it))]),
        "~" if dialect == Dialect::Npm && it.0.len() > 1 => Range(vec![(low, [low[0], low[1].saturating_add(1), 0])]),
        "~" | "~>" | "~=" => Range(vec![(low, tilde(&it))]),
        _ => return None,
    })
}

/// All but the last number stays.
fn tilde(version: &Version) -> Point {
    let low = first(version);
    match version.0.len() {
        3 => [low[0], low[1].saturating_add(1), 0],
        _ => [low[0].saturating_add(1), 0, 0],
    }
}

/// The first number that is not zero stays.
fn caret(version: &Version) -> Point {
    let low = first(version);
    match low {
        [0, 0, patch] if version.0.len() == 3 => [0, 0, patch.saturating_add(1)],
        [0, minor, _] if version.0.len() > 1 => [0, minor.saturating_add(1), 0],
        [major, ..] => [major.saturating_add(1), 0, 0],
    }
}

fn has_wildcard(number: &str) -> bool {
    number.ends_with(".*") || number.ends_with(".x") || number.ends_with(".X")
}

/// Numbers with points, a wildcard at the end left out; `None` where there is anything else.
fn version(text: &str) -> Option<Version> {
    let mut numbers = Vec::new();
    for part in text.trim().trim_start_matches('v').split('.') {
        if matches!(part, "*" | "x" | "X") {
            break;
        }
        let digits = part.split(['-', '+']).next().unwrap_or_default();
        numbers.push(digits.parse().ok()?);
    }
    numbers.truncate(3);
    (!numbers.is_empty()).then_some(Version(numbers))
}

/// The first release that a version stands for.
fn first(version: &Version) -> Point {
    let mut point = [0; 3];
    for (place, number) in point.iter_mut().zip(&version.0) {
        *place = *number;
    }
    point
}

/// The first release that it does not.
fn next(version: &Version) -> Point {
    let mut point = first(version);
    let last = version.0.len().clamp(1, 3) - 1;
    point[last] = point[last].saturating_add(1);
    point[last + 1..].fill(0);
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(range: &str, dialect: Dialect, version: &str) -> Option<bool> {
        let version = crate::facts::toolchain::parse(version).expect("a version");
        parse(range, dialect).map(|range| range.may_hold(&version))
    }

    #[test]
    fn ranges_hold_what_they_say() {
        use Dialect::{Composer, Npm, Python, Ruby};
        let table = [
            (">=18", Npm, "18", Some(true)),
            (">=18", Npm, "16", Some(false)),
            (">= 18.17.0 <21 || ^22.0.0", Npm, "21", Some(false)),
            (">= 18.17.0 <21 || ^22.0.0", Npm, "22.3.0", Some(true)),
            ("^20.10", Npm, "20", Some(true)),
            ("20.x", Npm, "20.1.0", Some(true)),
            ("20.x", Npm, "22", Some(false)),
            ("16 - 18", Npm, "18.9.0", Some(true)),
            ("~18.2", Npm, "18.3.0", Some(false)),
            (">16", Npm, "16.5", Some(false)),
            ("*", Npm, "4", Some(true)),
            ("^0.12", Npm, "0.12.18", Some(true)),
            ("^0.12", Npm, "0.13", Some(false)),
            ("^0.0.3", Npm, "0.0.4", Some(false)),
            ("^0", Npm, "0.99", Some(true)),
            ("^0", Npm, "1.0", Some(false)),
            ("<=18", Npm, "18.20.4", Some(true)),
            ("<18", Npm, "18.0.0", Some(false)),
            ("lts/*", Npm, "4", None),
            (">=3.9,<3.13", Python, "3.13", Some(false)),
            (">=3.9,<3.13", Python, "3.12-slim", Some(true)),
            ("~=3.9", Python, "3.12", Some(true)),
            ("==3.11.*", Python, "3.12", Some(false)),
            (">3.8", Python, "3.8.1", Some(true)),
            ("!=3.9.1,>=3.9", Python, "3.9", Some(true)),
            ("^3.11", Python, "3.10", Some(false)),
            ("~> 3.2", Ruby, "3.4", Some(true)),
            ("~> 3.2.0", Ruby, "3.4", Some(false)),
            ("3.3.0", Ruby, "3.3.1", Some(false)),
            ("^8.2", Composer, "8.1", Some(false)),
            ("^7.4 || ^8.0", Composer, "8.3", Some(true)),
            ("^7.4|^8.0", Composer, "8.3", Some(true)),
            ("~8.1.0 || ~8.2.0", Composer, "8.3", Some(false)),
            ("8.2.*", Composer, "8.2", Some(true)),
            ("8.2", Composer, "8.2.1", Some(false)),
            ("<=8.2.5", Composer, "8.2.6", Some(false)),
            ("<=8.2.5", Composer, "8.2.5", Some(true)),
        ];
        for (range, dialect, version, expected) in table {
            assert_eq!(holds(range, dialect, version), expected, "{range} {version}");
        }
    }
}
