//! Whether colours are written.

use std::io::{self, IsTerminal};

use crate::report::Colour;

use super::args::When;

/// The flag, then `NO_COLOR`, `FORCE_COLOR` and `CLICOLOR_FORCE`, `CLICOLOR=0`, CI logs that show
/// colours, and last the terminal.
pub(super) fn decide(when: When) -> Colour {
    let variable = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    settle(when, &variable, io::stdout().is_terminal())
}

fn settle(when: When, variable: &dyn Fn(&str) -> Option<String>, terminal: bool) -> Colour {
    let is_forced = |name: &str| variable(name).is_some_and(|it| it != "0");
    let is_ci = || ["GITHUB_ACTIONS", "GITLAB_CI"].into_iter().any(|it| variable(it).is_some());
    let coloured = match when {
        When::Always => true,
        When::Never => false,
        When::Auto if variable("NO_COLOR").is_some() => false,
        When::Auto if is_forced("FORCE_COLOR") || is_forced("CLICOLOR_FORCE") => true,
        When::Auto if variable("CLICOLOR").is_some_and(|it| it == "0") => false,
        When::Auto if variable("TERM").is_some_and(|it| it == "dumb") => false,
        When::Auto => terminal || is_ci(),
    };
    if coloured { Colour::Always } else { Colour::Never }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(when: When, variables: &[(&str, &str)], terminal: bool) -> bool {
        let variable = |name: &str| variables.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned());
        settle(when, &variable, terminal) == Colour::Always
    }

    #[test]
    fn the_flag_wins_then_the_variables_then_the_terminal() {
        assert!(with(When::Auto, &[], true) && !with(When::Auto, &[], false));
        assert!(with(When::Always, &[("NO_COLOR", "1")], false));
        assert!(!with(When::Never, &[("FORCE_COLOR", "1")], true));
        assert!(!with(When::Auto, &[("NO_COLOR", "1"), ("FORCE_COLOR", "1")], true));
        assert!(with(When::Auto, &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")], false));
        assert!(!with(When::Auto, &[("FORCE_COLOR", "0")], false));
        assert!(!with(When::Auto, &[("CLICOLOR", "0")], true));
        assert!(with(When::Auto, &[("GITHUB_ACTIONS", "true")], false));
    }
}
