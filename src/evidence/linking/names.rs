//! Links by name, where no file says how an image is built.
//!
//! The last part of the container's image is the name of the Dockerfile's folder (of the one above a
//! `src`), of the build context, of the repository or of the Go module, or stands in the Dockerfile's own name
//! (`Dockerfile.worker`). Where the repository has one Dockerfile, and its manifests run one image that is
//! not a public one, that is the image.

use std::collections::BTreeSet;
use std::path::Path;

use crate::context::Context;

/// Folder names that say nothing of what is in them.
const COMMON: [&str; 9] = ["app", "src", "docker", "build", "deploy", "server", "dev", "prod", ""];

/// The names that an image of the Dockerfile may have, as [`plain`] writes them.
pub(super) fn of(dockerfile: &Path, context: &Context) -> BTreeSet<String> {
    let folder_name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut names: Vec<String> = Vec::new();
    names.extend(dockerfile.parent().and_then(folder_name));
    names.extend(folder_name(context.root()));
    names.extend(above_common(dockerfile, context));
    names.extend(folder_name(context.repository()));
    let file = folder_name(dockerfile).unwrap_or_default();
    let own = file.split(['.', '-', '_']).filter(|part| !part.eq_ignore_ascii_case("dockerfile"));
    names.extend(own.map(str::to_owned));
    let module = context.read("go.mod");
    let module = module.as_ref().and_then(|source| source.text().lines().find_map(|line| line.strip_prefix("module ")));
    names.extend(module.and_then(|module| module.trim().rsplit('/').next()).map(str::to_owned));
    let names = names.iter().map(|name| plain(name));
    names.filter(|name| !COMMON.contains(&name.as_str())).collect()
}

/// `cart` of `cart/src/Dockerfile`: a folder with a common name is called after the one above.
fn above_common(dockerfile: &Path, context: &Context) -> Option<String> {
    let absolute = std::fs::canonicalize(dockerfile).ok()?;
    let inside = absolute.strip_prefix(context.repository()).ok()?.parent()?;
    let mut names = inside.components().rev().map(|name| name.as_os_str().to_string_lossy().into_owned());
    names.next().filter(|name| COMMON.contains(&plain(name).as_str()))?;
    names.next()
}

/// Lower case, letters and digits only.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect()
}
