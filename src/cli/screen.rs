//! What the terminal can show: its width, its frames, its links.

use std::io::{self, IsTerminal};

use crate::report::{Closing, Frames, Hyperlinks, Screen};

use super::colour;
use super::output::Output;

/// Narrower text cannot be read, and wider lines are not followed by the eye.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=120;
/// Terminals that say their name in TERM_PROGRAM and know links.
const KNOWN: [&str; 7] = ["iTerm.app", "WezTerm", "vscode", "ghostty", "Hyper", "Tabby", "rio"];

type Variable<'a> = &'a dyn Fn(&str) -> Option<String>;

/// What standard output can show.
pub(super) fn of(typed: &Output) -> Screen {
    let variable = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let terminal = io::stdout().is_terminal();
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    Screen {
        colour: colour::decide(typed.color),
        hyperlinks: hyperlinks(&variable, terminal),
        frames: if typed.ascii { Frames::Ascii } else { frames(&variable, terminal) },
        closing: if typed.quiet { Closing::Left } else { Closing::Line },
        width: self::width(&variable, width.filter(|_| terminal)),
    }
}

/// `COLUMNS`, then the terminal, then 80.
fn width(variable: Variable, terminal: Option<usize>) -> usize {
    let stated = variable("COLUMNS").and_then(|it| it.parse().ok());
    stated.or(terminal).unwrap_or(80).clamp(*WIDTHS.start(), *WIDTHS.end())
}

/// ASCII where the terminal's locale names another character set; a pipe always gets the same.
fn frames(variable: Variable, terminal: bool) -> Frames {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(variable);
    let is_utf8 = |locale: &String| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    };
    if terminal && locale.is_some_and(|it| !is_utf8(&it)) { Frames::Ascii } else { Frames::Unicode }
}

/// `FORCE_HYPERLINK`, then whether the terminal is one that knows links.
fn hyperlinks(variable: Variable, terminal: bool) -> Hyperlinks {
    let is_known = || {
        let version = variable("VTE_VERSION").and_then(|it| it.parse::<u32>().ok()).unwrap_or(0);
        let term = variable("TERM").unwrap_or_default();
        let program = variable("TERM_PROGRAM").unwrap_or_default();
        let is_named =
            KNOWN.contains(&program.as_str()) || matches!(term.as_str(), "xterm-kitty" | "alacritty" | "foot");
        version >= 5000
            || is_named
            || ["WT_SESSION", "KONSOLE_VERSION", "DOMTERM"].iter().any(|it| variable(it).is_some())
    };
    let written = match variable("FORCE_HYPERLINK") {
        Some(forced) => forced != "0",
        None => terminal && variable("CI").is_none() && is_known(),
    };
    if written { Hyperlinks::Written } else { Hyperlinks::Left }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(set: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        move |name| set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn widths_are_those_that_can_be_read() {
        assert_eq!(width(&variables(&[]), None), 80);
        assert_eq!(width(&variables(&[]), Some(100)), 100);
        assert_eq!(width(&variables(&[("COLUMNS", "60")]), Some(100)), 60);
        assert_eq!((width(&variables(&[]), Some(7)), width(&variables(&[]), Some(500))), (40, 120));
    }

    #[test]
    fn a_terminal_of_another_character_set_gets_ascii() {
        assert_eq!(frames(&variables(&[("LANG", "de_DE.UTF-8")]), true), Frames::Unicode);
        assert_eq!(frames(&variables(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]), true), Frames::Ascii);
        assert_eq!(frames(&variables(&[("LC_ALL", "C")]), false), Frames::Unicode);
        assert_eq!(frames(&variables(&[]), true), Frames::Unicode);
    }

    #[test]
    fn links_are_for_terminals_that_know_them() {
        assert_eq!(hyperlinks(&variables(&[("VTE_VERSION", "6800")]), true), Hyperlinks::Written);
        assert_eq!(hyperlinks(&variables(&[("VTE_VERSION", "6800")]), false), Hyperlinks::Left);
        assert_eq!(hyperlinks(&variables(&[("TERM_PROGRAM", "Apple_Terminal")]), true), Hyperlinks::Left);
        assert_eq!(hyperlinks(&variables(&[("FORCE_HYPERLINK", "1")]), false), Hyperlinks::Written);
        assert_eq!(hyperlinks(&variables(&[("FORCE_HYPERLINK", "0"), ("WT_SESSION", "x")]), true), Hyperlinks::Left);
    }
}
