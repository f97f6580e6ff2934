//! A little repository made from an input: a Dockerfile, and behind lines such as `-- package.json --` other files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use dockvet::analysis::asked::Asked;
use dockvet::analysis::levels::Choice;
use dockvet::analysis::pipeline::{self, Build, Job, Repository};
use dockvet::analysis::{Analysis, Settings};
use dockvet::buffers::Buffers;
use dockvet::catalogue::Profile;
use dockvet::clock::Date;
use dockvet::config::{self, Config};
use dockvet::context::discover::discover;
use dockvet::model::{Model, Options};
use dockvet::report::{Colour, Format, Hidden, Hyperlinks, Report, Screen};
use dockvet::rules::Confidence;
use dockvet::source::Source;

/// More files of an input are not made, and no more Dockerfiles are looked at.
const MOST_FILES: usize = 24;
const MOST_DOCKERFILES: usize = 4;

/// Held for writing by what changes the working directory, which the paths in reports hang on.
pub static WORKING_DIRECTORY: RwLock<()> = RwLock::new(());

/// The files of an input, on disk as long as this lives.
pub struct Tree {
    pub root: PathBuf,
    dockerfiles: Vec<PathBuf>,
    repository: Arc<Repository>,
    config: Arc<Config>,
    _folder: tempfile::TempDir,
}

/// Which rules speak, and how sure they must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Default,
    Strict,
    /// Strict, and what is no more than possible.
    Everything,
}

impl Tree {
    pub fn grow(input: &[u8]) -> Tree {
        Tree::of(&files(input))
    }

    /// The files by their paths; those that no file system takes are left out.
    pub fn of(files: &[(String, Vec<u8>)]) -> Tree {
        let memory = Path::new("/dev/shm");
        let builder = tempfile::Builder::new();
        let folder = if memory.is_dir() { builder.tempdir_in(memory) } else { builder.tempdir() };
        let folder = folder.expect("a temporary folder can be made");
        let root = fs::canonicalize(folder.path()).expect("the folder was just made");
        for (path, bytes) in files.iter().take(MOST_FILES).filter(|(path, _)| is_inside(path)) {
            let path = root.join(path);
            if let Some(above) = path.parent() {
                let _ = fs::create_dir_all(above);
            }
            let _ = fs::write(path, bytes);
        }
        let found = discover(std::slice::from_ref(&root));
        let repository = Repository::open(&root, &found);
        let config = fs::read_to_string(root.join("dockvet.toml")).unwrap_or_default();
        let config = Arc::new(config::read::read(&Source::new("dockvet.toml", config), &root).unwrap_or_default());
        let dockerfiles = found.dockerfiles.into_iter().take(MOST_DOCKERFILES).collect();
        Tree { root, dockerfiles, repository, config, _folder: folder }
    }

    /// What is checked of each Dockerfile, with other texts in some files.
    pub fn jobs(&self, ask: Ask, buffers: Option<Buffers>) -> Vec<Job> {
        let repository = match buffers {
            Some(buffers) => self.repository.with(buffers),
            None => Arc::clone(&self.repository),
        };
        let job = |path: &PathBuf| {
            let shown = path.strip_prefix(&self.root).unwrap_or(path);
            let text = repository.workspace.buffers().text(path).map(|it| it.as_bytes().to_vec());
            let source = Source::from_bytes(shown, text.or_else(|| fs::read(path).ok()).unwrap_or_default());
            let place = Some((path.clone(), Arc::clone(&repository)));
            let build = Asked::default().build(source, path, &self.config, place);
            Job { settings: self.settings(ask, path), build }
        };
        self.dockerfiles.iter().map(job).collect()
    }

    fn settings(&self, ask: Ask, path: &Path) -> Settings {
        let profile = (ask != Ask::Default).then_some(Profile::Strict);
        let min_confidence = (ask == Ask::Everything).then_some(Confidence::Possible);
        let asked = Asked { choice: Choice { profile, ..Choice::default() }, min_confidence, ..Asked::default() };
        let settings = asked.settings(&self.config, path, &Options::default());
        let today = Date::parse("2030-01-01").expect("it is a date");
        Settings { today, check: None, ..settings }
    }

    /// Nothing was remembered of this one: the same files, read anew.
    pub fn anew(&self) -> Tree {
        let found = discover(std::slice::from_ref(&self.root));
        let repository = Repository::open(&self.root, &found);
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let (root, config) = (self.root.clone(), Arc::clone(&self.config));
        Tree { root, repository, config, dockerfiles: self.dockerfiles.clone(), _folder: folder }
    }

    pub fn repository(&self) -> &Repository {
        &self.repository
    }

    pub fn is_dockerfile(&self, path: &Path) -> bool {
        self.dockerfiles.iter().any(|it| it.strip_prefix(&self.root).unwrap_or(it) == path)
    }

    /// What is said of `analyses` in one of the formats.
    pub fn report(&self, analyses: &[Analysis], format: Format) -> String {
        let screen = Screen { colour: Colour::Always, hyperlinks: Hyperlinks::Written, ..Screen::PLAIN };
        let (root, here) = (self.root.clone(), self.root.clone());
        let (hidden, time) = (Hidden::default(), "2030-01-01T00:00:00".to_owned());
        let report = Report { analyses, root, here, screen, hidden, time, graphs: Vec::new(), limits: Vec::new() };
        let mut out = Vec::new();
        format.write(&report, &mut out).expect("memory takes what is written");
        String::from_utf8(out).expect("what is written is text")
    }
}

/// The analyses, one after the other, and what was built dry.
pub fn run(jobs: &[Job]) -> Vec<(Analysis, Model)> {
    jobs.iter().map(pipeline::run_and_keep).collect()
}

pub fn analyses(jobs: &[Job]) -> Vec<Analysis> {
    jobs.iter().map(pipeline::run).collect()
}

/// The dry build of a text without a place.
pub fn bare(text: &str) -> Model {
    let source = Source::new("Dockerfile", text);
    pipeline::dry_build(&Build { source, place: None, options: Options::default() })
}

/// The parts of an input. What stands before the first mark is the Dockerfile.
pub fn files(input: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("Dockerfile".to_owned(), Vec::new())];
    for line in input.split_inclusive(|it| *it == b'\n') {
        match mark(line) {
            Some(path) => files.push((path, Vec::new())),
            None => files.last_mut().expect("the Dockerfile is there").1.extend_from_slice(line),
        }
    }
    if files.len() > 1 && files[0].1.is_empty() {
        files.remove(0);
    }
    files
}

/// The input that [`files`] takes apart.
pub fn joined(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut input = Vec::new();
    for (path, bytes) in files {
        if !input.is_empty() || path != "Dockerfile" {
            if input.last().is_some_and(|it| *it != b'\n') {
                input.push(b'\n');
            }
            input.extend(format!("-- {path} --\n").into_bytes());
        }
        input.extend_from_slice(bytes);
    }
    input
}

fn mark(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?.trim_end();
    let path = line.strip_prefix("-- ")?.strip_suffix(" --")?;
    (!path.is_empty()).then(|| path.to_owned())
}

fn is_inside(path: &str) -> bool {
    let is_name = |it: &str| !matches!(it, "" | "." | "..") && it.len() < 100;
    path.split('/').all(is_name) && path.split('/').count() < 8 && !path.contains('\0')
}
