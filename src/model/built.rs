//! Builds whose output is known, and what it means for a path that nothing is known to write.

use crate::evidence::Place;
use crate::facts::commands::{Arg, Rival, Setting};
use crate::source::Span;

use super::Model;
use super::files::{Content, StageId, What};
use super::path;
use super::run::Invocation;

/// A build of one stage.
#[derive(Clone, Debug)]
pub struct Built {
    pub stage: StageId,
    pub instruction: usize,
    /// What it writes, absolute.
    pub path: String,
    /// As a message names it: `vite build`.
    pub by: String,
    pub said: Option<Setting>,
    pub rivals: Vec<Rival>,
}

/// Commands that write no output of a build.
const PLAIN: [&str; 22] = [
    "cd", "echo", "export", "set", "true", "test", "[", "rm", "mkdir", "apk", "apt-get", "apt", "ls", "cat",
    "corepack", "chown", "chmod", "printf", "sed", "env", "ln", "touch",
];

/// Subcommands of package managers that install.
const INSTALLS: [&str; 12] =
    ["install", "ci", "i", "add", "config", "cache", "set", "fetch", "clean-install", "audit", "dependency", "prune"];

impl Model {
    /// The build that was to write `wanted` and writes elsewhere, where nothing else can have written it.
    pub fn built_elsewhere(&self, stage: StageId, wanted: &str) -> Option<&Built> {
        let own: Vec<StageId> = std::iter::successors(Some(stage), |id| match self.stages.get(*id)?.base {
            super::stage::Base::Stage(parent) if parent < *id => Some(parent),
            _ => None,
        })
        .collect();
        let mut builds = self.built.iter().filter(|built| own.contains(&built.stage));
        let found = builds.find(|built| built.rivals.iter().any(|rival| covers(rival, wanted)))?;
        // Every build of the stage must be one that does not write it.
        let same = self.built.iter().filter(|built| own.contains(&built.stage));
        let agree = same.clone().all(|built| built.rivals.iter().any(|rival| covers(rival, wanted)));
        let changes = own.iter().filter_map(|id| self.stages.get(*id)).flat_map(|stage| &stage.changes);
        let only = changes
            .filter(|change| matches!(&change.what, What::Open { path: at, .. } if path::below(wanted, at).is_some()))
            .all(|change| self.is_understood(change.instruction));
        (agree && only).then_some(found)
    }

    /// Whether all commands of an instruction are builds of known output, installs, or write none.
    fn is_understood(&self, instruction: usize) -> bool {
        let builds = self.built.iter().filter(|built| built.instruction == instruction).count();
        let own: Vec<&Invocation> = self.invocations.iter().filter(|it| it.instruction == instruction).collect();
        let open = own.iter().filter(|it| !is_plain(it)).count();
        !own.is_empty() && open <= builds
    }

    /// How the names of archives in the folder of `wanted` start, where `built` says so.
    pub fn archives<'a>(&self, built: &'a Built, wanted: &str) -> Option<&'a str> {
        built.rivals.iter().find_map(|rival| match rival {
            Rival::Archives { folder, start } if path::parent(wanted) == folder => Some(start.as_str()),
            _ => None,
        })
    }

    /// Where a file of the context says what was built.
    pub fn place_of(&self, stage: StageId, setting: &Setting) -> Option<Place> {
        let look = self.look(stage, &setting.path);
        let Content::Context(name) = &look.found()?.entry.content else { return None };
        let source = self.context.as_ref()?.read(name)?;
        let quoted = ['"', '\'', '>'].iter().find_map(|quote| source.text().find(&format!("{quote}{}", setting.text)));
        let start = quoted.map(|at| at + 1).or_else(|| source.text().find(&setting.text))?;
        let end = start + setting.text.len();
        let span = Span::new(start..end);
        Some(Place { source, span })
    }
}

fn covers(rival: &Rival, wanted: &str) -> bool {
    match rival {
        Rival::At(at) => path::below(wanted, at).is_some(),
        Rival::Archives { folder, start } => {
            let name = path::file_name(wanted);
            path::parent(wanted) == folder
                && !name.starts_with(start)
                && (name.ends_with(".jar") || name.ends_with(".war"))
        }
    }
}

fn is_plain(invocation: &Invocation) -> bool {
    let word = |at: usize| match invocation.argv.get(at) {
        Some(Arg::Known(text)) => Some(text.as_str()),
        _ => None,
    };
    let Some(name) = word(0).map(path::file_name) else { return false };
    let words = || (1..invocation.argv.len()).filter_map(word);
    let installs = match words().find(|word| !word.starts_with('-')) {
        Some(subcommand) => INSTALLS.contains(&subcommand) || subcommand.starts_with("dependency:"),
        None => name == "yarn",
    };
    PLAIN.contains(&name)
        || matches!(name, "npm" | "yarn" | "pnpm" | "bun") && installs
        || matches!(name, "npm" | "npx") && words().any(|word| word.starts_with("pnpm@") || word.starts_with("npm@"))
        || matches!(name, "gradle" | "gradlew")
            && words()
                .filter(|word| !word.starts_with('-'))
                .all(|word| matches!(word, "dependencies" | "tasks" | "help"))
        || matches!(name, "mvn" | "mvnw") && words().any(|word| word.starts_with("dependency:"))
}
