//! Cache mounts that keep nothing: the tool keeps its cache elsewhere, is told to keep none, or clears it.
//!
//! Nothing is said of a RUN that holds a command which is not known, or that names the variable which decides.

use crate::model::Model;
use crate::model::files::Look;
use crate::model::path;
use crate::model::run::Invocation;
use crate::model::stage::{Stage, State};
use crate::syntax::ast::{Form, Kind};

use super::installs::{self, text};
use super::mounts::CacheMount;

/// Commands that keep no cache of their own.
const PLAIN: [&str; 31] = [
    "cd", "echo", "mkdir", "rm", "set", "export", "true", "chmod", "chown", "cp", "mv", "ls", "ln", "test", "[",
    "touch", "cat", "sed", "printf", ":", "which", "find", "tar", "useradd", "adduser", "addgroup", "groupadd",
    "apt-mark", "du", "corepack", "rmdir",
];

/// Whether the command keeps no cache and installs nothing.
pub fn is_plain(invocation: &Invocation) -> bool {
    PLAIN.contains(&installs::program(invocation))
}

/// A package manager, and where its cache lies below the home folder or elsewhere.
struct Tool {
    /// The programs that use the cache.
    programs: &'static [&'static str],
    /// Ends of the targets that are meant for it.
    ends: &'static [&'static str],
}

const TOOLS: [Tool; 13] = [
    Tool { programs: &["npm", "npx"], ends: &["/.npm", "/.npm/_cacache"] },
    Tool { programs: &["yarn", "yarnpkg"], ends: &["/.cache/yarn", "/.yarn/berry/cache", "/.yarn-cache"] },
    Tool { programs: &["pnpm", "pnpx"], ends: &["/pnpm/store", "/.pnpm-store"] },
    Tool { programs: &["bun", "bunx"], ends: &["/.bun/install/cache"] },
    Tool { programs: &["pip", "pip3", "python", "python3", "pipenv"], ends: &["/.cache/pip"] },
    Tool { programs: &["uv", "uvx"], ends: &["/.cache/uv"] },
    Tool { programs: &["poetry"], ends: &["/.cache/pypoetry"] },
    Tool { programs: &["go"], ends: &["/go/pkg/mod", "/.cache/go-build", "/go-build"] },
    Tool { programs: &["cargo"], ends: &["/cargo/registry", "/.cargo/registry", "/cargo/git", "/.cargo/git"] },
    Tool { programs: &["mvn", "mvnw"], ends: &["/.m2", "/.m2/repository"] },
    Tool { programs: &["gradle", "gradlew"], ends: &["/.gradle", "/.gradle/caches"] },
    Tool { programs: &["dotnet", "nuget"], ends: &["/.nuget/packages", "/.nuget"] },
    Tool { programs: &["apt", "apt-get"], ends: &["/var/cache/apt", "/var/lib/apt", "/var/lib/apt/lists"] },
];

/// Why a mount keeps nothing.
pub struct Waste {
    /// Ends a sentence that begins with the mount.
    pub why: String,
    pub help: String,
    /// The command that shows it.
    pub by: Option<crate::source::Span>,
    pub mend: Mend,
}

/// What would make the mount keep something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Another target, with the number of the account that writes to it where that is not root.
    Target(String, Option<u32>),
    /// This word of the commands left out.
    Word(String),
    /// The command that shows it left out.
    Command,
    /// This command first.
    First(String),
    Unknown,
}

/// Where a package manager keeps its cache, below the home folder.
fn below_home(program: &str) -> Option<&'static str> {
    Some(match program {
        "npm" | "npx" => ".npm",
        "pip" | "pip3" => ".cache/pip",
        "uv" => ".cache/uv",
        "poetry" => ".cache/pypoetry",
        "bun" => ".bun/install/cache",
        _ => return None,
    })
}

/// The home folder and the number of who runs a step, where both are known.
fn home(state: &State) -> Option<(String, Option<u32>)> {
    let user = state.user.value.known()?.split(':').next().unwrap_or_default();
    let set = state.variable("HOME").and_then(|it| it.value.known());
    match user {
        "" | "root" | "0" => Some((set.unwrap_or("/root").to_owned(), None)),
        // The one account of a language's images that has a home folder.
        "node" | "1000" if set.is_none_or(|home| home == "/home/node") && state.accounts.is_empty() => {
            state.env.contains_key("NODE_VERSION").then(|| ("/home/node".to_owned(), Some(1000)))
        }
        _ => None,
    }
}

/// Why `mount`, of the RUN `index`, keeps nothing; `None` where it does, or that is not known.
pub fn of(model: &Model, stage: &Stage, index: usize, mount: &CacheMount) -> Option<Waste> {
    let commands: Vec<&Invocation> = model.invocations_of(index).iter().collect();
    let tool = TOOLS.iter().find(|tool| tool.ends.iter().any(|end| mount.target.ends_with(end)))?;
    let users: Vec<&Invocation> =
        commands.iter().copied().filter(|it| tool.programs.contains(&installs::program(it))).collect();
    let is_manager = |it: &&Invocation| TOOLS.iter().any(|tool| tool.programs.contains(&installs::program(it)));
    if users.is_empty() {
        let all_known = commands.iter().all(|it| is_manager(it) || is_plain(it));
        // What a manager starts (a script, a build) may well use the other one.
        let installs = commands.iter().filter(|it| is_manager(it)).all(|it| installs::install(it).is_some());
        let by = commands.iter().find(|it| is_manager(it)).filter(|_| all_known && installs)?;
        let name = installs::program(by);
        let why = format!("is where `{}` keeps its cache, and only `{name}` runs here", tool.programs[0]);
        return Some(Waste {
            why,
            help: format!("mount the folder where `{name}` keeps its cache"),
            by: Some(by.span),
            mend: place_of(stage.before(index), name),
        });
    }
    cleared(&commands, &users, &mount.target)
        .or_else(|| told_not_to(stage.before(index), &users))
        .or_else(|| of_root(stage.before(index), &users, &mount.target))
        .or_else(|| elsewhere(model, stage, index, &users, &mount.target))
        .or_else(|| apt_clean(model, stage, index, &users, &mount.target))
}

fn place_of(state: &State, program: &str) -> Mend {
    match (home(state), below_home(program)) {
        (Some((home, id)), Some(folder)) => Mend::Target(path::join(&home, folder), id),
        _ => Mend::Unknown,
    }
}

fn words(it: &Invocation) -> Vec<&str> {
    it.argv.iter().map(text).collect()
}

/// A command after the install takes away what the mount is for.
fn cleared(commands: &[&Invocation], users: &[&Invocation], target: &str) -> Option<Waste> {
    let first = commands.iter().position(|it| users.iter().any(|user| user.span == it.span))?;
    let clears = |it: &&&Invocation| {
        let words = words(it);
        let says = |wanted: &[&str]| {
            words.iter().skip(1).zip(wanted).all(|(word, it)| word == it) && words.len() > wanted.len()
        };
        match installs::program(it) {
            "rm" => words.iter().skip(1).any(|word| {
                let gone = word.trim_end_matches('*').trim_end_matches('/');
                gone.starts_with('/') && (path::below(target, gone).is_some())
            }),
            "npm" | "yarn" => says(&["cache", "clean"]),
            "pip" | "pip3" => says(&["cache", "purge"]),
            "uv" => says(&["cache", "clean"]),
            "apt" | "apt-get" => says(&["clean"]) && target == "/var/cache/apt",
            "go" => says(&["clean", "-modcache"]) && target.ends_with("/pkg/mod"),
            _ => false,
        }
    };
    let by = commands[first + 1..].iter().find(clears)?;
    let command = words(by).join(" ");
    Some(Waste {
        why: format!("is emptied by `{command}` in the same step"),
        help: "leave that command out: what is in a cache mount is not part of the image".to_owned(),
        by: Some(by.span),
        mend: Mend::Command,
    })
}

/// A flag or variable turns the cache off.
fn told_not_to(state: &State, users: &[&Invocation]) -> Option<Waste> {
    let is_on = |name: &str| {
        let value = state.variable(name).and_then(|it| it.value.known()).unwrap_or_default();
        matches!(value.to_lowercase().as_str(), "1" | "true" | "yes" | "on")
    };
    let told = |it: &&Invocation| -> Option<String> {
        let words = words(it);
        let flag = |name: &'static str| words.contains(&name).then(|| format!("`{name}`"));
        let set = |name: &str| is_on(name).then(|| format!("`{name}`"));
        match installs::program(it) {
            "pip" | "pip3" if words.contains(&"install") => flag("--no-cache-dir").or_else(|| set("PIP_NO_CACHE_DIR")),
            "uv" => flag("--no-cache").or_else(|| flag("--no-cache-dir")).or_else(|| set("UV_NO_CACHE")),
            "poetry" => flag("--no-cache"),
            _ => None,
        }
    };
    let first = users.first()?;
    let by = told(first)?;
    users.iter().all(|it| told(it).is_some()).then(|| Waste {
        why: format!("stays empty: {by} turns the cache off"),
        help: format!("leave {by} out in this step: what is in a cache mount is not part of the image"),
        by: Some(first.span),
        mend: if by.starts_with("`-") { Mend::Word(by.trim_matches('`').to_owned()) } else { Mend::Unknown },
    })
}

/// The cache of root, and another user.
fn of_root(state: &State, users: &[&Invocation], target: &str) -> Option<Waste> {
    let user = state.user.value.known()?.split(':').next().unwrap_or_default();
    let is_root = matches!(user, "" | "root") || user.bytes().all(|byte| byte == b'0');
    let home = state.variable("HOME").and_then(|it| it.value.known());
    if is_root || !target.starts_with("/root/") || home.is_some_and(|home| home == "/root") {
        return None;
    }
    let first = users.first()?;
    // A variable may lead any of these tools there.
    let led = state.env.values().any(|it| it.value.known().is_some_and(|value| value.starts_with("/root/")));
    (!led).then(|| Waste {
        why: format!("is below the home folder of root, and `{user}` runs this step"),
        help: format!("mount the cache below the home folder of `{user}`, with `uid=`"),
        by: Some(first.span),
        mend: place_of(state, installs::program(first)),
    })
}

/// The tool's own folder is another one, as the environment says.
fn elsewhere(model: &Model, stage: &Stage, index: usize, users: &[&Invocation], target: &str) -> Option<Waste> {
    let state = stage.before(index);
    let known = |name: &str| state.env.get(name).and_then(|it| it.value.known()).filter(|it| it.starts_with('/'));
    let is_set = |name: &str| state.variable(name).is_some() || says(model, index, name);
    let (wanted, by) = match installs::program(users.first()?) {
        "go" if target.ends_with("/pkg/mod") => {
            if is_set("GOMODCACHE") || says(model, index, "GOPATH") {
                return None;
            }
            (path::join(known("GOPATH")?, "pkg/mod"), "GOPATH")
        }
        "cargo" if !is_set("CARGO_TARGET_DIR") && !says(model, index, "CARGO_HOME") => {
            let part = if target.ends_with("/git") { "git" } else { "registry" };
            (path::join(known("CARGO_HOME")?, part), "CARGO_HOME")
        }
        _ => return None,
    };
    let meets = path::below(&wanted, target).is_some() || path::below(target, &wanted).is_some();
    (!meets).then(|| Waste {
        why: format!("is not where the cache is: by `{by}` it is in `{wanted}`"),
        help: format!("write `target={wanted}`"),
        by: users.first().map(|it| it.span),
        mend: Mend::Target(wanted, None),
    })
}

/// Whether the text of a RUN, or a configuration that it writes, names a variable.
fn says(model: &Model, index: usize, name: &str) -> bool {
    match &model.instruction(index).kind {
        Kind::Run(run) => match &run.form {
            Form::Shell(script) => script.text.text.contains(name),
            Form::Exec(_) => false,
        },
        _ => false,
    }
}

/// Debian's and Ubuntu's images make apt delete what it has fetched, unless `docker-clean` is taken away.
fn apt_clean(model: &Model, stage: &Stage, index: usize, users: &[&Invocation], target: &str) -> Option<Waste> {
    const SWITCH: &str = "/etc/apt/apt.conf.d/docker-clean";
    if target != "/var/cache/apt" {
        return None;
    }
    let root = model.chain(stage.id).last()?;
    let facts = root.facts()?;
    let is_official =
        matches!(facts.os.as_deref(), Some("debian" | "ubuntu")) && facts.image.starts_with("docker.io/library/");
    // Anything that names the file, or the setting that overrules it, has dealt with it.
    let touched = model.chain(stage.id).any(|stage| {
        let mut runs = model.instructions_of(stage).filter(|(at, _)| *at <= index);
        runs.any(|(at, _)| ["docker-clean", "Keep-Downloaded"].iter().any(|sign| says(model, at, sign)))
    });
    let copied = matches!(model.look_at(stage.id, stage.before(index).changes, SWITCH), Look::Present(_));
    (is_official && !touched && !copied).then(|| Waste {
        why: "stays empty: these images make apt delete each package once it is installed".to_owned(),
        help: format!("begin the step with `rm -f {SWITCH}`"),
        by: users.first().map(|it| it.span),
        mend: Mend::First(format!("rm -f {SWITCH}")),
    })
}
