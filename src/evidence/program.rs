//! What a program's own sources and configuration say: the ports that it listens on, whether it calls
//! out over TLS, what it is linked with.

use crate::context::Context;

use super::Place;

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
    pub listeners: Vec<Listener>,
    /// Evidence of outgoing TLS calls, strongest first; empty where none was found.
    pub outgoing_tls: Vec<Tls>,
    /// The program carries its own roots (`x509roots/fallback`, `webpki-roots`, certifi, ...).
    pub embedded_roots: Option<Place>,
    /// A package that needs cgo (Go), or links to a C library.
    pub native: Option<Place>,
    /// False where files were left out for size or count, so that absence proves nothing.
    pub complete: bool,
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
    pub place: Place,
}

/// Reads the sources of `program`. Bounded in files and bytes; tests, examples and vendored code are left out.
pub fn read(context: &Context, program: &Program) -> Needs {
    let _ = (context, program);
    Needs::default()
}

/// `listen` lines of an nginx configuration.
pub fn nginx_listens(source: &crate::source::Source) -> Vec<Listener> {
    let _ = source;
    Vec::new()
}

/// Site addresses of a Caddyfile.
pub fn caddy_listens(source: &crate::source::Source) -> Vec<Listener> {
    let _ = source;
    Vec::new()
}
