//! Whether sources or build files name a file or folder that might be left out.

use crate::context::{Context, Node};

/// Files that are read.
const MOST_FILES: usize = 6_000;
/// Bytes that are read.
const MOST_TEXT: usize = 24 << 20;
/// Folders nested deeper are not entered.
const DEEPEST: usize = 12;

/// Ends of names of sources and build files.
const READ: [&str; 35] = [
    "rs", "go", "py", "js", "mjs", "cjs", "ts", "tsx", "jsx", "vue", "svelte", "rb", "php", "java", "kt", "cs", "ex",
    "exs", "c", "cc", "cpp", "h", "swift", "dart", "json", "toml", "xml", "cfg", "gradle", "kts", "sh", "cmake", "sln",
    "csproj", "cabal",
];
/// Build files without such an end.
const NAMED: [&str; 7] = ["Makefile", "CMakeLists.txt", "MANIFEST.in", "Rakefile", "Gemfile", "meson.build", "go.work"];

/// Folders of other people's files.
const FOREIGN: [&str; 6] = ["node_modules", "vendor", "third_party", ".venv", "venv", "target"];

/// The texts that could name something.
pub(super) struct Texts {
    texts: Vec<String>,
    /// Too much to read: anything may be named.
    is_open: bool,
}

impl Texts {
    /// Reads what is below the root, folders left out that begin with a dot.
    pub(super) fn read(context: &Context) -> Texts {
        let mut found = Texts { texts: Vec::new(), is_open: false };
        let mut folders = vec![(String::new(), 0)];
        let (mut files, mut bytes) = (0, 0);
        while let Some((folder, depth)) = folders.pop() {
            for (name, is_folder) in context.names(&folder) {
                let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
                if is_folder {
                    let is_own = !name.starts_with('.') && !FOREIGN.contains(&name.as_str());
                    if is_own && depth < DEEPEST {
                        folders.push((path, depth + 1));
                    }
                    continue;
                }
                let end = name.rsplit_once('.').map_or("", |(_, end)| end);
                if !READ.contains(&end) && !NAMED.contains(&name.as_str()) || is_lock(&name) {
                    continue;
                }
                files += 1;
                let Some(source) = context.read(&path) else { continue };
                bytes += source.text().len();
                if files > MOST_FILES || bytes > MOST_TEXT {
                    found.is_open = true;
                    return found;
                }
                found.texts.push(source.text().to_owned());
            }
        }
        found
    }

    /// Whether one of them may name the entry `name` of the root.
    pub(super) fn name(&self, name: &str, node: &Node) -> bool {
        let stem = name.split('.').next().unwrap_or(name);
        let signs: Vec<String> = match node {
            Node::Folder => {
                let mut signs: Vec<String> =
                    ["\"", "'", "../", "./", "embed ", "\\"].map(|it| format!("{it}{name}")).to_vec();
                signs.push(format!(">{name}<"));
                signs.push(format!("({name}"));
                signs
            }
            // `README` is named without its end now and then.
            _ if name.starts_with(|it: char| it.is_ascii_uppercase()) => vec![stem.to_owned()],
            _ => vec![name.to_owned()],
        };
        self.is_open || self.texts.iter().any(|text| signs.iter().any(|sign| is_named(text, sign)))
    }
}

/// Whether `sign` stands in `text`, and not as the beginning of a longer word.
fn is_named(text: &str, sign: &str) -> bool {
    let ends = |at: usize| {
        let next = text[at + sign.len()..].chars().next();
        !next.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '-' || it == '.')
            || sign.chars().all(|it| it.is_ascii_uppercase())
    };
    text.match_indices(sign).any(|(at, _)| ends(at))
}

fn is_lock(name: &str) -> bool {
    name.contains("lock") && (name.ends_with(".json") || name.ends_with(".toml") || name.ends_with(".yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_longer_ones() {
        let texts = Texts {
            texts: vec!["include_str!(\"../README.md\"); open('docs/a'); \"testing\"".to_owned()],
            is_open: false,
        };
        assert!(texts.name("README.md", &Node::File { size: 1, executable: false }));
        assert!(texts.name("docs", &Node::Folder));
        assert!(!texts.name("test", &Node::Folder));
        assert!(!texts.name("CHANGELOG.md", &Node::File { size: 1, executable: false }));
    }
}
