//! Commands that install dependencies, and the manifests that they need.

use crate::facts::commands::Arg;
use crate::model::run::Invocation;

/// What a command installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Install {
    /// Packages of the distribution.
    System,
    /// The project's dependencies, by the manifests that name them.
    Project(&'static Ecosystem),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Ecosystem {
    /// Files that say what is installed.
    pub(super) manifests: &'static [&'static str],
    /// Files beside them that an install reads too; none where the manifests cannot be listed by name.
    pub(super) locks: &'static [&'static str],
    /// The command that installs from these files; empty: the one in use. Without `locks` the whole advice.
    pub(super) advice: &'static str,
}

const GO: Ecosystem = Ecosystem { manifests: &["go.mod"], locks: &["go.sum"], advice: "go mod download" };
const NODE: Ecosystem = Ecosystem {
    manifests: &["package.json"],
    locks: &[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "bun.lockb",
        ".npmrc",
        ".yarnrc.yml",
    ],
    advice: "",
};
const PYTHON: Ecosystem = Ecosystem {
    manifests: &["requirements.txt", "pyproject.toml", "Pipfile"],
    locks: &["uv.lock", "poetry.lock", "Pipfile.lock", ".python-version"],
    advice: "",
};
const RUST: Ecosystem = Ecosystem {
    manifests: &["Cargo.toml"],
    locks: &[],
    advice: "the manifests and a build of the dependencies, or `RUN --mount=type=cache` for `target` and the registry",
};
const MAVEN: Ecosystem =
    Ecosystem { manifests: &["pom.xml"], locks: &[], advice: "`COPY pom.xml ./` and `RUN mvn dependency:go-offline`" };
const GRADLE: Ecosystem = Ecosystem {
    manifests: &["build.gradle", "build.gradle.kts"],
    locks: &[],
    advice: "the build files and `RUN gradle dependencies`",
};
const RUBY: Ecosystem = Ecosystem { manifests: &["Gemfile"], locks: &["Gemfile.lock", ".ruby-version"], advice: "" };
const PHP: Ecosystem = Ecosystem {
    manifests: &["composer.json"],
    locks: &["composer.lock"],
    advice: "composer install --no-scripts --no-autoloader",
};
const DOTNET: Ecosystem =
    Ecosystem { manifests: &[], locks: &[], advice: "the project files and `RUN dotnet restore`" };

/// What `invocation` installs; `None`: nothing.
pub(super) fn install(invocation: &Invocation) -> Option<Install> {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let program = words.first()?.rsplit('/').next()?;
    let verbs: Vec<&str> = words[1..].iter().copied().filter(|word| !word.starts_with('-')).collect();
    let verb = verbs.first().copied().unwrap_or_default();
    let flag = |name: &str| words.contains(&name);
    let names = |wanted: &[&str]| verbs.iter().any(|it| wanted.iter().any(|name| it.contains(name)));
    if matches!(program, "apt-get" | "apt" | "dnf" | "microdnf" | "yum" | "zypper" | "apk") {
        return system(&verbs, invocation).then_some(Install::System);
    }
    if is_tool(program, verb, &verbs, &words) {
        return Some(Install::System);
    }
    // What works offline fetches nothing.
    if ["--offline", "-mod=vendor", "--local"].iter().any(|name| flag(name)) {
        return None;
    }
    let ecosystem = match (program, verb) {
        ("go", "mod") if verbs.get(1) == Some(&"download") => &GO,
        ("go", "build" | "install") => &GO,
        ("npm", "ci" | "i" | "install" | "clean-install") if verbs.len() == 1 && !flag("-g") && !flag("--global") => {
            &NODE
        }
        ("pnpm", "fetch") => &NODE,
        ("yarn", "" | "install") | ("pnpm" | "bun", "i" | "install") if verbs.len() <= 1 => &NODE,
        ("pip" | "pip3", "install") | ("python" | "python3", "pip") if flag("-r") || flag("--requirement") => &PYTHON,
        ("poetry", "install") | ("pipenv", "install" | "sync") | ("uv", "sync") => &PYTHON,
        ("cargo", "build" | "install" | "fetch") => &RUST,
        ("cargo", "chef") if names(&["cook"]) => &RUST,
        ("mvn" | "mvnw", _) if names(&COMPILING) || names(&["dependency:", "go-offline"]) => &MAVEN,
        ("gradle" | "gradlew", _) if names(&["build", "Jar", "assemble", "installDist", "dependencies"]) => &GRADLE,
        ("bundle", "install") => &RUBY,
        ("composer", "install") => &PHP,
        ("dotnet", "restore" | "build" | "publish") => &DOTNET,
        _ => return None,
    };
    Some(Install::Project(ecosystem))
}

/// Whether the command builds from the sources: it also installs, but cannot stand above them.
pub(super) fn compiles(invocation: &Invocation) -> bool {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let goals = |wanted: &[&str]| words.iter().skip(1).any(|word| wanted.iter().any(|goal| word.contains(goal)));
    match (program(invocation), words.get(1).copied().unwrap_or_default()) {
        ("go" | "cargo", "build" | "install") => install(invocation) != Some(Install::System),
        ("dotnet", "build" | "publish") => true,
        ("mvn" | "mvnw", _) => goals(&COMPILING),
        ("gradle" | "gradlew", _) => !goals(&["dependencies"]),
        _ => false,
    }
}

/// Whether the command may install a project's dependencies, as an install or in a way of its own.
pub(super) fn may_install(invocation: &Invocation) -> bool {
    const RUNNERS: [&str; 12] =
        ["make", "just", "task", "gradle", "gradlew", "mvn", "mvnw", "sbt", "pip", "pip3", "python", "python3"];
    match install(invocation) {
        Some(install) => install != Install::System,
        None => {
            let written = invocation.argv.first().map_or("", text);
            RUNNERS.contains(&program(invocation)) || written.starts_with("./") || written.ends_with(".sh")
        }
    }
}

/// Goals of Maven that compile, and so need the sources.
const COMPILING: [&str; 4] = ["package", "install", "verify", "compile"];

/// Whether tools are installed by their names: nothing of the context decides which.
fn is_tool(program: &str, verb: &str, verbs: &[&str], words: &[&str]) -> bool {
    let flag = |name: &str| words.contains(&name);
    match (program, verb) {
        ("cargo", "install") => verbs.len() > 1 && !flag("--path"),
        ("go", "install") => verbs.iter().any(|it| it.contains('@')),
        ("npm", "i" | "install") => verbs.len() > 1 && (flag("-g") || flag("--global")),
        ("yarn", "global") => verbs.len() > 2,
        _ => false,
    }
}

fn program(invocation: &Invocation) -> &str {
    invocation.argv.first().map_or("", text).rsplit('/').next().unwrap_or_default()
}

/// Whether packages are installed whose names are all written: nothing of the context decides which.
fn system(verbs: &[&str], invocation: &Invocation) -> bool {
    let [verb, packages @ ..] = verbs else { return false };
    let plain = !packages.is_empty() && packages.iter().all(|name| !name.contains('/') && !name.is_empty());
    matches!(*verb, "install" | "add") && plain && invocation.argv.iter().all(|arg| *arg != Arg::Unknown)
}

fn text(arg: &Arg) -> &str {
    match arg {
        Arg::Known(text) | Arg::Glob(text) => text,
        Arg::Unknown => "",
    }
}
