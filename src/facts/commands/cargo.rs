//! Rust: where `cargo build` puts programs, and how they are linked.

use toml::Value;

use super::crates::{Made, configured, made, manifest, package, workspace};
use super::tool::{Options, Tool, base_name, clean, file, join, parent, program, text};
use super::{Arg, Effect, Rival, Setting};

const VALUED: &[&str] = &[
    "--bin",
    "--example",
    "--package",
    "-p",
    "--target",
    "--target-dir",
    "--profile",
    "--features",
    "-F",
    "--manifest-path",
    "--jobs",
    "-j",
    "--config",
    "--color",
    "--artifact-dir",
    "--out-dir",
    "--message-format",
    "--exclude",
    "-Z",
    "-C",
    "--root",
    "--path",
    "--version",
    "--vers",
    "--git",
    "--branch",
    "--tag",
    "--rev",
    "--registry",
    "--index",
    "--recipe-path",
    "--name",
    "--edition",
    "--test",
    "--bench",
    "--strategies",
];

/// What Cargo keeps for itself in the folder of a profile.
const INSIDE: [&str; 5] = ["deps", "build", "incremental", "examples", ".fingerprint"];

pub(super) fn effects(tool: &Tool) -> Option<Vec<Effect>> {
    let home = tool.env("CARGO_HOME").map(|home| clean(&home));
    let homes =
        home.map_or_else(|| vec!["/usr/local/cargo".to_owned(), join(&tool.home(), ".cargo")], |home| vec![home]);
    match tool.name {
        "cargo" | "cross" => cargo(tool, &homes),
        "cargo-chef" => cargo(tool, &homes),
        "rustup" | "rustup-init" => {
            let own = tool.env("RUSTUP_HOME").map(|home| vec![clean(&home)]);
            let own = own.unwrap_or_else(|| vec!["/usr/local/rustup".to_owned(), join(&tool.home(), ".rustup")]);
            let profile = [".profile", ".bashrc", ".zshenv"].map(|name| join(&tool.home(), name));
            Some(own.into_iter().chain(homes).chain(profile).map(|path| tool.opens(path)).collect())
        }
        "rustfmt" | "cargo-clippy" | "sccache" => Some(vec![tool.opens(tool.home())]),
        "rustc" => Some(vec![tool.opens(tool.cwd())]),
        "wasm-pack" | "trunk" | "wasm-bindgen" | "cargo-leptos" => Some(vec![tool.opens(tool.cwd())]),
        _ => None,
    }
}

fn cargo(tool: &Tool, homes: &[String]) -> Option<Vec<Effect>> {
    let args: Vec<Arg> =
        tool.args.iter().filter(|arg| !text(arg).is_some_and(|it| it.starts_with('+'))).cloned().collect();
    let options = super::tool::read(&args, VALUED);
    let mut root = options.value(&["-C"]).map_or(Some(tool.cwd()), |folder| tool.place(folder))?;
    if let Some(manifest) = options.value(&["--manifest-path"]) {
        root = parent(&tool.place(manifest)?);
    }
    let target = target_folder(tool, &options, &root, homes);
    let mut effects = match options.subcommand()? {
        "build" | "b" | "zigbuild" | "rustc" | "xwin" => build(tool, &options, &root, &target),
        "auditable" if options.rest().first().and_then(text) == Some("build") => build(tool, &options, &root, &target),
        "install" => install(tool, &options, homes),
        "binstall" => homes.iter().map(|home| tool.opens(join(home, "bin"))).collect(),
        "chef" if tool.name == "cargo" => chef(tool, &options, options.rest().first(), &target),
        "prepare" | "cook" if tool.name == "cargo-chef" => chef(tool, &options, options.operands.first(), &target),
        "fetch" | "generate-lockfile" | "update" | "search" | "login" | "metadata" | "tree" | "version" | "pkgid"
        | "uninstall" | "audit" | "deny" | "locate-project" => vec![tool.opens(join(&root, "Cargo.lock"))],
        "vendor" => vec![tool.opens(root.clone())],
        "new" | "init" => new(&args, tool, &root),
        "test" | "t" | "check" | "c" | "clippy" | "doc" | "bench" | "nextest" | "clean" => vec![tool.opens(target)],
        "fmt" => Vec::new(),
        _ => return None,
    };
    effects.extend(homes.iter().map(|home| tool.opens(join(home, "registry"))));
    effects.extend(homes.iter().map(|home| tool.opens(join(home, "git"))));
    Some(effects)
}

fn target_folder(tool: &Tool, options: &Options, root: &str, homes: &[String]) -> String {
    if let Some(folder) = options.value(&["--target-dir"]) {
        return tool.holder(folder);
    }
    if let Some(folder) = tool.env("CARGO_TARGET_DIR").or_else(|| tool.env("CARGO_BUILD_TARGET_DIR")) {
        return if folder.starts_with('/') { clean(&folder) } else { tool.below(&folder) };
    }
    match configured(tool, &tool.cwd(), homes, "target-dir") {
        Some((Value::String(folder), _)) if folder.starts_with('/') => clean(&folder),
        Some((Value::String(folder), base)) => join(&base, &folder),
        _ => join(&workspace(tool, root), "target"),
    }
}

/// The folders that programs come to: `target/release`, `target/<triple>/release`.
fn profile_folder(tool: &Tool, options: &Options, target: &str) -> Option<String> {
    let profile = match options.value(&["--profile"]) {
        Some(profile) => text(profile)?,
        None if options.has(&["--release", "-r"]) => "release",
        None => "debug",
    };
    let profile = match profile {
        "dev" | "test" => "debug",
        "bench" => "release",
        other => other,
    };
    let folder = match triple(tool, options) {
        // A target of one's own is a file: its folder goes by the name.
        Some(Arg::Known(triple)) => join(target, base_name(triple.strip_suffix(".json").unwrap_or(&triple))),
        Some(_) => return None,
        None => target.to_owned(),
    };
    Some(join(&folder, profile))
}

fn triple(tool: &Tool, options: &Options) -> Option<Arg> {
    let given = options.value(&["--target"]).cloned();
    let given = given.or_else(|| tool.env("CARGO_BUILD_TARGET").map(Arg::Known));
    let triple = given.or_else(|| {
        let home = tool.env("CARGO_HOME").map(|home| clean(&home));
        let (value, _) = configured(tool, &tool.cwd(), home.as_slice(), "target")?;
        match value {
            Value::String(triple) => Some(Arg::Known(triple)),
            // Several targets, each with a folder of its own.
            _ => Some(Arg::Unknown),
        }
    })?;
    // `cargo zigbuild` takes the version of glibc behind the triple.
    Some(match triple {
        Arg::Known(triple) => Arg::Known(triple.split(".2.").next().unwrap_or(&triple).to_owned()),
        other => other,
    })
}

fn linking(tool: &Tool, options: &Options) -> Option<bool> {
    if tool.env("RUSTFLAGS").is_some_and(|flags| flags.contains("+crt-static")) {
        return Some(false);
    }
    match triple(tool, options) {
        Some(Arg::Known(triple)) if triple.contains("-musl") => Some(false),
        Some(Arg::Known(triple)) if triple.contains("-gnu") => Some(true),
        Some(_) => None,
        // The default target is the compiler's own: glibc's on Debian and Ubuntu.
        None => {
            let release = tool.read("/etc/os-release")?;
            let debian = release.lines().any(|line| matches!(line.trim(), "ID=debian" | "ID=ubuntu"));
            debian.then_some(true)
        }
    }
}

fn build(tool: &Tool, options: &Options, root: &str, target: &str) -> Vec<Effect> {
    let Some(folder) = profile_folder(tool, options, target) else { return vec![tool.opens(target)] };
    let copied = options.value(&["--artifact-dir", "--out-dir"]);
    let mut folders = vec![folder.clone()];
    match copied.map(|to| (tool.place(to), tool.opens_arg(to))) {
        Some((Some(to), _)) => folders.push(to),
        Some((None, opened)) => return vec![tool.opens(target), opened],
        None => {}
    }
    let is_foreign = |sign| matches!(triple(tool, options), Some(Arg::Known(triple)) if triple.contains(sign));
    let bins: Option<Vec<String>> = options.values(&["--bin"]).map(|name| text(name).map(str::to_owned)).collect();
    let bins = bins.filter(|names| !names.is_empty()).map(|programs| Made { programs, ..Made::default() });
    let Some(made) = made(tool, options, root).or(bins).filter(|_| !is_foreign("wasm") && !is_foreign("windows"))
    else {
        return folders.into_iter().map(|folder| tool.opens(folder)).collect();
    };
    let dynamic = linking(tool, options);
    let mut effects = Vec::new();
    for folder in &folders {
        for name in &made.programs {
            let path = join(folder, name);
            effects.push(Effect::Program { path, language: "rust", dynamic, package: Some(name.clone()) });
        }
        effects.extend(made.perhaps.iter().map(|name| tool.opens(join(folder, name))));
        for end in ["so", "a", "rlib", "dylib", "d"] {
            effects.extend(made.libraries.iter().map(|name| tool.opens(join(folder, &format!("lib{name}.{end}")))));
        }
        effects.extend(made.programs.iter().map(|name| tool.opens(join(folder, &format!("{name}.d")))));
    }
    effects.extend(INSIDE.iter().map(|name| tool.opens(join(&folder, name))));
    effects.extend(built(tool, root, target, &folder, &made));
    effects
}

/// That the build's programs are these, where one of them can be named.
fn built(tool: &Tool, root: &str, target: &str, folder: &str, made: &Made) -> Option<Effect> {
    let name = made.programs.first()?;
    let rest = made.programs.iter().chain(&made.perhaps);
    let rivals = vec![Rival::Programs { target: target.to_owned(), made: rest.map(|it| join(folder, it)).collect() }];
    let said = Some(Setting { path: join(root, "Cargo.toml"), text: name.clone() });
    Some(Effect::Builds { path: join(folder, name), by: format!("{} build", tool.name), said, rivals })
}

fn install(tool: &Tool, options: &Options, homes: &[String]) -> Vec<Effect> {
    let root = options.value(&["--root"]).cloned().or_else(|| tool.env("CARGO_INSTALL_ROOT").map(Arg::Known));
    let folders = match root {
        Some(root) => match tool.place(&root) {
            Some(root) => vec![join(&root, "bin")],
            None => return vec![tool.opens_arg(&root)],
        },
        None => homes.iter().map(|home| join(home, "bin")).collect(),
    };
    let dynamic = linking(tool, options);
    let mut effects: Vec<Effect> = Vec::new();
    let mut is_known = false;
    let names: Vec<String> = if let Some(path) = options.value(&["--path"]) {
        let own = tool.place(path).and_then(|path| {
            effects.push(tool.opens(join(&workspace(tool, &path), "target")));
            let made = package(tool, &path).filter(|_| !options.has(&["--example", "--examples"]));
            is_known = made.as_ref().is_some_and(|made| made.perhaps.is_empty() && !options.has(&["--bin", "--bins"]));
            let name = manifest(tool, &path)?.get("package")?.get("name")?.as_str()?.to_owned();
            let only = Some(vec![name]).filter(|_| tool.read(&join(&path, "src/main.rs")).is_some());
            let asked: Option<Vec<String>> = options.values(&["--bin"]).map(|it| text(it).map(str::to_owned)).collect();
            asked.filter(|it| !it.is_empty()).or(made.map(|made| made.programs)).or(only)
        });
        own.unwrap_or_default()
    } else {
        // Most programs are named after their crate; the opened folder stands for the others.
        let crates = options.rest().iter().filter_map(text);
        crates.map(|name| name.split('@').next().unwrap_or(name).to_owned()).collect()
    };
    let is_known = is_known && folders.len() == 1 && !names.is_empty();
    if !is_known {
        effects.extend(folders.iter().map(|folder| tool.opens(folder.clone())));
    }
    if let [folder] = folders.as_slice() {
        for name in names {
            let path = join(folder, &name);
            effects.push(Effect::Program { path, language: "rust", dynamic, package: Some(name) });
        }
    }
    effects
}

fn chef(tool: &Tool, options: &Options, subcommand: Option<&Arg>, target: &str) -> Vec<Effect> {
    let recipe = options.value(&["--recipe-path"]).cloned().unwrap_or(Arg::Known("recipe.json".to_owned()));
    match subcommand.and_then(text) {
        Some("prepare") => vec![tool.place(&recipe).map_or_else(|| tool.opens("/"), file)],
        // It lays out a skeleton of the workspace and builds that; what the skeleton's own packages gave is taken
        // away again. The skeleton's sources are of no use to anybody: real ones come in their place.
        _ => {
            let sources = ["Cargo.toml", "Cargo.lock", ".cargo"];
            let sources = sources.map(|name| tool.opens(join(&tool.cwd(), name)));
            let built = match profile_folder(tool, options, target) {
                Some(folder) => INSIDE.iter().map(|name| tool.opens(join(&folder, name))).collect(),
                None => vec![tool.opens(target)],
            };
            sources.into_iter().chain(built).collect()
        }
    }
}

fn new(args: &[Arg], tool: &Tool, root: &str) -> Vec<Effect> {
    // Here, and only here, `--bin` takes no value.
    let options = super::tool::read(args, &["--name", "--edition", "--vcs", "--color", "--registry"]);
    let named = options.rest().first().and_then(text);
    let folder = named
        .map_or_else(|| root.to_owned(), |name| if name.starts_with('/') { clean(name) } else { join(root, name) });
    let source = if options.has(&["--lib"]) { "src/lib.rs" } else { "src/main.rs" };
    let files = ["Cargo.toml", source].map(|name| file(join(&folder, name)));
    [Effect::Folder(folder.clone())].into_iter().chain(files).chain([tool.opens(folder)]).collect()
}

/// A tool that is installed under its own name in a folder of programs.
pub(super) fn installed(folder: &str, name: &str) -> Effect {
    program(join(folder, name))
}
