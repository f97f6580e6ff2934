//! The words that names and build files of the context use.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::{Context, Node};

/// Entries of the context that are looked at; with more, nothing is said.
const MOST_ENTRIES: usize = 30_000;
/// Bytes of build files that are read; with more, nothing is said.
const MOST_TEXT: usize = 8 << 20;
/// Larger files are data, in bytes.
const LARGEST_TEXT: u64 = 256 << 10;
/// Folders nested deeper are not entered.
const DEEPEST: usize = 8;

/// Folders of other people's files.
const VENDORED: [&str; 8] =
    [".git", "node_modules", "vendor", "third_party", "venv", ".venv", "site-packages", "testdata"];

/// Ends of names of build files and manifests.
const BUILD_FILES: [&str; 36] = [
    "json",
    "toml",
    "xml",
    "yml",
    "yaml",
    "sh",
    "bash",
    "mk",
    "gradle",
    "kts",
    "properties",
    "cmake",
    "csproj",
    "fsproj",
    "vbproj",
    "props",
    "targets",
    "sln",
    "sbt",
    "cabal",
    "cfg",
    "ini",
    "conf",
    "gemspec",
    "exs",
    "rake",
    "bzl",
    "bazel",
    "hcl",
    "just",
    "in",
    "ac",
    "am",
    "pro",
    "env",
    "nix",
];

/// Ends of names of sources, which count as build files at the top and in folders of scripts.
const SOURCES: [&str; 14] = ["js", "mjs", "cjs", "ts", "mts", "cts", "py", "rb", "go", "rs", "ex", "php", "pl", "zig"];

const SCRIPT_FOLDERS: [&str; 12] =
    ["scripts", "script", "build", "tools", "tool", "hack", "ci", "bin", "config", "tasks", "webpack", "docker"];

/// The words of a context.
#[derive(Debug, Default)]
pub struct Words {
    /// In small letters, and as they are spelt first; `None` where not all could be read.
    pub all: Option<HashMap<String, String>>,
}

impl Context {
    /// The words of names and build files below the context's root, ignored or not; Dockerfiles are left out.
    /// Remembered for every context with the same root.
    pub fn words(&self) -> Arc<Words> {
        let cell = self.workspace.words(&self.root);
        cell.get_or_init(|| Arc::new(Words { all: read(self) })).clone()
    }
}

/// The runs of letters in `text`, of at least two, with the byte where each starts.
pub fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|letter: char| !letter.is_alphabetic()).filter_map(move |word| {
        let start = at;
        // What follows a run is one character that is no letter, of any width.
        let gap = text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
        at = start + word.len() + gap;
        (word.len() >= 2).then_some((start, word))
    })
}

fn read(context: &Context) -> Option<HashMap<String, String>> {
    let mut found: HashMap<String, String> = HashMap::new();
    let mut add = |text: &str| {
        for (_, word) in words(text) {
            found.entry(word.to_lowercase()).or_insert_with(|| word.to_owned());
        }
    };
    let (mut entries, mut read) = (0, 0);
    let mut folders = VecDeque::from([(String::new(), 0)]);
    while let Some((folder, depth)) = folders.pop_front() {
        for (name, node) in context.children(&folder) {
            entries += 1;
            if entries > MOST_ENTRIES || read > MOST_TEXT {
                return None;
            }
            add(&name);
            let at = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            match node {
                Node::Folder if depth < DEEPEST && !VENDORED.contains(&name.as_str()) => {
                    folders.push_back((at, depth + 1));
                }
                Node::File { size, .. } if size <= LARGEST_TEXT && is_build_file(&folder, &name) => {
                    if let Some(source) = context.read(&at) {
                        read += source.text().len();
                        add(source.text());
                    }
                }
                _ => {}
            }
        }
    }
    Some(found)
}

/// Whether a file says how things are built, going by its name.
fn is_build_file(folder: &str, name: &str) -> bool {
    const LOCKS: [&str; 4] = ["package-lock.json", "composer.lock", "packages.lock.json", "pnpm-lock.yaml"];
    let low = name.to_ascii_lowercase();
    if low.contains("dockerfile") || LOCKS.contains(&low.as_str()) {
        return false;
    }
    let Some((_, end)) = low.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else { return true };
    let scripts = folder.is_empty() || folder.split('/').any(|it| SCRIPT_FOLDERS.contains(&it));
    let is_config = low.contains(".config.") || low.starts_with("build.") || low.starts_with("setup.");
    BUILD_FILES.contains(&end) || SOURCES.contains(&end) && (scripts || is_config)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_runs_of_letters() {
        let found: Vec<(usize, &str)> = words("/usr/lib/python3.14 é–x ok").collect();
        assert_eq!(found, [(1, "usr"), (5, "lib"), (9, "python"), (20, "é"), (27, "ok")]);
    }
}
