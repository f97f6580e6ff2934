//! Which rules are used, and how severe each is: settled here and nowhere else.
//!
//! In this order, the later winning: catalogue and profile, configuration file, its overrides for
//! the path, command line.

use std::path::Path;

use crate::catalogue::{self, Entry, Profile, Severity};
use crate::config::{Config, Level, Selector, Version};

/// The level of each rule.
#[derive(Clone, Debug)]
pub struct Levels {
    /// In the order of the catalogue.
    all: Vec<Setting>,
}

#[derive(Clone, Copy, Debug)]
struct Setting {
    used: bool,
    severity: Severity,
}

/// What the command line says of rules.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    pub select: Option<Vec<Selector>>,
    pub ignore: Vec<Selector>,
    pub extend_select: Vec<Selector>,
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
        let mut levels = Levels::of_profile(config.profile.unwrap_or_default(), config.rules_as_of);
        levels.choose(config.select.as_deref(), &config.extend_select, &config.ignore);
        levels.set(&config.rules);
        for part in config.overrides.iter().filter(|it| it.paths.matches(dockerfile)) {
            levels.set(&part.rules);
        }
        levels.choose(choice.select.as_deref(), &choice.extend_select, &choice.ignore);
        levels
    }

    /// Only the rule `entry`, as severe as the catalogue has it.
    pub fn only(entry: &'static Entry) -> Levels {
        let mut levels = Levels::default();
        levels.choose(Some(&[Selector::Rule(entry)]), &[], &[]);
        levels
    }

    /// `None`: the rule is not used.
    pub fn severity(&self, entry: &Entry) -> Option<Severity> {
        let index = catalogue::entries().iter().position(|it| it.id == entry.id)?;
        let setting = self.all.get(index)?;
        setting.used.then_some(setting.severity)
    }

    fn of_profile(profile: Profile, as_of: Option<Version>) -> Levels {
        let is_known =
            |entry: &Entry| as_of.is_none_or(|as_of| Version::parse(&entry.since).is_some_and(|it| it <= as_of));
        let setting =
            |entry: &Entry| Setting { used: entry.profile <= profile && is_known(entry), severity: entry.severity };
        Levels { all: catalogue::entries().iter().map(setting).collect() }
    }

    fn choose(&mut self, select: Option<&[Selector]>, extend: &[Selector], ignore: &[Selector]) {
        let names = |selectors: &[Selector], entry: &Entry| selectors.iter().any(|it| it.holds(entry));
        for (entry, setting) in catalogue::entries().iter().zip(&mut self.all) {
            if let Some(select) = select {
                setting.used = names(select, entry);
            }
            setting.used = (setting.used || names(extend, entry)) && !names(ignore, entry);
        }
    }

    fn set(&mut self, levels: &[(&'static Entry, Level)]) {
        for (entry, level) in levels {
            let place = catalogue::entries().iter().position(|it| it.id == entry.id);
            let Some(setting) = place.and_then(|index| self.all.get_mut(index)) else { continue };
            match level {
                Level::Off => setting.used = false,
                Level::On(severity) => *setting = Setting { used: true, severity: *severity },
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::read::read;
    use crate::source::Source;

    fn level(config: &str, choice: &Choice, id: &str) -> Option<Severity> {
        let config = read(&Source::new("dockvet.toml", config), Path::new("/w")).expect("the configuration is right");
        Levels::new(&config, choice, Path::new("/w/legacy/Dockerfile")).severity(catalogue::get(id))
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

    #[test]
    fn the_pin_leaves_out_newer_rules() {
        assert_eq!(level("rules-as-of = \"0.0\"\n", &Choice::default(), "root-user"), None);
        assert_eq!(level("rules-as-of = \"0.1.9\"\n", &Choice::default(), "root-user"), Some(Severity::Warning));
    }
}
