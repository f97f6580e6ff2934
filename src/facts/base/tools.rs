//! Whether a program can be found in an image by its name.

use crate::facts::Tri;

use super::{BaseFacts, families, programs, stated};

/// The tools that the table speaks about: one that it does not list for an image may be absent.
const VOCABULARY: &[&str] = &[
    "bash",
    "curl",
    "dumb-init",
    "gcc",
    "git",
    "gosu",
    "gpg",
    "gzip",
    "jq",
    "make",
    "openssl",
    "perl",
    "ps",
    "python3",
    "ssh",
    "su-exec",
    "sudo",
    "tar",
    "tini",
    "unzip",
    "update-ca-certificates",
    "wget",
    "xz",
];

const MANAGERS: &[(&str, &[&str])] = &[
    ("apt", &["apt", "apt-get"]),
    ("apk", &["apk"]),
    ("dnf", &["dnf", "yum"]),
    ("microdnf", &["microdnf"]),
    ("yum", &["yum"]),
    ("tdnf", &["tdnf"]),
    ("pacman", &["pacman"]),
    ("zypper", &["zypper"]),
];

pub(super) fn find(facts: &BaseFacts, name: &str) -> Tri {
    if facts.is_os(&["windows"]) {
        return Tri::Unknown;
    }
    if stated::is_found(facts, name) || programs::brings(facts.name(), name) {
        return Tri::Yes;
    }
    if matches!(name, "sh" | "ash" | "dash") {
        return shell(facts, name);
    }
    if facts.is_minimal() && facts.sh_path.is_none() && families::SHELL_TOOLS.contains(&name) {
        return Tri::No;
    }
    if let Some((_, answer)) = manager(facts, name) {
        return answer;
    }
    if family(facts).iter().any(|list| list.contains(&name)) {
        return Tri::Yes;
    }
    if VOCABULARY.contains(&name) {
        return listed(facts, name);
    }
    // Alpine and busybox have `adduser`; `useradd` comes with the package `shadow`.
    let plain = ["alpine", "busybox"].contains(&facts.official());
    if plain && ["useradd", "groupadd", "usermod", "groupmod"].contains(&name) {
        return Tri::No;
    }
    Tri::Unknown
}

fn listed(facts: &BaseFacts, name: &str) -> Tri {
    if !facts.tools_sure {
        return Tri::Unknown;
    }
    if facts.tools.iter().any(|it| it == name) {
        return Tri::Yes;
    }
    match &facts.maybe {
        Some(maybe) if !maybe.iter().any(|it| it == name) => Tri::No,
        _ => Tri::Unknown,
    }
}

fn shell(facts: &BaseFacts, name: &str) -> Tri {
    if facts.sh_path.is_some() {
        return if name == "dash" { Tri::No } else { Tri::Yes };
    }
    match (facts.sh.as_deref(), name) {
        (None, _) => Tri::Unknown,
        (Some("none"), _) => Tri::No,
        (Some(_), "sh") => Tri::Yes,
        (Some("busybox"), "ash") | (Some("dash"), "dash") => Tri::Yes,
        _ => Tri::Unknown,
    }
}

fn manager(facts: &BaseFacts, name: &str) -> Option<(&'static str, Tri)> {
    let known = MANAGERS.iter().any(|(_, programs)| programs.contains(&name));
    let own = facts.package_manager.as_deref().filter(|_| known)?;
    let has = MANAGERS.iter().find(|(manager, programs)| *manager == own && programs.contains(&name));
    match has {
        Some((manager, _)) => Some((manager, Tri::Yes)),
        // A Red Hat image may have several of the family.
        None if ["dnf", "yum", "microdnf"].contains(&own) && ["dnf", "yum", "microdnf"].contains(&name) => {
            Some(("", Tri::Unknown))
        }
        None => Some(("", Tri::No)),
    }
}

/// The lists of programs that the image's distribution surely has.
pub(super) fn family(facts: &BaseFacts) -> Vec<&'static [&'static str]> {
    if facts.sh.as_deref() == Some("none") || facts.sh_path.is_some() {
        return Vec::new();
    }
    match facts.os.as_deref() {
        Some("debian" | "ubuntu") => {
            vec![families::DEBIAN_BIN, families::DEBIAN_USR_BIN, families::DEBIAN_USR_SBIN]
        }
        Some("alpine") => vec![families::ALPINE_BIN, families::ALPINE_USR_BIN, families::ALPINE_USR_SBIN],
        Some("busybox") => {
            vec![families::ALPINE_BIN, families::ALPINE_USR_BIN, families::ALPINE_USR_SBIN, families::BUSYBOX_ONLY]
        }
        Some("rhel" | "rocky" | "almalinux" | "fedora" | "ol" | "amzn") if !facts.name().ends_with("-micro") => {
            vec![families::RED_HAT_BIN]
        }
        _ => Vec::new(),
    }
}
