//! Look-ups in the lines of an embedded table, as they are: to make a map of them takes longer than what one run asks.

/// The part of `table` from the first line on whose key is not less than `wanted`. The lines, each with an end, are
/// sorted by their keys' bytes; `key` finds the key in a line.
pub(super) fn from<'a>(table: &'a str, wanted: &str, key: impl Fn(&'a str) -> &'a str) -> &'a str {
    // All lines before `low` have lesser keys, none from `high` on has.
    let (mut low, mut high) = (0, table.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let before = &table.as_bytes()[low..middle];
        let start = before.iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
        let line = table[start..].split('\n').next().unwrap_or_default();
        if key(line) < wanted {
            low = (start + line.len() + 1).min(table.len());
        } else {
            high = start;
        }
    }
    &table[low..]
}

/// The table without the comments at its head.
pub(super) fn body(mut table: &str) -> &str {
    while let Some((_, rest)) = table.split_once('\n').filter(|(line, _)| line.starts_with('#')) {
        table = rest;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_line_that_is_not_less() {
        let table = body("# b\n# a\na 1\nb 2\nb 3\nd 4\n");
        let from = |wanted: &str| from(table, wanted, |line| line.split(' ').next().unwrap_or_default()).len();
        let left = ["", "a", "aa", "b", "c", "d", "e"].map(from);
        assert_eq!(left, [16, 16, 12, 12, 4, 4, 0]);
        assert_eq!((super::from("", "a", |line| line), body("# only\n")), ("", ""));
    }
}
