//! Ports of this host in words of a health check, and ports of manifests as they are mended.

use crate::evidence::Place;

use super::{Fix, Safety, edits};

/// The number `wanted` in place of `was`.
pub(super) fn fix(place: &Place, was: u16, wanted: u16) -> Option<Fix> {
    let edit = edits::instead(&place.source, place.span, &was.to_string(), &wanted.to_string())?;
    Some(Fix::new(format!("write {wanted}"), Safety::Unsafe, vec![edit]))
}

/// The port of `http://localhost:8080/x`, `localhost:8080`, `http://127.0.0.1/x`.
pub(super) fn local(text: &str) -> Option<u16> {
    let text = text.trim_matches(['"', '\'']);
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let host = rest.split(['/', '?', '#', '"', '\'', ')', ';']).next().unwrap_or(rest);
    let names = ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"];
    let tail = names.iter().find_map(|name| host.strip_prefix(name))?;
    match (tail.strip_prefix(':'), scheme) {
        (Some(port), _) => port.parse().ok(),
        (None, "http") if tail.is_empty() => Some(80),
        (None, "https") if tail.is_empty() => Some(443),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn reads_ports_of_this_host() {
        for (text, expected) in [
            ("http://localhost:8080/health", Some(8080)),
            ("http://127.0.0.1/", Some(80)),
            ("https://localhost/", Some(443)),
            ("localhost:5432", Some(5432)),
            ("http://db:5432", None),
            ("http://localhost:$PORT/", None),
            ("localhost", None),
        ] {
            assert_eq!(local(text), expected, "{text}");
        }
    }
}
