//! Configuration files of servers, given as text: nginx, Caddy, a Procfile.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::{Source, Span};

use super::bind::address;
use super::code::{Backtick, Code, Grammar};
use super::pattern::regex;
use super::{Listener, Place, Trust};

static LISTEN: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)(?:^|[;{}])\s*listen\s+([^;{}]+);"));
static SITE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?m)^([^\s{}#(][^{}#\n]*?)\s*(?:\{\s*)?$"));
static FLAG: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?:^|\s)(?:-p|-b|--port|--bind|--host|--listen|-l)[ =]+((?:[\w.:\[\]*-]*:)?\d{2,5})\b"));

const SHELL: Grammar = Grammar {
    line_comments: &["#"],
    block_comment: None,
    nested_comments: false,
    quotes: b"\"",
    backtick: Backtick::None,
    triple_quotes: false,
    lifetimes: false,
    regex_literals: false,
};

/// What the `listen` lines of an nginx configuration open. A line with a variable or a template's mark
/// is left out, as are Unix sockets.
pub fn nginx_listens(source: &Source) -> Vec<Listener> {
    let lines = nginx_listen_words(source).into_iter();
    lines.filter_map(|(words, span)| nginx_listen(source, &words, span)).collect()
}

/// The words of each `listen` line, and the place of the first.
pub fn nginx_listen_words(source: &Source) -> Vec<(String, Span)> {
    let code = Code::new("", source, &SHELL);
    let lines = LISTEN.captures_iter(&code.text).filter_map(|it| it.get(1));
    let first = |words: &regex::Match| words.as_str().split_whitespace().next().map_or(0, str::len);
    lines.map(|it| (it.as_str().to_owned(), Span::new(it.start()..it.start() + first(&it)))).collect()
}

/// What a `listen` line of these words opens.
pub fn nginx_listen(source: &Source, words: &str, span: Span) -> Option<Listener> {
    let mut parts = words.split_whitespace();
    let first = parts.next()?;
    if first.starts_with("unix:") || first.contains(['$', '{']) {
        return None;
    }
    let udp = parts.any(|it| it == "udp" || it == "quic");
    // An address without a port listens on 80.
    let (port, host) = address(first).or_else(|| Some((80, Some(first.to_owned()))))?;
    Some(listener(source, span.range(), port, host, udp))
}

/// What the `Listen` lines of an Apache configuration open.
pub fn apache_listens(source: &Source) -> Vec<Listener> {
    let found = captured(source.text(), r"(?mi)^[ \t]*Listen[ \t]+([^\s#]+)").into_iter();
    let found = found.filter_map(|range| Some((range.clone(), address(&source.text()[range])?)));
    found.map(|(range, (port, host))| listener(source, range, port, host, false)).collect()
}

/// What a uwsgi `.ini` opens: `http = :8080`, `socket = 0.0.0.0:3031`. Sockets of the file system are left out.
pub fn uwsgi_listens(source: &Source) -> Vec<Listener> {
    let pattern = r"(?m)^[ \t]*(?:http|https|http-socket|http11-socket|socket|uwsgi-socket)[ \t]*=[ \t]*([^\s,;#]+)";
    let found = captured(source.text(), pattern).into_iter();
    let found = found.filter_map(|range| Some((range.clone(), address(&source.text()[range])?)));
    found.map(|(range, (port, host))| listener(source, range, port, host, false)).collect()
}

/// The ports of a Caddyfile's sites: `:8080`, `http://:80`, `example.com:443`. A host without a port is
/// served on 443, and on 80 for the redirection.
pub fn caddy_listens(source: &Source) -> Vec<Listener> {
    let code = Code::new("", source, &SHELL);
    let mut out = Vec::new();
    let (mut depth, mut at, mut sites) = (0i32, 0, 0);
    for line in code.text.split_inclusive('\n') {
        // Without any block the whole file is one site: its first line is the address.
        let opens = line.trim_end().ends_with('{');
        if depth == 0
            && (opens || sites == 0)
            && line.trim() != "{"
            && !line.trim().is_empty()
            && SITE.is_match(line.trim())
        {
            sites += 1;
            for word in line.trim().trim_end_matches('{').split([',', ' ', '\t']).filter(|it| !it.is_empty()) {
                let start = at + line.find(word).unwrap_or(0);
                out.extend(caddy_site(source, word, start..start + word.len()));
            }
        }
        depth += line.matches('{').count() as i32 - line.matches('}').count() as i32;
        at += line.len();
    }
    out
}

fn caddy_site(source: &Source, word: &str, range: Range<usize>) -> Vec<Listener> {
    if word.contains(['$', '(', '/']) && !word.contains("://") || word.contains('{') {
        return Vec::new();
    }
    let (scheme, rest) = word.split_once("://").unwrap_or(("", word));
    let rest = rest.split('/').next().unwrap_or(rest);
    let ports = match (rest.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok()), scheme) {
        (Some(port), _) if port > 0 => vec![port],
        (_, "http") => vec![80],
        (_, "https") => vec![443],
        // A local name gets a certificate too, so it is no different.
        _ if rest.contains('.') || rest == "localhost" => vec![443, 80],
        _ => Vec::new(),
    };
    ports.into_iter().map(|port| listener(source, range.clone(), port, None, false)).collect()
}

/// Ports that the `web` line of a Procfile names by a flag.
pub fn procfile_listens(source: &Source) -> Vec<Listener> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in source.text().split_inclusive('\n') {
        if let Some(found) = FLAG.captures(line).filter(|_| line.starts_with("web:")).and_then(|it| it.get(1))
            && let Some((port, host)) = address(found.as_str())
        {
            out.push(listener(source, at + found.start()..at + found.end(), port, host, false));
        }
        at += line.len();
    }
    out
}

/// Where the first group of `pattern` first stands.
pub(super) fn number_after(text: &str, pattern: &str) -> Option<Range<usize>> {
    captured(text, pattern).into_iter().next()
}

/// Where the first group of `pattern` stands, each time.
pub(super) fn captured(text: &str, pattern: &str) -> Vec<Range<usize>> {
    regex(pattern).captures_iter(text).filter_map(|it| it.get(1)).map(|it| it.range()).collect()
}

fn listener(source: &Source, range: Range<usize>, port: u16, host: Option<String>, udp: bool) -> Listener {
    let place = Place { source: source.clone(), span: Span::new(range) };
    Listener { port, host, udp, variable: None, trust: Trust::Configuration, place }
}
