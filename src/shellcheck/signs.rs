//! Whether a text may go beyond what POSIX says of `sh`: a quick look, so that most texts need no linting for that.

/// Each begins a construct that some `sh` does not know.
const SIGNS: [&str; 34] = [
    "$\"", "$'", "$(<", "&>", "((", "**", "+(", "+=", "<(", "<<<", "==", "=(", "=~", ">(", "?(", "@(", "!(", "[ -a",
    "[ -v", "[[", "coproc", "declare", "function", "let ", "popd", "printf", "pushd", "select", "set -", "shopt",
    "source", "trap", "typeset", "|&",
];

/// Builtins of Bash that ShellCheck names beside those above.
const BUILTINS: [&str; 13] = [
    "bind", "builtin", "caller", "compgen", "complete", "dirs", "disown", "enable", "help", "history", "logout",
    "mapfile", "suspend",
];

/// False only where nothing in `text` is of Bash alone.
pub fn may_need_bash(text: &str) -> bool {
    SIGNS.iter().any(|sign| text.contains(sign))
        || BUILTINS.iter().any(|name| text.contains(name))
        || text.contains("echo -")
        || has_braces(text)
        || after(text, ">&").any(|rest| !rest.starts_with(|it: char| it.is_ascii_digit() || it == '-'))
        || after(text, "${").any(is_odd_expansion)
        || text.contains("()") && text.contains('-')
}

fn after<'a>(text: &'a str, sign: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(sign).map(move |(at, _)| &text[at + sign.len()..])
}

/// `{a,b}`, `{1..3}`.
fn has_braces(text: &str) -> bool {
    after(text, "{").any(|rest| {
        let inside = rest.split(['}', ' ', '\t', '\n']).next().unwrap_or_default();
        inside.contains(',') || inside.contains("..")
    })
}

/// What follows `${`: anything but the operators that every shell has.
fn is_odd_expansion(rest: &str) -> bool {
    let name = rest.trim_start_matches(|it: char| it.is_ascii_alphanumeric() || it == '_');
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some('}' | '-' | '=' | '?' | '+' | '%'), _) => false,
        (Some(':'), Some('-' | '=' | '?' | '+')) => false,
        // `${#name}`, `${name#pattern}`; what stands behind may be odd all the same.
        (Some('#'), _) => name.contains('['),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_text_has_no_signs() {
        for text in [
            "apt-get update && apt-get install -y --no-install-recommends curl 2>&1 && rm -rf /var/lib/apt/lists/*",
            "cd \"${SRC:-/usr/src}\" && make -j\"$(nproc)\" && echo \"${#x} ${x%.*} ${x##*/} ${x}\" >&2",
            "f() { true; }",
        ] {
            assert!(!may_need_bash(text), "{text}");
        }
    }

    #[test]
    fn odd_text_has() {
        for text in
            ["${x:0:1}", "${x/a/b}", "${!x}", "${x^^}", "${x[0]}", "${#x[@]}", "ls {a,b}", "a >& b", "a-b() { c; }"]
        {
            assert!(may_need_bash(text), "{text}");
        }
    }
}
