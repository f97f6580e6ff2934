//! What a tag's own words say: distribution and its release, and whether the tools are those of the table.

use super::{BaseFacts, HUB, Libc, table::Matched};

/// Code names of distributions with their release.
const CODENAMES: &[(&str, &str, &str)] = &[
    ("jessie", "debian", "8"),
    ("stretch", "debian", "9"),
    ("buster", "debian", "10"),
    ("bullseye", "debian", "11"),
    ("bookworm", "debian", "12"),
    ("trixie", "debian", "13"),
    ("forky", "debian", "14"),
    ("trusty", "ubuntu", "14.04"),
    ("xenial", "ubuntu", "16.04"),
    ("bionic", "ubuntu", "18.04"),
    ("focal", "ubuntu", "20.04"),
    ("jammy", "ubuntu", "22.04"),
    ("noble", "ubuntu", "24.04"),
    ("resolute", "ubuntu", "26.04"),
];

/// Images whose `-slim` and `-alpine` forms have held the same tools since the given major and minor release.
const STEADY_FORMS: &[(&str, u32, u32)] =
    &[("node", 10, 0), ("python", 3, 6), ("golang", 1, 11), ("ruby", 2, 5), ("rust", 1, 30)];

/// Fills in distribution, release and what follows from them, where the table leaves them open.
pub(super) fn derive(facts: &mut BaseFacts, tag: &str, matched: Matched) {
    let words: Vec<&str> = tag.split('-').collect();
    let official = facts.official().to_owned();
    if let Some((codename, os, version)) = CODENAMES.iter().find(|(name, ..)| words.contains(name)) {
        set_os(facts, os);
        facts.codename = Some((*codename).to_owned());
        facts.os_version = Some((*version).to_owned());
    } else if let Some(version) = words.iter().find_map(|word| word.strip_prefix("alpine")) {
        set_os(facts, "alpine");
        if is_version(version) {
            facts.os_version = Some(short(version));
        }
    } else if words.contains(&"slim") && facts.os.is_none() && facts.name().starts_with(HUB) {
        set_os(facts, "debian");
    } else if ["debian", "ubuntu", "alpine"].contains(&official.as_str()) {
        plain_release(facts, words[0]);
    }
    if words.iter().any(|word| word.starts_with("chiseled") || *word == "chiselled") {
        facts.variant = Some("chiseled".to_owned());
        // Chiseled images are made of slices, the certificates' among them.
        facts.ca_bundle = super::Tri::Yes;
    }
    correct(facts, &official, matched);
}

/// `debian:12.5`, `ubuntu:22.04`, `alpine:3.20.1`.
fn plain_release(facts: &mut BaseFacts, word: &str) {
    if !is_version(word) {
        return;
    }
    let version = match facts.is_os(&["debian"]) {
        true => word.split('.').next().unwrap_or(word).to_owned(),
        false => short(word),
    };
    let known = CODENAMES.iter().find(|(_, os, release)| facts.os.as_deref() == Some(*os) && *release == version);
    if let Some((codename, ..)) = known {
        facts.codename = Some((*codename).to_owned());
    }
    if facts.is_os(&["alpine"]) && !version.contains('.') {
        return;
    }
    facts.os_version = Some(version);
}

/// The table was read from current releases; older ones differ in what is listed here.
fn correct(facts: &mut BaseFacts, official: &str, matched: Matched) {
    // The last releases of these images differ from those of years ago in more than their tags say.
    if official == "openjdk" && matched == Matched::Default {
        facts.cmd = None;
    }
    if facts.is_os(&["alpine"]) && older(facts.os_version.as_deref(), (3, 7)) {
        facts.ca_bundle = super::Tri::Unknown;
    }
}

/// Whether the tools of the table hold for this tag.
pub(super) fn tools_are_sure(facts: &BaseFacts, tag: &str, matched: Matched) -> bool {
    let official = facts.official();
    if matched == Matched::Exact || ["debian", "ubuntu", "alpine", "busybox"].contains(&official) {
        return true;
    }
    let words: Vec<&str> = tag.split('-').collect();
    if matched == Matched::Default {
        return !facts.name().starts_with(HUB);
    }
    let has_number = tag.contains(|it: char| it.is_ascii_digit());
    if !has_number || !facts.name().starts_with(HUB) {
        return true;
    }
    let small = words.iter().any(|word| *word == "slim" || word.starts_with("alpine"));
    let steady = STEADY_FORMS.iter().find(|(name, ..)| *name == official);
    small && steady.is_some_and(|(_, major, minor)| !older(Some(words[0]), (*major, *minor)))
}

/// Whether a release is known and before `limit`; a release without a minor number counts as its newest.
pub(super) fn older(version: Option<&str>, limit: (u32, u32)) -> bool {
    let Some(version) = version else { return false };
    let mut numbers = version.split('.').map(|it| it.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(major), Some(minor)) => (major, minor) < limit,
        (Some(major), None) => major < limit.0,
        _ => false,
    }
}

/// A distribution that the tag names, with what follows from it. What the table knows stays.
fn set_os(facts: &mut BaseFacts, os: &str) {
    if facts.os.as_deref() == Some(os) {
        return;
    }
    facts.os = Some(os.to_owned());
    let (libc, manager, sh) = match os {
        "alpine" => (Libc::Musl, "apk", "busybox"),
        _ => (Libc::Glibc, "apt", "dash"),
    };
    if facts.libc == Libc::Unknown {
        facts.libc = libc;
    }
    facts.package_manager.get_or_insert_with(|| manager.to_owned());
    facts.sh.get_or_insert_with(|| sh.to_owned());
}

fn is_version(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit()) && text.chars().all(|it| it.is_ascii_digit() || it == '.')
}

/// The first two numbers of a version.
fn short(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}
