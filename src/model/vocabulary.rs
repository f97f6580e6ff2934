//! Which words the Dockerfile and the build files of the project use: what no text names, no command of the
//! project can have made.

use std::collections::{HashMap, HashSet, VecDeque};

use crate::context::{Context, Node};
use crate::syntax::ast::{Healthcheck, Kind, TransferSource};

use super::Model;

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

/// The words of one Dockerfile and its context, in small letters.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// How often each word stands in the Dockerfile, and as it is spelt there first.
    dockerfile: HashMap<String, (u32, String)>,
    /// Words of what may make a file: all but start commands and the sources of `COPY --from`.
    makers: HashSet<String>,
    /// Words of names and build files of the context, as spelt first; `None` where not all could be read.
    context: Option<HashMap<String, String>>,
}

impl Vocabulary {
    pub(super) fn new(model: &Model) -> Vocabulary {
        let text = model.source.text();
        let mut dockerfile: HashMap<String, (u32, String)> = HashMap::new();
        for (_, word) in words(text) {
            dockerfile.entry(word.to_lowercase()).or_insert_with(|| (0, word.to_owned())).0 += 1;
        }
        let mut taken = dockerfile.iter().map(|(word, (count, _))| (word.clone(), *count)).collect::<HashMap<_, _>>();
        for (start, end) in takers(model) {
            for (_, word) in words(text.get(start..end).unwrap_or_default()) {
                if let Some(count) = taken.get_mut(&word.to_lowercase()) {
                    *count = count.saturating_sub(1);
                }
            }
        }
        let makers = taken.into_iter().filter(|(_, count)| *count > 0).map(|(word, _)| word).collect();
        let context = model.context.as_ref().and_then(context_words);
        Vocabulary { dockerfile, makers, context }
    }

    /// Whether nothing that may make files names the word; `false` where that cannot be told.
    pub(super) fn is_unheard_of(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.context.as_ref().is_some_and(|context| !context.contains_key(&word)) && !self.makers.contains(&word)
    }

    /// Whether the word stands at one place of the Dockerfile only, and nowhere in the build files, as far as
    /// they were read.
    pub(super) fn is_used_once(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        self.dockerfile.get(&word).is_none_or(|(count, _)| *count <= 1)
            && self.context.as_ref().is_none_or(|context| !context.contains_key(&word))
    }

    /// The word of the Dockerfile, else of the context, that `word` is a slip of.
    pub(super) fn meant(&self, word: &str) -> Option<&str> {
        let low = word.to_lowercase();
        let mut near: Vec<(&String, &String)> =
            self.dockerfile.iter().map(|(word, (_, spelt))| (word, spelt)).filter(|(it, _)| it.len() >= 5).collect();
        near.sort();
        let own = near.iter().find(|(it, _)| is_slip(&low, it));
        if let Some((_, spelt)) = own {
            return Some(spelt);
        }
        let context = self.context.as_ref()?;
        let found = context.iter().filter(|(it, _)| it.len() >= 6 && is_slip(&low, it)).min();
        found.map(|(_, spelt)| spelt.as_str())
    }
}

/// Whether one word is the other with a slip of the pen: a letter left out or too many, but not at the end, where
/// `server` and `servers` differ; two neighbours swapped; in long words, another letter. Both in small letters.
pub(super) fn is_slip(one: &str, other: &str) -> bool {
    if one == other || crate::spelling::edits(one, other) != Some(1) {
        return false;
    }
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if short.len() == long.len() {
        let mut pairs = short.bytes().zip(long.bytes()).filter(|(one, other)| one != other);
        let swapped = pairs.by_ref().count() == 2;
        return swapped || short.len() >= 7;
    }
    // `ap` for `app`: the doubled letter may be the one before the last.
    let doubled = long.bytes().rev().take(2).collect::<Vec<u8>>();
    !long.starts_with(short) || doubled.first() == doubled.get(1)
}

/// The runs of letters in `text`, of at least two, with the byte where each starts.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(|letter: char| !letter.is_alphabetic()).filter_map(move |word| {
        let start = at;
        // What follows a run is one character that is no letter, of any width.
        let gap = text[start + word.len()..].chars().next().map_or(0, char::len_utf8);
        at = start + word.len() + gap;
        (word.len() >= 2).then_some((start, word))
    })
}

/// Parts of the Dockerfile that only take files, as byte ranges.
fn takers(model: &Model) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for instruction in &model.dockerfile.instructions {
        match &instruction.kind {
            Kind::Cmd(_) | Kind::Entrypoint(_) | Kind::Healthcheck(Healthcheck::Cmd(_)) => {
                found.push(instruction.span);
            }
            Kind::Copy(transfer) if instruction.flag("from").is_some() => {
                found.extend(transfer.sources.iter().filter_map(|source| match source {
                    TransferSource::Path(word) => Some(word.span),
                    TransferSource::Heredoc(_) => None,
                }));
            }
            _ => {}
        }
    }
    found.into_iter().map(|span| (span.start as usize, span.end as usize)).collect()
}

fn context_words(context: &Context) -> Option<HashMap<String, String>> {
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
    if low.contains("dockerfile") || low.contains("compose") || LOCKS.contains(&low.as_str()) {
        return false;
    }
    let Some((_, end)) = low.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) else { return true };
    let scripts = folder.is_empty() || folder.split('/').any(|it| SCRIPT_FOLDERS.contains(&it));
    let is_config = low.contains(".config.") || low.starts_with("build.") || low.starts_with("setup.");
    BUILD_FILES.contains(&end) || SOURCES.contains(&end) && (scripts || is_config)
}

#[cfg(test)]
mod tests {
    use super::{is_slip, words};

    #[test]
    fn words_are_runs_of_letters() {
        let found: Vec<(usize, &str)> = words("/usr/lib/python3.14 é–x ok").collect();
        assert_eq!(found, [(1, "usr"), (5, "lib"), (9, "python"), (20, "é"), (27, "ok")]);
    }

    #[test]
    fn a_slip_is_not_at_the_end() {
        let table = [
            ("metrics", "metrcs", true),
            ("server", "servers", false),
            ("server", "sevrer", true),
            ("state", "stage", false),
            ("frontend", "fromtend", true),
            ("ap", "app", true),
            ("http", "httpd", false),
        ];
        for (one, other, expected) in table {
            assert_eq!(is_slip(one, other), expected, "{one} {other}");
            assert_eq!(is_slip(other, one), expected, "{other} {one}");
        }
    }
}
