//! What the properties are tried on: our fixtures, or real files and repositories.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dockvet::analysis::Analysis;
use dockvet::analysis::Settings;
use dockvet::analysis::levels::{Choice, Levels};
use dockvet::analysis::pipeline::{self, Build, Job, Place, Repository};
use dockvet::catalogue::Profile;
use dockvet::config::Config;
use dockvet::context::discover::{Found, discover};
use dockvet::model::Options;
use dockvet::rules::Confidence;
use dockvet::source::{Source, Span};
use dockvet::syntax::ast::{Dockerfile, Instruction};

use crate::common;

/// So many Dockerfiles of one real repository are looked at.
const MOST_OF_A_REPOSITORY: usize = 6;

/// A folder that stands for a repository, as it was walked.
pub(crate) struct Folder {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
    pub(crate) dockerfiles: Vec<PathBuf>,
    repository: Arc<Repository>,
    kept: Option<tempfile::TempDir>,
}

impl Folder {
    pub(crate) fn open(name: String, root: PathBuf, kept: Option<tempfile::TempDir>) -> Folder {
        let found = discover(std::slice::from_ref(&root));
        Folder::found(name, root, found, kept)
    }

    /// The same folder with another answer of the walk.
    pub(crate) fn walked(self, found: Found) -> Folder {
        Folder::found(self.name, self.root, found, self.kept)
    }

    fn found(name: String, root: PathBuf, found: Found, kept: Option<tempfile::TempDir>) -> Folder {
        let repository = Repository::open(&root, &found);
        let dockerfiles = found.dockerfiles.into_iter().take(MOST_OF_A_REPOSITORY).collect();
        Folder { name, root, dockerfiles, repository, kept }
    }

    /// The Dockerfiles that are text.
    pub(crate) fn cases(&self) -> impl Iterator<Item = Case> {
        self.dockerfiles.iter().filter_map(|dockerfile| {
            let shown = dockerfile.strip_prefix(&self.root).unwrap_or(dockerfile);
            let place = Place {
                dockerfile: dockerfile.clone(),
                repository: Arc::clone(&self.repository),
                context: None,
                manifests: Vec::new(),
                names: Vec::new(),
            };
            let source = source(shown, dockerfile)?;
            let name = format!("{}/{}", self.name, shown.display());
            Some(Case {
                name,
                root: self.root.clone(),
                build: Build { source, place: Some(place), options: Options::default() },
            })
        })
    }
}

/// `None` where the file is no text, or cannot be read.
fn source(shown: &Path, path: &Path) -> Option<Source> {
    let text = String::from_utf8(fs::read(path).ok()?).ok()?;
    Some(Source::new(shown, text))
}

/// One Dockerfile, with or without its surroundings.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) root: PathBuf,
    pub(crate) build: Build,
}

impl Case {
    pub(crate) fn flat(path: &Path) -> Option<Case> {
        let build = Build { source: source(Path::new("Dockerfile"), path)?, place: None, options: Options::default() };
        Some(Case { name: path.display().to_string(), root: PathBuf::from("/nowhere"), build })
    }

    /// The same text without surroundings.
    pub(crate) fn alone(&self) -> Case {
        let build = Build { place: None, ..self.build.clone() };
        Case { name: self.name.clone(), root: self.root.clone(), build }
    }

    /// All that any rule says of the Dockerfile, or of another text in its place.
    pub(crate) fn analyze(&self, text: Option<&str>) -> Analysis {
        let choice = Choice { profile: Some(Profile::Strict), ..Choice::default() };
        let levels = Levels::new(&Config::default(), &choice, Path::new("Dockerfile"));
        let settings = Settings { levels, min_confidence: Confidence::Possible, ..Settings::default() };
        let mut build = self.build.clone();
        if let Some(text) = text {
            build.source = Source::new(build.source.path(), text);
        }
        pipeline::run(&Job { build, settings })
    }

    /// Which instruction holds a byte of the Dockerfile.
    pub(crate) fn instructions(&self) -> impl Fn(usize) -> Option<usize> + use<> {
        let spans: Vec<Span> =
            dockvet::syntax::parse(&self.build.source).instructions.iter().map(|it| it.span).collect();
        move |at| spans.iter().position(|span| span.range().contains(&at))
    }

    /// Whether another file of the repository may name a stage or an argument.
    pub(crate) fn is_named_elsewhere(&self) -> bool {
        let hints = self.build.place.as_ref().map(|it| it.repository.workspace.hints());
        hints.is_some_and(|hints| hints.iter().any(|hint| hint.target.is_some()))
    }
}

/// A Dockerfile that is to be written in another way.
pub(crate) struct Subject<'a> {
    pub(crate) text: &'a str,
    pub(crate) dockerfile: &'a Dockerfile,
    /// Other files name its stages.
    pub(crate) is_named_elsewhere: bool,
}

impl<'a> Subject<'a> {
    pub(crate) fn slice(&self, span: Span) -> &'a str {
        &self.text[span.range()]
    }

    /// The length of the byte order mark.
    pub(crate) fn bom(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The line ends inside of an instruction, each before its `\n`; comments between its lines have one too.
    pub(crate) fn line_ends(&self, instruction: &Instruction) -> Vec<usize> {
        let range = instruction.span.range();
        let ends = self.text[range.clone()].match_indices('\n').map(|(at, _)| range.start + at);
        ends.filter(|at| !self.is_comment(at.saturating_sub(1))).collect()
    }

    /// The start of the line behind an instruction; `None` where the text ends with it.
    pub(crate) fn after(&self, instruction: &Instruction) -> Option<usize> {
        let end = instruction.span.end as usize;
        let at = end + self.text[end..].find('\n')? + 1;
        // A trailing escape character goes on over blank lines.
        let is_open = self.text[end..at].contains(self.dockerfile.escape);
        (!is_open).then_some(at)
    }

    pub(crate) fn is_comment(&self, at: usize) -> bool {
        self.dockerfile.comments.iter().any(|it| it.span.range().contains(&at))
    }

    /// Whether a comment may silence something, or names what it stands above.
    pub(crate) fn has_pragmas(&self) -> bool {
        let words = ["ignore", "disable", "skip", "dockvet", "hadolint", "nosec", "noqa", "tally"];
        let is_pragma = |text: &str| words.iter().any(|word| text.to_lowercase().contains(word));
        self.dockerfile.comments.iter().any(|it| is_pragma(&it.text))
    }
}

/// A few of our fixtures, each laid out in a place of its own: one in `step`, another set for each `first` below it.
pub(crate) fn fixtures(first: usize, step: usize) -> Vec<Folder> {
    let rules = common::children(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules")));
    let cases = rules.iter().flat_map(|rule| common::children(rule)).filter(|it| it.is_dir());
    // By its name, so that a new case changes nothing for the others.
    let is_taken = |folder: &PathBuf| {
        let names = folder.iter().rev().take(2).flat_map(|it| it.as_encoded_bytes());
        names.map(|byte| usize::from(*byte)).sum::<usize>() % step == first
    };
    let laid = cases.filter(is_taken).map(|folder| {
        let kept = tempfile::tempdir().expect("a folder for the case");
        let root = fs::canonicalize(kept.path()).expect("the folder was just made");
        common::copy(&folder, &root);
        let shown = folder.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(&folder).display().to_string();
        Folder::open(shown, root, Some(kept))
    });
    laid.collect()
}

/// The Dockerfiles of `DOCKVET_CORPUS`.
pub(crate) fn corpus() -> Option<Vec<PathBuf>> {
    let folder = PathBuf::from(std::env::var_os("DOCKVET_CORPUS")?);
    Some(spread(common::children(&folder).into_iter().filter(|it| it.is_file()).collect()))
}

/// The repositories of `DOCKVET_REPOSITORIES`.
pub(crate) fn repositories() -> Option<Vec<PathBuf>> {
    let folder = PathBuf::from(std::env::var_os("DOCKVET_REPOSITORIES")?);
    let left_out = std::env::var("DOCKVET_WITHOUT").unwrap_or_default();
    let is_wanted = |it: &PathBuf| it.is_dir() && !left_out.split(',').any(|name| it.ends_with(name));
    Some(spread(common::children(&folder).into_iter().filter(is_wanted).collect()))
}

fn spread(paths: Vec<PathBuf>) -> Vec<PathBuf> {
    let count: usize = std::env::var("DOCKVET_COUNT").ok().and_then(|it| it.parse().ok()).unwrap_or(300);
    let step = (paths.len() / count.max(1)).max(1);
    paths.into_iter().step_by(step).take(count).collect()
}
