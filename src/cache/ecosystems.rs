//! Package managers: the files that name a project's dependencies, and how to install from them alone.

/// How the dependencies of one kind of project are named and installed.
#[derive(Debug, PartialEq, Eq)]
pub struct Ecosystem {
    /// Files that say what is installed; `*.ext` stands for any file with that end.
    pub manifests: &'static [&'static str],
    /// Files beside them that an install reads too.
    pub locks: &'static [&'static str],
    pub advice: Advice,
}

/// What to run once the manifests are there.
#[derive(Debug, PartialEq, Eq)]
pub enum Advice {
    /// The command in use.
    Same,
    Command(&'static str),
    /// No one command does it: words for people, which follow "above this line: ".
    Words(&'static str),
}

pub const GO: Ecosystem = Ecosystem {
    manifests: &["go.mod"],
    locks: &["go.sum", "go.work", "go.work.sum"],
    advice: Advice::Command("go mod download"),
};

pub const NODE: Ecosystem = Ecosystem {
    manifests: &["package.json"],
    locks: &[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "bun.lock",
        "bun.lockb",
        ".npmrc",
        ".yarnrc",
        ".yarnrc.yml",
        ".pnpmfile.cjs",
        "bunfig.toml",
        "patches",
        ".yarn/releases",
        ".yarn/plugins",
        ".yarn/patches",
    ],
    advice: Advice::Same,
};

pub const DENO: Ecosystem =
    Ecosystem { manifests: &["deno.json", "deno.jsonc"], locks: &["deno.lock", "package.json"], advice: Advice::Same };

pub const PYTHON: Ecosystem = Ecosystem {
    manifests: &["requirements.txt", "pyproject.toml", "Pipfile"],
    locks: &["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "poetry.toml", ".python-version"],
    advice: Advice::Same,
};

pub const CONDA: Ecosystem =
    Ecosystem { manifests: &["environment.yml", "environment.yaml"], locks: &["conda-lock.yml"], advice: Advice::Same };

pub const RUST: Ecosystem = Ecosystem {
    manifests: &["Cargo.toml"],
    locks: &["Cargo.lock"],
    advice: Advice::Words(
        "the manifests and a build of the dependencies, or `RUN --mount=type=cache` for `target` and the registry",
    ),
};

pub const MAVEN: Ecosystem = Ecosystem {
    manifests: &["pom.xml"],
    locks: &["mvnw", ".mvn"],
    advice: Advice::Command("mvn dependency:go-offline"),
};

pub const GRADLE: Ecosystem = Ecosystem {
    manifests: &["build.gradle", "build.gradle.kts"],
    locks: &["settings.gradle", "settings.gradle.kts", "gradle.properties", "gradle.lockfile", "gradlew", "gradle"],
    advice: Advice::Command("gradle dependencies"),
};

pub const SBT: Ecosystem = Ecosystem {
    manifests: &["build.sbt"],
    locks: &["project"],
    advice: Advice::Words("`COPY build.sbt ./`, `COPY project ./project` and `RUN sbt update`"),
};

pub const LEIN: Ecosystem =
    Ecosystem { manifests: &["project.clj"], locks: &["profiles.clj"], advice: Advice::Command("lein deps") };

pub const CLOJURE: Ecosystem =
    Ecosystem { manifests: &["deps.edn"], locks: &["build.clj"], advice: Advice::Command("clojure -P") };

pub const RUBY: Ecosystem =
    Ecosystem { manifests: &["Gemfile"], locks: &["Gemfile.lock", ".ruby-version"], advice: Advice::Same };

pub const PHP: Ecosystem = Ecosystem {
    manifests: &["composer.json"],
    locks: &["composer.lock", "symfony.lock", "auth.json"],
    advice: Advice::Command("composer install --no-scripts --no-autoloader"),
};

pub const DOTNET: Ecosystem = Ecosystem {
    manifests: &["*.csproj", "*.fsproj", "*.vbproj", "*.sln", "*.slnx"],
    locks: &[
        "packages.lock.json",
        "Directory.Packages.props",
        "Directory.Build.props",
        "NuGet.config",
        "nuget.config",
        "global.json",
    ],
    advice: Advice::Words("the project files and `RUN dotnet restore`"),
};

pub const ELIXIR: Ecosystem =
    Ecosystem { manifests: &["mix.exs"], locks: &["mix.lock"], advice: Advice::Command("mix deps.get") };

pub const ERLANG: Ecosystem =
    Ecosystem { manifests: &["rebar.config"], locks: &["rebar.lock"], advice: Advice::Command("rebar3 get-deps") };

pub const STACK: Ecosystem = Ecosystem {
    manifests: &["stack.yaml"],
    locks: &["stack.yaml.lock", "package.yaml", "*.cabal"],
    advice: Advice::Command("stack build --only-dependencies"),
};

pub const CABAL: Ecosystem = Ecosystem {
    manifests: &["*.cabal"],
    locks: &["cabal.project", "cabal.project.freeze"],
    advice: Advice::Command("cabal build --only-dependencies"),
};

pub const SWIFT: Ecosystem = Ecosystem {
    manifests: &["Package.swift"],
    locks: &["Package.resolved"],
    advice: Advice::Command("swift package resolve"),
};

pub const DART: Ecosystem = Ecosystem { manifests: &["pubspec.yaml"], locks: &["pubspec.lock"], advice: Advice::Same };

pub const CONAN: Ecosystem =
    Ecosystem { manifests: &["conanfile.txt", "conanfile.py"], locks: &["conan.lock"], advice: Advice::Same };

pub const CRYSTAL: Ecosystem = Ecosystem { manifests: &["shard.yml"], locks: &["shard.lock"], advice: Advice::Same };

pub const PERL: Ecosystem = Ecosystem { manifests: &["cpanfile"], locks: &["cpanfile.snapshot"], advice: Advice::Same };

impl Ecosystem {
    /// Whether a file of this name says what is installed.
    pub fn is_manifest(&self, name: &str) -> bool {
        self.manifests.iter().any(|wanted| is_named(wanted, name))
    }

    /// Whether an install reads a file of this name.
    pub fn reads(&self, name: &str) -> bool {
        self.is_manifest(name) || self.locks.iter().any(|wanted| is_named(wanted, name))
    }
}

/// Whether `name` is what a table wants: a name, or `*.ext`.
pub fn is_named(wanted: &str, name: &str) -> bool {
    match wanted.strip_prefix('*') {
        Some(end) => name.len() > end.len() && name.ends_with(end),
        None => wanted == name,
    }
}
