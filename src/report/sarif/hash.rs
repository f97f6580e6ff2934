//! `primaryLocationLineHash`: the rolling hash by which GitHub knows an alert again.
//!
//! The algorithm is that of `github/codeql-action`, `src/fingerprints.ts`; the upload warns on each
//! result whose value differs from its own. A line's hash covers the 100 characters from its start
//! that are no blanks, following lines included, and a number tells equal hashes apart.

use std::collections::HashMap;

const WINDOW: usize = 100;
const FACTOR: u64 = 37;
/// Ends the text; no UTF-16 text holds it.
const END: u16 = 65535;

/// The hash of each line of `text`, in order.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut roller = Roller {
        hash: 0,
        window: [0; WINDOW],
        pending: [false; WINDOW],
        at: 0,
        counts: HashMap::new(),
        hashes: Vec::new(),
        leaving: (0..WINDOW).fold(1, |power: u64, _| power.wrapping_mul(FACTOR)),
    };
    let (mut line_start, mut after_return) = (true, false);
    for unit in text.encode_utf16().chain([END]) {
        let is_newline = unit == u16::from(b'\n');
        if unit == u16::from(b' ') || unit == u16::from(b'\t') || (after_return && is_newline) {
            after_return = false;
            continue;
        }
        after_return = unit == u16::from(b'\r');
        roller.emit();
        roller.pending[roller.at] = std::mem::replace(&mut line_start, is_newline || after_return);
        roller.push(if after_return { u16::from(b'\n') } else { unit });
    }
    for _ in 0..WINDOW {
        roller.emit();
        roller.push(0);
    }
    roller.hashes
}

struct Roller {
    hash: u64,
    window: [u16; WINDOW],
    /// Whether a line began when this place was written, and its hash is not yet out.
    pending: [bool; WINDOW],
    at: usize,
    counts: HashMap<u64, u32>,
    hashes: Vec<String>,
    /// What a character is multiplied by when it leaves the window.
    leaving: u64,
}

impl Roller {
    fn emit(&mut self) {
        if std::mem::take(&mut self.pending[self.at]) {
            let count = self.counts.entry(self.hash).or_default();
            *count += 1;
            self.hashes.push(format!("{:x}:{count}", self.hash));
        }
    }

    fn push(&mut self, unit: u16) {
        let old = std::mem::replace(&mut self.window[self.at], unit);
        let kept = self.hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit));
        self.hash = kept.wrapping_sub(self.leaving.wrapping_mul(u64::from(old)));
        self.at = (self.at + 1) % WINDOW;
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn equals_the_vectors_of_the_upload_action() {
        assert_eq!(lines(""), ["c129715d7a2bc9a3:1"]);
        let mixed = ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"];
        assert_eq!(lines(" a\nb\n  \t\tc\n d"), mixed);
        let same: Vec<String> = (1..=6).map(|number| format!("a7f2ff13bc495cf2:{number}")).collect();
        let rest = [
            "a7f2ff1481e87703:1",
            "a9cf91f7bbf1862b:1",
            "55ec222b86bcae53:1",
            "cc97dc7b1d7d8f7b:1",
            "c129715d7a2bc9a3:1",
        ];
        let expected: Vec<&str> = same.iter().map(String::as_str).chain(rest).collect();
        assert_eq!(lines(&"Lorem ipsum dolor sit amet.\n".repeat(10)), expected);
    }

    #[test]
    fn line_ends_do_not_count() {
        let unix = lines("a\nb\n\nc\n");
        assert_eq!(lines("a\r\nb\r\n\r\nc\r\n"), unix);
        assert_eq!(lines("a\rb\r\rc\r"), unix);
    }
}
