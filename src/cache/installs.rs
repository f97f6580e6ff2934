//! Commands that install dependencies or build, and where they look for manifests.

use crate::facts::commands::Arg;
use crate::model::path;
use crate::model::run::Invocation;

use super::ecosystems::{self as known, Ecosystem};

/// What a command installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Install {
    /// Packages of the distribution, or tools by their names.
    System,
    /// The project's dependencies, by the manifests that name them.
    Project(&'static Ecosystem),
}

/// Goals of Maven that compile, and so need the sources.
const COMPILING: [&str; 4] = ["package", "install", "verify", "compile"];

/// What `invocation` installs; `None`: nothing.
pub fn install(invocation: &Invocation) -> Option<Install> {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let program = words.first()?.rsplit('/').next()?;
    let verbs: Vec<&str> = words[1..].iter().copied().filter(|word| !word.starts_with('-')).collect();
    let verb = verbs.first().copied().unwrap_or_default();
    if matches!(program, "apt-get" | "apt" | "dnf" | "microdnf" | "yum" | "zypper" | "apk") {
        return system(&verbs, invocation).then_some(Install::System);
    }
    if is_tool(program, verb, &verbs, &words) {
        return Some(Install::System);
    }
    // What works offline fetches nothing.
    if ["--offline", "-mod=vendor", "--local"].iter().any(|name| words.contains(name)) {
        return None;
    }
    let ecosystem = script_language(program, verb, &verbs, &words).or_else(|| compiled(program, verb, &verbs, &words));
    ecosystem.map(Install::Project)
}

/// Languages whose install does not compile the project.
fn script_language(program: &str, verb: &str, verbs: &[&str], words: &[&str]) -> Option<&'static Ecosystem> {
    let flag = |name: &str| words.contains(&name);
    let is_global = || flag("-g") || flag("--global");
    let alone = |most: usize| verbs.len() <= most + values(words);
    let requirements =
        || flag("-r") || flag("--requirement") || words.iter().any(|it| it.starts_with("-r") && it.ends_with(".txt"));
    let ecosystem = match (program, verb) {
        ("npm", "ci" | "i" | "install" | "clean-install") if alone(1) && !is_global() => &known::NODE,
        ("pnpm", "fetch") => &known::NODE,
        ("yarn", "" | "install") | ("pnpm" | "bun", "i" | "install") if alone(1) && !is_global() => &known::NODE,
        ("deno", "install") if alone(1) && !is_global() => &known::DENO,
        ("pip" | "pip3", "install") if requirements() => &known::PYTHON,
        ("python" | "python3", "pip") if requirements() => &known::PYTHON,
        ("uv", "pip") if verbs.get(1) == Some(&"install") && requirements() => &known::PYTHON,
        ("uv", "pip") if verbs.get(1) == Some(&"sync") => &known::PYTHON,
        ("poetry", "install") | ("pipenv", "install" | "sync") | ("uv" | "pdm", "sync") => &known::PYTHON,
        ("pdm", "install") => &known::PYTHON,
        ("conda" | "mamba" | "micromamba", "env") if matches!(verbs.get(1), Some(&"create" | &"update")) => {
            &known::CONDA
        }
        ("micromamba", "install" | "create") if flag("-f") || flag("--file") => &known::CONDA,
        ("bundle", "install") => &known::RUBY,
        ("composer", "install") => &known::PHP,
        ("mix", "deps.get") => &known::ELIXIR,
        ("rebar3", "get-deps") => &known::ERLANG,
        ("dart" | "flutter", "pub") if verbs.get(1) == Some(&"get") => &known::DART,
        ("conan", "install") => &known::CONAN,
        ("shards", "install") => &known::CRYSTAL,
        ("cpanm", _) if flag("--installdeps") => &known::PERL,
        ("carton", "install") => &known::PERL,
        ("lein", "deps") => &known::LEIN,
        ("sbt", "update") => &known::SBT,
        ("swift", "package") if verbs.get(1) == Some(&"resolve") => &known::SWIFT,
        ("clojure" | "clj", _) if flag("-P") => &known::CLOJURE,
        _ => return None,
    };
    Some(ecosystem)
}

/// Languages whose build fetches the dependencies too.
fn compiled(program: &str, verb: &str, verbs: &[&str], words: &[&str]) -> Option<&'static Ecosystem> {
    let names = |wanted: &[&str]| verbs.iter().any(|it| wanted.iter().any(|name| it.contains(name)));
    let ecosystem = match (program, verb) {
        ("go", "mod") if verbs.get(1) == Some(&"download") => &known::GO,
        ("go", "build" | "install") => &known::GO,
        ("cargo", "build" | "install" | "fetch" | "zigbuild") => &known::RUST,
        ("cargo", "chef") if names(&["cook"]) => &known::RUST,
        ("mvn" | "mvnw", _) if names(&COMPILING) || names(&["dependency:", "go-offline"]) => &known::MAVEN,
        ("gradle" | "gradlew", _) if names(&["build", "Jar", "assemble", "installDist", "dependencies"]) => {
            &known::GRADLE
        }
        ("dotnet", "restore" | "build" | "publish") => &known::DOTNET,
        ("sbt", _) if names(&["compile", "assembly", "stage", "dist", "package"]) => &known::SBT,
        ("lein", "uberjar" | "compile" | "ring") => &known::LEIN,
        ("stack", "build" | "install" | "setup") if !words.contains(&"--only-dependencies") => &known::STACK,
        ("stack", "build") => &known::STACK,
        ("cabal", "build" | "install" | "v2-build" | "v2-install" | "new-build") => &known::CABAL,
        ("swift", "build") => &known::SWIFT,
        ("rebar3", "compile" | "release" | "as") => &known::ERLANG,
        _ => return None,
    };
    Some(ecosystem)
}

/// Whether the command builds from the sources: it also installs, but cannot stand above them.
pub fn compiles(invocation: &Invocation) -> bool {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let goals = |wanted: &[&str]| words.iter().skip(1).any(|word| wanted.iter().any(|goal| word.contains(goal)));
    match (program(invocation), words.get(1).copied().unwrap_or_default()) {
        ("go" | "cargo", "build" | "install" | "zigbuild") => install(invocation) != Some(Install::System),
        ("dotnet", "build" | "publish") => true,
        ("mvn" | "mvnw", _) => goals(&COMPILING),
        ("gradle" | "gradlew", _) => !goals(&["dependencies"]),
        ("sbt", _) => !goals(&["update"]),
        ("lein", verb) => verb != "deps",
        ("stack" | "cabal", _) => !goals(&["--only-dependencies", "--dependencies-only"]),
        ("swift", "build") | ("rebar3", "compile" | "release" | "as") => true,
        _ => false,
    }
}

/// Whether the command makes something of the sources, by a tool that people know to take long.
pub fn builds(invocation: &Invocation) -> bool {
    const TOOLS: [&str; 16] = [
        "make", "cmake", "ninja", "meson", "bazel", "hugo", "jekyll", "vite", "webpack", "next", "tsc", "ng", "turbo",
        "nx", "gcc", "g++",
    ];
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let program = program(invocation);
    let says = |wanted: &[&str]| words.iter().skip(1).any(|word| wanted.iter().any(|it| word.contains(it)));
    match program {
        "npm" | "yarn" | "pnpm" | "bun" | "deno" => says(&["build", "compile", "bundle", "dist"]),
        "mix" => says(&["compile", "release", "assets"]),
        "rails" | "rake" | "bundle" => says(&["assets:precompile"]),
        "python" | "python3" => says(&["setup.py", "collectstatic"]),
        "npx" | "bunx" => words.get(1).is_some_and(|tool| TOOLS.contains(tool)),
        "composer" => says(&["dump-autoload"]),
        "bash" | "sh" => says(&["build"]),
        _ => compiles(invocation) || TOOLS.contains(&program) || program.contains("build") || program == "configure",
    }
}

/// Whether the command may install a project's dependencies, as an install or in a way of its own.
pub fn may_install(invocation: &Invocation) -> bool {
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

/// Whether dependencies are cooked from a recipe, which stands for the manifests.
pub fn is_cook(invocation: &Invocation) -> bool {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    program(invocation) == "cargo" && words.contains(&"chef") && words.contains(&"cook")
}

/// The folder of the stage where the command looks for its manifests; `None` where that is not known.
pub fn folder(invocation: &Invocation) -> Option<String> {
    let here = invocation.folder.as_deref()?;
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        let flags = folder_flags(program(invocation));
        flags.iter().find_map(|flag| match word.strip_prefix(flag)? {
            "" => words.get(at + 1).copied(),
            rest => rest.strip_prefix('=').filter(|_| flag.starts_with("--")),
        })
    });
    let project = || (program(invocation) == "dotnet").then(|| words.get(2).copied()).flatten();
    let named = named.or_else(|| project().filter(|word| !word.starts_with('-') && !word.is_empty()));
    let Some(named) = named else { return Some(here.to_owned()) };
    let folder = path::join(here, named);
    let is_file = ["proj", ".sln", ".slnx", ".toml", ".xml"].iter().any(|end| named.ends_with(end));
    Some(if is_file { path::parent(&folder).to_owned() } else { folder })
}

/// The files that `pip install -r` and `conda env -f` name.
pub fn named_manifests(invocation: &Invocation) -> Vec<String> {
    let words: Vec<&str> = invocation.argv.iter().map(text).collect();
    let flags: &[&str] = match program(invocation) {
        "pip" | "pip3" | "python" | "python3" | "uv" => &["-r", "--requirement"],
        "conda" | "mamba" | "micromamba" => &["-f", "--file"],
        _ => return Vec::new(),
    };
    let mut named = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let value = flags.iter().find_map(|flag| match word.strip_prefix(flag)? {
            "" => words.get(at + 1).copied(),
            rest => Some(rest.strip_prefix('=').unwrap_or(rest)),
        });
        named.extend(value.filter(|it| !it.is_empty()).map(str::to_owned));
    }
    named
}

/// Flags that name the project's folder.
fn folder_flags(program: &str) -> &'static [&'static str] {
    match program {
        "npm" => &["--prefix", "-C"],
        "yarn" | "bun" => &["--cwd"],
        "pnpm" => &["--dir", "-C"],
        "go" => &["-C"],
        "poetry" => &["--directory", "-C"],
        "uv" => &["--directory", "--project"],
        "composer" => &["--working-dir", "-d"],
        "cargo" => &["--manifest-path"],
        "mvn" | "mvnw" => &["-f", "--file"],
        "gradle" | "gradlew" => &["-p", "--project-dir"],
        _ => &[],
    }
}

/// How many of the words without a dash are values of the flags before them.
fn values(words: &[&str]) -> usize {
    const FLAGS: [&str; 24] = [
        "--prefix",
        "-C",
        "--cwd",
        "--dir",
        "--network-timeout",
        "--network-concurrency",
        "--loglevel",
        "--fetch-timeout",
        "--fetch-retries",
        "--fetch-retry-maxtimeout",
        "--registry",
        "--cache",
        "--cache-folder",
        "--modules-folder",
        "--omit",
        "--include",
        "--only",
        "--maxsockets",
        "--filter",
        "--mutex",
        "--child-concurrency",
        "--store-dir",
        "--reporter",
        "--backend",
    ];
    let with_value = |pair: &&[&str]| FLAGS.contains(&pair[0]) && !pair[1].starts_with('-');
    words.windows(2).filter(with_value).count()
}

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

/// The name of the program that is run, without its folder.
pub fn program(invocation: &Invocation) -> &str {
    invocation.argv.first().map_or("", text).rsplit('/').next().unwrap_or_default()
}

/// Whether packages are installed whose names are all written: nothing of the context decides which.
fn system(verbs: &[&str], invocation: &Invocation) -> bool {
    let [verb, packages @ ..] = verbs else { return false };
    let plain = !packages.is_empty() && packages.iter().all(|name| !name.contains('/') && !name.is_empty());
    matches!(*verb, "install" | "add") && plain && invocation.argv.iter().all(|arg| *arg != Arg::Unknown)
}

/// The text of a word; empty where it is not known.
pub fn text(arg: &Arg) -> &str {
    match arg {
        Arg::Known(text) | Arg::Glob(text) => text,
        Arg::Unknown => "",
    }
}
