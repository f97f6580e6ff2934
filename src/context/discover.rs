//! Which files are Dockerfiles.

use std::path::PathBuf;

/// One walk of a repository: the Dockerfiles, and the files that other steps read.
#[derive(Debug, Default)]
pub struct Found {
    /// Sorted, without repeats.
    pub dockerfiles: Vec<PathBuf>,
    /// `.yml` and `.yaml` files (not templates), candidates for manifests and Compose.
    pub yaml: Vec<PathBuf>,
    /// Makefiles, `*.sh`, `docker-bake.{hcl,json}`, workflow files: they may name a context root.
    pub build_scripts: Vec<PathBuf>,
}
