//! Facts of base images, from the embedded table `base-images.json`.
//!
//! The table is compressed image by image when Dockvet is built; a look-up inflates one image.

use std::collections::BTreeMap;

use crate::syntax::image::ImageRef;

use super::Tri;

/// What is known of one image. `None` and `Tri::Unknown` mean not known, never absent.
#[derive(Clone, Debug, Default)]
pub struct BaseFacts {
    /// Empty, `0` and `root` are root. `None`: not known for this tag.
    pub user: Option<String>,
    /// Empty: not set (`/`).
    pub workdir: Option<String>,
    pub entrypoint: Option<Option<Start>>,
    pub cmd: Option<Option<Start>>,
    pub shell: Option<Vec<String>>,
    pub expose: Option<Vec<String>>,
    pub volumes: Option<Vec<String>>,
    pub healthcheck: Option<bool>,
    /// A value of `None`: the name is set, to something that changes with releases.
    pub env: BTreeMap<String, Option<String>>,
    pub has_onbuild: bool,
    /// `debian`, `alpine`, `ubuntu`, `chainguard`, ...
    pub os: Option<String>,
    pub os_version: Option<String>,
    pub codename: Option<String>,
    /// `distroless`, `chiseled`, `wolfi`, ...
    pub variant: Option<String>,
    pub libc: Libc,
    pub package_manager: Option<String>,
    /// What `/bin/sh` is; `Some("none")`: there is none.
    pub sh: Option<String>,
    pub ca_bundle: Tri,
    /// Account names with their ids, where known. The usual ones of the distribution are added.
    pub accounts: BTreeMap<String, Option<u32>>,
    /// Whether the accounts are all that the image has.
    pub accounts_complete: bool,
    /// Canonical name and tag that the facts are for.
    pub image: String,
    tools: Vec<String>,
    maybe: Option<Vec<String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Start {
    Exec(Vec<String>),
    Shell(String),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Libc {
    Glibc,
    Musl,
    /// A static image: no dynamic linker at all.
    None,
    #[default]
    Unknown,
}

/// What is known of `image`; `None` where the table has nothing of it.
pub fn lookup(image: &ImageRef) -> Option<BaseFacts> {
    let _ = image;
    None
}

impl BaseFacts {
    /// Whether the program `name` is in the image.
    pub fn tool(&self, name: &str) -> Tri {
        let _ = name;
        Tri::Unknown
    }

    /// Whether the absolute `path` is in the image: what its distribution surely has or has not.
    pub fn path(&self, path: &str) -> Tri {
        let _ = path;
        Tri::Unknown
    }
}
