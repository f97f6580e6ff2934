//! Releases of distributions: which one an image stands on, and since when its packages are gone from where the
//! image looks for them.
//!
//! Which release a tag stands on comes from the tag's own words, else from `history.txt`, which was worked out from
//! the library files of Docker's official images. The days of stretch and buster were held against reports of the time
//! (2023-04, 2025-07); those of other releases are common knowledge that nobody has held against its source yet.

use crate::syntax::image::ImageRef;

/// One release of a distribution.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    /// `debian`, `ubuntu`, `alpine`, `centos`.
    pub os: &'static str,
    /// `12`, `22.04`, `3.20`.
    pub version: &'static str,
    /// Empty where there is none.
    pub codename: &'static str,
    pub gone: Option<Gone>,
}

/// That a release's packages are no longer where its images look for them.
#[derive(Debug, PartialEq, Eq)]
pub struct Gone {
    /// The day, as `2025-07-12`.
    pub day: &'static str,
    /// Whether that day is the end of life, some weeks after which the packages move.
    pub by_end_of_life: bool,
    /// The host that images of the release ask.
    pub from: &'static str,
    /// The host that has the packages now.
    pub to: &'static str,
}

const fn debian(version: &'static str, codename: &'static str, day: &'static str) -> Release {
    let gone = Gone { day, by_end_of_life: false, from: "deb.debian.org", to: "archive.debian.org" };
    Release { os: "debian", version, codename, gone: Some(gone) }
}

const fn ubuntu(version: &'static str, codename: &'static str, day: &'static str) -> Release {
    let gone = Gone { day, by_end_of_life: true, from: "archive.ubuntu.com", to: "old-releases.ubuntu.com" };
    Release { os: "ubuntu", version, codename, gone: Some(gone) }
}

const fn centos(version: &'static str, day: &'static str) -> Release {
    let gone = Gone { day, by_end_of_life: false, from: "mirrorlist.centos.org", to: "vault.centos.org" };
    Release { os: "centos", version, codename: "", gone: Some(gone) }
}

const fn kept(os: &'static str, version: &'static str, codename: &'static str) -> Release {
    Release { os, version, codename, gone: None }
}

/// Oldest first. Releases of Ubuntu with long support stay where they are for as long as somebody pays for them.
const RELEASES: &[Release] = &[
    debian("6", "squeeze", "2016-04-20"),
    debian("7", "wheezy", "2019-03-24"),
    debian("8", "jessie", "2023-04-24"),
    debian("9", "stretch", "2023-04-24"),
    debian("10", "buster", "2025-07-12"),
    kept("debian", "11", "bullseye"),
    kept("debian", "12", "bookworm"),
    kept("debian", "13", "trixie"),
    kept("debian", "14", "forky"),
    kept("debian", "99", "sid"),
    kept("ubuntu", "12.04", "precise"),
    ubuntu("12.10", "quantal", "2014-05-16"),
    ubuntu("13.04", "raring", "2014-01-27"),
    ubuntu("13.10", "saucy", "2014-07-17"),
    kept("ubuntu", "14.04", "trusty"),
    ubuntu("14.10", "utopic", "2015-07-23"),
    ubuntu("15.04", "vivid", "2016-02-04"),
    ubuntu("15.10", "wily", "2016-07-28"),
    kept("ubuntu", "16.04", "xenial"),
    ubuntu("16.10", "yakkety", "2017-07-20"),
    ubuntu("17.04", "zesty", "2018-01-13"),
    ubuntu("17.10", "artful", "2018-07-19"),
    kept("ubuntu", "18.04", "bionic"),
    ubuntu("18.10", "cosmic", "2019-07-18"),
    ubuntu("19.04", "disco", "2020-01-23"),
    ubuntu("19.10", "eoan", "2020-07-17"),
    kept("ubuntu", "20.04", "focal"),
    ubuntu("20.10", "groovy", "2021-07-22"),
    ubuntu("21.04", "hirsute", "2022-01-20"),
    ubuntu("21.10", "impish", "2022-07-14"),
    kept("ubuntu", "22.04", "jammy"),
    ubuntu("22.10", "kinetic", "2023-07-20"),
    ubuntu("23.04", "lunar", "2024-01-25"),
    ubuntu("23.10", "mantic", "2024-07-11"),
    kept("ubuntu", "24.04", "noble"),
    ubuntu("24.10", "oracular", "2025-07-10"),
    ubuntu("25.04", "plucky", "2026-01-15"),
    kept("ubuntu", "25.10", "questing"),
    kept("ubuntu", "26.04", "resolute"),
    centos("5", "2017-03-31"),
    centos("6", "2020-11-30"),
    centos("7", "2024-06-30"),
    centos("8", "2022-01-31"),
];

/// Alpine keeps the packages of every release.
const ALPINE: &[Release] = &[
    kept("alpine", "3.1", ""),
    kept("alpine", "3.2", ""),
    kept("alpine", "3.3", ""),
    kept("alpine", "3.4", ""),
    kept("alpine", "3.5", ""),
    kept("alpine", "3.6", ""),
    kept("alpine", "3.7", ""),
    kept("alpine", "3.8", ""),
    kept("alpine", "3.9", ""),
    kept("alpine", "3.10", ""),
    kept("alpine", "3.11", ""),
    kept("alpine", "3.12", ""),
    kept("alpine", "3.13", ""),
    kept("alpine", "3.14", ""),
    kept("alpine", "3.15", ""),
    kept("alpine", "3.16", ""),
    kept("alpine", "3.17", ""),
    kept("alpine", "3.18", ""),
    kept("alpine", "3.19", ""),
    kept("alpine", "3.20", ""),
    kept("alpine", "3.21", ""),
    kept("alpine", "3.22", ""),
    kept("alpine", "3.23", ""),
    kept("alpine", "3.24", ""),
    kept("alpine", "99", "edge"),
];

const HISTORY: &str = include_str!("history.txt");
const HUB: &str = "docker.io/library/";

impl Release {
    /// Whether this release is `version` of the same distribution or a later one.
    pub fn is_at_least(&self, version: &str) -> bool {
        numbers(self.version).ge(numbers(version))
    }

    /// `Debian 12 (bookworm)`, `Alpine 3.20`.
    pub fn shown(&self) -> String {
        let name = match self.os {
            "debian" => "Debian",
            "ubuntu" => "Ubuntu",
            "alpine" => "Alpine",
            _ => "CentOS",
        };
        match self.codename {
            "sid" | "edge" => format!("{name} {}", self.codename),
            "" => format!("{name} {}", self.version),
            codename => format!("{name} {} ({codename})", self.version),
        }
    }
}

/// The release that an official image stands on; `None` for other images, and where it is not known.
pub fn of(image: &ImageRef) -> Option<&'static Release> {
    // `stackbrew` was the name of the official images before they had none.
    let official = image.canonical.strip_prefix(HUB).or(image.canonical.strip_prefix("docker.io/stackbrew/"))?;
    let tag = match (&image.tag, &image.digest) {
        (Some(tag), _) => tag.to_lowercase(),
        (None, Some(_)) => return None,
        (None, None) => "latest".to_owned(),
    };
    let words: Vec<&str> = tag.split('-').collect();
    // Its releases have names of their own, and one is called like one of Ubuntu: `ros:kinetic`.
    if official == "ros" {
        return None;
    }
    if let Some(found) = words.iter().find_map(|word| by_codename(word)) {
        return Some(found);
    }
    if let Some(version) = words.iter().find_map(|word| word.strip_prefix("alpine")).filter(|it| !it.is_empty()) {
        return alpine(version);
    }
    match official {
        "debian" => plain("debian", words[0].split('.').next().unwrap_or_default()),
        "ubuntu" => plain("ubuntu", &first_two(words[0])),
        "alpine" => alpine(words[0]),
        "centos" => plain("centos", words[0].trim_start_matches("centos").split('.').next().unwrap_or_default()),
        _ => by_history(official, &words),
    }
}

/// The release of Debian or Ubuntu with this codename.
pub fn named(codename: &str) -> Option<&'static Release> {
    by_codename(codename)
}

fn by_codename(word: &str) -> Option<&'static Release> {
    RELEASES.iter().find(|release| !release.codename.is_empty() && release.codename == word)
}

/// By version; also the names of the newest releases, as they were in August 2026.
fn plain(os: &str, version: &str) -> Option<&'static Release> {
    let version = match (os, version) {
        ("debian", "latest" | "stable") => "13",
        ("debian", "testing") => "14",
        ("debian", "unstable") => "99",
        ("debian", "oldstable") => "12",
        ("debian", "oldoldstable") => "11",
        ("ubuntu", "latest" | "rolling") => "26.04",
        ("centos", "latest") => "8",
        _ => version,
    };
    RELEASES.iter().find(|release| release.os == os && release.version == version)
}

fn alpine(version: &str) -> Option<&'static Release> {
    let version = match version {
        "latest" | "3" => "3.24".to_owned(),
        "edge" => "99".to_owned(),
        _ => first_two(version),
    };
    ALPINE.iter().find(|release| release.version == version)
}

/// The release that `history.txt` has for the first word of the tag.
fn by_history(image: &str, words: &[&str]) -> Option<&'static Release> {
    let form = if words.contains(&"alpine") { "alpine" } else { "debian" };
    let start = format!("\n{image} {form} ");
    let line = HISTORY[HISTORY.find(&start)? + start.len()..].lines().next()?;
    let release = line.split(' ').find_map(|entry| {
        let (versions, release) = entry.split_once('=')?;
        holds(versions, words[0]).then_some(release)
    })?;
    if form == "alpine" { alpine(release) } else { by_codename(release) }
}

/// Whether `version` is named by `1.2`, or lies in `1.2..1.9` and has as many numbers as its ends.
fn holds(versions: &str, version: &str) -> bool {
    let Some((first, last)) = versions.split_once("..") else { return versions == version };
    let count = |text: &str| text.matches('.').count();
    let is_version = version.starts_with(|it: char| it.is_ascii_digit());
    let kind = |text: &str| text.chars().any(|it| it.is_ascii_alphabetic());
    is_version
        && count(version) == count(first)
        && kind(version) == kind(first)
        && numbers(first).le(numbers(version))
        && numbers(version).le(numbers(last))
}

fn numbers(version: &str) -> impl Iterator<Item = u32> {
    let parts = version.split(|it: char| !it.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().unwrap_or(u32::MAX))
}

fn first_two(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(text: &str) -> Option<String> {
        let image = crate::syntax::image::parse(text)?;
        of(&image).map(|release| format!("{} {}", release.os, release.version))
    }

    #[test]
    fn tags_tell_their_release() {
        let table = [
            ("debian:buster-slim", Some("debian 10")),
            ("debian:9.13", Some("debian 9")),
            ("ubuntu:17.10", Some("ubuntu 17.10")),
            ("ubuntu", Some("ubuntu 26.04")),
            ("alpine:3.19.1", Some("alpine 3.19")),
            ("centos", Some("centos 8")),
            ("centos:centos7.9.2009", Some("centos 7")),
            ("node:8", Some("debian 9")),
            ("node:8.11.4-slim", Some("debian 8")),
            ("node:carbon", Some("debian 9")),
            ("node:8.17.0-alpine", Some("alpine 3.11")),
            ("python:2.7", Some("debian 10")),
            ("python:3.6-alpine", Some("alpine 3.15")),
            ("php:7.1-apache", Some("debian 10")),
            ("ruby:2.6.3", Some("debian 10")),
            ("java:8-jre", Some("debian 8")),
            ("python:3.99", None),
            ("someone/debian:buster", None),
            ("debian:sid", Some("debian 99")),
            ("alpine:edge", Some("alpine 99")),
            ("stackbrew/ubuntu:13.10", Some("ubuntu 13.10")),
            ("debian@sha256:53ea03cb5e67821159f57685e9a202349a5ef9c42b81567e5f467ff3c2f0c89d", None),
        ];
        for (text, expected) in table {
            assert_eq!(release(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn releases_stand_in_order_and_history_names_known_ones() {
        for pair in RELEASES.windows(2).filter(|pair| pair[0].os == pair[1].os) {
            assert!(numbers(pair[0].version).lt(numbers(pair[1].version)), "{}", pair[1].version);
        }
        let lines = HISTORY.lines().filter(|line| !line.starts_with('#'));
        for (line, entry) in lines.flat_map(|line| line.split_whitespace().skip(2).map(move |entry| (line, entry))) {
            let (_, release) = entry.split_once('=').expect("a release");
            assert!(by_codename(release).is_some() || alpine(release).is_some(), "{entry} in {line}");
        }
    }
}
