//! Packages that a release of a distribution does not have, and what has their place.

use super::releases::Release;
use super::sorted;

/// See the head of the file.
const TABLE: &str = include_str!("missing.txt");

/// The newest releases whose indexes were read.
const NEWEST: [&str; 2] = ["13", "24.04"];

/// (package of Alpine, last release that has it), from the logs of builds that failed in
/// 2020; what later releases dropped is common knowledge, not read from an index.
const ALPINE: &[(&str, &str)] = &[
    ("bzr", "3.11"),
    ("erlang-asn1", "3.11"),
    ("erlang-crypto", "3.11"),
    ("erlang-eldap", "3.11"),
    ("erlang-inets", "3.11"),
    ("erlang-mnesia", "3.11"),
    ("erlang-os-mon", "3.11"),
    ("erlang-public-key", "3.11"),
    ("erlang-sasl", "3.11"),
    ("erlang-ssl", "3.11"),
    ("erlang-syntax-tools", "3.11"),
    ("erlang-xmerl", "3.11"),
    ("heimdal-telnet", "3.11"),
    ("libcrypto1.0", "3.8"),
    ("libssl1.0", "3.8"),
    ("nodejs-npm", "3.14"),
    ("paxctl", "3.11"),
    ("php5", "3.8"),
    ("php5-cli", "3.8"),
    ("php5-curl", "3.8"),
    ("php5-fpm", "3.8"),
    ("php5-json", "3.8"),
    ("php7", "3.15"),
    ("php7-cli", "3.15"),
    ("php7-curl", "3.15"),
    ("php7-fpm", "3.15"),
    ("php7-json", "3.15"),
    ("py-crypto", "3.11"),
    ("py-mysqldb", "3.11"),
    ("python", "3.11"),
    ("python-dev", "3.11"),
    ("python2", "3.15"),
    ("python2-dev", "3.15"),
];

/// (package, first release of Debian without it), for releases whose indexes are not read: from the logs of builds that
/// failed in 2020.
const OLD_DEBIAN: &[(&str, &str)] = &[
    ("libapache2-mod-php5", "9"),
    ("libav-tools", "10"),
    ("libcurl3", "10"),
    ("libicu52", "9"),
    ("libicu57", "10"),
    ("libjasper-dev", "9"),
    ("libmysqlclient-dev", "9"),
    ("libpng12-0", "9"),
    ("libpng12-dev", "9"),
    ("libssl1.0.0", "9"),
    ("mysql-client", "10"),
    ("mysql-server", "10"),
    ("nodejs-legacy", "10"),
    ("openjdk-7-jdk", "9"),
    ("openjdk-7-jre", "9"),
    ("openjdk-7-jre-headless", "9"),
    ("openjdk-8-jdk", "10"),
    ("openjdk-8-jdk-headless", "10"),
    ("openjdk-8-jre", "10"),
    ("openjdk-8-jre-headless", "10"),
    ("python-imaging", "10"),
    ("python-software-properties", "9"),
];

/// Packages that no source has any more: Oracle's licence of April 2019 ended the archive that had them.
const NOWHERE: &[&str] = &[
    "oracle-java6-installer",
    "oracle-java7-installer",
    "oracle-java7-set-default",
    "oracle-java8-installer",
    "oracle-java8-set-default",
    "oracle-java9-installer",
];

/// What to install in the place of a package that is gone, where that is one package.
const INSTEAD: &[(&str, &str)] = &[
    ("btrfs-tools", "btrfs-progs"),
    ("ipython", "ipython3"),
    ("libav-tools", "ffmpeg"),
    ("libcurl3", "libcurl4"),
    ("libgl1-mesa-glx", "libgl1"),
    ("libmysqlclient-dev", "default-libmysqlclient-dev"),
    ("libncurses5", "libncurses6"),
    ("libncurses5-dev", "libncurses-dev"),
    ("libpcre3-dev", "libpcre2-dev"),
    ("libpng12-dev", "libpng-dev"),
    ("libpng12-0", "libpng16-16"),
    ("libssl1.0.0", "libssl3"),
    ("libssl1.1", "libssl3"),
    ("lynx-cur", "lynx"),
    ("mime-support", "media-types"),
    ("mysql-client", "default-mysql-client"),
    ("mysql-server", "default-mysql-server"),
    ("netcat", "netcat-openbsd"),
    ("nodejs-legacy", "nodejs"),
    ("nodejs-npm", "npm"),
    ("ntp", "ntpsec"),
    ("openjdk-7-jdk", "default-jdk"),
    ("openjdk-7-jre", "default-jre"),
    ("openjdk-7-jre-headless", "default-jre-headless"),
    ("openjdk-8-jdk", "default-jdk"),
    ("openjdk-8-jdk-headless", "default-jdk-headless"),
    ("openjdk-8-jre", "default-jre"),
    ("openjdk-8-jre-headless", "default-jre-headless"),
    ("openjdk-11-jdk", "default-jdk"),
    ("openjdk-11-jre", "default-jre"),
    ("openjdk-11-jre-headless", "default-jre-headless"),
    ("oracle-java7-installer", "default-jdk"),
    ("oracle-java8-installer", "default-jdk"),
    ("py2-pip", "py3-pip"),
    ("python", "python3"),
    ("python-dev", "python3-dev"),
    ("python-imaging", "python3-pil"),
    ("python-pip", "python3-pip"),
    ("python-setuptools", "python3-setuptools"),
    ("python-software-properties", "software-properties-common"),
    ("python-virtualenv", "python3-virtualenv"),
    ("python2.7", "python3"),
    ("python2.7-dev", "python3-dev"),
    ("qt5-default", "qtbase5-dev"),
];

/// Whether `release` surely lacks `package`; `false` where that is not known.
pub fn lacks(release: &Release, package: &str) -> bool {
    match release.os {
        "alpine" => {
            if package.starts_with("py2-") {
                return release.is_at_least("3.12");
            }
            let last = ALPINE.iter().find(|(name, _)| *name == package);
            last.is_some_and(|(_, last)| release.is_at_least(last) && release.version != *last)
        }
        "debian" if !release.is_at_least("11") => {
            let first = OLD_DEBIAN.iter().find(|(name, _)| *name == package);
            let first = first.map(|(_, first)| *first).or(package.starts_with("php5").then_some("9"));
            first.is_some_and(|first| release.is_at_least(first))
        }
        "debian" | "ubuntu" => in_table(release, package),
        _ => false,
    }
}

/// Whether no source of packages that a step may have added has `package` for a release that lacks it: it was the
/// distribution's own.
pub fn is_own(package: &str) -> bool {
    const PREFIXES: [&str; 2] = ["python-", "py2-"];
    const NAMES: [&str; 10] = [
        "python",
        "ipython",
        "cython",
        "netcat",
        "libav-tools",
        "libpng12-dev",
        "nodejs-legacy",
        "python2",
        "python2-dev",
        "nodejs-npm",
    ];
    is_nowhere(package) || NAMES.contains(&package) || PREFIXES.iter().any(|prefix| package.starts_with(prefix))
}

/// Whether no source has `package` any more.
pub fn is_nowhere(package: &str) -> bool {
    NOWHERE.contains(&package)
}

/// The package that has the place of `package`.
pub fn instead(package: &str) -> Option<&'static str> {
    INSTEAD.iter().find(|(name, _)| *name == package).map(|(_, instead)| *instead)
}

fn in_table(release: &Release, package: &str) -> bool {
    let name = |line: &'static str| line.split(' ').next().unwrap_or_default();
    let line = sorted::from(sorted::body(TABLE), package, name).lines().next();
    let releases = line.and_then(|line| line.strip_prefix(package)?.strip_prefix(' '));
    let Some(releases) = releases else { return false };
    let lacking: Vec<&str> = releases.split(' ').collect();
    let newest = NEWEST[usize::from(release.os == "ubuntu")];
    match lacking[0] {
        "*!" => release.is_at_least(if release.os == "ubuntu" { "16.04" } else { "11" }),
        "*" => READ.contains(&release.version),
        _ if lacking.contains(&release.version) => true,
        // What a release has lost does not come back in the next.
        _ if release.version != newest && release.is_at_least(newest) => {
            let same = |version: &&str| READ.contains(version) && version.contains('.') == (release.os == "ubuntu");
            let had = READ.iter().filter(|version| same(version)).any(|version| !lacking.contains(version));
            had && lacking.contains(&newest)
        }
        _ => false,
    }
}

/// The releases whose indexes were read.
const READ: [&str; 8] = ["11", "12", "13", "16.04", "18.04", "20.04", "22.04", "24.04"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::releases;

    fn missing(image: &str, package: &str) -> bool {
        let image = crate::syntax::image::parse(image).expect("a reference");
        lacks(releases::of(&image).expect("a known release"), package)
    }

    #[test]
    fn packages_go_with_their_release() {
        let table = [
            ("debian:bookworm", "python-pip", true),
            ("debian:bookworm", "python3-pip", false),
            ("ubuntu:18.04", "python-pip", false),
            ("ubuntu:20.04", "python-pip", true),
            ("ubuntu:latest", "python", true),
            ("ubuntu:22.04", "php5-mysql", true),
            ("ubuntu:14.04", "php5-mysql", false),
            ("debian:trixie", "software-properties-common", true),
            ("ubuntu:24.04", "software-properties-common", false),
            ("debian:trixie", "netcat", true),
            ("debian:bullseye", "netcat", false),
            ("debian:bullseye", "mysql-server", true),
            ("ubuntu:22.04", "unrar", false),
            ("ubuntu:20.04", "libssl3", true),
            ("alpine:3.11", "python", false),
            ("alpine:3.12", "python", true),
            ("alpine:3.20", "python3", false),
            ("debian:bookworm", "no-such-package", false),
        ];
        for (image, package, expected) in table {
            assert_eq!(missing(image, package), expected, "{package} in {image}");
        }
    }

    #[test]
    fn the_table_is_in_order_and_names_releases() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 1_000 && TABLE.ends_with('\n'));
        assert!(lines.is_sorted_by_key(|line| line.split(' ').next()));
        for line in lines {
            let (name, rest) = line.split_once(' ').expect("a name and releases");
            assert!(!name.is_empty());
            assert!(rest.split(' ').all(|it| matches!(it, "*" | "*!") || READ.contains(&it)), "{line}");
        }
    }
}
