//! Sources of packages and programs that have ended: since when, and what has their place.
//!
//! Days are common knowledge that nobody has held against its source yet, or those of the first logs that show it (June
//! 2020).

use super::releases::{self, Release};

/// A source that is gone.
#[derive(Debug, PartialEq, Eq)]
pub struct Ended {
    /// The day, as `2019-03-24`.
    pub day: &'static str,
    /// What to use, in words that follow "use"; empty where nothing has its place.
    pub instead: &'static str,
}

/// Personal archives of Launchpad that answer no more.
const ARCHIVES: &[(&str, Ended)] = &[
    ("jon-severinsson/ffmpeg", Ended { day: "2015-04-01", instead: "the distribution's `ffmpeg`" }),
    ("jonathonf/ffmpeg-4", Ended { day: "2020-06-01", instead: "the distribution's `ffmpeg`" }),
    ("jonathonf/python-2.7", Ended { day: "2020-06-01", instead: "`ppa:deadsnakes/ppa`" }),
    ("jonathonf/python-3.6", Ended { day: "2020-06-01", instead: "`ppa:deadsnakes/ppa`" }),
    ("jonathonf/texlive", Ended { day: "2020-06-01", instead: "the distribution's `texlive`" }),
    ("jonathonf/vim", Ended { day: "2020-06-01", instead: "the distribution's `vim`" }),
];

/// Hosts that answer no more, or not with what they did.
const HOSTS: &[(&str, Ended)] = &[
    ("dl.bintray.com", Ended { day: "2021-05-01", instead: "the project's new place: Bintray has ended" }),
    ("bintray.com", Ended { day: "2021-05-01", instead: "the project's new place: Bintray has ended" }),
    ("jcenter.bintray.com", Ended { day: "2024-08-15", instead: "`https://repo1.maven.org/maven2`" }),
    ("central.maven.org", Ended { day: "2019-08-01", instead: "`https://repo1.maven.org`" }),
    ("geolite.maxmind.com", Ended { day: "2019-12-30", instead: "MaxMind's downloads with a licence key" }),
    ("ha.pool.sks-keyservers.net", Ended { day: "2021-06-21", instead: "`keyserver.ubuntu.com`" }),
    ("pool.sks-keyservers.net", Ended { day: "2021-06-21", instead: "`keyserver.ubuntu.com`" }),
    ("p80.pool.sks-keyservers.net", Ended { day: "2021-06-21", instead: "`keyserver.ubuntu.com`" }),
    ("ipv4.pool.sks-keyservers.net", Ended { day: "2021-06-21", instead: "`keyserver.ubuntu.com`" }),
    ("go.googlecode.com", Ended { day: "2016-01-25", instead: "`https://go.dev/dl/`" }),
    ("code.google.com", Ended { day: "2016-01-25", instead: "the project's new place: Google Code has ended" }),
    ("packages.dotdeb.org", Ended { day: "2020-01-01", instead: "`https://packages.sury.org`" }),
    ("downloads-distro.mongodb.org", Ended { day: "2019-09-01", instead: "`https://repo.mongodb.org`" }),
];

/// Images that their owners took away, by June 2020 as the logs of builds show, and what has their place. A name that
/// ends with `/` stands for all below it.
const IMAGES: &[(&str, &str)] = &[
    ("docker.io/base/archlinux", "`archlinux`"),
    ("docker.io/base/devel", "`archlinux:base-devel`"),
    ("docker.io/library/opensuse", "`opensuse/leap`"),
    ("docker.io/microsoft/nanoserver", "`mcr.microsoft.com/windows/nanoserver`"),
    ("docker.io/microsoft/windowsservercore", "`mcr.microsoft.com/windows/servercore`"),
    ("gcr.io/stacksmith-images/", "an image of the distribution"),
    ("gcr.io/tensorflow/tensorflow", "`tensorflow/tensorflow`"),
];

/// What has the place of the image `name` (with its registry, without tag), if that was taken away.
pub fn image(name: &str) -> Option<&'static str> {
    let is_it = |known: &str| if known.ends_with('/') { name.starts_with(known) } else { name == known };
    IMAGES.iter().find(|(known, _)| is_it(known)).map(|(_, instead)| *instead)
}

/// What has the place of the image `name` with the tag `tag`, where the name ended with a release: .NET Core became .NET
/// with 5.0, whose images are not below `dotnet/core`.
pub fn tagged_image(name: &str, tag: &str) -> Option<String> {
    let image = name.strip_prefix("mcr.microsoft.com/dotnet/core/")?;
    let known = ["aspnet", "runtime", "runtime-deps", "sdk"].contains(&image);
    let major: u32 = tag.split_once('.')?.0.parse().ok()?;
    (known && major >= 5).then(|| format!("`mcr.microsoft.com/dotnet/{image}:{tag}`"))
}

/// A host that sends callers to another one, which not every program follows.
pub fn moved_host(name: &str) -> Option<&'static str> {
    (name == "repo.continuum.io").then_some("repo.anaconda.com")
}

/// The personal archive `ppa:owner/name`, if it has ended.
pub fn archive(name: &str) -> Option<&'static Ended> {
    let name = name.strip_prefix("ppa:").unwrap_or(name);
    ARCHIVES.iter().find(|(known, _)| *known == name).map(|(_, ended)| ended)
}

/// The host, if it has ended.
pub fn host(name: &str) -> Option<&'static Ended> {
    HOSTS.iter().find(|(known, _)| *known == name).map(|(_, ended)| ended)
}

/// The host of a URL.
pub fn host_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    let known = ["http", "https", "ftp", "git", "hkp", "hkps"].contains(&scheme);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    let host = host.split(':').next()?;
    (known && host.contains('.')).then_some(host)
}

/// A line of apt's sources (`deb http://deb.debian.org/debian jessie-backports main`) that asks a mirror for what has
/// left it: the suite, the release, and the day.
pub fn of_apt(line: &str) -> Option<(&str, &'static Release, &'static str)> {
    let mut words = line.split_whitespace().filter(|word| !word.starts_with('[') && !word.ends_with(']'));
    if !matches!(words.next()?, "deb" | "deb-src") {
        return None;
    }
    let (url, suite) = (words.next()?, words.next()?);
    let host = host_of(url)?;
    let is_mirror = host == "http.debian.net"
        || host == "httpredir.debian.org"
        || host.ends_with("deb.debian.org")
        || host == "security.debian.org"
        || host.starts_with("ftp.") && host.ends_with(".debian.org")
        || host.ends_with("archive.ubuntu.com") && !host.starts_with("old-")
        || host == "security.ubuntu.com";
    if !is_mirror {
        return None;
    }
    let release = releases::named(suite.split(['-', '/']).next()?)?;
    let gone = release.gone.as_ref()?;
    // The backports of jessie went with wheezy.
    let early = release.codename == "jessie" && suite == "jessie-backports";
    Some((suite, release, if early { "2019-03-24" } else { gone.day }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_apt_tell_their_release() {
        let day = |line: &str| of_apt(line).map(|(_, _, day)| day);
        assert_eq!(day("deb http://ftp.debian.org/debian jessie-backports main"), Some("2019-03-24"));
        assert_eq!(day("deb [trusted=yes] http://deb.debian.org/debian stretch main"), Some("2023-04-24"));
        assert_eq!(day("deb http://archive.debian.org/debian jessie main"), None);
        assert_eq!(day("deb http://deb.debian.org/debian bookworm-backports main"), None);
        assert_eq!(day("deb http://packages.example.org/debian jessie main"), None);
        assert_eq!(day("# deb http://deb.debian.org/debian jessie main"), None);
    }

    #[test]
    fn hosts_and_archives() {
        assert_eq!(host_of("https://user@dl.bintray.com:443/x/y.deb"), Some("dl.bintray.com"));
        assert_eq!(host_of("hkp://ha.pool.sks-keyservers.net:80"), Some("ha.pool.sks-keyservers.net"));
        assert_eq!(host_of("file:///etc/passwd"), None);
        assert!(host("dl.bintray.com").is_some() && host("example.org").is_none());
        assert!(image("docker.io/base/archlinux").is_some() && image("docker.io/library/archlinux").is_none());
        assert!(image("gcr.io/stacksmith-images/minideb").is_some());
        assert!(archive("ppa:jonathonf/python-3.6").is_some() && archive("ppa:deadsnakes/ppa").is_none());
    }
}
