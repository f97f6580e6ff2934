//! What Compose files, bake files, workflows, Makefiles and scripts say of how a Dockerfile is built.

mod bake;
mod calls;
mod commands;
pub mod compose;
mod develop;
mod workflow;

use std::path::{Component, Path, PathBuf};

use crate::limits;
use crate::source::{Source, Span};

use super::workspace::{Workspace, absolute};

/// More hints than any repository holds.
const MOST_HINTS: usize = 10_000;

/// What kind of file gives a hint, the most trusted first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Compose,
    Bake,
    Workflow,
    /// `skaffold.yaml`, a `Tiltfile`: builds while somebody develops.
    Develop,
    /// A command line in a Makefile, a script or a workflow's `run`.
    Command,
}

/// One build that a file of the repository describes.
#[derive(Clone, Debug)]
pub struct BuildHint {
    pub kind: Kind,
    /// Absolute.
    pub context: PathBuf,
    /// Absolute.
    pub dockerfile: PathBuf,
    pub target: Option<String>,
    /// Build arguments; `None` where the value comes from elsewhere.
    pub args: Vec<(String, Option<String>)>,
    /// Names that the image gets, as written: variables and all.
    pub tags: Vec<String>,
    pub source: Source,
    pub span: Span,
}

/// What a file says, its paths not yet looked up.
#[derive(Default)]
struct Draft {
    context: String,
    dockerfile: Option<String>,
    target: Option<String>,
    args: Vec<(String, Option<String>)>,
    tags: Vec<String>,
    span: Span,
    /// A variable such as `$REPO_ROOT` says that the paths start at the repository's root.
    at_root: bool,
}

/// Reads all files that may describe builds. Sorted by trust, path and place.
pub(super) fn read(workspace: &Workspace) -> Vec<BuildHint> {
    let mut hints = compose::read(workspace);
    for path in workspace.yaml_files().iter().filter(|path| workflow::is_workflow(path)) {
        hints.extend(workspace.read(path).into_iter().flat_map(|source| workflow::read(workspace, &source)));
    }
    for source in workspace.scripts() {
        let path = source.path();
        if bake::is_bake(path) {
            hints.extend(bake::read(workspace, path, source));
        } else if develop::is_skaffold(path) {
            hints.extend(develop::skaffold(workspace, source));
        } else if develop::is_tiltfile(path) {
            hints.extend(develop::tiltfile(workspace, source));
        } else if !workflow::is_workflow(path) {
            hints.extend(commands::read(workspace, source));
        }
        if hints.len() > MOST_HINTS {
            limits::reached("no more places that build an image are read, as 10,000 were", source.path().display());
            break;
        }
    }
    hints.sort_by(|one, other| {
        let key = |hint: &BuildHint| (hint.kind, hint.source.path().to_owned(), hint.span);
        key(one).cmp(&key(other))
    });
    hints
}

impl Draft {
    /// Looks the paths up below `base` (absolute); `dockerfile_base` is where the Dockerfile's path starts.
    /// `None` where the context is no folder of the repository, or there is no such Dockerfile.
    fn settle(
        self,
        workspace: &Workspace,
        kind: Kind,
        base: &Path,
        start: Start,
        source: &Source,
    ) -> Option<BuildHint> {
        if is_unknown(&self.context) || self.dockerfile.as_deref().is_some_and(is_unknown) {
            return None;
        }
        // A folder that is a link may lead out of the repository.
        let context = std::fs::canonicalize(plain(&base.join(&self.context))).ok()?;
        let dockerfile = match (&self.dockerfile, start) {
            (Some(path), Start::Base) => plain(&base.join(path)),
            (Some(path), Start::Context) => plain(&context.join(path)),
            (None, _) => ["Dockerfile", "Containerfile", "dockerfile"]
                .map(|name| context.join(name))
                .into_iter()
                .find(|path| path.is_file())?,
        };
        let dockerfile = absolute(&dockerfile);
        let inside = |path: &Path| path.starts_with(workspace.repository());
        if !inside(&context) || !inside(&dockerfile) || !context.is_dir() || !dockerfile.is_file() {
            return None;
        }
        let Draft { target, args, tags, span, .. } = self;
        let target = target.filter(|target| !is_unknown(target) && !target.is_empty());
        Some(BuildHint { kind, context, dockerfile, target, args, tags, source: source.clone(), span })
    }
}

/// What the path of a Dockerfile is relative to.
#[derive(Clone, Copy)]
enum Start {
    /// The folder of the file, or the working directory.
    Base,
    /// The build context.
    Context,
}

/// A URL, the standard input, or text with a variable that nothing here knows.
fn is_unknown(path: &str) -> bool {
    path == "-" || path.contains("://") || path.starts_with("git@") || path.contains('$') || path.contains("{{")
}

/// The absolute folder that a file of the workspace stands in.
pub(super) fn folder_of(path: &Path) -> Option<PathBuf> {
    let folder = path.parent()?;
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::canonicalize(folder).ok()
}

/// The absolute path that `path` in a file of the workspace means; `None` for one that starts at a home.
pub fn beside(file: &Source, path: &str) -> Option<PathBuf> {
    (!path.starts_with('~')).then(|| Some(plain(&folder_of(file.path())?.join(path))))?
}

/// Without `.` and `..`; on disk nothing is asked.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => (),
            Component::ParentDir => {
                plain.pop();
            }
            _ => plain.push(part),
        }
    }
    plain
}

/// `KEY=value`, or `KEY` for a value from elsewhere.
fn argument(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.trim().to_owned(), Some(value.to_owned()).filter(|value| !value.contains('$'))),
        None => (text.trim().to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in r#"(docker |build |target "|\$\{|\}|\$\(|cd |-f |--file=|"|'|\\|\n|é|a|=|\{|\[|:-| )*"#) {
            commands::drafts(&text);
            bake::drafts(&Source::new("bake.hcl", text.as_str()));
            bake::drafts(&Source::new("bake.json", text.as_str()));
            develop::calls(&text);
        }
    }
}
