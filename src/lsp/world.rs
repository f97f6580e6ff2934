//! What lies around the open files: repositories and configurations, read once and kept until something changes.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::analysis::baseline::{self, Baseline};
use crate::analysis::pipeline::{self, Job, Repository};
use crate::analysis::{Analysis, Diagnostic};
use crate::buffers::Buffers;
use crate::config::discover::Failure;
use crate::config::{Config, Mistake};
use crate::context::discover::{self, Found};
use crate::model::Model;
use crate::report;
use crate::source::Source;

use super::documents::{Document, Documents, Kind};
use super::scopes::Scopes;
use super::settings::Settings;

/// Files that nobody watches for us are looked at again no sooner than this.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is said of one Dockerfile, and what is behind it.
pub(super) struct Checked {
    pub(super) analysis: Analysis,
    /// For all other questions about the file.
    pub(super) model: Model,
    pub(super) config: Arc<Config>,
    /// What is wrong with its configuration; the last one that was right holds.
    pub(super) mistakes: Vec<Mistake>,
    /// The same where the configuration cannot be read at all.
    pub(super) failure: Option<String>,
}

/// Everything that is not an open Dockerfile.
pub(super) struct World {
    /// The working directory: paths below it are shown relative to it.
    here: PathBuf,
    pub(super) scopes: Scopes,
    buffers: Buffers,
    /// The configuration files and baselines that were read, as they were then.
    configurations: HashMap<PathBuf, Option<Stamp>>,
    /// The baselines that configurations name, as they are read; or why they cannot be.
    known: HashMap<PathBuf, Result<Baseline, String>>,
    /// The last right configuration of each Dockerfile.
    last: HashMap<PathBuf, Arc<Config>>,
    kept: HashMap<PathBuf, Kept>,
    looked: Instant,
}

/// A repository.
struct Kept {
    found: Found,
    repository: Arc<Repository>,
    stamps: HashMap<PathBuf, Option<Stamp>>,
}

/// What became of the files of a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Same,
    /// Some say something else.
    Changed,
    /// Some came or went.
    Moved,
}

/// When a file was last written, and its length.
type Stamp = (SystemTime, u64);

impl World {
    pub(super) fn new(settings: Settings) -> World {
        let here = std::env::current_dir().unwrap_or_default();
        let (buffers, scopes) = (Buffers::default(), Scopes::new(settings, &here));
        let (configurations, last, kept) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (known, looked) = (HashMap::new(), Instant::now());
        World { here, scopes, buffers, configurations, known, last, kept, looked }
    }

    /// The path that a source stands for, which may be relative to the working directory.
    pub(super) fn absolute(&self, path: &Path) -> PathBuf {
        self.here.join(path)
    }

    /// The path as it is shown.
    pub(super) fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.here).unwrap_or(path).to_owned()
    }

    /// Takes the texts of the open files; `changed` is the one that is new, gone or another.
    pub(super) fn take(&mut self, documents: &Documents, changed: &Path) {
        let others = documents.all().filter(|it| it.kind == Kind::Other);
        let texts = others.filter_map(|it| Some((it.path.clone()?, it.text.clone())));
        self.buffers = Buffers::new(texts);
        self.forget_configurations();
        let real = crate::buffers::real(changed);
        for (root, kept) in &mut self.kept {
            if real.starts_with(root) || changed.starts_with(root) {
                kept.renew(root, &self.buffers);
            }
        }
    }

    /// Reads the repository of each path anew: a file in it is another now.
    pub(super) fn renew(&mut self, paths: &[PathBuf]) {
        for (root, kept) in self.kept.iter_mut().filter(|(root, _)| paths.iter().any(|path| path.starts_with(root))) {
            kept.renew(root, &self.buffers);
        }
        self.forget_configurations();
    }

    /// Forgets what lies in the repository of each path: files came or went.
    pub(super) fn forget(&mut self, paths: &[PathBuf]) {
        self.kept.retain(|root, _| !paths.iter().any(|path| path.starts_with(root)));
        self.forget_configurations();
    }

    /// Reads all configurations and baselines anew when they are asked for.
    pub(super) fn forget_configurations(&mut self) {
        self.scopes.forget_configurations(&self.buffers);
        self.configurations.clear();
        self.known.clear();
    }

    /// Looks whether files on disk have changed since they were read, where that was not done just now; forgets what
    /// is built on them. Says whether there was any.
    pub(super) fn look_again(&mut self, documents: &Documents) -> bool {
        if self.looked.elapsed() < PATIENCE {
            return false;
        }
        self.looked = Instant::now();
        let mut changed = false;
        self.kept.retain(|root, kept| {
            let state = kept.state(documents);
            changed |= state != State::Same;
            if state == State::Changed {
                kept.renew(root, &self.buffers);
            }
            state != State::Moved
        });
        let stale = self.configurations.iter().any(|(file, stamp)| stamp_of(file) != *stamp);
        if stale {
            self.forget_configurations();
        }
        stale || changed
    }

    /// Looks at a Dockerfile as it stands in the editor.
    pub(super) fn check(&mut self, document: &Document) -> Checked {
        let shown = document.path.as_ref().map_or(PathBuf::from("Dockerfile"), |it| self.shown(it));
        let source = Source::new(shown, &*document.text);
        self.check_text(source, document.path.as_deref())
    }

    /// Looks at the text of the Dockerfile at the absolute `path`.
    pub(super) fn check_text(&mut self, source: Source, path: Option<&Path>) -> Checked {
        let place = path.map(|path| (path.to_owned(), self.repository(path)));
        let path = path.map_or_else(|| self.here.join("Dockerfile"), Path::to_owned);
        let (config, mistakes, failure) = self.config(&path);
        let scope = self.scopes.of(Some(&path));
        let (asked, is_enabled) = (scope.settings.asked(&config), scope.settings.enable);
        let build = asked.build(source, &path, &config, place.clone());
        let settings = asked.settings(&config, &path, &build.options);
        let (mut analysis, model) = pipeline::run_and_keep(&Job { build, settings });
        if config.exclude.matches(&path) || !is_enabled {
            analysis.diagnostics.clear();
        }
        let failure = self.hide_known(&config, &mut analysis).err().or(failure);
        if let Some((_, repository)) = place
            && let Some(kept) = self.kept.get_mut(repository.workspace.repository())
        {
            kept.remember();
        }
        Checked { analysis, model, config, mistakes, failure }
    }

    fn config(&mut self, path: &Path) -> (Arc<Config>, Vec<Mistake>, Option<String>) {
        if let Some(file) = self.scopes.of(Some(path)).loader.file(path) {
            let stamp = stamp_of(&file);
            if self.configurations.get(&file).is_some_and(|known| *known != stamp) {
                self.forget_configurations();
            }
            self.configurations.insert(file, stamp);
        }
        let (mistakes, failure) = match self.scopes.of_mut(path).loader.load(path) {
            Ok(config) => {
                self.last.insert(path.to_owned(), config.clone());
                return (config, Vec::new(), None);
            }
            Err(Failure::Mistakes(mistakes)) => (mistakes, None),
            Err(Failure::Other(error)) => (Vec::new(), Some(format!("{error:#}"))),
        };
        (self.last.get(path).cloned().unwrap_or_default(), mistakes, failure)
    }

    /// Takes out of the analysis what the baseline knows that the configuration names.
    ///
    /// # Errors
    /// Why the baseline cannot be read; then nothing is known.
    fn hide_known(&mut self, config: &Config, analysis: &mut Analysis) -> Result<(), String> {
        let Some(file) = &config.baseline else { return Ok(()) };
        if !self.known.contains_key(file) {
            self.configurations.insert(file.clone(), stamp_of(file));
            self.known.insert(file.clone(), baseline(file, &self.buffers));
        }
        let mut comparison = self.known[file].as_ref().map_err(String::clone)?.compare();
        let root = discover::repository_of(&self.here);
        let name = |it: &Diagnostic| report::named(&root, &self.here, it.source.path());
        analysis.diagnostics.retain(|it| !comparison.knows(it, name(it)));
        Ok(())
    }

    /// The repository that the file at the absolute `path` stands in.
    fn repository(&mut self, path: &Path) -> Arc<Repository> {
        let folder = path.parent().unwrap_or(path);
        let root = discover::repository_of(if path.exists() { path } else { folder });
        if let Some(kept) = self.kept.get(&root) {
            return kept.repository.clone();
        }
        let mut found = discover::around(path);
        add_new(&mut found, &root, &self.buffers);
        let repository = Repository::open(&root, &found);
        self.kept.insert(root, Kept { found, repository: repository.clone(), stamps: HashMap::new() });
        repository
    }

    /// The Dockerfiles below a folder.
    pub(super) fn dockerfiles(&self, folder: &Path) -> Vec<PathBuf> {
        let found = discover::discover(&[folder.to_owned()]);
        found.dockerfiles.iter().map(|path| self.absolute(path)).collect()
    }
}

impl Kept {
    /// Reads all again that is not a walk of the whole tree.
    fn renew(&mut self, root: &Path, buffers: &Buffers) {
        add_new(&mut self.found, root, buffers);
        self.repository = Repository::open(root, &self.found);
        self.stamps.clear();
    }

    /// Notes the state of the files that were read first of all now.
    fn remember(&mut self) {
        if self.stamps.is_empty() {
            for path in self.looked_at() {
                let stamp = stamp_of(&path);
                self.stamps.insert(path, stamp);
            }
        }
    }

    fn looked_at(&self) -> Vec<PathBuf> {
        self.repository.workspace.looked_at().into_iter().chain(self.found.yaml.iter().cloned()).collect()
    }

    /// What became of the files that were read; notes the state of those that were read since.
    fn state(&mut self, documents: &Documents) -> State {
        let mut state = State::Same;
        for path in self.looked_at() {
            let stamp = stamp_of(&path);
            let Some(known) = self.stamps.insert(path.clone(), stamp) else { continue };
            // What is open is read from the editor, whenever it is saved.
            if known == stamp || documents.at(&path).is_some() {
                continue;
            }
            // Many editors save by putting a new file in the place of the old one, which the folder notes.
            state = match self.repository.workspace.holds_the_same(&path) {
                false => return State::Moved,
                true if path.is_dir() => state,
                true => State::Changed,
            };
        }
        state
    }
}

/// Manifests that are open and were never saved are not found by a walk.
fn add_new(found: &mut Found, root: &Path, buffers: &Buffers) {
    found.buffers = buffers.clone();
    let inside = buffers.paths().filter(|path| path.starts_with(root) && !path.exists());
    for path in inside.filter(|path| path.extension().is_some_and(|it| it == "yaml" || it == "yml")) {
        if !found.yaml.iter().any(|it| it == path) {
            found.yaml.push(path.to_owned());
        }
    }
}

fn baseline(file: &Path, buffers: &Buffers) -> Result<Baseline, String> {
    let wrong = |why: String| format!("cannot read the baseline `{}`: {why}", file.display());
    let text = match buffers.text_at(file) {
        Some(text) => text.to_owned(),
        None => baseline::text(file).map_err(|error| wrong(error.to_string()))?,
    };
    Baseline::read(&text).map_err(|it| wrong(format!("line {}, column {}: {}", it.line, it.column, it.message)))
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
