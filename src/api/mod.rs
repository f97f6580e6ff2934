//! What other programs may build on: check a text, a file or a folder, and read what was found.
//!
//! Everything else in the crate may change from one version to the next.

mod finding;

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::analysis::asked::Asked;
use crate::analysis::levels::Choice;
use crate::analysis::pipeline::{self, Job};
use crate::analysis::{Analysis, drop_repeats};
use crate::catalogue::{self, Entry};
use crate::config::discover::{Failure, Loader, Search};
use crate::config::{Config, Selector};
use crate::context::discover;
use crate::input::{self, Input};
use crate::limits;
use crate::report::{self, Hidden, Screen};
use crate::source::Source;

pub use crate::catalogue::{Category, Profile, Severity};
pub use crate::report::Format;
pub use crate::rules::{Confidence, Safety};
pub use crate::source::Position;
pub use finding::{Edit, Finding, Fix, Place};

/// What a check goes by. The default asks for nothing: the configuration files of the checked project hold.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    /// Where configuration comes from.
    pub configuration: Configuration,
    pub profile: Option<Profile>,
    /// Rules, categories or other tools' names: only these are used. `None`: those of the profile.
    pub select: Option<Vec<String>>,
    /// Rules, categories or other tools' names that are left out.
    pub ignore: Vec<String>,
    pub min_severity: Option<Severity>,
    pub min_confidence: Option<Confidence>,
    /// The build context's root; `None`: it is worked out. Relative to the working directory.
    pub context: Option<PathBuf>,
    /// The stage that is built; `None`: the last.
    pub target: Option<String>,
    pub build_args: BTreeMap<String, String>,
}

/// Where configuration comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Configuration {
    /// The nearest `dockvet.toml` above each Dockerfile, within its repository.
    #[default]
    Nearest,
    /// This file for all.
    File(PathBuf),
    /// None at all.
    Isolated,
}

/// Why there is no report, in words for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// What was found.
#[derive(Debug)]
pub struct Report {
    analyses: Vec<Analysis>,
    here: PathBuf,
}

/// Checks a text that stands nowhere on disk: it is held against the base images alone. `name` is what reports
/// call it.
///
/// ```
/// use dockvet::{Options, Severity};
///
/// let report = dockvet::check_text("Dockerfile", "FROM debian:13\nRUN apt-get install -y curl\n", &Options::default())?;
/// let finding = report.findings().find(|it| it.rule == "apt-lists-missing").expect("debian:13 brings no lists");
/// assert_eq!((finding.severity, finding.place.start.line), (Severity::Error, 2));
/// # Ok::<(), dockvet::Error>(())
/// ```
///
/// # Errors
/// A name in `options` that is no rule's, or a configuration file, if it names one, that is wrong.
pub fn check_text(name: impl Into<PathBuf>, text: impl Into<String>, options: &Options) -> Result<Report, Error> {
    let here = here()?;
    let asked = asked(options, &here)?;
    let path = here.join("Dockerfile");
    let config = match options.configuration {
        Configuration::Nearest => std::sync::Arc::new(Config::default()),
        _ => loader(options, &here).load(&path).map_err(Error::from)?,
    };
    let build = asked.build(Source::new(name, text), &path, &config, None);
    let settings = asked.settings(&config, &path, &build.options);
    Ok(Report { analyses: vec![pipeline::run(&Job { build, settings })], here })
}

/// Checks the Dockerfile at `path`, or every Dockerfile of the folder `path`, in its repository: with the build
/// context, the sources and the manifests that are there, all of which is only read.
///
/// ```
/// use std::path::Path;
///
/// use dockvet::{Format, Options};
///
/// let report = dockvet::check(Path::new("examples/incident"), &Options::default())?;
/// for finding in report.findings() {
///     println!("{}:{}: {}", finding.place.file.display(), finding.place.start.line, finding.message);
/// }
/// let mut sarif = Vec::new();
/// report.write(Format::Sarif, &mut sarif).expect("a vector takes everything");
/// # assert!(report.findings().any(|it| it.rule == "missing-ca-certificates"));
/// # Ok::<(), dockvet::Error>(())
/// ```
///
/// # Errors
/// A path that cannot be read or has no Dockerfile, a wrong configuration file, or a name in `options` that is no
/// rule's. Nothing is reported in part.
pub fn check(path: &Path, options: &Options) -> Result<Report, Error> {
    let here = here()?;
    let asked = asked(options, &here)?;
    let mut loader = loader(options, &here);
    let found = discover::discover(&[path.to_owned()]);
    if let Some((path, why)) = found.problems.first() {
        return Err(Error::new(format!("cannot read `{}`: {why}", path.display())));
    }
    let dockerfiles = input::distinct(found.dockerfiles.clone());
    let repositories = pipeline::repositories(&dockerfiles, &found);
    let mut jobs = Vec::new();
    for dockerfile in &dockerfiles {
        let Input { source, path } = input::file(dockerfile, &here).map_err(|it| Error::new(format!("{it:#}")))?;
        let absolute = path.unwrap_or_else(|| here.join(dockerfile));
        let config = loader.load(&absolute).map_err(Error::from)?;
        if config.exclude.matches(&absolute) {
            continue;
        }
        let repository = repositories.get(&found.root_of(&absolute)).cloned();
        let build = asked.build(source, &absolute, &config, repository.map(|it| (absolute.clone(), it)));
        let settings = asked.settings(&config, &absolute, &build.options);
        jobs.push(Job { build, settings });
    }
    if jobs.is_empty() {
        return Err(Error::new(format!("no Dockerfile in `{}`", path.display())));
    }
    let mut analyses: Vec<Analysis> = jobs.par_iter().map(pipeline::run).collect();
    drop_repeats(&mut analyses);
    Ok(Report { analyses, here })
}

/// Every rule, sorted as they are documented.
///
/// ```
/// let rule = dockvet::rules().find(|it| it.id == "root-user").expect("it is there");
/// assert_eq!(rule.category, dockvet::Category::Security);
/// ```
pub fn rules() -> impl Iterator<Item = Rule> {
    catalogue::entries().iter().map(Rule::of)
}

/// A rule as it is documented.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rule {
    /// `kebab-case`, the same in every version.
    pub id: &'static str,
    pub category: Category,
    pub severity: Severity,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// Names of the same rule in other tools.
    pub aliases: &'static [&'static str],
}

impl Rule {
    fn of(entry: &'static Entry) -> Rule {
        let Entry { id, category, severity, summary, help, aliases, .. } = entry;
        Rule { id, category: *category, severity: *severity, summary, help, aliases }
    }
}

impl Report {
    /// What is shown, Dockerfile by Dockerfile in the order of their texts.
    pub fn findings(&self) -> impl Iterator<Item = Finding> {
        self.analyses.iter().flat_map(|it| &it.diagnostics).map(Finding::of)
    }

    /// The Dockerfiles that were checked, as they were named.
    pub fn dockerfiles(&self) -> impl Iterator<Item = &Path> {
        self.analyses.iter().map(|it| it.source.path())
    }

    /// Writes the report as the command line does, without colours and 100 characters wide.
    ///
    /// # Errors
    /// Those of `out`.
    pub fn write(&self, format: Format, out: &mut dyn Write) -> io::Result<()> {
        let report = report::Report {
            analyses: &self.analyses,
            root: discover::repository_of(&self.here),
            here: self.here.clone(),
            screen: Screen::PLAIN,
            hidden: Hidden::default(),
            time: "1970-01-01T00:00:00".to_owned(),
            graphs: Vec::new(),
            limits: limits::all(),
        };
        format.write(&report, out)
    }
}

impl Error {
    fn new(message: String) -> Error {
        Error { message }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        match failure {
            Failure::Mistakes(all) => Error::new(all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
            Failure::Other(error) => Error::new(format!("{error:#}")),
        }
    }
}

fn here() -> Result<PathBuf, Error> {
    std::env::current_dir().map_err(|it| Error::new(format!("the working directory cannot be found: {it}")))
}

fn loader(options: &Options, here: &Path) -> Loader {
    let search = match &options.configuration {
        Configuration::Nearest => Search::Nearest,
        Configuration::File(file) => Search::File(file.clone()),
        Configuration::Isolated => Search::Isolated,
    };
    Loader::new(search, here)
}

fn asked(options: &Options, here: &Path) -> Result<Asked, Error> {
    let select = options.select.as_ref().map(|it| selectors(it)).transpose()?;
    Ok(Asked {
        choice: Choice { profile: options.profile, select, ignore: selectors(&options.ignore)?, ..Choice::default() },
        min_severity: options.min_severity,
        min_confidence: options.min_confidence,
        context: options.context.as_ref().map(|it| (here.join(it), "the options name it")),
        target: options.target.clone(),
        build_args: options.build_args.clone(),
        ..Asked::default()
    })
}

fn selectors(names: &[String]) -> Result<Vec<Selector>, Error> {
    let one = |name: &String| {
        Selector::parse(name).map_err(|meant| {
            let hint = meant.map(|it| format!("; `{it}` is one")).unwrap_or_default();
            Error::new(format!("`{name}` is no rule{hint}"))
        })
    };
    names.iter().map(one).collect()
}
