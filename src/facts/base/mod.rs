//! Facts of base images, from the embedded tables `base-images.json` and `base-images.toml`.
//!
//! They are compressed image by image when Dockvet is built; a look-up inflates one image.

mod absent;
mod accounts;
mod families;
mod glibc;
mod paths;
mod programs;
mod release;
mod stated;
mod table;
mod tools;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::syntax::image::ImageRef;

use super::Tri;

pub use glibc::Glibc;
pub use stated::{Stated, StatedImages};

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
    /// Whether `env` names all variables that the image sets.
    pub env_complete: bool,
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
    /// Whether the image may have any other account: nothing lists those that it made.
    pub accounts_open: bool,
    /// Canonical name and tag that the facts are for.
    pub image: String,
    tools: Vec<String>,
    /// Programs that the user or `base-images.toml` states, by name or path.
    stated: Vec<String>,
    /// Whether only statements of the user speak of it.
    is_unlisted: bool,
    maybe: Option<Vec<String>>,
    /// Where the shell is, when it is not `/bin/sh` (Distroless' debug images).
    sh_path: Option<String>,
    /// Whether the tag's release is the one that the tools were read from.
    tools_sure: bool,
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

const HUB: &str = "docker.io/library/";

/// Registries that mirror the official images of Docker Hub.
const MIRRORS: &[&str] = &[
    "index.docker.io/library/",
    "registry-1.docker.io/library/",
    "registry.hub.docker.com/library/",
    "registry.docker.com/library/",
    "mirror.gcr.io/library/",
    "public.ecr.aws/docker/library/",
];

/// What is known of `image`; `None` where the table has nothing of it. An image without a tag is its `latest`.
pub fn lookup(image: &ImageRef) -> Option<BaseFacts> {
    let name = canonical(&image.canonical);
    // A digest alone may be any release: only what all tags share is known.
    let tag = match (&image.tag, &image.digest) {
        (Some(tag), _) => tag.as_str(),
        (None, Some(_)) => "",
        (None, None) => "latest",
    };
    if name == "docker.io/library/scratch" {
        return Some(scratch());
    }
    let (matched, fields) = table::facts(&name, tag)?;
    let mut facts = read(&fields, matched);
    // The official images of one name set the same variables, whatever the form of their tag.
    facts.env_complete |= name.starts_with(HUB) && !strings(fields.get("varies")).iter().any(|it| it == "env");
    facts.image = if tag.is_empty() { name } else { format!("{name}:{tag}") };
    release::derive(&mut facts, tag, matched);
    facts.tools_sure = release::tools_are_sure(&facts, tag, matched);
    accounts::add(&mut facts);
    Some(facts)
}

/// What is known of `image`, where `stated` wins over the table.
pub fn lookup_stated(image: &ImageRef, stated: &StatedImages) -> Option<BaseFacts> {
    let table = lookup(image);
    match stated.find(image) {
        Some(stated) => Some(stated::over(table, image, stated)),
        None => table,
    }
}

/// Whether anything is known of `image`, at whatever tag; cheaper than [`lookup`].
pub fn is_known(image: &ImageRef) -> bool {
    let name = canonical(&image.canonical);
    name == "docker.io/library/scratch" || table::holds(&name)
}

/// The images of the table, by the names that people write: `python`, `gcr.io/distroless/static`.
pub fn names() -> impl Iterator<Item = &'static str> {
    table::names().map(|name| name.strip_prefix(HUB).unwrap_or(name))
}

/// Tags of an image that the table names in full; some more exist.
pub fn tags(image: &ImageRef) -> Vec<String> {
    table::tags(&canonical(&image.canonical))
}

/// The day of the newest source of the table, as `2026-08-21`.
pub fn table_date() -> &'static str {
    table::DATE
}

impl BaseFacts {
    /// Whether the program `name` can be found in the image, in whatever folder it usually stands.
    pub fn tool(&self, name: &str) -> Tri {
        tools::find(self, name)
    }

    /// Names of programs that are surely in the image.
    pub fn known_programs(&self) -> Vec<String> {
        let tag = self.image.rsplit_once(':').map_or("", |(_, tag)| tag);
        let paths = programs::paths(self.name(), tag).into_iter().filter(|path| path.contains("/bin/"));
        let names = paths.filter_map(|path| path.rsplit('/').next()).map(str::to_owned);
        names.chain(self.tools.iter().cloned()).collect()
    }

    /// Whether `path`, which is in the image, is a folder: by the standard of file systems and what is declared.
    pub fn is_folder(&self, path: &str) -> bool {
        let declared = self.workdir.iter().chain(self.volumes.iter().flatten());
        let last = path.rsplit('/').next().unwrap_or_default();
        declared.map(|it| it.trim_end_matches('/')).any(|it| it == path)
            || families::FOLDERS.contains(&last) && !path.ends_with("/bin/go")
            || path.starts_with("/home/") && path.matches('/').count() == 2
    }

    /// Whether the absolute `path` is in the image: what its distribution surely has or has not.
    pub fn path(&self, path: &str) -> Tri {
        paths::find(self, path)
    }

    /// Whether the inherited entrypoint switches to another user than root by itself, when it starts
    /// the image's own server. Holds only while neither ENTRYPOINT nor CMD is replaced.
    pub fn drops_privileges(&self) -> bool {
        let name = self.name();
        name.strip_prefix(HUB).is_some_and(|name| programs::DROPS_PRIVILEGES.contains(&name))
    }

    /// The canonical name, without tag.
    fn name(&self) -> &str {
        let slash = self.image.rfind('/').map_or(0, |at| at + 1);
        self.image[slash..].find(':').map_or(&self.image, |at| &self.image[..slash + at])
    }

    /// Whether Dockvet's own tables speak of the image, and not only statements of the user.
    pub fn is_listed(&self) -> bool {
        !self.is_unlisted
    }

    /// Whether it is the official image of this name.
    pub fn is_official(&self, name: &str) -> bool {
        self.official() == name
    }

    /// The name of an official image; empty for others.
    fn official(&self) -> &str {
        self.name().strip_prefix(HUB).unwrap_or_default()
    }

    fn is_os(&self, names: &[&str]) -> bool {
        self.os.as_deref().is_some_and(|os| names.contains(&os))
    }

    /// Whether nothing but the program and a few files is in the image: no shell, no tools.
    fn is_minimal(&self) -> bool {
        self.sh.as_deref() == Some("none") && !self.is_os(&["windows"])
    }
}

/// The name as the table spells it.
fn canonical(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    for mirror in MIRRORS {
        if let Some(rest) = name.strip_prefix(mirror) {
            return format!("{HUB}{rest}");
        }
    }
    if let Some(rest) = name.strip_prefix("docker.io/redhat/").filter(|rest| rest.starts_with("ubi")) {
        return format!("registry.access.redhat.com/{rest}");
    }
    if let Some(rest) = name.strip_prefix("registry.redhat.io/ubi") {
        return format!("registry.access.redhat.com/ubi{rest}");
    }
    if !name.contains('/') {
        return format!("{HUB}{name}");
    }
    match name.strip_prefix("docker.io/") {
        Some(rest) if !rest.contains('/') => format!("{HUB}{rest}"),
        Some(rest) if !rest.starts_with("library/") => rest.to_owned(),
        _ => name,
    }
}

/// The empty image.
fn scratch() -> BaseFacts {
    BaseFacts {
        user: Some(String::new()),
        workdir: Some(String::new()),
        entrypoint: Some(None),
        cmd: Some(None),
        shell: Some(Vec::new()),
        expose: Some(Vec::new()),
        volumes: Some(Vec::new()),
        healthcheck: Some(false),
        env_complete: true,
        libc: Libc::None,
        package_manager: Some("none".to_owned()),
        sh: Some("none".to_owned()),
        ca_bundle: Tri::No,
        accounts_complete: true,
        image: "docker.io/library/scratch".to_owned(),
        maybe: Some(Vec::new()),
        tools_sure: true,
        ..BaseFacts::default()
    }
}

fn read(fields: &Map<String, Value>, matched: table::Matched) -> BaseFacts {
    let varies = |name: &str| strings(fields.get("varies")).iter().any(|it| it == name);
    let text = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let list = |name: &str| (!varies(name)).then(|| strings(fields.get(name)));
    let os = |name: &str| fields.get("os").and_then(|os| os.get(name)).and_then(Value::as_str).map(str::to_owned);
    BaseFacts {
        user: text("user").or_else(|| (!varies("user")).then(String::new)),
        workdir: text("workdir").or_else(|| (!varies("workdir")).then(String::new)),
        entrypoint: (!varies("entrypoint")).then(|| start(fields.get("entrypoint"))),
        cmd: (!varies("cmd")).then(|| start(fields.get("cmd"))),
        shell: list("shell"),
        expose: list("expose"),
        volumes: list("volumes"),
        healthcheck: (!varies("healthcheck")).then(|| fields.get("healthcheck").is_some_and(|it| *it != false)),
        env: variables(fields),
        env_complete: !varies("env") && matched != table::Matched::Default,
        has_onbuild: !strings(fields.get("onbuild")).is_empty(),
        os: os("id"),
        os_version: os("version"),
        codename: os("codename"),
        variant: os("variant"),
        libc: match text("libc").as_deref() {
            Some("glibc") => Libc::Glibc,
            Some("musl") => Libc::Musl,
            Some("none") => Libc::None,
            _ => Libc::Unknown,
        },
        package_manager: text("pkg"),
        sh: text("sh"),
        ca_bundle: match fields.get("ca_bundle").and_then(Value::as_bool) {
            Some(true) => Tri::Yes,
            Some(false) => Tri::No,
            None => Tri::Unknown,
        },
        accounts: accounts::read(fields.get("accounts")),
        accounts_open: varies("accounts"),
        stated: strings(fields.get("programs")),
        tools: strings(fields.get("has")),
        maybe: fields.get("maybe").map(|list| strings(Some(list))),
        sh_path: text("sh_path"),
        ..BaseFacts::default()
    }
}

fn variables(fields: &Map<String, Value>) -> BTreeMap<String, Option<String>> {
    let mut out = BTreeMap::new();
    if fields.get("std_path").is_some_and(|it| *it == true) {
        out.insert("PATH".to_owned(), Some(STANDARD_PATH.to_owned()));
    }
    for (name, value) in fields.get("env").and_then(Value::as_object).into_iter().flatten() {
        out.insert(name.clone(), value.as_str().map(str::to_owned));
    }
    out
}

const STANDARD_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

fn start(value: Option<&Value>) -> Option<Start> {
    match value? {
        Value::String(text) => Some(Start::Shell(text.strip_prefix("shell:").unwrap_or(text).to_owned())),
        list => Some(strings(Some(list))).filter(|list| !list.is_empty()).map(Start::Exec),
    }
}

fn strings(value: Option<&Value>) -> Vec<String> {
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests;
