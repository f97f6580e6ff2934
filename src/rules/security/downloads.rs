//! What a `curl` or `wget` fetches, where it puts it, and what the RUN does with that: what several rules ask.

use crate::model::Model;
use crate::model::path;
use crate::model::run::{Invocation, Word};
use crate::rules::commands;

/// Short options of `curl` that take a value, which may stand in the same word.
const CURL_VALUED: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";
/// Programs that compare a file with a checksum or signature.
const CHECKS: [&str; 15] = [
    "sha256sum",
    "sha512sum",
    "sha1sum",
    "sha384sum",
    "sha224sum",
    "b2sum",
    "md5sum",
    "shasum",
    "openssl",
    "gpg",
    "gpgv",
    "rpmkeys",
    "cosign",
    "minisign",
    "signify",
];

/// Whether a word of short options of `curl` holds `letter`.
pub(super) fn is_short(word: &str, letter: char) -> bool {
    let Some(letters) = word.strip_prefix('-').filter(|it| !it.starts_with('-')) else { return false };
    let end = letters.find(|c| CURL_VALUED.contains(c)).unwrap_or(letters.len());
    letters[..end].contains(letter)
}

/// The addresses among the words of a command.
pub(super) fn urls(invocation: &Invocation) -> Vec<&Word> {
    let is_url = |word: &&Word| ["http://", "https://", "ftp://"].iter().any(|scheme| word.text.starts_with(scheme));
    invocation.words.iter().skip(1).filter(is_url).collect()
}

/// Whether an address is of the machine that builds.
pub(super) fn is_local(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1" | "[" | "0.0.0.0" | "host.docker.internal" | "169.254.169.254")
}

/// Whether the RUN compares what it has with a checksum or a signature.
pub(super) fn is_checked(model: &Model, invocation: &Invocation) -> bool {
    let mut around = commands::beside(model, invocation);
    around.any(|it| commands::program(it).is_some_and(|name| CHECKS.contains(&name)))
}

/// The file that a download goes to: as written, without folders; `None` where it goes elsewhere or is not known.
pub(super) fn file(invocation: &Invocation) -> Option<String> {
    let words = invocation.words.get(1..)?;
    let by_option = |options: &[&str]| {
        let at = words.iter().position(|word| options.contains(&word.text.as_str()))?;
        Some(words.get(at + 1)?.text.clone())
    };
    let named = match commands::program(invocation)? {
        "curl" => {
            let cluster = words.iter().position(|word| {
                let text = word.text.as_str();
                text.starts_with('-') && !text.starts_with("--") && text.ends_with('o') && !text[1..].contains('O')
            });
            let by_cluster = || Some(words.get(cluster? + 1)?.text.clone());
            by_option(&["--output"]).or_else(by_cluster)
        }
        "wget" => {
            let cluster = words.iter().position(|word| word.text.starts_with('-') && word.text.ends_with('O'));
            by_option(&["--output-document"]).or_else(|| Some(words.get(cluster? + 1)?.text.clone()))
        }
        _ => return None,
    };
    let named = named.or_else(|| invocation.outputs.first().map(|word| word.text.clone()));
    let is_by_url = || {
        let remote = words.iter().any(|word| word.text == "--remote-name" || is_short(&word.text, 'O'));
        let is_kept = remote || commands::program(invocation) == Some("wget");
        let url =
            urls(invocation).first().map(|word| word.text.split(['?', '#']).next().unwrap_or_default().to_owned());
        url.filter(|_| is_kept)
    };
    let file = named.or_else(is_by_url)?;
    let name = path::file_name(&file);
    (!matches!(name, "" | "-" | "null" | "stdout")).then(|| name.to_owned())
}

/// The first command behind a download in its RUN that names the file.
pub(super) fn use_of<'a>(model: &'a Model, invocation: &Invocation, file: &str) -> Vec<&'a Invocation> {
    let behind = commands::beside(model, invocation).filter(|it| it.span.start >= invocation.span.end);
    behind.filter(|it| it.words.iter().any(|word| path::file_name(&word.text) == file)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_behind_a_value_are_no_options() {
        assert!(is_short("-k", 'k') && is_short("-fsSLk", 'k') && is_short("-kso", 'k'));
        assert!(!is_short("-okube", 'k') && !is_short("--keepalive", 'k') && !is_short("-Hk: v", 'k'));
    }

    #[test]
    fn the_machine_itself_is_local() {
        assert!(is_local("http://localhost:8080/x") && is_local("https://127.0.0.1"));
        assert!(!is_local("https://localhost.example.com/x"));
    }
}
