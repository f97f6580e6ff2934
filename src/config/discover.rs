//! Which configuration file is in force for a Dockerfile: the nearest one above it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use crate::buffers::Buffers;
use crate::context::discover;
use crate::disk;
use crate::hadolint::FILE_NAMES;
use crate::source::Source;

use super::{Config, Mistake, hadolint, read};

/// The names looked for in each folder, the first that is there wins.
pub const NAMES: [&str; 3] = ["dockvet.toml", ".dockvet.toml", ".config/dockvet.toml"];

/// Nobody writes a larger one.
const MAX_BYTES: u64 = 1 << 20;

/// How configuration is looked for.
#[derive(Clone, Debug)]
pub enum Search {
    /// Above each Dockerfile.
    Nearest,
    /// This file for all.
    File(PathBuf),
    /// None at all.
    Isolated,
}

/// Why there is no configuration.
#[derive(Debug)]
pub enum Failure {
    /// The file says something wrong.
    Mistakes(Vec<Mistake>),
    /// The file cannot be read.
    Other(anyhow::Error),
}

/// Reads each configuration file once.
pub struct Loader {
    search: Search,
    /// The working directory, absolute; paths below it are shown relative to it.
    here: PathBuf,
    known: HashMap<PathBuf, Arc<Config>>,
    none: Arc<Config>,
    buffers: Buffers,
}

impl Loader {
    pub fn new(search: Search, here: &Path) -> Loader {
        let none = Arc::new(Config { folder: here.to_owned(), ..Config::default() });
        Loader { search, here: here.to_owned(), known: HashMap::new(), none, buffers: Buffers::default() }
    }

    /// Takes the texts of open files before those on disk.
    pub fn over(self, buffers: Buffers) -> Loader {
        Loader { buffers, ..self }
    }

    /// The configuration for the Dockerfile at the absolute path `dockerfile`.
    pub fn load(&mut self, dockerfile: &Path) -> Result<Arc<Config>, Failure> {
        let Some(file) = self.file(dockerfile) else { return Ok(Arc::clone(&self.none)) };
        if let Some(config) = self.known.get(&file) {
            return Ok(Arc::clone(config));
        }
        let config = Arc::new(self.read(&file)?);
        self.known.insert(file, Arc::clone(&config));
        Ok(config)
    }

    /// The file that holds for the Dockerfile at the absolute path `dockerfile`.
    pub fn file(&self, dockerfile: &Path) -> Option<PathBuf> {
        match &self.search {
            Search::Isolated => None,
            Search::File(path) => Some(self.here.join(path)),
            // What a team told hadolint counts where it told us nothing.
            Search::Nearest => self.nearest(dockerfile, &NAMES).or_else(|| self.nearest(dockerfile, &FILE_NAMES)),
        }
    }

    /// Goes up from the Dockerfile, to the root of its git repository at most, to the first folder with a file so named.
    fn nearest(&self, dockerfile: &Path, names: &[&str]) -> Option<PathBuf> {
        for folder in dockerfile.ancestors().skip(1) {
            let mut candidates = names.iter().map(|name| folder.join(name));
            if let Some(file) = candidates.find(|it| it.is_file() || self.buffers.text_at(it).is_some()) {
                return Some(file);
            }
            if folder.join(".git").exists() {
                return None;
            }
        }
        None
    }

    fn read(&self, file: &Path) -> Result<Config, Failure> {
        let shown = file.strip_prefix(&self.here).unwrap_or(file);
        let text =
            self.text(file).with_context(|| format!("cannot read `{}`", shown.display())).map_err(Failure::Other)?;
        if is_hadolints(file) {
            let wrong = |why: String| Failure::Other(anyhow::anyhow!("`{}`: {why}", shown.display()));
            return hadolint::read(&text, shown, &folder(file)).map_err(wrong);
        }
        let folder = folder(file);
        let within = self.within(&folder);
        read::read_within(&Source::new(shown, text), &folder, within.as_deref()).map_err(Failure::Mistakes)
    }

    /// The folder that nothing may leave which the configuration names; `None` for a file that the user keeps elsewhere.
    fn within(&self, folder: &Path) -> Option<PathBuf> {
        let repository = discover::repository_of(folder);
        let is_marked = repository.join(".git").exists();
        // Without git, a file that was asked for may speak of all that lies below the working directory.
        let is_below = self.here.parent().is_some() && disk::is_inside(folder, &self.here);
        match self.search {
            _ if is_marked => Some(repository),
            _ if is_below => Some(self.here.clone()),
            Search::File(_) => None,
            Search::Nearest | Search::Isolated => Some(repository),
        }
    }

    fn text(&self, file: &Path) -> io::Result<String> {
        if let Some(text) = self.buffers.text_at(file) {
            return Ok(text.to_owned());
        }
        disk::text(file, MAX_BYTES)
    }
}

/// Whether a configuration file is one of hadolint's.
pub fn is_hadolints(file: &Path) -> bool {
    file.extension().is_some_and(|it| it == "yaml" || it == "yml")
}

/// The folder that paths in `file` are relative to: its own, or the one above `.config`.
fn folder(file: &Path) -> PathBuf {
    let folder = file.parent().unwrap_or(Path::new("/"));
    if folder.ends_with(".config") && file.ends_with(NAMES[2]) {
        return folder.parent().unwrap_or(folder).to_owned();
    }
    folder.to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::catalogue::Profile;

    #[test]
    fn the_nearest_file_wins_and_the_repository_is_the_limit() {
        let root = tempfile::tempdir().expect("a folder for the test");
        let path = |name: &str| root.path().join(name);
        for folder in ["repository/.git", "repository/a/b", "repository/c/.config"] {
            fs::create_dir_all(path(folder)).expect("the folder can be made");
        }
        for file in ["dockvet.toml", "repository/a/.dockvet.toml", "repository/c/.config/dockvet.toml"] {
            fs::write(path(file), "").expect("the file can be written");
        }
        let loader = Loader::new(Search::Nearest, root.path());
        assert_eq!(
            loader.nearest(&path("repository/a/b/Dockerfile"), &NAMES),
            Some(path("repository/a/.dockvet.toml"))
        );
        assert_eq!(loader.nearest(&path("repository/Dockerfile"), &NAMES), None);
        assert_eq!(
            loader.nearest(&path("repository/c/Dockerfile"), &NAMES),
            Some(path("repository/c/.config/dockvet.toml"))
        );
        assert_eq!(folder(&path("repository/c/.config/dockvet.toml")), path("repository/c"));
    }
    #[test]
    fn what_is_open_counts_before_what_is_on_disk() {
        let root = tempfile::tempdir().expect("a folder for the test");
        let file = root.path().join("dockvet.toml");
        fs::write(&file, "profile = \"strict\"\n").expect("the file can be written");
        let open = |text: &str| Buffers::new([(file.clone(), Arc::from(text))]);
        let load = |buffers: Buffers| {
            let config = Loader::new(Search::Nearest, root.path()).over(buffers).load(&root.path().join("Dockerfile"));
            config.map(|it| it.profile)
        };
        assert!(matches!(load(Buffers::default()), Ok(Some(Profile::Strict))));
        assert!(matches!(load(open("profile = \"hadolint\"\n")), Ok(Some(Profile::Hadolint))));
        assert!(load(open("profile = 1\n")).is_err());
        fs::remove_file(&file).expect("it is there");
        assert!(matches!(load(open("profile = \"hadolint\"\n")), Ok(Some(Profile::Hadolint))));
    }
}
