//! Flags of a command line that name the port to listen on.

use super::super::launched::Launched;
use super::super::path;
use crate::evidence::Place;

/// The port at the end of `8080`, `:8080`, `0.0.0.0:8080`, `http://+:8080`, `tcp://0.0.0.0:8080`.
pub fn port_of(text: &str) -> Option<u16> {
    let text = text.trim().trim_end_matches('/');
    let tail = text.rsplit(':').next().unwrap_or(text);
    tail.parse().ok().filter(|port| *port > 0)
}

pub(super) fn host_of(text: &str) -> Option<String> {
    let text = text.rsplit("://").next().unwrap_or(text);
    let (host, _) = text.rsplit_once(':')?;
    (!host.is_empty()).then(|| host.trim_matches(['[', ']']).to_owned())
}

/// Flags that name the port to listen on, whatever the program.
const PORT_FLAGS: [&str; 14] = [
    "--port",
    "-port",
    "--http-port",
    "--bind",
    "-b",
    "--listen",
    "-listen",
    "--addr",
    "-addr",
    "--address",
    "--http-addr",
    "--listen-address",
    "--urls",
    "--server.port",
];

/// A port that a word of a command line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagPort {
    pub number: u16,
    pub host: Option<String>,
    /// The word that says so.
    pub word: usize,
    /// The flag where it is a word of its own: the one before.
    pub flag: Option<usize>,
}

/// Every flag of a command line that names a port to listen on; words are `None` where they are not known.
pub fn flag_ports(argv: &[Option<&str>]) -> Vec<FlagPort> {
    let text = |at: usize| argv.get(at).copied().flatten();
    let programs: Vec<&str> = (0..argv.len()).filter_map(text).map(path::file_name).collect();
    let takes_p = programs.iter().any(|name| SHORT.contains(name));
    let is_php = programs.iter().any(|name| name.starts_with("php"));
    let is_uwsgi = programs.first().is_some_and(|name| name.starts_with("uwsgi"));
    let mut found = Vec::new();
    for (at, word) in argv.iter().enumerate() {
        let Some(value) = *word else { continue };
        let (flag, inline) = value.split_once('=').map_or((value, None), |(flag, it)| (flag, Some(it)));
        // The port of another host is one that the program calls.
        if matches!(flag, "--host" | "--hostname") && inline.or(text(at + 1)).is_some_and(|host| !is_own(host)) {
            return Vec::new();
        }
        let is_flag = PORT_FLAGS.contains(&flag)
            || (takes_p && matches!(flag, "-p" | "-l"))
            || (is_php && flag == "-S")
            || (is_uwsgi && UWSGI_FLAGS.contains(&flag))
            || matches!(flag, "-Dserver.port" | "-Dquarkus.http.port" | "-Dhttp.port");
        let (value, word, flag) = match inline {
            Some(inline) if is_flag => (inline, at, None),
            None if is_flag => match text(at + 1) {
                Some(next) => (next, at + 1, Some(at)),
                None => continue,
            },
            None if at > 0 && text(at - 1) == Some("runserver") => (value, at, None),
            _ => continue,
        };
        // `host1:80,host2:81` and `80,81` name several.
        for value in value.split(',') {
            let host = host_of(value);
            if let Some(number) = port_of(value).filter(|_| host.as_deref().is_none_or(is_own)) {
                found.push(FlagPort { number, host, word, flag });
            }
        }
    }
    found
}

/// Whether a host is this one: an address, `*`, `localhost`, no name of another.
fn is_own(host: &str) -> bool {
    let is_name = host.starts_with(|first: char| first.is_ascii_alphabetic()) || host.contains('@');
    host == "localhost" || !is_name || host.contains(':')
}

/// What a flag says, and the words that say it.
pub(super) struct Flag {
    pub(super) port: u16,
    pub(super) host: Option<String>,
    /// `--port 8080`.
    pub(super) words: String,
    /// `None`: in the base image.
    pub(super) place: Option<Place>,
}

/// Every flag of a line that the container runs.
pub(super) fn ports(line: &Launched) -> Vec<Flag> {
    let words: Vec<Option<&str>> = line.words.iter().map(|word| word.text.as_deref()).collect();
    let flag = |found: FlagPort| {
        let shown = found.flag.into_iter().chain([found.word]).filter_map(|at| words[at]).collect::<Vec<_>>();
        let place = line.words[found.word].place.clone();
        Flag { port: found.number, host: found.host, words: shown.join(" "), place }
    };
    flag_ports(&words).into_iter().map(flag).collect()
}

/// Programs whose `-p` or `-l` names the port.
const SHORT: [&str; 14] = [
    "flask",
    "next",
    "vite",
    "rails",
    "puma",
    "serve",
    "http-server",
    "gunicorn",
    "uvicorn",
    "daphne",
    "hypercorn",
    "docusaurus",
    "gatsby",
    "rackup",
];

const UWSGI_FLAGS: [&str; 5] = ["--http", "--http-socket", "--socket", "-s", "--http11-socket"];

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> Vec<u16> {
        ports(&Launched::of_words(line.split(' '))).into_iter().map(|it| it.port).collect()
    }

    #[test]
    fn reads_port_flags() {
        for (line, expected) in [
            ("gunicorn -b 0.0.0.0:8000 app:app", vec![8000]),
            ("gunicorn --bind=:8001 app:app", vec![8001]),
            ("uvicorn app:app --host 0.0.0.0 --port 80", vec![80]),
            ("flask run -p 5001", vec![5001]),
            ("java -Dserver.port=9000 -jar a.jar", vec![9000]),
            ("php -S 0.0.0.0:8080", vec![8080]),
            ("python manage.py runserver 0.0.0.0:8000", vec![8000]),
            ("./server -p 99", vec![]),
            ("gunicorn --bind unix:/run/a.sock app:app", vec![]),
            ("dotnet a.dll --urls http://+:5000", vec![5000]),
            ("uwsgi --http [::]:9090 uwsgi.ini", vec![9090]),
            ("geth --http 9090", vec![]),
            ("celery -A app -b amqp://guest@rabbit:5672 worker", vec![]),
            ("wait --host db --port 5432", vec![]),
            ("uvicorn app:app --host localhost --port 80", vec![80]),
        ] {
            assert_eq!(found(line), expected, "{line}");
        }
    }
}
