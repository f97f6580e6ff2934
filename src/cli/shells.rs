//! What shells complete, and the manual page.

use clap::CommandFactory;
use clap_complete::Shell;

use super::args::Args;
use super::printed;

/// Writes the completions of one shell; returns the exit code.
pub(super) fn completions(shell: Shell) -> u8 {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "dockvet", &mut text);
    printed(|out| out.write_all(&text))
}

/// Writes the manual page; returns the exit code.
pub(super) fn man() -> u8 {
    let page = clap_mangen::Man::new(Args::command());
    printed(|out| page.render(out))
}
