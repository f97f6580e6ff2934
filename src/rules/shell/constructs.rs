//! Constructs that not every `sh` has, and what dash 0.5.12 and the `ash` of busybox 1.35 were seen to make of them.

use crate::shellcheck::{Code, Lint};
use crate::source::Source;

/// What a shell without the construct makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::rules) enum Effect {
    /// It refuses the text before anything of it is run.
    Refused,
    /// It stops there, with an error.
    Stops,
    /// The command fails, and what is tested is never true.
    Fails,
    /// It goes on, and does what is said here.
    Differs(&'static str),
}

use Effect::{Differs, Fails, Refused, Stops};

pub(in crate::rules) struct Construct {
    code: u16,
    what: &'static str,
    dash: Effect,
    /// `None`: it has the construct, or nobody looked.
    busybox: Option<Effect>,
    /// What to write for POSIX `sh`.
    pub(in crate::rules) instead: &'static str,
}

const fn of(code: u16, what: &'static str, dash: Effect, busybox: Option<Effect>, instead: &'static str) -> Construct {
    Construct { code, what, dash, busybox, instead }
}

#[rustfmt::skip]
const CONSTRUCTS: [Construct; 38] = [
    of(2112, "`function name()`", Refused, None, "write `name() { ...; }`"),
    of(2113, "`function name`", Refused, None, "write `name() { ...; }`"),
    of(3001, "`<(...)`", Refused, None, "use a pipe or a file"),
    of(3002, "extended patterns", Refused, None, "write the patterns one by one"),
    of(3003, "`$'...'`", Differs("takes the `$` for text"), None, "write `\"$(printf '...')\"`"),
    of(3004, "`$\"...\"`", Differs("takes the `$` for text"), None, "take the `$` away"),
    of(3005, "`for ((...))`", Refused, Some(Refused), "write a `while` loop, or `for i in $(seq ...)`"),
    of(3006, "`((...))` as a command", Fails, Some(Fails), "write `[ \"$a\" -gt 0 ]` or `: $((...))`"),
    of(3008, "`select`", Refused, Some(Refused), "write a `while` loop with `read`"),
    of(3009, "`{a,b}`", Differs("leaves it one word"), Some(Differs("leaves it one word")), "write the words one by one"),
    of(3010, "`[[`", Fails, None, "write `[ ... ]`"),
    of(3011, "`<<<`", Refused, Some(Refused), "write `printf '%s\\n' ... |` before the command"),
    of(3014, "`==` in `[`", Fails, None, "write `=`"),
    of(3015, "`=~` in `[`", Fails, None, "use `case`, `expr` or `grep -E`"),
    of(3016, "`-v` in `[`", Fails, None, "write `[ -n \"${name+set}\" ]`"),
    of(3017, "`-a file` in `[`", Fails, None, "write `-e`"),
    of(3018, "`++` or `--`", Stops, None, "write `i=$((i + 1))`"),
    of(3020, "`&>`", Differs("runs the command in the background"), None, "write `> file 2>&1`"),
    of(3021, "`>& file`", Refused, None, "write `> file 2>&1`"),
    of(3022, "`{name}>`", Stops, Some(Stops), "use a number from 3 to 9"),
    of(3024, "`+=`", Fails, Some(Fails), "write `name=\"${name}...\"`"),
    of(3030, "arrays", Refused, Some(Refused), "use `set --` and `\"$@\"`, or a list in lines"),
    of(3032, "`coproc`", Fails, Some(Fails), "use a named pipe"),
    of(3033, "function names with `-`", Refused, Some(Refused), "write `_`"),
    of(3034, "`$(<file)`", Differs("puts nothing here"), Some(Differs("puts nothing here")), "write `$(cat file)`"),
    of(3037, "options of `echo`", Differs("prints them"), None, "write `printf`"),
    of(3040, "such an option of `set -o`", Stops, None, "set `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]` before it"),
    of(3044, "commands of Bash", Fails, Some(Fails), "use what POSIX has, as `cd` and plain assignments"),
    of(3046, "`source`", Fails, None, "write `.`"),
    of(3047, "`trap ... ERR`", Fails, None, "use `set -e` and `trap ... EXIT`"),
    of(3048, "signal names with `SIG`", Fails, None, "write the name without `SIG`"),
    of(3050, "`printf %q`", Fails, Some(Fails), "quote the value itself"),
    of(3053, "`${!name}`", Stops, Some(Stops), "use `case`, or `eval` with care"),
    of(3054, "arrays", Stops, Some(Stops), "use `set --` and `\"$@\"`"),
    of(3055, "arrays", Stops, Some(Stops), "use `set --` and `\"$@\"`"),
    of(3057, "`${name:from:length}`", Stops, None, "use `cut -c`, `${name#...}` or `${name%...}`"),
    of(3059, "`${name^}` or `${name,}`", Stops, Some(Stops), "use `tr`"),
    of(3060, "`${name/a/b}`", Stops, None, "use `sed`"),
];

/// The construct that a code is about; `None` for all the other codes.
pub(in crate::rules) fn construct(code: Code) -> Option<&'static Construct> {
    CONSTRUCTS.iter().find(|it| it.code == code.number())
}

impl Construct {
    /// What it is, to be put in a sentence behind "no", for the words of `source` that `lint` stands at.
    pub(in crate::rules) fn named(&self, lint: &Lint, source: &Source) -> String {
        let words = source.slice(lint.span);
        match (self.code, words.split_whitespace().next()) {
            (3040, Some(option)) if option.bytes().all(|it| it.is_ascii_alphanumeric()) => format!("`set -o {option}`"),
            (3044, Some(command)) => format!("`{command}`"),
            _ => self.what.to_owned(),
        }
    }

    /// What `sh` makes of it, where that is known: `sh` is `dash` or `busybox`, of the Debian release or the like in
    /// `release`, and `lint` stands in `source`.
    pub(in crate::rules) fn effect(
        &self,
        sh: &str,
        release: Option<&str>,
        lint: &Lint,
        source: &Source,
    ) -> Option<Effect> {
        let words = source.slice(lint.span);
        match (sh, self.code) {
            // `echo -n` is for all.
            (_, 3037) if !words.contains('e') => None,
            // A program of its own, which knows them.
            (_, 3037) if source.text()[..lint.span.start as usize].trim_end().ends_with("/echo") => None,
            // Later releases may know the option.
            ("dash", 3040) if !release.is_some_and(is_before_pipefail) => None,
            ("dash", _) => Some(self.dash),
            ("busybox", _) => self.busybox,
            _ => None,
        }
    }
}

/// Debian up to 13 and Ubuntu up to 24.04 have dash 0.5.12 or older.
fn is_before_pipefail(release: &str) -> bool {
    let mut numbers = release.split('.').map(|it| it.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(debian), None) => debian <= 13,
        (Some(year), Some(month)) => (year, month) <= (24, 4),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_set_depend_on_the_release() {
        assert!(is_before_pipefail("12") && is_before_pipefail("22.04"));
        assert!(!is_before_pipefail("14") && !is_before_pipefail("25.04") && !is_before_pipefail("sid"));
    }
}
