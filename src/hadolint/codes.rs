//! hadolint's own codes and how severe each is by default.

/// A severity of hadolint's, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Error,
    Warning,
    Info,
    Style,
    /// As the level of a code: not used unless the configuration gives it another. As a threshold: all fail.
    Off,
}

/// The code of what cannot be parsed.
pub const PARSE_ERROR: &str = "DL1000";

/// Every other code in the order in which hadolint runs its rules.
const CODES: [(&str, Level); 71] = [
    ("DL1001", Level::Off),
    ("DL3000", Level::Error),
    ("DL3001", Level::Info),
    ("DL3002", Level::Warning),
    ("DL3003", Level::Warning),
    ("DL3004", Level::Error),
    ("DL3006", Level::Warning),
    ("DL3007", Level::Warning),
    ("DL3008", Level::Warning),
    ("DL3009", Level::Info),
    ("DL3010", Level::Info),
    ("DL3011", Level::Error),
    ("DL3012", Level::Error),
    ("DL3013", Level::Warning),
    ("DL3014", Level::Warning),
    ("DL3015", Level::Info),
    ("DL3016", Level::Warning),
    ("DL3018", Level::Warning),
    ("DL3019", Level::Info),
    ("DL3020", Level::Error),
    ("DL3021", Level::Error),
    ("DL3022", Level::Warning),
    ("DL3023", Level::Error),
    ("DL3024", Level::Error),
    ("DL3025", Level::Warning),
    ("DL3026", Level::Error),
    ("DL3027", Level::Warning),
    ("DL3028", Level::Warning),
    ("DL3029", Level::Warning),
    ("DL3030", Level::Warning),
    ("DL3032", Level::Warning),
    ("DL3033", Level::Warning),
    ("DL3034", Level::Warning),
    ("DL3035", Level::Warning),
    ("DL3036", Level::Warning),
    ("DL3037", Level::Warning),
    ("DL3038", Level::Warning),
    ("DL3040", Level::Warning),
    ("DL3041", Level::Warning),
    ("DL3042", Level::Warning),
    ("DL3043", Level::Error),
    ("DL3044", Level::Error),
    ("DL3045", Level::Warning),
    ("DL3046", Level::Warning),
    ("DL3047", Level::Info),
    ("DL3048", Level::Style),
    ("DL3049", Level::Info),
    ("DL3050", Level::Info),
    ("DL3051", Level::Warning),
    ("DL3052", Level::Warning),
    ("DL3053", Level::Warning),
    ("DL3054", Level::Warning),
    ("DL3055", Level::Warning),
    ("DL3056", Level::Warning),
    ("DL3057", Level::Off),
    ("DL3058", Level::Warning),
    ("DL3059", Level::Info),
    ("DL3060", Level::Info),
    ("DL3061", Level::Error),
    ("DL3062", Level::Warning),
    ("DL3063", Level::Warning),
    ("DL3064", Level::Warning),
    ("DL3065", Level::Warning),
    ("DL3066", Level::Info),
    ("DL3067", Level::Warning),
    ("DL4000", Level::Error),
    ("DL4001", Level::Warning),
    ("DL4003", Level::Warning),
    ("DL4004", Level::Error),
    ("DL4005", Level::Warning),
    ("DL4006", Level::Warning),
];

impl Level {
    pub fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info => "info",
            Level::Style => "style",
            Level::Off => "ignore",
        }
    }

    pub fn parse(name: &str) -> Option<Level> {
        match name {
            "error" => Some(Level::Error),
            "warning" => Some(Level::Warning),
            "info" => Some(Level::Info),
            "style" => Some(Level::Style),
            "ignore" | "none" => Some(Level::Off),
            _ => None,
        }
    }
}

/// The level that hadolint gives to its code; `None` for other names, those of ShellCheck too.
pub fn default_level(code: &str) -> Option<Level> {
    CODES.iter().find(|(it, _)| *it == code).map(|(_, level)| *level)
}

/// The place of a code in hadolint's list of rules; ShellCheck's come last.
pub fn place(code: &str) -> usize {
    CODES.iter().position(|(it, _)| *it == code).unwrap_or(CODES.len())
}

/// Whether the name is one of ShellCheck's: `SC` and four digits.
pub fn is_shell(name: &str) -> bool {
    let digits = name.strip_prefix("SC");
    digits.is_some_and(|it| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Profile;

    #[test]
    fn codes_are_ordered_and_known() {
        assert!(CODES.is_sorted_by_key(|(code, _)| code));
        assert_eq!(default_level("DL3057"), Some(Level::Off));
        assert_eq!(default_level("DL9999"), None);
        assert!(place("DL3000") < place("DL4006") && place("DL4006") < place("SC2086"));
        assert!(is_shell("SC1000") && !is_shell("SC10") && !is_shell("DL3000"));
        assert!(Level::Error < Level::Style);
        for (code, level) in CODES {
            assert_eq!(Profile::Hadolint.is_name(code), level != Level::Off, "the profile says otherwise: {code}");
        }
    }
}
