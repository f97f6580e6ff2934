//! The programs that a Python project itself brings when it is installed: its console scripts.
//!
//! `[project.scripts]` (<https://packaging.python.org/specifications/pyproject-toml>), Poetry's own table, and
//! `console_scripts` in `setup.cfg` and `setup.py`, as far as they are plain text.

use super::cargo::installed;
use super::crates::Table;
use super::tool::{Options, Tool, clean, join};
use super::{Arg, Effect};

/// What `pip install SOURCE` puts into `bin`, where the source is a project: `.`, `./shop[web]`.
pub(super) fn of_source(tool: &Tool, source: &Arg, bin: &str) -> Vec<Effect> {
    let (Arg::Known(written) | Arg::Glob(written)) = source else { return Vec::new() };
    let folder = tool.resolve(written.split('[').next().unwrap_or(written));
    folder.map_or_else(Vec::new, |folder| effects(tool, &folder, bin))
}

/// What `uv sync` puts into the environment of the project: nothing for a project that is no package.
pub(super) fn of_uv(tool: &Tool, options: &Options, folder: &str) -> Vec<Effect> {
    let left_out = ["--no-install-project", "--no-install-workspace", "--no-install-local"];
    let manifest = tool.read(&join(folder, "pyproject.toml")).unwrap_or_default();
    let is_package = manifest.contains("[build-system]") && !manifest.contains("package = false");
    if options.subcommand() != Some("sync") || options.has(&left_out) || !is_package {
        return Vec::new();
    }
    let own = tool.env("UV_PROJECT_ENVIRONMENT").unwrap_or_else(|| ".venv".to_owned());
    let environment = if own.starts_with('/') { clean(&own) } else { join(folder, &own) };
    effects(tool, folder, &join(&environment, "bin"))
}

/// What `poetry install` puts into an environment whose place is settled.
pub(super) fn of_poetry(tool: &Tool, options: &Options, folder: &str) -> Vec<Effect> {
    if options.subcommand() != Some("install") || options.has(&["--no-root", "--only"]) {
        return Vec::new();
    }
    let is =
        |name: &str, values: &[&str]| tool.env(name).is_some_and(|it| values.contains(&it.to_lowercase().as_str()));
    let bin = if is("POETRY_VIRTUALENVS_CREATE", &["false", "0"]) {
        "/usr/local/bin".to_owned()
    } else if is("POETRY_VIRTUALENVS_IN_PROJECT", &["true", "1"]) {
        join(folder, ".venv/bin")
    } else {
        return Vec::new();
    };
    effects(tool, folder, &bin)
}

/// The console scripts of the project in `folder`, as files of `bin`.
fn effects(tool: &Tool, folder: &str, bin: &str) -> Vec<Effect> {
    names(tool, folder).iter().map(|name| installed(bin, name)).collect()
}

fn names(tool: &Tool, folder: &str) -> Vec<String> {
    let read = |name: &str| tool.read(&join(folder, name));
    let mut names = Vec::new();
    if let Some(project) = read("pyproject.toml").and_then(|text| text.parse::<Table>().ok()) {
        let standard = project.get("project").and_then(|it| it.get("scripts"));
        let poetry = project.get("tool").and_then(|it| it.get("poetry")).and_then(|it| it.get("scripts"));
        let tables = [standard, poetry].into_iter().flatten().filter_map(|it| it.as_table());
        names.extend(tables.flat_map(|table| table.keys().cloned()));
    }
    for text in ["setup.cfg", "setup.py"].into_iter().filter_map(read) {
        names.extend(console_scripts(&text));
    }
    names.retain(|name| !name.contains(['/', '$', '{', ' ']));
    names
}

/// `shop = shop.cli:main` behind `console_scripts`, quoted or not, up to the end of the list.
fn console_scripts(text: &str) -> Vec<String> {
    let Some((_, rest)) = text.split_once("console_scripts") else { return Vec::new() };
    let mut names = Vec::new();
    for line in rest.lines().take(200) {
        let end = line.trim_start().starts_with('[') && !names.is_empty() || line.contains("gui_scripts");
        if end {
            break;
        }
        let inner =
            line.split_once('[').map_or(line, |(before, behind)| if before.contains(':') { behind } else { line });
        for entry in inner.split(',') {
            let entry = entry.trim().trim_matches(['"', '\'', '[', ']', ' ']);
            let Some((name, target)) = entry.split_once('=') else { continue };
            let name = name.trim();
            let is_plain =
                !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it));
            if is_plain && target.contains(':') {
                names.push(name.to_owned());
            }
        }
        if line.contains(']') {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::console_scripts;

    #[test]
    fn reads_console_scripts() {
        let config = "[options.entry_points]\nconsole_scripts =\n    shop = shop.cli:main\n    shop-job=shop.job:run\n\n[flake8]\na = b:c\n";
        assert_eq!(console_scripts(config), ["shop", "shop-job"]);
        let setup =
            "setup(\n    entry_points={\n        'console_scripts': ['shop = shop.cli:main', \"x=y:z\"],\n    },\n)";
        assert_eq!(console_scripts(setup), ["shop", "x"]);
        let lines = "entry_points={\"console_scripts\": [\n    \"shop = shop.cli:main\",\n    f\"{name} = y:z\",\n]}";
        assert_eq!(console_scripts(lines), ["shop"]);
        assert!(console_scripts("setup()").is_empty());
    }
}
