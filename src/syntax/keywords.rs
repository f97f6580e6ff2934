//! The keywords, and which one a misspelt word means.

use crate::spelling::edits;

/// Every keyword of a Dockerfile.
pub(super) const KEYWORDS: [&str; 18] = [
    "ADD",
    "ARG",
    "CMD",
    "COPY",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "USER",
    "VOLUME",
    "WORKDIR",
];

/// The keyword that `word` is, in any case.
pub(super) fn find(word: &str) -> Option<&'static str> {
    KEYWORDS.into_iter().find(|keyword| keyword.eq_ignore_ascii_case(word))
}

/// The keyword that `word` looks like.
pub(super) fn suggest(word: &str) -> Option<&'static str> {
    similar(&word.to_ascii_uppercase(), KEYWORDS.into_iter())
}

/// The one of `known` that differs least from `word`: by at most two letters, and by fewer than
/// half of them. Two letters in the wrong order count as one.
pub(super) fn similar(word: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let close = known.filter_map(|known| Some((edits(word, known)?, known)));
    let close = close.filter(|(distance, known)| *distance <= 2 && *distance * 2 < known.len());
    close.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_is_seen() {
        assert_eq!(suggest("RNU"), Some("RUN"));
        assert_eq!(suggest("form"), Some("FROM"));
        assert_eq!(suggest("ENTRYPONT"), Some("ENTRYPOINT"));
        assert_eq!(suggest("apt-get"), None);
        assert_eq!(suggest("XYZ"), None);
    }
}
