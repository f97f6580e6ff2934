//! Which Dockerfiles are looked at, where each is built, and which configuration holds for it.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::analysis::asked::Asked;
use crate::analysis::pipeline::{self, Build, Repository};
use crate::config::Config;
use crate::config::discover::{Failure, Loader, Search, is_hadolints};
use crate::context::discover::{self, Found};

use crate::source::Source;

use super::{args, complain};
use crate::input::{self, Input};

/// What was typed about the files to look at.
pub(super) struct Wanted<'a> {
    /// Files and folders; `-` is standard input, nothing the working directory.
    pub(super) paths: &'a [PathBuf],
    /// The path that standard input stands for.
    pub(super) stdin_filename: Option<&'a Path>,
    pub(super) build: &'a args::Build,
    pub(super) configuration: &'a args::Configuration,
}

/// One Dockerfile and what holds for it.
pub(super) struct Subject {
    pub(super) build: Build,
    pub(super) config: Arc<Config>,
    /// Absolute; a stand-in for standard input without a name.
    pub(super) path: PathBuf,
}

/// The Dockerfiles that were found.
pub(super) struct Subjects {
    pub(super) subjects: Vec<Subject>,
    /// How many there were before any was excluded.
    pub(super) named: usize,
    /// Those that were excluded.
    pub(super) excluded: Vec<Source>,
    /// What could not be read, and has been told.
    pub(super) failures: usize,
}

/// Finds and reads what is wanted. What cannot be read is told and counted, and the rest goes on; `None` where not
/// even the working directory or the context that was named is there, which is told too.
pub(super) fn find(wanted: &Wanted) -> Option<Subjects> {
    let here = match std::env::current_dir() {
        Ok(here) => here,
        Err(error) => {
            complain(&format!("the working directory cannot be found: {error}"));
            return None;
        }
    };
    if let Some(context) = wanted.build.context.as_ref().filter(|it| !it.is_dir()) {
        complain(&format!("the build context `{}` is no folder", context.display()));
        return None;
    }
    Some(Finder { wanted, here, failures: 0 }.run())
}

/// The one Dockerfile that `path` means: a file, or the folder's own or only one. `None` after a complaint.
pub(super) fn single(path: &Path, build: &args::Build, configuration: &args::Configuration) -> Option<Subject> {
    let own = ["Dockerfile", "Containerfile", "dockerfile"].map(|name| path.join(name));
    let path = own.into_iter().find(|it| it.is_file()).unwrap_or_else(|| path.to_owned());
    let wanted = Wanted { paths: std::slice::from_ref(&path), stdin_filename: None, build, configuration };
    let mut found = find(&wanted)?;
    if found.subjects.len() > 1 {
        let names = found.subjects.iter().take(5).map(|it| format!("`{}`", it.build.source.path().display()));
        let names = names.collect::<Vec<_>>().join(", ");
        complain(&format!(
            "there are {} Dockerfiles in `{}`: name one of {names}",
            found.subjects.len(),
            path.display()
        ));
        return None;
    }
    if found.subjects.is_empty() && found.failures == 0 {
        complain(&format!("no Dockerfile in `{}`", path.display()));
    }
    found.subjects.pop()
}

struct Finder<'a> {
    wanted: &'a Wanted<'a>,
    here: PathBuf,
    failures: usize,
}

impl Finder<'_> {
    fn run(mut self) -> Subjects {
        let search = match (&self.wanted.configuration.config, self.wanted.configuration.isolated) {
            (Some(file), _) => Search::File(file.clone()),
            (None, true) => Search::Isolated,
            (None, false) => Search::Nearest,
        };
        let mut loader = Loader::new(search, &self.here);
        let (inputs, found) = self.inputs();
        let named = inputs.len();
        let dockerfiles: Vec<PathBuf> = inputs.iter().filter_map(|it| it.path.clone()).collect();
        let by_root = pipeline::repositories(&dockerfiles, &found);
        let (mut subjects, mut excluded) = (Vec::new(), Vec::new());
        let (mut told, mut wrong) = (false, HashSet::new());
        for input in inputs {
            let path = input.path.clone().unwrap_or_else(|| self.here.join("Dockerfile"));
            match loader.load(&path) {
                Ok(config) if input.path.is_some() && config.exclude.matches(&path) => excluded.push(input.source),
                Ok(config) => {
                    told = told || tell_hadolints(&config);
                    let repository = input.path.as_ref().and_then(|it| by_root.get(&found.root_of(it)));
                    let build = self.build(input, &path, &config, repository.cloned());
                    subjects.push(Subject { build, config, path });
                }
                Err(failure) => {
                    self.failures += 1;
                    // One mistake is not told once more for each Dockerfile below it.
                    if wrong.insert(loader.file(&path)) {
                        tell(&failure);
                    }
                }
            }
        }
        Subjects { subjects, named, excluded, failures: self.failures }
    }

    fn complain(&mut self, message: &str) {
        self.failures += 1;
        complain(message);
    }

    fn inputs(&mut self) -> (Vec<Input>, Found) {
        let mut paths = self.wanted.paths.to_vec();
        if paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        let (standard, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|it| it.as_os_str() == "-");
        let mut read = Vec::new();
        if !standard.is_empty() {
            read.push(input::standard(self.wanted.stdin_filename, &self.here));
        }
        let (there, missing): (Vec<PathBuf>, Vec<PathBuf>) = paths.into_iter().partition(|it| it.exists());
        for path in missing {
            self.complain(&format!("`{}` does not exist", path.display()));
        }
        let found = discover::discover(&there);
        for (path, why) in &found.problems {
            self.complain(&format!("cannot read `{}`: {why}", path.display()));
        }
        read.extend(input::distinct(found.dockerfiles.clone()).iter().map(|path| input::file(path, &self.here)));
        let mut inputs = Vec::new();
        for input in read {
            match input {
                Ok(input) => inputs.push(input),
                Err(error) => self.complain(&format!("{error:#}")),
            }
        }
        (inputs, found)
    }

    /// What the command line says of the build, before what the configuration does.
    fn build(&self, input: Input, path: &Path, config: &Config, repository: Option<Arc<Repository>>) -> Build {
        let typed = self.wanted.build;
        let asked = Asked {
            context: typed.context.as_ref().map(|it| (self.here.join(it), "`--context` names it")),
            target: typed.target.clone(),
            build_args: typed.build_args.iter().cloned().collect(),
            ..Asked::default()
        };
        asked.build(input.source, path, config, input.path.zip(repository))
    }
}

/// Whether the configuration is hadolint's, which is then told: nobody may wonder where a rule went.
fn tell_hadolints(config: &Config) -> bool {
    let Some(path) = config.path.as_ref().filter(|it| is_hadolints(it)) else { return false };
    complain(&format!("`{}` holds, as there is no `dockvet.toml`: `dockvet migrate` writes one", path.display()));
    true
}

fn tell(failure: &Failure) {
    match failure {
        Failure::Mistakes(mistakes) => {
            for mistake in mistakes {
                let _ = writeln!(std::io::stderr(), "{mistake}");
            }
        }
        Failure::Other(error) => complain(&format!("{error:#}")),
    }
}
