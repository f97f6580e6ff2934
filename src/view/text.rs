//! Plain text for people: numbers, bars, emphasis.

use crate::report::Colour;

/// Emphasis by escape sequences, where they are wanted.
#[derive(Clone, Copy)]
pub(super) struct Paint(pub(super) Colour);

impl Paint {
    pub(super) fn strong(self, text: &str) -> String {
        self.wrap("1", text)
    }

    pub(super) fn faint(self, text: &str) -> String {
        self.wrap("2", text)
    }

    pub(super) fn doubt(self, text: &str) -> String {
        self.wrap("33", text)
    }

    pub(super) fn wrong(self, text: &str) -> String {
        self.wrap("31", text)
    }

    fn wrap(self, code: &str, text: &str) -> String {
        match self.0 {
            Colour::Always => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Colour::Never => text.to_owned(),
        }
    }
}

/// Bytes with a unit that keeps the number short, as Docker writes sizes: 1 kB are 1,000 bytes.
pub(super) fn size(bytes: u64) -> String {
    let units = ["kB", "MB", "GB", "TB"];
    if bytes < 1_000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1_000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < units.len() {
        value /= 1_000.0;
        unit += 1;
    }
    if value < 9.95 { format!("{value:.1} {}", units[unit]) } else { format!("{value:.0} {}", units[unit]) }
}

/// `part` of `whole` as a bar of at most `width` characters; the smallest part that is not nothing shows.
pub(super) fn bar(part: u64, whole: u64, width: usize) -> String {
    if whole == 0 || part == 0 {
        return String::new();
    }
    let length = (part as f64 / whole as f64 * width as f64).round() as usize;
    "█".repeat(length.clamp(1, width))
}

/// `1 file`, `2 files`.
pub(super) fn counted(count: u64, word: &str) -> String {
    let number = grouped(count);
    if count == 1 { format!("{number} {word}") } else { format!("{number} {word}s") }
}

/// Digits in groups of three: `12,345`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        let table = [(0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (9_940, "9.9 kB"), (9_960, "10 kB")];
        let more = [(999_400, "999 kB"), (999_600, "1.0 MB"), (1_234_567_890, "1.2 GB"), (u64::MAX, "18446744 TB")];
        for (bytes, expected) in table.into_iter().chain(more) {
            assert_eq!(size(bytes), expected);
        }
    }

    #[test]
    fn bars_show_the_smallest_part() {
        assert_eq!(
            (bar(0, 10, 8), bar(1, 1_000, 8), bar(10, 10, 4)),
            (String::new(), "█".to_owned(), "████".to_owned())
        );
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!((grouped(7), grouped(1_000), grouped(1_234_567)), ("7".into(), "1,000".into(), "1,234,567".into()));
    }
}
