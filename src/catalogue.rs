//! Every word that users read about a rule, from `rules.toml`.
//!
//! The build turns the file into tables that are there when the program starts: to read them as JSON took a quarter
//! of the time of a look at one Dockerfile. What a rule says at length is JSON all the same, for the few who ask.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::rules::{Confidence, Safety};
use crate::spelling::edits;

/// How bad a finding is if it is true. Ordered from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Style,
    Info,
    Warning,
    Error,
}

/// What goes wrong, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Category {
    /// The build fails.
    Build,
    /// The container does not start.
    Start,
    /// It starts and does not work.
    Serve,
    Security,
    Cache,
    Context,
    /// The image is larger than it needs to be.
    Size,
    Reproducibility,
    Deploy,
    Correctness,
    Style,
}

/// Which set of rules. A rule belongs to `recommended` or `strict`; the other two follow from its names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// What breaks, endangers or wastes.
    #[default]
    Recommended,
    /// All that, and matters of opinion.
    Strict,
    /// What hadolint reports by default.
    Hadolint,
    /// What BuildKit's checks report by default.
    Buildkit,
}

/// A rule as somebody names it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Named {
    pub entry: &'static Entry,
    /// Another tool's name, which may stand for a part of the rule. `None`: the rule's own id.
    pub alias: Option<&'static str>,
}

/// One rule of `rules.toml`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Entry {
    /// The place in [`entries`].
    #[serde(skip)]
    pub index: usize,
    pub id: &'static str,
    /// Names of the same rule in other tools.
    pub aliases: &'static [&'static str],
    pub category: Category,
    pub severity: Severity,
    /// How sure the rule's findings usually are.
    pub confidence: Confidence,
    pub profile: Profile,
    /// The version that brought the rule.
    pub since: &'static str,
    /// One line: what is wrong.
    pub summary: &'static str,
    /// What to write instead.
    pub help: &'static str,
    /// Whether findings of the rule come with what to write instead: safe where at least some of it is.
    pub fix: Option<Safety>,
    pub tags: &'static [&'static str],
    /// 0.1 to 10.0, as CVSS has it; makes the finding a security alert.
    pub security_severity: Option<f64>,
    pub links: &'static [&'static str],
}

/// What a rule says at length.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// What happens when the image is built or run, and what other tools do differently.
    pub why: String,
    /// `None` for the rules about Dockvet's own comments and configuration that need no Dockerfile.
    pub bad: Option<Example>,
    pub good: Option<Example>,
}

/// A small Dockerfile with the files that its build context holds.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub dockerfile: String,
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

impl Entry {
    /// The page to read on.
    pub fn page(&self) -> &str {
        self.links.first().copied().unwrap_or(env!("CARGO_PKG_REPOSITORY"))
    }

    /// What the rule says at length; read when it is first asked for.
    pub fn texts(&self) -> &'static Texts {
        static TEXTS: OnceLock<Vec<Texts>> = OnceLock::new();
        let texts = TEXTS.get_or_init(|| {
            let json = include_str!(concat!(env!("OUT_DIR"), "/texts.json"));
            serde_json::from_str(json).expect("the build checked `rules.toml`")
        });
        &texts[self.index]
    }
}

/// Every rule, in the order of `rules.toml`.
pub fn entries() -> &'static [Entry] {
    &ENTRIES
}

/// The rule called `name`: its id or an alias, in any letter case.
pub fn find(name: &str) -> Option<&'static Entry> {
    named(name).map(|it| it.entry)
}

/// What `name` stands for, in any letter case: a rule's id or an alias.
pub fn named(name: &str) -> Option<Named> {
    let entry = &ENTRIES[place(&name.to_ascii_lowercase())?];
    let alias = entry.aliases.iter().find(|alias| alias.eq_ignore_ascii_case(name));
    Some(Named { entry, alias: alias.copied() })
}

/// The place of `id` in [`entries`].
///
/// # Panics
/// If no rule has the id: every id in the code is in the catalogue, which `tests/catalogue.rs` holds.
pub fn get(id: &str) -> &'static Entry {
    place(id).map(|place| &ENTRIES[place]).expect("every id in the code is in the catalogue")
}

/// Where in [`entries`] the rule stands that goes by `name`, which is in lower case.
fn place(name: &str) -> Option<usize> {
    NAMES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| NAMES[at].1)
}

/// The known name that `name` is likely a misspelling of: ids, aliases, and `more` names.
pub fn suggest<'a>(name: &str, more: &[&'a str]) -> Option<&'a str>
where
    'static: 'a,
{
    let ids = entries().iter().map(|entry| entry.id);
    let aliases = entries().iter().flat_map(|entry| entry.aliases).copied();
    nearest(name, ids.chain(aliases).chain(more.iter().copied()))
}

/// The candidate with the fewest edits from `name`, at most a third of its letters.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let near = candidates.filter_map(|it| Some((edits(&name, &it.to_ascii_lowercase())?, it)));
    near.filter(|(edits, _)| *edits <= limit).min_by_key(|(edits, _)| *edits).map(|(_, it)| it)
}

// `ENTRIES`, and `NAMES`: all names in lower case, sorted, with the places of their rules.
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl Severity {
    pub const ALL: [Severity; 4] = [Severity::Error, Severity::Warning, Severity::Info, Severity::Style];

    pub fn name(self) -> &'static str {
        match self {
            Severity::Style => "style",
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }

    pub fn parse(name: &str) -> Option<Severity> {
        Severity::ALL.into_iter().find(|it| it.name() == name)
    }
}

impl Category {
    pub const ALL: [Category; 11] = [
        Category::Build,
        Category::Start,
        Category::Serve,
        Category::Security,
        Category::Cache,
        Category::Context,
        Category::Size,
        Category::Reproducibility,
        Category::Deploy,
        Category::Correctness,
        Category::Style,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Category::Build => "build",
            Category::Start => "start",
            Category::Serve => "serve",
            Category::Security => "security",
            Category::Cache => "cache",
            Category::Context => "context",
            Category::Size => "size",
            Category::Reproducibility => "reproducibility",
            Category::Deploy => "deploy",
            Category::Correctness => "correctness",
            Category::Style => "style",
        }
    }

    pub fn parse(name: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|it| it.name() == name.to_ascii_lowercase())
    }
}

impl Profile {
    pub const ALL: [Profile; 4] = [Profile::Recommended, Profile::Strict, Profile::Hadolint, Profile::Buildkit];

    pub fn name(self) -> &'static str {
        match self {
            Profile::Recommended => "recommended",
            Profile::Strict => "strict",
            Profile::Hadolint => "hadolint",
            Profile::Buildkit => "buildkit",
        }
    }

    pub fn parse(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|it| it.name() == name)
    }

    /// Whether the profile uses the rule, or the findings of it that go by a name of the tool.
    pub fn uses(self, entry: &Entry) -> bool {
        match self {
            Profile::Recommended => entry.profile == Profile::Recommended,
            Profile::Strict => true,
            Profile::Hadolint | Profile::Buildkit => entry.aliases.iter().any(|it| self.is_name(it)),
        }
    }

    /// Whether a finding that goes by `name` is in the profile for that; any is in one of ours.
    pub fn is_name(self, name: &str) -> bool {
        match self {
            Profile::Recommended | Profile::Strict => true,
            Profile::Hadolint => is_of_hadolint(name) && !OFF_IN_HADOLINT.contains(&name),
            Profile::Buildkit => is_of_buildkit(name) && name != EXPERIMENTAL_IN_BUILDKIT,
        }
    }

    /// Whether it is another tool's set: then what that tool reports is shown however sure it is.
    pub fn is_of_other(self) -> bool {
        matches!(self, Profile::Hadolint | Profile::Buildkit)
    }
}

/// Rules that hadolint has and does not use unless asked.
const OFF_IN_HADOLINT: [&str; 2] = ["DL1001", "DL3057"];
/// BuildKit uses it with `# check=experimental=...` only.
pub const EXPERIMENTAL_IN_BUILDKIT: &str = "InvalidDefinitionDescription";

/// Whether a name is a code of hadolint, or of ShellCheck, whose findings hadolint passes on.
pub fn is_of_hadolint(name: &str) -> bool {
    let digits = name.strip_prefix("DL").or_else(|| name.strip_prefix("SC"));
    digits.is_some_and(|it| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name is one of BuildKit's: words in capitals, where the others have digits, blanks or dashes.
pub fn is_of_buildkit(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && name.bytes().all(|byte| byte.is_ascii_alphabetic())
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(self.name())
    }
}

impl fmt::Display for Category {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_by_id_and_alias_in_any_case() {
        assert_eq!(find("Root-User").map(|it| it.id), Some("root-user"));
        assert_eq!(find("dl3002").map(|it| it.id), Some("root-user"));
        assert!(find("root").is_none());
        let named = named("dl3002").expect("the rule is there");
        assert_eq!((named.entry.id, named.alias), ("root-user", Some("DL3002")));
    }

    #[test]
    fn names_tell_the_tool() {
        for (name, hadolint, buildkit) in [
            ("DL3002", true, false),
            ("SC2086", true, false),
            ("DS-0002", false, false),
            ("DLabcd", false, true),
            ("UndefinedVar", false, true),
            ("tally/no-trailing-spaces", false, false),
            ("CKV_DOCKER_3", false, false),
        ] {
            assert_eq!((is_of_hadolint(name), is_of_buildkit(name)), (hadolint, buildkit), "{name}");
        }
        assert!(!Profile::Hadolint.is_name("DL3057") && Profile::Hadolint.is_name("DL3059"));
    }

    #[test]
    fn suggests_near_names_only() {
        assert_eq!(suggest("root-usre", &[]), Some("root-user"));
        assert_eq!(suggest("rooot-user", &[]), Some("root-user"));
        assert_eq!(suggest("quantum-entanglement", &[]), None);
        assert_eq!(suggest("secrity", &["security"]), Some("security"));
        assert_eq!(suggest(&"x".repeat(10_000), &[]), None);
    }
}
