//! Whether what the host lends a container may hold other sources, or another configuration, than the image.

use std::path::Path;

use crate::evidence::deployment::{Bind, Container};
use crate::model::listen::{Port, Tier};
use crate::rules::Input;

impl Input<'_> {
    /// Whether a mount may lie over what says that the program listens on `port`.
    pub(super) fn is_mounted_over(&self, container: &Container, port: &Port) -> bool {
        let evidence = std::path::absolute(port.place.source.path()).unwrap_or_default();
        let folder = self.model.image().and_then(|state| state.folder());
        let replaced = container.setting.binds.iter().any(|bind| replaces(bind, folder, &evidence));
        // Configuration is what is mounted mostly: into the folders made for it, or as a single file.
        let configured = |target: &str| {
            let last = target.rsplit('/').next().unwrap_or_default();
            target.starts_with("/etc") || last.contains('.') || target.contains("conf")
        };
        let mut targets = container.mounts.iter().map(|mount| mount.value.as_str());
        replaced || (port.tier == Tier::Configuration && targets.any(configured))
    }
}

fn replaces(bind: &Bind, folder: Option<&str>, evidence: &Path) -> bool {
    // The same files stand on both sides.
    if bind.source.as_ref().is_some_and(|source| evidence.starts_with(source)) {
        return false;
    }
    let Some(folder) = folder else { return true };
    let target = Path::new(&bind.target);
    if Path::new(folder).starts_with(target) {
        return true;
    }
    let Ok(inner) = target.strip_prefix(folder) else { return false };
    let first = inner.components().next();
    first.is_none_or(|first| evidence.components().any(|part| part == first))
}
