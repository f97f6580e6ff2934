//! Builds whose output is known, and what it means for a path that nothing is known to write.

use crate::evidence::Place;
use crate::facts::commands::{Arg, Rival, Setting};
use crate::source::Span;

use super::Model;
use super::files::{Content, StageId, Tree, What};
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

/// Stages that a folder is followed through: real ones go through three.
const MOST_COPIES: u32 = 8;

/// Folders below the context's root that are searched for projects: real solutions go six deep.
const DEEPEST: u32 = 8;

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

    /// The .NET build that gives the assembly another name than the started `wanted` has (`/app/Shop.dll`), with
    /// that name. Followed through the folders that are copied from stage to stage.
    ///
    /// An assembly is named after its project file unless `AssemblyName` says otherwise
    /// (<https://learn.microsoft.com/visualstudio/msbuild/common-msbuild-project-properties>).
    pub fn other_assembly(&self, stage: StageId, wanted: &str) -> Option<(&Built, &str)> {
        let (mut stage, mut wanted) = (stage, wanted.to_owned());
        let stem = path::file_name(&wanted).strip_suffix(".dll")?.to_owned();
        if self.names_assembly(&stem) {
            return None;
        }
        for _ in 0..MOST_COPIES {
            let own: Vec<StageId> = self.chain(stage).map(|stage| stage.id).collect();
            if !self.only_dotnet_writes(&own, &wanted) {
                return None;
            }
            let here = |built: &&Built| own.contains(&built.stage);
            let names = self.built.iter().filter(here).flat_map(|built| {
                let made = built.rivals.iter().filter_map(|rival| match rival {
                    Rival::Assemblies { folder: Some(folder), made } if path::parent(&wanted) == folder => Some(made),
                    _ => None,
                });
                made.map(move |made| (built, made.as_str()))
            });
            let names: Vec<(&Built, &str)> = names.collect();
            if let Some(last) = names.last() {
                return names.iter().all(|(_, made)| *made != stem).then_some(*last);
            }
            (stage, wanted) = self.copied_from(&own, &wanted)?;
        }
        None
    }

    /// The stage and path that the last copied folder above `wanted` comes from.
    fn copied_from(&self, own: &[StageId], wanted: &str) -> Option<(StageId, String)> {
        let changes = own.iter().filter_map(|id| self.stages.get(*id)).flat_map(|stage| stage.changes.iter().rev());
        changes.into_iter().find_map(|change| match &change.what {
            What::Tree { path: placed, from: Tree::Stage { stage, at: None, path: source }, .. } => {
                let rest = path::below(wanted, placed)?;
                Some((*stage, path::child(source, rest)))
            }
            _ => None,
        })
    }

    /// Whether a project of the context gives an assembly this name.
    fn names_assembly(&self, stem: &str) -> bool {
        let Some(context) = &self.context else { return true };
        let mut folders = String::new();
        for _ in 0..DEEPEST {
            let files =
                ["csproj", "fsproj", "vbproj"].iter().flat_map(|end| context.glob(&format!("{folders}*.{end}")));
            for file in files {
                let Some(source) = context.read(&file) else { return true };
                let own = path::file_name(&file).rsplit_once('.').is_some_and(|(name, _)| name == stem);
                let renamed = source.text().contains("<AssemblyName>");
                if own && !renamed || source.text().contains(&format!(">{stem}<")) {
                    return true;
                }
            }
            folders.push_str("*/");
        }
        false
    }

    fn only_dotnet_writes(&self, own: &[StageId], wanted: &str) -> bool {
        let changes = own.iter().filter_map(|id| self.stages.get(*id)).flat_map(|stage| &stage.changes);
        let mut open = changes
            .filter(|change| matches!(&change.what, What::Open { path: at, .. } if path::below(wanted, at).is_some()));
        open.all(|change| {
            let mut own = self.invocations_of(change.instruction).iter().peekable();
            own.peek().is_some() && own.all(|it| is_plain(it) || is_dotnet(it))
        })
    }

    /// Whether all commands of an instruction are builds of known output, installs, or write none.
    fn is_understood(&self, instruction: usize) -> bool {
        let builds = self.built.iter().filter(|built| built.instruction == instruction).count();
        let own: Vec<&Invocation> = self.invocations_of(instruction).iter().collect();
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

fn is_dotnet(invocation: &Invocation) -> bool {
    matches!(invocation.argv.first(), Some(Arg::Known(name)) if path::file_name(name) == "dotnet")
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
        // A library of that name may come along: only for what is started, see `other_assembly`.
        Rival::Assemblies { .. } => false,
        Rival::Programs { target, made } => is_program(wanted, target) && !made.iter().any(|path| path == wanted),
    }
}

/// `release/server` or `x86_64-unknown-linux-musl/release/server` below `target`: no library, no folder of Cargo.
fn is_program(wanted: &str, target: &str) -> bool {
    let Some(rest) = path::below(wanted, target) else { return false };
    let parts: Vec<&str> = rest.split('/').collect();
    let (profile, name) = match parts.as_slice() {
        [profile, name] => (*profile, *name),
        [triple, profile, name] if triple.contains('-') => (*profile, *name),
        _ => return false,
    };
    let own = ["deps", "build", "incremental", "examples"];
    !name.contains(['.', '*', '?']) && !own.contains(&name) && matches!(profile, "release" | "debug")
}

/// Whether a command neither builds nor, beyond packages of the system, installs.
pub(super) fn writes_nothing(invocation: &Invocation) -> bool {
    matches!(invocation.argv.first(), Some(Arg::Known(name)) if PLAIN.contains(&path::file_name(name)))
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
        // `cargo chef cook` takes the programs of its skeleton away again.
        || matches!(name, "cargo" | "cargo-chef") && words().any(|word| matches!(word, "cook" | "fetch"))
        || name == "rustup"
        || name == "dotnet" && words().any(|word| matches!(word, "restore" | "tool"))
}
