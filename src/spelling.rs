//! How far two names are apart, for those who suggest what was meant.

/// Nothing longer is a misspelt name; the work grows with the square of the length.
const LONGEST: usize = 100;

/// The letters to insert, remove, change, or swap with a neighbour, to get from one name to the other; `None`
/// where one is too long to be a slip of the pen.
pub(crate) fn edits(one: &str, other: &str) -> Option<usize> {
    (one.len().max(other.len()) <= LONGEST).then(|| strsim::osa_distance(one, other))
}

/// The same where it is no more than `most`; quick where the lengths alone tell.
pub(crate) fn edits_within(one: &str, other: &str, most: usize) -> Option<usize> {
    let lengths = one.chars().count().abs_diff(other.chars().count());
    if lengths > most {
        return None;
    }
    edits(one, other).filter(|edits| *edits <= most)
}

/// Whether one letter is inserted, removed, changed, or swapped with its neighbour. Most names differ in more, which
/// shows without a table of distances.
pub(crate) fn is_one_edit(one: &str, other: &str) -> bool {
    if one.len().max(other.len()) > LONGEST {
        return false;
    }
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let mut start = same;
    while !(one.is_char_boundary(start) && other.is_char_boundary(start)) {
        start -= 1;
    }
    let (mut one, mut other) = (one[start..].chars(), other[start..].chars());
    while let (Some(last), Some(other_last)) = (one.clone().next_back(), other.clone().next_back()) {
        if last != other_last {
            break;
        }
        one.next_back();
        other.next_back();
    }
    match ((one.next(), one.next(), one.next()), (other.next(), other.next(), other.next())) {
        ((Some(_), None, _), (None, ..) | (Some(_), None, _)) | ((None, ..), (Some(_), None, _)) => true,
        ((Some(a), Some(b), None), (Some(c), Some(d), None)) => (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{edits, edits_within, is_one_edit};

    proptest! {
        #[test]
        fn what_is_quick_is_the_same(one in "[ab\u{e9}]{0,6}", other in "[ab\u{e9}]{0,6}") {
            let all = edits(&one, &other);
            prop_assert_eq!(is_one_edit(&one, &other), all == Some(1));
            prop_assert_eq!(edits_within(&one, &other, 2), all.filter(|it| *it <= 2));
        }
    }

    #[test]
    fn a_swap_counts_once() {
        assert_eq!(edits("", "abc"), Some(3));
        assert_eq!(edits("kitten", "sitting"), Some(3));
        assert_eq!(edits("ingore", "ignore"), Some(1));
        assert_eq!(edits(&"x".repeat(10_000), "x"), None);
    }
}
