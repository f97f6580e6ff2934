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
    /// What to write above the COPY of the sources.
    pub(super) advice: &'static str,
}

const GO: Ecosystem = Ecosystem { manifests: &["go.mod"], advice: "`COPY go.mod go.sum ./` and `RUN go mod download`" };
const NODE: Ecosystem =
    Ecosystem { manifests: &["package.json"], advice: "`COPY package.json package-lock.json ./` and the install" };
const PYTHON: Ecosystem = Ecosystem {
    manifests: &["requirements.txt", "pyproject.toml", "Pipfile"],
    advice: "`COPY requirements.txt ./` (or the manifest and lock file in use) and the install",
};
const RUST: Ecosystem = Ecosystem {
    manifests: &["Cargo.toml"],
    advice: "the manifests and a build of the dependencies, or `RUN --mount=type=cache` for `target` and the registry",
};
const MAVEN: Ecosystem =
    Ecosystem { manifests: &["pom.xml"], advice: "`COPY pom.xml ./` and `RUN mvn dependency:go-offline`" };
const GRADLE: Ecosystem = Ecosystem {
    manifests: &["build.gradle", "build.gradle.kts"],
    advice: "the build files and `RUN gradle dependencies`",
};
const RUBY: Ecosystem =
    Ecosystem { manifests: &["Gemfile"], advice: "`COPY Gemfile Gemfile.lock ./` and `RUN bundle install`" };
const PHP: Ecosystem = Ecosystem {
    manifests: &["composer.json"],
    advice: "`COPY composer.json composer.lock ./` and `RUN composer install --no-scripts --no-autoloader`",
};
const DOTNET: Ecosystem = Ecosystem { manifests: &[], advice: "the project files and `RUN dotnet restore`" };

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
    let ecosystem = match (program, verb) {
        ("go", "mod") if verbs.get(1) == Some(&"download") => &GO,
        ("go", "build" | "install") if !flag("-mod=vendor") && !names(&["@"]) => &GO,
        ("npm", "ci" | "i" | "install" | "clean-install") if verbs.len() == 1 && !flag("-g") && !flag("--global") => {
            &NODE
        }
        ("yarn", "" | "install") | ("pnpm" | "bun", "i" | "install") if verbs.len() <= 1 => &NODE,
        ("pip" | "pip3", "install") | ("python" | "python3", "pip") if flag("-r") || flag("--requirement") => &PYTHON,
        ("poetry", "install") | ("pipenv", "install" | "sync") | ("uv", "sync") => &PYTHON,
        ("cargo", "build" | "install" | "fetch") => &RUST,
        ("mvn" | "mvnw", _) if names(&["package", "install", "verify", "compile"]) => &MAVEN,
        ("gradle" | "gradlew", _) if names(&["build", "Jar", "assemble", "installDist"]) => &GRADLE,
        ("bundle", "install") => &RUBY,
        ("composer", "install") => &PHP,
        ("dotnet", "restore" | "build" | "publish") => &DOTNET,
        _ => return None,
    };
    Some(Install::Project(ecosystem))
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
