//! Whether the build reads the history of the repository.

use crate::context::Context;
use crate::facts::commands::Arg;

use super::Model;

impl Model {
    /// Whether a step reads the git history, which then belongs into the context.
    pub fn build_reads_git(&self) -> bool {
        const TOOLS: [&str; 4] = ["git", "goreleaser", "versioneer", "hatch"];
        let Some(context) = &self.context else { return false };
        // A script that cannot be read may do anything.
        let script = |path: &str| context.read(path).is_none_or(|it| it.text().contains("git "));
        let names = self.invocations.iter().filter_map(|it| it.argv.first());
        let mut names = names.map(|arg| match arg {
            Arg::Known(name) => name.as_str(),
            Arg::Glob(_) | Arg::Unknown => "",
        });
        let asks = names.any(|name| match name.strip_prefix("./") {
            Some(path) => script(path),
            None if name == "make" => script("Makefile"),
            None => TOOLS.contains(&name),
        });
        asks || runs_git_script(self, context) || version_from_git(context)
    }
}

/// Whether a step runs a script of the context, as `python version.py` does, that itself asks git.
fn runs_git_script(model: &Model, context: &Context) -> bool {
    let calls = |text: &str| ["git ", "'git'", "\"git\"", "Repo("].iter().any(|call| text.contains(call));
    let words = model.invocations.iter().flat_map(|it| it.argv.iter().skip(1).take(3));
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
