//! What the packages of a Cargo workspace build: members, programs, and Cargo's own configuration.
//!
//! By <https://doc.rust-lang.org/cargo/reference/workspaces.html>, `cargo-targets.html` and `config.html`.

pub(super) use toml::Table;
use toml::Value;

use super::tool::{Options, Tool, join, parent, text};

/// Members of one workspace that are read. Large real ones have two hundred.
const MOST: usize = 300;

/// What building some packages makes in the folder of the profile.
#[derive(Default)]
pub(super) struct Made {
    pub(super) programs: Vec<String>,
    /// Programs that only some features bring.
    pub(super) perhaps: Vec<String>,
    /// Libraries, by the name that stands behind `lib` in a file's name.
    pub(super) libraries: Vec<String>,
}

/// The folder of the workspace that `root` belongs to: the nearest above whose manifest has one.
pub(super) fn workspace(tool: &Tool, root: &str) -> String {
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

pub(super) fn manifest(tool: &Tool, folder: &str) -> Option<Table> {
    tool.read(&join(folder, "Cargo.toml"))?.parse().ok()
}

/// What `cargo build` with `options` in `root` makes; `None` where that is not known completely.
pub(super) fn made(tool: &Tool, options: &Options, root: &str) -> Option<Made> {
    if options.has(&["--lib", "--example", "--examples", "--test", "--bench"]) && !options.has(&["--bin", "--bins"]) {
        return None;
    }
    let folders = selected(tool, options, root)?;
    let mut made = Made::default();
    for folder in folders {
        let one = package(tool, &folder)?;
        made.programs.extend(one.programs);
        made.perhaps.extend(one.perhaps);
        made.libraries.extend(one.libraries);
    }
    if options.has(&["--bin"]) {
        let named: Option<Vec<&str>> = options.values(&["--bin"]).map(text).collect();
        let named = named?;
        // A feature that a program needs must be on, or the build fails.
        let all = made.programs.iter().chain(&made.perhaps).cloned();
        made.programs = all.filter(|name| named.contains(&name.as_str())).collect();
        made.perhaps.clear();
        made.libraries.clear();
        if made.programs.is_empty() {
            return None;
        }
    }
    for names in [&mut made.programs, &mut made.perhaps, &mut made.libraries] {
        names.sort();
        names.dedup();
    }
    Some(made)
}

/// The folders of the packages that are built.
fn selected(tool: &Tool, options: &Options, root: &str) -> Option<Vec<String>> {
    let top = workspace(tool, root);
    let mut named = options.values(&["-p", "--package"]).peekable();
    if named.peek().is_some() {
        let members = members(tool, &top, "members")?;
        let of_name = |name: &str| {
            let name = name.split('@').next().unwrap_or(name);
            members.iter().find(|folder| package_name(tool, folder).as_deref() == Some(name)).cloned()
        };
        return named.map(|name| text(name).and_then(of_name)).collect();
    }
    let own = manifest(tool, root)?;
    if options.has(&["--workspace", "--all"]) {
        let excluded: Option<Vec<&str>> = options.values(&["--exclude"]).map(text).collect();
        let excluded = excluded?;
        let is_left =
            |folder: &String| !package_name(tool, folder).is_some_and(|name| excluded.contains(&name.as_str()));
        return Some(members(tool, &top, "members")?.into_iter().filter(is_left).collect());
    }
    let Some(workspace) = own.get("workspace") else { return Some(vec![root.to_owned()]) };
    match (workspace.get("default-members").is_some(), own.contains_key("package")) {
        (true, _) => members(tool, root, "default-members"),
        (false, true) => Some(vec![root.to_owned()]),
        (false, false) => members(tool, root, "members"),
    }
}

fn package_name(tool: &Tool, folder: &str) -> Option<String> {
    Some(manifest(tool, folder)?.get("package")?.get("name")?.as_str()?.to_owned())
}

/// The folders that `key` of the workspace in `top` lists, patterns followed, with `top` itself where that is a package.
fn members(tool: &Tool, top: &str, key: &str) -> Option<Vec<String>> {
    let own = manifest(tool, top)?;
    let mut folders = Vec::new();
    if own.contains_key("package") && key == "members" {
        folders.push(top.to_owned());
    }
    let Some(workspace) = own.get("workspace") else { return Some(folders) };
    let list = |key: &str| -> Option<Vec<String>> {
        let listed = workspace.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        listed.iter().map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let excluded: Vec<String> = list("exclude")?.iter().map(|name| join(top, name)).collect();
    for member in list(key)? {
        if !member.contains(['*', '?', '[']) {
            folders.push(join(top, &member));
            continue;
        }
        let (above, "*") = member.rsplit_once('/').unwrap_or(("", &member)) else { return None };
        if above.contains(['*', '?', '[']) {
            return None;
        }
        let above = join(top, above);
        for name in (tool.call.list)(&above)?.into_iter().take(MOST) {
            let folder = join(&above, &name);
            // A pattern takes folders with a manifest only.
            if (tool.call.list)(&folder).is_none_or(|names| names.iter().any(|name| name == "Cargo.toml")) {
                folders.push(folder);
            }
        }
    }
    folders.retain(|folder| !excluded.contains(folder));
    (folders.len() <= MOST).then_some(folders)
}

/// What one package makes; `None` where there may be more: an unread manifest or `src/bin`.
pub(super) fn package(tool: &Tool, folder: &str) -> Option<Made> {
    let manifest = manifest(tool, folder)?;
    let package = manifest.get("package")?;
    let own = package.get("name")?.as_str()?;
    let mut made = Made::default();
    let listed = manifest.get("bin").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for bin in listed {
        let name = bin.get("name")?.as_str()?.to_owned();
        match bin.get("required-features") {
            Some(_) => made.perhaps.push(name),
            None => made.programs.push(name),
        }
    }
    let sources = (tool.call.list)(&join(folder, "src"))?;
    if manifest.contains_key("lib") || sources.iter().any(|name| name == "lib.rs") {
        let named = manifest.get("lib").and_then(|it| it.get("name")).and_then(Value::as_str);
        made.libraries.push(named.unwrap_or(own).replace('-', "_"));
    }
    if !package.get("autobins").and_then(Value::as_bool).unwrap_or(true) {
        return Some(made);
    }
    let of = |key: &str, value: &str| listed.iter().any(|bin| bin.get(key).and_then(Value::as_str) == Some(value));
    if sources.iter().any(|name| name == "main.rs") && !of("path", "src/main.rs") && !of("name", own) {
        made.programs.push(own.to_owned());
    }
    for file in (tool.call.list)(&join(folder, "src/bin"))? {
        let name = file.strip_suffix(".rs").unwrap_or(&file);
        let renamed = of("path", &format!("src/bin/{file}")) || of("path", &format!("src/bin/{file}/main.rs"));
        if !renamed && !of("name", name) {
            made.programs.push(name.to_owned());
        }
    }
    Some(made)
}

/// A value of `build` in `.cargo/config.toml`, with the folder that paths in it are relative to: the nearest file
/// above `folder` that has it, then Cargo's home.
pub(super) fn configured(tool: &Tool, folder: &str, homes: &[String], key: &str) -> Option<(Value, String)> {
    let mut at = folder.to_owned();
    let mut files = Vec::new();
    loop {
        files.push((join(&at, ".cargo"), at.clone()));
        if at == "/" {
            break;
        }
        at = parent(&at);
    }
    files.extend(homes.iter().map(|home| (home.clone(), parent(home))));
    files.into_iter().find_map(|(holder, base)| {
        // Of two files, Cargo takes the one without an extension.
        let text = ["config", "config.toml"].iter().find_map(|name| tool.read(&join(&holder, name)))?;
        let table: Table = text.parse().ok()?;
        Some((table.get("build")?.get(key)?.clone(), base))
    })
}
