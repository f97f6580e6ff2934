//! How far two names are apart, for those who suggest what was meant.

/// Nothing longer is a misspelt name; the work grows with the square of the length.
const LONGEST: usize = 100;

/// The letters to insert, remove, change, or swap with a neighbour, to get from one name to the other; `None`
/// where one is too long to be a slip of the pen.
pub(crate) fn edits(one: &str, other: &str) -> Option<usize> {
    (one.len().max(other.len()) <= LONGEST).then(|| strsim::osa_distance(one, other))
}

#[cfg(test)]
mod tests {
    use super::edits;

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(edits("", "abc"), Some(3));
        assert_eq!(edits("kitten", "sitting"), Some(3));
        assert_eq!(edits("ingore", "ignore"), Some(1));
        assert_eq!(edits(&"x".repeat(10_000), "x"), None);
    }
}
