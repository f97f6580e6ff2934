//! The keywords, and which one a misspelt word means.

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
    // Longer words are no slips of the pen, and the work grows with the square of the length.
    const LONGEST: usize = 24;
    let letters: Vec<char> = word.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return None;
    }
    let close = known.map(|known| (distance(&letters, known), known));
    let close = close.filter(|(distance, known)| *distance <= 2 && *distance * 2 < known.len());
    close.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// Insertions, deletions, replacements and swaps of neighbours between two words.
fn distance(word: &[char], known: &str) -> usize {
    let known: Vec<char> = known.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=known.len()).collect()];
    for (i, letter) in word.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, other) in known.iter().enumerate() {
            let replaced = rows[i][j] + usize::from(letter != other);
            let mut least = replaced.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *letter == known[j - 1] && word[i - 1] == *other {
                least = least.min(rows[i - 1][j - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[word.len()][known.len()]
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
