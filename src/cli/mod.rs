//! The command line: what was typed, what it means, and the run.

mod args;
mod cache;
mod check;
mod colour;
mod input;
mod subject;
mod views;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::catalogue;
use crate::report::rules;
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
    let args = Args::parse();
    let code = match args.command {
        Some(Command::Check(check)) => check::run(*check),
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
        None => check::run(args.check),
    };
    ExitCode::from(code)
}

fn explain(name: &str) -> u8 {
    let Some(entry) = catalogue::find(name) else {
        let near = catalogue::suggest(name, &[]).map(|near| format!(": did you mean `{near}`?"));
        complain(&format!("unknown rule `{name}`{}", near.unwrap_or_default()));
        return BROKEN;
    };
    printed(|out| rules::explain(entry, out))
}

/// Writes to standard output. A reader that has left is no error.
fn printed(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> u8 {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            complain(&format!("cannot write: {error}"));
            BROKEN
        }
        _ => CLEAN,
    }
}

/// A line on standard error; nothing can be done where that is closed.
fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "dockvet: {message}");
}
