//! Which environment variables the program's own files name, and which they read.
//!
//! Words are compared, no code is parsed: what is asked is whether a name occurs at all.

use std::collections::{BTreeMap, BTreeSet};

use crate::context::{Context, Node};
use crate::limits;
use crate::source::{Source, Span};

use super::Place;

/// Beyond these an absence proves nothing.
const MOST_FILES: usize = 4_000;
const MOST_BYTES: usize = 24 << 20;
const DEEPEST: usize = 24;

/// Folders of others' code, and of what is made.
const SKIPPED: [&str; 10] =
    [".git", "node_modules", "vendor", "third_party", "target", "dist", ".venv", "venv", "__pycache__", ".next"];

const SOURCES: [&str; 20] = [
    "go", "py", "js", "mjs", "cjs", "ts", "mts", "tsx", "jsx", "java", "kt", "rs", "rb", "php", "cs", "sh", "ex",
    "exs", "scala", "swift",
];

/// What says on a line that a variable is read, in lower case.
const READERS: [&str; 8] =
    ["getenv", "environ", "process.env", "env::", "env[", "environmentvariable", "env.get", "env("];

/// The names in capitals that the files of a context hold.
#[derive(Debug, Default)]
pub struct Names {
    /// Those that a source reads from the environment, with the first place that does.
    pub read: BTreeMap<String, Place>,
    /// Every one that occurs in any text but a manifest.
    pub all: BTreeSet<String>,
    /// False where files were left out, so that absence proves nothing.
    pub complete: bool,
}

/// Goes through the text files of `context`, bounded in count, bytes and depth.
pub fn names(context: &Context) -> Names {
    let mut names = Names { complete: true, ..Names::default() };
    let mut todo = vec![(String::new(), 0)];
    let (mut files, mut bytes) = (0, 0);
    while let Some((folder, depth)) = todo.pop() {
        for (name, node) in context.children(&folder) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match node {
                Node::Folder if SKIPPED.contains(&name.as_str()) => {}
                Node::Folder if depth >= DEEPEST => names.complete = false,
                Node::Folder => todo.push((path, depth + 1)),
                Node::File { size, .. } if is_text(&name) => {
                    files += 1;
                    bytes += size as usize;
                    if files > MOST_FILES || bytes > MOST_BYTES {
                        names.complete = false;
                        let what = "no more files are searched for variables, as 4,000 files or 24 MiB were";
                        limits::reached(what, context.root().display());
                        return names;
                    }
                    match context.read(&path) {
                        Some(source) => take(&source, &path, &mut names),
                        None => names.complete = false,
                    }
                }
                Node::File { .. } | Node::Link(_) | Node::Missing => {}
            }
        }
    }
    names
}

fn is_text(name: &str) -> bool {
    const BINARY: [&str; 18] = [
        "png", "jpg", "jpeg", "gif", "ico", "svg", "pdf", "zip", "gz", "tgz", "jar", "woff", "woff2", "ttf", "mp4",
        "so", "exe", "lock",
    ];
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    !BINARY.contains(&end.as_str()) && !name.ends_with(".min.js") && !name.contains("-lock.")
}

fn take(source: &Source, path: &str, names: &mut Names) {
    let text = source.text();
    let end = path.rsplit('.').next().unwrap_or_default();
    let is_manifest = matches!(end, "yaml" | "yml") && (text.contains("apiVersion:") || text.contains("services:"));
    if is_manifest {
        return;
    }
    let is_source = SOURCES.contains(&end) && !path.to_ascii_lowercase().contains("test");
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let mut lower = None;
        for (at, word) in words(line) {
            names.all.insert(word.to_owned());
            if !is_source || names.read.contains_key(word) {
                continue;
            }
            let lower = lower.get_or_insert_with(|| line.to_ascii_lowercase());
            let by_shell = end == "sh" && line[..at].ends_with(['$', '{']);
            if by_shell || READERS.iter().any(|reader| lower.contains(reader)) {
                let span = Span::new(start + at..start + at + word.len());
                names.read.insert(word.to_owned(), Place { source: source.clone(), span });
            }
        }
        start += line.len();
    }
}

/// The words in capitals of a line that could be names of variables, with their places.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let ends = |it: char| !(it.is_ascii_alphanumeric() || it == '_');
    let mut at = 0;
    let placed = line.split_inclusive(ends).map(move |piece| {
        let start = at;
        at += piece.len();
        (start, piece.trim_end_matches(ends))
    });
    placed.filter(|(_, word)| is_name(word))
}

/// Whether a word is a name as variables have it: `DATABASE_URL`.
pub fn is_name(word: &str) -> bool {
    let fits = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
    (5..=60).contains(&word.len()) && word.bytes().all(fits) && word.starts_with(|it: char| it.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_read() {
        let text = "url = os.environ[\"DATABASE_URL\"]\nKEY_OF_IT = 1 # see OTHER_NAME\n";
        let source = Source::new("app.py", text);
        let mut names = Names::default();
        take(&source, "app.py", &mut names);
        let read: Vec<_> = names.read.iter().map(|(name, place)| (name.as_str(), source.slice(place.span))).collect();
        assert_eq!(read, [("DATABASE_URL", "DATABASE_URL")]);
        assert_eq!(names.all.iter().collect::<Vec<_>>(), ["DATABASE_URL", "KEY_OF_IT", "OTHER_NAME"]);
    }

    #[test]
    fn tests_and_manifests_read_nothing() {
        let mut names = Names::default();
        take(&Source::new("x", "os.Getenv(\"SOME_NAME\")\n"), "pkg/a_test.go", &mut names);
        assert!(names.read.is_empty() && names.all.contains("SOME_NAME"));
        take(&Source::new("x", "apiVersion: v1\nenv: OTHER_NAME\n"), "k8s/a.yaml", &mut names);
        assert!(!names.all.contains("OTHER_NAME"));
    }
}
