//! `dockvet lsp`: the language server, over standard input and output.
//!
//! One thread reads messages, one does everything else in their order: the same [`pipeline`](crate::analysis::pipeline)
//! as the command line, over the texts of the editor ([`crate::buffers`]). A burst of changes is taken in before
//! anything is looked at, so that only the newest text is. A repository is read once and kept until something in it
//! changes. Which settings there are, `settings.rs` says.

mod actions;
mod answer;
mod client;
mod commands;
mod diagnostics;
mod documents;
mod edits;
mod hear;
mod offer;
mod places;
mod position;
mod publish;
mod pull;
mod scopes;
mod server;
mod settings;
mod suppress;
mod transport;
mod uri;
mod whole;
mod world;

use std::io::{BufRead, BufReader, Write};

/// Serves over standard input and output until the client says `exit` or leaves; returns the exit code.
pub fn run() -> u8 {
    serve(BufReader::new(std::io::stdin()), std::io::stdout())
}

/// The same over any input and output. Sets the working directory to the client's first folder.
pub fn serve(input: impl BufRead + Send + 'static, out: impl Write + 'static) -> u8 {
    server::Server::new(Box::new(out)).run(&transport::listen(input))
}
