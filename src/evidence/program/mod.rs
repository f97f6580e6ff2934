//! What a program's own sources and configuration say: the ports that it listens on, whether it calls
//! out over TLS, what it is linked with.

mod bind;
pub mod cargo;
mod code;
mod compiled;
mod configuration;
mod defaults;
mod dotnet;
mod go;
mod javascript;
mod jvm;
mod listen;
mod names;
mod pattern;
mod php;
mod project;
mod python;
mod ruby;
mod rust;
mod tls;
mod value;

use std::sync::Arc;

use crate::context::Context;

use super::Place;
use project::Project;

pub use compiled::{compiled_of_npm, compiled_of_python};
pub use configuration::{
    apache_listens, caddy_listens, nginx_listen, nginx_listen_words, nginx_listens, procfile_listens, uwsgi_listens,
};
pub use javascript::script_of;
pub use python::gunicorn_listens;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Go,
    JavaScript,
    Python,
    Jvm,
    Rust,
    DotNet,
    Ruby,
    Php,
}

/// What is built or run: `root` is the folder of the module or project (with `go.mod`, `package.json`,
/// `Cargo.toml`, ...), `entry` the folder of the main package (Go, Rust) or the file that is started.
/// Both relative to the context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    pub language: Language,
    pub root: String,
    pub entry: Option<String>,
}

/// What was read about a program.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// By file and place. Several ports mean several servers, or branches: the reader decides.
    pub listeners: Vec<Listener>,
    /// Places that start a server on a port that could not be worked out. Where there are any,
    /// `listeners` are not all.
    pub unresolved_listeners: usize,
    /// Evidence of outgoing TLS calls, strongest first; empty where none was found.
    pub outgoing_tls: Vec<Tls>,
    /// The program carries its own roots (`x509roots/fallback`, `webpki-roots`, certifi, ...).
    pub embedded_roots: Option<Place>,
    /// A package that needs cgo (Go), or links to a C library.
    pub native: Option<Place>,
    /// A package that resolves names, or asks for accounts: it links the C library where cgo is on (Go).
    pub resolver: Option<Place>,
    /// What the program calls that glibc has only in late releases (Rust).
    pub recent: Vec<Recent>,
    /// False where files were left out for size or count, so that absence proves nothing.
    pub complete: bool,
}

/// Something that the program asks glibc for since a version of it.
#[derive(Clone, Debug)]
pub struct Recent {
    pub since: (u32, u32),
    /// A whole sentence: "it starts processes, for which Rust asks glibc 2.39".
    pub why: String,
    pub place: Place,
}

#[derive(Clone, Debug)]
pub struct Listener {
    pub port: u16,
    /// The address that is bound, where it is written: `127.0.0.1`, `0.0.0.0`.
    pub host: Option<String>,
    pub udp: bool,
    /// The environment variable that wins over this port when it is set.
    pub variable: Option<String>,
    pub trust: Trust,
    pub place: Place,
}

/// How far a listener can be trusted, best first (`design`: tiers B and C).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// A literal in a configuration file that the program reads.
    Configuration,
    /// One unambiguous literal in the sources of the package that is built.
    Source,
    /// A framework's default.
    Framework,
}

#[derive(Clone, Debug)]
pub struct Tls {
    /// To be read after "the program ": "calls `https://api.example.com`".
    pub what: String,
    pub strength: Strength,
    pub place: Place,
}

/// How plainly outgoing TLS is shown, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// An `https` address is an argument of a client's call.
    Call,
    /// An `https` address is a value of the program, which has an HTTP client.
    Value,
    /// A dependency talks to a public service.
    Dependency,
}

/// Reads the sources of `program`. Bounded in files and bytes; tests, examples and vendored code are left out.
pub fn read(context: &Context, program: &Program) -> Arc<Needs> {
    context.remember(format!("{program:?}"), || needs(&Project::gather(context, program)))
}

fn needs(project: &Project) -> Needs {
    let mut needs = Needs { complete: project.complete, ..Needs::default() };
    match project.program.language {
        Language::Go => go::read(project, &mut needs),
        Language::JavaScript => javascript::read(project, &mut needs),
        Language::Python => python::read(project, &mut needs),
        Language::Jvm => jvm::read(project, &mut needs),
        Language::Rust => rust::read(project, &mut needs),
        Language::DotNet => dotnet::read(project, &mut needs),
        Language::Ruby => ruby::read(project, &mut needs),
        Language::Php => php::read(project, &mut needs),
    }
    needs.listeners.sort_by_key(|it| (it.trust, it.place.source.path().to_owned(), it.place.span, it.port));
    needs.listeners.dedup_by(|a, b| (a.port, a.place.span, a.udp) == (b.port, b.place.span, b.udp) && same_file(a, b));
    needs.outgoing_tls.sort_by_key(|it| (it.strength, it.place.source.path().to_owned(), it.place.span));
    needs.outgoing_tls.dedup_by(|a, b| a.what == b.what);
    needs.outgoing_tls.truncate(MAX_TLS);
    needs
}

/// More evidence than this convinces nobody more.
const MAX_TLS: usize = 20;

fn same_file(a: &Listener, b: &Listener) -> bool {
    a.place.source.path() == b.place.source.path()
}

#[cfg(test)]
mod tests;
