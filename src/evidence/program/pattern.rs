//! Regular expressions over the text of programs.

use regex::Regex;

/// An expression of our own. `\w`, `\d`, `\s` and `\b` mean ASCII: with all of Unicode in them it takes ten
/// times as long to build, and programs name their ports in ASCII.
pub(super) fn regex(pattern: &str) -> Regex {
    made_regex(pattern).expect("a pattern of ours")
}

/// An expression that holds words of the program, like [`regex`] otherwise. `None`: it is too large.
pub(super) fn made_regex(pattern: &str) -> Option<Regex> {
    Regex::new(&ascii(pattern)).ok()
}

fn ascii(pattern: &str) -> String {
    let mut out = String::with_capacity(2 * pattern.len());
    let mut classes = 0_usize;
    let mut letters = pattern.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '[' => classes += 1,
            ']' => classes = classes.saturating_sub(1),
            _ => (),
        }
        if letter != '\\' {
            out.push(letter);
            continue;
        }
        let Some(escaped) = letters.next() else { break };
        let set = match escaped {
            'w' => "0-9A-Za-z_",
            'd' => "0-9",
            's' => r" \t\n\r\x0B\x0C",
            'b' if classes == 0 => {
                out.push_str(r"(?-u:\b)");
                continue;
            }
            _ => {
                out.extend(['\\', escaped]);
                continue;
            }
        };
        match classes {
            0 => out.extend(["[", set, "]"]),
            _ => out.push_str(set),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_ascii() {
        let table = [
            (r"\w+\(", r"[0-9A-Za-z_]+\("),
            (r"[\w$.]\d", r"[0-9A-Za-z_$.][0-9]"),
            (r"\bx[^\s)]\\w", r"(?-u:\b)x[^ \t\n\r\x0B\x0C)]\\w"),
            (r"[^\]\w]\w", r"[^\]0-9A-Za-z_][0-9A-Za-z_]"),
        ];
        for (pattern, expected) in table {
            assert_eq!(ascii(pattern), expected);
            assert!(made_regex(pattern).is_some(), "{pattern}");
        }
        assert!(regex(r"^\w+$").is_match("port") && !regex(r"^\w+$").is_match("pört"));
    }
}
