//! Why a path that is missing now may be there when the image is really built.

use crate::source::Source;

use super::{Context, Node};

/// Folders that builds write. Counted only where the folder itself is missing.
const OUTPUT: [&str; 20] = [
    "dist",
    "build",
    "target",
    "out",
    "output",
    "bin",
    "_output",
    "_build",
    "release",
    "releases",
    "artifacts",
    "artifact",
    ".next",
    ".output",
    "publish",
    "obj",
    "_site",
    "coverage",
    "generated",
    ".build",
];

/// Ends of names that only builds produce.
const PRODUCTS: [&str; 20] = [
    ".jar", ".war", ".ear", ".whl", ".tar.gz", ".tgz", ".tar.xz", ".tar.bz2", ".tar.zst", ".tar", ".deb", ".rpm",
    ".apk", ".zip", ".exe", ".gem", ".nupkg", ".so", ".phar", ".wasm",
];

/// Signs that a line writes a file rather than reads one.
const WRITES: [&str; 20] = [
    " -o ", "-o=", "> ", ">>", "cp ", "mv ", "curl", "wget", "tar ", "gen", "mkdir", "touch", "install", "build",
    "output", "download", "ln ", "tee ", "binary", "path:",
];

/// See [`Context::made_elsewhere`].
pub(super) fn reason(context: &Context, path: &str) -> Option<String> {
    let path = path.trim_matches('/');
    if path.is_empty() || path.len() > 4096 {
        return None;
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    repository(context, path)
        .or_else(|| output_folder(context, path))
        .or_else(|| allow_list(context, path))
        .or_else(|| product(name))
        .or_else(|| fetched_folder(context, path))
        .or_else(|| script(context, name))
}

/// What git knows of it.
fn repository(context: &Context, path: &str) -> Option<String> {
    if path == ".git" || path.starts_with(".git/") {
        return Some("it is part of every clone".to_owned());
    }
    let full = context.in_repository(path)?;
    let workspace = context.workspace();
    if let Some(module) = workspace.submodule(&full) {
        return Some(format!("it lies in the git submodule `{module}`"));
    }
    workspace.git_ignores(&full)
}

fn output_folder(context: &Context, path: &str) -> Option<String> {
    let mut end = 0;
    for name in path.split('/') {
        end += name.len();
        let folder = &path[..end];
        if OUTPUT.contains(&name) && context.node(folder) == Node::Missing {
            return Some(format!("`{folder}` is a folder that builds write"));
        }
        end += 1;
    }
    None
}

/// A first folder that is missing and that a workflow names as the place of what it fetches: `path: web`.
fn fetched_folder(context: &Context, path: &str) -> Option<String> {
    let (first, _) = path.split_once('/')?;
    if context.node(first) != Node::Missing {
        return None;
    }
    let names = |line: &str| {
        let place = line.trim().strip_prefix("path:").map(|it| it.trim().trim_matches(['"', '\'']));
        place.is_some_and(|it| it.trim_start_matches("./").trim_end_matches('/') == first)
    };
    // No file's name ends in `/`, so what is remembered of folders stands beside that.
    context.workspace().mention(&format!("{first}/"), || {
        context.workspace().scripts().iter().find_map(|source| {
            let line = source.text().lines().position(names)?;
            Some(format!("`{}:{}` names its folder", shown(context, source), line + 1))
        })
    })
}

/// An allow-list that brings back exactly this name says that somebody expects it.
fn allow_list(context: &Context, path: &str) -> Option<String> {
    let ignored = context.ignored();
    let first = ignored.patterns.first()?;
    if first.negated || !["*", "**", "**/*"].contains(&first.text.as_str()) {
        return None;
    }
    let names = |text: &str| text.trim_end_matches("/**").trim_end_matches("/*") == path;
    let pattern = ignored.patterns.iter().find(|pattern| pattern.negated && names(&pattern.text))?;
    let source = ignored.source.as_ref()?;
    let file = source.path().file_name()?.to_string_lossy();
    Some(format!("`{file}:{}` lets it in by name", source.line(pattern.span.start)))
}

fn product(name: &str) -> Option<String> {
    let end = PRODUCTS.iter().find(|end| name.ends_with(*end) && name.len() > end.len())?;
    Some(format!("`*{end}` files are what builds produce"))
}

/// A Makefile, script, workflow or release configuration that names it.
fn script(context: &Context, name: &str) -> Option<String> {
    if name.len() < 3 || name.contains(['*', '?', '[', '$', '`']) {
        return None;
    }
    context.workspace().mention(name, || search(context, name))
}

fn search(context: &Context, name: &str) -> Option<String> {
    let has_end = name.trim_start_matches('.').contains('.');
    let scripts = context.workspace().scripts();
    let named = scripts.iter().find_map(|source| {
        let is_enough = has_end || is_release(source);
        let at = mentions(source.text(), name).find(|at| {
            let line = source.slice(source.line_span(source.line(*at as u32)));
            !line.trim_start().starts_with('#') && (is_enough || writes(line) || is_target(line, name))
        })?;
        Some(format!("`{}:{}` names it", shown(context, source), source.line(at as u32)))
    });
    named.or_else(|| {
        let release = scripts.iter().find(|source| is_release(source))?;
        (project_name(context)? == name).then(|| format!("`{}` builds it by default", shown(context, release)))
    })
}

impl Context {
    /// Whether a build script or workflow gives the build argument `name` a value: `--build-arg NAME=x`, or
    /// `NAME=x` in a list of them.
    pub fn is_passed(&self, name: &str) -> bool {
        let gives = |text: &str| mentions(text, name).any(|at| text.as_bytes().get(at + name.len()) == Some(&b'='));
        self.workspace().scripts().iter().any(|source| gives(source.text()))
    }

    /// Whether anything in the repository builds the stage `name` by itself: a build description whose target it is,
    /// or a line of a build script or workflow that names it beside the word `target`.
    pub fn is_targeted(&self, name: &str) -> bool {
        let is_target = |target: &Option<String>| target.as_deref().is_some_and(|it| it.eq_ignore_ascii_case(name));
        let names = |line: &str| line.contains("target") && mentions(line, name).next().is_some();
        let workspace = self.workspace();
        workspace.hints().iter().any(|hint| is_target(&hint.target))
            || workspace.scripts().iter().any(|source| source.text().lines().any(names))
    }
}

/// Whether a command line seems to make files; one that builds or runs an image names images.
fn writes(line: &str) -> bool {
    const IMAGES: [&str; 4] = ["docker ", "podman ", "kubectl ", "helm "];
    // `CORE_BINARY=core` is written in capital letters.
    let line = line.to_ascii_lowercase();
    WRITES.iter().any(|sign| line.contains(sign)) && !IMAGES.iter().any(|tool| line.contains(tool))
}

/// Whether the line is the rule of a Makefile that makes `name`.
fn is_target(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':'))
}

/// A configuration whose every word is about what is built.
fn is_release(source: &Source) -> bool {
    let name = source.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.contains("goreleaser") || name.contains("promu")
}

/// The last name of the Go module's path, which release tools give to its program.
fn project_name(context: &Context) -> Option<String> {
    let module = context.workspace().read(&context.repository().join("go.mod"))?;
    let path = module.text().lines().find_map(|line| line.strip_prefix("module "))?.trim().to_owned();
    let is_version =
        |name: &&str| name.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|it| it.is_ascii_digit()));
    path.rsplit('/').find(|name| !is_version(name)).map(str::to_owned)
}

/// The path of a script as seen from the repository's root.
fn shown(context: &Context, source: &Source) -> String {
    let path = std::path::absolute(source.path()).unwrap_or_else(|_| source.path().to_owned());
    path.strip_prefix(context.repository()).unwrap_or(source.path()).display().to_string()
}

/// Where `name` stands as a whole word.
fn mentions<'t>(text: &'t str, name: &'t str) -> impl Iterator<Item = usize> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-' || byte == b'.';
    text.match_indices(name).map(|(at, _)| at).filter(move |at| {
        let byte = |at: usize| text.as_bytes().get(at).copied();
        let before = at.checked_sub(1).and_then(byte);
        let end = at + name.len();
        // A dot may end a sentence, or start another ending.
        let after = if byte(end) == Some(b'.') { byte(end + 1) } else { byte(end) };
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_whole_words_only() {
        let found = |text: &str| mentions(text, "app.bin").count();
        assert_eq!(found("go build -o out/app.bin. app.bin"), 2);
        assert_eq!(found("my-app.bin app.binary xapp.bin app.bin.sha256"), 0);
    }

    #[test]
    fn products_go_by_their_end() {
        assert!(product("service-1.0.jar").is_some());
        assert!(product(".jar").is_none());
        assert!(product("main.go").is_none());
    }
}
