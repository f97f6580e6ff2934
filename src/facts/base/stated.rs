//! Facts of base images that the user states. They win over the table, one by one.

use std::collections::BTreeMap;

use crate::syntax::image::ImageRef;

use super::{BaseFacts, Libc, STANDARD_PATH, Start, Tri, accounts, canonical};

/// What is stated of one image. `None`: nothing, so that the table's answer counts, where it has one.
#[derive(Clone, Debug, Default)]
pub struct Stated {
    pub user: Option<String>,
    pub workdir: Option<String>,
    /// Program and arguments that read shell forms; empty: the image has no shell.
    pub shell: Option<Vec<String>>,
    /// Exec form; empty: none.
    pub entrypoint: Option<Vec<String>>,
    /// Exec form; empty: none.
    pub cmd: Option<Vec<String>>,
    /// Ports, such as `8080` or `53/udp`.
    pub expose: Option<Vec<String>>,
    /// Variables that the image sets; it may set others.
    pub env: Option<BTreeMap<String, String>>,
    /// The distribution: `alpine`, `debian`, ...
    pub os: Option<String>,
    pub libc: Option<Libc>,
    pub ca_bundle: Option<bool>,
    /// Programs that are there, by name or absolute path; others may be there too.
    pub tools: Option<Vec<String>>,
    /// All accounts but those that the distribution has, with their ids.
    pub accounts: Option<BTreeMap<String, u32>>,
    /// Whether the image has a HEALTHCHECK.
    pub healthcheck: Option<bool>,
}

/// All images that the user states facts of.
#[derive(Clone, Debug, Default)]
pub struct StatedImages(Vec<(ImageRef, Stated)>);

impl StatedImages {
    /// Adds an image; one without tag and digest stands for all of its tags.
    pub fn add(&mut self, image: ImageRef, stated: Stated) {
        self.0.push((image, stated));
    }

    /// What is stated of `image`, of its very tag or digest before what is stated of all.
    pub fn find(&self, image: &ImageRef) -> Option<&Stated> {
        let name = canonical(&image.canonical);
        let tag = image.tag.as_deref().or(image.digest.is_none().then_some("latest"));
        let same = self.0.iter().filter(|(it, _)| canonical(&it.canonical) == name);
        let exact = |it: &ImageRef| match (&it.tag, &it.digest) {
            (_, Some(digest)) => image.digest.as_ref() == Some(digest),
            (own, None) => own.is_some() && own.as_deref() == tag,
        };
        let all = |it: &ImageRef| it.tag.is_none() && it.digest.is_none();
        let found = same.clone().find(|(it, _)| exact(it)).or_else(|| same.clone().find(|(it, _)| all(it)));
        found.map(|(_, stated)| stated)
    }
}

/// The facts of `image`: those of the table, if there are any, under those that are stated.
pub(super) fn over(table: Option<BaseFacts>, image: &ImageRef, stated: &Stated) -> BaseFacts {
    // What is known of another distribution says nothing of this one.
    let fits = |table: &BaseFacts| stated.os.is_none() || table.os == stated.os;
    let mut facts = table.filter(fits).unwrap_or_else(|| unlisted(image, stated));
    facts.user = stated.user.clone().or(facts.user);
    facts.workdir = stated.workdir.clone().or(facts.workdir);
    facts.entrypoint = stated.entrypoint.as_ref().map(|it| start(it)).or(facts.entrypoint);
    facts.cmd = stated.cmd.as_ref().map(|it| start(it)).or(facts.cmd);
    facts.expose = stated.expose.clone().or(facts.expose);
    facts.healthcheck = stated.healthcheck.or(facts.healthcheck);
    facts.libc = stated.libc.unwrap_or(facts.libc);
    if let Some(there) = stated.ca_bundle {
        facts.ca_bundle = if there { Tri::Yes } else { Tri::No };
    }
    if let Some(shell) = &stated.shell {
        facts.shell = Some(shell.clone());
        if shell.is_empty() {
            facts.sh = Some("none".to_owned());
            facts.sh_path = None;
        }
    }
    facts.env.extend(stated.env.iter().flatten().map(|(name, value)| (name.clone(), Some(value.clone()))));
    if let Some(own) = &stated.accounts {
        facts.accounts.extend(own.iter().map(|(name, id)| (name.clone(), Some(*id))));
        facts.accounts_open = false;
    }
    let programs = stated.tools.iter().flatten().chain(stated.shell.iter().flatten().take(1));
    facts.stated.extend(programs.cloned());
    facts
}

/// An image that the table does not have, or has of another distribution. All that is not stated is unknown.
fn unlisted(image: &ImageRef, stated: &Stated) -> BaseFacts {
    let name = canonical(&image.canonical);
    let (manager, sh) = match stated.os.as_deref() {
        Some("debian" | "ubuntu") => (Some("apt"), Some("dash")),
        Some("alpine") => (Some("apk"), Some("busybox")),
        // Which of `dnf`, `microdnf` and `yum` is there differs from image to image.
        Some("rhel" | "rocky" | "almalinux" | "fedora" | "ol" | "amzn") => (None, Some("bash")),
        _ => (None, None),
    };
    let mut facts = BaseFacts {
        os: stated.os.clone(),
        package_manager: manager.map(str::to_owned),
        sh: sh.map(str::to_owned),
        // Without a statement PATH may be anything.
        env: BTreeMap::from([("PATH".to_owned(), None)]),
        image: match &image.tag {
            Some(tag) => format!("{name}:{tag}"),
            None => name,
        },
        accounts_open: true,
        is_unlisted: true,
        ..BaseFacts::default()
    };
    accounts::add(&mut facts);
    facts
}

fn start(words: &[String]) -> Option<Start> {
    (!words.is_empty()).then(|| Start::Exec(words.to_vec()))
}

/// Whether a program that is stated is found by its `name`: it has no path, or one in a folder of `PATH`.
pub(super) fn is_found(facts: &BaseFacts, name: &str) -> bool {
    let path = match facts.env.get("PATH") {
        Some(path) => path.as_deref().unwrap_or_default(),
        None => STANDARD_PATH,
    };
    facts.stated.iter().any(|it| match it.rsplit_once('/') {
        Some((folder, file)) => file == name && path.split(':').any(|it| it == folder),
        None => it == name,
    })
}

/// Whether a program that is stated has the absolute `path`. One that is stated by its name only may be in any
/// of the folders where programs stand.
pub(super) fn program(facts: &BaseFacts, path: &str, folders: &[&str]) -> Option<Tri> {
    if facts.stated.iter().any(|it| it == path) {
        return Some(Tri::Yes);
    }
    let (folder, name) = path.rsplit_once('/')?;
    let is_named = facts.stated.iter().any(|it| it == name);
    let below = facts.stated.iter().any(|it| it.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')));
    match (is_named && folders.contains(&folder), folder) {
        (true, "/usr/bin") => Some(Tri::Yes),
        (true, _) => Some(Tri::Unknown),
        (false, _) => below.then_some(Tri::Yes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::base::lookup_stated;
    use crate::syntax::image;

    fn facts(written: &str, stated: &[(&str, Stated)]) -> Option<BaseFacts> {
        let mut images = StatedImages::default();
        for (name, stated) in stated {
            images.add(image::parse(name).expect("a reference"), stated.clone());
        }
        lookup_stated(&image::parse(written).expect("a reference"), &images)
    }

    #[test]
    fn the_very_tag_wins_over_all_tags() {
        let user = |name: &str| Stated { user: Some(name.to_owned()), ..Stated::default() };
        let stated = [("registry.example.com/base", user("all")), ("registry.example.com/base:2", user("two"))];
        let found = |written: &str| facts(written, &stated).and_then(|it| it.user);
        assert_eq!(found("registry.example.com/base:2").as_deref(), Some("two"));
        assert_eq!(found("registry.example.com/base:1").as_deref(), Some("all"));
        assert_eq!(found("registry.example.com/base").as_deref(), Some("all"));
        assert_eq!(found("registry.example.com/other"), None);
        let latest = [("base:latest", user("app"))];
        assert_eq!(facts("docker.io/library/base", &latest).and_then(|it| it.user).as_deref(), Some("app"));
    }

    #[test]
    fn statements_win_over_the_table_one_by_one() {
        let own = Stated { ca_bundle: Some(true), tools: Some(vec!["curl".to_owned()]), ..Stated::default() };
        let facts = facts("debian:bookworm-slim", &[("debian", own)]).expect("facts");
        assert_eq!(facts.path("/etc/ssl/certs/ca-certificates.crt"), Tri::Yes);
        assert_eq!((facts.tool("curl"), facts.tool("apt-get"), facts.tool("wget")), (Tri::Yes, Tri::Yes, Tri::No));
        assert_eq!((facts.user.as_deref(), facts.accounts_open), (Some(""), false));
    }

    #[test]
    fn what_is_not_stated_of_an_unlisted_image_is_not_known() {
        let own = Stated { os: Some("alpine".to_owned()), workdir: Some("/srv".to_owned()), ..Stated::default() };
        let found = facts("registry.example.com/base", &[("registry.example.com/base", own)]).expect("facts");
        assert_eq!((found.user.as_ref(), found.libc, found.tool("curl")), (None, Libc::Unknown, Tri::Unknown));
        assert_eq!(
            (found.path("/app/server"), found.path("/srv/x"), found.path("/bin/sh")),
            (Tri::Unknown, Tri::Unknown, Tri::Yes)
        );
        assert!(found.accounts_open && found.accounts.contains_key("nobody"));
        assert_eq!(found.env.get("PATH"), Some(&None));
    }

    #[test]
    fn an_image_without_a_shell_has_none() {
        let own = Stated { shell: Some(Vec::new()), libc: Some(Libc::None), ..Stated::default() };
        let found = facts("registry.example.com/base", &[("registry.example.com/base", own)]).expect("facts");
        assert_eq!((found.path("/bin/sh"), found.path("/lib64/ld-linux-x86-64.so.2")), (Tri::No, Tri::No));
    }
}
