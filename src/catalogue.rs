//! Every word that users read about a rule, from `rules.toml`.
//!
//! The build turns the file into JSON, which is read once, on the first look-up; `benches/analysis.rs`
//! holds that against reading the TOML itself at each start.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::rules::Confidence;
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
    Reproducibility,
    Deploy,
    Correctness,
    Style,
}

/// Which set of rules; a larger set holds the smaller.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    #[default]
    Recommended,
    Strict,
}

/// One rule of `rules.toml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Entry {
    pub id: String,
    /// Names of the same rule in other tools.
    #[serde(default)]
    pub aliases: Vec<String>,
    pub category: Category,
    pub severity: Severity,
    /// How sure the rule's findings usually are.
    pub confidence: Confidence,
    pub profile: Profile,
    /// The version that brought the rule.
    pub since: String,
    /// One line: what is wrong.
    pub summary: String,
    /// What happens when the image is built or run, and what other tools do differently.
    pub why: String,
    /// What to write instead.
    pub help: String,
    #[serde(default)]
    pub tags: Vec<String>,
    /// 0.1 to 10.0, as CVSS has it; makes the finding a security alert.
    pub security_severity: Option<f64>,
    #[serde(default)]
    pub links: Vec<String>,
    /// `None` for the rules about Dockvet's own comments and configuration that need no Dockerfile.
    pub bad: Option<Example>,
    pub good: Option<Example>,
}

/// A small Dockerfile with the files that its build context holds.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub dockerfile: String,
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// Every rule, in the order of `rules.toml`.
pub fn entries() -> &'static [Entry] {
    &catalogue().entries
}

/// The rule called `name`: its id or an alias, in any letter case.
pub fn find(name: &str) -> Option<&'static Entry> {
    let index = catalogue().names.get(&name.to_ascii_lowercase())?;
    catalogue().entries.get(*index)
}

/// The place of `id` in [`entries`].
///
/// # Panics
/// If no rule has the id: every id in the code is in the catalogue, which `tests/catalogue.rs` holds.
pub fn get(id: &str) -> &'static Entry {
    find(id).expect("every id in the code is in the catalogue")
}

/// The known name that `name` is likely a misspelling of: ids, aliases, and `more` names.
pub fn suggest<'a>(name: &str, more: &[&'a str]) -> Option<&'a str>
where
    'static: 'a,
{
    let ids = entries().iter().map(|entry| entry.id.as_str());
    let aliases = entries().iter().flat_map(|entry| &entry.aliases).map(String::as_str);
    nearest(name, ids.chain(aliases).chain(more.iter().copied()))
}

/// The candidate with the fewest edits from `name`, at most a third of its letters.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let limit = (name.chars().count() / 3).max(1);
    let near = candidates.filter_map(|it| Some((edits(&name, &it.to_ascii_lowercase())?, it)));
    near.filter(|(edits, _)| *edits <= limit).min_by_key(|(edits, _)| *edits).map(|(_, it)| it)
}

struct Catalogue {
    entries: Vec<Entry>,
    /// Lower-case ids and aliases.
    names: HashMap<String, usize>,
}

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let json = include_str!(concat!(env!("OUT_DIR"), "/rules.json"));
        let entries: Vec<Entry> = serde_json::from_str(json).expect("the build checked `rules.toml`");
        let mut names = HashMap::new();
        for (index, entry) in entries.iter().enumerate() {
            for name in std::iter::once(&entry.id).chain(&entry.aliases) {
                names.insert(name.to_ascii_lowercase(), index);
            }
        }
        Catalogue { entries, names }
    })
}

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
    pub const ALL: [Category; 10] = [
        Category::Build,
        Category::Start,
        Category::Serve,
        Category::Security,
        Category::Cache,
        Category::Context,
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
    pub const ALL: [Profile; 2] = [Profile::Recommended, Profile::Strict];

    pub fn name(self) -> &'static str {
        match self {
            Profile::Recommended => "recommended",
            Profile::Strict => "strict",
        }
    }

    pub fn parse(name: &str) -> Option<Profile> {
        Profile::ALL.into_iter().find(|it| it.name() == name)
    }
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
        assert_eq!(find("Root-User").map(|it| it.id.as_str()), Some("root-user"));
        assert_eq!(find("dl3002").map(|it| it.id.as_str()), Some("root-user"));
        assert!(find("root").is_none());
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
