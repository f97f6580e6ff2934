//! BuildKit's own settings: `# check=` at the top of the file, and the build argument that takes its place.

use crate::catalogue::{self, Severity};
use crate::config::Selector;
use crate::rules::Confidence;
use crate::syntax::ast::Dockerfile;

use super::levels::Levels;
use super::{Diagnostic, Settings};

/// The build argument: `docker build --build-arg BUILDKIT_DOCKERFILE_CHECK=skip=UndefinedVar`.
pub const ARGUMENT: &str = "BUILDKIT_DOCKERFILE_CHECK";

/// `skip=A,B;error=true;experimental=C`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Checks<'a> {
    /// Names of checks, or `all`.
    pub(super) skip: Vec<&'a str>,
    /// Whether a finding that BuildKit has too is an error.
    error: bool,
    experimental: Vec<&'a str>,
}

impl<'a> Checks<'a> {
    /// What holds for a file: the argument, else the directive.
    pub(super) fn of(settings: &'a Settings, dockerfile: &'a Dockerfile) -> Checks<'a> {
        let directive = dockerfile.directives.iter().find(|it| it.name == "check").map(|it| it.value.as_str());
        Checks::read(settings.check.as_deref().or(directive).unwrap_or_default())
    }

    /// BuildKit refuses what it does not know; here that counts as not written.
    pub(super) fn read(text: &'a str) -> Checks<'a> {
        let mut checks = Checks::default();
        let names = |value: &'a str| value.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
        for (key, value) in text.split(';').filter_map(|part| part.split_once('=')) {
            match key.trim() {
                "skip" => checks.skip = names(value),
                "experimental" => checks.experimental = names(value),
                "error" => checks.error = ["1", "t", "T", "true", "True", "TRUE"].contains(&value.trim()),
                _ => (),
            }
        }
        checks
    }

    fn is_experimental(&self) -> bool {
        self.experimental.iter().any(|it| *it == "all" || *it == catalogue::EXPERIMENTAL_IN_BUILDKIT)
    }

    /// Switches on the experimental checks that are named.
    pub(super) fn switch_on(&self, levels: &mut Levels) {
        if self.is_experimental() {
            let named = catalogue::named(catalogue::EXPERIMENTAL_IN_BUILDKIT);
            named.into_iter().for_each(|it| levels.also(Selector::Rule(it)));
        }
    }

    /// Makes the findings that BuildKit has too errors, where that is asked for, and shows all that an experimental check
    /// finds: who asks for it wants to see that.
    pub(super) fn harden(&self, found: &mut [Diagnostic]) {
        for it in found.iter_mut().filter(|it| it.names().contains(&catalogue::EXPERIMENTAL_IN_BUILDKIT)) {
            if self.is_experimental() {
                it.finding.confidence = it.finding.confidence.max(Confidence::Likely);
            }
        }
        if self.error {
            let is_of_buildkit = |it: &&mut Diagnostic| it.names().iter().any(|name| catalogue::is_of_buildkit(name));
            found.iter_mut().filter(is_of_buildkit).for_each(|it| it.severity = Severity::Error);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_separated_by_semicolons() {
        let checks = Checks::read(" skip=UndefinedVar, StageNameCasing ; error=True;experimental=all");
        assert_eq!(checks.skip, ["UndefinedVar", "StageNameCasing"]);
        assert!(checks.error);
        assert_eq!(checks.experimental, ["all"]);
        assert_eq!(Checks::read("error=false;skp=A;skip"), Checks::default());
    }
}
