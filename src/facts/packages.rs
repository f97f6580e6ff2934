//! Which files the packages of distributions bring.

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

/// Lines of "managers package paths..."; see the head of the file.
const TABLE: &str = include_str!("packages.txt");

/// The paths that the table has for `package`, with blanks between them. A package has a line for each set of managers
/// that agree on its files; the lines stand in the order of their packages.
fn paths(manager: Manager, package: &str) -> Option<&'static str> {
    let name = |line: &'static str| line.split(' ').nth(1).unwrap_or_default();
    let lines = sorted::from(sorted::body(TABLE), package, name).lines().take_while(|line| name(*line) == package);
    let mut lines = lines.filter_map(|line| line.split_once(' '));
    let (_, rest) = lines.find(|(managers, _)| managers.split(',').any(|it| Manager::named(it) == Some(manager)))?;
    rest.split_once(' ').map(|(_, paths)| paths)
}

/// (package, what it surely brings along), by `Depends` where the package itself has no file of note.
const DEPENDS: &[(Manager, &str, &[&str])] = &[
    (Manager::Apt, "build-essential", &["gcc", "g++", "make", "libc6-dev", "dpkg-dev"]),
    (Manager::Apt, "default-jre", &["default-jre-headless", "ca-certificates-java"]),
    (Manager::Apt, "default-jre-headless", &["ca-certificates-java", "ca-certificates"]),
    (Manager::Apt, "default-jdk", &["default-jre", "default-jdk-headless", "ca-certificates-java", "ca-certificates"]),
    (Manager::Apt, "default-jdk-headless", &["default-jre-headless", "ca-certificates-java", "ca-certificates"]),
    (Manager::Apt, "ca-certificates-java", &["ca-certificates"]),
    (Manager::Apt, "ca-certificates", &["openssl"]),
    (Manager::Apt, "default-mysql-client", &["mariadb-client"]),
    (Manager::Apt, "python3-pip", &["python3", "ca-certificates"]),
    (Manager::Apt, "python3-venv", &["python3"]),
    (Manager::Apt, "python3-dev", &["python3"]),
    (Manager::Apt, "python3-full", &["python3", "python3-venv"]),
    (Manager::Apt, "python3-requests", &["python3", "ca-certificates"]),
    (Manager::Apt, "python3-certifi", &["python3", "ca-certificates"]),
    (Manager::Apt, "pipx", &["python3"]),
    (Manager::Apt, "npm", &["nodejs"]),
    (Manager::Apt, "yarnpkg", &["nodejs"]),
    (Manager::Apt, "nodejs", &["ca-certificates"]),
    (Manager::Apt, "supervisor", &["python3"]),
    (Manager::Apt, "ruby-full", &["ruby"]),
    (Manager::Apt, "software-properties-common", &["ca-certificates", "python3"]),
    (Manager::Apt, "awscli", &["python3"]),
    (Manager::Apt, "git-lfs", &["git"]),
    (Manager::Apt, "ssh", &["openssh-client", "openssh-server"]),
    (Manager::Apt, "maven", &["default-jre-headless", "ca-certificates-java", "ca-certificates"]),
    (Manager::Apt, "golang", &["golang-go"]),
    (Manager::Apt, "redis", &["redis-server", "redis-tools"]),
    (Manager::Apt, "gnupg2", &["gnupg"]),
    (Manager::Apt, "gnupg", &["gpg", "dirmngr"]),
    (Manager::Apt, "r-base", &["r-base-core"]),
    (Manager::Apt, "docker-ce", &["docker-ce-cli", "containerd.io"]),
    (Manager::Apt, "chromium-driver", &["chromium"]),
    (Manager::Apt, "libwww-perl", &["perl", "ca-certificates"]),
    (Manager::Apt, "liblwp-protocol-https-perl", &["libwww-perl", "ca-certificates"]),
    (Manager::Apk, "build-base", &["gcc", "g++", "make", "binutils", "musl-dev", "patch", "file"]),
    (Manager::Apk, "alpine-sdk", &["build-base", "git", "tar"]),
    (Manager::Apk, "curl", &["ca-certificates-bundle"]),
    (Manager::Apk, "git", &["ca-certificates-bundle"]),
    (Manager::Apk, "libcurl", &["ca-certificates-bundle"]),
    (Manager::Apk, "ca-certificates", &["ca-certificates-bundle"]),
    (Manager::Apk, "nodejs", &["ca-certificates-bundle"]),
    (Manager::Apk, "npm", &["nodejs"]),
    (Manager::Apk, "yarn", &["nodejs"]),
    (Manager::Apk, "pnpm", &["nodejs"]),
    (Manager::Apk, "py3-pip", &["python3"]),
    (Manager::Apk, "py3-virtualenv", &["python3"]),
    (Manager::Apk, "python3-dev", &["python3"]),
    (Manager::Apk, "supervisor", &["python3"]),
    (Manager::Apk, "rust", &["gcc"]),
    (Manager::Apk, "cargo", &["rust"]),
    (Manager::Apk, "maven", &["java-cacerts"]),
    (Manager::Apk, "ruby-bundler", &["ruby"]),
    (Manager::Apk, "openssh", &["openssh-client-default", "openssh-keygen", "openssh-server"]),
    (Manager::Apk, "openssh-client", &["openssh-client-default"]),
    (Manager::Apk, "bash-completion", &["bash"]),
    (Manager::Apk, "git-lfs", &["git"]),
    (Manager::Apk, "docker", &["docker-cli"]),
    (Manager::Apk, "gettext", &["gettext-envsubst"]),
    (Manager::Dnf, "curl", &["ca-certificates"]),
    (Manager::Dnf, "openssl", &["ca-certificates"]),
    (Manager::Dnf, "python3-pip", &["python3"]),
    (Manager::Dnf, "npm", &["nodejs"]),
    (Manager::Dnf, "gcc-c++", &["gcc"]),
    (Manager::Zypper, "ca-certificates", &["ca-certificates-mozilla"]),
    (Manager::Pacman, "curl", &["ca-certificates"]),
    (Manager::Pacman, "base-devel", &["gcc", "make", "sudo"]),
];

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
    known_files(manager, package).into_iter().flatten()
}

/// The same; `None` where the table does not know the package.
pub fn known_files(manager: Manager, package: &str) -> Option<impl Iterator<Item = &'static str>> {
    paths(manager, package).map(|paths| paths.split(' '))
}

/// Packages that `package` surely brings along, directly; `files` and `depends` of these add to its own.
pub fn depends(manager: Manager, package: &str) -> &'static [&'static str] {
    let found = DEPENDS.iter().find(|(known, name, _)| *known == manager && *name == package);
    if let Some((_, _, packages)) = found {
        return packages;
    }
    // Every Debian JRE and JDK depends on the bundle in Java's format, which is made from the other.
    let java = package.starts_with("openjdk-") && (package.contains("-jre") || package.contains("-jdk"));
    if manager == Manager::Apt && java { &["ca-certificates-java", "ca-certificates"] } else { &[] }
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
        || depends(manager, package).iter().any(|name| brings(name))
        || PARTS.iter().any(|part| package.contains(part))
        || (recommends
            && (recommends_ca(manager, package) || !is_known(manager, package) && !WITHOUT_CA.contains(&package)))
}

/// Whether the table knows `package`, so that a file that it does not list may be called absent with care.
pub fn is_known(manager: Manager, package: &str) -> bool {
    paths(manager, package).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 250 && TABLE.ends_with('\n'), "{}", lines.len());
        assert!(lines.is_sorted_by_key(|line| line.split(' ').nth(1)));
        let mut known = std::collections::HashSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            assert!(words.len() > 2, "{line}");
            assert!(words[0].split(',').all(|name| Manager::named(name).is_some()), "{line}");
            assert!(words[2..].iter().all(|path| path.starts_with('/') && !path.ends_with('/')), "{line}");
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
        assert!(depends(Manager::Apk, "curl").contains(&"ca-certificates-bundle"));
        assert!(depends(Manager::Apt, "openjdk-21-jre-headless").contains(&"ca-certificates"));
        assert!(depends(Manager::Apt, "curl").is_empty());
    }
}
