//! `--watch`: checks again whenever a file changes, until the process is interrupted.

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::context::{discover, stamp};

use super::args::Check;
use super::output::Destination;
use super::{BROKEN, check, complain, tell_limits};

const STEP: Duration = Duration::from_millis(300);
/// Of the time, at most one part in so many is spent on looking.
const REST: u32 = 10;

/// Never comes back but for what makes no sense to watch.
pub(super) fn run(typed: &Check, destinations: &[Destination]) -> u8 {
    if typed.paths.iter().any(|it| it.as_os_str() == "-") {
        complain("`--watch` cannot watch standard input");
        return BROKEN;
    }
    let folders = folders(typed);
    let own = own_files(typed, destinations);
    loop {
        let before = stamp::of(&folders, &own);
        if io::stdout().is_terminal() {
            // A closed screen is told by what follows.
            let _ = write!(io::stdout(), "\u{1b}[2J\u{1b}[3J\u{1b}[H");
        }
        check::once(typed, destinations);
        tell_limits(typed.output.quiet);
        if !typed.output.quiet {
            complain("waits for a change; Ctrl-C ends it");
        }
        loop {
            let started = Instant::now();
            if stamp::of(&folders, &own) != before {
                break;
            }
            std::thread::sleep(STEP.max(started.elapsed() * REST));
        }
    }
}

/// The repositories of what is checked, and the context that was named.
fn folders(typed: &Check) -> BTreeSet<PathBuf> {
    let mut paths = typed.paths.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    paths.extend(typed.build.context.clone());
    let roots: BTreeSet<PathBuf> = paths.iter().map(|it| discover::repository_of(it)).collect();
    let inner = |it: &&PathBuf| !roots.iter().any(|other| other != *it && it.starts_with(other));
    roots.iter().filter(inner).cloned().collect()
}

/// What the run itself writes.
fn own_files(typed: &Check, destinations: &[Destination]) -> Vec<PathBuf> {
    let written = destinations.iter().filter_map(|it| it.file.clone()).chain(typed.narrow.write_baseline.clone());
    let absolute = written.filter_map(|it| {
        let name = it.file_name()?.to_owned();
        let folder =
            it.parent().filter(|it| !it.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), PathBuf::from);
        Some(std::fs::canonicalize(folder).ok()?.join(name))
    });
    absolute.collect()
}
