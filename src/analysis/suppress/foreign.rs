//! The comments of other scanners, which count where the configuration says so.
//!
//! trivy: `#trivy:ignore:DS-0002:exp:2026-12-31`, checkov: `#checkov:skip=CKV_DOCKER_3:reason`, tally:
//! `# tally [global] ignore=NAME,..;reason=..`, dockerfile-utils: `# dockerfile-utils: ignore`, Sonar: `# NOSONAR`.

use crate::clock::Date;
use crate::source::{Source, Span};

/// What such a comment says of one name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said<'a> {
    pub(super) whose: Whose<'a>,
    pub(super) reach: Reach,
    pub(super) reason: Option<&'a str>,
}

/// Which findings are meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Whose<'a> {
    Name(&'a str),
    /// Each that trivy has too.
    Trivy,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The instruction that the comment stands in or above.
    Instruction,
    File,
}

/// Reads what follows the `#`, blanks left out. What ended before or on `today` no longer counts.
pub(super) fn read(body: &str, today: Date) -> Vec<Said<'_>> {
    let said = |whose, reach, reason| Said { whose, reach, reason };
    if body.starts_with("trivy:ignore:") {
        let whose = body.split_whitespace().filter_map(|word| trivy(word, today));
        return whose.map(|whose| said(whose, Reach::Instruction, None)).collect();
    }
    let checkov = ["checkov:skip=", "bridgecrew:skip="].iter().find_map(|it| body.strip_prefix(it));
    if let Some(rest) = checkov {
        let (names, reason) = rest.split_once(':').map_or((rest, None), |(names, reason)| (names, Some(reason.trim())));
        return names.split(',').map(|it| said(Whose::Name(it.trim()), Reach::File, reason)).collect();
    }
    if let Some(rest) = super::after_word(body, "tally") {
        let (reach, rest) = match super::after_word(rest, "global") {
            Some(rest) => (Reach::File, rest),
            None => (Reach::Instruction, rest),
        };
        return tally(rest).map_or_else(Vec::new, |(names, reason)| {
            names.split(',').map(|it| said(of_tally(it.trim()), reach, reason)).collect()
        });
    }
    let is_utils = body.strip_prefix("dockerfile-utils:").is_some_and(|it| it.trim() == "ignore");
    if is_utils { vec![said(Whose::All, Reach::Instruction, None)] } else { Vec::new() }
}

/// `trivy:ignore:ID`, with the last day on which that does not count behind `:exp:`.
fn trivy(word: &str, today: Date) -> Option<Whose<'_>> {
    let rest = word.trim_start_matches('#').strip_prefix("trivy:ignore:")?;
    let mut parts = rest.split(':');
    let name = parts.next().filter(|it| !it.is_empty())?;
    while let Some(part) = parts.next() {
        if part == "exp" && Date::parse(parts.next()?)? <= today {
            return None;
        }
    }
    Some(if name == "*" { Whose::Trivy } else { Whose::Name(name) })
}

/// Names and reason of `ignore=NAMES;reason=TEXT`.
fn tally(text: &str) -> Option<(&str, Option<&str>)> {
    let rest = text.strip_prefix("ignore")?.trim_start().strip_prefix('=')?;
    let (names, reason) = rest.split_once(';').map_or((rest, None), |(names, reason)| (names, Some(reason)));
    Some((names, reason.and_then(|it| it.trim().strip_prefix("reason=")).map(str::trim)))
}

/// tally calls the rules of hadolint and BuildKit by their own names, behind the tool's.
fn of_tally(name: &str) -> Whose<'_> {
    let plain = ["hadolint/", "buildkit/", "shellcheck/"].iter().find_map(|it| name.strip_prefix(it));
    if name == "all" { Whose::All } else { Whose::Name(plain.unwrap_or(name)) }
}

/// The lines that `# NOSONAR` is about: those that it ends, or the one below where it stands alone.
pub(super) fn nosonar(source: &Source) -> Vec<Span> {
    let mut lines = Vec::new();
    for line in 1..=source.line_count() as u32 {
        let span = source.line_span(line);
        let text = source.slice(span);
        let marks = |it: &str| it.trim_start_matches('#').trim_start().starts_with("NOSONAR");
        if text.match_indices('#').any(|(at, _)| marks(&text[at..])) {
            let alone = text.trim_start().starts_with('#');
            lines.push(if alone { source.line_span(line + 1) } else { span });
        }
    }
    lines
}

/// Whether a name is one of Sonar's: `S` and digits.
pub(super) fn is_of_sonar(name: &str) -> bool {
    name.strip_prefix('S').is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name is one of trivy's: `DS`, `DS-` or `AVD-DS-` and digits.
pub(super) fn is_of_trivy(name: &str) -> bool {
    let rest = name.trim_start_matches("AVD-").strip_prefix("DS").map(|it| it.trim_start_matches('-'));
    rest.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(body: &str) -> Vec<String> {
        let today = Date { year: 2026, month: 11, day: 22 };
        let name = |it: Said| format!("{:?} {:?} {}", it.whose, it.reach, it.reason.unwrap_or("-"));
        read(body, today).into_iter().map(name).collect()
    }

    #[test]
    fn each_tool_has_its_form() {
        assert_eq!(names("trivy:ignore:DS-0002"), ["Name(\"DS-0002\") Instruction -"]);
        assert_eq!(
            names("trivy:ignore:DS-0001 #trivy:ignore:* why"),
            ["Name(\"DS-0001\") Instruction -", "Trivy Instruction -"]
        );
        assert_eq!(
            names("checkov:skip=CKV_DOCKER_3:runs as root: yes"),
            ["Name(\"CKV_DOCKER_3\") File runs as root: yes"]
        );
        assert_eq!(
            names("tally ignore=hadolint/DL3008, max-lines;reason=old"),
            ["Name(\"DL3008\") Instruction old", "Name(\"max-lines\") Instruction old"]
        );
        assert_eq!(names("tally global ignore=all"), ["All File -"]);
        assert_eq!(names("dockerfile-utils: ignore"), ["All Instruction -"]);
        for nothing in ["trivy:ignore:", "tally ignore", "tally says ignore=x", "checkov", "dockerfile-utils", "text"] {
            assert_eq!(names(nothing), [""; 0], "{nothing}");
        }
    }

    #[test]
    fn what_has_ended_no_longer_counts() {
        assert_eq!(names("trivy:ignore:DS-0002:exp:2026-11-23").len(), 1);
        for past in ["2026-11-22", "2020-01-01", "soon", ""] {
            assert_eq!(names(&format!("trivy:ignore:DS-0002:exp:{past}")), [""; 0], "{past}");
        }
    }

    #[test]
    fn nosonar_is_about_a_line() {
        let source = Source::new("Dockerfile", "FROM a # NOSONAR\n#NOSONAR\nUSER b\nUSER c\n");
        let lines: Vec<&str> = nosonar(&source).into_iter().map(|it| source.slice(it)).collect();
        assert_eq!(lines, ["FROM a # NOSONAR", "USER b"]);
        assert!(is_of_sonar("S6471") && !is_of_sonar("SC2086") && !is_of_sonar("S"));
        assert!(is_of_trivy("DS-0002") && is_of_trivy("AVD-DS-0002") && is_of_trivy("DS002") && !is_of_trivy("DL3000"));
    }
}
