//! The COPYs that take the whole context, and what unwanted things come through them.

use crate::context::{Context, Unwanted, UnwantedKind};
use crate::facts::commands::Arg;
use crate::model::copy::{Copy, CopyFrom, Source, SourceState};
use crate::rules::Input;

/// The first COPY or ADD, in a stage that is built, of the context's root.
pub(super) fn whole_context<'a>(input: &'a Input) -> Option<(&'a Copy, &'a Source)> {
    let needed = input.model.needed();
    let copies = input.model.copies.iter().filter(|copy| needed[copy.stage] && matches!(copy.from, CopyFrom::Context));
    let mut sources = copies.flat_map(|copy| copy.sources.iter().map(move |source| (copy, source)));
    sources.find(|(copy, source)| {
        matches!(&source.state, SourceState::Context { path, .. } if path.is_empty()) && copy.exclude.is_empty()
    })
}

/// Whether the files of the stage are part of the built image.
pub(super) fn is_shipped(input: &Input, copy: &Copy) -> bool {
    input.model.chain(input.model.target).any(|stage| stage.id == copy.stage)
}

/// What is sent though it should not be, fixtures left out, the weightiest first.
pub(super) fn unwanted(input: &Input) -> Vec<Unwanted> {
    let Some(context) = &input.model.context else { return Vec::new() };
    let mut unwanted: Vec<Unwanted> = context.unwanted().into_iter().filter(|it| !it.likely_fixture).collect();
    unwanted.sort_by(|left, right| right.size.cmp(&left.size).then_with(|| left.path.cmp(&right.path)));
    unwanted
}

/// the history (`.git`), `node_modules` (180 MB)
pub(super) fn listed(unwanted: &[Unwanted]) -> String {
    let named = unwanted.iter().take(4).map(|it| match it.kind {
        // How much of the history a clone has differs from one machine to the next.
        UnwantedKind::Git => format!("the history (`{}`)", it.path),
        _ => format!("`{}` ({})", it.path, size(it.size)),
    });
    let mut names: Vec<String> = named.collect();
    if unwanted.len() > names.len() {
        names.push(format!("{} more", unwanted.len() - names.len()));
    }
    names.join(", ")
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..1_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// Whether a step reads the git history, which then belongs into the context.
pub(super) fn build_reads_git(input: &Input) -> bool {
    const TOOLS: [&str; 4] = ["git", "goreleaser", "versioneer", "hatch"];
    let Some(context) = &input.model.context else { return false };
    // A script that cannot be read may do anything.
    let script = |path: &str| context.read(path).is_none_or(|it| it.text().contains("git "));
    let names = input.model.invocations.iter().filter_map(|it| it.argv.first());
    let mut names = names.map(|arg| match arg {
        Arg::Known(name) => name.as_str(),
        Arg::Glob(_) | Arg::Unknown => "",
    });
    let asks = names.any(|name| match name.strip_prefix("./") {
        Some(path) => script(path),
        None if name == "make" => script("Makefile"),
        None => TOOLS.contains(&name),
    });
    asks || runs_git_script(input, context) || version_from_git(context)
}

/// Whether a step runs a script of the context, as `python version.py` does, that itself asks git.
fn runs_git_script(input: &Input, context: &Context) -> bool {
    let calls = |text: &str| ["git ", "'git'", "\"git\"", "Repo("].iter().any(|call| text.contains(call));
    let words = input.model.invocations.iter().flat_map(|it| it.argv.iter().skip(1).take(3));
    let mut scripts = words.filter_map(|arg| match arg {
        Arg::Known(text) if [".py", ".js", ".mjs", ".sh", ".rb"].iter().any(|end| text.ends_with(end)) => Some(text),
        _ => None,
    });
    scripts.any(|path| context.read(path.trim_start_matches("./")).is_some_and(|it| calls(it.text())))
}

/// Whether the project's version is what git says it is.
fn version_from_git(context: &Context) -> bool {
    const TOOLS: [&str; 4] = ["setuptools_scm", "setuptools-scm", "hatch-vcs", "dynamic-versioning"];
    context.read("pyproject.toml").is_some_and(|it| TOOLS.iter().any(|tool| it.text().contains(tool)))
}

pub(super) fn is_history(unwanted: &Unwanted) -> bool {
    unwanted.kind == UnwantedKind::Git
}
