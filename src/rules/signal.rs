//! Names of signals as the container runtime reads them. (github.com/moby/sys/signal)

/// The names without `SIG` that Linux and the runtime know, and their numbers on x86 and Arm.
const NAMES: [(&str, i32); 36] = [
    ("HUP", 1),
    ("INT", 2),
    ("QUIT", 3),
    ("ILL", 4),
    ("TRAP", 5),
    ("ABRT", 6),
    ("BUS", 7),
    ("FPE", 8),
    ("KILL", 9),
    ("USR1", 10),
    ("SEGV", 11),
    ("USR2", 12),
    ("PIPE", 13),
    ("ALRM", 14),
    ("TERM", 15),
    ("STKFLT", 16),
    ("CHLD", 17),
    ("CONT", 18),
    ("STOP", 19),
    ("TSTP", 20),
    ("TTIN", 21),
    ("TTOU", 22),
    ("URG", 23),
    ("XCPU", 24),
    ("XFSZ", 25),
    ("VTALRM", 26),
    ("PROF", 27),
    ("WINCH", 28),
    ("IO", 29),
    ("PWR", 30),
    ("SYS", 31),
    ("RTMIN", 34),
    ("RTMAX", 64),
    ("IOT", 6),
    ("CLD", 17),
    ("POLL", 29),
];

/// The number of a signal that is written as a name in any case, with or without `SIG`, or as a number.
pub(super) fn number(text: &str) -> Option<i32> {
    if let Ok(number) = text.parse::<i32>() {
        return Some(number).filter(|it| *it != 0);
    }
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    let of = |name: &str| NAMES.iter().find(|(known, _)| *known == name).map(|(_, number)| *number);
    let offset = |text: &str, most: i32| {
        let is_plain = text.bytes().all(|it| it.is_ascii_digit()) && !text.starts_with('0');
        text.parse::<i32>().ok().filter(|it| is_plain && *it <= most)
    };
    match name.strip_prefix("RTMIN+").map(|it| offset(it, 15)) {
        Some(offset) => return Some(34 + offset?),
        None if name.starts_with("RTMAX-") => return Some(64 - offset(&name["RTMAX-".len()..], 14)?),
        None => {}
    }
    of(name)
}

/// The usual name of a signal: `SIGTERM`.
pub(super) fn name(number: i32) -> Option<String> {
    match number {
        35..=49 => Some(format!("SIGRTMIN+{}", number - 34)),
        50..=63 => Some(format!("SIGRTMAX-{}", 64 - number)),
        _ => NAMES.iter().find(|(_, it)| *it == number).map(|(name, _)| format!("SIG{name}")),
    }
}

/// The known name nearest to a misspelt one.
pub(super) fn nearest(text: &str) -> Option<String> {
    let upper = text.to_uppercase();
    let name = upper.strip_prefix("SIG").unwrap_or(&upper);
    crate::model::names::nearest(name, NAMES.iter().map(|(known, _)| *known)).map(|it| format!("SIG{it}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_runtime() {
        for (text, expected) in [
            ("SIGTERM", Some(15)),
            ("term", Some(15)),
            ("9", Some(9)),
            ("SIGRTMIN+3", Some(37)),
            ("RTMAX-14", Some(50)),
            ("RTMAX", Some(64)),
            ("0", None),
            ("SIGRTMIN+16", None),
            ("SIGRTMIN+03", None),
            ("SIGTREM", None),
            ("", None),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        assert_eq!(name(37).as_deref(), Some("SIGRTMIN+3"));
        assert_eq!(name(6).as_deref(), Some("SIGABRT"));
        assert_eq!(name(99), None);
    }
}
