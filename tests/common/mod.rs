//! What several tests need: one rule run over one folder.

#![allow(dead_code, reason = "no test needs all of it")]

pub(crate) mod git;
pub(crate) mod oracle;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dockvet::analysis::levels::Levels;
use dockvet::analysis::pipeline::{self, Build, Job, Place, Repository};
use dockvet::analysis::{Analysis, Diagnostic, Settings};
use dockvet::catalogue;
use dockvet::config;
use dockvet::context::discover::discover;
use dockvet::model::{Model, Options};
use dockvet::rules::Policy;
use dockvet::source::Source;

/// What one rule says of a folder, and where that took place (gone by now): absolute paths begin with it.
pub(crate) struct Checked {
    /// One for each Dockerfile that is found, sorted by path.
    pub(crate) analyses: Vec<Analysis>,
    pub(crate) root: PathBuf,
}

impl Checked {
    pub(crate) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.analyses.iter().flat_map(|it| &it.diagnostics)
    }
}

/// Analyzes the Dockerfiles of `folder` with only the rule `rule`. That is done in a copy outside of our
/// repository, so that the folder is a repository of its own: neither our ignore files nor our other cases count.
pub(crate) fn check(folder: &Path, rule: &str) -> Checked {
    only(check_with(folder, &levels(rule), None), rule)
}

/// What is said by the rule `rule`.
pub(crate) fn only(mut checked: Checked, rule: &str) -> Checked {
    checked.analyses.iter_mut().for_each(|it| it.diagnostics.retain(|it| it.entry.id == rule));
    checked
}

/// The same with every rule of `levels`, and with another text in one file: its path in `folder`, and the text.
pub(crate) fn check_with(folder: &Path, levels: &Levels, edited: Option<(&Path, &str)>) -> Checked {
    Laid::out(folder, edited).checked(levels)
}

/// A copy of a case, on disk as long as this lives.
pub(crate) struct Laid {
    pub(crate) root: PathBuf,
    dockerfiles: Vec<PathBuf>,
    repository: Arc<Repository>,
    policy: Policy,
    _folder: tempfile::TempDir,
}

impl Laid {
    /// A copy of `folder`, with another text in one file.
    pub(crate) fn out(folder: &Path, edited: Option<(&Path, &str)>) -> Laid {
        let copied = tempfile::tempdir().expect("a folder for the case");
        let root = fs::canonicalize(copied.path()).expect("the folder was just made");
        copy(folder, &root);
        if let Some((path, text)) = edited {
            fs::write(root.join(path), text).expect("the file can be written");
        }
        let found = discover(std::slice::from_ref(&root));
        assert!(!found.dockerfiles.is_empty(), "no Dockerfile in {}", folder.display());
        let repository = Repository::open(&root, &found);
        let policy = policy(&root);
        Laid { root, dockerfiles: found.dockerfiles, repository, policy, _folder: copied }
    }

    pub(crate) fn checked(&self, levels: &Levels) -> Checked {
        let settings = Settings { levels: levels.clone(), policy: self.policy.clone(), ..Settings::default() };
        let analyses = self.builds().map(|build| pipeline::run(&Job { build, settings: settings.clone() }));
        Checked { analyses: analyses.collect(), root: self.root.clone() }
    }

    /// The dry build of each Dockerfile.
    pub(crate) fn models(&self) -> Vec<Model> {
        self.builds().map(|build| pipeline::dry_build(&build)).collect()
    }

    fn builds(&self) -> impl Iterator<Item = Build> {
        self.dockerfiles.iter().map(|dockerfile| {
            let shown = dockerfile.strip_prefix(&self.root).unwrap_or(dockerfile);
            let place = Place {
                dockerfile: dockerfile.clone(),
                repository: Arc::clone(&self.repository),
                context: None,
                manifests: Vec::new(),
                names: Vec::new(),
            };
            let source = Source::from_bytes(shown, fs::read(dockerfile).expect("the Dockerfile can be read"));
            Build { source, place: Some(place), options: Options::default() }
        })
    }
}

/// What the `dockvet.toml` of a case allows.
fn policy(folder: &Path) -> Policy {
    let Ok(text) = fs::read_to_string(folder.join("dockvet.toml")) else { return Policy::default() };
    let read = config::read::read(&Source::new("dockvet.toml", text), folder);
    read.expect("the configuration of the case is right").policy
}

/// The levels that use only the rule `rule`.
pub(crate) fn levels(rule: &str) -> Levels {
    // These two speak about suppressions, and those only count for rules that are used.
    if ["unused-suppression", "unknown-rule"].contains(&rule) {
        return Levels::default();
    }
    Levels::only(catalogue::get(rule))
}

/// Copies what is in `from`, permissions and symbolic links as they are; what a case expects is no part of it.
pub(crate) fn copy(from: &Path, to: &Path) {
    for path in children(from) {
        let name = path.file_name().expect("what lies in a folder has a name");
        let target = to.join(name);
        if name == "expected.txt" || is_fixed(&path) {
            continue;
        }
        if path.is_symlink() {
            let link = fs::read_link(&path).expect("it is a link");
            #[cfg(unix)]
            std::os::unix::fs::symlink(link, &target).expect("the link can be made");
            #[cfg(not(unix))]
            drop(link);
        } else if path.is_dir() {
            fs::create_dir(&target).expect("the folder can be made");
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}

/// Whether the file of a case is what a fix makes of another one.
pub(crate) fn is_fixed(path: &Path) -> bool {
    path.file_name().is_some_and(|it| it.to_string_lossy().starts_with("fixed."))
}

/// Every file below `folder`, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in children(folder) {
        if path.is_dir() && !path.is_symlink() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

/// What lies in `folder`, sorted; nothing where it does not exist.
pub(crate) fn children(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("the entry can be read").path()).collect();
    paths.sort();
    paths
}

/// Holds the part of the README between the marks of `name` to `expected`; `UPDATE_EXPECT` writes it.
pub(crate) fn hold_readme(name: &str, expected: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = fs::read_to_string(path).expect("there is a README.md");
    let [begin, end] = ["begin", "end"].map(|it| format!("<!-- {name}:{it} -->"));
    let (before, rest) = readme.split_once(&begin).expect("the README has the mark that begins the part");
    let (_, after) = rest.split_once(&end).expect("the README has the mark that ends the part");
    let expected = format!("{before}{begin}\n\n{}\n\n{end}{after}", expected.trim_end());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, expected).expect("the README can be written");
        return;
    }
    let differs = readme.lines().zip(expected.lines()).position(|(is, wanted)| is != wanted);
    let line = differs.map_or(readme.lines().count(), |at| at + 1);
    assert!(readme == expected, "README.md:{line} is not what is said now; write it with `UPDATE_EXPECT=1 cargo test`");
}

/// Whether this build of the program can find anything for the rule: two rest on an optional dependency.
pub(crate) fn is_built(id: &str) -> bool {
    dockvet::shellcheck::IS_THERE || !["shell-construct-unsupported", "shell-pitfall"].contains(&id)
}
