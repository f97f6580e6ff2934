//! Servers that are started by name: their flags for port and host, and what they do without.
//!
//! Defaults are those of each tool's own help, at its releases of 2026.

use super::super::launched::{Launched, LaunchedWord};
use super::super::path;
use super::flags::{host_of, port_of};

/// What a server listens on where nothing tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DefaultHost {
    /// Only what runs in the same container reaches it.
    Loopback,
    All,
    /// It depends on what is not read.
    Unknown,
}

pub(super) struct Server {
    /// The program's name, then words that follow it somewhere, in order.
    words: &'static [&'static str],
    /// Their value is a host, or a host with a port.
    host_flags: &'static [&'static str],
    pub(super) host_variables: &'static [&'static str],
    pub(super) port: u16,
    pub(super) host: DefaultHost,
    /// Files of its configuration, from the working directory; where one speaks of a host, that is not known.
    pub(super) configuration: &'static [&'static str],
}

const NONE: Server = Server {
    words: &[],
    host_flags: &["--host"],
    host_variables: &[],
    port: 0,
    host: DefaultHost::Loopback,
    configuration: &[],
};

const VITE: &[&str] = &["vite.config.ts", "vite.config.js", "vite.config.mts", "vite.config.mjs", "vite.config.cjs"];
const WEBPACK: &[&str] = &["webpack.config.js", "webpack.config.ts", "webpack.config.cjs", "webpack.dev.js"];
const RAILS: &[&str] = &["-b", "--binding"];
const ASTRO: &[&str] = &["astro.config.mjs", "astro.config.ts", "astro.config.js"];

const SERVERS: &[Server] = &[
    Server {
        words: &["flask", "run"],
        host_flags: &["--host", "-h"],
        host_variables: &["FLASK_RUN_HOST"],
        port: 5000,
        configuration: &[".flaskenv", ".env"],
        ..NONE
    },
    Server {
        words: &["uvicorn"],
        host_flags: &["--host", "--uds", "--fd"],
        host_variables: &["UVICORN_HOST", "UVICORN_UDS"],
        port: 8000,
        ..NONE
    },
    Server { words: &["fastapi", "run"], port: 8000, host: DefaultHost::All, ..NONE },
    Server { words: &["fastapi", "dev"], port: 8000, ..NONE },
    Server { words: &["daphne"], host_flags: &["-b", "--bind", "-u", "-e", "--endpoint", "--fd"], port: 8000, ..NONE },
    Server { words: &["hypercorn"], host_flags: &["-b", "--bind", "-c", "--config"], port: 8000, ..NONE },
    Server { words: &["runserver"], host_flags: &[], port: 8000, ..NONE },
    Server { words: &["artisan", "serve"], host_variables: &["SERVER_HOST"], port: 8000, ..NONE },
    Server {
        words: &["mkdocs", "serve"],
        host_flags: &["-a", "--dev-addr"],
        configuration: &["mkdocs.yml"],
        port: 8000,
        ..NONE
    },
    Server { words: &["hugo", "server"], host_flags: &["--bind"], port: 1313, ..NONE },
    Server { words: &["hugo", "serve"], host_flags: &["--bind"], port: 1313, ..NONE },
    Server {
        words: &["jekyll", "serve"],
        host_flags: &["-H", "--host"],
        configuration: &["_config.yml"],
        port: 4000,
        ..NONE
    },
    Server { words: &["vite", "preview"], port: 4173, configuration: VITE, ..NONE },
    Server { words: &["vite", "build"], port: 0, host: DefaultHost::Unknown, ..NONE },
    Server { words: &["vite"], port: 5173, configuration: VITE, ..NONE },
    Server { words: &["webpack", "serve"], port: 8080, configuration: WEBPACK, ..NONE },
    Server { words: &["webpack-dev-server"], port: 8080, configuration: WEBPACK, ..NONE },
    Server { words: &["ng", "serve"], port: 4200, configuration: &["angular.json"], ..NONE },
    Server { words: &["astro", "dev"], port: 4321, configuration: ASTRO, ..NONE },
    Server { words: &["astro", "preview"], port: 4321, configuration: ASTRO, ..NONE },
    Server { words: &["docusaurus", "start"], host_flags: &["-h", "--host"], port: 3000, ..NONE },
    Server { words: &["docusaurus", "serve"], host_flags: &["-h", "--host"], port: 3000, ..NONE },
    Server {
        words: &["gatsby", "develop"],
        host_flags: &["-H", "--host"],
        host_variables: &["GATSBY_HOST"],
        port: 8000,
        ..NONE
    },
    Server { words: &["gatsby", "serve"], host_flags: &["-H", "--host"], port: 9000, ..NONE },
    Server { words: &["next", "start"], port: 3000, host: DefaultHost::All, ..NONE },
    Server { words: &["next", "dev"], port: 3000, host: DefaultHost::All, ..NONE },
    Server {
        words: &["react-scripts", "start"],
        host_variables: &["HOST"],
        port: 3000,
        host: DefaultHost::All,
        ..NONE
    },
    Server {
        words: &["mlflow", "server"],
        host_flags: &["--host", "-h"],
        host_variables: &["MLFLOW_HOST"],
        port: 5000,
        ..NONE
    },
    Server {
        words: &["mlflow", "ui"],
        host_flags: &["--host", "-h"],
        host_variables: &["MLFLOW_HOST"],
        port: 5000,
        ..NONE
    },
    Server { words: &["tensorboard"], host_flags: &["--host", "--bind_all"], port: 6006, ..NONE },
    Server { words: &["streamlit", "run"], port: 8501, host: DefaultHost::All, ..NONE },
    Server { words: &["rails", "server"], host_flags: RAILS, port: 3000, host: DefaultHost::Unknown, ..NONE },
    Server { words: &["rails", "s"], host_flags: RAILS, port: 3000, host: DefaultHost::Unknown, ..NONE },
    Server { words: &["puma"], host_flags: &[], port: 9292, host: DefaultHost::All, ..NONE },
    Server { words: &["anvil"], host_variables: &["ANVIL_IP_ADDR"], port: 8545, ..NONE },
];

/// What the command line says of its server.
pub(super) struct Run<'a> {
    pub(super) server: &'static Server,
    /// The word that names it.
    pub(super) name: &'a LaunchedWord,
    /// `None`: no flag for the host.
    pub(super) host: Option<Told>,
    /// A flag for the port whose value is not known, or a flag that comes from a variable.
    pub(super) open: bool,
}

/// The value of a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Told {
    Host(String),
    /// A host that is not known, a socket, a file of configuration.
    Unknown,
}

/// The server of the table that `line` starts.
pub(super) fn run(line: &Launched) -> Option<Run<'_>> {
    let text = |at: usize| line.words.get(at).and_then(|it| it.text.as_deref()).unwrap_or_default();
    let (server, at) = SERVERS.iter().find_map(|server| {
        let (first, more) = server.words.split_first()?;
        // A package name in `pip install uvicorn` is no start; a word behind a flag is its value.
        let at = (0..line.words.len()).find(|at| stem(text(*at)) == *first)?;
        let follows = |word: &str| line.words[at + 1..].iter().any(|it| it.text.as_deref() == Some(word));
        more.iter().all(|word| follows(word)).then_some((server, at))
    })?;
    let rest = &line.words[at + 1..];
    let mut run = Run { server, name: &line.words[at], host: None, open: rest.iter().any(|it| it.text.is_none()) };
    for (index, word) in rest.iter().enumerate() {
        let Some(word) = word.text.as_deref() else { continue };
        let (flag, inline) = word.split_once('=').map_or((word, None), |(flag, it)| (flag, Some(it)));
        if matches!(flag, "--config" | "-c") {
            run.host = run.host.or(Some(Told::Unknown));
        }
        if !server.host_flags.contains(&flag) {
            continue;
        }
        let next = rest.get(index + 1).and_then(|it| it.text.as_deref());
        // `vite --host` alone means all addresses.
        let value = inline.or(next).filter(|it| !it.starts_with('-'));
        run.host = Some(match value {
            Some(value) if is_socket(flag, value) => Told::Unknown,
            Some(value) if value.contains(':') && port_of(value).is_some() => {
                Told::Host(host_of(value).unwrap_or_else(|| "0.0.0.0".to_owned()))
            }
            Some(value) => Told::Host(value.to_owned()),
            None => Told::Unknown,
        });
    }
    // `runserver 0.0.0.0:8000`, `runserver 8000`.
    if server.words == ["runserver"] {
        let address = rest.iter().filter_map(|it| it.text.as_deref()).find(|it| !it.starts_with('-'));
        run.host = address.and_then(host_of).map(Told::Host);
    }
    Some(run)
}

fn is_socket(flag: &str, value: &str) -> bool {
    const ELSEWHERE: [&str; 8] = ["--uds", "--fd", "-u", "-e", "--endpoint", "-c", "--config", "--bind_all"];
    ELSEWHERE.contains(&flag) || value.starts_with("unix:") || value.starts_with("fd:") || value.contains('/')
}

/// A program's name without the folder and a script's ending: `node_modules/.bin/vite`, `webpack-dev-server.js`.
fn stem(word: &str) -> &str {
    let name = path::file_name(word);
    name.strip_suffix(".js").unwrap_or(name)
}

pub(super) fn is_loopback(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost") || host == "::1" || host.starts_with("127.")
}
