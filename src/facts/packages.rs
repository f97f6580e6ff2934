//! Which files the packages of distributions bring, and which other packages.

use super::sorted;

/// `apt`, `apk`, `dnf` (microdnf and yum too), `zypper`, `pacman`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Manager {
    Apt,
    Apk,
    Dnf,
    Zypper,
    Pacman,
}

/// Lines of "managers package paths... +packages..."; see the head of the file.
const TABLE: &str = include_str!("packages.txt");

/// The paths and packages that the table has for `package`; none where it does not know it. A package has a line for
/// each set of managers that agree on its files; the lines stand in the order of their packages.
fn brought(manager: Manager, package: &str) -> impl Iterator<Item = &'static str> {
    let name = |line: &'static str| line.split(' ').nth(1).unwrap_or_default();
    let lines = sorted::from(sorted::body(TABLE), package, name).lines().take_while(|line| name(line) == package);
    let mut lines = lines.filter_map(|line| line.split_once(' '));
    let line = lines.find(|(managers, _)| managers.split(',').any(|it| Manager::named(it) == Some(manager)));
    line.into_iter().flat_map(|(_, rest)| rest.split(' ').skip(1))
}

/// Debian and Ubuntu packages that only recommend `ca-certificates`: without recommended packages
/// they come without a bundle, and HTTPS fails.
const RECOMMEND_CA: &[&str] = &[
    "curl",
    "wget",
    "git",
    "libcurl4",
    "libcurl3-gnutls",
    "libcurl4t64",
    "libcurl3t64-gnutls",
    "wget2",
    "aria2",
    "w3m",
    "git-core",
    "msmtp",
];

/// Libraries of Debian and Ubuntu without files of note, by the `Recommends` of Debian 12: none brings a bundle.
const WITHOUT_CA: &[&str] = &[
    "libgcc-s1",
    "libgomp1",
    "libicu72",
    "libjemalloc2",
    "libmariadb3",
    "libpcre3",
    "libpq5",
    "libsqlite3-0",
    "libssl1.1",
    "libssl3",
    "libstdc++6",
    "libunwind8",
    "libxml2",
    "tzdata",
    "zlib1g",
];

impl Manager {
    fn named(name: &str) -> Option<Manager> {
        Some(match name {
            "apt" => Manager::Apt,
            "apk" => Manager::Apk,
            "dnf" => Manager::Dnf,
            "zypper" => Manager::Zypper,
            "pacman" => Manager::Pacman,
            _ => return None,
        })
    }
}

/// Absolute paths of the programs and bundles that `package` surely brings; empty where the table does not know it.
///
/// What its dependencies bring is not among them: see [`depends`].
pub fn files(manager: Manager, package: &str) -> impl Iterator<Item = &'static str> {
    brought(manager, package).filter(|it| it.starts_with('/'))
}

/// The same; `None` where the table knows no file of the package.
pub fn known_files(manager: Manager, package: &str) -> Option<impl Iterator<Item = &'static str>> {
    let mut files = files(manager, package).peekable();
    files.peek().is_some().then_some(files)
}

/// Packages that `package` surely brings along, directly; `files` and `depends` of these add to its own.
pub fn depends(manager: Manager, package: &str) -> impl Iterator<Item = &'static str> {
    // Every Debian JRE and JDK depends on the bundle in Java's format, which is made from the other.
    const JAVA: &[&str] = &["ca-certificates-java", "ca-certificates"];
    let is_java = manager == Manager::Apt
        && package.starts_with("openjdk-")
        && (package.contains("-jre") || package.contains("-jdk"));
    let java = if is_java { JAVA } else { &[] };
    brought(manager, package).filter_map(|it| it.strip_prefix('+')).chain(java.iter().copied())
}

/// Whether `package` brings `ca-certificates` only as a recommended package, which
/// `--no-install-recommends` leaves out.
pub fn recommends_ca(manager: Manager, package: &str) -> bool {
    manager == Manager::Apt && (RECOMMEND_CA.contains(&package) || package.starts_with("libcurl"))
}

/// Whether `package` may bring a CA bundle along: those that are known or named like ones that depend on it;
/// with recommended packages, every one that is not known not to.
pub fn may_bring_ca(manager: Manager, package: &str, recommends: bool) -> bool {
    const PARTS: [&str; 26] = [
        "ca-cert",
        "certifi",
        "python-",
        "python3-",
        "ruby-",
        "-perl",
        "ansible",
        "certbot",
        "azure",
        "pip",
        "jdk",
        "jre",
        "default-j",
        "maven",
        "gradle",
        "mono",
        "software-prop",
        "npm",
        "chromium",
        "chrome",
        "firefox",
        "golang",
        "docker",
        "cloud",
        "dotnet",
        "*",
    ];
    if manager != Manager::Apt {
        return !is_known(manager, package);
    }
    let brings = |name: &str| files(manager, name).any(|file| file.starts_with("/etc/ssl"));
    brings(package)
        || depends(manager, package).any(brings)
        || PARTS.iter().any(|part| package.contains(part))
        || (recommends
            && (recommends_ca(manager, package) || !is_known(manager, package) && !WITHOUT_CA.contains(&package)))
}

/// Whether the table knows `package`, so that a file that it does not list may be called absent with care.
pub fn is_known(manager: Manager, package: &str) -> bool {
    files(manager, package).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 250 && TABLE.ends_with('\n'), "{}", lines.len());
        for pair in lines.windows(2) {
            let names = [0, 1].map(|at| pair[at].split(' ').nth(1));
            assert!(names[0] <= names[1], "lines are sorted by package, and this one is not: {}", pair[1]);
        }
        let mut known = std::collections::HashSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(words.len() > 2, "{line}");
            assert!(words[0].split(',').all(|name| Manager::named(name).is_some()), "{line}");
            let is_path = |word: &str| word.starts_with('/') && !word.ends_with('/');
            let is_package =
                |word: &str| word.strip_prefix('+').is_some_and(|name| !name.is_empty() && name != words[1]);
            assert!(words[2..].iter().all(|it| is_path(it) || is_package(it)), "{line}");
            assert!(words[2..].is_sorted_by_key(|it| it.starts_with('+')), "packages stand behind paths: {line}");
            assert!(words[0].split(',').all(|manager| known.insert((manager, words[1]))), "twice: {line}");
        }
    }

    #[test]
    fn packages_bring_their_programs() {
        let cases = [
            (Manager::Apt, "curl", "/usr/bin/curl"),
            (Manager::Apk, "bash", "/bin/bash"),
            (Manager::Apt, "ca-certificates", "/etc/ssl/certs/ca-certificates.crt"),
            (Manager::Dnf, "ca-certificates", "/etc/pki/tls/certs/ca-bundle.crt"),
            (Manager::Apk, "tzdata", "/usr/share/zoneinfo"),
            (Manager::Apk, "su-exec", "/sbin/su-exec"),
            (Manager::Apt, "gosu", "/usr/sbin/gosu"),
            (Manager::Apk, "tini", "/sbin/tini"),
            (Manager::Apt, "openjdk-17-jre-headless", "/usr/bin/java"),
            (Manager::Apk, "nginx", "/usr/sbin/nginx"),
        ];
        for (manager, package, path) in cases {
            assert!(files(manager, package).any(|it| it == path), "{package}");
        }
        assert!(files(Manager::Apt, "no-such-package").next().is_none());
        assert!(files(Manager::Apk, "build-essential").next().is_none());
    }

    #[test]
    fn the_bundle_comes_by_dependency_or_by_recommendation() {
        assert!(recommends_ca(Manager::Apt, "curl") && recommends_ca(Manager::Apt, "libcurl4-openssl-dev"));
        assert!(!recommends_ca(Manager::Apk, "curl") && !recommends_ca(Manager::Apt, "nginx"));
        assert!(depends(Manager::Apk, "curl").any(|it| it == "ca-certificates-bundle"));
        assert!(depends(Manager::Apt, "openjdk-21-jre-headless").any(|it| it == "ca-certificates"));
        assert!(depends(Manager::Apt, "curl").next().is_none());
    }
}
