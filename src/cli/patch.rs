//! What would change, as a patch that `git apply` takes.

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::context::discover;
use crate::fix::{Changed, diff};
use crate::report::{Colour, tame};

use super::args::When;
use super::{BROKEN, CLEAN, colour, complain, printed, replace};

/// Prints the patch, or writes it to the file `to`; returns the exit code of that.
pub(super) fn print(files: &[&Changed], when: When, to: Option<&Path>) -> u8 {
    let patch: String = files
        .iter()
        .map(|it| diff::unified(&in_repository(it.before.path()), it.before.text(), it.after.text()))
        .collect();
    if let Some(file) = to {
        return match replace::put(file, patch.as_bytes()) {
            Ok(()) => CLEAN,
            Err(why) => {
                complain(&format!("cannot write `{}`: {why}", file.display()));
                BROKEN
            }
        };
    }
    let patch = match colour::decide(when) {
        Colour::Always => coloured(&tame::lines(&patch)),
        Colour::Never if io::stdout().is_terminal() => tame::lines(&patch),
        // What `git apply` reads.
        Colour::Never => patch,
    };
    printed(|out| out.write_all(patch.as_bytes()))
}

/// The path below the repository, with `/` between names.
fn in_repository(path: &Path) -> String {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = std::fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let root = discover::repository_of(&folder);
    let inside = folder.strip_prefix(&root).unwrap_or(Path::new(""));
    let path = inside.join(path.file_name().unwrap_or_default());
    path.components().map(|it| it.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The colours of `git diff`.
fn coloured(patch: &str) -> String {
    let line = |line: &str| {
        let colour = match line.as_bytes().first() {
            Some(b'+') if line.starts_with("+++ ") => "1",
            Some(b'-') if line.starts_with("--- ") => "1",
            Some(b'd') => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => return format!("{line}\n"),
        };
        format!("\u{1b}[{colour}m{line}\u{1b}[0m\n")
    };
    patch.split_terminator('\n').map(line).collect()
}
