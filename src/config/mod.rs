//! `dockvet.toml`: what it says, where it is found, and what is wrong with it.

pub mod discover;
pub mod globs;
mod hadolint;
pub mod layout;
pub mod migrate;
pub mod parts;
pub mod read;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::analysis::{Comments, Diagnostic};
use crate::catalogue::{self, Category, Entry, Named, Profile, Severity};
use crate::facts::base::StatedImages;
use crate::report::{one_line, tame};
use crate::rules::{Confidence, Policy};
use crate::source::{Source, Span};

use globs::Globs;

/// What one configuration file says. The default is that of a run without one.
#[derive(Debug, Default)]
pub struct Config {
    /// The file; `None` for the default.
    pub path: Option<PathBuf>,
    /// The absolute folder that paths and globs of the file are relative to.
    pub folder: PathBuf,
    pub profile: Option<Profile>,
    /// Rules that came after this version are not used.
    pub rules_as_of: Option<Version>,
    pub fail_on: Option<FailOn>,
    pub min_severity: Option<Severity>,
    pub min_confidence: Option<Confidence>,
    pub select: Option<Vec<Selector>>,
    pub ignore: Vec<Selector>,
    pub extend_select: Vec<Selector>,
    pub fixes: Fixes,
    pub rules: Vec<(Named, Level)>,
    pub overrides: Vec<Override>,
    /// The parameters of the rules.
    pub policy: Policy,
    /// Which suppression comments count.
    pub comments: Option<Comments>,
    pub images: Vec<Image>,
    /// Facts of base images that win over the built-in table.
    pub base_images: Arc<StatedImages>,
    /// Dockerfiles not to look at.
    pub exclude: Globs,
    /// The file of known findings; absolute.
    pub baseline: Option<PathBuf>,
}

/// Which findings `--fix` mends.
#[derive(Debug, Default)]
pub struct Fixes {
    /// Those of these rules; `None`: of every rule.
    pub only: Option<Vec<Selector>>,
    /// But not of these.
    pub never: Vec<Selector>,
    /// Also in ways that change the image.
    pub unsafe_too: bool,
}

impl Fixes {
    /// Whether a finding is to be mended.
    pub fn are_meant_for(&self, diagnostic: &Diagnostic) -> bool {
        let holds = |selector: &Selector| match selector {
            Selector::Rule(named) => diagnostic.goes_by(*named),
            _ => selector.holds(diagnostic.entry),
        };
        self.only.as_ref().is_none_or(|it| it.iter().any(holds)) && !self.never.iter().any(holds)
    }
}

/// Other levels for some Dockerfiles.
#[derive(Debug)]
pub struct Override {
    pub paths: Globs,
    pub rules: Vec<(Named, Level)>,
}

/// How one Dockerfile is built and deployed. Paths are absolute.
#[derive(Clone, Debug, Default)]
pub struct Image {
    pub dockerfile: PathBuf,
    pub context: Option<PathBuf>,
    pub target: Option<String>,
    pub build_args: BTreeMap<String, String>,
    pub manifests: Vec<PathBuf>,
    /// What manifests call the image, registry filled in, without tags.
    pub names: Vec<String>,
}

/// A name in a list of rules: `all`, a category, a rule's id or alias.
#[derive(Clone, Copy, Debug)]
pub enum Selector {
    All,
    Category(Category),
    Rule(Named),
}

/// What a rule is set to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Off,
    On(Severity),
}

/// From which severity on a run fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailOn {
    Never,
    At(Severity),
}

/// `0.1` or `0.1.2`; the last number does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    pub major: u32,
    pub minor: u32,
}

/// Something wrong in a configuration file, at its place.
#[derive(Clone, Debug)]
pub struct Mistake {
    pub source: Source,
    pub span: Span,
    pub message: String,
    pub help: Option<String>,
}

impl fmt::Display for Mistake {
    /// `file:line:col: error: message`, and the help on a line of its own.
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let at = self.source.position(self.span.start);
        let path = tame::line_start(&self.source.path().display().to_string());
        write!(out, "{path}:{}:{}: error: {}", at.line, at.column, one_line(&self.message))?;
        match &self.help {
            Some(help) => write!(out, "\n  help: {}", one_line(help)),
            None => Ok(()),
        }
    }
}

impl Selector {
    /// What `name` stands for; else the name that is likely meant.
    pub fn parse(name: &str) -> Result<Selector, Option<&'static str>> {
        if name.eq_ignore_ascii_case("all") {
            return Ok(Selector::All);
        }
        let rule = || catalogue::named(name).map(Selector::Rule);
        let found = rule().or_else(|| Category::parse(name).map(Selector::Category));
        found.ok_or_else(|| catalogue::suggest(name, &Category::ALL.map(Category::name)))
    }

    /// Whether all findings of a rule are meant.
    pub fn holds(self, entry: &Entry) -> bool {
        match self {
            Selector::All => true,
            Selector::Category(category) => entry.category == category,
            Selector::Rule(Named { entry: rule, alias }) => alias.is_none() && rule.id == entry.id,
        }
    }

    /// Another tool's name: its findings alone are meant.
    pub fn alias(self) -> Option<&'static str> {
        match self {
            Selector::Rule(named) => named.alias,
            Selector::All | Selector::Category(_) => None,
        }
    }
}

impl FailOn {
    pub fn parse(name: &str) -> Option<FailOn> {
        if name == "never" {
            return Some(FailOn::Never);
        }
        Severity::parse(name).map(FailOn::At)
    }
}

impl Version {
    pub fn parse(text: &str) -> Option<Version> {
        let mut numbers = text.split('.').map(|it| it.parse::<u32>().ok());
        let (major, minor) = (numbers.next()??, numbers.next()??);
        let rest_is_right = numbers.by_ref().take(2).all(|it| it.is_some());
        (rest_is_right && text.split('.').count() <= 3).then_some(Version { major, minor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_are_ids_aliases_categories_and_all() {
        assert!(matches!(Selector::parse("ALL"), Ok(Selector::All)));
        assert!(matches!(Selector::parse("security"), Ok(Selector::Category(Category::Security))));
        assert!(matches!(Selector::parse("DL3002"), Ok(Selector::Rule(it)) if it.entry.id == "root-user"));
        assert!(matches!(Selector::parse("securty"), Err(Some("security"))));
        assert!(matches!(Selector::parse("zzzzzzzzzz"), Err(None)));
    }

    #[test]
    fn versions_order_by_number() {
        assert!(Version::parse("0.9") < Version::parse("0.10"));
        assert_eq!(Version::parse("0.1.7"), Version::parse("0.1"));
        for wrong in ["", "1", "0.x", "0.1.x", "0.1.2.3", "v0.1"] {
            assert_eq!(Version::parse(wrong), None, "{wrong}");
        }
    }
}
