//! The command line: what was typed, what it means, and the run.

mod args;
mod cache;
mod check;
mod colour;
mod fix;
mod fmt;
mod hadolint;
mod init;
mod known;
mod migrate;
mod narrow;
mod output;
mod patch;
mod progress;
mod replace;
mod screen;
mod shells;
mod since;
mod subject;
mod summary;
mod views;
mod watch;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;

use crate::catalogue;
use crate::limits;
use crate::report::{one_line, rules, tame};
use crate::view::image::Asked;

use args::{Args, Command, RulesFormat};

/// Nothing was found, or nothing that fails the run.
const CLEAN: u8 = 0;
/// Findings of the severity that `--fail-on` names, or worse.
const FOUND: u8 = 1;
/// Wrong usage or configuration, a file that cannot be read, nothing to check.
const BROKEN: u8 = 2;

/// Runs the program with the process's arguments.
pub fn main() -> ExitCode {
    let args = match parsed() {
        Ok(args) => args,
        Err(code) => return ExitCode::from(code),
    };
    let check = if let Some(Command::Check(check)) = &args.command { check } else { &args.check };
    let is_quiet = check.output.quiet;
    let code = match args.command {
        Some(Command::Check(check)) => check::run(&check),
        Some(Command::Fmt(typed)) => fmt::run(&typed),
        Some(Command::Hadolint(typed)) => hadolint::run(&typed),
        Some(Command::Lsp { .. }) => crate::lsp::run(),
        Some(Command::Migrate(typed)) => migrate::run(&typed),
        Some(Command::Completions { shell }) => shells::completions(shell),
        Some(Command::Man) => shells::man(),
        Some(Command::Init(typed)) => init::run(&typed),
        Some(Command::Explain { rule }) => explain(&rule),
        Some(Command::Rules { format }) => printed(|out| match format {
            RulesFormat::Human => rules::list(out),
            RulesFormat::Json => rules::json(out),
        }),
        Some(Command::Cache { view, format, commits }) => cache::run(&view, format, commits),
        Some(Command::Context { view, format, top }) => views::context(&view, format, top),
        Some(Command::Image { view, stage, at, tree, format }) => {
            views::image(&view, &Asked { stage, line: at, tree }, format)
        }
        None => check::run(&args.check),
    };
    tell_limits(is_quiet);
    ExitCode::from(code)
}

/// Says what is not known since a limit was met, and forgets it.
fn tell_limits(is_quiet: bool) {
    for limit in limits::take().iter().filter(|_| !is_quiet) {
        complain(&format!("limit reached: {limit}"));
    }
}

/// What was typed. Called `hadolint`, the program is `dockvet hadolint`.
///
/// # Errors
/// The exit code, after help, the version or what is wrong with the arguments was told.
fn parsed() -> Result<Args, u8> {
    let mut typed: Vec<OsString> = std::env::args_os().collect();
    let name = typed.first().and_then(|it| Path::new(it).file_stem());
    if name.is_some_and(|it| it == "hadolint") {
        typed.splice(..1, ["dockvet", "hadolint"].map(OsString::from));
    }
    let names_command = typed.iter().skip(1).any(|it| args::COMMANDS.iter().any(|name| it == name));
    // What is wrong is told by who knows all that can be typed.
    if !names_command && let Ok(args::Bare { check }) = args::Bare::try_parse_from(&typed) {
        return Ok(Args { command: None, check });
    }
    let is_hadolint = typed.get(1).is_some_and(|it| it == "hadolint");
    Args::try_parse_from(typed).map_err(|error| {
        let _ = error.print();
        match error.exit_code() {
            0 => CLEAN,
            _ if is_hadolint => FOUND,
            _ => BROKEN,
        }
    })
}

fn explain(name: &str) -> u8 {
    let Some(entry) = catalogue::find(name) else {
        let near = catalogue::suggest(name, &[]).map(|near| format!(": did you mean `{near}`?"));
        complain(&format!("unknown rule `{name}`{}", near.unwrap_or_default()));
        return BROKEN;
    };
    printed(|out| rules::explain(entry, name, out))
}

/// The same for a text of that kind, which then steers no terminal.
fn printed_as(kind: tame::Text, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    printed(|out| tame::written(kind, out, write))
}

/// Writes to standard output. A reader that has left is no error.
fn printed(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    written(io::stdout().lock(), write)
}

/// The same to standard error.
fn told(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    written(io::stderr().lock(), write)
}

fn written(to: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    let mut out = io::BufWriter::new(to);
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            BROKEN
        }
        _ => CLEAN,
    }
}

/// A message on standard error, which cannot steer a terminal; nothing can be done where that is closed.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "dockvet: {}", one_line(message));
}
