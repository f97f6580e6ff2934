//! `dockvet fmt`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::config::layout;
use crate::fix::Changed;
use crate::format;
use crate::report::tame;
use crate::source::Source;

use super::args::{Build, Configuration, When};
use super::subject::{self, Subject, Subjects, Wanted};
use super::{BROKEN, CLEAN, FOUND, complain, patch, printed, replace};

/// What was typed.
#[derive(ClapArgs)]
pub(super) struct Typed {
    /// Dockerfiles, or folders to look for them; `-` is standard input, which goes to standard output
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing: name what would change, and exit with 1 if anything would
    #[arg(long, conflicts_with = "diff")]
    check: bool,
    /// Write nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    diff: bool,
    /// Colours (default: on a terminal)
    #[arg(long, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    color: When,
    #[command(flatten)]
    configuration: Configuration,
    /// The path that standard input stands for
    #[arg(long, value_name = "PATH", help_heading = "Configuration")]
    stdin_filename: Option<PathBuf>,
}

/// Lays Dockerfiles out; returns the exit code.
pub(super) fn run(typed: &Typed) -> u8 {
    let build = Build::default();
    let wanted = Wanted {
        paths: &typed.paths,
        stdin_filename: typed.stdin_filename.as_deref(),
        build: &build,
        configuration: &typed.configuration,
    };
    let Some(Subjects { subjects, named, failures, .. }) = subject::find(&wanted) else { return BROKEN };
    if named == 0 && failures == 0 {
        complain("there is no Dockerfile to lay out");
        return BROKEN;
    }
    let is_standard = typed.paths.iter().any(|it| it.as_os_str() == "-");
    let laid_out: Vec<Changed> = subjects.iter().map(laid_out).collect();
    let changed: Vec<&Changed> = laid_out.iter().filter(|it| it.before.text() != it.after.text()).collect();
    let (code, failures) = match typed {
        Typed { diff: true, color, .. } => (patch::print(&changed, *color, None), failures),
        Typed { check: true, .. } => (named_ones(&changed), failures),
        _ if is_standard => {
            (printed(|out| laid_out.iter().try_for_each(|it| out.write_all(it.after.text().as_bytes()))), failures)
        }
        _ => (CLEAN, failures + changed.iter().filter(|it| !is_written(it)).count()),
    };
    match () {
        () if failures > 0 || code != CLEAN => BROKEN,
        () if (typed.check || typed.diff) && !changed.is_empty() => FOUND,
        () => CLEAN,
    }
}

fn laid_out(subject: &Subject) -> Changed {
    let before = subject.build.source.clone();
    let text = format::text(&before, &layout::style(&subject.path));
    Changed { after: Source::new(before.path(), text), before }
}

fn named_ones(changed: &[&Changed]) -> u8 {
    printed(|out| {
        changed.iter().try_for_each(|it| writeln!(out, "{}", tame::line_start(&it.before.path().display().to_string())))
    })
}

fn is_written(file: &Changed) -> bool {
    let path = file.before.path();
    let written = replace::write(path, file.before.text(), file.after.text());
    if let Err(why) = &written {
        complain(&format!("`{}` is not laid out: {why}", path.display()));
    }
    written.is_ok()
}
