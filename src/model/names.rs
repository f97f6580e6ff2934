//! Names that are likely meant when another is written.

use crate::spelling::{edits_within, is_one_edit};

/// The candidate that `name` is likely a misspelling of: one or two letters off, or in another letter case.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match name.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let wanted = name.to_lowercase();
    let letters = letters(name);
    // A letter has at most four bytes: what differs more in length is no slip, and need not be compared. Of a large
    // folder's names hardly one is left by this.
    let most = |it: &str| if name.is_ascii() && it.is_ascii() { allowed } else { 4 * allowed };
    let is_near = |it: &&str| {
        *it != name && it.len().abs_diff(name.len()) <= most(it) && may_be_near(letters, self::letters(it), allowed)
    };
    let scored = candidates.into_iter().filter(is_near).filter_map(|it| {
        let other = it.to_lowercase();
        Some((edits_within(&wanted, &other, allowed)?, it))
    });
    scored.min_by_key(|(distance, it)| (*distance, it.len())).map(|(_, best)| best)
}

/// Which letters a name has, in any case, each as one of 64 bits.
fn letters(name: &str) -> u64 {
    name.chars().flat_map(char::to_lowercase).fold(0, |bits, letter| bits | 1 << (letter as u32 % 64))
}

/// Each edit brings at most one new letter and takes at most one away.
fn may_be_near(one: u64, other: u64, edits: usize) -> bool {
    let more = |bits: u64| bits.count_ones() as usize > edits;
    !more(one & !other) && !more(other & !one)
}

/// Whether `name` is `whole` with one letter wrong, missing, doubled or swapped with its neighbour, the ending kept.
pub fn is_slip(name: &str, whole: &str) -> bool {
    let ending = |text: &str| text.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let long = name.len().min(whole.len()) >= 3;
    long && is_one_edit(name, whole) && (ending(name) == ending(whole) || !whole.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_a_misspelt_name() {
        assert_eq!(nearest("bulder", ["runtime", "builder"]), Some("builder"));
        assert_eq!(nearest("Builder", ["builder"]), Some("builder"));
        assert_eq!(nearest("web", ["api", "db"]), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("größe", ["groesse", "größer", "GRÖẞE"]), Some("GRÖẞE"));
    }
}
