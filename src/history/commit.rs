//! The head of a commit object: its tree and its first parent.

use super::{Id, Raw};

/// Reads the lines before the message: `tree ID`, then a `parent ID` for each parent.
pub(super) fn parse(bytes: &[u8]) -> Option<Raw> {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    let id = |line: &[u8], key: &[u8]| Id::from_hex(line.strip_prefix(key)?).ok();
    let tree = id(lines.next()?, b"tree ")?;
    let parent = match lines.next() {
        Some(line) if line.starts_with(b"parent ") => Some(id(line, b"parent ")?),
        _ => None,
    };
    Some(Raw { tree, parent })
}
