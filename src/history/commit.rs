//! The head of a commit object: its tree, its parents and its time.

use super::{Id, Raw};

/// Reads the lines before the message: `tree ID`, a `parent ID` for each parent, `author`, `committer`.
pub(super) fn parse(bytes: &[u8]) -> Option<Raw> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let id = |line: &[u8], key: &[u8]| Id::from_hex(line.strip_prefix(key)?).ok();
    let tree = id(lines.next()?, b"tree ")?;
    let mut parents = Vec::new();
    let mut time = 0;
    for line in lines.take_while(|line| !line.is_empty()) {
        if line.starts_with(b"parent ") {
            parents.push(id(line, b"parent ")?);
        } else if line.starts_with(b"committer ") {
            time = seconds(line).unwrap_or(0);
        }
    }
    Some(Raw { tree, parents, time })
}

/// Of `committer A U Thor <mail> 1700000000 +0100`: the seconds.
fn seconds(line: &[u8]) -> Option<i64> {
    let mut words = line.rsplit(|byte| *byte == b' ');
    std::str::from_utf8(words.nth(1)?).ok()?.parse().ok()
}
