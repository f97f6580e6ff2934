//! Which rules are used, and how severe each is: settled here and nowhere else.
//!
//! In this order, the later winning: catalogue and profile, configuration file, its overrides for
//! the path, command line.

use std::collections::BTreeMap;
use std::path::Path;

use crate::catalogue::{self, Entry, Named, Profile, Severity};
use crate::config::{Config, Level, Selector, Version};
use crate::rules::Finding;

/// The level of each rule, and of each other tool's name that was set by itself.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of the catalogue.
    all: Vec<Setting>,
    /// What was said of an alias after the rule was settled; the last word counts.
    names: BTreeMap<&'static str, Setting>,
    /// Whose names a finding must go by where nobody named its rule.
    profile: Profile,
}

#[derive(Clone, Copy, Debug)]
struct Setting {
    used: Used,
    severity: Severity,
    /// The user set the severity: a mild finding is no milder.
    stated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Used {
    No,
    /// The rule came after the version that `rules-as-of` names: what it finds is counted.
    Newer,
    /// As far as the profile goes.
    ByProfile,
    Yes,
}

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Shown(Severity),
    /// Held back, because its rule is newer than the set that the configuration pins.
    Newer(Severity),
}

/// What the command line says of rules.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub profile: Option<Profile>,
    pub select: Option<Vec<Selector>>,
    pub ignore: Vec<Selector>,
    pub extend_select: Vec<Selector>,
    pub levels: Vec<(Named, Level)>,
}

impl Default for Levels {
    /// The recommended profile.
    fn default() -> Levels {
        Levels::of_profile(Profile::Recommended, None)
    }
}

impl Levels {
    /// The levels for the Dockerfile at the absolute path `dockerfile`.
    pub fn new(config: &Config, choice: &Choice, dockerfile: &Path) -> Levels {
        let mut levels = Levels::of_profile(choice.profile.or(config.profile).unwrap_or_default(), config.rules_as_of);
        levels.choose(config.select.as_deref(), &config.extend_select, &config.ignore);
        levels.set(&config.rules);
        for part in config.overrides.iter().filter(|it| it.paths.matches(dockerfile)) {
            levels.set(&part.rules);
        }
        levels.set(&choice.levels);
        levels.choose(choice.select.as_deref(), &choice.extend_select, &choice.ignore);
        levels
    }

    /// Only the rule `entry`, as severe as the catalogue has it.
    pub fn only(entry: &'static Entry) -> Levels {
        let mut levels = Levels::default();
        levels.choose(Some(&[Selector::Rule(Named { entry, alias: None })]), &[], &[]);
        levels
    }

    /// Whether the rule can say something that is used.
    pub fn is_used(&self, entry: &Entry) -> bool {
        let by_name = |name: &&'static str| self.names.get(name).is_some_and(|it| it.used != Used::No);
        self.rule(entry).is_some_and(|it| it.used != Used::No) || entry.aliases.iter().any(by_name)
    }

    /// What becomes of a finding of a rule; `None`: it is not used.
    pub fn verdict(&self, entry: &'static Entry, finding: &Finding) -> Option<Verdict> {
        let names = finding.names(entry);
        let mut setting = *self.rule(entry)?;
        let own = names.iter().filter_map(|name| self.names.get(name)).copied();
        // Off by any of its names is off.
        setting = own.reduce(|left, right| if left.used == Used::No { left } else { right }).unwrap_or(setting);
        let is_used = match setting.used {
            Used::No => false,
            Used::Yes => true,
            Used::ByProfile | Used::Newer => {
                !self.profile.is_of_other() || names.iter().any(|it| self.profile.is_name(it))
            }
        };
        let mildest = finding.at_most.filter(|_| !setting.stated).unwrap_or(Severity::Error);
        let severity = setting.severity.min(mildest);
        is_used.then_some(if setting.used == Used::Newer { Verdict::Newer(severity) } else { Verdict::Shown(severity) })
    }

    /// Uses these too.
    pub(super) fn also(&mut self, selector: Selector) {
        self.choose(None, &[selector], &[]);
    }

    fn rule(&self, entry: &Entry) -> Option<&Setting> {
        self.all.get(entry.index)
    }

    fn of_profile(profile: Profile, as_of: Option<Version>) -> Levels {
        let is_known =
            |entry: &Entry| as_of.is_none_or(|as_of| Version::parse(entry.since).is_some_and(|it| it <= as_of));
        let setting = |entry: &Entry| Setting {
            used: match (profile.uses(entry), is_known(entry)) {
                (true, true) => Used::ByProfile,
                (true, false) => Used::Newer,
                (false, _) => Used::No,
            },
            severity: entry.severity,
            stated: false,
        };
        Levels { all: catalogue::entries().iter().map(setting).collect(), names: BTreeMap::new(), profile }
    }

    fn choose(&mut self, select: Option<&[Selector]>, extend: &[Selector], ignore: &[Selector]) {
        let holds = |selectors: &[Selector], entry: &Entry| selectors.iter().any(|it| it.holds(entry));
        for entry in catalogue::entries() {
            let chosen = select.map(|select| holds(select, entry));
            let used = match chosen {
                _ if holds(ignore, entry) => Some(Used::No),
                _ if holds(extend, entry) || chosen == Some(true) => Some(Used::Yes),
                Some(_) => Some(Used::No),
                None => None,
            };
            if let Some(used) = used {
                self.settle(entry, |setting| setting.used = used);
            }
        }
        for (selectors, used) in [(select.unwrap_or_default(), Used::Yes), (extend, Used::Yes), (ignore, Used::No)] {
            for selector in selectors {
                if let Selector::Rule(named) = selector {
                    self.name(*named, |setting| setting.used = used);
                }
            }
        }
    }

    fn set(&mut self, levels: &[(Named, Level)]) {
        for (named, level) in levels {
            let change = |setting: &mut Setting| match level {
                Level::Off => setting.used = Used::No,
                Level::On(severity) => *setting = Setting { used: Used::Yes, severity: *severity, stated: true },
            };
            if named.alias.is_some() {
                self.name(*named, change);
            } else {
                self.settle(named.entry, change);
            }
        }
    }

    /// Changes a rule, and with it what was said of its names before.
    fn settle(&mut self, entry: &Entry, change: impl Fn(&mut Setting)) {
        change(&mut self.all[entry.index]);
        for alias in entry.aliases {
            if let Some(setting) = self.names.get_mut(alias) {
                change(setting);
            }
        }
    }

    /// Changes what another tool's name stands for; nothing, if it is the rule's own id.
    fn name(&mut self, named: Named, change: impl FnOnce(&mut Setting)) {
        let Some(alias) = named.alias else { return };
        let Some(before) = self.names.get(alias).or_else(|| self.rule(named.entry)).copied() else { return };
        change(self.names.entry(alias).or_insert(before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read::read;
    use crate::source::{Source, Span};

    fn level(config: &str, choice: &Choice, id: &str) -> Option<Severity> {
        let config = read(&Source::new("dockvet.toml", config), Path::new("/w")).expect("the configuration is right");
        let levels = Levels::new(&config, choice, Path::new("/w/legacy/Dockerfile"));
        shown(&levels, catalogue::get(id), &Finding::new(Span::empty(0), "found"))
    }

    fn shown(levels: &Levels, entry: &'static Entry, finding: &Finding) -> Option<Severity> {
        match levels.verdict(entry, finding) {
            Some(Verdict::Shown(severity)) => Some(severity),
            Some(Verdict::Newer(_)) | None => None,
        }
    }

    fn rule(name: &str) -> Vec<Selector> {
        vec![Selector::parse(name).expect("the rule is there")]
    }

    #[test]
    fn later_layers_win() {
        let none = Choice::default();
        assert_eq!(level("", &none, "root-user"), Some(Severity::Warning));
        assert_eq!(level("[rules]\nDL3002 = \"error\"\n", &none, "root-user"), Some(Severity::Error));
        let file = "ignore = [\"security\"]\n[[overrides]]\npaths = [\"legacy\"]\nrules = {root-user = \"info\"}\n";
        assert_eq!(level(file, &none, "root-user"), Some(Severity::Info));
        assert_eq!(level(file, &none, "secret-in-image"), None);
        let ignore = Choice { ignore: rule("security"), ..Choice::default() };
        assert_eq!(level(file, &ignore, "root-user"), None);
        let select = Choice { select: Some(rule("secret-in-image")), ..Choice::default() };
        assert_eq!(level(file, &select, "secret-in-image"), Some(Severity::Error));
        assert_eq!(level(file, &select, "script-crlf"), None);
        let extend = Choice { extend_select: rule("DL3002"), ..Choice::default() };
        assert_eq!(level("select = []\n", &extend, "root-user"), Some(Severity::Warning));
        assert_eq!(level("select = []\n", &extend, "script-crlf"), None);
    }

    /// `install-not-confirmed` joins several rules of hadolint: each can be set by itself.
    #[test]
    fn a_name_of_another_tool_stands_for_its_own_findings() {
        let apt = Finding::new(Span::empty(0), "found").known_as(&["DL3014"]);
        let yum = Finding::new(Span::empty(0), "found").known_as(&["DL3030"]);
        let entry = catalogue::get("install-not-confirmed");
        let both = |config: &str| {
            let config =
                read(&Source::new("dockvet.toml", config), Path::new("/w")).expect("the configuration is right");
            let levels = Levels::new(&config, &Choice::default(), Path::new("/w/Dockerfile"));
            (shown(&levels, entry, &apt), shown(&levels, entry, &yum))
        };
        let (error, info) = (Some(Severity::Error), Some(Severity::Info));
        assert_eq!(both(""), (error, error));
        assert_eq!(both("ignore = [\"DL3014\"]\n"), (None, error));
        assert_eq!(both("select = [\"DL3014\"]\n"), (error, None));
        assert_eq!(both("[rules]\nDL3030 = \"info\"\n"), (error, info));
        assert_eq!(both("[rules]\ninstall-not-confirmed = \"off\"\n"), (None, None));
        assert_eq!(both("profile = \"hadolint\"\n"), (error, error));
        assert_eq!(both("profile = \"buildkit\"\n"), (None, None));
    }

    #[test]
    fn a_profile_of_another_tool_takes_what_goes_by_its_names() {
        let levels = Levels::of_profile(Profile::Hadolint, None);
        let found = || Finding::new(Span::empty(0), "found");
        let root = catalogue::get("root-user");
        assert_eq!(shown(&levels, root, &found()), Some(Severity::Warning));
        assert_eq!(shown(&levels, root, &found().own()), None);
        assert_eq!(shown(&levels, root, &found().info()), Some(Severity::Info));
        assert!(!levels.is_used(catalogue::get("script-crlf")));
    }

    #[test]
    fn the_pin_leaves_out_newer_rules() {
        assert_eq!(level("rules-as-of = \"0.0\"\n", &Choice::default(), "root-user"), None);
        assert_eq!(level("rules-as-of = \"0.1.9\"\n", &Choice::default(), "root-user"), Some(Severity::Warning));
    }
}
