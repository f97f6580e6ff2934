//! Whether a text may go beyond what POSIX says of `sh`: a quick look, so that most texts need no linting for that.

/// Each begins a construct that some `sh` does not know.
const SIGNS: [&str; 21] = [
    "$\"", "$'", "$(<", "&>", "((", "**", "+(", "+=", "<(", "<<<", "==", "=(", "=~", ">(", "?(", "@(", "!(", "[ -a",
    "[ -v", "[[", "|&",
];

/// Words and builtins of Bash that ShellCheck names.
const WORDS: [&str; 24] = [
    "bind", "builtin", "caller", "compgen", "complete", "coproc", "declare", "dirs", "disown", "enable", "function",
    "help", "history", "let", "logout", "mapfile", "popd", "pushd", "select", "shopt", "source", "suspend", "trap",
    "typeset",
];

/// False only where nothing in `text` is of Bash alone.
pub fn may_need_bash(text: &str) -> bool {
    SIGNS.iter().any(|sign| text.contains(sign))
        || words(text).any(|word| WORDS.contains(&word))
        || text.contains("echo -")
        || text.contains("printf") && (text.contains("%q") || text.contains("printf -"))
        || after(text, "set -").chain(after(text, "set +")).any(is_odd_option)
        || has_braces(text)
        || after(text, ">&").any(|rest| !rest.starts_with(|it: char| it.is_ascii_digit() || it == '-'))
        || after(text, "${").any(is_odd_expansion)
        || text.contains("()") && text.contains('-')
}

/// What blanks and operators of the shell stand around.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| {
        it.is_whitespace() || matches!(it, ';' | '&' | '|' | '(' | ')' | '`' | '{' | '}' | '"' | '\'')
    })
}

/// Whether an option of `set` is none of those with one letter that POSIX has. The first lacks its dash.
fn is_odd_option(rest: &str) -> bool {
    let command = rest.split(['\n', ';', '&', '|']).next().unwrap_or_default();
    let is_option = |(at, word): &(usize, &str)| *at == 0 || word.starts_with(['-', '+']);
    let mut options = command.split_whitespace().enumerate().filter(is_option);
    options.any(|(_, word)| word.bytes().any(|it| it.is_ascii_alphanumeric() && !b"abCefhmnuvx".contains(&it)))
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
            "set -eux; printf '%s\\n' --enable-help >> /etc/apt/sources.list.d/x.list",
        ] {
            assert!(!may_need_bash(text), "{text}");
        }
    }

    #[test]
    fn odd_text_has() {
        for text in [
            "set -eux -o pipefail",
            "set -euo pipefail",
            "x; source a",
            "${x:0:1}",
            "${x/a/b}",
            "${!x}",
            "${x^^}",
            "${x[0]}",
            "${#x[@]}",
            "ls {a,b}",
            "a >& b",
            "a-b() { c; }",
        ] {
            assert!(may_need_bash(text), "{text}");
        }
    }
}
