//! Rust: where `cargo build` puts programs, and how they are linked.

use toml::{Table, Value};

use super::tool::{Options, Tool, clean, file, join, parent, program, text};
use super::{Arg, Effect};

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
    let target = target_folder(tool, &options, &root);
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

fn target_folder(tool: &Tool, options: &Options, root: &str) -> String {
    if let Some(folder) = options.value(&["--target-dir"]) {
        return tool.holder(folder);
    }
    match tool.env("CARGO_TARGET_DIR") {
        Some(folder) => {
            if folder.starts_with('/') {
                clean(&folder)
            } else {
                tool.below(&folder)
            }
        }
        None => join(&workspace(tool, root), "target"),
    }
}

/// The folder of the workspace that `root` belongs to: the nearest above whose manifest has one.
fn workspace(tool: &Tool, root: &str) -> String {
    let mut at = root.to_owned();
    loop {
        if manifest(tool, &at).is_some_and(|manifest| manifest.contains_key("workspace")) {
            return at;
        }
        if at == "/" {
            return root.to_owned();
        }
        at = parent(&at);
    }
}

fn manifest(tool: &Tool, folder: &str) -> Option<Table> {
    tool.read(&join(folder, "Cargo.toml"))?.parse().ok()
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
        Some(Arg::Known(triple)) => join(target, &triple),
        Some(_) => return None,
        None => target.to_owned(),
    };
    Some(join(&folder, profile))
}

fn triple(tool: &Tool, options: &Options) -> Option<Arg> {
    let given = options.value(&["--target"]).cloned();
    let triple = given.or_else(|| tool.env("CARGO_BUILD_TARGET").map(Arg::Known))?;
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
    if let Some(folder) = options.value(&["--artifact-dir", "--out-dir"]) {
        return vec![tool.opens(target), tool.opens_arg(folder)];
    }
    let Some(folder) = profile_folder(tool, options, target) else { return vec![tool.opens(target)] };
    let named: Option<Vec<String>> = match options.has(&["--bin"]) {
        true => options.values(&["--bin"]).map(|name| text(name).map(str::to_owned)).collect(),
        false => None,
    };
    let dynamic = linking(tool, options);
    let mut effects = Vec::new();
    let known = match named {
        Some(names) => Some(names),
        None if options.has(&["--workspace", "--all", "-p", "--package", "--bins", "--lib", "--example"]) => None,
        None => programs(tool, root),
    };
    match known {
        Some(names) => {
            for name in names {
                let path = join(&folder, &name);
                effects.push(Effect::Program { path, language: "rust", dynamic, package: Some(name) });
            }
            let inside = ["deps", "build", "incremental", "examples", ".fingerprint"];
            effects.extend(inside.map(|name| tool.opens(join(&folder, name))));
        }
        None => effects.push(tool.opens(folder)),
    }
    effects
}

/// The programs of the package in `root`; `None` where there may be others: a workspace without a
/// package of its own, a library, an unread `src/bin`.
fn programs(tool: &Tool, root: &str) -> Option<Vec<String>> {
    let manifest = manifest(tool, root)?;
    let package = manifest.get("package")?;
    let members = manifest.get("workspace").and_then(|it| it.get("default-members"));
    if members.is_some() || manifest.contains_key("lib") {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let listed = manifest.get("bin").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for bin in listed {
        names.push(bin.get("name")?.as_str()?.to_owned());
    }
    let automatic = package.get("autobins").and_then(Value::as_bool).unwrap_or(true);
    if automatic {
        let own = package.get("name")?.as_str()?;
        let sources = (tool.call.list)(&join(root, "src"))?;
        if sources.iter().any(|name| name == "lib.rs") {
            return None;
        }
        let takes_main = listed.iter().any(|bin| bin.get("path").and_then(Value::as_str) == Some("src/main.rs"));
        if sources.iter().any(|name| name == "main.rs") && !takes_main {
            names.push(own.to_owned());
        }
        for name in (tool.call.list)(&join(root, "src/bin"))? {
            names.push(name.strip_suffix(".rs").unwrap_or(&name).to_owned());
        }
    }
    names.sort();
    names.dedup();
    Some(names)
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
    let mut effects: Vec<Effect> = folders.iter().map(|folder| tool.opens(folder.clone())).collect();
    let names: Vec<String> = if let Some(path) = options.value(&["--path"]) {
        let own = tool.place(path).and_then(|path| {
            effects.push(tool.opens(join(&workspace(tool, &path), "target")));
            let name = manifest(tool, &path)?.get("package")?.get("name")?.as_str()?.to_owned();
            programs(tool, &path).or(Some(vec![name]).filter(|_| tool.read(&join(&path, "src/main.rs")).is_some()))
        });
        own.unwrap_or_default()
    } else {
        // Most programs are named after their crate; the opened folder stands for the others.
        let crates = options.rest().iter().filter_map(text);
        crates.map(|name| name.split('@').next().unwrap_or(name).to_owned()).collect()
    };
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
        // It lays out a skeleton of the workspace and builds that.
        _ => vec![tool.opens(tool.cwd()), tool.opens(target)],
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
