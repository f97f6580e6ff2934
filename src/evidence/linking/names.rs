//! Links by name, where no file says how an image is built.
//!
//! The last part of the container's image is the name of the Dockerfile's folder (of the one above a
//! `src`), of the build context or of the Go module, or stands in the Dockerfile's own name (`Dockerfile.worker`).
//! A Dockerfile that is not in a part of the repository is also called like the repository. Where the
//! repository has one Dockerfile, and its manifests run one image that is not a public one, that is the image.

use std::collections::BTreeSet;
use std::path::Path;

use crate::context::Context;
use crate::context::discover::is_dockerfile_name;

/// Folder names that say nothing of what is in them.
const COMMON: [&str; 9] = ["app", "src", "docker", "build", "deploy", "server", "dev", "prod", ""];

/// Names of one folder that are looked at.
const MOST_NAMES: usize = 2_000;

/// The names that an image of a Dockerfile may have, as [`plain`] writes them.
pub(super) struct Names {
    all: BTreeSet<String>,
    /// Those of the repository as a whole.
    whole: BTreeSet<String>,
}

impl Names {
    pub(super) fn of(dockerfile: &Path, context: &Context) -> Names {
        let file = last(dockerfile).unwrap_or_default();
        let own = file.split(['.', '-', '_']).filter(|part| !part.eq_ignore_ascii_case("dockerfile"));
        let mut names: Vec<String> = own.map(str::to_owned).collect();
        let mut whole = Vec::new();
        // One of several variants has no more than its own name.
        if names.is_empty() || is_alone(dockerfile) {
            let inside = inside(dockerfile, context);
            let is_part = inside.iter().any(|name| !COMMON.contains(&plain(name).as_str()));
            let module = (!is_part || context.root() != context.repository()).then(|| module(context)).flatten();
            if !is_part && (names.is_empty() || inside.is_empty()) {
                whole.extend(last(context.repository()));
                whole.extend(module.clone());
            }
            names.extend(inside.iter().rev().find(|name| !COMMON.contains(&plain(name).as_str())).cloned());
            names.extend(last(context.root()).filter(|_| context.root() != context.repository()));
            names.extend(module.filter(|_| is_part));
        }
        let settle = |names: Vec<String>| -> BTreeSet<String> {
            let names = names.iter().map(|name| plain(name));
            names.filter(|name| !COMMON.contains(&name.as_str())).collect()
        };
        Names { all: settle([names, whole.clone()].concat()), whole: settle(whole) }
    }

    /// Whether an image of a manifest may be this one.
    pub(super) fn hold(&self, name: &str) -> bool {
        self.all.contains(name)
    }

    /// Whether an image that a Compose file does not build may be this one: it builds the parts of a repository,
    /// so what it takes ready-made is that of others, or the repository's own.
    pub(super) fn hold_as_whole(&self, name: &str) -> bool {
        self.whole.contains(name)
    }
}

fn last(path: &Path) -> Option<String> {
    path.file_name().map(|name| name.to_string_lossy().into_owned())
}

/// The folders between the repository and the Dockerfile.
fn inside(dockerfile: &Path, context: &Context) -> Vec<String> {
    let folder = dockerfile.parent().and_then(|folder| folder.strip_prefix(context.repository()).ok());
    let names = folder.into_iter().flat_map(Path::components);
    names.map(|name| name.as_os_str().to_string_lossy().into_owned()).collect()
}

/// Whether no other Dockerfile stands beside it.
fn is_alone(dockerfile: &Path) -> bool {
    let Some(entries) = dockerfile.parent().and_then(|folder| std::fs::read_dir(folder).ok()) else { return false };
    let names = entries.flatten().take(MOST_NAMES).filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| is_dockerfile_name(name)).count() <= 1
}

fn module(context: &Context) -> Option<String> {
    let source = context.read("go.mod")?;
    let module = source.text().lines().find_map(|line| line.strip_prefix("module "))?;
    module.trim().rsplit('/').next().map(str::to_owned)
}

/// Lower case, letters and digits only.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::context::Workspace;
    use crate::context::discover::discover;

    fn names(files: &[&str], dockerfile: &str, root: &str) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let repository = fs::canonicalize(folder.path()).expect("it was just made").join("shop");
        fs::create_dir_all(repository.join(".git")).expect("a folder");
        for path in files {
            let path = repository.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
            fs::write(path, "FROM x\n").expect("a file");
        }
        let workspace = Workspace::open(&repository, &discover(std::slice::from_ref(&repository)));
        let dockerfile = repository.join(dockerfile);
        let context = Context::open(workspace, &repository.join(root), &dockerfile, String::new());
        let names = Names::of(&dockerfile, &context);
        (names.all.into_iter().collect(), names.whole.into_iter().collect())
    }

    #[test]
    fn an_image_is_called_like_its_part_of_the_repository() {
        for (files, dockerfile, root, all, whole) in [
            (&["Dockerfile"][..], "Dockerfile", "", &["shop"][..], &["shop"][..]),
            (&["docker/Dockerfile"], "docker/Dockerfile", "", &["shop"], &["shop"]),
            (&["cart/src/Dockerfile", "Dockerfile"], "cart/src/Dockerfile", "cart/src", &["cart"], &[]),
            (&["Dockerfile", "Dockerfile.worker"], "Dockerfile.worker", "", &["worker"], &[]),
            (&["dev/app.Dockerfile", "Dockerfile"], "dev/app.Dockerfile", "", &[], &[]),
            (&["Dockerfile.prod"], "Dockerfile.prod", "", &["shop"], &["shop"]),
            (
                &["pilot/docker/Dockerfile.pilot", "pilot/docker/Dockerfile.b"],
                "pilot/docker/Dockerfile.b",
                "",
                &["b"],
                &[],
            ),
        ] {
            let (found, found_whole) = names(files, dockerfile, root);
            assert_eq!(
                (found.as_slice(), found_whole.as_slice()),
                (
                    &all.iter().map(|it| it.to_string()).collect::<Vec<_>>()[..],
                    &whole.iter().map(|it| it.to_string()).collect::<Vec<_>>()[..]
                ),
                "{dockerfile}"
            );
        }
    }
}
