//! The version of glibc that an image holds, by its distribution's release.
//!
//! Sources: the package lists of Debian, Ubuntu, Fedora and the releases of Red Hat's family; the suites that the
//! official language images stand on by default are those of their repositories' `versions.json` over time.

use super::{BaseFacts, Libc};

/// A C library by its version, and the release that brings it, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glibc {
    pub version: (u32, u32),
    /// `Debian 12`, `Ubuntu 22.04`.
    pub release: String,
}

/// Distribution, release, glibc.
const VERSIONS: &[(&str, &str, (u32, u32))] = &[
    ("debian", "8", (2, 19)),
    ("debian", "9", (2, 24)),
    ("debian", "10", (2, 28)),
    ("debian", "11", (2, 31)),
    ("debian", "12", (2, 36)),
    ("debian", "13", (2, 41)),
    ("ubuntu", "14.04", (2, 19)),
    ("ubuntu", "16.04", (2, 23)),
    ("ubuntu", "18.04", (2, 27)),
    ("ubuntu", "20.04", (2, 31)),
    ("ubuntu", "22.04", (2, 35)),
    ("ubuntu", "24.04", (2, 39)),
    ("rhel", "7", (2, 17)),
    ("rhel", "8", (2, 28)),
    ("rhel", "9", (2, 34)),
    ("rhel", "10", (2, 39)),
    ("amzn", "2", (2, 26)),
    ("amzn", "2023", (2, 34)),
    ("fedora", "38", (2, 37)),
    ("fedora", "39", (2, 38)),
    ("fedora", "40", (2, 39)),
    ("fedora", "41", (2, 40)),
    ("fedora", "42", (2, 41)),
];

/// Rebuilds of Red Hat's releases, which keep their numbers.
const RED_HAT: [&str; 5] = ["centos", "rocky", "almalinux", "ol", "rhel"];

/// A language's release, and the Debian that its image stands on from there.
type Suite = ((u32, u32), &'static str);

/// From which release on a language's image stands on which Debian when its tag names none. A release in between,
/// for which the suite changed while it was current, is left out.
const DEFAULT_SUITES: &[(&str, &[Suite])] = &[
    ("rust", &[((1, 56), "11"), ((1, 70), ""), ((1, 71), "12"), ((1, 89), ""), ((1, 90), "13")]),
    ("golang", &[((1, 18), "11"), ((1, 20), ""), ((1, 21), "12"), ((1, 23), ""), ((1, 25), "13")]),
];

impl BaseFacts {
    /// The glibc of the image; `None` where its release is not known, or it has another C library.
    pub fn glibc(&self) -> Option<Glibc> {
        if self.libc != Libc::Glibc {
            return None;
        }
        let os = self.os.as_deref()?;
        let family = if RED_HAT.contains(&os) { "rhel" } else { os };
        let release = match &self.os_version {
            Some(version) => version.clone(),
            None => self.default_suite()?.to_owned(),
        };
        let major = release.split('.').next().unwrap_or(&release);
        let key = if family == "ubuntu" { release.as_str() } else { major };
        let (_, _, version) = VERSIONS.iter().find(|(name, of, _)| *name == family && *of == key)?;
        Some(Glibc { version: *version, release: format!("{} {key}", shown(os)) })
    }

    /// The release of Debian that a language's image stands on where its tag names none.
    fn default_suite(&self) -> Option<&'static str> {
        let (_, suites) = DEFAULT_SUITES.iter().find(|(name, _)| *name == self.official())?;
        let tag = self.image.rsplit_once(':').map_or("", |(_, tag)| tag);
        let version = tag.strip_suffix("-slim").unwrap_or(tag);
        let latest = suites.last().map(|(_, release)| *release);
        if ["", "latest", "slim", "1", "stable"].contains(&version) {
            return latest;
        }
        let mut numbers = version.split('.').map(|it| it.parse::<u32>().ok());
        let version = (numbers.next()??, numbers.next()??);
        let (_, release) = suites.iter().rev().find(|(from, _)| *from <= version)?;
        (!release.is_empty()).then_some(release)
    }
}

fn shown(os: &str) -> &str {
    match os {
        "debian" => "Debian",
        "ubuntu" => "Ubuntu",
        "fedora" => "Fedora",
        "amzn" => "Amazon Linux",
        "rhel" => "Red Hat Enterprise Linux",
        "centos" => "CentOS",
        "rocky" => "Rocky Linux",
        "almalinux" => "AlmaLinux",
        "ol" => "Oracle Linux",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    fn version(image: &str) -> Option<(u32, u32)> {
        let image = crate::syntax::image::parse(image)?;
        super::super::lookup(&image).and_then(|facts| facts.glibc()).map(|it| it.version)
    }

    #[test]
    fn versions_by_release() {
        let table = [
            ("debian:bookworm-slim", Some((2, 36))),
            ("debian:13.1-slim", Some((2, 41))),
            ("debian:latest", Some((2, 41))),
            ("ubuntu:22.04", Some((2, 35))),
            ("ubuntu:noble", Some((2, 39))),
            ("ubuntu", None),
            ("rust:1.90", Some((2, 41))),
            ("rust:1.90-slim", Some((2, 41))),
            ("rust:1.89", None),
            ("rust:1.80.1-slim", Some((2, 36))),
            ("rust:1.80-bullseye", Some((2, 31))),
            ("rust:1.60", Some((2, 31))),
            ("rust:latest", Some((2, 41))),
            ("rust:1", Some((2, 41))),
            ("rust:alpine", None),
            ("golang:1.22", Some((2, 36))),
            ("golang:1.26.1", Some((2, 41))),
            ("gcr.io/distroless/cc-debian12:nonroot", Some((2, 36))),
            ("gcr.io/distroless/cc-debian13", Some((2, 41))),
            ("registry.access.redhat.com/ubi9/ubi-minimal:9.4", Some((2, 34))),
            ("rockylinux:8", Some((2, 28))),
            ("amazonlinux:2023", Some((2, 34))),
            ("alpine:3.20", None),
        ];
        for (image, expected) in table {
            assert_eq!(version(image), expected, "{image}");
        }
    }
}
